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

func ExampleNewAMG() {
	// −Δu = 1 on 200² points, with CG alone and with multigrid
	const n = 200
	c := sparse.NewCOO(n*n, n*n)
	b := make([]float64, n*n)
	for i := range n {
		for j := range n {
			at := i*n + j
			c.Add(at, at, 4)
			if j > 0 {
				c.Add(at, at-1, -1)
				c.Add(at-1, at, -1)
			}
			if i > 0 {
				c.Add(at, at-n, -1)
				c.Add(at-n, at, -1)
			}
			b[at] = 1
		}
	}
	a, err := c.ToCSR()
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := precond.NewAMG(a, nil)
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
		fmt.Println(res.Status, "in fewer than 20 iterations:", res.Iter < 20)
	}
	fmt.Printf("%d levels, operator complexity %.1f\n", m.Levels(), m.OperatorComplexity())
	// Output:
	// Converged in fewer than 20 iterations: false
	// Converged in fewer than 20 iterations: true
	// 4 levels, operator complexity 1.3
}
