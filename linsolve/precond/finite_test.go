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

// An updater is a preconditioner as far as its matrix goes.
type updater interface {
	Update(a *sparse.CSR) error
}

// makers returns a maker of each preconditioner. (A nil pointer must not become
// an updater.)
func makers() map[string]func(a *sparse.CSR) (updater, error) {
	return map[string]func(a *sparse.CSR) (updater, error){
		"jacobi":      func(a *sparse.CSR) (updater, error) { m, err := precond.NewJacobi(a); return m, err },
		"ssor":        func(a *sparse.CSR) (updater, error) { m, err := precond.NewSSOR(a, 1.2); return m, err },
		"ic0":         func(a *sparse.CSR) (updater, error) { m, err := precond.NewIC0(a); return m, err },
		"ilu0":        func(a *sparse.CSR) (updater, error) { m, err := precond.NewILU0(a, nil); return m, err },
		"ilut":        func(a *sparse.CSR) (updater, error) { m, err := precond.NewILUT(a, nil); return m, err },
		"ilutp":       func(a *sparse.CSR) (updater, error) { m, err := precond.NewILUTP(a, nil); return m, err },
		"iluk":        func(a *sparse.CSR) (updater, error) { m, err := precond.NewILUK(a, 1, nil); return m, err },
		"ict":         func(a *sparse.CSR) (updater, error) { m, err := precond.NewICT(a, nil); return m, err },
		"spai0":       func(a *sparse.CSR) (updater, error) { m, err := precond.NewSPAI0(a); return m, err },
		"blockjacobi": func(a *sparse.CSR) (updater, error) { m, err := precond.NewBlockJacobi(a, 1); return m, err },
		"ilu0fix": func(a *sparse.CSR) (updater, error) {
			m, err := precond.NewILU0(a, &precond.ILUSettings{PivotFix: true})
			return m, err
		},
		"amg": func(a *sparse.CSR) (updater, error) { m, err := precond.NewAMG(a, nil); return rebuilder{m}, err },
		"amgsmoothed": func(a *sparse.CSR) (updater, error) {
			m, err := precond.NewAMG(a, &precond.AMGSettings{CoarseSize: 1})
			return rebuilder{m}, err
		},
	}
}

// A rebuilder is multigrid as an updater.
type rebuilder struct{ *precond.AMG }

func (r rebuilder) Update(a *sparse.CSR) error { return r.Rebuild(a) }

// tridiagonal returns the n×n matrix with 4 on the diagonal and −1 beside it.
func tridiagonal(t *testing.T, n int) *sparse.CSR {
	t.Helper()
	c := sparse.NewCOO(n, n)
	for i := range n {
		if i > 0 {
			c.Add(i, i-1, -1)
		}
		c.Add(i, i, 4)
		if i < n-1 {
			c.Add(i, i+1, -1)
		}
	}
	a, err := c.ToCSR()
	require.NoError(t, err)
	return a
}

// A matrix of another size is an error, and leaves the preconditioner as it is.
func TestUpdateOfAnotherSize(t *testing.T) {
	for name, make := range makers() {
		m, err := make(tridiagonal(t, 5))
		require.NoError(t, err, name)
		for _, n := range []int{1, 4, 6, 50} {
			assert.ErrorIs(t, m.Update(tridiagonal(t, n)), precond.ErrShape, "%s, %d rows", name, n)
		}
		assert.ErrorIs(t, m.Update(nil), precond.ErrInput, name)
		assert.NoError(t, m.Update(tridiagonal(t, 5)), name)
	}
}

// NaN and Inf are found wherever a preconditioner reads: the diagonal, the lower
// triangle, the whole.
func TestNotFiniteAnywhere(t *testing.T) {
	const n = 6
	reads := map[string]func(i, j int) bool{
		"jacobi":      func(i, j int) bool { return i == j },
		"ic0":         func(i, j int) bool { return i >= j },
		"ssor":        func(i, j int) bool { return true },
		"ilu0":        func(i, j int) bool { return true },
		"ilut":        func(i, j int) bool { return true },
		"ilutp":       func(i, j int) bool { return true },
		"iluk":        func(i, j int) bool { return true },
		"ict":         func(i, j int) bool { return i <= j },
		"spai0":       func(i, j int) bool { return true },
		"blockjacobi": func(i, j int) bool { return true },
		"ilu0fix":     func(i, j int) bool { return true },
		"amg":         func(i, j int) bool { return true },
		"amgsmoothed": func(i, j int) bool { return true },
	}
	for name, make := range makers() {
		for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			good := tridiagonal(t, n)
			_, ind, val := good.Raw()
			for k := range val {
				i := 0
				for row := range n {
					if ptr, _, _ := good.Raw(); ptr[row] <= k {
						i = row
					}
				}
				a := good.Clone()
				v := append([]float64(nil), val...)
				v[k] = bad
				require.NoError(t, a.SetValues(v))
				_, err := make(a)
				m, e := make(good)
				require.NoError(t, e)
				update := m.Update(a)
				if reads[name](i, int(ind[k])) {
					assert.ErrorIs(t, err, precond.ErrNotFinite, "%s: %v at (%d, %d)", name, bad, i, ind[k])
					assert.ErrorIs(t, update, precond.ErrNotFinite, "%s: %v at (%d, %d)", name, bad, i, ind[k])
				} else {
					assert.NoError(t, err, "%s: %v at (%d, %d)", name, bad, i, ind[k])
					assert.NoError(t, update, "%s: %v at (%d, %d)", name, bad, i, ind[k])
				}
			}
		}
	}
}
