// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// Expm1 sets dst[i] = exp(x[i]) - 1. len(dst) must be at least len(x).
//
// The error is below 1.2 ulp, also of subnormal arguments. expm1(±0) = ±0,
// expm1(+Inf) = +Inf, expm1(-Inf) = -1; above the logarithm of the largest
// float64 the result is +Inf. NaN gives a quiet NaN whose payload is not
// specified.
func Expm1(dst, x []float64) { expm1(dst[:len(x)], x) }

// Expm132 is [Expm1] for float32, computed in float64 and rounded: the error is
// below 0.5001 ulp.
func Expm132(dst, x []float32) { expm132(dst[:len(x)], x) }

// expm1Split returns z, which has k in its last bits, and a + t = exp(x), where
// a has the exponent of exp(x). The error is small relative to exp(x) - 1 as
// well. h is added to k first.
func expm1Split(x float64, h int) (a, t float64) {
	z, r, s, t := expReduce(x)
	t = math.FMA(tanhTail(r), float64(r*r), t)
	n := (math.Float64bits(z) + uint64(h)) << 52
	// t may be zero or tiny, so it is multiplied.
	return math.Float64frombits(math.Float64bits(s) + n), float64(t * math.Float64frombits(math.Float64bits(1)+n))
}

// expAny returns exp(x) by the series that the functions of this family share.
func expAny(x float64) float64 {
	if x != x {
		return x
	}
	z, r, s, t := expReduce(max(expMin, min(sinhMax, x)))
	return scaled(s+math.FMA(tanhTail(r), float64(r*r), t), z)
}

// expm1Pair returns exp(x) - 1 as an unevaluated sum for |x| <= expQuick.
func expm1Pair(x float64) (hi, lo float64) {
	a, t := expm1Split(x, 0)
	hi = a - 1
	b := hi - a
	return hi, (a - (hi - b)) - (1 + b) + t
}

// expm11 returns exp(x) - 1: the specification of [Expm1].
func expm11(x float64) float64 {
	if x != x || x > expQuick {
		return expAny(x) // the 1 is out of sight
	}
	hi, lo := expm1Pair(max(expm1Min, x))
	return math.Copysign(hi+lo, x)
}

func expm1Go(dst, x []float64) {
	for i, v := range x {
		dst[i] = expm11(v)
	}
}

func expm132Go(dst, x []float32) {
	for i, v := range x {
		dst[i] = float32(expm11(float64(v)))
	}
}
