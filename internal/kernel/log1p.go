// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// Log1p sets dst[i] = log(1 + x[i]). len(dst) must be at least len(x).
//
// The error is below 1 ulp, also of subnormal arguments. log1p(±0) = ±0,
// log1p(-1) = -Inf, log1p(+Inf) = +Inf; below -1 the result is NaN. NaN gives a
// quiet NaN whose payload is not specified.
func Log1p(dst, x []float64) { log1p(dst[:len(x)], x) }

// Log1p32 is [Log1p] for float32, computed in float64 and rounded: the error is
// below 0.5001 ulp.
func Log1p32(dst, x []float32) { log1p32(dst[:len(x)], x) }

// logReduce returns k, m - 1 and 2^-k of u = 2^k m with √½ <= m < √2, for a
// positive normal u below 2^1023.
func logReduce(u float64) (k, f, scale float64) {
	b := math.Float64bits(u)
	t := b + logOffset
	m := t&logMantissa + logRoot
	return math.Float64frombits(t>>52|math.Float64bits(logTwo52)) - logBias, math.Float64frombits(m) - 1,
		math.Float64frombits(m - b + math.Float64bits(1))
}

// logPair returns log(u + lo) as an unevaluated sum, the first part k log 2 + f
// in which f = m - 1 up to rounding. lo is below an ulp or two of u, and where u
// is 1 may be all that counts.
func logPair(u, lo float64) (s, rest float64) {
	k, f, scale := logReduce(u)
	w := float64(f * f)
	// log(1+f+c) = log(1+f) + c (1 - f + f² - ...)
	c := float64(lo * scale)
	c = math.FMA(c, w-f, c)
	p := math.FMA(w, math.FMA(logSeries(f, w), f, -0.5), c)
	a := float64(k * expLn2Hi)
	s = a + f
	return s, (a - s) + f + math.FMA(k, expLn2Lo, p)
}

// log1p1 returns log(1+x): the specification of [Log1p].
func log1p1(x float64) float64 {
	if !(x >= log1pLeast && x < log1pMost) {
		return log1(1 + x)
	}
	u := 1 + x
	b := u - 1
	s, rest := logPair(u, (1-(u-b))+(x-b))
	return math.Copysign(s+rest, x)
}

func log1pGo(dst, x []float64) {
	for i, v := range x {
		dst[i] = log1p1(v)
	}
}

func log1p32Go(dst, x []float32) {
	for i, v := range x {
		dst[i] = float32(log1p1(float64(v)))
	}
}
