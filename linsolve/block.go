// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"context"
	"time"

	"gonum.org/v1/gonum/mat"
)

// A BlockMethod solves for several right-hand sides at once: [BlockCG] or
// [BlockGMRES]. As a [Method] it is a pointer to a struct whose exported fields are
// its parameters, keeps its workspace between solves, and carries one solve at a time.
type BlockMethod interface {
	// blockInit checks the parameters and sizes the workspace for s.k right-hand sides.
	blockInit(s *blockSystem) error
	// blockStart begins from the iterates s.x, whose residuals are s.r.
	blockStart() error
	// blockStep does one step and sets s.estimate.
	blockStep() error
	// blockIterate returns the s.k iterates, in memory that the next step may overwrite.
	blockIterate() ([]float64, error)
	// blockKeep goes on with the right-hand sides of these positions alone; the driver
	// has changed s.k and moved s.x and s.estimate already.
	blockKeep(positions []int)
	// blockKept returns the workspace that the driver keeps with the method.
	blockKept() *blockDriver
}

// BlockSettings are the [Settings] of a [SolveBlock]. The zero value and a nil pointer
// mean the defaults.
type BlockSettings struct {
	// Right-hand side j has converged when ‖b_j − A·x_j‖₂ ≤ max(AbsTol, RelTol·‖b_j‖₂),
	// computed from x_j. RelTol zero means 1e-8, math.Inf(-1) means 0; AbsTol zero means 0.
	RelTol, AbsTol float64

	// MaxIter limits the block steps; zero means 2n but at least 100 and at most 10000.
	MaxIter int
	// MaxTime limits the time; zero means none. It is looked at once a step.
	MaxTime time.Duration

	// X0 holds initial guesses, as the rows of a matrix like b; nil means zero.
	X0 *mat.Dense
	// Dst receives the solutions when it is not nil. Then the second solve of the same
	// shape with the same method value allocates nothing, and the BlockResult belongs to
	// the method value: its next solve overwrites it. Dst may be b or X0.
	Dst *mat.Dense

	// Prec approximates A⁻¹; nil means none. It is applied to one vector after the other.
	Prec Preconditioner

	// Symmetric promises that A equals its transpose, where the operator cannot tell by
	// itself. It matters to the choice that a nil method makes.
	Symmetric bool

	// Recorder is called after every block step; an error that it returns ends the solve
	// with that error.
	Recorder func(p BlockProgress) error

	// Workers is the number of goroutines; zero means GOMAXPROCS. The result has the same
	// bits for any number.
	Workers int
}

// BlockProgress is what a Recorder of [BlockSettings] sees.
type BlockProgress struct {
	Iter, MatVecs, PrecSolves int
	// ResNorm holds the residual norm of every right-hand side: as the recurrence
	// estimates it, or as computed for those that have ended. It is overwritten.
	ResNorm []float64
}

// A BlockResult is what a [SolveBlock] reached.
type BlockResult struct {
	// X holds the solutions, or the best iterates kept, as rows.
	X *mat.Dense
	// Status says for each right-hand side why its solve ended.
	Status []Status
	// Iter counts block steps, of one product with each vector of the block.
	Iter int
	// MatVecs counts products with single vectors, those of checks included, and
	// PrecSolves applications of the preconditioner.
	MatVecs, PrecSolves int
	// Replacements counts how often the residuals of the recurrence had drifted from the
	// true ones and were replaced by them.
	Replacements int
	// ResNorm holds ‖b_j − A·x_j‖₂, computed from X, and RelRes its ratio to ‖b_j‖₂.
	ResNorm, RelRes []float64
}

// SolveBlock solves a·x_j = b_j for all the rows b_j of b at once, X·Aᵀ = B as matrices.
// Right-hand sides are rows, so that each is contiguous in memory.
//
// The solves share one Krylov space, so that each takes fewer steps than alone, and a
// matrix that can multiply several vectors is read once for four of them. Operators that
// have a method MulMat(dst, x *mat.Dense), which sets the rows of dst to the products
// with the rows of x, as [sparse.CSR] has, are used that way; others multiply one vector
// after the other.
//
// There may be any number of rows, also more than n, and they may be zero, equal or
// dependent: the block only has as many vectors as the residuals not yet small enough
// have dimensions.
//
// A nil method takes [BlockCG] if a says that it is symmetric or settings do, going on as
// [BlockGMRES] if a or the preconditioner then turns out to be indefinite; otherwise
// BlockGMRES. Nil settings mean the defaults.
//
// The error is nil exactly when every Status is [Converged]. Else it joins the errors of
// the right-hand sides, each with its number, as [Solve] would return them; the result
// holds the best iterates. Bad input returns a nil result and an error that wraps
// [ErrInput].
func SolveBlock(ctx context.Context, a Operator, b *mat.Dense, method BlockMethod, settings *BlockSettings) (*BlockResult, error) {
	if method == nil {
		method = &automaticBlock{}
	}
	d := method.blockKept()
	if err := d.begin(a, b, method, settings); err != nil {
		return nil, err
	}
	for d.next(ctx) {
	}
	return d.outcome()
}
