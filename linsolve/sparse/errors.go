// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"errors"
	"fmt"
)

// Errors that the functions of this package wrap. Each of the finer ones wraps
// ErrInput too.
var (
	// ErrInput marks input that is wrong in some way.
	ErrInput = errors.New("invalid input")
	// ErrShape marks dimensions, lengths or indices that do not fit.
	ErrShape = fmt.Errorf("%w: shape", ErrInput)
	// ErrNotFinite marks a NaN or an infinity where a number is needed.
	ErrNotFinite = fmt.Errorf("%w: not finite", ErrInput)
	// ErrParam marks a parameter outside its range.
	ErrParam = fmt.Errorf("%w: parameter", ErrInput)
	// ErrZeroPivot marks a diagonal entry that is missing or zero where it has
	// to be divided by. It comes wrapped in a [ZeroPivotError].
	ErrZeroPivot = errors.New("zero pivot")
)

// A ZeroPivotError says which row has no diagonal entry to divide by. It wraps
// ErrZeroPivot.
type ZeroPivotError struct {
	Row int
}

// Error implements error.
func (e *ZeroPivotError) Error() string {
	return fmt.Sprintf("sparse: row %d: %v", e.Row, ErrZeroPivot)
}

// Unwrap returns ErrZeroPivot.
func (e *ZeroPivotError) Unwrap() error { return ErrZeroPivot }

// A ParseError says where a matrix file is malformed. It wraps ErrInput and,
// where one fits, a finer error: ErrShape for an index out of range,
// ErrNotFinite for a value, io.ErrUnexpectedEOF for a file that ends too soon.
type ParseError struct {
	Line int // 1 is the first line of the file
	Msg  string
	Err  error // what it wraps; never nil
}

// Error implements error.
func (e *ParseError) Error() string { return fmt.Sprintf("sparse: line %d: %s", e.Line, e.Msg) }

// Unwrap returns e.Err and ErrInput.
func (e *ParseError) Unwrap() []error { return []error{e.Err, ErrInput} }
