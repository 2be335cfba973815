// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense

import "github.com/relaxnum/relax/internal/kernel"

// The routines of this file are those of level1.go for float32. They sum in
// float32 except where they say otherwise.

// Sdot computes the dot product of x and y.
func (impl Implementation) Sdot(n int, x []float32, incX int, y []float32, incY int) float32 {
	if !plainPair(n, len(x), incX, len(y), incY) {
		return impl.Implementation.Sdot(n, x, incX, y, incY)
	}
	return kernel.Dot32(x[:n], y[:n])
}

// Snrm2 computes the Euclidean norm of x, without undue overflow or underflow.
func (impl Implementation) Snrm2(n int, x []float32, incX int) float32 {
	if !plain(n, len(x), incX) {
		return impl.Implementation.Snrm2(n, x, incX)
	}
	return kernel.Nrm232(x[:n])
}

// Sasum computes the sum of the absolute values of the elements of x.
func (impl Implementation) Sasum(n int, x []float32, incX int) float32 {
	if !plain(n, len(x), incX) {
		return impl.Implementation.Sasum(n, x, incX)
	}
	return kernel.Asum32(x[:n])
}

// Isamax returns the index of the first element of x of the largest absolute
// value, and -1 if n is 0. It treats NaN as gonum's does: if x[0] is NaN it
// returns 0, any other NaN it passes over.
func (impl Implementation) Isamax(n int, x []float32, incX int) int {
	if n < 16 || !plain(n, len(x), incX) { // gonum's loop starts sooner
		return impl.Implementation.Isamax(n, x, incX)
	}
	return kernel.IndexAbsMax32(x[:n])
}

// Sswap exchanges the elements of x and y.
func (impl Implementation) Sswap(n int, x []float32, incX int, y []float32, incY int) {
	if !plainPair(n, len(x), incX, len(y), incY) {
		impl.Implementation.Sswap(n, x, incX, y, incY)
		return
	}
	kernel.Swap32(x[:n], y[:n])
}

// Saxpy adds alpha times x to y. With alpha = 0 it does nothing.
func (impl Implementation) Saxpy(n int, alpha float32, x []float32, incX int, y []float32, incY int) {
	if alpha == 0 || !plainPair(n, len(x), incX, len(y), incY) {
		impl.Implementation.Saxpy(n, alpha, x, incX, y, incY)
		return
	}
	kernel.Axpy32(y[:n], alpha, x[:n])
}

// Sscal multiplies x by alpha. With alpha = 0 it sets x to 0, whatever x held.
func (impl Implementation) Sscal(n int, alpha float32, x []float32, incX int) {
	if alpha == 0 || !plain(n, len(x), incX) {
		impl.Implementation.Sscal(n, alpha, x, incX)
		return
	}
	kernel.Scale32(x[:n], alpha)
}

// Dsdot computes the dot product of x and y in float64.
func (impl Implementation) Dsdot(n int, x []float32, incX int, y []float32, incY int) float64 {
	if !plainPair(n, len(x), incX, len(y), incY) {
		return impl.Implementation.Dsdot(n, x, incX, y, incY)
	}
	return kernel.DDot32(x[:n], y[:n])
}

// Sdsdot computes alpha plus the dot product of x and y, in float64, and rounds
// the result.
func (impl Implementation) Sdsdot(n int, alpha float32, x []float32, incX int, y []float32, incY int) float32 {
	if !plainPair(n, len(x), incX, len(y), incY) {
		return impl.Implementation.Sdsdot(n, alpha, x, incX, y, incY)
	}
	return float32(float64(alpha) + kernel.DDot32(x[:n], y[:n]))
}
