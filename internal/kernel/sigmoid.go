// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// Sigmoid sets dst[i] = 1/(1 + exp(-x[i])). len(dst) must be at least len(x).
//
// The error is below 1 ulp, of subnormal results of their spacing.
// sigmoid(+Inf) = 1, sigmoid(-Inf) = +0. NaN gives a quiet NaN whose payload is
// not specified.
func Sigmoid(dst, x []float64) { sigmoid(dst[:len(x)], x) }

// Sigmoid32 is [Sigmoid] for float32, computed in float64 and rounded: the error
// is below 0.5001 ulp.
func Sigmoid32(dst, x []float32) { sigmoid32(dst[:len(x)], x) }

// expNormal returns exp(x) as an unevaluated sum, the first part rounded, for x
// within [sigmoidMin, 0].
func expNormal(x float64) (hi, lo float64) {
	a, t := expm1Split(x, 0)
	hi = a + t
	return hi, (a - hi) + t
}

// sigmoid1 returns 1/(1+exp(-x)): the specification of [Sigmoid]. With
// e = exp(-|x|) it is e/(1+e) or 1/(1+e), and the quotient is corrected by its
// remainder.
func sigmoid1(x float64) float64 {
	if x != x {
		return x
	}
	if x < sigmoidMin {
		return expAny(x) // 1+e rounds to 1
	}
	e, eLo := expNormal(max(sigmoidMin, -math.Abs(x)))
	den := 1 + e
	denLo := (1 - den) + e + eLo
	num, numLo := 1.0, 0.0
	if x < 0 {
		num, numLo = e, eLo
	}
	y := 1 / den
	q := float64(num * y)
	rest := math.FMA(-q, den, num) + math.FMA(-q, denLo, numLo)
	return math.FMA(rest, y, q)
}

func sigmoidGo(dst, x []float64) {
	for i, v := range x {
		dst[i] = sigmoid1(v)
	}
}

func sigmoid32Go(dst, x []float32) {
	for i, v := range x {
		dst[i] = float32(sigmoid1(float64(v)))
	}
}
