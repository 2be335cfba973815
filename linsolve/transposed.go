// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import "fmt"

// A TransPreconditioner is a Preconditioner that can also apply its transpose,
// as methods that multiply by Aᵀ need.
type TransPreconditioner interface {
	Preconditioner
	// SolveTrans sets dst = M⁻ᵀ·r. dst may be r itself. An error ends the solve
	// with [Breakdown].
	SolveTrans(dst, r []float64) error
}

// A transposer multiplies by the transposes of A and M⁻¹.
type transposer struct {
	s     *system
	a     TransOperator // nil for a symmetric A
	multi transWorkersMultiplier
	prec  TransPreconditioner // nil without a preconditioner
}

// A transWorkersMultiplier multiplies by Aᵀ on at most so many goroutines.
type transWorkersMultiplier interface {
	MulVecTransWorkers(workers int, dst, x []float64)
}

// init reports what cannot be transposed. A that says it is symmetric, or that
// symmetric promises to be, needs no transposed product.
func (t *transposer) init(s *system, symmetric bool) error {
	t.s, t.a, t.multi, t.prec = s, nil, nil, nil
	if o, ok := s.a.(symmetricOperator); ok && !symmetric {
		symmetric = o.IsSymmetric()
	}
	if !symmetric {
		a, ok := s.a.(TransOperator)
		if !ok {
			return fmt.Errorf("linsolve: a is a %T without MulVecTrans, want a TransOperator, or a symmetric one: %w", s.a, ErrInput)
		}
		t.a = a
		t.multi, _ = s.a.(transWorkersMultiplier)
	}
	if s.prec != nil {
		p, ok := s.prec.(TransPreconditioner)
		if !ok {
			return fmt.Errorf("linsolve: Settings.Prec is a %T without SolveTrans, want a TransPreconditioner: %w", s.prec, ErrInput)
		}
		t.prec = p
	}
	return nil
}

// mul sets dst = Aᵀ·x, which counts as a product.
func (t *transposer) mul(dst, x []float64) {
	switch {
	case t.a == nil:
		t.s.mul(dst, x)
	case t.multi != nil:
		t.s.matVecs++
		t.multi.MulVecTransWorkers(t.s.workers, dst, x)
	default:
		t.s.matVecs++
		t.a.MulVecTrans(dst, x)
	}
}

// solvePrec sets dst = M⁻ᵀ·r, or copies.
func (t *transposer) solvePrec(dst, r []float64) error {
	if t.prec == nil {
		copy(dst, r)
		return nil
	}
	t.s.precSolves++
	if err := t.prec.SolveTrans(dst, r); err != nil {
		return fmt.Errorf("%w: preconditioner: %w", ErrBreakdown, err)
	}
	t.s.project(dst)
	return nil
}
