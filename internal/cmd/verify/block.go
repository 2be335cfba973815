// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/sparse"
)

func init() { areas["block"] = verifyBlock }

// verifyBlock compares the block steps of BlockCG, and the iterations of CG for each
// right-hand side alone, with those of an independent program on other random right-hand
// sides.
func verifyBlock(v *measure.Verify) {
	m := testfunc.Poisson2D(40)
	a, err := sparse.NewCSR(m.Rows, m.Cols, m.Ptr, m.Ind, m.Val)
	if err != nil {
		v.Row("block Poisson 40²", err.Error(), false)
		return
	}
	const rhs, n = 6, 1600
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(1, seed))
		b := mat.NewDense(rhs, n, nil)
		for i := range rhs {
			for j := range n {
				b.Set(i, j, r.NormFloat64())
			}
		}
		name := fmt.Sprintf("block Poisson 40², %d right-hand sides, seed %d: 76 block steps ± 2", rhs, seed)
		res, err := linsolve.SolveBlock(context.Background(), a, b, &linsolve.BlockCG{}, nil)
		if err != nil {
			v.Row(name, err.Error(), false)
			continue
		}
		v.Row(name, fmt.Sprint(res.Iter), math.Abs(float64(res.Iter)-76) <= 2)
		least, most := math.MaxInt, 0
		for i := range rhs {
			one, err := linsolve.Solve(context.Background(), a, b.RawRowView(i), &linsolve.CG{}, nil)
			if err != nil {
				v.Row(name, err.Error(), false)
				return
			}
			least, most = min(least, one.Iter), max(most, one.Iter)
		}
		v.Row("block: each alone by CG, 121 to 127 ± 2", fmt.Sprintf("%d to %d", least, most), least >= 119 && most <= 129)
	}
}
