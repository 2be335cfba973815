// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond

import (
	"fmt"

	"github.com/relaxnum/relax/linsolve/sparse"
)

// SSOR is symmetric successive over-relaxation: with A = L + D + U,
//
//	M = (D + ωL)·D⁻¹·(D + ωU) / (ω(2−ω)),  0 < ω < 2
//
// ω = 1 is symmetric Gauss–Seidel. M is symmetric positive definite when A is
// symmetric with a positive diagonal. An application is a forward and a
// backward sweep: 12 bytes an off-diagonal entry and 40 a row, on one core.
//
// Source: O. Axelsson, A generalized SSOR method, BIT 12 (1972), 443–467.
type SSOR struct {
	omega        float64
	lower, upper triangle
	inverse      []float64 // ω(2−ω)/d_i
}

// A triangle holds the strictly lower or upper part of D⁻¹A, times ω, by rows.
type triangle struct {
	ptr []int
	ind []int32
	val []float64
}

// NewSSOR returns the SSOR preconditioner of a with relaxation factor omega;
// zero means 1. An omega outside (0, 2) gives ErrParam, a diagonal entry that
// is zero or missing a *sparse.ZeroPivotError.
func NewSSOR(a *sparse.CSR, omega float64) (*SSOR, error) {
	if omega == 0 {
		omega = 1
	}
	if !(omega > 0 && omega < 2) {
		return nil, fmt.Errorf("precond: omega is %v, want 0 < omega < 2, or zero for 1: %w", omega, ErrParam)
	}
	m := &SSOR{omega: omega}
	if err := m.Update(a); err != nil {
		return nil, err
	}
	return m, nil
}

// Update takes the values of a, which has the size of the first matrix. After
// an error m must not be used.
func (m *SSOR) Update(a *sparse.CSR) error {
	n, err := checkSquare(a)
	if err != nil {
		return err
	}
	if m.inverse != nil && len(m.inverse) != n {
		return fmt.Errorf("precond: a has %d rows, want %d as before: %w", n, len(m.inverse), ErrShape)
	}
	if m.inverse == nil {
		m.inverse = make([]float64, n)
		m.lower.ptr, m.upper.ptr = make([]int, n+1), make([]int, n+1)
	}
	a.Diag(m.inverse)
	m.lower.reset()
	m.upper.reset()
	for i, d := range m.inverse {
		inv, err := invert(i, d)
		if err != nil {
			return err
		}
		m.inverse[i] = m.omega * (2 - m.omega) * inv
		ind, val := a.Row(i)
		for k, j := range ind {
			switch {
			case int(j) < i:
				m.lower.add(j, m.omega*inv*val[k])
			case int(j) > i:
				m.upper.add(j, m.omega*inv*val[k])
			}
		}
		m.lower.ptr[i+1], m.upper.ptr[i+1] = len(m.lower.val), len(m.upper.val)
	}
	return nil
}

func (t *triangle) reset() { t.ind, t.val = t.ind[:0], t.val[:0] }

func (t *triangle) add(j int32, v float64) {
	t.ind, t.val = append(t.ind, j), append(t.val, v)
}

// Solve sets dst = M⁻¹·r. dst may be r.
func (m *SSOR) Solve(dst, r []float64) error {
	if err := checkLengths(dst, r, len(m.inverse)); err != nil {
		return err
	}
	// t = ω(2−ω)·(I + ωD⁻¹L)⁻¹·D⁻¹r, then z = (I + ωD⁻¹U)⁻¹·t
	r = r[:len(m.inverse)]
	for i, inv := range m.inverse {
		dst[i] = inv*r[i] - m.lower.row(i, dst)
	}
	for i := len(dst) - 1; i >= 0; i-- {
		dst[i] -= m.upper.row(i, dst)
	}
	return nil
}

// row returns the product of row i with x.
func (t *triangle) row(i int, x []float64) float64 {
	lo, hi := t.ptr[i], t.ptr[i+1]
	ind := t.ind[lo:hi]
	val := t.val[lo:hi][:len(ind)]
	s := 0.0
	for k, j := range ind {
		s += val[k] * x[j]
	}
	return s
}
