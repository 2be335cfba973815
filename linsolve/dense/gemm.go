// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense

import (
	"math"
	"math/bits"

	"gonum.org/v1/gonum/blas"
)

// Dgemm computes one of
//
//	C = alpha * A * B + beta * C
//	C = alpha * Aᵀ * B + beta * C
//	C = alpha * A * Bᵀ + beta * C
//	C = alpha * Aᵀ * Bᵀ + beta * C
//
// where op(A) is m×k, op(B) is k×n and C is m×n. C must not overlap A or B. With
// beta = 0 it overwrites C whatever C held; with alpha = 0 it does not read A
// and B.
//
// An element of C is a sum over at most 256 products at a time, in order, so its
// bits depend on k and on its row of A and column of B alone: not on the number
// of workers, nor on where it stands in C. (Of large products with one row or
// one column Dgemv takes care, in its own order.) The error is at most (k+2)·2⁻⁵³ times
// |alpha|·|A|·|B| + |beta·C|, to first order.
func (impl Implementation) Dgemm(tA, tB blas.Transpose, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	if !gemmArgs(tA, tB, m, n, k, len(a), lda, len(b), ldb, len(c), ldc) {
		impl.Implementation.Dgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	ops64.gemm(impl.Workers, tA != blas.NoTrans, tB != blas.NoTrans, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// Sgemm is [Implementation.Dgemm] for float32, with 2⁻²⁴ in the error bound.
func (impl Implementation) Sgemm(tA, tB blas.Transpose, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if !gemmArgs(tA, tB, m, n, k, len(a), lda, len(b), ldb, len(c), ldc) {
		impl.Implementation.Sgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	ops32.gemm(impl.Workers, tA != blas.NoTrans, tB != blas.NoTrans, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// gemmArgs reports whether the arguments are right and C is not empty. If not,
// gonum's routine is the one to say what is wrong, or to return.
func gemmArgs(tA, tB blas.Transpose, m, n, k, lenA, lda, lenB, ldb, lenC, ldc int) bool {
	if m <= 0 || n <= 0 || k < 0 || !isTranspose(tA) || !isTranspose(tB) {
		return false
	}
	rowsA, colsA, rowsB, colsB := m, k, k, n
	if tA != blas.NoTrans {
		rowsA, colsA = k, m
	}
	if tB != blas.NoTrans {
		rowsB, colsB = n, k
	}
	return fits(rowsA, colsA, lenA, lda) && fits(rowsB, colsB, lenB, ldb) && fits(m, n, lenC, ldc)
}

func isTranspose(t blas.Transpose) bool {
	return t == blas.NoTrans || t == blas.Trans || t == blas.ConjTrans
}

// fits reports whether a matrix of rows×cols lies in length elements. It panics
// if no slice could hold the matrix: gonum, which is asked next to say what is
// wrong, computes the size in one word and lets some that wrap around pass.
func fits(rows, cols, length, stride int) bool {
	if stride < max(1, cols) {
		return false
	}
	if rows == 0 {
		return true
	}
	hi, lo := bits.Mul(uint(rows-1), uint(stride))
	if hi != 0 || lo > math.MaxInt-uint(cols) {
		panic("dense: size of a matrix or vector overflows an int")
	}
	return uint(length) >= lo+uint(cols)
}
