// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

func init() { areas["recycle"] = benchRecycle }

// benchRecycle times sequences of systems by a Recycler that knows nothing
// yet, against GMRES of the same memory with the same preconditioner, on one
// worker. Matrices and preconditioners are made outside. GMRES does not converge on
// most of the Helmholtz systems and is given up after 5000 iterations, so that their
// row is a lower bound.
func benchRecycle(b *measure.Bench) {
	for _, c := range []struct {
		problem    string
		n, systems int
		prec       string
		tol        float64
		rounds     int
		want       float64
	}{
		{"Darcy", 64, 6, "none", 1e-8, 3, 2},
		{"Darcy", 64, 8, "Jacobi", 1e-8, 7, 1},
		{"Darcy", 64, 12, "SSOR", 1e-8, 7, 1},
		{"Darcy", 64, 12, "ILU(0)", 1e-8, 7, 1},
		{"Darcy", 200, 6, "ILU(0)", 1e-8, 3, 1},
		{"Helmholtz", 32, 6, "ILU(0)", 1e-5, 3, 5},
		{"Darcy", 32, 40, "ILU(0)", 1e-8, 21, 0.97},
	} {
		name := fmt.Sprintf("%d %s systems %d², M = %s, Recycler : GMRES(40)", c.systems, c.problem, c.n, c.prec)
		seq, err := fieldSequence(c.problem, c.n, c.systems, c.prec)
		if err != nil {
			b.Absent(name, c.want, err.Error())
			continue
		}
		products := map[string]int{}
		solve := func(key string, method func() linsolve.Method) measure.Timer {
			set := &linsolve.SequenceSettings{Settings: linsolve.Settings{Workers: 1, RelTol: c.tol, MaxIter: 5000}}
			return func() (float64, error) {
				m, start := method(), time.Now()
				results, err := linsolve.SolveSequence(context.Background(), seq, m, set)
				seconds := time.Since(start).Seconds()
				products[key] = 0
				for _, r := range results {
					products[key] += r.MatVecs
				}
				if errors.Is(err, linsolve.ErrNotConverged) && key == "peer" {
					err = nil
				}
				return seconds, err
			}
		}
		ours, peer, ratio, err := measure.Pair(
			solve("ours", func() linsolve.Method { return &linsolve.Recycler{} }),
			solve("peer", func() linsolve.Method { return &linsolve.GMRES{Restart: 40} }), c.rounds)
		if err != nil {
			b.Absent(name, c.want, err.Error())
			continue
		}
		b.Row(name, c.want, fmt.Sprintf("%.3g s, %d products", ours, products["ours"]), fmt.Sprintf("%.3g s, %d products", peer, products["peer"]), ratio)
	}
}

// fieldSequence returns Darcy systems with random lognormal coefficients, or Helmholtz
// systems with random wavenumbers about 25.
func fieldSequence(problem string, n, systems int, prec string) (linsolve.Sequence, error) {
	src := rand.NewPCG(1, 7)
	var matrices []*sparse.CSR
	var precs []linsolve.Preconditioner
	for range systems {
		p := testfunc.GaussianField(n, 3, 2, src)
		build, value := testfunc.DarcyField, func(f float64) float64 { return math.Exp(2 * f) }
		if problem == "Helmholtz" {
			build, value = testfunc.HelmholtzField, func(f float64) float64 { return 25 + 4*f }
		}
		for j, f := range p {
			p[j] = value(f)
		}
		a, err := assemble(build(n, p))
		if err != nil {
			return nil, err
		}
		var m linsolve.Preconditioner
		switch prec {
		case "Jacobi":
			m, err = precond.NewJacobi(a)
		case "SSOR":
			m, err = precond.NewSSOR(a, 1)
		case "ILU(0)":
			m, err = precond.NewILU0(a, nil)
		}
		if err != nil {
			return nil, err
		}
		matrices, precs = append(matrices, a), append(precs, m)
	}
	b := make([]float64, n*n)
	for i := range b {
		b[i] = 1 / float64((n+1)*(n+1))
	}
	return linsolve.SequenceFunc(systems, func(i int) (linsolve.Operator, []float64, linsolve.Preconditioner, error) {
		return matrices[i], b, precs[i], nil
	}), nil
}
