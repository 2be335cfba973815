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

	"github.com/relaxnum/relax/linsolve"
)

// shiftedBy returns a + shift·I.
func shiftedBy(a linsolve.Operator, n int, shift float64) linsolve.Operator {
	return linsolve.FromFunc(n, func(dst, x []float64) { a.MulVec(dst, x); floats.AddScaled(dst, shift, x) })
}

// All shifts are solved with the products of the hardest one.
func TestSolveShifted(t *testing.T) {
	a := poisson2D(t, 30)
	shifts := []float64{0, 0.01, 0.3, 5, 1000, -0.005}
	for _, scale := range []float64{1e-300, 1, 1e300} {
		b := floats.ScaleTo(make([]float64, 900), scale, randomVector(900, 1))
		results, err := linsolve.SolveShifted(ctx, a, b, shifts, nil)
		require.NoError(t, err)
		for j, res := range results {
			assert.Equal(t, linsolve.Converged, res.Status)
			floats.Scale(1/scale, res.X)
			unit := floats.ScaleTo(make([]float64, 900), 1/scale, b)
			assert.LessOrEqual(t, trueResidual(shiftedBy(a, 900, shifts[j]), unit, res.X), 1e-8*floats.Norm(unit, 2)*(1+1e-6), "%g", shifts[j])
			alone, err := linsolve.Solve(ctx, shiftedBy(a, 900, shifts[j]), unit, &linsolve.CG{}, nil)
			require.NoError(t, err)
			assert.InDelta(t, float64(alone.Iter), float64(res.Iter), 3, "%g", shifts[j])
		}
	}
}

// A shift that leaves the matrix indefinite ends alone, with a direction that
// proves it; NaN and limits end all that are left.
func TestSolveShiftedFailures(t *testing.T) {
	a := poisson2D(t, 10)
	b := randomVector(100, 2)
	results, err := linsolve.SolveShifted(ctx, a, b, []float64{-3, 1}, nil)
	var spd *linsolve.NotSPDError
	require.ErrorAs(t, err, &spd)
	assert.Equal(t, linsolve.NegativeCurvature, results[0].Status)
	assert.Equal(t, linsolve.Converged, results[1].Status)
	q := make([]float64, 100)
	shiftedBy(a, 100, -3).MulVec(q, spd.Direction)
	assert.InEpsilon(t, floats.Dot(q, spd.Direction), spd.Curvature, 1e-9)

	results, err = linsolve.SolveShifted(ctx, a, b, []float64{0, 1000}, &linsolve.Settings{MaxIter: 10})
	require.ErrorIs(t, err, linsolve.ErrNotConverged)
	assert.Equal(t, linsolve.MaxIter, results[0].Status)
	assert.Equal(t, linsolve.Converged, results[1].Status)

	nan := linsolve.FromFunc(100, func(dst, x []float64) { a.MulVec(dst, x); dst[5] = math.NaN() })
	results, err = linsolve.SolveShifted(ctx, nan, b, []float64{0}, nil)
	require.ErrorIs(t, err, linsolve.ErrNotFinite)
	assert.False(t, floats.HasNaN(results[0].X))

	canceled, cancel := context.WithCancel(ctx)
	cancel()
	_, err = linsolve.SolveShifted(canceled, a, b, []float64{0}, nil)
	require.ErrorIs(t, err, context.Canceled)

	results, err = linsolve.SolveShifted(ctx, a, make([]float64, 100), []float64{0, 2}, nil)
	require.NoError(t, err)
	assert.Equal(t, make([]float64, 100), results[1].X)

	for _, bad := range [][]float64{nil, {1, math.NaN()}} {
		results, err = linsolve.SolveShifted(ctx, a, b, bad, nil)
		assert.Nil(t, results)
		assert.ErrorIs(t, err, linsolve.ErrInput)
	}
	_, err = linsolve.SolveShifted(ctx, a, b, []float64{0}, &linsolve.Settings{X0: b})
	assert.ErrorIs(t, err, linsolve.ErrInput)
}

// A residual below what the recurrence keeps is not claimed.
func TestSolveShiftedVerifies(t *testing.T) {
	a := poisson2D(t, 30)
	b := randomVector(900, 3)
	results, err := linsolve.SolveShifted(ctx, a, b, []float64{0, 1}, &linsolve.Settings{RelTol: 1e-17, MaxIter: 2000})
	require.Error(t, err)
	for j, res := range results {
		assert.InEpsilon(t, trueResidual(shiftedBy(a, 900, float64(j)), b, res.X), res.ResNorm, 1e-6)
		assert.Less(t, res.RelRes, 1e-12)
	}
}
