// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/linsolve"
)

// transitions are values of TranCond that take no step, some, and all steps in
// the QLP form.
var transitions = []float64{math.Inf(1), 0, 30, 1}

// With every transition the history is that of MINRES, and so is x.
func TestMINRESQLPStepsAsMINRES(t *testing.T) {
	for _, name := range []string{"helmholtz_400.mtx", "poisson2d_100.mtx"} {
		a := matrix(t, name)
		n, _ := a.Dims()
		b := randomVector(n, 5)
		want, err := linsolve.Solve(ctx, a, b, &linsolve.MINRES{}, &linsolve.Settings{History: true, MaxIter: 20000})
		require.NoError(t, err)
		for _, cond := range transitions {
			x := make([]float64, n)
			res, err := linsolve.Solve(ctx, a, b, &linsolve.MINRESQLP{TranCond: cond}, &linsolve.Settings{History: true, MaxIter: 20000,
				Recorder: func(p linsolve.Progress) error {
					if p.Iter%10 < 3 && p.Iter < 80 {
						p.X(x)
						assert.InEpsilon(t, trueResidual(a, b, x), p.ResNorm, 1e-7, "%s %g %d", name, cond, p.Iter)
					}
					return nil
				}})
			require.NoError(t, err, "%s %g", name, cond)
			for i := range 60 {
				if i < len(want.History) {
					assert.InEpsilon(t, want.History[i], res.History[i], 1e-6, "%s %g %d", name, cond, i)
				}
			}
		}
	}
}

// shortest returns the least-squares solution of least length, of the singular
// value decomposition.
func shortest(a *mat.Dense, b []float64) []float64 {
	var svd mat.SVD
	svd.Factorize(a, mat.SVDFull)
	rank := 0
	values := svd.Values(nil)
	for _, v := range values {
		if v > 1e-12*values[0] {
			rank++
		}
	}
	var x mat.VecDense
	svd.SolveVecTo(&x, mat.NewVecDense(len(b), b), rank)
	return x.RawVector().Data
}

// Singular systems, consistent or not: the shortest solution, or the shortest of
// those that minimise the residual.
func TestMINRESQLPFindsTheShortest(t *testing.T) {
	lap := matrix(t, "graphlap_300.mtx")
	path := func(n int) *mat.Dense {
		a := mat.NewDense(n, n, nil)
		for i := range n - 1 {
			a.Set(i, i, a.At(i, i)+1)
			a.Set(i+1, i+1, 1)
			a.Set(i, i+1, -1)
			a.Set(i+1, i, -1)
		}
		return a
	}
	indefinite := mat.NewDense(12, 12, nil) // eigenvalues −5 … 6, zero among them, turned by a reflection
	v := randomVector(12, 9)
	h := mat.NewDense(12, 12, nil)
	for i := range 12 {
		for j := range 12 {
			h.Set(i, j, -2*v[i]*v[j]/floats.Dot(v, v))
		}
		h.Set(i, i, h.At(i, i)+1)
	}
	var d mat.Dense
	d.CloneFrom(h)
	for i := range 12 {
		for j := range 12 {
			d.Set(i, j, h.At(i, j)*float64(j-5))
		}
	}
	indefinite.Mul(&d, h.T())
	for i := range 12 {
		for j := range i {
			indefinite.Set(i, j, indefinite.At(j, i))
		}
	}
	for name, a := range map[string]*mat.Dense{"graph": mat.DenseCopyOf(lap), "path 3": path(3), "path 10": path(10), "path 60": path(60), "indefinite": indefinite,
		"one of rank one": mat.NewDense(3, 3, []float64{1, 1, 1, 1, 1, 1, 1, 1, 1})} {
		n, _ := a.Dims()
		op := linsolve.FromMatrix(a)
		seeds := uint64(4)
		if n > 100 && testing.Short() {
			seeds = 1 // the reference is a dense decomposition
		}
		for seed := range seeds {
			b := randomVector(n, seed)
			consistent := make([]float64, n)
			op.MulVec(consistent, b)
			least, exact := shortest(a, b), shortest(a, consistent)
			for _, cond := range transitions {
				method := &linsolve.MINRESQLP{TranCond: cond}
				want := least
				res, err := linsolve.Solve(ctx, op, b, method, nil)
				if assert.ErrorIs(t, err, linsolve.ErrInconsistent, "%s seed %d %g: %v", name, seed, cond, res) {
					assert.Equal(t, linsolve.Inconsistent, res.Status)
				}
				assert.InEpsilon(t, trueResidual(op, b, want), res.ResNorm, 1e-9, "%s seed %d %g", name, seed, cond)
				assert.InDelta(t, 0, floats.Distance(want, res.X, 2)/floats.Norm(want, 2), 1e-6, "%s seed %d %g", name, seed, cond)

				want = exact
				res, err = linsolve.Solve(ctx, op, consistent, method, &linsolve.Settings{RelTol: 1e-11})
				assert.NoError(t, err, "%s seed %d %g: %v", name, seed, cond, res)
				assert.InDelta(t, 0, floats.Distance(want, res.X, 2)/floats.Norm(want, 2), 1e-8, "%s seed %d %g", name, seed, cond) // the tolerance times the condition
			}
		}
	}
}

// Symmetric systems solved in 60-digit arithmetic.
func TestExactSymmetricSolutions(t *testing.T) {
	data, err := os.ReadFile("testdata/exact_solves.json")
	require.NoError(t, err)
	var systems map[string]struct {
		N       int
		A, B, X []float64
		Cond2   float64
	}
	require.NoError(t, json.Unmarshal(data, &systems))
	s := systems["indef"]
	a := linsolve.FromMatrix(mat.NewDense(s.N, s.N, s.A))
	// a residual below a few roundings of ‖A‖·‖x‖ cannot be had
	tol := 8 * 0x1p-52 * floats.Norm(s.A, 2) * floats.Norm(s.X, 2) / floats.Norm(s.B, 2)
	for name, method := range map[string]linsolve.Method{"symmlq": &linsolve.SYMMLQ{}, "minresqlp": &linsolve.MINRESQLP{}, "all qlp": &linsolve.MINRESQLP{TranCond: 1}} {
		res, err := linsolve.Solve(ctx, a, s.B, method, &linsolve.Settings{RelTol: tol})
		require.NoError(t, err, name)
		diff := floats.Distance(res.X, s.X, 2) / floats.Norm(s.X, 2)
		assert.LessOrEqual(t, diff, 8*0x1p-52*math.Sqrt(float64(s.N))*s.Cond2, name) // ‖x − x*‖/‖x*‖ ≤ cond·‖r‖/(‖A‖·‖x*‖)
	}
}

// Hilbert's matrix is singular to rounding: a loose tolerance is met, a tight one
// is not claimed, and what was reached is not lost.
func TestMINRESQLPOnHilbert(t *testing.T) {
	h := mat.NewSymDense(12, nil)
	for i := range 12 {
		for j := range i + 1 {
			h.SetSym(i, j, 1/float64(i+j+1))
		}
	}
	a, b := linsolve.FromMatrix(h), ones(12)
	for _, cond := range transitions {
		for _, tol := range []float64{1e-3, 1e-4, 1e-6, 1e-8, 1e-15} {
			res, err := linsolve.Solve(ctx, a, b, &linsolve.MINRESQLP{TranCond: cond}, &linsolve.Settings{RelTol: tol, MaxIter: 5000})
			if tol >= 1e-4 {
				require.NoError(t, err, "%g %g", cond, tol)
			}
			assert.LessOrEqual(t, res.RelRes, max(tol, 2e-4), "%g %g: %v", cond, tol, err)
			if err == nil {
				assert.LessOrEqual(t, trueResidual(a, b, res.X), tol*math.Sqrt(12)*(1+1e-9))
			}
		}
	}
}

func TestMINRESQLPParameters(t *testing.T) {
	for _, bad := range []float64{-1, math.NaN(), math.Inf(-1)} {
		res, err := linsolve.Solve(ctx, poisson2D(t, 4), ones(16), &linsolve.MINRESQLP{TranCond: bad}, nil)
		assert.Nil(t, res)
		require.ErrorIs(t, err, linsolve.ErrParam)
		assert.ErrorContains(t, err, "TranCond")
	}
}
