// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// Log2 sets dst[i] = log(x[i])/log(2). len(dst) must be at least len(x).
//
// The error is below 1 ulp, and powers of two are exact. log2(1) = +0,
// log2(±0) = -Inf, log2(+Inf) = +Inf; the logarithm of a negative number is NaN.
// NaN gives a quiet NaN whose payload is not specified.
func Log2(dst, x []float64) { log2(dst[:len(x)], x) }

// Log232 is [Log2] for float32, computed in float64 and rounded: the error is
// below 0.5001 ulp.
func Log232(dst, x []float32) { log232(dst[:len(x)], x) }

// log21 returns log(x)/log(2): the specification of [Log2].
func log21(x float64) float64 {
	bias := float64(logBias)
	if !(x >= logTiny && x <= math.MaxFloat64) {
		if !(x > 0 && x < logTiny) {
			return log1(x) // not finite
		}
		x *= logScale
		bias = logBiasS
	}
	t := math.Float64bits(x) + logOffset
	k := math.Float64frombits(t>>52|math.Float64bits(logTwo52)) - bias
	f := math.Float64frombits(t&logMantissa+logRoot) - 1
	w := float64(f * f)
	wLo := math.FMA(f, f, -w)
	// log(1+f) = head + p, then divided by log 2 in two parts
	head := math.FMA(-0.5, w, f)
	p := math.FMA(-0.5, wLo, math.FMA(-0.5, w, f-head))
	p = math.FMA(float64(w*f), logSeries(f, w), p)
	h := float64(head * invLn2)
	lo := math.FMA(head, invLn2Lo, math.FMA(head, invLn2, -h))
	s := k + h
	return s + ((k - s) + h + math.FMA(p, invLn2, lo))
}

func log2Go(dst, x []float64) {
	for i, v := range x {
		dst[i] = log21(v)
	}
}

func log232Go(dst, x []float32) {
	for i, v := range x {
		dst[i] = float32(log21(float64(v)))
	}
}
