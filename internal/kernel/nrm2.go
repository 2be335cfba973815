// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// Nrm2 returns the Euclidean norm of x without undue overflow or underflow: NaN
// if an element is NaN, else +Inf if one is infinite or the norm exceeds the
// largest float64. It reads 8 bytes an element, once if the sum of the squares
// is between 2^-960 and the largest float64, and twice otherwise.
func Nrm2(x []float64) float64 {
	// The sum is at most 2^-1075 off for each square that underflows. Above
	// safe, 2^60 such errors are still below a quarter of an ulp of it.
	const safe = 0x1p-960
	s := sumSquares(x)
	if s >= safe && s <= math.MaxFloat64 {
		return math.Sqrt(s)
	}
	return nrm2Scaled(x, s, safe)
}

// nrm2Scaled returns the norm of x, given the sum s of its squares outside the
// safe range. Powers of two scale without rounding, save below the underflow
// limit, where what is lost is nothing beside the largest element.
func nrm2Scaled(x []float64, s, safe float64) float64 {
	const up, down = 0x1p600, 0x1p-600
	switch {
	case math.IsNaN(s):
		return s // squares have no opposite infinities: an element is NaN
	case s < safe:
		// Every |x[i]| is below 2^-480, so that 2^600 x[i] is below 2^120; the
		// least, 2^-1074, becomes 2^-474 and its square 2^-948.
		return math.Sqrt(scaledSumSquares(x, up)) * down
	default:
		// Some |x[i]| is above 2^480 unless x has more than 2^63 elements.
		return math.Sqrt(scaledSumSquares(x, down)) * up
	}
}

// Nrm232 is [Nrm2] for float32. It sums in float32, or in float64 when the sum
// of the squares is not between 2^-90 and the largest float32.
func Nrm232(x []float32) float32 {
	// As above: 2^30 errors of 2^-150 are below a quarter of an ulp of safe.
	const safe = 0x1p-90
	if s := sumSquares32(x); s >= safe && s <= math.MaxFloat32 {
		return float32(math.Sqrt(float64(s)))
	}
	return float32(math.Sqrt(ddot32(x, x)))
}
