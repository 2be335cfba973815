// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// Log1pExp sets dst[i] = log(1 + exp(x[i])). len(dst) must be at least len(x).
//
// The error is below 1.2 ulp, of subnormal results of their spacing.
// log1pexp(-Inf) = +0, log1pexp(+Inf) = +Inf. NaN gives a quiet NaN whose payload
// is not specified.
func Log1pExp(dst, x []float64) { log1pExp(dst[:len(x)], x) }

// Log1mExp sets dst[i] = log(1 - exp(x[i])). len(dst) must be at least len(x).
//
// The error is below 1.2 ulp, of subnormal results of their spacing.
// log1mexp(±0) = -Inf, log1mexp(-Inf) = -0; for x > 0 the result is NaN. NaN
// gives a quiet NaN whose payload is not specified.
func Log1mExp(dst, x []float64) { log1mExp(dst[:len(x)], x) }

// Log1pExp32 is [Log1pExp] for float32, computed in float64 and rounded: the
// error is below 0.5001 ulp.
func Log1pExp32(dst, x []float32) { log1pExp32(dst[:len(x)], x) }

// Log1mExp32 is [Log1mExp] for float32, computed in float64 and rounded: the
// error is below 0.5001 ulp.
func Log1mExp32(dst, x []float32) { log1mExp32(dst[:len(x)], x) }

// log1pExp1 returns log(1+exp(x)): the specification of [Log1pExp]. It is
// max(x, 0) + log(1+e) with e = exp(-|x|), all in two parts.
func log1pExp1(x float64) float64 {
	switch {
	case x != x || x > -log1mLeast:
		return x
	case x < log1mLeast:
		return expAny(x)
	}
	e, eLo := expNormal(-math.Abs(x))
	u := 1 + e
	s, rest := logPair(u, (1-u)+e+eLo)
	y := max(x, 0)
	sum := y + s
	b := sum - y
	return sum + ((y - (sum - b)) + (s - b) + rest)
}

// log1mExp1 returns log(1-exp(x)): the specification of [Log1mExp].
func log1mExp1(x float64) float64 {
	switch {
	case x < log1mLeast:
		return -expAny(x)
	case !(x <= log1mMost):
		return log1(-x)
	}
	// 1 - exp(x) = num + numLo
	a, t := expm1Split(x, 0)
	d := 1 - a
	rest := (1 - d) - a - t
	num := d + rest
	s, rest := logPair(num, (d-num)+rest)
	return s + rest
}

func log1pExpGo(dst, x []float64) {
	for i, v := range x {
		dst[i] = log1pExp1(v)
	}
}

func log1pExp32Go(dst, x []float32) {
	for i, v := range x {
		dst[i] = float32(log1pExp1(float64(v)))
	}
}

func log1mExpGo(dst, x []float64) {
	for i, v := range x {
		dst[i] = log1mExp1(v)
	}
}

func log1mExp32Go(dst, x []float32) {
	for i, v := range x {
		dst[i] = float32(log1mExp1(float64(v)))
	}
}
