// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"errors"
	"fmt"

	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// Errors about what was passed in. The first is wrapped by all of them; with
// any of them the Result is nil.
var (
	ErrInput     = sparse.ErrInput     // bad argument
	ErrShape     = sparse.ErrShape     // sizes that do not fit, or an empty system
	ErrNotFinite = sparse.ErrNotFinite // NaN or Inf in an argument, or out of A or M
	ErrParam     = sparse.ErrParam     // a parameter of a method or setting out of its range
)

// Errors about how a solve ended. They come with a Result that holds the best
// iterate seen.
var (
	// ErrNotConverged: a limit was reached, or the residual stopped falling.
	ErrNotConverged = errors.New("linsolve: not converged")
	// ErrBreakdown: the recurrence divided by zero, the preconditioner failed,
	// or a product held NaN or Inf.
	ErrBreakdown = errors.New("linsolve: breakdown")
	// ErrNotSPD: a method for positive definite systems met a direction of
	// negative curvature. The error is a [*NotSPDError].
	ErrNotSPD = precond.ErrNotSPD
	// ErrInconsistent: A is singular and no x solves the system.
	ErrInconsistent = errors.New("linsolve: inconsistent system")
)

// A NotSPDError says that A or the preconditioner is not positive definite, and
// shows a direction that proves it.
type NotSPDError struct {
	// Preconditioner is true when rᵀM⁻¹r < 0 was seen, false when pᵀAp < 0 was.
	Preconditioner bool
	// Curvature is the negative value.
	Curvature float64
	// Direction is p, or r when Preconditioner is true.
	Direction []float64
}

// Error describes the curvature that was found.
func (e *NotSPDError) Error() string {
	if e.Preconditioner {
		return fmt.Sprintf("linsolve: preconditioner is not positive definite: rᵀM⁻¹r = %.3g", e.Curvature)
	}
	return fmt.Sprintf("linsolve: operator is not positive definite: pᵀAp = %.3g", e.Curvature)
}

// Unwrap returns ErrNotSPD.
func (e *NotSPDError) Unwrap() error { return ErrNotSPD }
