// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// fma32 returns a*b + c with one rounding, as the vector instructions do.
//
// The product of two float32 is exact in float64. The sum s is rounded to 53
// bits, and rounding it again to 24 gives the right answer unless s lies on a
// midpoint of two float32, where the first rounding may have hidden on which
// side the exact sum is.
func fma32(a, b, c float32) float32 {
	s := float64(a)*float64(b) + float64(c)
	if math.Float64bits(s)&(1<<29-1) == 1<<28 || math.Abs(s) < 0x1p-126 {
		return fma32Midpoint(a, b, c)
	}
	return float32(s)
}

// fma32Midpoint is fma32 for every argument: it rounds the sum to odd first.
func fma32Midpoint(a, b, c float32) float32 {
	p, q := float64(a)*float64(b), float64(c)
	s := p + q
	t := s - p
	rest := (p - (s - t)) + (q - t)
	if bits := math.Float64bits(s); rest != 0 && bits&1 == 0 {
		// Away from zero when the rest has the sign of s, else towards it.
		if (rest > 0) == (s > 0) {
			bits++
		} else {
			bits--
		}
		s = math.Float64frombits(bits)
	}
	return float32(s)
}
