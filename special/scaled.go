// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"

	"github.com/relaxnum/relax/internal/dd"
)

// The values themselves are exponentials of sums of two words: the error of a
// logarithm of 700 rounded to one word would be 250 ulp of its exponential.

// BesselI returns I_v(x), with a relative error below 4 eps for v >= 0: +Inf
// only where it exceeds the double range, 0 or a subnormal number only where it
// falls below.
//
// For a negative order that is not an integer it is the sum
// I_{-v} + (2/π) sin(-πv) K_{-v}, whose terms can cancel. Special cases are:
//
//	BesselI(v, x) = NaN for x < 0, and if v or x is NaN
//	BesselI(0, 0) = 1
//	BesselI(v, 0) = 0 for other v >= 0 and for integers
//	BesselI(v, 0) = ±Inf for other v < 0, with the sign of Γ(1+v)
//	BesselI(v, +Inf) = +Inf for finite v
//	BesselI(+Inf, x) = 0 for finite x
//	BesselI(-Inf, x) = BesselI(±Inf, +Inf) = NaN
func BesselI(v, x float64) float64 {
	if v < 0 {
		return negativeI(v, x, false)
	}
	if !(v <= math.MaxFloat64 && x > 0 && x <= math.MaxFloat64) {
		return math.Exp(edgeI(v, x))
	}
	return valueI(v, x, false)
}

// BesselK returns K_v(x), with a relative error below 4 eps for any v: +Inf only
// where it exceeds the double range, 0 or a subnormal number only where it
// falls below.
//
// Special cases are:
//
//	BesselK(v, x) = NaN for x < 0, and if v or x is NaN
//	BesselK(v, 0) = +Inf
//	BesselK(v, +Inf) = 0 for finite v
//	BesselK(±Inf, x) = +Inf for finite x
//	BesselK(±Inf, +Inf) = NaN
func BesselK(v, x float64) float64 {
	v = math.Abs(v)
	if !(v <= math.MaxFloat64 && x > 0 && x <= math.MaxFloat64) {
		return math.Exp(edgeK(v, x))
	}
	return valueK(v, x, false)
}

// BesselIScaled returns e^-x I_v(x) with a relative error below 4 eps for
// v >= 0, 0 where it underflows. Orders below 0 and special cases are those of
// [BesselI], but
//
//	BesselIScaled(v, +Inf) = 0 for finite v
func BesselIScaled(v, x float64) float64 {
	switch {
	case math.IsInf(x, 1) && !math.IsNaN(v) && !math.IsInf(v, 0):
		return 0
	case v < 0:
		return negativeI(v, x, true)
	case !(v <= math.MaxFloat64 && x > 0 && x <= math.MaxFloat64):
		return math.Exp(edgeI(v, x))
	}
	return valueI(v, x, true)
}

// BesselKScaled returns e^x K_v(x) with a relative error below 4 eps for any v,
// +Inf where it overflows. Special cases are those of [BesselK].
func BesselKScaled(v, x float64) float64 {
	v = math.Abs(v)
	if !(v <= math.MaxFloat64 && x > 0 && x <= math.MaxFloat64) {
		return math.Exp(edgeK(v, x))
	}
	return valueK(v, x, true)
}

// negativeI is BesselI, or BesselIScaled, of an order v < 0.
func negativeI(v, x float64, scaled bool) float64 {
	fi, fk, factor, shift := BesselI, BesselK, 1.0, 0.0
	if scaled {
		fi, fk, factor, shift = BesselIScaled, BesselKScaled, math.Exp(-2*x), -x
	}
	switch {
	case math.IsInf(v, -1):
		return math.NaN()
	case v == math.Floor(v) || !(x >= 0) || math.IsInf(x, 1):
		return fi(-v, x)
	}
	i, k, s := fi(-v, x), fk(-v, x), 2/math.Pi*sinPi(-v)
	if math.IsInf(k, 1) && x > 0 {
		// The sine may bring it back into the range; I is nothing beside it.
		return math.Copysign(math.Exp(LogBesselK(-v, x)+shift+math.Log(math.Abs(s))), s)
	}
	return i + s*(k*factor)
}

// valueI is I_v(x), or e^-x I_v(x) if scaled, for finite v >= 0, x > 0.
func valueI(v, x float64, scaled bool) float64 {
	if isLarge(v, x) {
		return debyeValue(v, x, 1, scaled)
	}
	hi, lo := logPower(v, x)
	if scaled {
		var e float64
		hi, e = dd.TwoSum(hi, -x)
		lo += e
	}
	if hi < -760 { // 1+q < 2 there
		return 0
	}
	m, k := dd.ExpPair(hi, lo)
	return dd.Scale2(m*(1+seriesQ(v, x)), k)
}

// valueK is K_v(x), or e^x K_v(x) if scaled, for finite v >= 0, x > 0.
func valueK(v, x float64, scaled bool) float64 {
	if isLarge(v, x) {
		return debyeValue(v, x, -1, scaled)
	}
	var hi, lo, factor float64
	if x < temmeBelow {
		l, low := logHalf(x)
		l, low = -l, -low
		k, n := temmeScaled(v, x, l, low)
		hi, lo = dd.TwoProd(n, l)
		lo += n * low
		factor = k
	} else {
		p := saddleAt(v, x)
		hi, lo = -p.phi, -p.low
		factor = trapezoidSum(p.r, v)
	}
	if scaled {
		var e float64
		hi, e = dd.TwoSum(hi, x)
		lo += e
	}
	if hi > 1400 { // Temme's factor is above e^-hi/4 there
		return math.Inf(1)
	}
	m, k := dd.ExpPair(hi, lo)
	return math.Ldexp(m*factor, k)
}

// debyeValue is I (sign 1) or K (sign -1) for hypot(v, x) >= debyeMin:
//
//	I = e^φ / √(2πr) exp(Σ w^k d_k(s)),   K = e^-φ √(π/2r) exp(Σ (-w)^k d_k(s)),
//
// with φ - x in the place of φ if scaled.
func debyeValue(v, x, sign float64, scaled bool) float64 {
	hi, lo, r := exponent(v, x, scaled)
	hi, lo = sign*hi, sign*lo
	switch {
	case hi > 1200: // √r is less than e^356
		return math.Inf(1)
	case hi < -1200:
		return 0
	}
	w := 1 / r
	vw := v * w
	odd, even := debyeSums(debyeTerms(r), w, vw*vw)
	hi, e := dd.TwoSum(hi, sign*odd+even)
	m, k := dd.ExpPair(hi, lo+e)
	c := 1.2533141373155002512 // √(π/2)
	if sign > 0 {
		c = 0.39894228040143267794 // 1/√(2π)
	}
	return dd.Scale2(m*c/math.Sqrt(r), k)
}

// exponent returns φ, or φ - x if scaled, as hi + lo with an absolute error
// below 2⁻⁵⁶ where it is not beyond ±1200, and r.
func exponent(v, x float64, scaled bool) (hi, lo, r float64) {
	huge := v >= hugeRadius || x >= hugeRadius
	if !scaled {
		if huge {
			return debyeHuge(v, x), 0, math.Inf(1)
		}
		p := saddleAt(v, x)
		if p.r > 0x1p12 && math.Abs(p.phi) < 1300 {
			phi := refinedPhase(v, x)
			return phi.Hi, phi.Lo, p.r
		}
		return p.phi, p.low, p.r
	}
	// φ - x = v²/(r+x) - v log((v+r)/x). The second term is about twice the
	// first, or more: nothing cancels.
	if v < 0x1p-40*x {
		// = -v²/2x (1 - (v/x)²/12 ...)
		h := v / x
		low := math.FMA(-h, x, v) / x
		hi, lo = dd.TwoProd(-0.5*v, h)
		return hi, lo - 0.5*v*low, x
	}
	if huge {
		return math.Inf(-1), 0, math.Inf(1)
	}
	p := saddleAt(v, x)
	a, aLow := dd.TwoProd(v, v)
	t, tLow := dd.TwoSum(p.r, x)
	tLow += p.rLow
	q := a / t
	qLow := (math.FMA(-q, t, a) + aLow - q*tLow) / t
	m, mLow := dd.TwoProd(v, p.l)
	hi, e := dd.TwoSum(q, -m)
	return hi, e + (qLow - mLow - v*p.lLow), p.r
}
