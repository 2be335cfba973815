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
//	IC0     symmetric positive definite systems without one; costs about one
//	        product, on one core
//	ICT     likewise, with fill: fewer iterations for more memory
//	AMG     symmetric positive (semi)definite systems of elliptic problems: the
//	        iterations hardly grow with the size; costs five to nine products,
//	        and its set-up one to three hundred
//	ILU0    any other system; costs about one product, on one core
//	ILUT    systems that ILU0 is too weak for; a drop tolerance and a limit of
//	        fill trade set-up and memory for iterations
//	ILUTP   likewise, with zeros or small entries on the diagonal
//	ILUK    fill by the pattern alone: one size for a sequence of matrices
//	BlockJacobi  small dense couplings, such as several unknowns a node
//	SPAI0   one pass like Jacobi; zeros on the diagonal are allowed
//
// A preconditioner has a method Solve(dst, r []float64) error that sets
// dst = M⁻¹·r. It keeps what it needs of the matrix, so the matrix may change
// afterwards; Update takes the new values without allocating (that of AMG is
// called Rebuild, and allocates). Solve may be
// called from several goroutines at once.
package precond
