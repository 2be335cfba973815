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
)

// No other diagonal is nearer to the inverse: the derivative of ‖e_i − m_i·a_i‖² is
// zero at m_i.
func TestSPAI0Minimizes(t *testing.T) {
	a := scattered(t, 100, 4, 1)
	m, err := precond.NewSPAI0(a)
	require.NoError(t, err)
	one := make([]float64, 100)
	for i := range one {
		one[i] = 1
	}
	require.NoError(t, m.Solve(one, one))
	for i, v := range one {
		slope := -a.At(i, i)
		_, val := a.Row(i)
		for _, w := range val {
			slope += v * w * w
		}
		assert.InDelta(t, 0, slope, 1e-14*math.Abs(a.At(i, i)), "row %d", i) // rounding of a short sum
	}
	assert.Zero(t, testing.AllocsPerRun(3, func() { _ = m.Update(a) }))
	assert.Zero(t, testing.AllocsPerRun(3, func() { _ = m.Solve(one, one) }))
}

func TestSPAI0Ends(t *testing.T) {
	big, err := precond.NewSPAI0(csr(t, 2, 2, 1e300, 0, 0, 1e-300)) // squares that overflow and vanish
	require.NoError(t, err)
	z := []float64{1e300, 1e-300}
	require.NoError(t, big.Solve(z, z))
	assert.InDeltaSlice(t, []float64{1, 1}, z, 1e-15)
	_, err = precond.NewSPAI0(csr(t, 2, 2, 1, 0, 0, 5e-324))
	assert.ErrorIs(t, err, precond.ErrNotFinite)
	_, err = precond.NewSPAI0(csr(t, 2, 2, 1, 0, 0, 0))
	require.Error(t, err)
	assert.ErrorIs(t, err, precond.ErrZeroPivot)
	zero, err := precond.NewSPAI0(csr(t, 2, 2, 0, 1, 1, 1))
	require.NoError(t, err)
	require.NoError(t, zero.Solve(z, z))
	assert.Zero(t, z[0])
	_, err = precond.NewSPAI0(csr(t, 2, 2, 1, 0, math.NaN(), 1))
	assert.ErrorIs(t, err, precond.ErrNotFinite)
	_, err = precond.NewSPAI0(nil)
	assert.ErrorIs(t, err, precond.ErrInput)
	assert.ErrorIs(t, big.Update(csr(t, 1, 1, 1)), precond.ErrShape)
	assert.ErrorIs(t, big.Solve(z[:1], z), precond.ErrShape)
}
