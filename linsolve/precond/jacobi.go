// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// Jacobi is the diagonal of a matrix: M = D. Its application multiplies by 1/D
// and moves 24 bytes an element.
type Jacobi struct {
	inverse []float64
}

// NewJacobi returns the preconditioner M = diag(a), of which nothing else is
// read. A diagonal entry that is missing, zero or too small to have an inverse
// gives a *sparse.ZeroPivotError; one that is not finite gives ErrNotFinite.
func NewJacobi(a *sparse.CSR) (*Jacobi, error) {
	m := new(Jacobi)
	if err := m.Update(a); err != nil {
		return nil, err
	}
	return m, nil
}

// Update takes the diagonal of a, which has the size of the first matrix. After
// an error m must not be used.
func (m *Jacobi) Update(a *sparse.CSR) error {
	n, err := checkSquare(a)
	if err != nil {
		return err
	}
	if m.inverse == nil {
		m.inverse = make([]float64, n)
	} else if len(m.inverse) != n {
		return fmt.Errorf("precond: a has %d rows, want %d as before: %w", n, len(m.inverse), ErrShape)
	}
	a.Diag(m.inverse)
	for i, d := range m.inverse {
		inv, err := invert(i, d)
		if err != nil {
			return err
		}
		m.inverse[i] = inv
	}
	return nil
}

// invert returns 1/d for the diagonal entry d of row i, if there is such a
// number.
func invert(i int, d float64) (float64, error) {
	inv := 1 / d
	switch {
	case !finite(d):
		return 0, fmt.Errorf("precond: diagonal entry %d is %v, want a finite value: %w", i, d, ErrNotFinite)
	case math.IsInf(inv, 0):
		return 0, &sparse.ZeroPivotError{Row: i}
	}
	return inv, nil
}

// Solve sets dst = D⁻¹·r. dst may be r.
func (m *Jacobi) Solve(dst, r []float64) error {
	if err := checkLengths(dst, r, len(m.inverse)); err != nil {
		return err
	}
	kernel.Mul(dst, r, m.inverse)
	return nil
}

// SolveTrans is Solve: M is symmetric.
func (m *Jacobi) SolveTrans(dst, r []float64) error { return m.Solve(dst, r) }
