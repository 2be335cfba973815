// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/linsolve/sparse"
)

// ILUSettings are the options of incomplete LU factorizations. A nil pointer
// means the zero value.
type ILUSettings struct {
	// PivotFix replaces a pivot that is zero, or too small to have an inverse,
	// by ε times the largest entry of its row, keeping its sign, instead of
	// giving up.
	PivotFix bool
}

// ILU0 is the incomplete LU factorization without fill: the factors have the
// pattern of A, and their product equals A on that pattern.
//
// Setting it up costs about as much as ten products on a stencil, and an
// application about one, on one core. The natural order of the rows is used.
//
// Source: J. A. Meijerink and H. A. van der Vorst, Math. Comp. 31 (1977),
// 148–162.
type ILU0 struct {
	patternLU
}

// patternLU factorizes on a pattern that is given row by row.
type patternLU struct {
	factors
	name  string // in errors
	set   ILUSettings
	where []int32 // column → 1 + place in the row under way
	work  []float64
	cols  []int32
}

// NewILU0 returns the ILU(0) preconditioner of a. Diagonal entries that a lacks
// are added to the pattern. A pivot that is zero or too small to have an inverse
// gives a *sparse.ZeroPivotError unless settings say to repair it; NaN or Inf
// anywhere in a gives ErrNotFinite.
func NewILU0(a *sparse.CSR, settings *ILUSettings) (*ILU0, error) {
	m := new(ILU0)
	m.name = "ILU(0)"
	if settings != nil {
		m.set = *settings
	}
	if err := m.Update(a); err != nil {
		return nil, err
	}
	return m, nil
}

// Update factorizes a, which has the size of the first matrix. After an error m
// must not be used.
func (m *ILU0) Update(a *sparse.CSR) error {
	if err := m.reset(a); err != nil {
		return err
	}
	if err := checkFinite(a); err != nil {
		return err
	}
	n := len(m.inverse)
	if m.where == nil {
		m.where = make([]int32, n)
	}
	for i := range n {
		if err := m.factorRow(a, i); err != nil {
			clear(m.where)
			return err
		}
	}
	return nil
}

// factorRow eliminates row i by the rows above it, on its own pattern:
// l_ik = a_ik/u_kk, and a_ij −= l_ik·u_kj for the j of the pattern.
func (m *ILU0) factorRow(a *sparse.CSR, i int) error {
	ind, val := a.Row(i)
	m.cols, m.work = m.cols[:0], m.work[:0]
	diag, largest := -1, 0.0
	for k, j := range ind {
		if int(j) > i && diag < 0 {
			diag = len(m.cols)
			m.cols, m.work = append(m.cols, int32(i)), append(m.work, 0)
		}
		if int(j) == i {
			diag = len(m.cols)
		}
		m.cols, m.work = append(m.cols, j), append(m.work, val[k])
		largest = max(largest, math.Abs(val[k]))
	}
	if diag < 0 {
		diag = len(m.cols)
		m.cols, m.work = append(m.cols, int32(i)), append(m.work, 0)
	}
	return m.eliminate(i, diag, largest)
}

// eliminate computes row i of the factors from its columns and values in cols and
// work, of which number diag is the diagonal.
func (m *patternLU) eliminate(i, diag int, largest float64) error {
	for k, j := range m.cols {
		m.where[j] = int32(k + 1)
	}
	for k := range diag {
		row := int(m.cols[k])
		// The rows of U are kept divided by their pivot, so the numerator is
		// what they are multiplied by, and L·D·U needs the quotient.
		t := m.work[k]
		uind, uval := m.upper.row(row)
		for p, j := range uind {
			if w := m.where[j]; w != 0 {
				m.work[w-1] -= t * uval[p]
			}
		}
		m.lower.add(m.cols[k], t*m.inverse[row])
	}
	for _, j := range m.cols {
		m.where[j] = 0
	}
	inv, err := pivot(m.name, i, m.work[diag], largest, m.set.PivotFix)
	if err != nil {
		return err
	}
	m.inverse[i] = inv
	for k := diag + 1; k < len(m.cols); k++ {
		m.upper.add(m.cols[k], m.work[k]*inv)
	}
	m.endRow(i)
	return nil
}

// pivot returns 1/d, or what PivotFix puts in its place; method names the
// factorization in errors.
func pivot(method string, i int, d, largest float64, repair bool) (float64, error) {
	inv, err := invert(i, d)
	if err == nil {
		return inv, nil
	}
	if fix := math.Copysign(0x1p-52*largest, d); repair && finite(d) && !math.IsInf(1/fix, 0) {
		return 1 / fix, nil
	}
	return 0, fmt.Errorf("%s: %w", method, err)
}
