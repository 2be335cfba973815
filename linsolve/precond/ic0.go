// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/linsolve/sparse"
)

const (
	firstShift = 1e-3 // of the diagonal, when the factorization breaks down
	maxShift   = 1.0  // beyond which the matrix is given up
)

// IC0 is the incomplete Cholesky factorization without fill, for symmetric
// positive definite matrices: L·D·Lᵀ has the pattern of A, and equals A there.
// It reads the lower triangle of A alone.
//
// A definite matrix may have an incomplete factorization with a pivot that is
// not positive. The diagonal is then scaled up by 1 + 0.001, and by twice the
// excess each time again, up to 1 + 0.512, until there is none; Shift tells. A
// matrix that needs more is taken for one that is not definite.
//
// Setting it up costs about as much as ten products on a stencil, and an
// application about one, on one core. The natural order of the rows is used.
//
// Source: J. A. Meijerink and H. A. van der Vorst, Math. Comp. 31 (1977),
// 148–162; the shift: T. A. Manteuffel, Math. Comp. 34 (1980), 473–497.
type IC0 struct {
	factors
	shift float64
	work  []float64 // row i of L·D, scattered
	fill  []int     // next place in each row of the upper triangle
}

// NewIC0 returns the IC(0) preconditioner of a, of which the lower triangle is
// read. A diagonal entry that is missing, zero or too small to have an inverse
// gives a *sparse.ZeroPivotError, a negative one ErrNotSPD, and so does a pivot
// that is not positive although the diagonal was scaled up by 1.512. NaN or Inf
// in that triangle gives ErrNotFinite.
func NewIC0(a *sparse.CSR) (*IC0, error) {
	m := new(IC0)
	if err := m.Update(a); err != nil {
		return nil, err
	}
	return m, nil
}

// Shift returns the relative shift of the diagonal that was needed; mostly 0.
func (m *IC0) Shift() float64 { return m.shift }

// SolveTrans is Solve: M is symmetric.
func (m *IC0) SolveTrans(dst, r []float64) error { return m.Solve(dst, r) }

// Update factorizes a, which has the size of the first matrix. After an error m
// must not be used.
func (m *IC0) Update(a *sparse.CSR) error {
	if err := m.reset(a); err != nil {
		return err
	}
	for i := range m.inverse {
		ind, val := a.Row(i)
		for k, j := range ind {
			if int(j) > i {
				break
			}
			if !finite(val[k]) {
				return notFinite(i, j, val[k])
			}
		}
	}
	m.work = a.Diag(m.work)
	if err := checkPositive("IC(0)", m.work); err != nil {
		return err
	}
	clear(m.work)
	if err := shifted("IC(0)", &m.shift, func() (int, error) { return m.factor(a) }); err != nil {
		return err
	}
	m.upper.transpose(&m.lower, &m.fill)
	return nil
}

// checkPositive reports the first entry of a diagonal that is not positive.
func checkPositive(method string, diag []float64) error {
	for i, d := range diag {
		if _, err := invert(i, d); err != nil {
			return fmt.Errorf("%s: %w", method, err)
		}
		if d < 0 {
			return fmt.Errorf("precond: %s: diagonal entry %d is %v, want > 0: %w", method, i, d, ErrNotSPD)
		}
	}
	return nil
}

// shifted calls factor, which returns the first row whose pivot is not positive or
// -1, with growing shifts until there is none.
func shifted(method string, shift *float64, factor func() (int, error)) error {
	for *shift = 0; ; {
		row, err := factor()
		if err != nil || row < 0 {
			return err
		}
		next := max(firstShift, 2**shift)
		if next > maxShift {
			return fmt.Errorf("precond: %s: pivot %d is not positive although the diagonal was scaled up by %v: %w", method, row, 1+*shift, ErrNotSPD)
		}
		*shift = next
	}
}

// factor computes L and D row by row and returns the first row whose pivot is
// not positive, or -1.
func (m *IC0) factor(a *sparse.CSR) (int, error) {
	if err := m.reset(a); err != nil {
		return 0, err
	}
	for i := range m.inverse {
		ind, val := a.Row(i)
		d := 0.0
		for k, j := range ind {
			if int(j) >= i {
				if int(j) == i {
					d = val[k] * (1 + m.shift)
				}
				break
			}
			m.work[j] = val[k]
		}
		// t_j = a_ij − Σ_{k<j} t_k·l_jk is l_ij·d_j; rows above hold their l.
		for _, j := range ind {
			if int(j) >= i {
				break
			}
			lind, lval := m.lower.row(int(j))
			t := m.work[j]
			for p, k := range lind {
				t -= lval[p] * m.work[k]
			}
			m.work[j] = t
			l := t * m.inverse[j]
			m.lower.add(j, l)
			d -= t * l
		}
		for _, j := range ind {
			if int(j) >= i {
				break
			}
			m.work[j] = 0
		}
		if math.IsNaN(d) || math.IsInf(d, 0) {
			return 0, fmt.Errorf("precond: IC(0): pivot %d is %v: %w", i, d, ErrNotFinite)
		}
		if inv := 1 / d; d > 0 && !math.IsInf(inv, 0) {
			m.inverse[i] = inv
			m.endRow(i)
			continue
		}
		return i, nil
	}
	return -1, nil
}
