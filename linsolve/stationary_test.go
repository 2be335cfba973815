// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// Forward sweeps need as many iterations as an independent program that takes
// the true residual after each.
func TestSORCounts(t *testing.T) {
	data, err := os.ReadFile("testdata/iterations.json")
	require.NoError(t, err)
	var counts map[string]map[string]any
	require.NoError(t, json.Unmarshal(data, &counts))
	rows := 0
	for name, row := range counts {
		a := matrix(t, name+".mtx")
		b := ones(len(a.Diag(nil)))
		for key, val := range row {
			want, ok := val.(float64)
			if !strings.HasPrefix(key, "sor") || !ok {
				continue
			}
			var omega float64
			require.NoError(t, json.Unmarshal([]byte(key[3:]), &omega))
			rows++
			res, err := linsolve.Solve(ctx, a, b, &linsolve.SOR{Omega: omega}, &linsolve.Settings{MaxIter: 30000})
			require.NoError(t, err, "%s %s", name, key)
			assert.InDelta(t, want, float64(res.Iter), 1, "%s %s", name, key)
			assert.Zero(t, res.Replacements)
		}
	}
	assert.GreaterOrEqual(t, rows, 8)
}

// Every iterate and residual is that of the textbook loop, which takes the
// unknowns one by one and computes the residual from x.
func TestStationaryMatchesTextbook(t *testing.T) {
	const n = 23
	rnd := rand.New(rand.NewPCG(3, 1))
	c := sparse.NewCOO(n, n)
	for i := range n {
		for j := range n {
			if i != j && rnd.Float64() < 0.3 {
				c.Add(i, j, rnd.NormFloat64())
			}
		}
		c.Add(i, i, -20-rnd.Float64())
	}
	a, err := c.ToCSR()
	require.NoError(t, err)
	b, x0 := make([]float64, n), make([]float64, n)
	for i := range b {
		b[i], x0[i] = rnd.NormFloat64(), rnd.NormFloat64()
	}
	relax := func(x []float64, omega float64, i int) {
		r := b[i]
		for j, v := range x {
			r -= a.At(i, j) * v
		}
		x[i] += omega * r / a.At(i, i)
	}
	up := func(x []float64, omega float64) {
		for i := range n {
			relax(x, omega, i)
		}
	}
	down := func(x []float64, omega float64) {
		for i := n - 1; i >= 0; i-- {
			relax(x, omega, i)
		}
	}
	for name, m := range map[string]struct {
		method func(omega float64) linsolve.Method
		sweep  func(x []float64, omega float64)
	}{
		"forward":   {func(w float64) linsolve.Method { return &linsolve.SOR{Omega: w} }, up},
		"backward":  {func(w float64) linsolve.Method { return &linsolve.SOR{Omega: w, Sweep: linsolve.Backward} }, down},
		"symmetric": {func(w float64) linsolve.Method { return &linsolve.SOR{Omega: w, Sweep: linsolve.Symmetric} }, func(x []float64, w float64) { up(x, w); down(x, w) }},
		"jacobi": {func(w float64) linsolve.Method { return &linsolve.Jacobi{Omega: w} }, func(x []float64, w float64) {
			old := append([]float64(nil), x...)
			for i := range n {
				y := append([]float64(nil), old...)
				relax(y, w, i)
				x[i] = y[i]
			}
		}},
	} {
		for _, omega := range []float64{0.7, 1, 1.3} {
			x := append([]float64(nil), x0...)
			it, err := linsolve.NewIterator(a, b, m.method(omega), &linsolve.Settings{X0: x0, RelTol: 1e-6})
			require.NoError(t, err)
			got := make([]float64, n)
			for it.Next(ctx) {
				m.sweep(x, omega)
				it.X(got)
				// a few dozen roundings of numbers near 1
				assert.InDeltaSlice(t, x, got, 1e-13, "%s %v iteration %d", name, omega, it.Iter())
				assert.InEpsilon(t, trueResidual(a, b, x), it.Residual(), 1e-6, "%s %v", name, omega)
			}
			res, err := it.Result()
			require.NoError(t, err)
			assert.Greater(t, res.Iter, 3)
			assert.LessOrEqual(t, res.MatVecs, 2*res.Iter, "checks included")
		}
	}
}

// Banded matrices of gonum have rows too; the same numbers come out.
func TestStationaryOnGonumMatrices(t *testing.T) {
	a := tridiagonal(12, -1, 4, -1)
	band := mat.NewSymBandDense(12, 1, nil)
	for i := range 12 {
		band.SetSymBand(i, i, 4)
		if i > 0 {
			band.SetSymBand(i-1, i, -1)
		}
	}
	b := ones(12)
	for _, method := range []linsolve.Method{&linsolve.SOR{Omega: 1.1}, &linsolve.Jacobi{}} {
		want, err := linsolve.Solve(ctx, a, b, method, nil)
		require.NoError(t, err)
		got, err := linsolve.Solve(ctx, linsolve.FromMatrix(band), b, method, nil)
		require.NoError(t, err)
		assert.InDeltaSlice(t, want.X, got.X, 1e-15)
		got, err = linsolve.Solve(ctx, sparse.Optimize(a), b, method, nil)
		require.NoError(t, err)
		assert.InDeltaSlice(t, want.X, got.X, 1e-15)
		_, err = linsolve.Solve(ctx, linsolve.FromFunc(12, a.MulVec), b, method, nil)
		assert.ErrorIs(t, err, linsolve.ErrInput)
		assert.ErrorContains(t, err, "entries")
	}
}

func TestStationaryErrors(t *testing.T) {
	a, b := tridiagonal(4, -1, 3, -1), ones(4)
	for _, omega := range []float64{-1, 2, 2.5, math.NaN(), math.Inf(1)} {
		_, err := linsolve.Solve(ctx, a, b, &linsolve.SOR{Omega: omega}, nil)
		require.ErrorIs(t, err, linsolve.ErrParam)
		assert.ErrorContains(t, err, "SOR.Omega")
		_, err = linsolve.Solve(ctx, a, b, &linsolve.Jacobi{Omega: omega}, nil)
		require.ErrorIs(t, err, linsolve.ErrParam)
		assert.ErrorContains(t, err, "Jacobi.Omega")
	}
	_, err := linsolve.Solve(ctx, a, b, &linsolve.SOR{Sweep: 3}, nil)
	assert.ErrorIs(t, err, linsolve.ErrParam)
	assert.Equal(t, "Symmetric", linsolve.Symmetric.String())
	assert.Equal(t, "Sweep(3)", linsolve.Sweep(3).String())
	for _, method := range []linsolve.Method{&linsolve.SOR{}, &linsolve.SOR{Sweep: linsolve.Backward}, &linsolve.SOR{Sweep: linsolve.Symmetric}, &linsolve.Jacobi{}} {
		var pivot *sparse.ZeroPivotError
		_, err = linsolve.Solve(ctx, tridiagonal(4, -1, 0, -1), b, method, nil)
		require.ErrorAs(t, err, &pivot)
		assert.Equal(t, 0, pivot.Row)
		_, err = linsolve.Solve(ctx, tridiagonal(4, -1, math.NaN(), -1), b, method, nil)
		assert.ErrorIs(t, err, linsolve.ErrNotFinite)
		_, err = linsolve.Solve(ctx, tridiagonal(4, math.NaN(), 4, -1), b, method, nil)
		assert.ErrorIs(t, err, linsolve.ErrNotFinite)
		_, err = linsolve.Solve(ctx, a, b, method, &linsolve.Settings{Prec: linsolve.PreconditionerFunc(func(dst, r []float64) error { copy(dst, r); return nil })})
		assert.ErrorIs(t, err, linsolve.ErrInput)
		// far from dominant, it runs away
		res, err := linsolve.Solve(ctx, tridiagonal(40, 3, 1, -4), ones(40), method, nil)
		require.ErrorIs(t, err, linsolve.ErrNotConverged)
		assert.Equal(t, linsolve.Stagnated, res.Status)
		assert.LessOrEqual(t, res.RelRes, 1.0)
	}
}

// The second solve into the caller's Dst allocates nothing, and no number of
// workers changes the bits.
func TestStationaryWorkspace(t *testing.T) {
	size := 150 // several blocks
	if testfunc.Race {
		size = 70
	}
	a := poisson2D(t, size)
	n, _ := a.Dims()
	b := ones(n)
	for name, method := range map[string]linsolve.Method{"forward": &linsolve.SOR{}, "backward": &linsolve.SOR{Sweep: linsolve.Backward},
		"symmetric": &linsolve.SOR{Sweep: linsolve.Symmetric}, "jacobi": &linsolve.Jacobi{}} {
		var want []float64
		for _, w := range []int{1, 2, 7} {
			res, err := linsolve.Solve(ctx, a, b, method, &linsolve.Settings{MaxIter: 20, Workers: w})
			require.ErrorIs(t, err, linsolve.ErrNotConverged, name)
			if want == nil {
				want = res.X
			}
			assert.Equal(t, want, res.X, name)
		}
		if testfunc.Race {
			continue
		}
		set := &linsolve.Settings{Dst: make([]float64, n), RelTol: 0.9, Workers: 2, History: true}
		solve := func() {
			if _, err := linsolve.Solve(ctx, a, b, method, set); err != nil {
				t.Fatal(err)
			}
		}
		solve()
		assert.Less(t, testing.AllocsPerRun(5, solve), 1.0, name)
	}
}
