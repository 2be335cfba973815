// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense

import "gonum.org/v1/gonum/blas"

// Dgemv computes
//
//	y = alpha * A * x + beta * y   if tA == blas.NoTrans
//	y = alpha * Aᵀ * x + beta * y  if tA == blas.Trans or blas.ConjTrans
//
// where A is m×n. With beta = 0 it overwrites y whatever y held; with alpha = 0
// it does not read A and x. Vectors with an increment other than 1 are copied.
func (impl Implementation) Dgemv(tA blas.Transpose, m, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	if !gemvArgs(tA, m, n, len(a), lda, len(x), incX, len(y), incY) {
		impl.Implementation.Dgemv(tA, m, n, alpha, a, lda, x, incX, beta, y, incY)
		return
	}
	if lenY := gonumGemv(tA, m, n, incX, incY); lenY > 0 {
		impl.Implementation.Dgemv(tA, m, n, alpha, a, lda, x, 1, beta, y[:lenY], 1)
		return
	}
	ops64.gemv(impl.Workers, tA != blas.NoTrans, m, n, alpha, a, lda, x, incX, beta, y, incY)
}

// Sgemv is [Implementation.Dgemv] for float32.
func (impl Implementation) Sgemv(tA blas.Transpose, m, n int, alpha float32, a []float32, lda int, x []float32, incX int, beta float32, y []float32, incY int) {
	if !gemvArgs(tA, m, n, len(a), lda, len(x), incX, len(y), incY) {
		impl.Implementation.Sgemv(tA, m, n, alpha, a, lda, x, incX, beta, y, incY)
		return
	}
	if lenY := gonumGemv(tA, m, n, incX, incY); lenY > 0 {
		impl.Implementation.Sgemv(tA, m, n, alpha, a, lda, x, 1, beta, y[:lenY], 1)
		return
	}
	ops32.gemv(impl.Workers, tA != blas.NoTrans, m, n, alpha, a, lda, x, incX, beta, y, incY)
}

// Dger adds alpha * x * yᵀ to the m×n matrix A. With alpha = 0 it does nothing.
// Vectors with an increment other than 1 are copied.
func (impl Implementation) Dger(m, n int, alpha float64, x []float64, incX int, y []float64, incY int, a []float64, lda int) {
	if alpha == 0 || !gerArgs(m, n, len(x), incX, len(y), incY, len(a), lda) || gonumGer(m, n, incX, incY) {
		impl.Implementation.Dger(m, n, alpha, x, incX, y, incY, a, lda)
		return
	}
	ops64.rank1(impl.Workers, m, n, alpha, x, incX, y, incY, a, lda)
}

// Sger is [Implementation.Dger] for float32.
func (impl Implementation) Sger(m, n int, alpha float32, x []float32, incX int, y []float32, incY int, a []float32, lda int) {
	if alpha == 0 || !gerArgs(m, n, len(x), incX, len(y), incY, len(a), lda) || gonumGer(m, n, incX, incY) {
		impl.Implementation.Sger(m, n, alpha, x, incX, y, incY, a, lda)
		return
	}
	ops32.rank1(impl.Workers, m, n, alpha, x, incX, y, incY, a, lda)
}

// gemvArgs reports whether the arguments are right and A is not empty.
func gemvArgs(tA blas.Transpose, m, n, lenA, lda, lenX, incX, lenY, incY int) bool {
	if !isTranspose(tA) || m <= 0 || n <= 0 || !fits(m, n, lenA, lda) {
		return false
	}
	if tA != blas.NoTrans {
		m, n = n, m
	}
	return holds(n, lenX, incX) && holds(m, lenY, incY)
}

// A product with a matrix of a few elements is over sooner in gonum than here:
// our kernels take 20 ns longer to start. gonumGemv returns the length of y when
// that is so. (Nothing of y beyond must be passed on: gonum v0.17 without
// assembly, and its Sgemv always, clears all of the slice.)
func gonumGemv(tA blas.Transpose, m, n, incX, incY int) int {
	const few = 192
	if incX != 1 || incY != 1 || m > few || n > few || m*n > few {
		return 0
	}
	if tA != blas.NoTrans {
		return n
	}
	return m
}

// gonumGer reports whether gonum's update is the faster one: that of a few
// elements or of rows shorter than two vectors. (With negative increments gonum
// v0.17 takes the vector to end with the slice, and reads past it.)
func gonumGer(m, n, incX, incY int) bool {
	return incX == 1 && incY == 1 && (n < 8 || n <= 64 && m <= 64 && m*n <= 64)
}

// gerArgs reports whether the arguments are right and A is not empty.
func gerArgs(m, n, lenX, incX, lenY, incY, lenA, lda int) bool {
	return m > 0 && n > 0 && fits(m, n, lenA, lda) && holds(m, lenX, incX) && holds(n, lenY, incY)
}

// holds reports whether n elements, at least one, inc apart lie in length
// elements.
func holds(n, length, inc int) bool {
	return inc != 0 && fits(n, 1, length, max(inc, -inc))
}
