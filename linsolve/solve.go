// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import "context"

// Solve solves a·x = b.
//
// A nil method takes [CG] if a says that it is symmetric or settings do, going
// on as [MINRES] if a then turns out to be indefinite; otherwise [GMRES], going
// on as [IDR] when three cycles did not halve the residual.
// Nil settings mean the defaults: a true residual of at most 1e-8·‖b‖₂.
//
// The error is nil exactly when Result.Status is [Converged] or, with
// CG.TrustRadius alone, [Boundary]. A solve that
// ended early returns the best iterate seen and an error that wraps
// [ErrNotConverged], [ErrBreakdown], [ErrNotSPD] or [ErrInconsistent], or is the context's or the
// recorder's. Bad input returns a nil Result and an error that wraps
// [ErrInput]. For b = 0 the solution is zero.
//
// Solve looks at ctx before every iteration. A panic of a, the preconditioner
// or the recorder reaches the caller.
func Solve(ctx context.Context, a Operator, b []float64, method Method, settings *Settings) (*Result, error) {
	it, err := NewIterator(a, b, method, settings)
	if err != nil {
		return nil, err
	}
	for it.Next(ctx) {
	}
	return it.Result()
}
