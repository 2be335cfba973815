// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"

	"github.com/relaxnum/relax/internal/dd"
)

// For hypot(v, x) < debyeMin,
//
//	log I_v(x) = v log(x/2) - log Γ(1+v) + log(1+q),   q = Σ_{k>=1} y^k / (k! (v+1)_k),   y = x²/4.
//
// All terms of q are positive. The first two logarithms can cancel each other,
// and the third; they are carried as pairs.

// seriesI is log I_v(x) for 0 <= v, 0 < x, hypot(v, x) < debyeMin.
func seriesI(v, x float64) float64 {
	l, low := log1pPair(seriesQ(v, x))
	p, pLow := logPower(v, x)
	f, e := dd.TwoSum(p, l)
	return f + (e + (pLow + low))
}

// log1pPair returns log(1+q) for q >= 0.
func log1pPair(q float64) (hi, lo float64) {
	u, e := dd.TwoSum(1, q)
	hi, lo = dd.LogPair(u)
	return hi, lo + e/u
}

// logPower returns v log(x/2) - log Γ(1+v) as hi + lo.
func logPower(v, x float64) (hi, lo float64) {
	if v == 0 {
		return 0, 0
	}
	if v < stirlingFrom {
		l, lLow := logHalf(x)
		a, aLow := dd.TwoProd(v, l)
		g, gLow := lgamma1pPair(v)
		hi, e := dd.TwoSum(a, -g)
		return hi, e + (aLow + v*lLow - gLow)
	}
	// By Stirling: v (log(x/2v) + 1) - ½ log 2πv - stirling(v).
	var l, lLow float64
	if h := 0.5 * x; h > 0x1p-900 {
		q := h / v
		l, lLow = dd.LogPair(q)
		lLow += math.FMA(-q, v, h) / h
	} else {
		a, aLow := logHalf(x)
		b, bLow := dd.LogPair(v)
		l, lLow = dd.TwoSum(a, -b)
		lLow += aLow - bLow
	}
	l, e := dd.TwoSum(1, l)
	a, aLow := dd.TwoProd(v, l)
	b, bLow := dd.LogPair(v)
	hi, e2 := dd.TwoSum(a, -0.5*b)
	lo = e2 + aLow + v*(e+lLow) - 0.5*bLow - stirling(v)
	hi, e = dd.TwoSum(hi, -halfLog2Pi)
	return hi, e + lo - halfLog2PiLow
}

// logHalf returns log(x/2) for x > 0, also where x/2 is not exact.
func logHalf(x float64) (hi, lo float64) {
	if x >= 0x1p-1000 {
		return dd.LogPair(0.5 * x)
	}
	hi, lo = dd.LogPair(x * 0x1p80)
	const shift, shiftLow = 81 * 0x1.62e42fefa38p-1, 81 * 0x1.ef35793c7673p-45
	hi, e := dd.TwoSum(hi, -shift)
	return hi, lo + e - shiftLow
}

// seriesQ sums the series from the small end, q <- y/(k(v+k)) (1+q), two terms
// a division: with A = k(v+k) and B = (k+1)(v+k+1) they are (y/AB) (B+y+yq).
func seriesQ(v, x float64) float64 {
	h := 0.5 * x
	y := h * h
	q := 0.0
	for k := float64(seriesTerms[int(x)] - 1); k > 0; k -= 2 {
		a := k * (v + k)
		b := (k + 1) * (v + (k + 1))
		g := y / (a * b)
		q = g*y*q + g*(b+y)
	}
	return q
}

// seriesTerms has, for x up to 1, 2, ..., 20, an even number of terms that leaves
// a relative error of 1+q below 2⁻⁵⁶. It is that of v = 0, the largest; v = 19
// needs up to 7 terms less.
var seriesTerms = [20]int8{10, 12, 14, 16, 16, 18, 20, 22, 22, 24, 24, 26, 28, 28, 30, 30, 32, 32, 34, 34}
