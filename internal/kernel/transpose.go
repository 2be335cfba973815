// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "golang.org/x/exp/constraints"

// Transpose sets dst[j*ldd+i] = src[i*lds+j] for i < rows and j < cols. The
// matrices must not overlap.
func Transpose(dst []float64, ldd int, src []float64, lds, rows, cols int) {
	if movesIn(dst, ldd, cols, rows, src, lds, rows, cols) {
		transpose(dst, ldd, src, lds, rows, cols)
	}
}

// Transpose32 is [Transpose] for float32.
func Transpose32(dst []float32, ldd int, src []float32, lds, rows, cols int) {
	if movesIn(dst, ldd, cols, rows, src, lds, rows, cols) {
		transpose32(dst, ldd, src, lds, rows, cols)
	}
}

// CopyRows sets dst[i*ldd+j] = src[i*lds+j] for i < rows and j < cols. The
// matrices must not overlap.
func CopyRows(dst []float64, ldd int, src []float64, lds, rows, cols int) {
	if movesIn(dst, ldd, rows, cols, src, lds, rows, cols) {
		copyRows(dst, ldd, src, lds, rows, cols)
	}
}

// CopyRows32 is [CopyRows] for float32.
func CopyRows32(dst []float32, ldd int, src []float32, lds, rows, cols int) {
	if movesIn(dst, ldd, rows, cols, src, lds, rows, cols) {
		copyRows32(dst, ldd, src, lds, rows, cols)
	}
}

// movesIn panics unless the matrices lie in their slices and reports whether
// they have elements.
func movesIn[T constraints.Float](dst []T, ldd, drows, dcols int, src []T, lds, rows, cols int) bool {
	if rows <= 0 || cols <= 0 {
		return false
	}
	_ = dst[at(drows-1, ldd, dcols-1, 1)]
	_ = src[at(rows-1, lds, cols-1, 1)]
	return true
}

// transposeGo is the portable twin of the transpositions. It walks the source
// in blocks of rows, so that the lines of dst are filled before they leave the
// cache.
func transposeGo[T constraints.Float](dst []T, ldd int, src []T, lds, rows, cols int) {
	const block = 8
	for i := 0; i < rows; i += block {
		for j := range cols {
			d := dst[j*ldd+i : j*ldd+min(i+block, rows)]
			for l := range d {
				d[l] = src[(i+l)*lds+j]
			}
		}
	}
}

// copyRowsGo is the portable twin of the copies.
func copyRowsGo[T constraints.Float](dst []T, ldd int, src []T, lds, rows, cols int) {
	for i := range rows {
		copy(dst[i*ldd:i*ldd+cols], src[i*lds:])
	}
}
