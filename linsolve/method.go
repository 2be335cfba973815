// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

// A Method is a solver: [CG], [PipelinedCG], [CR], [MINRES], [MINRESQLP], [SYMMLQ],
// [GMRES], [FGMRES], [LGMRES], [GMRESDR], [BiCGStab], [BiCGStabL], [BiCG], [CGS],
// [QMR], [TFQMR], [IDR], [ConjugateDirections], [SOR] or [Jacobi], several of them
// in a [Chain], and for sequences [Recycler], [RMINRES] or [DeflatedCG]. It is a pointer to a struct whose exported
// fields are its parameters and whose zero value is the default. It keeps its
// workspace between solves, carries one solve at a time and is not safe for
// concurrent use: two goroutines, or two solves that take turns, use two values.
type Method interface {
	// init checks the parameters and sizes the workspace for s.
	init(s *system) error
	// start begins from the iterate s.x, whose residual is s.r with norm
	// s.rnorm > 0.
	start() error
	// step does one iteration and returns the recurrence's estimate of the
	// residual norm.
	step() (estimate float64, err error)
	// iterate returns the current iterate, in memory that the next step may
	// overwrite. It does not disturb the recurrence.
	iterate() ([]float64, error)
	// monotone reports whether the residual norm never grows, so that the last
	// iterate is the best.
	monotone() bool
	// kept returns the workspace that the driver of a solve keeps with the
	// method.
	kept() *Iterator
}
