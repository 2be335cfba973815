// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"

	"github.com/relaxnum/relax/internal/dd"
	"github.com/relaxnum/relax/internal/kernel"
)

// For hypot(v, x) < debyeMin,
//
//	log I_v(x) = v log(x/2) - log Γ(1+v) + log(1+q),   q = Σ_{k>=1} y^k / (k! (v+1)_k),   y = x²/4.
//
// All terms of q are positive. The first two logarithms can cancel each other,
// and the third; they are carried as pairs.

// seriesFrom is the x from which x/2 is normal and kernel.PowerLog serves.
const seriesFrom = 0x1p-1000

// seriesI is log I_v(x) for 0 <= v, 0 < x, hypot(v, x) < debyeMin.
func seriesI(v, x float64) float64 {
	g, gLow := lgamma1pPair(v)
	u, e := dd.TwoSum(1, seriesQ(v, x))
	if x >= seriesFrom {
		return kernel.PowerLog(v, 0.5*x, u, g, gLow-e/u)
	}
	l, lLow := logHalf(x) // q is nothing
	a, aLow := dd.TwoProd(v, l)
	f, e := dd.TwoSum(a, -g)
	return f + (e + (aLow + v*lLow - gLow))
}

// logPower returns v log(x/2) - log Γ(1+v) as hi + lo.
func logPower(v, x float64) (hi, lo float64) {
	l, lLow := logHalf(x)
	a, aLow := dd.TwoProd(v, l)
	g, gLow := lgamma1pPair(v)
	hi, e := dd.TwoSum(a, -g)
	return hi, e + (aLow + v*lLow - gLow)
}

// logHalf returns log(x/2) for x > 0, also where x/2 is not exact.
func logHalf(x float64) (hi, lo float64) {
	if x >= seriesFrom {
		return dd.LogPair(0.5 * x)
	}
	hi, lo = dd.LogPair(x * 0x1p80)
	const shift, shiftLow = 81 * 0x1.62e42fefa38p-1, 81 * 0x1.ef35793c7673p-45
	hi, e := dd.TwoSum(hi, -shift)
	return hi, lo + e - shiftLow
}

// seriesQ sums the series from the small end, q <- y/(k(v+k)) (1+q), four terms
// a division: with a, b, c, d the denominators of the four, they are
// (y/abcd) (bcd + y (cd + y (d + y + y q))).
func seriesQ(v, x float64) float64 {
	h := 0.5 * x
	y := h * h
	y3 := y * y * y
	q := 0.0
	for k := float64(seriesTerms[int(x)] - 3); k > 0; k -= 4 {
		a := k * (v + k)
		b := (k + 1) * (v + (k + 1))
		c := (k + 2) * (v + (k + 2))
		d := (k + 3) * (v + (k + 3))
		cd := c * d
		bcd := b * cd
		g := y / (a * bcd)
		q = g*y3*q + g*(bcd+y*(cd+y*(d+y)))
	}
	return q
}

// seriesPair is seriesQ as q + low: term by term, with the errors of all
// operations carried along. The relative error of seriesQ grows to 5 eps at
// x = 20, which a logarithm of that size does not show.
func seriesPair(v, x float64) (q, low float64) {
	h := 0.5 * x
	y, yLow := dd.TwoProd(h, h)
	for k := float64(seriesTerms[int(x)]); k > 0; k-- {
		a, aLow := dd.TwoSum(v, k)
		d, dLow := dd.TwoProd(k, a)
		dLow += k * aLow
		c := y / d
		cLow := (math.FMA(-c, d, y) + (yLow - c*dLow)) / d
		u, e := dd.TwoSum(1, q)
		low += e
		q, e = dd.TwoProd(c, u)
		low = c*low + (cLow*u + e)
	}
	return q, low
}

// seriesTerms has, for x up to 1, 2, ..., 20, a number of terms, a multiple of
// four, that leaves a relative error of 1+q below 2⁻⁵⁶. It is that of v = 0, the
// largest; v = 19 needs up to 7 terms less.
var seriesTerms = [20]int8{12, 12, 16, 16, 16, 20, 20, 24, 24, 24, 24, 28, 28, 28, 32, 32, 32, 32, 36, 36}
