// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// On the 5-point matrix ω = 2/(1 + sin(π/(m+1))) exactly; the diagonal may be scaled.
func TestOptimalOmega(t *testing.T) {
	for _, m := range []int{1, 2, 5, 10, 40, 90} {
		a := poisson2D(t, m)
		n, _ := a.Dims()
		scaled := sparse.NewCOO(n, n)
		ptr, ind, val := a.Raw()
		for i := range n {
			for k := ptr[i]; k < ptr[i+1]; k++ {
				scaled.Add(i, int(ind[k]), val[k]*float64(1+i%7)*float64(1+ind[k]%7))
			}
		}
		want := 2 / (1 + math.Sin(math.Pi/float64(m+1)))
		for _, op := range []linsolve.Operator{a, csr(scaled)} {
			got, err := linsolve.OptimalOmega(op)
			require.NoError(t, err)
			// 1 − β settles to 1e-3 in ten steps and 2 − ω goes as its root.
			assert.InEpsilon(t, 2-want, 2-got, 0.01, fmt.Sprint(m))
		}
	}
}

// SOR with it needs fewer sweeps than at a factor to either side.
func TestOptimalOmegaIsOptimal(t *testing.T) {
	a := poisson2D(t, 30)
	n, _ := a.Dims()
	omega, err := linsolve.OptimalOmega(a)
	require.NoError(t, err)
	sweeps := func(omega float64) int {
		res, err := linsolve.Solve(ctx, a, ones(n), &linsolve.SOR{Omega: omega}, nil)
		require.NoError(t, err)
		return res.Iter
	}
	best := sweeps(omega)
	assert.Less(t, best, sweeps(omega-0.05))
	assert.Less(t, best, sweeps(omega+0.05))
}

func TestOptimalOmegaBadInput(t *testing.T) {
	_, err := linsolve.OptimalOmega(nil)
	require.ErrorIs(t, err, linsolve.ErrInput)
	_, err = linsolve.OptimalOmega(linsolve.FromFunc(2, func(dst, x []float64) { copy(dst, x) }))
	require.ErrorIs(t, err, linsolve.ErrInput)
	_, err = linsolve.OptimalOmega(tridiagonal(5, -1, 0, -1))
	var pivot *sparse.ZeroPivotError
	require.ErrorAs(t, err, &pivot)
	_, err = linsolve.OptimalOmega(tridiagonal(5, -1, -4, -1))
	require.ErrorIs(t, err, linsolve.ErrParam)
	_, err = linsolve.OptimalOmega(tridiagonal(5, -3, 1, -3)) // β = 6·cos(π/6)
	require.ErrorIs(t, err, linsolve.ErrParam)
	got, err := linsolve.OptimalOmega(tridiagonal(1, 0, 3, 0))
	require.NoError(t, err)
	assert.Equal(t, 1.0, got)
}
