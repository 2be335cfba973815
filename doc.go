// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package relax is the root of a module of numerical-methods packages built on
// gonum; it holds documentation alone. The packages:
//
//	linsolve            linear systems and least squares by iteration
//	linsolve/precond    preconditioners: incomplete factors, multigrid and simpler ones
//	linsolve/sparse     sparse matrices (COO, CSR, CSC, SELL) and their files
//	special             modified Bessel functions of any real order, and their logarithms
//	special/vmf         the von Mises-Fisher distribution
//	special/vec         elementary functions of slices
//	special/contfrac    continued fractions
//	special/persist     persistency exponents of Gaussian processes
//	special/approx      best approximations, search for short programs, audits
//	linsolve/dense      a fast BLAS for gonum, in Go and assembly
//
// Every package has one verb that does its main job and takes a context, a
// problem, a method and settings:
//
//	res, err := linsolve.Solve(ctx, a, b, &linsolve.CG{}, &linsolve.Settings{RelTol: 1e-10})
//
// A method is a struct whose fields are its parameters and whose zero value is
// the recommended default; nil settings work. The error is nil exactly when
// what was asked for was reached; a run that stopped early returns its best
// iterate and an error that says why.
package relax
