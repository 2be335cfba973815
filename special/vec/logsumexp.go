// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vec

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"slices"

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
// Σ |w[i]| e^x[i] / Σ w[i] e^x[i]. Terms of equal x that cancel exactly cost
// nothing: what they hide is found.
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
	top, sum, most := weightedSum(x, w)
	switch {
	case math.IsInf(top, 0):
	case math.IsInf(sum, 0), math.Abs(sum) < 0x1p-900, math.Abs(sum) <= 0x1p-40*most:
		return farWeights(x, w)
	}
	return top + logOf(sum)
}

// farWeights is weighted for elements below +Inf when products with their weights
// leave the range, or when the large ones may cancel: it adds
// sign(w)·e^(x + log|w|) over the different x, with the exact sum of the weights
// of each. Whatever is left of those cannot cancel altogether, since exponentials
// of different numbers are linearly independent over the rationals (Lindemann and
// Weierstrass). The rounding of the exponents, some 10^-13, is all that it costs.
func farWeights[T float32 | float64](x, w []T) float64 {
	total := 0.0 // NaN or infinite if a weight is infinite
	terms := make([]term, 0, len(x))
	for i, u := range w {
		if u == 0 {
			continue
		}
		t := term{x: float64(x[i]), w: float64(u)}
		if math.IsInf(t.w, 0) {
			if math.IsInf(t.x, -1) {
				return math.NaN()
			}
			total += t.w
		}
		if !math.IsInf(t.x, -1) {
			terms = append(terms, t)
		}
	}
	if total != 0 {
		return logOf(total)
	}
	terms = merge(terms)
	top := math.Inf(-1)
	for _, t := range terms {
		top = max(top, t.x)
	}
	var sum compensated
	for _, t := range terms {
		e := [1]float64{t.x - top}
		kernel.Exp(e[:], e[:])
		sum.add(math.Copysign(e[0], t.w))
	}
	if len(terms) == 0 {
		return top
	}
	return top + logOf(sum.value())
}

// A term is w·e^x.
type term struct{ x, w float64 }

// merge adds the finite weights of equal x, drops the sums that are zero, and
// moves the sizes of the others into x: the w that it returns are ±1.
func merge(terms []term) []term {
	slices.SortStableFunc(terms, func(a, b term) int { return cmp.Compare(a.x, b.x) })
	out := terms[:0]
	var sum, next big.Float
	for lo := 0; lo < len(terms); {
		hi := lo + 1
		for hi < len(terms) && terms[hi].x == terms[lo].x {
			hi++
		}
		x, w, power := terms[lo].x, terms[lo].w, 0
		if hi > lo+1 {
			// 2098 bits hold every float64, the rest a carry for each bit of an index.
			sum.SetPrec(2098 + 64).SetInt64(0)
			for _, t := range terms[lo:hi] {
				sum.Add(&sum, next.SetFloat64(t.w))
			}
			power = sum.MantExp(&next)
			w, _ = next.Float64()
		}
		if lo = hi; w != 0 {
			out = append(out, term{x + (logOf(math.Abs(w)) + float64(power)*math.Ln2), math.Copysign(1, w)})
		}
	}
	return out
}

// logOf returns log x by the kernel, on every machine with the same bits.
func logOf(x float64) float64 {
	y := [1]float64{x}
	kernel.Log(y[:], y[:])
	return y[0]
}

// weightedSum returns the greatest element with a weight, the sum of
// w[i] e^(x[i]-top), and the greatest size of a weight, zero if none is negative:
// then nothing cancels. If top is infinite, sum is such that the logarithm of the
// whole is top + log(sum).
func weightedSum[T float32 | float64](x, w []T) (top, sum, most float64) {
	var e, v [block]float64
	top = math.Inf(-1)
	var least, greatest T
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
			if u < least {
				least = u
			}
			if u > greatest {
				greatest = u
			}
		}
		x, w = x[n:], w[n:]
		m := kernel.Max(e[:n])
		if m != m {
			return m, 1, 0
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
		return top, 1 + infinite, 0
	}
	if least < 0 {
		most = max(float64(greatest), -float64(least))
	}
	return top, total.value() + infinite, most
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
