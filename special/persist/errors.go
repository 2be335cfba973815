// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package persist

import (
	"errors"
	"fmt"
)

// Errors about what was passed in. ErrInput is wrapped by the others; with any
// of them the result is nil.
var (
	ErrInput  = errors.New("invalid input")
	ErrDomain = fmt.Errorf("%w: outside of the domain", ErrInput)
	// ErrNotMonotone: the clipped Slepian mean goes negative or increases, so
	// the independent interval approximation does not apply.
	ErrNotMonotone = fmt.Errorf("%w: not monotone", ErrInput)
)

// ErrNotConverged: a tolerance was not reached; it comes with the best result.
var ErrNotConverged = errors.New("persist: not converged")
