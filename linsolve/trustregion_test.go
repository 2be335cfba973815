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

	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// model returns ½xᵀAx − bᵀx.
func model(a linsolve.Operator, b, x []float64) float64 {
	ax := make([]float64, len(x))
	a.MulVec(ax, x)
	return 0.5*floats.Dot(x, ax) - floats.Dot(b, x)
}

// cauchy returns the least model value along b within the ball.
func cauchy(a linsolve.Operator, b []float64, radius float64) float64 {
	ab := make([]float64, len(b))
	a.MulVec(ab, b)
	norm, curvature := floats.Norm(b, 2), floats.Dot(b, ab)
	tau := radius / norm
	if curvature > 0 {
		tau = min(tau, norm*norm/curvature)
	}
	x := make([]float64, len(b))
	floats.ScaleTo(x, tau, b)
	return model(a, b, x)
}

func TestTrustRadius(t *testing.T) {
	spd := poisson2D(t, 20)
	n, _ := spd.Dims()
	indefinite := sparse.NewCOO(n, n)
	ptr, ind, val := spd.Raw()
	for i := range n {
		for k := ptr[i]; k < ptr[i+1]; k++ {
			indefinite.Add(i, int(ind[k]), val[k])
		}
		indefinite.Add(i, i, -1)
	}
	b := randomVector(n, 1)
	full, err := linsolve.Solve(ctx, spd, b, &linsolve.CG{}, nil)
	require.NoError(t, err)
	length := floats.Norm(full.X, 2)
	for _, scale := range []float64{1, 1e-250, 1e250} {
		rhs := make([]float64, n)
		floats.ScaleTo(rhs, scale, b)
		for _, a := range []linsolve.Operator{spd, csr(indefinite)} {
			previous := 0.0
			for _, share := range []float64{1e-3, 0.1, 0.5, 0.99} {
				radius := share * length
				method := &linsolve.CG{TrustRadius: radius * scale}
				res, err := linsolve.Solve(ctx, a, rhs, method, nil)
				require.NoError(t, err)
				require.Equal(t, linsolve.Boundary, res.Status)
				require.True(t, res.Status.Success())
				x := make([]float64, n)
				floats.ScaleTo(x, 1/scale, res.X)
				// Three recurrences of some tens of steps.
				assert.InEpsilon(t, radius, floats.Norm(x, 2), 1e-10)
				value := model(a, b, x)
				assert.LessOrEqual(t, value, cauchy(a, b, radius)*(1-1e-12))
				assert.Less(t, value, previous) // a larger ball holds a better point
				previous = value
				if scale == 1 {
					assert.InEpsilon(t, trueResidual(a, rhs, res.X), res.ResNorm, 1e-12)
				}
			}
		}
		// A ball that holds the solution changes nothing.
		res, err := linsolve.Solve(ctx, spd, rhs, &linsolve.CG{TrustRadius: 1.01 * length * scale}, nil)
		require.NoError(t, err)
		assert.Equal(t, linsolve.Converged, res.Status)
		assert.Equal(t, full.Iter, res.Iter)
	}
}

// The norm is that of M: with diagonal M known.
func TestTrustRadiusPreconditioned(t *testing.T) {
	n := 300
	c := sparse.NewCOO(n, n)
	for i := range n {
		c.Add(i, i, 2.2*float64(i+1))
		if i > 0 {
			v := -math.Sqrt(float64(i) * float64(i+1))
			c.Add(i, i-1, v)
			c.Add(i-1, i, v)
		}
	}
	a := csr(c)
	jacobi, err := precond.NewJacobi(a)
	require.NoError(t, err)
	b := randomVector(n, 2)
	normM := func(x []float64) float64 {
		sum := 0.0
		for i, v := range x {
			sum += v * v * 2.2 * float64(i+1)
		}
		return math.Sqrt(sum)
	}
	full, err := linsolve.Solve(ctx, a, b, &linsolve.CG{}, &linsolve.Settings{Prec: jacobi})
	require.NoError(t, err)
	for _, share := range []float64{0.01, 0.3, 0.9} {
		radius := share * normM(full.X)
		last := 0.0
		res, err := linsolve.Solve(ctx, a, b, &linsolve.CG{TrustRadius: radius}, &linsolve.Settings{Prec: jacobi,
			Recorder: func(p linsolve.Progress) error {
				x := make([]float64, n)
				p.X(x)
				norm := normM(x)
				assert.Greater(t, norm, last)
				assert.Less(t, norm, radius)
				last = norm
				return nil
			}})
		require.NoError(t, err)
		require.Equal(t, linsolve.Boundary, res.Status)
		assert.InEpsilon(t, radius, normM(res.X), 1e-10)
	}
}

func TestTrustRadiusFlat(t *testing.T) {
	zero := linsolve.FromFunc(2, func(dst, _ []float64) { clear(dst) })
	res, err := linsolve.Solve(ctx, zero, []float64{3, 4}, &linsolve.CG{TrustRadius: 10}, nil)
	require.NoError(t, err)
	assert.Equal(t, linsolve.Boundary, res.Status)
	assert.InDeltaSlice(t, []float64{6, 8}, res.X, 1e-14)
}

func TestTrustRadiusBadInput(t *testing.T) {
	a := poisson2D(t, 3)
	for _, radius := range []float64{-1, math.NaN(), math.Inf(1)} {
		res, err := linsolve.Solve(ctx, a, ones(9), &linsolve.CG{TrustRadius: radius}, nil)
		require.ErrorIs(t, err, linsolve.ErrParam)
		assert.ErrorContains(t, err, "TrustRadius")
		assert.Nil(t, res)
	}
	_, err := linsolve.Solve(ctx, a, ones(9), &linsolve.CG{TrustRadius: 1}, &linsolve.Settings{X0: ones(9)})
	require.ErrorIs(t, err, linsolve.ErrInput)
	assert.ErrorContains(t, err, "X0")
}
