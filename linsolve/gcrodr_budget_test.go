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

	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// A recycleKind is a family of sequences.
type recycleKind struct {
	name    string
	systems int
	system  func(i int) (linsolve.Operator, []float64, linsolve.Preconditioner, error)
}

// recycleKinds returns sequences that recycling helps a lot, a little and not at all.
func recycleKinds(t testing.TB, seed uint64) (kinds []recycleKind) {
	darcy := func(n, i int, strength float64) *sparse.CSR {
		p := testfunc.GaussianField(n, 3, 2, rand.NewPCG(seed, uint64(i)))
		for j, f := range p {
			p[j] = math.Exp(strength * f)
		}
		m := testfunc.DarcyField(n, p)
		a, err := sparse.NewCSR(m.Rows, m.Cols, m.Ptr, m.Ind, m.Val)
		require.NoError(t, err)
		return a
	}
	add := func(name string, systems int, matrix func(i int) *sparse.CSR, prec string, rhs func(n, i int) []float64) {
		kinds = append(kinds, recycleKind{name + " " + prec, systems, func(i int) (linsolve.Operator, []float64, linsolve.Preconditioner, error) {
			a := matrix(i)
			n, _ := a.Dims()
			var m linsolve.Preconditioner
			var err error
			switch prec {
			case "ILU(0)":
				m, err = precond.NewILU0(a, nil)
			case "Jacobi":
				m, err = precond.NewJacobi(a)
			case "SSOR":
				m, err = precond.NewSSOR(a, 1)
			}
			return a, rhs(n, i), m, err
		}})
	}
	same := func(n, _ int) []float64 { return ones(n) }
	other := func(n, i int) []float64 { return randomVector(n, seed*1000+uint64(i)) }
	smooth := func(n, i int) []float64 {
		b := make([]float64, n)
		for j := range b {
			b[j] = math.Sin(float64((i%3+1)*j) / float64(n))
		}
		return b
	}
	for _, prec := range []string{"none", "Jacobi", "SSOR", "ILU(0)"} {
		add("independent fields", 16, func(i int) *sparse.CSR { return darcy(24, i, 2) }, prec, same)
		add("independent fields, random b", 16, func(i int) *sparse.CSR { return darcy(16, i, 1) }, prec, other)
		add("same field, random b", 16, func(int) *sparse.CSR { return darcy(20, 0, 2) }, prec, other)
		add("fields of growing contrast", 16, func(i int) *sparse.CSR { return darcy(16, i, 0.2*float64(i+1)) }, prec, same)
		add("fields of falling contrast", 16, func(i int) *sparse.CSR { return darcy(16, i, 0.2*float64(16-i)) }, prec, same)
		add("alternating", 16, func(i int) *sparse.CSR { return darcy(16, i, 0.5+2*float64(i%2)) }, prec, smooth)
	}
	convection := func(i int) *sparse.CSR {
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		return tridiagonal(300, -1-0.3*r.Float64(), 2.2, -1+0.3*r.Float64())
	}
	add("convection", 24, convection, "none", other)
	add("convection", 24, convection, "Jacobi", same)
	diagonal := func(i int) *sparse.CSR { // nothing in common but the spectrum
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		a := sparse.NewCOO(300, 300)
		for j, k := range r.Perm(300) {
			a.Add(j, j, 0.02+float64(k))
			if k > 0 {
				a.Add(j, r.IntN(300), 0.01)
			}
		}
		return csr(a)
	}
	add("unrelated", 16, diagonal, "none", other)
	add("unrelated", 16, diagonal, "Jacobi", other)
	return kinds
}

// A Recycler that chooses the dimension by itself never costs more than a hundredth
// more products than GMRES of the same memory, wherever a sequence ends.
func TestRecyclerBudget(t *testing.T) {
	seeds := uint64(3)
	if testing.Short() || testfunc.Slow() {
		seeds = 1
	}
	for seed := uint64(1); seed <= seeds; seed++ {
		for _, kind := range recycleKinds(t, seed) {
			for _, tol := range []float64{1e-8, 1e-3} {
				name := fmt.Sprintf("seed %d, %s, %g", seed, kind.name, tol)
				ours, gmres, r := 0, 0, &linsolve.Recycler{}
				for i := range kind.systems {
					a, b, m, err := kind.system(i)
					require.NoError(t, err, name)
					set := &linsolve.Settings{RelTol: tol, Prec: m, MaxIter: 1000}
					plain, err := linsolve.Solve(ctx, a, b, &linsolve.GMRES{Restart: 40}, set)
					if !errors.Is(err, linsolve.ErrNotConverged) { // given up, its products are a lower bound
						require.NoError(t, err, name)
					}
					res, err := linsolve.Solve(ctx, a, b, r, set)
					if err != nil {
						t.Logf("%s: system %d: GMRES %v after %d, Recycler %v after %d products", name, i, plain.Status, plain.MatVecs, res.Status, res.MatVecs)
					}
					ours, gmres = ours+res.MatVecs, gmres+plain.MatVecs
					assert.LessOrEqual(t, float64(ours), 1.01*float64(gmres), "%s: after %d systems", name, i+1)
				}
				t.Logf("%s: %.3f", name, float64(gmres)/float64(ours))
			}
		}
	}
}
