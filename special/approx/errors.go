// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

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
	// ErrNotConverged: the largest number of iterations was reached, or
	// rounding errors stopped the exchange.
	ErrNotConverged = errors.New("approx: not converged")
	// ErrBreakdown: no rational function of the degrees asked for was found
	// without a pole in the interval.
	ErrBreakdown = errors.New("approx: breakdown")
)
