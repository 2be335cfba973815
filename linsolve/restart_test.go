// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/linsolve"
)

// Where restarts hurt, a cycle that remembers takes fewer products than one of
// as many dimensions that forgets.
func TestRestartsThatRemember(t *testing.T) {
	for name, c := range map[string]struct {
		a      linsolve.Operator
		lg, dr float64 // at most this part of the products of GMRES
	}{
		"darcy":                {matrix(t, "darcy_400.mtx"), 0.7, 0.6},
		"convection–diffusion": {convectionDiffusion(t, 40), 1.25, 0.85},
		"Poisson":              {poisson2D(t, 40), 0.7, 0.5},
	} {
		n, _ := c.a.Dims()
		b := randomVector(n, 7)
		products := func(m linsolve.Method) float64 {
			res, err := linsolve.Solve(ctx, c.a, b, m, &linsolve.Settings{MaxIter: 20000})
			require.NoError(t, err, name)
			assert.LessOrEqual(t, trueResidual(c.a, b, res.X), 1e-8*floats.Norm(b, 2)*(1+1e-9), name)
			return float64(res.MatVecs)
		}
		base := products(&linsolve.GMRES{Restart: 20})
		lg, dr := products(&linsolve.LGMRES{Restart: 17, K: 3}), products(&linsolve.GMRESDR{M: 20, K: 8})
		t.Logf("%s: GMRES(20) %.0f, LGMRES(17, 3) %.0f, GMRES-DR(20, 8) %.0f", name, base, lg, dr)
		assert.LessOrEqual(t, lg, c.lg*base, name)
		assert.LessOrEqual(t, dr, c.dr*base, name)
	}
}

// SciPy 1.10.1 with inner_m = m and outer_k = 3 takes 307, 329, 307 products on
// the first matrix and 145, 142, 110 on the second, one of them for the start.
func TestLGMRESProducts(t *testing.T) {
	for name, counts := range map[string]map[int]float64{
		"darcy_400.mtx":    {17: 306, 10: 328, 30: 306},
		"convdiff_400.mtx": {17: 144, 10: 141, 30: 109},
	} {
		a := matrix(t, name)
		for m, want := range counts {
			res, err := linsolve.Solve(ctx, a, ones(400), &linsolve.LGMRES{Restart: m}, &linsolve.Settings{MaxIter: 20000})
			require.NoError(t, err)
			// the corrections amplify other roundings
			assert.InEpsilon(t, want, float64(res.MatVecs), 0.05, "%s %d", name, m)
		}
	}
}

// The first cycle is that of GMRES, and no residual grows.
func TestRestartedHistories(t *testing.T) {
	a := convectionDiffusion(t, 40)
	b := randomVector(1600, 1)
	history := func(m linsolve.Method) []float64 {
		res, err := linsolve.Solve(ctx, a, b, m, &linsolve.Settings{History: true})
		require.NoError(t, err)
		return res.History
	}
	want := history(&linsolve.GMRES{Restart: 12})
	for name, h := range map[string][]float64{"lgmres": history(&linsolve.LGMRES{Restart: 12}), "gmresdr": history(&linsolve.GMRESDR{M: 12, K: 4})} {
		for i := range 13 {
			assert.InEpsilon(t, want[i], h[i], 1e-9, "%s %d", name, i)
		}
		for i := 1; i < len(h); i++ {
			assert.LessOrEqual(t, h[i], h[i-1]*(1+1e-9), "%s %d", name, i)
		}
	}
}

func TestRestartParameters(t *testing.T) {
	a := poisson2D(t, 10)
	for text, m := range map[string]linsolve.Method{"Restart is -3": &linsolve.LGMRES{Restart: -3}, "K is -1": &linsolve.LGMRES{K: -1},
		"M is -2": &linsolve.GMRESDR{M: -2}, "M is 1,": &linsolve.GMRESDR{M: 1}, "K is 30": &linsolve.GMRESDR{K: 30}, "K is -4": &linsolve.GMRESDR{K: -4}} {
		res, err := linsolve.Solve(ctx, a, ones(100), m, nil)
		assert.Nil(t, res)
		require.ErrorIs(t, err, linsolve.ErrParam)
		assert.ErrorContains(t, err, text)
	}
	// more dimensions than there are
	for _, m := range []linsolve.Method{&linsolve.LGMRES{Restart: 1, K: 9}, &linsolve.LGMRES{Restart: 500}, &linsolve.GMRESDR{M: 500}, &linsolve.GMRESDR{M: 2, K: 1}} {
		_, err := linsolve.Solve(ctx, linsolve.FromMatrix(mat.NewDense(2, 2, []float64{2, 1, 0, 3})), []float64{1, 2}, m, nil)
		assert.NoError(t, err)
	}
}
