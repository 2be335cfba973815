// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// tridiagonal returns the matrix with these bands.
func tridiagonal(n int, lower, diagonal, upper float64) *sparse.CSR {
	a := sparse.NewCOO(n, n)
	for i := range n {
		if i > 0 {
			a.Add(i, i-1, lower)
		}
		a.Add(i, i, diagonal)
		if i < n-1 {
			a.Add(i, i+1, upper)
		}
	}
	return csr(a)
}

// csr compresses a matrix that has nothing wrong with it.
func csr(a *sparse.COO) *sparse.CSR {
	c, err := a.ToCSR()
	if err != nil {
		panic(err)
	}
	return c
}

// A solve that ends early returns the iterate whose residual it reports, not the
// guess that it began with, also when the guess lies in the destination.
func TestEarlyEndReturnsTheIterate(t *testing.T) {
	const n = 200
	a := tridiagonal(n, -1, 2.1, -1)
	b, x0 := randomVector(n, 1), randomVector(n, 2)
	start := trueResidual(a, b, x0)
	for name, method := range methods() {
		res, err := linsolve.Solve(ctx, a, b, method, &linsolve.Settings{X0: x0, MaxIter: 10, RelTol: 1e-12})
		require.Error(t, err, name)
		assert.Less(t, res.ResNorm, start, name)
		assert.InEpsilon(t, trueResidual(a, b, res.X), res.ResNorm, 1e-9, name)

		x := append([]float64(nil), x0...)
		for range 40 { // a loop of short solves gets there
			res, err = linsolve.Solve(ctx, a, b, method, &linsolve.Settings{X0: x, Dst: x, MaxIter: 20, RelTol: 1e-10})
			require.InDelta(t, trueResidual(a, b, x), res.ResNorm, 1e-12*floats.Norm(b, 2), name)
		}
		assert.NoError(t, err, name)

		stop, cancel := context.WithCancel(ctx)
		res, err = linsolve.Solve(stop, a, b, method, &linsolve.Settings{X0: x0, RelTol: 1e-14,
			Recorder: func(p linsolve.Progress) error {
				if p.Iter == 12 {
					cancel()
				}
				return nil
			}})
		require.ErrorIs(t, err, context.Canceled, name)
		assert.InEpsilon(t, trueResidual(a, b, res.X), res.ResNorm, 1e-9, name)
		assert.Less(t, res.ResNorm, start, name)
	}
}

// Systems that end the Krylov space after one step or a few are solved, not
// broken down on.
func TestExhaustedSpaces(t *testing.T) {
	const n = 200
	few := make([]float64, n)
	for i := range few {
		few[i] = float64(1 + i%3)
	}
	diagonal := sparse.NewCOO(n, n)
	for i, d := range few {
		diagonal.Add(i, i, d)
	}
	skewed := tridiagonal(n, -1, 2.5, -1.2)
	exact, err := precond.NewILU0(skewed, nil)
	require.NoError(t, err)
	for what, c := range map[string]struct {
		a *sparse.CSR
		m linsolve.Preconditioner
	}{
		"identity":              {sparse.Identity(n), nil},
		"1x1":                   {tridiagonal(1, 0, 2, 0), nil},
		"three eigenvalues":     {csr(diagonal), nil},
		"exact preconditioner":  {skewed, exact},
		"skew and the identity": {tridiagonal(n, -1, 3, 1), nil},
		"skew":                  {tridiagonal(n, -1, 0, 1), nil},
		"nearly skew":           {tridiagonal(n, -1, 0.01, 1), nil},
	} {
		rows, _ := c.a.Dims()
		b := randomVector(rows, 3)
		all := methods()
		for _, l := range []int{1, 3, 4, 8, 16} {
			all["BiCGStabL"+string(rune('0'+l))] = &linsolve.BiCGStabL{L: l}
		}
		symmetric := c.a.IsSymmetric()
		for name, method := range all {
			switch name {
			case "cg", "cr", "minres", "conjugate", "all directions":
				if !symmetric || c.m != nil {
					continue
				}
			}
			res, err := linsolve.Solve(ctx, c.a, b, method, &linsolve.Settings{Prec: c.m, MaxIter: 3000})
			if (what == "skew" || what == "nearly skew") && err != nil {
				// GMRES(30) may stand still and degree 1 has no purely imaginary
				// root; what is asked for is honesty and no success by name.
				assert.InDelta(t, trueResidual(c.a, b, res.X), res.ResNorm, 1e-9*floats.Norm(b, 2), "%s %s", name, what)
				t.Logf("%s on %s: %v, %d iterations, %.2g", name, what, err, res.Iter, res.RelRes)
				continue
			}
			assert.NoError(t, err, "%s on %s", name, what)
		}
	}
}

// MINRES on singular systems without a solution finds the least residual, and
// its x.
func TestMINRESFindsTheLeastResidual(t *testing.T) {
	path := func(n int) *sparse.CSR { // the Laplacian of a path
		a := sparse.NewCOO(n, n)
		for i := range n - 1 {
			a.Add(i, i, 1)
			a.Add(i+1, i+1, 1)
			a.Add(i, i+1, -1)
			a.Add(i+1, i, -1)
		}
		return csr(a)
	}
	for _, b := range [][]float64{{1, 2, 5}, {1, 0, 0}, {3, 1, 2}, {0, 0, 1}, {1, 1, 2}} {
		a := path(3)
		res, err := linsolve.Solve(ctx, a, b, &linsolve.MINRES{}, nil)
		require.ErrorIs(t, err, linsolve.ErrInconsistent, "%v", b)
		assert.InDelta(t, math.Abs(floats.Sum(b))/math.Sqrt(3), res.ResNorm, 1e-9, "%v", b)
	}
	for _, n := range []int{10, 100, 500} {
		a, b := path(n), randomVector(n, 4)
		for i := range b {
			b[i]++
		}
		want := math.Abs(floats.Sum(b)) / math.Sqrt(float64(n))
		for _, limit := range []int{0, 4 * n} {
			res, err := linsolve.Solve(ctx, a, b, &linsolve.MINRES{}, &linsolve.Settings{MaxIter: limit})
			require.Error(t, err)
			assert.InEpsilon(t, want, res.ResNorm, 1e-6, "n=%d, at most %d iterations: %v", n, limit, err)
		}
	}
}

// Hilbert's matrix is definite, if barely: a residual that can be had is had.
func TestMINRESOnHilbert(t *testing.T) {
	h := mat.NewSymDense(12, nil)
	for i := range 12 {
		for j := range i + 1 {
			h.SetSym(i, j, 1/float64(i+j+1))
		}
	}
	a := linsolve.FromMatrix(h)
	for _, tol := range []float64{1e-3, 1e-4} {
		res, err := linsolve.Solve(ctx, a, ones(12), &linsolve.MINRES{}, &linsolve.Settings{RelTol: tol, MaxIter: 5000})
		assert.NoError(t, err, "%g: %v", tol, res)
	}
	// Below that rounding decides; what was reached is not lost.
	for tol, atMost := range map[float64]float64{1e-6: 1e-4, 1e-8: 1e-4, 1e-10: 1e-4, 1e-15: 1e-4} {
		res, err := linsolve.Solve(ctx, a, ones(12), &linsolve.MINRES{}, &linsolve.Settings{RelTol: tol, MaxIter: 5000})
		if err != nil {
			assert.Less(t, res.RelRes, atMost, "%g: %v", tol, err)
		}
	}
}

// A nil method goes on as MINRES when CG meets a direction without curvature, as
// it does for right-hand sides in the zero block of a saddle point.
func TestNilMethodOnSaddlePoints(t *testing.T) {
	for _, c := range []struct {
		n    int
		a, b []float64
	}{
		{4, []float64{2, 0, 1, 0, 0, 3, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0}, []float64{0, 0, 1, 2}},
		{2, []float64{0, 1, 1, 0}, []float64{1, 0}},
	} {
		a := linsolve.FromMatrix(mat.NewSymDense(c.n, c.a))
		_, err := linsolve.Solve(ctx, a, c.b, nil, nil)
		assert.NoError(t, err)
	}
}

// A solution that vanishes or overflows at the scale of b is not a success, and
// what is reported is the residual of what is returned.
func TestSolutionsOutOfRange(t *testing.T) {
	scaled := func(s float64) *sparse.CSR { return tridiagonal(3, -s, 4*s, -s) }
	for name, method := range methods() {
		for _, c := range []struct{ a, b float64 }{{1e200, 1e-200}, {1e-200, 1e200}, {1e158, 1e-158}, {1, 1e-320}, {1, 5e-324}} {
			a := scaled(c.a)
			b := []float64{c.b, 2 * c.b, 3 * c.b}
			res, err := linsolve.Solve(ctx, a, b, method, nil)
			r := make([]float64, 3)
			a.MulVec(r, res.X)
			floats.SubTo(r, b, r)
			norm, target := floats.Norm(r, 2), 1e-8*floats.Norm(b, 2)
			require.False(t, math.IsNaN(norm), "%s %v", name, c)
			if err == nil {
				assert.LessOrEqual(t, norm, target*(1+1e-9), "%s %v", name, c)
			}
			assert.InDelta(t, norm, res.ResNorm, 1e-9*norm+5e-324, "%s %v: %v", name, c, err)

			// In place.
			inPlace := append([]float64(nil), b...)
			again, errAgain := linsolve.Solve(ctx, a, inPlace, method, &linsolve.Settings{Dst: inPlace})
			assert.Equal(t, err == nil, errAgain == nil, "%s %v", name, c)
			assert.Equal(t, res.X, again.X, "%s %v", name, c)
		}
	}
}
