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
	// The least ratio of MINRES's products to those of RMINRES over the sequence to 1e-8: by
	// itself, and with K = 20.
	itself, fixed float64
	system        func(i int) (*sparse.CSR, []float64, linsolve.Preconditioner, error)
}

// rminresKinds returns sequences that recycling helps a lot, a little and not at all.
func rminresKinds(t testing.TB, seed uint64) (kinds []rminresKind) {
	// least holds itself and fixed, without and with a preconditioner; zero claims nothing
	add := func(name string, systems int, least [4]float64, matrix func(i int) *sparse.CSR, spd bool, rhs func(n, i int) []float64) {
		for p, prec := range []string{"none", "SSOR of the definite part"} {
			if prec != "none" && !spd {
				continue
			}
			kinds = append(kinds, rminresKind{name + ", " + prec, systems, least[2*p], least[2*p+1], func(i int) (*sparse.CSR, []float64, linsolve.Preconditioner, error) {
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
	add("shifts that move", 16, [4]float64{1.2, 1.4, 1.05, 1.2}, func(i int) *sparse.CSR { return shiftedPoisson(t, 32, 0.05+0.0005*float64(i), 0, 1) }, true, other)
	add("perturbed", 16, [4]float64{0, 1.7, 1.05, 1.2}, func(i int) *sparse.CSR { return shiftedPoisson(t, 32, 0.06, 1e-3, seed*100+uint64(i)) }, true, other)
	add("the same", 12, [4]float64{1.15, 1.5, 0, 1.1}, func(int) *sparse.CSR { return shiftedPoisson(t, 24, 0.1, 1e-3, seed) }, true, other)
	add("definite", 16, [4]float64{1.05, 1.2}, func(i int) *sparse.CSR { return shiftedPoisson(t, 32, 0, 1e-4, seed*100+uint64(i)) }, true, same)
	add("far apart", 16, [4]float64{}, func(i int) *sparse.CSR { return shiftedPoisson(t, 16, 0.3*float64(i%7), 0, 1) }, true, other)
	add("unrelated", 16, [4]float64{}, func(i int) *sparse.CSR { // nothing in common but the spectrum
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		a := sparse.NewCOO(400, 400)
		for j, k := range r.Perm(400) {
			a.Add(j, j, 0.3+float64(k-100))
		}
		return csr(a)
	}, false, other)
	add("easy", 30, [4]float64{}, func(i int) *sparse.CSR { return shiftedPoisson(t, 20, -3, 1e-2, seed*100+uint64(i)) }, true, other)
	return kinds
}

// RMINRES takes fewer products than MINRES on sequences of alike systems, and by itself
// never more than a hundredth more, wherever a sequence ends.
func TestRMINRESGains(t *testing.T) {
	seeds, tols := uint64(3), []float64{1e-8, 1e-3}
	if testing.Short() || testfunc.Slow() {
		seeds, tols = 1, tols[:1]
	}
	for seed := uint64(1); seed <= seeds; seed++ {
		for _, kind := range rminresKinds(t, seed) {
			for _, tol := range tols {
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
				gainFixed := float64(minres) / float64(all)
				t.Logf("%s: %d products, gain %.3f, with K = 20 %.3f", name, minres, gain, gainFixed)
				if tol == 1e-8 {
					assert.GreaterOrEqual(t, gain, kind.itself, name)
					assert.GreaterOrEqual(t, gainFixed, kind.fixed, "%s, K = 20", name)
				}
			}
		}
	}
}

// A space that A leaves invariant solves every system with a right-hand side in it without
// an iteration, and one that is the same again costs no products.
func TestRMINRESInvariantSpace(t *testing.T) {
	const n = 200
	d := ones(n)
	b := make([]float64, n)
	for i := range 6 {
		d[i] = math.Pow(-10, float64(i-6))
		b[i] = 1 + float64(i)
	}
	jacobi := make([]float64, n)
	for i := range jacobi {
		jacobi[i] = 1 + float64(i%2)
	}
	a := linsolve.FromFunc(n, func(dst, x []float64) {
		for i, v := range x {
			dst[i] = v * d[i] * jacobi[i]
		}
	})
	for name, m := range map[string]linsolve.Preconditioner{"none": nil, "diagonal": linsolve.PreconditionerFunc(func(dst, r []float64) error {
		floats.DivTo(dst, r, jacobi)
		return nil
	})} {
		r := &linsolve.RMINRES{K: 12, Window: 20}
		set := &linsolve.Settings{RelTol: 1e-12, Prec: m}
		_, err := linsolve.Solve(ctx, a, b, r, set)
		require.NoError(t, err, name)
		rows, _ := r.Space().Dims()
		require.GreaterOrEqual(t, rows, 6, name)
		inside := make([]float64, n)
		copy(inside, []float64{3, 1, 4, 1, 5, 9})
		res, err := linsolve.Solve(ctx, a, inside, r, &linsolve.Settings{Prec: m})
		require.NoError(t, err, name)
		assert.LessOrEqual(t, res.Iter, 1, name)
		assert.LessOrEqual(t, res.MatVecs, rows+2, name)
		r.SameMatrix = true
		res, err = linsolve.Solve(ctx, a, inside, r, &linsolve.Settings{Prec: m})
		require.NoError(t, err, name)
		assert.LessOrEqual(t, res.Iter, 1, name)
		assert.LessOrEqual(t, res.MatVecs, 2, "%s: the products of the space are not done again", name)
		r.Reset()
		assert.Nil(t, r.Space(), name)
	}
}

// Of a space U with UᵀAU = 0 the projected system is singular, though A is not: the solve
// goes on without it.
func TestRMINRESPutsASingularSpaceAway(t *testing.T) {
	// A space is learned of one matrix whose next one exchanges pairs of unknowns.
	const n = 60
	d := make([]float64, n)
	for i := range d {
		d[i] = float64(1 + i/2)
	}
	first := linsolve.FromFunc(n, func(dst, x []float64) { floats.MulTo(dst, d, x) })
	second := linsolve.FromFunc(n, func(dst, x []float64) {
		for i := range x {
			dst[i] = x[i^1] * d[i]
		}
	})
	r := &linsolve.RMINRES{K: 5}
	b := make([]float64, n)
	for i := 0; i < n; i += 2 {
		b[i] = 1 // the space knows the even unknowns alone
	}
	_, err := linsolve.Solve(ctx, first, b, r, nil)
	require.NoError(t, err)
	require.NotNil(t, r.Space())
	b = randomVector(n, 1)
	for range 2 {
		res, err := linsolve.Solve(ctx, second, b, r, &linsolve.Settings{MaxIter: 300})
		require.NoError(t, err)
		assert.LessOrEqual(t, trueResidual(second, b, res.X), 1e-8*floats.Norm(b, 2)*(1+1e-9))
	}
}

func TestRMINRESBadInput(t *testing.T) {
	a, b := poisson2D(t, 10), ones(100)
	for name, r := range map[string]*linsolve.RMINRES{"K": {K: -1}, "Window": {Window: -1}} {
		res, err := linsolve.Solve(ctx, a, b, r, nil)
		require.ErrorIs(t, err, linsolve.ErrParam, name)
		assert.ErrorIs(t, err, linsolve.ErrInput, name)
		assert.Nil(t, res, name)
	}
	// more than there are
	res, err := linsolve.Solve(ctx, a, b, &linsolve.RMINRES{K: 1000, Window: 1000}, nil)
	require.NoError(t, err)
	assert.LessOrEqual(t, trueResidual(a, b, res.X), 1e-8*floats.Norm(b, 2)*(1+1e-9))

	// NaN out of A while the space is prepared, and a preconditioner that is indefinite then
	r := &linsolve.RMINRES{K: 5}
	_, err = linsolve.Solve(ctx, a, b, r, nil)
	require.NoError(t, err)
	nan := linsolve.FromFunc(100, func(dst, _ []float64) {
		for i := range dst {
			dst[i] = math.NaN()
		}
	})
	res, err = linsolve.Solve(ctx, nan, b, r, nil)
	require.ErrorIs(t, err, linsolve.ErrNotFinite)
	assert.Equal(t, linsolve.Breakdown, res.Status)
	sign := 1.0
	m := linsolve.PreconditionerFunc(func(dst, r []float64) error {
		floats.ScaleTo(dst, sign, r)
		return nil
	})
	_, err = linsolve.Solve(ctx, a, b, r, &linsolve.Settings{Prec: m})
	require.NoError(t, err)
	sign = -1
	res, err = linsolve.Solve(ctx, a, b, r, &linsolve.Settings{Prec: m})
	require.ErrorIs(t, err, linsolve.ErrNotSPD)
	assert.Equal(t, linsolve.NegativeCurvature, res.Status)
	// and it goes on with what is sound, also of another size
	sign = 1
	for _, size := range []int{10, 7} {
		a, b := poisson2D(t, size), ones(size*size)
		res, err = linsolve.Solve(ctx, a, b, r, &linsolve.Settings{Prec: m})
		require.NoError(t, err)
		assert.LessOrEqual(t, trueResidual(a, b, res.X), 1e-8*floats.Norm(b, 2)*(1+1e-9))
	}
}

// Carried spaces and right-hand sides at both ends of the range.
func TestRMINRESScales(t *testing.T) {
	for _, scale := range []float64{1e-250, 1e-100, 1, 1e100, 1e250} {
		a := shiftedPoisson(t, 16, 0.3, 0, 1)
		r := &linsolve.RMINRES{K: 8}
		for i := range 3 {
			b := randomVector(256, uint64(i))
			floats.Scale(scale, b)
			res, err := linsolve.Solve(ctx, a, b, r, nil)
			require.NoError(t, err, "scale %g", scale)
			assert.LessOrEqual(t, res.RelRes, 1e-8*(1+1e-9), "scale %g", scale)
		}
	}
}

// Solves with a carried space have the same bits for any number of workers, and a second
// solve into the caller's memory allocates nothing.
func TestRMINRESSameBitsForAnyWorkers(t *testing.T) {
	a := shiftedPoisson(t, 200, 0.01, 0, 1)
	n, _ := a.Dims()
	limit := 45
	if testfunc.Slow() {
		limit = 12
	}
	jacobi, err := precond.NewJacobi(poisson2D(t, 200))
	require.NoError(t, err)
	for _, m := range []linsolve.Preconditioner{nil, jacobi} {
		var want []float64
		for _, w := range []int{1, 2, 7} {
			r := &linsolve.RMINRES{K: 4, Window: 10}
			var res *linsolve.Result
			for i := range 2 {
				res, err = linsolve.Solve(ctx, a, randomVector(n, uint64(i)), r, &linsolve.Settings{Prec: m, MaxIter: limit, Workers: w})
				require.ErrorIs(t, err, linsolve.ErrNotConverged)
			}
			if want == nil {
				want = res.X
			}
			assert.Equal(t, want, res.X, "workers %d", w)
		}
		if testfunc.Race {
			continue // the race detector makes pools forget
		}
		r := &linsolve.RMINRES{K: 4, Window: 10}
		b, set := ones(n), &linsolve.Settings{Prec: m, MaxIter: 15, Workers: 1, Dst: make([]float64, n), RelTol: 0.9}
		solve := func() { _, _ = linsolve.Solve(ctx, a, b, r, set) }
		solve()
		solve()
		assert.Less(t, testing.AllocsPerRun(5, solve), 1.0)
	}
}

// The verb for sequences takes it as any method.
func TestRMINRESSequence(t *testing.T) {
	s := readDarcySequence(t)
	plain, err := linsolve.SolveSequence(ctx, s.sequence(), &linsolve.MINRES{}, nil)
	require.NoError(t, err)
	results, err := linsolve.SolveSequence(ctx, s.sequence(), &linsolve.RMINRES{K: 10, Window: 50}, &linsolve.SequenceSettings{Order: s.Order})
	require.NoError(t, err)
	for i, res := range results {
		assert.LessOrEqual(t, trueResidual(s.matrices[i], s.b, res.X), 1e-8*floats.Norm(s.b, 2)*(1+1e-9))
	}
	assert.Less(t, float64(totalProducts(results)), 0.9*float64(totalProducts(plain)))
}
