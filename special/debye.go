// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"

	"github.com/relaxnum/relax/internal/dd"
)

// The logarithm of the Debye expansion, with r = √(v²+x²), w = 1/r, s = (v/r)²,
// φ = r - v log((v+r)/x):
//
//	log I_v(x) =  φ - ½ log(2πr)   + Σ w^k d_k(s)
//	log K_v(x) = -φ + ½ log(π/2r) + Σ (-w)^k d_k(s)
//
// serves all v >= 0, x > 0 with r >= debyeMin: it is the expansion for large
// orders as s -> 1 and the one for large arguments as s -> 0.
//
// φ vanishes at x = 0.66 v although its two parts are of the size of r. It is
// therefore always computed with the low words of r, (v+r)/x and the logarithm
// (kernel.DebyeLog); only where even their errors show is it computed again in
// double-double arithmetic (refinedPhase).

const (
	debyeMin = 20

	// Beyond these powers of two squares would leave the double range.
	hugeRadius  = 0x1p500
	hugeScale   = 0x1p-600
	hugeUnscale = 0x1p600
)

// A saddle holds what I and K share at a point: φ = phi + low.
type saddle struct {
	phi, low float64
	r, rLow  float64 // √(v²+x²)
	r2       float64 // r²
	w        float64 // 1/r
	l, lLow  float64 // log((v+r)/x)
}

// saddleAt computes φ with an absolute error below 2⁻⁶⁹ r for hypot(v, x)
// below hugeRadius and far above the least normal number.
func saddleAt(v, x float64) (p saddle) {
	a, aLow := dd.TwoProd(v, v)
	b, bLow := dd.TwoProd(x, x)
	r2, low := dd.TwoSum(a, b)
	r := math.Sqrt(r2)
	w := 1 / r
	rLow := 0.5 * w * (math.FMA(-r, r, r2) + (low + (aLow + bLow)))
	t, tLow := dd.FastTwoSum(r, v)
	tLow += rLow
	q := t / x
	var l, lLow float64
	if q < math.Inf(1) {
		l, lLow = dd.LogPair(q)
		lLow += (math.FMA(-q, x, t) + tLow) / t
	} else {
		l, lLow = logQuotient(t, x)
	}
	m, mLow := dd.TwoProd(v, l)
	phi, pLow := dd.TwoSum(r, -m)
	return saddle{
		phi: phi, low: pLow + rLow - mLow - v*lLow,
		r: r, rLow: rLow, r2: r2, w: w, l: l, lLow: lLow,
	}
}

// logQuotient returns log(t/x) when the quotient overflows.
func logQuotient(t, x float64) (l, low float64) {
	a, aLow := dd.LogPair(t)
	b, bLow := dd.LogPair(x)
	l, low = dd.TwoSum(a, -b)
	return l, low + (aLow - bLow)
}

// debyeTerms returns the number of terms that leave errors below 0.1 eps in the
// sums, and the same relative to the ratios in those of the derivatives, 0.15 at
// debyeMin. Found by experiment.
func debyeTerms(r float64) int {
	switch {
	case r < 41.2:
		switch {
		case r < 23:
			return 24
		case r < 24.8:
			return 20
		case r < 27.7:
			return 18
		case r < 32.6:
			return 16
		default:
			return 14
		}
	case r < 1568:
		switch {
		case r < 58.4:
			return 12
		case r < 101.2:
			return 10
		case r < 257.5:
			return 8
		default:
			return 6
		}
	case r < 1.432e5:
		return 4
	case r < 5.31e7:
		return 2
	default:
		return 1
	}
}

// refineBelow is the share of r below which |f| asks for a refined φ: the
// errors of saddleAt then come to 2⁻⁵⁶ max(|f|, 1).
const refineBelow = 0x1p-13

// kernelFits reports whether kernel.DebyeLog takes the point: hypot(v, x) is at
// least debyeMin, and no square and no quotient leaves the double range.
func kernelFits(v, x float64) bool {
	return v >= 0 && v < hugeRadius && x > 0x1p-490 && x < hugeRadius && v*v+x*x >= debyeMin*debyeMin
}

// needsRefined reports whether |f| is so small a share of r that the errors of φ
// show; v+x stands for r.
func needsRefined(f, v, x float64) bool {
	bound := refineBelow * (v + x)
	return bound > 1 && math.Abs(f) < bound
}

// debyeFar is log I (sign 1) or log K (sign -1) for hypot(v, x) >= debyeMin where
// the kernel does not fit: beside huge v or x, with tiny x, where nothing
// cancels.
func debyeFar(v, x, sign float64) float64 {
	if v >= hugeRadius || x >= hugeRadius {
		return sign * debyeHuge(v, x)
	}
	logI, logK := debyeBy(saddleAt(v, x), v)
	if sign > 0 {
		return logI
	}
	return logK
}

// debyeBy is the expansion from a given saddle point.
func debyeBy(p saddle, v float64) (logI, logK float64) {
	vw := v * p.w
	odd, even := debyeSums(debyeTerms(p.r), p.w, vw*vw)
	half, halfLow := dd.LogPair(p.r2)
	half, halfLow = 0.25*half, 0.25*halfLow
	return join(p.phi, p.low, half, halfLow, (odd+even)-halfLog2Pi),
		join(-p.phi, -p.low, half, halfLow, (even-odd)+halfLogHalfPi)
}

// debyeRefined is the expansion with φ in double-double arithmetic.
func debyeRefined(v, x float64) (logI, logK float64) {
	p := saddleAt(v, x)
	phi := refinedPhase(v, x)
	p.phi, p.low = phi.Hi, phi.Lo
	return debyeBy(p, v)
}

// join returns phi + low - half + rest, half being ½ log r as a pair: phi and
// half can cancel.
func join(phi, low, half, halfLow, rest float64) float64 {
	f, e := dd.TwoSum(phi, -half)
	return f + (e + (low + (rest - halfLow)))
}

// debyeHuge is φ for v or x of at least hugeRadius: what else belongs to log I
// and log K is below 400, and φ is 0 or many orders larger. φ is homogeneous of
// the first degree.
func debyeHuge(v, x float64) float64 {
	sv, sx := v*hugeScale, x*hugeScale
	if sx < 0x1p-400 { // v is huge and x is not: no cancellation, but sx may have underflowed
		l, low := logQuotient(2*sv, x)
		b, bLow := dd.LogPair(hugeUnscale)
		l, e := dd.TwoSum(l, b)
		return v * (1 - l - (e + low + bLow))
	}
	p := saddleAt(sv, sx)
	if math.Abs(p.phi) < refineBelow*p.r {
		phi := refinedPhase(sv, sx)
		return phi.Hi * hugeUnscale
	}
	return (p.phi + p.low) * hugeUnscale
}

// refinedPhase returns φ with an error of some 2⁻¹⁰³ r.
func refinedPhase(v, x float64) dd.Num {
	r := dd.Sqrt(dd.Add(dd.Prod(v, v), dd.Prod(x, x)))
	q := dd.Div(dd.AddFloat(r, v), dd.Of(x))
	return dd.Sub(r, dd.MulFloat(dd.LogNum(q), v))
}
