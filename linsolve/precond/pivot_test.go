// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// A diagonal entry whose inverse overflows cannot be divided by any more than 0
// can: it is a zero pivot, unless it is to be repaired.
func TestPivotWithoutInverse(t *testing.T) {
	for name, make := range makers() {
		for _, tiny := range []float64{0, 1e-320, 5e-324} {
			// The entry above the diagonal keeps eliminations off the pivot.
			a, err := sparse.NewCSR(3, 3, []int{0, 1, 3, 4}, []int32{0, 1, 2, 2}, []float64{1, tiny, 1, 1})
			require.NoError(t, err)
			_, err = make(a)
			if name == "ilu0fix" || name == "spai0" { // which does not divide by it
				assert.NoError(t, err)
				continue
			}
			var pivot *sparse.ZeroPivotError
			require.ErrorAs(t, err, &pivot, "%s %g", name, tiny)
			row := 1
			if name == "ilutp" {
				row = 2 // exchanges the columns, and then has nothing left
			}
			assert.Equal(t, row, pivot.Row, name)
			assert.ErrorIs(t, err, precond.ErrZeroPivot)
			assert.NotErrorIs(t, err, precond.ErrNotFinite)
		}
	}
}

// The shift stops at 0.512; what then still has a pivot that is not positive is
// taken for indefinite.
func TestShiftGivesUp(t *testing.T) {
	c := sparse.NewCOO(2, 2)
	c.Add(0, 0, 1)
	c.Add(1, 1, 1)
	c.Add(1, 0, 1.5) // positive definite from a shift of 0.5 on
	c.Add(0, 1, 1.5)
	a, err := c.ToCSR()
	require.NoError(t, err)
	m, err := precond.NewIC0(a)
	require.NoError(t, err)
	assert.Equal(t, 0.512, m.Shift())

	require.NoError(t, a.SetValues([]float64{1, 1.52, 1.52, 1})) // from 0.52 on
	_, err = precond.NewIC0(a)
	assert.ErrorIs(t, err, precond.ErrNotSPD)
}
