// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package precond builds preconditioners from sparse matrices: approximate
// inverses M⁻¹ that make an iterative solver need fewer iterations.
//
//	m, err := precond.NewSSOR(a, 1.2)
//	if err != nil { ... }
//	res, err := linsolve.Solve(ctx, a, b, &linsolve.CG{}, &linsolve.Settings{Prec: m})
//
// Which one when:
//
//	Jacobi  the diagonal is uneven and a product is all that can be afforded;
//	        runs on every core; costs one pass over a vector
//	SSOR    symmetric positive definite systems with a good relaxation factor;
//	        no set-up beyond a copy; costs about one product, on one core
//	IC0     symmetric positive definite systems without one: mostly the best
//	        of these four; costs about one product, on one core
//	ILU0    any other system; likewise
//
// A preconditioner has a method Solve(dst, r []float64) error that sets
// dst = M⁻¹·r. It keeps what it needs of the matrix, so the matrix may change
// afterwards; Update takes the new values without allocating. Solve may be
// called from several goroutines at once.
package precond
