// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond

import (
	"errors"
	"fmt"

	"github.com/relaxnum/relax/linsolve/sparse"
)

// Errors that the functions of this package wrap; they are those of package
// sparse, so that one test with errors.Is serves both.
var (
	ErrInput     = sparse.ErrInput     // bad argument
	ErrShape     = sparse.ErrShape     // a matrix that is not square, lengths that do not fit
	ErrNotFinite = sparse.ErrNotFinite // NaN or Inf in the matrix
	ErrParam     = sparse.ErrParam     // a parameter out of its range
	ErrZeroPivot = sparse.ErrZeroPivot // a diagonal entry that is zero or missing: a *sparse.ZeroPivotError
)

// ErrNotSPD: the matrix of a preconditioner for symmetric positive definite
// systems is not positive definite.
var ErrNotSPD = errors.New("not positive definite")

// checkSquare reports what is wrong with a as the matrix of a preconditioner.
func checkSquare(a *sparse.CSR) (n int, err error) {
	if a == nil {
		return 0, fmt.Errorf("precond: a is nil, want a matrix: %w", ErrInput)
	}
	r, c := a.Dims()
	if r != c || r == 0 {
		return 0, fmt.Errorf("precond: a is %d×%d, want square with at least one row: %w", r, c, ErrShape)
	}
	return r, nil
}

// checkLengths reports vectors that do not fit a preconditioner of size n.
func checkLengths(dst, r []float64, n int) error {
	if len(dst) != n || len(r) != n {
		return fmt.Errorf("precond: dst and r have %d and %d elements, want %d: %w", len(dst), len(r), n, ErrShape)
	}
	return nil
}
