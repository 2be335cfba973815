// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"

	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// shiftedPoisson returns poisson2D(m) − shift·I with a perturbation of the diagonal.
func shiftedPoisson(t testing.TB, m int, shift, noise float64, seed uint64) *sparse.CSR {
	p := testfunc.Poisson2D(m)
	r := rand.New(rand.NewPCG(seed, 5))
	for i := range p.Rows {
		for q := p.Ptr[i]; q < p.Ptr[i+1]; q++ {
			if int(p.Ind[q]) == i {
				p.Val[q] += noise*r.NormFloat64() - shift
			}
		}
	}
	a, err := sparse.NewCSR(p.Rows, p.Cols, p.Ptr, p.Ind, p.Val)
	require.NoError(t, err)
	return a
}

// An rminresKind is a family of symmetric sequences.
type rminresKind struct {
	name    string
	systems int
	least   float64 // products of MINRES over those of RMINRES over the sequence
	system  func(i int) (*sparse.CSR, []float64, linsolve.Preconditioner, error)
}

// rminresKinds returns sequences that recycling helps a lot, a little and not at all.
func rminresKinds(t testing.TB, seed uint64) (kinds []rminresKind) {
	add := func(name string, systems int, least float64, matrix func(i int) *sparse.CSR, spd bool, rhs func(n, i int) []float64) {
		for _, prec := range []string{"none", "SSOR of the definite part"} {
			if prec != "none" && !spd {
				continue
			}
			kinds = append(kinds, rminresKind{name + ", " + prec, systems, least, func(i int) (*sparse.CSR, []float64, linsolve.Preconditioner, error) {
				a := matrix(i)
				n, _ := a.Dims()
				if prec == "none" {
					return a, rhs(n, i), nil, nil
				}
				m := int(math.Round(math.Sqrt(float64(n))))
				ssor, err := precond.NewSSOR(poisson2D(t, m), 1.2)
				return a, rhs(n, i), ssor, err
			}})
		}
	}
	same := func(n, _ int) []float64 { return ones(n) }
	other := func(n, i int) []float64 { return randomVector(n, seed*1000+uint64(i)) }
	add("shifts that move", 16, 1.2, func(i int) *sparse.CSR { return shiftedPoisson(t, 32, 0.05+0.0005*float64(i), 0, 1) }, true, other)
	add("perturbed", 16, 1.2, func(i int) *sparse.CSR { return shiftedPoisson(t, 32, 0.06, 1e-3, seed*100+uint64(i)) }, true, other)
	add("the same", 12, 1.2, func(int) *sparse.CSR { return shiftedPoisson(t, 24, 0.1, 1e-3, seed) }, true, other)
	add("definite", 16, 1, func(i int) *sparse.CSR { return shiftedPoisson(t, 32, 0, 1e-4, seed*100+uint64(i)) }, true, same)
	add("far apart", 16, 0, func(i int) *sparse.CSR { return shiftedPoisson(t, 16, 0.3*float64(i%7), 0, 1) }, true, other)
	add("unrelated", 16, 0, func(i int) *sparse.CSR { // nothing in common but the spectrum
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		a := sparse.NewCOO(400, 400)
		for j, k := range r.Perm(400) {
			a.Add(j, j, 0.3+float64(k-100))
		}
		return csr(a)
	}, false, other)
	add("easy", 30, 0, func(i int) *sparse.CSR { return shiftedPoisson(t, 20, -3, 1e-2, seed*100+uint64(i)) }, true, other)
	return kinds
}

// RMINRES takes fewer products than MINRES on sequences of alike systems, and by itself
// never more than a hundredth more, wherever a sequence ends.
func TestRMINRESGains(t *testing.T) {
	seeds := uint64(3)
	if testing.Short() || testfunc.Slow() {
		seeds = 1
	}
	for seed := uint64(1); seed <= seeds; seed++ {
		for _, kind := range rminresKinds(t, seed) {
			for _, tol := range []float64{1e-8, 1e-3} {
				name := fmt.Sprintf("seed %d, %s, %g", seed, kind.name, tol)
				r, fixed := &linsolve.RMINRES{}, &linsolve.RMINRES{K: 20}
				ours, minres, all := 0, 0, 0
				for i := range kind.systems {
					a, b, m, err := kind.system(i)
					require.NoError(t, err, name)
					set := &linsolve.Settings{RelTol: tol, Prec: m, MaxIter: 4000}
					plain, err := linsolve.Solve(ctx, a, b, &linsolve.MINRES{}, set)
					if !errors.Is(err, linsolve.ErrNotConverged) { // given up, its products are a lower bound
						require.NoError(t, err, name)
					}
					res, err := linsolve.Solve(ctx, a, b, r, set)
					if plain.Status == linsolve.Converged {
						require.NoError(t, err, name)
						assert.LessOrEqual(t, trueResidual(a, b, res.X), tol*floats.Norm(b, 2)*(1+1e-9), name)
					}
					k, err := linsolve.Solve(ctx, a, b, fixed, set)
					if plain.Status == linsolve.Converged {
						require.NoError(t, err, name)
					}
					ours, minres, all = ours+res.MatVecs, minres+plain.MatVecs, all+k.MatVecs
					assert.LessOrEqual(t, float64(ours), 1.01*float64(minres), "%s: after %d systems", name, i+1)
				}
				gain := float64(minres) / float64(ours)
				t.Logf("%s: %d products, gain %.3f, with K = 20 %.3f", name, minres, gain, float64(minres)/float64(all))
				if tol == 1e-8 {
					assert.GreaterOrEqual(t, gain, kind.least, name)
				}
			}
		}
	}
}
