// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
)

// BenchmarkSolve runs 50 iterations on 5-point Poisson problems.
func BenchmarkSolve(b *testing.B) {
	for _, n := range []int{100, 400, 1000} {
		a := poisson2D(b, n)
		rhs := ones(n * n)
		ssor, err := precond.NewSSOR(a, 1.5)
		if err != nil {
			b.Fatal(err)
		}
		for _, c := range []struct {
			name   string
			method linsolve.Method
			prec   linsolve.Preconditioner
		}{{"CG", &linsolve.CG{}, nil}, {"CG+SSOR", &linsolve.CG{}, ssor}, {"GMRES30", &linsolve.GMRES{}, nil}} {
			for _, workers := range []int{1, 2} {
				b.Run(fmt.Sprintf("%s/n=%d/workers=%d", c.name, n*n, workers), func(b *testing.B) {
					set := &linsolve.Settings{Dst: make([]float64, n*n), Prec: c.prec, MaxIter: 50, Workers: workers}
					for b.Loop() {
						if _, err := linsolve.Solve(ctx, a, rhs, c.method, set); !errors.Is(err, linsolve.ErrNotConverged) {
							b.Fatal(err)
						}
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/50/float64(n*n), "ns/unknown/iteration")
				})
			}
		}
	}
}

// BenchmarkSolveSequence solves the reference sequence of 12 Darcy systems, 16², from
// no space.
func BenchmarkSolveSequence(b *testing.B) {
	s := readDarcySequence(b)
	for _, c := range []struct {
		name   string
		method func() linsolve.Method
	}{{"Recycler40", func() linsolve.Method { return &linsolve.Recycler{} }}, {"GMRES40", func() linsolve.Method { return &linsolve.GMRES{Restart: 40} }}} {
		b.Run(c.name+"/n=256", func(b *testing.B) {
			products := 0
			for b.Loop() {
				results, err := linsolve.SolveSequence(ctx, s.sequence(), c.method(), nil)
				if err != nil {
					b.Fatal(err)
				}
				products = totalProducts(results)
			}
			b.ReportMetric(float64(products), "products")
		})
	}
}
