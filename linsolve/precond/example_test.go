// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond_test

import (
	"context"
	"fmt"

	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

func ExampleNewSSOR() {
	// −u” = 1 on 200 points
	c := sparse.NewCOO(200, 200)
	b := make([]float64, 200)
	for i := range b {
		c.Add(i, i, 2)
		if i > 0 {
			c.Add(i, i-1, -1)
			c.Add(i-1, i, -1)
		}
		b[i] = 1
	}
	a, err := c.ToCSR()
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := precond.NewSSOR(a, 1.9)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, set := range []*linsolve.Settings{{}, {Prec: m}} {
		res, err := linsolve.Solve(context.Background(), a, b, &linsolve.CG{}, set)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(res.Status, res.Iter < 60)
	}
	// Output:
	// Converged false
	// Converged true
}
