// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package contfrac

import (
	"errors"
	"fmt"
)

// Errors about what was passed in. ErrInput is wrapped by the others; with any
// of them the result is nil.
var (
	ErrInput  = errors.New("invalid input")
	ErrDomain = fmt.Errorf("%w: outside of the domain", ErrInput)
)

// Errors about how a computation ended. They come with the best result so far.
var (
	// ErrNotConverged: the largest number of terms was reached.
	ErrNotConverged = errors.New("contfrac: not converged")
	// ErrBreakdown: a term is not finite, or the fraction has no finite value.
	ErrBreakdown = errors.New("contfrac: breakdown")
	// ErrPrecision: a constant was not given precisely enough to fix the next
	// term, however many bits were asked for. Rational constants that are only
	// known as approximations end so.
	ErrPrecision = errors.New("contfrac: not enough precision")
)
