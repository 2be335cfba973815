// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"

	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
)

// The criterion that a success claims holds for the X it returns, with ‖A‖ = 8
// exactly in the ∞-norm and no more than that from products.
func TestBackwardError(t *testing.T) {
	a := poisson2D(t, 30)
	n, _ := a.Dims()
	product := linsolve.FromFunc(n, a.MulVec)
	b := ones(n) // smooth: ‖A‖·‖x‖ is 400 times ‖b‖
	size := floats.Norm(b, 2)
	for name, method := range methods() {
		plain, err := linsolve.Solve(ctx, a, b, method, &linsolve.Settings{Symmetric: true})
		require.NoError(t, err, name)
		assert.Zero(t, plain.BackErr, name)
		for _, op := range []linsolve.Operator{a, product} {
			if needsTranspose(name) && op != linsolve.Operator(a) {
				op = linsolve.FromFuncs(n, n, a.MulVec, a.MulVec)
			}
			res, err := linsolve.Solve(ctx, op, b, method, &linsolve.Settings{Symmetric: true, StopBackwardError: true})
			require.NoError(t, err, name)
			bound := 8*floats.Norm(res.X, 2) + size
			got := trueResidual(a, b, res.X)
			assert.LessOrEqual(t, got, 1e-8*bound*(1+1e-9), name)
			assert.LessOrEqual(t, res.BackErr, 1e-8, name)
			assert.GreaterOrEqual(t, res.BackErr, got/bound*(1-1e-9), name) // ‖A‖ is not overstated
			if op == linsolve.Operator(a) {
				assert.InEpsilon(t, got/bound, res.BackErr, 1e-9, name)
			}
			assert.Greater(t, got, 1e-8*size, name) // and it was reached before the other
			assert.Less(t, res.Iter, plain.Iter, name)
		}
	}
}

// A residual of ε·‖b‖ is out of reach; a backward error of a few ε is not.
func TestBackwardErrorReachesRounding(t *testing.T) {
	const n = 400
	a := tridiagonal(n, -1, 2, -1) // ‖A‖·‖x‖ is 6e4·‖b‖
	b := randomVector(n, 1)
	_, err := linsolve.Solve(ctx, a, b, &linsolve.CG{}, &linsolve.Settings{RelTol: 1e-15})
	require.ErrorIs(t, err, linsolve.ErrNotConverged)
	for _, scale := range []float64{1, 1e-300, 1e300} {
		rhs := make([]float64, n)
		floats.ScaleTo(rhs, scale, b)
		res, err := linsolve.Solve(ctx, a, rhs, &linsolve.CG{}, &linsolve.Settings{RelTol: 1e-15, StopBackwardError: true})
		require.NoError(t, err)
		assert.LessOrEqual(t, res.BackErr, 1e-15)
		assert.False(t, floats.HasNaN(res.X) || math.IsInf(floats.Norm(res.X, 1), 0))
	}
}

func TestBackwardErrorWarmStartAndZero(t *testing.T) {
	a := poisson2D(t, 12)
	n, _ := a.Dims()
	b := randomVector(n, 1)
	set := linsolve.Settings{StopBackwardError: true, Dst: make([]float64, n)}
	res, err := linsolve.Solve(ctx, a, b, &linsolve.CG{}, &set)
	require.NoError(t, err)
	again, err := linsolve.Solve(ctx, a, b, &linsolve.CG{}, &linsolve.Settings{StopBackwardError: true, X0: res.X})
	require.NoError(t, err)
	assert.Zero(t, again.Iter)
	zero, err := linsolve.Solve(ctx, a, make([]float64, n), &linsolve.CG{}, &set)
	require.NoError(t, err)
	assert.Zero(t, zero.BackErr)
	if testfunc.Race {
		return // the race detector makes pools forget
	}
	method := &linsolve.GMRES{}
	assert.Zero(t, testing.AllocsPerRun(3, func() {
		if _, err := linsolve.Solve(ctx, a, b, method, &set); err != nil {
			t.Error(err)
		}
	}))
}
