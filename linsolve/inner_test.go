// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/sparse"
)

func windProblem(t testing.TB, n int) (*sparse.CSR, []float64) {
	p := testfunc.ConvectionDiffusion2D(n, 40, 20)
	a, err := sparse.NewCSR(p.Rows, p.Cols, p.Ptr, p.Ind, p.Val)
	require.NoError(t, err)
	b := make([]float64, p.Rows)
	for i := range b {
		b[i] = math.Sin(float64(i))
	}
	return a, b
}

// The better the inner solves, the fewer the outer iterations; exact ones leave one.
func TestInner(t *testing.T) {
	a, b := windProblem(t, 30)
	last := math.MaxInt
	for _, set := range []*linsolve.Settings{{RelTol: 0.5, MaxIter: 3}, nil, {RelTol: 1e-11, MaxIter: 2000}} {
		in, err := linsolve.NewInner(a, &linsolve.GMRES{}, set)
		require.NoError(t, err)
		res, err := linsolve.Solve(t.Context(), a, b, &linsolve.FGMRES{}, &linsolve.Settings{Prec: in})
		require.NoError(t, err)
		assert.Less(t, res.Iter, last)
		last = res.Iter
	}
	assert.Equal(t, 1, last)
}

// An inner solve cut short before its residual fell is no preconditioner, and no
// failure: BiCGStab's first iterations raise the residual here.
func TestInnerCutShort(t *testing.T) {
	a, b := windProblem(t, 40)
	for i := range b {
		b[i] = 1
	}
	in, err := linsolve.NewInner(a, &linsolve.BiCGStab{}, &linsolve.Settings{MaxIter: 5})
	require.NoError(t, err)
	z := make([]float64, len(b))
	require.NoError(t, in.Solve(z, b))
	assert.True(t, slices.Equal(b, z))
	res, err := linsolve.Solve(t.Context(), a, b, &linsolve.FGMRES{Restart: 100}, &linsolve.Settings{Prec: in})
	require.NoError(t, err)
	assert.LessOrEqual(t, res.RelRes, 1e-8)
}

func TestInnerInput(t *testing.T) {
	a, b := windProblem(t, 5)
	_, err := linsolve.NewInner(nil, nil, nil)
	assert.ErrorIs(t, err, linsolve.ErrInput)
	_, err = linsolve.NewInner(a, nil, &linsolve.Settings{X0: b})
	assert.ErrorIs(t, err, linsolve.ErrInput)
	_, err = linsolve.NewInner(a, nil, &linsolve.Settings{Dst: b})
	assert.ErrorIs(t, err, linsolve.ErrInput)
	in, err := linsolve.NewInner(a, nil, nil)
	require.NoError(t, err)
	assert.ErrorIs(t, in.Solve(b[:3], b), linsolve.ErrShape)
	assert.ErrorIs(t, in.Solve(b[:3], b[:3]), linsolve.ErrShape)
	// in place, and zero for zero
	z := make([]float64, len(b))
	require.NoError(t, in.Solve(z, b))
	require.NoError(t, in.Solve(b, b))
	assert.Equal(t, z, b)
	clear(b)
	require.NoError(t, in.Solve(z, b))
	assert.Equal(t, b, z)
}

func ExampleNewInner() {
	p := testfunc.ConvectionDiffusion2D(40, 40, 20)
	a, err := sparse.NewCSR(p.Rows, p.Cols, p.Ptr, p.Ind, p.Val)
	if err != nil {
		fmt.Println(err)
		return
	}
	b := make([]float64, p.Rows)
	for i := range b {
		b[i] = 1
	}
	in, err := linsolve.NewInner(a, &linsolve.GMRES{}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	res, err := linsolve.Solve(context.Background(), a, b, &linsolve.FGMRES{}, &linsolve.Settings{Prec: in})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(res.Status, res.Iter < 30)
	// Output: Converged true
}
