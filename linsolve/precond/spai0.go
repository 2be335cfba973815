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

// SPAI0 is the sparse approximate inverse on the diagonal: the M⁻¹ = diag(m) that
// minimizes ‖I − M⁻¹·A‖ in the Frobenius norm,
//
//	m_i = a_ii / ‖a_i‖₂²
//
// A zero on the diagonal is no failure, but leaves m_i = 0. Its application costs
// what that of [Jacobi] costs.
//
// Source: O. Bröker and M. J. Grote, Sparse approximate inverse smoothers for
// geometric and algebraic multigrid, Appl. Numer. Math. 41 (2002), 61–80.
type SPAI0 struct {
	m []float64
}

// NewSPAI0 returns the SPAI-0 preconditioner of a. NaN or Inf anywhere in a gives
// ErrNotFinite, and a row that is so small that m overflows too; a row without an
// entry other than zero gives a *sparse.ZeroPivotError.
func NewSPAI0(a *sparse.CSR) (*SPAI0, error) {
	s := new(SPAI0)
	if err := s.Update(a); err != nil {
		return nil, err
	}
	return s, nil
}

// Update takes the values of a, which has the size of the first matrix. After an
// error s must not be used.
func (s *SPAI0) Update(a *sparse.CSR) error {
	n, err := checkSquare(a)
	if err != nil {
		return err
	}
	if s.m == nil {
		s.m = make([]float64, n)
	} else if len(s.m) != n {
		return fmt.Errorf("precond: a has %d rows, want %d as before: %w", n, len(s.m), ErrShape)
	}
	if err := checkFinite(a); err != nil {
		return err
	}
	a.Diag(s.m)
	for i, d := range s.m {
		_, val := a.Row(i)
		largest, sum := 0.0, 0.0
		for _, v := range val {
			largest = max(largest, math.Abs(v))
		}
		if largest == 0 {
			return &sparse.ZeroPivotError{Row: i}
		}
		for _, v := range val {
			v /= largest
			sum += v * v
		}
		s.m[i] = d / largest / sum / largest
		if !finite(s.m[i]) {
			return fmt.Errorf("precond: SPAI-0: element %d of the inverse is %v: %w", i, s.m[i], ErrNotFinite)
		}
	}
	return nil
}

// Solve sets dst = diag(m)·r. dst may be r.
func (s *SPAI0) Solve(dst, r []float64) error {
	if err := checkLengths(dst, r, len(s.m)); err != nil {
		return err
	}
	kernel.Mul(dst, r, s.m)
	return nil
}

// SolveTrans is Solve: M is symmetric.
func (s *SPAI0) SolveTrans(dst, r []float64) error { return s.Solve(dst, r) }
