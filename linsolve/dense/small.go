// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense

// Level 2 of a few elements is over sooner in gonum than here: our kernels take
// 20 ns longer to start, 40 ns with vectors that have to be copied first, and
// want rows of a few vectors. The functions of this file say when; their numbers
// were measured with AVX2. They look at nothing but dimensions and increments,
// so neither values nor the number of workers decide how a result is rounded.

// short is the largest dimension of a matrix that gonum may get.
const short = 1 << 12

// direct reports whether gonum may get the arguments unseen: dimensions and
// increments are positive, so that gonum v0.17 does not read past the end of a
// vector that goes backwards, and no size computed from them wraps around.
func direct(m, n, lda, incX, incY int) bool {
	const far = 1 << 18
	return uint(m-1) < short && uint(n-1) < short && uint(lda-1) < far && uint(incX-1) < far && uint(incY-1) < far
}

// gonumDgemv reports whether gonum's Dgemv is the faster one for an m×n matrix.
// unit says that both increments are 1.
func gonumDgemv(trans, unit bool, m, n int) bool {
	switch size := m * n; {
	case n == 1: // which we treat as a row
		return m <= 32
	case unit && trans:
		return size <= 200 || n < 8 || n <= 12 && size <= 512
	case unit:
		return size <= 200
	case trans:
		return size <= 512 || n < 10
	default:
		return size <= 400 || m <= 4
	}
}

// gonumSgemv is gonumDgemv for Sgemv, which has no assembly in gonum but for the
// dot product.
func gonumSgemv(trans, unit bool, m, n int) bool {
	switch size := m * n; {
	case unit && trans:
		return size <= 25
	case unit:
		return size <= 36 || m <= 2 && size <= 256
	case trans:
		return size <= 36
	default:
		return size <= 49 || m <= 2
	}
}

// gonumDger is gonumDgemv for Dger.
func gonumDger(unit bool, m, n int) bool {
	if n < 8 || n < 12 && n%4 != 0 {
		return true
	}
	if unit {
		return m*n <= 100
	}
	return m*n <= 512 || m <= 2
}

// gonumSger is gonumDgemv for Sger.
func gonumSger(unit bool, m, n int) bool {
	switch size := m * n; {
	case n < 8 || n%8 != 0 && size <= 512:
		return true
	case unit:
		return size <= 128
	default:
		return size <= 576 || m <= 2
	}
}

// head returns what of y gonum's Gemv is to get: no more than the product has,
// where y has no gaps. Gonum v0.17 without assembly, and its Sgemv always,
// clears all of the slice.
func head[T float32 | float64](y []T, inc, n int) []T {
	if inc == 1 && n < len(y) {
		return y[:n]
	}
	return y
}
