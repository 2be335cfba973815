// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package linsolve solves linear systems A·x = b by iteration.
//
//	res, err := linsolve.Solve(ctx, a, b, &linsolve.CG{}, &linsolve.Settings{RelTol: 1e-10})
//
// A is anything that can multiply a vector: a matrix of package sparse, a gonum
// matrix through [FromMatrix], a function through [FromFunc].
//
// # Which method when
//
//	A symmetric positive definite      CG, with precond.SSOR or precond.Jacobi;
//	                                   CR where the residual must not jump
//	A symmetric indefinite or          MINRES
//	singular
//	A not symmetric                    GMRES with a Restart that memory allows;
//	                                   IDR or BiCGStabL at fixed memory; BiCGStab
//	                                   and TFQMR when eigenvalues lie to one side
//	preconditioner varies              FGMRES
//	not known                          nil: chosen by what A says of itself and
//	                                   by how the iteration goes
//
// # What a success means
//
// A solve has converged when ‖b − A·x‖₂ ≤ max(AbsTol, RelTol·‖b‖₂), and this
// residual is computed from the x that is returned, by one product more than
// the recurrence needs. Recurrences drift; a solver that believes its own may
// return an x that is wrong by orders of magnitude. When the true residual is
// above the target the recurrence is started again from it, and if that does
// not help the solve ends as [Stagnated] and says what it reached. The error is
// nil exactly when the solve has converged, and a preconditioner never changes
// what the tolerance means.
//
// # Conventions
//
// A method is a pointer to a struct whose fields are its parameters; its zero
// value is the default. It keeps its workspace: the second solve of the same
// size with Settings.Dst set allocates nothing. One method value serves one
// goroutine at a time. Results have the same bits for any number of workers,
// because sums are taken in blocks of fixed size.
//
// Between equal builds on one kind of machine results are equal bit for bit;
// other instruction sets give other last digits.
//
// # References
//
// Y. Saad, Iterative Methods for Sparse Linear Systems, 2nd edition, SIAM 2003.
package linsolve
