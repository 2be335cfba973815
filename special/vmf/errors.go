// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"errors"
	"fmt"
)

// Errors about what was passed in. Each of the finer ones wraps ErrInput too;
// with any of them the result is nil.
var (
	// ErrInput marks input that is wrong in some way.
	ErrInput = errors.New("invalid input")
	// ErrDomain marks a number outside its domain: a negative, infinite or NaN
	// concentration, a resultant length outside [0, 1], a setting out of range.
	ErrDomain = fmt.Errorf("%w: out of domain", ErrInput)
	// ErrNotUnit marks a vector that is not of unit length.
	ErrNotUnit = fmt.Errorf("%w: not a unit vector", ErrInput)
	// ErrWeights marks weights that are negative, not finite, all zero, or not
	// one a row.
	ErrWeights = fmt.Errorf("%w: weights", ErrInput)
	// ErrDegenerate marks data on a single point, whose likelihood grows without
	// bound with the concentration.
	ErrDegenerate = fmt.Errorf("%w: degenerate", ErrInput)
	// ErrDimension marks a dimension below 2, a matrix without rows, or sizes
	// that do not fit each other.
	ErrDimension = fmt.Errorf("%w: dimension", ErrInput)
)

// ErrNotConverged says that a limit on the iterations was reached. It comes with
// a result that holds the best estimate.
var ErrNotConverged = errors.New("not converged")
