// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "golang.org/x/exp/constraints"

// The kernels of this file read a row-major matrix a of which row i begins at
// a[i*lda], lda being at least the number of columns. No scalar is special:
// where alpha or an element of x is zero, infinities and NaN in a still count.

// GemvN adds alpha times the product of a and x to y: to y[i] it adds
// alpha * sum of a[i*lda+j]*x[j]. len(y) is the number of rows, len(x) that of
// columns.
//
// The sum of a row has 8 lanes (16 for float32), column j going to lane j mod
// 8, added by halves; past [gemvColumns] columns, y[i] receives the sum of each
// block of columns in turn. What y[i] becomes depends on row i alone, so rows
// may be shared out among workers in any way.
//
// It reads 8 bytes of a for two operations, and x once for four rows (eight at
// AVX-512).
func GemvN(y []float64, alpha float64, a []float64, lda int, x []float64) {
	checkMatrix(len(a), len(y), len(x), lda)
	if len(y) == 0 || len(x) == 0 {
		return
	}
	for ; len(x) > gemvColumns; x, a = x[gemvColumns:], a[gemvColumns:] {
		gemvN(y, alpha, a, lda, x[:gemvColumns])
	}
	gemvN(y, alpha, a, lda, x)
}

// GemvN32 is [GemvN] for float32; it sums in float32.
func GemvN32(y []float32, alpha float32, a []float32, lda int, x []float32) {
	checkMatrix(len(a), len(y), len(x), lda)
	if len(y) == 0 || len(x) == 0 {
		return
	}
	for ; len(x) > gemvColumns; x, a = x[gemvColumns:], a[gemvColumns:] {
		gemvN32(y, alpha, a, lda, x[:gemvColumns])
	}
	gemvN32(y, alpha, a, lda, x)
}

// gemvColumns is the number of columns for which GemvN makes one pass over the
// rows. x, loaded anew for each group of rows, then stays in the second-level
// cache.
const gemvColumns = 16384

// GemvT adds alpha times the product of a transposed and x to y: to y[j] it
// adds the sum of a[i*lda+j]*(alpha*x[i]). len(x) is the number of rows, len(y)
// that of columns. y[j] receives the rows in ascending order, one rounding (two
// at the portable level) each, so columns may be shared out among workers in
// any way.
//
// It reads 8 bytes of a for two operations, and loads and stores y once for
// eight rows.
func GemvT(y []float64, alpha float64, a []float64, lda int, x []float64) {
	checkMatrix(len(a), len(x), len(y), lda)
	if len(x) == 0 || len(y) == 0 {
		return
	}
	for ; len(y) > gemvTColumns; y, a = y[gemvTColumns:], a[gemvTColumns:] {
		gemvT(y[:gemvTColumns], alpha, a, lda, x)
	}
	gemvT(y, alpha, a, lda, x)
}

// GemvT32 is [GemvT] for float32.
func GemvT32(y []float32, alpha float32, a []float32, lda int, x []float32) {
	checkMatrix(len(a), len(x), len(y), lda)
	if len(x) == 0 || len(y) == 0 {
		return
	}
	for ; len(y) > gemvTColumns; y, a = y[gemvTColumns:], a[gemvTColumns:] {
		gemvT32(y[:gemvTColumns], alpha, a, lda, x)
	}
	gemvT32(y, alpha, a, lda, x)
}

// gemvTColumns is the number of columns that GemvT handles at a time, so that y
// stays in the first-level cache while the rows pass. It does not matter to the
// result.
const gemvTColumns = 2048

// Ger adds alpha*x[i]*y[j] to a[i*lda+j], rounding alpha*x[i], its product with
// y[j], and the sum: row i has the bits of [Axpy]. len(x) is the number of rows,
// len(y) that of columns. It moves 16 bytes an element of a.
func Ger(a []float64, lda int, alpha float64, x, y []float64) {
	checkMatrix(len(a), len(x), len(y), lda)
	if len(x) == 0 || len(y) == 0 {
		return
	}
	ger(a, lda, alpha, x, y)
}

// Ger32 is [Ger] for float32.
func Ger32(a []float32, lda int, alpha float32, x, y []float32) {
	checkMatrix(len(a), len(x), len(y), lda)
	if len(x) == 0 || len(y) == 0 {
		return
	}
	ger32(a, lda, alpha, x, y)
}

// checkMatrix panics unless n elements hold a matrix.
func checkMatrix(n, rows, cols, lda int) {
	if rows == 0 || cols == 0 {
		return
	}
	if lda < cols {
		panic("kernel: rows of a matrix overlap: lda is less than the number of columns")
	}
	// The division keeps (rows-1)*lda from overflowing.
	if n < cols || (n-cols)/lda < rows-1 {
		panic("kernel: matrix exceeds its slice")
	}
}

func gemvNGo[T constraints.Float](y []T, alpha T, a []T, lda int, x []T) {
	for i := range y {
		y[i] += alpha * dotGo(x, a[i*lda:i*lda+len(x)])
	}
}

func gemvTGo[T constraints.Float](y []T, alpha T, a []T, lda int, x []T) {
	for i, v := range x {
		axpyGo(y, alpha*v, a[i*lda:i*lda+len(y)])
	}
}

func gerGo[T constraints.Float](a []T, lda int, alpha T, x, y []T) {
	for i, v := range x {
		axpyGo(a[i*lda:i*lda+len(y)], alpha*v, y)
	}
}
