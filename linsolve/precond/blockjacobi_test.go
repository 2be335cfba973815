// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// M is the block diagonal of A, whose blocks have zeros on the diagonal too, and Mᵀ
// its transpose.
func TestBlockJacobi(t *testing.T) {
	const n = 53
	a := scattered(t, n, 6, 1)
	c := sparse.NewCOO(n, n)
	a.DoNonZero(func(i, j int, v float64) { // rows of pairs exchanged
		if i^1 < n {
			i ^= 1
		}
		c.Add(i, j, v)
	})
	mixed, err := c.ToCSR()
	require.NoError(t, err)
	x, b, z := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range x {
		x[i] = math.Sin(float64(i + 1))
	}
	for _, start := range [][]int{{0, n}, {0, 2, 10, 50, n}, {0, 8, 16, 24, 32, 40, 48, n}} {
		m, err := precond.NewBlockJacobiAt(mixed, start)
		require.NoError(t, err)
		product := func(trans bool) {
			clear(b)
			for k, hi := range start[1:] {
				for i := start[k]; i < hi; i++ {
					for j := start[k]; j < hi; j++ {
						if trans {
							b[j] += mixed.At(i, j) * x[i]
						} else {
							b[i] += mixed.At(i, j) * x[j]
						}
					}
				}
			}
		}
		product(false)
		require.NoError(t, m.Solve(z, b))
		assert.InDeltaSlice(t, x, z, 1e-12, "%v", start) // well-conditioned blocks
		require.NoError(t, m.Solve(b, b))
		assert.Equal(t, z, b)
		product(true)
		require.NoError(t, m.SolveTrans(z, b))
		assert.InDeltaSlice(t, x, z, 1e-12, "transposed, %v", start)
		require.NoError(t, m.SolveTrans(b, b))
		assert.Equal(t, z, b)
		assert.Zero(t, testing.AllocsPerRun(3, func() { _, _, _ = m.Update(mixed), m.Solve(z, b), m.SolveTrans(z, b) }))
	}
	even, err := precond.NewBlockJacobi(mixed, 8)
	require.NoError(t, err)
	at, err := precond.NewBlockJacobiAt(mixed, []int{0, 8, 16, 24, 32, 40, 48, n})
	require.NoError(t, err)
	require.NoError(t, even.Solve(z, x))
	require.NoError(t, at.Solve(b, x))
	assert.Equal(t, b, z)
	whole, err := precond.NewBlockJacobi(mixed, math.MaxInt)
	require.NoError(t, err)
	mixed.MulVec(b, x)
	require.NoError(t, whole.Solve(b, b))
	assert.InDeltaSlice(t, x, b, 1e-12)
}

func TestBlockJacobiInput(t *testing.T) {
	a := tridiagonal(t, 6)
	for _, start := range [][]int{nil, {0}, {0, 5}, {1, 6}, {0, 3, 3, 6}, {0, 4, 2, 6}, {0, 7, 6}} {
		m, err := precond.NewBlockJacobiAt(a, start)
		assert.ErrorIs(t, err, precond.ErrParam, "%v", start)
		assert.Nil(t, m)
	}
	_, err := precond.NewBlockJacobi(a, 0)
	assert.ErrorIs(t, err, precond.ErrParam)
	_, err = precond.NewBlockJacobi(nil, 1)
	assert.ErrorIs(t, err, precond.ErrInput)
	var pivot *sparse.ZeroPivotError
	_, err = precond.NewBlockJacobi(csr(t, 4, 4, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 0, 0, 2, 4), 2)
	require.ErrorAs(t, err, &pivot)
	assert.Equal(t, 3, pivot.Row)
}
