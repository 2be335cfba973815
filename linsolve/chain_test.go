// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"

	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
)

// A chain whose first method suits the system is that method.
func TestChainIsItsFirst(t *testing.T) {
	a := convectionDiffusion(t, 30)
	n, _ := a.Dims()
	b := randomVector(n, 1)
	want, err := linsolve.Solve(ctx, a, b, &linsolve.BiCGStab{}, nil)
	require.NoError(t, err)
	got, err := linsolve.Solve(ctx, a, b, &linsolve.Chain{}, nil)
	require.NoError(t, err)
	assert.Equal(t, want.X, got.X)
	assert.Equal(t, want.Iter, got.Iter)
}

// CG meets negative curvature at once, CGS breaks down on a skew-symmetric
// matrix; the method after them solves the system, and again from the workspace.
func TestChainGoesOn(t *testing.T) {
	const n = 60
	for _, lower := range []float64{-1, 1} {
		a := tridiagonal(n, lower, 0.0, 1)
		b := randomVector(n, 2)
		_, err := linsolve.Solve(ctx, a, b, &linsolve.CG{}, nil)
		require.Error(t, err)
		for _, guess := range [][]float64{nil, randomVector(n, 3)} {
			chain := &linsolve.Chain{Methods: []linsolve.Method{&linsolve.CG{}, &linsolve.GMRES{Restart: n}}}
			for range 2 {
				res, err := linsolve.Solve(ctx, a, b, chain, &linsolve.Settings{X0: guess})
				require.NoError(t, err)
				assert.LessOrEqual(t, trueResidual(a, b, res.X), 1.01e-8*floats.Norm(b, 2))
				assert.LessOrEqual(t, res.Iter, 3*n)
			}
		}
	}
}

// A method that stands still is left after Patience iterations.
func TestChainPatience(t *testing.T) {
	const n = 40
	a := tridiagonal(n, 0, 0, 1)
	c := linsolve.FromFunc(n, func(dst, x []float64) { // a cyclic shift, on which GMRES(m < n) stands still
		a.MulVec(dst, x)
		dst[n-1] = x[0]
	})
	b := make([]float64, n)
	b[0] = 1
	slow := &linsolve.GMRES{Restart: 5}
	_, err := linsolve.Solve(ctx, c, b, slow, nil)
	require.ErrorIs(t, err, linsolve.ErrNotConverged)
	chain := &linsolve.Chain{Methods: []linsolve.Method{slow, &linsolve.GMRES{Restart: n}}, Patience: 12}
	res, err := linsolve.Solve(ctx, c, b, chain, nil)
	require.NoError(t, err)
	assert.LessOrEqual(t, res.Iter, 12+n+1)

	// When all fail, the best iterate is returned with the error of the last.
	chain.Methods[1] = &linsolve.GMRES{Restart: 6}
	res, err = linsolve.Solve(ctx, c, b, chain, nil)
	require.ErrorIs(t, err, linsolve.ErrNotConverged)
	assert.LessOrEqual(t, res.ResNorm, 1.0)
}

func TestChainBadInput(t *testing.T) {
	a := poisson2D(t, 4)
	cg := &linsolve.CG{}
	for _, chain := range []*linsolve.Chain{
		{Patience: -1}, {Methods: []linsolve.Method{}}, {Methods: []linsolve.Method{nil}}, {Methods: []linsolve.Method{cg, cg}},
		{Methods: []linsolve.Method{cg, &linsolve.GMRES{Restart: -1}}}, {Methods: []linsolve.Method{&linsolve.Chain{}}},
	} {
		res, err := linsolve.Solve(ctx, a, ones(16), chain, nil)
		require.ErrorIs(t, err, linsolve.ErrParam)
		assert.Nil(t, res)
	}
}

func TestChainAllocatesNothing(t *testing.T) {
	if testfunc.Race {
		t.Skip("the race detector makes pools forget")
	}
	a := convectionDiffusion(t, 12)
	size, _ := a.Dims()
	b := randomVector(size, 5)
	slow := &linsolve.Chain{}
	set := linsolve.Settings{Dst: make([]float64, size)}
	assert.Zero(t, testing.AllocsPerRun(3, func() {
		if _, err := linsolve.Solve(ctx, a, b, slow, &set); err != nil {
			t.Error(err)
		}
	}))
}
