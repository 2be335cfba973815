// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/gonum"
)

// Implementation is a BLAS: gonum's, with faster routines in place of those that
// this package lists. The zero value is ready for use, by any number of
// goroutines at once.
//
// It panics on the arguments on which gonum's implementation panics, with the
// same values. Where gonum's leaves out products with zeros this one does not:
// NaN and infinities in a matrix reach the result.
type Implementation struct {
	gonum.Implementation

	// Workers is how many goroutines a call may keep busy; 0 means GOMAXPROCS.
	// Results have the same bits for any number. Small calls use one.
	Workers int
}

var (
	_ blas.Float64    = Implementation{}
	_ blas.Float32    = Implementation{}
	_ blas.Complex128 = Implementation{}
	_ blas.Complex64  = Implementation{}
)

// Use makes Implementation{} the BLAS of package blas64 and of package blas32,
// and so of all of gonum that computes through them, mat and lapack among it. It
// returns a function that puts back what was there before. Neither may be called
// while another goroutine computes.
//
// For a fixed number of workers, hand an Implementation to blas64.Use and
// blas32.Use instead.
func Use() (restore func()) {
	old64, old32 := blas64.Implementation(), blas32.Implementation()
	blas64.Use(Implementation{})
	blas32.Use(Implementation{})
	return func() {
		blas64.Use(old64)
		blas32.Use(old32)
	}
}
