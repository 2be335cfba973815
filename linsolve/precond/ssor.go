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
// backward sweep, which cost about one product, on one core.
//
// Source: O. Axelsson, A generalized SSOR method, BIT 12 (1972), 443–467.
type SSOR struct {
	factors
	omega float64
	diag  []float64
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
	if err := m.reset(a); err != nil {
		return err
	}
	m.diag = a.Diag(m.diag)
	for i, d := range m.diag {
		inv, err := invert(i, d)
		if err != nil {
			return err
		}
		m.inverse[i] = m.omega * (2 - m.omega) * inv
		m.diag[i] = m.omega * inv
	}
	for i, scale := range m.diag {
		ind, val := a.Row(i)
		for k, j := range ind {
			switch {
			case int(j) < i:
				m.lower.add(j, val[k]*m.diag[j])
			case int(j) > i:
				m.upper.add(j, val[k]*scale)
			}
		}
		m.endRow(i)
	}
	return nil
}
