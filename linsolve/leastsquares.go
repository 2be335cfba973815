// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import "context"

// LeastSquares finds the x that minimises ‖b − a·x‖₂² + λ²‖x‖₂², λ being
// settings.Damp and a of any shape. Where many x do, it is the one of least
// norm, or of least distance from settings.X0.
//
// A nil method takes [LSMR]. Nil settings mean the defaults.
//
// Write r̄ for the residual b − a·x, with −λx below it, and Ā for a with λI below
// it. A solve ends in success, and the error is nil, exactly when
//
//	‖r̄‖ ≤ BTol·‖b‖ + ATol·‖Ā‖·‖x‖  (status Converged: x solves a compatible system) or
//	‖Āᵀr̄‖ ≤ ATol·‖Ā‖·‖r̄‖           (status Minimized: x minimises)
//
// holds for the r̄ and Āᵀr̄ that are computed from x; the recurrence of the
// method only says when to look. ‖Ā‖ is the method's estimate of the Frobenius
// norm. Both say that x solves exactly a problem whose data differ by ATol and
// BTol, relatively.
//
// A solve that ended early returns its best iterate and an error that wraps
// [ErrNotConverged], [ErrBreakdown], [ErrNotSPD] or [ErrInconsistent], or is the
// context's or the recorder's. Bad input returns a nil result and an error that
// wraps [ErrInput]. For b = 0 the solution is zero.
//
// Source of the criteria: C. C. Paige and M. A. Saunders, LSQR: an algorithm for
// sparse linear equations and sparse least squares, ACM Trans. Math. Softw. 8
// (1982), 43–71, section 6.
func LeastSquares(ctx context.Context, a TransOperator, b []float64, method LeastSquaresMethod, settings *LeastSquaresSettings) (*LeastSquaresResult, error) {
	it, err := NewLeastSquaresIterator(a, b, method, settings)
	if err != nil {
		return nil, err
	}
	for it.Next(ctx) {
	}
	return it.Result()
}

// A LeastSquaresMethod is a solver of [LeastSquares]: [LSMR], [LSQR], [LSLQ],
// [CGLS], [CRLS] or [CRAIG]. It is a pointer to a struct whose exported fields
// are its parameters and whose zero value is the default. It keeps its workspace
// between solves, carries one solve at a time and is not safe for concurrent
// use.
type LeastSquaresMethod interface {
	// init checks the parameters and sizes the workspace for s.
	init(s *rectangular) error
	// start begins from the iterate s.x, with residual s.r of norm s.rnorm > 0
	// and gradient s.g = Āᵀr of norm s.gnorm > 0.
	start() error
	// step does one iteration on s.x and leaves its estimates in s.est.
	step() error
	// compatible reports whether the method is for compatible systems alone:
	// ‖Āᵀr‖ says nothing of its x, and ‖r‖ may grow.
	compatible() bool
	// kept returns the workspace that the driver of a solve keeps with the
	// method.
	kept() *LeastSquaresIterator
}
