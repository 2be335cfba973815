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
//	A symmetric positive definite      CG, with a preconditioner of package precond;
//	                                   CR where the residual must not jump; PipelinedCG
//	                                   where reductions are dear
//	A symmetric indefinite             MINRES; SYMMLQ where the error counts more than
//	                                   the residual
//	A symmetric and singular           MINRES; MINRESQLP for the shortest solution; any
//	                                   method with Settings.NullSpace where that is known
//	A not symmetric                    GMRES with a Restart that memory allows; where
//	                                   restarts slow it, GMRESDR or LGMRES;
//	                                   IDR or BiCGStabL at fixed memory; BiCGStab
//	                                   and TFQMR when eigenvalues lie to one side
//	unsure which will hold             Chain: BiCGStab, then IDR, then GMRES, each from
//	                                   the best x so far
//	... and Aᵀ at hand                 QMR, with a smooth residual; BiCG and CGS to
//	                                   compare with
//	preconditioner varies              FGMRES; ConjugateDirections (flexible CG) where A
//	                                   is symmetric positive definite, also for
//	                                   directions that are learned. NewInner makes any
//	                                   solver a preconditioner
//	several right-hand sides           SolveBlock: BlockCG, BlockGMRES
//	a step within a trust region       CG with TrustRadius, which ends as Boundary
//	(A + σI)·x = b for many σ          SolveShifted
//	A rectangular, least squares       LeastSquares: LSMR; LSQR where variances are
//	                                   wanted, LSLQ for a bound of the error, CRAIG
//	                                   for compatible wide systems, CGLS and CRLS for
//	                                   the least memory
//	small, or only roughly needed      SOR, Jacobi: stationary, without inner products
//	a sequence of similar systems      SolveSequence with a Recycler, or with a
//	                                   DeflatedCG where A is symmetric positive
//	                                   definite, or RMINRES where A is symmetric and
//	                                   indefinite; see below
//	not known                          nil: chosen by what A says of itself and
//	                                   by how the iteration goes
//
// A *sparse.CSR of 1e5 entries or more is multiplied in the form that
// sparse.Optimize makes of it, at the cost of about ten products the first time.
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
// what the tolerance means. A method that cannot keep its promise for a matrix
// says so: a breakdown is an error, never a success.
//
// A solve that ends early returns the best of the last iterate, the one kept at
// the last halving of the residual, and the start, by their true residuals. While
// the residual falls, it is compared with the true one every 30 iterations or
// more, and a recurrence that has drifted by a factor of 2 starts again.
//
// The norm of b may have any magnitude. Entries of A or M⁻¹ beyond 1e±100 may
// overflow in products of vectors, which ends as [Breakdown].
//
// # Parameters that learn
//
// A [Tuner] sets a scalar parameter, such as ω of SOR or SSOR, a restart or a
// drop tolerance, for a sequence of systems, from what each solve cost:
//
//	losses that vary smoothly, perhaps with    ChebUCB
//	a context that is known before the solve
//	any losses; a guarantee in expectation     TsallisINF, with contexts in bins
//	                                           TsallisINFCB, as polynomials ChebCB
//	to compare with                            Fixed, UCB1, Exp3, GoldenSection,
//	                                           BestInHindsight
//
// # Sequences
//
// [SolveSequence] solves systems one after the other with one method value. A
// [Recycler], which is GCRO-DR, carries over an approximate invariant subspace, and as
// much of it as past solves say is worth its products; a [DeflatedCG] does the like for
// CG. Both keep what they learned in the value, so that a caller's own loop over
// [Solve] has the same gain. The gain is largest where GMRES restarts many times. On
// 5-point systems with a lognormal coefficient, 64², a Recycler takes a quarter of the
// products of GMRES with as many vectors when there is no preconditioner and three
// quarters with ILU(0); where one cycle of GMRES is enough it takes as many. An
// iteration orthogonalises against more vectors and a cycle ends with a small
// eigenvalue problem, so that an iteration takes up to twice the time when products
// are as cheap as these: time is gained where products fall by more than that, or cost
// more than passes over M vectors.
//
// Independent of the method, a [Guess] starts from earlier solutions: [Extrapolate] where systems are steps in time, [ProjectOnLast]
// where right-hand sides change slowly. [GreedyOrder] and [HilbertOrder] put systems
// with near parameters side by side, which helps less than recycling does.
//
// # Conventions
//
// A method is a pointer to a struct whose fields are its parameters; its zero
// value is the default. It keeps its workspace: the second solve of the same
// size with Settings.Dst set allocates nothing (a nil method has nowhere to keep
// one; a Recycler and a DeflatedCG allocate for their small eigenvalue problems). The vectors that a method is said to hold have length n and include the
// driver's own: the iterate, its residual, the residual under test, and the best
// iterate so far. One method value carries one solve at a time: a solve that is
// begun with it ends the [Iterator] that was. Results have the same bits for any number of workers,
// because sums are taken in blocks of fixed size.
//
// Between equal builds on one kind of machine results are equal bit for bit;
// other instruction sets give other last digits.
//
// # References
//
// Y. Saad, Iterative Methods for Sparse Linear Systems, 2nd edition, SIAM 2003;
// M. Khodak, E. Chow, M.-F. Balcan, A. Talwalkar, Learning to relax: setting
// solver parameters across a sequence of linear system instances, 2024,
// arXiv:2310.02246.
package linsolve
