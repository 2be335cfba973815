// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vec

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// block is the number of elements treated at a time: 8 KiB, which stay in the L1
// cache between the passes over them.
const block = 1024

// LogSumExp returns log Σ e^x[i] without overflow or underflow, in one pass over
// x. The error is a few ulp of the larger of the result and the greatest element
// in magnitude.
//
// Special cases are:
//
//	LogSumExp of no elements, or of none but -Inf, is -Inf
//	LogSumExp with an element NaN is NaN
//	LogSumExp with an element +Inf, and none NaN, is +Inf
func LogSumExp(x []float64) float64 { return kernel.LogSumExp(x) }

// LogSumExpF32 is [LogSumExp] for float32.
func LogSumExpF32(x []float32) float32 { return kernel.LogSumExp32(x) }

// LogSumExpWeighted returns log Σ w[i] e^x[i] without overflow or underflow. It
// panics when x and w differ in length. Weights may be negative; elements whose
// weight is zero do not count, whatever they are. The error is a few ulp of the
// larger of the result and the greatest element in magnitude, times
// Σ |w[i]| e^x[i] / Σ w[i] e^x[i].
//
// Special cases are those of [LogSumExp], and
//
//	LogSumExpWeighted of a sum below zero is NaN
//	LogSumExpWeighted with x[i] = +Inf and w[i] < 0 is NaN
//	LogSumExpWeighted with a weight NaN is NaN
func LogSumExpWeighted(x, w []float64) float64 { return weighted(x, w) }

// LogSumExpWeightedF32 is [LogSumExpWeighted] for float32; it computes in
// float64.
func LogSumExpWeightedF32(x, w []float32) float32 { return float32(weighted(x, w)) }

func weighted[T float32 | float64](x, w []T) float64 {
	if len(x) != len(w) {
		panic(fmt.Sprintf("vec: w has length %d, want that of x, %d", len(w), len(x)))
	}
	top, sum := weightedSum(x, w)
	if math.IsInf(sum, 0) || math.Abs(sum) < 0x1p-900 && !math.IsInf(top, 0) {
		return farWeights(x, w)
	}
	return top + logOf(sum)
}

// farWeights is weighted for elements below +Inf when products with their weights
// leave the range: it adds sign(w)·e^(x + log|w|). The rounding of the
// exponents, some 10^-13, is all that it costs.
func farWeights[T float32 | float64](x, w []T) float64 {
	exponent := func(i int) float64 { return float64(x[i]) + logOf(math.Abs(float64(w[i]))) }
	top := math.Inf(-1)
	for i, u := range w {
		if u != 0 {
			top = max(top, exponent(i))
		}
	}
	if math.IsInf(top, -1) {
		return top
	}
	if math.IsInf(top, 1) { // infinite weights
		s := 0.0
		for _, u := range w {
			s += float64(u)
		}
		return top + logOf(s)
	}
	var sum compensated
	for i, u := range w {
		if u != 0 {
			e := [1]float64{exponent(i) - top}
			kernel.Exp(e[:], e[:])
			sum.add(math.Copysign(e[0], float64(u)))
		}
	}
	return top + logOf(sum.value())
}

// logOf returns log x by the kernel, on every machine with the same bits.
func logOf(x float64) float64 {
	y := [1]float64{x}
	kernel.Log(y[:], y[:])
	return y[0]
}

// weightedSum returns the greatest element with a weight and the sum of
// w[i] e^(x[i]-top). If top is infinite, sum is such that the logarithm of
// the whole is top + log(sum).
func weightedSum[T float32 | float64](x, w []T) (top, sum float64) {
	var e, v [block]float64
	top = math.Inf(-1)
	infinite := 0.0 // NaN if +Inf has a negative weight, or a weight is NaN
	var total compensated
	for len(x) > 0 {
		n := min(block, len(x))
		// Instead of an element without a weight stands the last with one, which
		// changes neither maximum nor sum.
		last := math.Inf(-1)
		for i, u := range w[:n] {
			v[i] = float64(u)
			if u != 0 {
				last = float64(x[i])
			}
			e[i] = last
		}
		x, w = x[n:], w[n:]
		m := kernel.Max(e[:n])
		if m != m {
			return m, 1
		}
		if m > top {
			if !math.IsInf(top, -1) {
				c := [1]float64{top - m}
				kernel.Exp(c[:], c[:])
				total.scale(c[0])
			}
			top = m
		}
		if math.IsInf(top, 0) {
			infinite += signOf(e[:n], v[:n])
			continue
		}
		kernel.ExpSum(e[:n], e[:n], top)
		total.add(dot(e[:n], v[:n]))
	}
	if math.IsInf(top, 0) {
		return top, 1 + infinite
	}
	return top, total.value() + infinite
}

// dot returns Σ x[i] y[i] of at most [block] elements: element i goes to lane i
// mod 8, with two roundings on every machine.
func dot(x, y []float64) float64 {
	var a, b, c, d, e, f, g, h float64
	for ; len(x) >= 8; x, y = x[8:], y[8:] {
		y = y[:len(x)]
		a += float64(x[0] * y[0])
		b += float64(x[1] * y[1])
		c += float64(x[2] * y[2])
		d += float64(x[3] * y[3])
		e += float64(x[4] * y[4])
		f += float64(x[5] * y[5])
		g += float64(x[6] * y[6])
		h += float64(x[7] * y[7])
	}
	lane := [8]float64{a, b, c, d, e, f, g, h}
	for i, v := range x {
		lane[i] += float64(v * y[i])
	}
	return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]))
}

// signOf returns NaN if a weight of +Inf is negative or one is NaN, else 0.
func signOf(x, w []float64) float64 {
	for i, v := range w {
		if v != v || math.IsInf(x[i], 1) && v < 0 {
			return math.NaN()
		}
	}
	return 0
}
