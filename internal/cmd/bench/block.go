// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
)

func init() { areas["block"] = benchBlock }

// benchBlock times right-hand sides solved together against one after the other, by our
// own methods, on one worker, to 1e-8 from random right-hand sides. Matrices and
// preconditioners are made outside, and workspaces are warm.
func benchBlock(b *measure.Bench) {
	for _, c := range []struct {
		n, rhs int
		prec   string
		rounds int
		want   float64
	}{
		{100, 8, "none", 7, 1},
		{100, 16, "none", 7, 1},
		{200, 8, "none", 3, 1},
		{200, 16, "none", 3, 1},
		{200, 8, "SSOR", 3, 1},
		{200, 16, "SSOR", 3, 1},
	} {
		name := fmt.Sprintf("Poisson %d², %d right-hand sides, M = %s, BlockCG : CG one by one", c.n, c.rhs, c.prec)
		a, err := assemble(testfunc.Poisson2D(c.n))
		if err != nil {
			b.Absent(name, c.want, err.Error())
			continue
		}
		var m linsolve.Preconditioner
		if c.prec == "SSOR" {
			if m, err = precond.NewSSOR(a, 1.5); err != nil {
				b.Absent(name, c.want, err.Error())
				continue
			}
		}
		size := c.n * c.n
		r := rand.New(rand.NewPCG(1, 1))
		rhs, x := mat.NewDense(c.rhs, size, nil), mat.NewDense(c.rhs, size, nil)
		for i := range c.rhs {
			for j := range size {
				rhs.Set(i, j, r.NormFloat64())
			}
		}
		var block linsolve.BlockCG
		var single linsolve.CG
		together, alone := 0, 0
		ours, peer, ratio, err := measure.Pair(func() (float64, error) {
			start := time.Now()
			res, err := linsolve.SolveBlock(context.Background(), a, rhs, &block, &linsolve.BlockSettings{Dst: x, Prec: m, Workers: 1})
			if err != nil {
				return 0, err
			}
			together = res.MatVecs
			return time.Since(start).Seconds(), nil
		}, func() (float64, error) {
			start := time.Now()
			alone = 0
			for i := range c.rhs {
				res, err := linsolve.Solve(context.Background(), a, rhs.RawRowView(i), &single, &linsolve.Settings{Dst: x.RawRowView(i), Prec: m, Workers: 1})
				if err != nil {
					return 0, err
				}
				alone += res.MatVecs
			}
			return time.Since(start).Seconds(), nil
		}, c.rounds)
		if err != nil {
			b.Absent(name, c.want, err.Error())
			continue
		}
		b.Row(name, c.want, fmt.Sprintf("%.3g s, %d products", ours, together), fmt.Sprintf("%.3g s, %d products", peer, alone), ratio)
	}
}
