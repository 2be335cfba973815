// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense

import "github.com/relaxnum/relax/internal/kernel"

// The routines of this file treat vectors with an increment of 1. Other
// increments, and arguments to panic about, are gonum's.

// Ddot computes the dot product of x and y.
func (impl Implementation) Ddot(n int, x []float64, incX int, y []float64, incY int) float64 {
	if !plainPair(n, len(x), incX, len(y), incY) {
		return impl.Implementation.Ddot(n, x, incX, y, incY)
	}
	return kernel.Dot(x[:n], y[:n])
}

// Dnrm2 computes the Euclidean norm of x, without undue overflow or underflow.
func (impl Implementation) Dnrm2(n int, x []float64, incX int) float64 {
	if !plain(n, len(x), incX) {
		return impl.Implementation.Dnrm2(n, x, incX)
	}
	return kernel.Nrm2(x[:n])
}

// Dasum computes the sum of the absolute values of the elements of x.
func (impl Implementation) Dasum(n int, x []float64, incX int) float64 {
	if !plain(n, len(x), incX) {
		return impl.Implementation.Dasum(n, x, incX)
	}
	return kernel.Asum(x[:n])
}

// Idamax returns the index of the first element of x of the largest absolute
// value, and -1 if n is 0. It treats NaN as gonum's does: if x[0] is NaN it
// returns 0, any other NaN it passes over.
func (impl Implementation) Idamax(n int, x []float64, incX int) int {
	if n < 16 || !plain(n, len(x), incX) { // gonum's loop starts sooner
		return impl.Implementation.Idamax(n, x, incX)
	}
	return kernel.IndexAbsMax(x[:n])
}

// Dswap exchanges the elements of x and y.
func (impl Implementation) Dswap(n int, x []float64, incX int, y []float64, incY int) {
	if !plainPair(n, len(x), incX, len(y), incY) {
		impl.Implementation.Dswap(n, x, incX, y, incY)
		return
	}
	kernel.Swap(x[:n], y[:n])
}

// Daxpy adds alpha times x to y. With alpha = 0 it does nothing.
func (impl Implementation) Daxpy(n int, alpha float64, x []float64, incX int, y []float64, incY int) {
	if alpha == 0 || !plainPair(n, len(x), incX, len(y), incY) {
		impl.Implementation.Daxpy(n, alpha, x, incX, y, incY)
		return
	}
	kernel.Axpy(y[:n], alpha, x[:n])
}

// Dscal multiplies x by alpha. With alpha = 0 it sets x to 0, whatever x held.
func (impl Implementation) Dscal(n int, alpha float64, x []float64, incX int) {
	if alpha == 0 || !plain(n, len(x), incX) {
		impl.Implementation.Dscal(n, alpha, x, incX)
		return
	}
	kernel.Scale(x[:n], alpha)
}

// plain reports whether a vector of n elements, at least one, lies in length
// elements one after the other.
func plain(n, length, inc int) bool { return inc == 1 && 0 < n && n <= length }

// plainPair is plain for two vectors.
func plainPair(n, lenX, incX, lenY, incY int) bool {
	return incX == 1 && incY == 1 && 0 < n && n <= min(lenX, lenY)
}
