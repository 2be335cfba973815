// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"context"
	"errors"
	"fmt"
)

// An Inner is an iterative solve that serves as the preconditioner of another: M⁻¹r
// is what Method makes of A·z = r. It differs from one application to the next, so
// the outer method must be one that allows for it, as [FGMRES] does.
//
// An inner solve that stops short of its tolerance at MaxIter iterations is no
// failure. One that ends no better than at z = 0, as a method whose residual is not
// monotone may when it is cut short, leaves z = r, so that the outer solve gets the
// direction that it would have without a preconditioner: [GMRES] and [MINRES] do not
// come to that. An Inner holds one vector besides those of the method, and serves
// one solve at a time.
type Inner struct {
	a      Operator
	method Method
	set    Settings
	r      []float64
}

// NewInner returns method on a as a preconditioner. The method value must not be
// that of the outer solve; nil chooses as [Solve] does.
//
// Settings are those of a solve, except for two defaults: RelTol zero means 0.1, and
// MaxIter zero means 20. X0 and Dst must be nil: every application starts from zero.
func NewInner(a Operator, method Method, settings *Settings) (*Inner, error) {
	in := &Inner{a: a, method: method}
	if a == nil {
		return nil, fmt.Errorf("linsolve: a is nil, want an operator: %w", ErrInput)
	}
	if settings != nil {
		in.set = *settings
	}
	if in.set.X0 != nil || in.set.Dst != nil {
		return nil, fmt.Errorf("linsolve: settings of an inner solve have X0 or Dst, want neither: %w", ErrInput)
	}
	if in.method == nil {
		in.method = &automatic{}
	}
	if in.set.RelTol == 0 {
		in.set.RelTol = 0.1
	}
	if in.set.MaxIter == 0 {
		in.set.MaxIter = 20
	}
	return in, nil
}

// Solve sets dst to the approximate solution of a·z = r. dst may be r. Errors are
// those of [Solve] but for ErrNotConverged.
func (in *Inner) Solve(dst, r []float64) error {
	if len(dst) != len(r) {
		return fmt.Errorf("linsolve: dst and r have %d and %d elements, want as many: %w", len(dst), len(r), ErrShape)
	}
	in.r = append(in.r[:0], r...)
	in.set.Dst = dst
	res, err := Solve(context.Background(), in.a, in.r, in.method, &in.set)
	in.set.Dst = nil
	if !errors.Is(err, ErrNotConverged) {
		return err
	}
	if !(res.RelRes < 1) {
		copy(dst, in.r)
	}
	return nil
}
