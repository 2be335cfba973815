// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// Exp sets dst[i] = exp(x[i]). len(dst) must be at least len(x).
//
// The error is below 0.71 ulp, of subnormal results below 0.86 of their
// spacing. exp(±0) = 1, exp(+Inf) = +Inf, exp(-Inf) = +0; above the logarithm
// of the largest float64 the result is +Inf. NaN gives a quiet NaN whose
// payload is not specified.
func Exp(dst, x []float64) { exp(dst[:len(x)], x) }

// ExpSum sets dst[i] = exp(x[i]-c), the difference rounded once, and returns
// the sum of dst. len(dst) must be at least len(x). Element i is added to lane i
// mod 32, and the lanes in a fixed tree, so that the sum too has the same bits
// on every level.
func ExpSum(dst, x []float64, c float64) float64 { return expSum(dst[:len(x)], x, c) }

// expReduce returns z, which has k = round(x/log 2) in its last bits, r near
// x - k log 2, and s + t = 1 + x - k log 2, where s is rounded and t makes up
// for that. x is finite and within [expMin, expMax].
func expReduce(x float64) (z, r, s, t float64) {
	z = math.FMA(x, expInvLn2, expShift)
	k := z - expShift
	r1 := math.FMA(-expLn2Hi, k, x) // exact
	r = math.FMA(-expLn2Lo, k, r1)
	// The rounding of r, half an ulp of a number below 0.35, would show in the
	// result. 1 + r1 is therefore summed without error, and the second part of
	// k log 2 goes where it is small.
	s = 1 + r1
	return z, r, s, math.FMA(-expLn2Lo, k, r1-(s-1))
}

// expSplit returns z and the unevaluated sum s + t = exp(x - k log 2).
func expSplit(x float64) (z, s, t float64) {
	z, r, s, t := expReduce(x)
	return z, s, math.FMA(expTail(r), float64(r*r), t)
}

// expTail returns (exp(r) - 1 - r)/r² for |r| <= log(2)/2. The two chains of
// the polynomial in r² keep two multipliers busy; the leading coefficient comes
// last, so that only one rounding has its size.
func expTail(r float64) float64 {
	w := float64(r * r)
	a := math.FMA(math.FMA(math.FMA(expC8, w, expC6), w, expC4), w, expC2)
	b := math.FMA(math.FMA(math.FMA(math.FMA(expC9, w, expC7), w, expC5), w, expC3), w, expC1)
	return math.FMA(math.FMA(a, r, b), r, expC0)
}

// exp1 returns exp(x): the specification of [Exp].
func exp1(x float64) float64 {
	if math.Abs(x) < expQuick {
		z, s, t := expSplit(x)
		return math.Float64frombits(math.Float64bits(s+t) + math.Float64bits(z)<<52)
	}
	if x != x {
		return x
	}
	z, s, t := expSplit(max(expMin, min(expMax, x)))
	// Two factors, the first product exact: one rounding, at the end, also when
	// the result is subnormal.
	k := int32(math.Float64bits(z))
	h := k >> 1
	return (s + t) * pow2(h) * pow2(k-h)
}

// pow2 returns 2^k for a normal result.
func pow2(k int32) float64 { return math.Float64frombits(uint64(k+1023) << 52) }

func expGo(dst, x []float64) {
	for i, v := range x {
		dst[i] = exp1(v)
	}
}

func expSumGo(dst, x []float64, c float64) float64 {
	var lane [32]float64
	for i, v := range x {
		y := exp1(v - c)
		dst[i] = y
		lane[i%32] += y
	}
	return sumLanes(lane[:])
}

// sumLanes adds the upper half of the lanes to the lower until one is left.
func sumLanes[T float32 | float64](lane []T) T {
	for n := len(lane) / 2; n > 0; n /= 2 {
		for i := range n {
			lane[i] += lane[i+n]
		}
	}
	return lane[0]
}
