// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"fmt"
	"unsafe"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// What products panic with, besides mat.ErrShape.
const (
	overlapPanic = "sparse: dst and x overlap"
	unmadePanic  = "sparse: matrix is nil or a zero value, want one made by a function of this package"
)

// made reports whether a is a matrix and not nil or the zero value.
func (a *CSR) made() bool { return a != nil && a.ptr != nil }

// mustBeMade panics unless a is a matrix.
func (a *CSR) mustBeMade() {
	if !a.made() {
		panic(unmadePanic)
	}
}

// checkMade returns an error about the argument of that name unless it is a
// matrix.
func (a *CSR) checkMade(function, name string) error {
	if !a.made() {
		return fmt.Errorf("sparse: %s: %s is nil or a zero value, want a matrix: %w", function, name, ErrInput)
	}
	return nil
}

// checkVectors panics unless dst and x have the lengths that a product writes and
// reads, and lie apart.
func checkVectors(dst []float64, rows int, x []float64, cols int) {
	if len(dst) != rows || len(x) != cols {
		panic(mat.ErrShape)
	}
	if overlap, _ := distance(dst, x); overlap {
		panic(overlapPanic)
	}
}

// distance reports whether the memory of x and y has a byte in common, and by
// how many elements x starts before y.
func distance(x, y []float64) (overlap bool, elements int) {
	if len(x) == 0 || len(y) == 0 {
		return false, 0
	}
	p, q := uintptr(unsafe.Pointer(unsafe.SliceData(x))), uintptr(unsafe.Pointer(unsafe.SliceData(y)))
	const size = unsafe.Sizeof(x[0])
	return p < q+size*uintptr(len(y)) && q < p+size*uintptr(len(x)), int(q-p) / int(size)
}

// checkMatrices panics if x and y, which are not empty, have an element in
// common, or if their memory is interleaved with different strides.
func checkMatrices(x, y blas64.General) {
	extent := func(a blas64.General) []float64 { return a.Data[:(a.Rows-1)*a.Stride+a.Cols] }
	overlap, shift := distance(extent(x), extent(y))
	if !overlap {
		return
	}
	if shift < 0 {
		x, y, shift = y, x, -shift
	}
	// y starts at this place of x. Its columns may go on in the next row of x.
	row, col := shift/x.Stride, shift%x.Stride
	if x.Stride != y.Stride || row < x.Rows && col < x.Cols || row+1 < x.Rows && col+y.Cols > x.Stride {
		panic(overlapPanic)
	}
}
