// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// Log sets dst[i] = log(x[i]). len(dst) must be at least len(x).
//
// The error is below 0.95 ulp. log(1) = +0, log(±0) = -Inf, log(+Inf) = +Inf;
// the logarithm of a negative number is NaN. NaN gives a quiet NaN whose
// payload is not specified.
func Log(dst, x []float64) { log(dst[:len(x)], x) }

// Log32 is [Log] for float32.
func Log32(dst, x []float32) { log32(dst[:len(x)], x) }

// log1 returns log(x): the specification of [Log].
func log1(x float64) float64 {
	bias := float64(logBias)
	if !(x >= logTiny && x <= math.MaxFloat64) {
		switch {
		case x < 0:
			return math.Float64frombits(logQuietNaN)
		case x == 0:
			return math.Inf(-1)
		case !(x < logTiny):
			return x + x // +Inf or NaN
		}
		x *= logScale
		bias = logBiasS
	}
	t := math.Float64bits(x) + logOffset
	k := math.Float64frombits(t>>52|math.Float64bits(logTwo52)) - bias
	f := math.Float64frombits(t&logMantissa+logRoot) - 1
	w := float64(f * f)
	// -f²/2 + f³ (...) from two chains in f², to keep two multipliers busy
	p := logSeries(f, w)
	p = float64(w * math.FMA(p, f, -0.5))
	// k log 2 + f without error: the first part of k log 2 is exact, and not
	// smaller than f unless it is zero.
	a := float64(k * expLn2Hi)
	s := a + f
	return s + ((a - s) + f + math.FMA(k, expLn2Lo, p))
}

// logSeries returns c0 + c1 f + ... + c18 f¹⁸; w is f².
func logSeries(f, w float64) float64 {
	a := math.FMA(logC18, w, logC16)
	b := math.FMA(logC17, w, logC15)
	a = math.FMA(a, w, logC14)
	b = math.FMA(b, w, logC13)
	a = math.FMA(a, w, logC12)
	b = math.FMA(b, w, logC11)
	a = math.FMA(a, w, logC10)
	b = math.FMA(b, w, logC9)
	a = math.FMA(a, w, logC8)
	b = math.FMA(b, w, logC7)
	a = math.FMA(a, w, logC6)
	b = math.FMA(b, w, logC5)
	a = math.FMA(a, w, logC4)
	b = math.FMA(b, w, logC3)
	a = math.FMA(a, w, logC2)
	b = math.FMA(b, w, logC1)
	a = math.FMA(a, w, logC0)
	return math.FMA(b, f, a)
}

func logGo(dst, x []float64) {
	for i, v := range x {
		dst[i] = log1(v)
	}
}

// log1F returns log(x): the specification of [Log32].
func log1F(x float32) float32 {
	bias := float32(logBiasF)
	if !(x >= logTinyF && x <= math.MaxFloat32) {
		switch {
		case x < 0:
			return math.Float32frombits(logQuietNaNF)
		case x == 0:
			return float32(math.Inf(-1))
		case !(x < logTinyF):
			return x + x // +Inf or NaN
		}
		x *= logScaleF
		bias = logBiasSF
	}
	t := math.Float32bits(x) + logOffsetF
	k := math.Float32frombits(t>>23|math.Float32bits(logTwo23F)) - bias
	f := math.Float32frombits(t&logMantissaF+logRootF) - 1
	w := float32(f * f)
	p := logSeries32(f, w)
	p = float32(w * fma32(p, f, -0.5))
	a := float32(k * expLn2HiF)
	s := a + f
	return s + ((a - s) + f + fma32(k, expLn2LoF, p))
}

// logSeries32 returns c0 + c1 f + ... + c8 f⁸; w is f².
func logSeries32(f, w float32) float32 {
	a := fma32(logC8F, w, logC6F)
	b := fma32(logC7F, w, logC5F)
	a = fma32(a, w, logC4F)
	b = fma32(b, w, logC3F)
	a = fma32(a, w, logC2F)
	b = fma32(b, w, logC1F)
	a = fma32(a, w, logC0F)
	return fma32(b, f, a)
}

func log32Go(dst, x []float32) {
	for i, v := range x {
		dst[i] = log1F(v)
	}
}
