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
// therefore always computed with the low words of r, (v+r)/x and the logarithm;
// only where even their errors show is it computed again in double-double
// arithmetic (refinedPhase).

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

// debyeTerms returns the number of terms that leave an error below
// 0.1 eps max(|f|, 1) in f = log I and in f = log K, for every s. Found by
// experiment; s = 0 asks for most.
func debyeTerms(r float64) int {
	switch {
	case r < 43.4:
		switch {
		case r < 21.3:
			return 20
		case r < 23.3:
			return 18
		case r < 26.5:
			return 16
		case r < 31.9:
			return 14
		default:
			return 12
		}
	case r < 602.2:
		switch {
		case r < 70.1:
			return 10
		case r < 152.4:
			return 8
		default:
			return 6
		}
	case r < 18270:
		return 4
	case r < 1.75e6:
		return 2
	default:
		return 1
	}
}

// slopeTerms is the same for the derivatives of the sums: errors below 0.15 eps
// relative to a ratio, and absolute in the derivative in v.
func slopeTerms(r float64) int {
	switch {
	case r < 38.7:
		switch {
		case r < 23:
			return 24
		case r < 24.8:
			return 20
		case r < 27.4:
			return 18
		case r < 31.6:
			return 16
		default:
			return 14
		}
	case r < 649:
		switch {
		case r < 52.6:
			return 12
		case r < 83.1:
			return 10
		case r < 174:
			return 8
		default:
			return 6
		}
	case r < 14600:
		return 4
	case r < 3.56e5:
		return 2
	default:
		return 1
	}
}

// refineBelow is the share of r below which |f| asks for a refined φ: the
// errors of saddleAt then come to 2⁻⁵⁶ max(|f|, 1).
const refineBelow = 0x1p-13

// join returns phi + low - half + rest, half being ½ log r as a pair: phi and
// half can cancel.
func join(phi, low, half, halfLow, rest float64) float64 {
	f, e := dd.TwoSum(phi, -half)
	return f + (e + (low + (rest - halfLow)))
}

// debyeI is log I_v(x) for hypot(v, x) >= debyeMin.
func debyeI(v, x float64) float64 {
	if v >= hugeRadius || x >= hugeRadius {
		return debyeHuge(v, x)
	}
	p := saddleAt(v, x)
	vw := v * p.w
	odd, even := debyeSums(debyeTerms(p.r), p.w, vw*vw)
	half, halfLow := dd.LogPair(p.r2)
	half, halfLow = 0.25*half, 0.25*halfLow
	rest := (odd + even) - halfLog2Pi
	f := join(p.phi, p.low, half, halfLow, rest)
	if max(math.Abs(f), 1) < refineBelow*p.r {
		phi := refinedPhase(v, x)
		f = join(phi.Hi, phi.Lo, half, halfLow, rest)
	}
	return f
}

// debyeK is log K_v(x) for hypot(v, x) >= debyeMin.
func debyeK(v, x float64) float64 {
	if v >= hugeRadius || x >= hugeRadius {
		return -debyeHuge(v, x)
	}
	p := saddleAt(v, x)
	vw := v * p.w
	odd, even := debyeSums(debyeTerms(p.r), p.w, vw*vw)
	half, halfLow := dd.LogPair(p.r2)
	half, halfLow = 0.25*half, 0.25*halfLow
	rest := (even - odd) + halfLogHalfPi
	f := join(-p.phi, -p.low, half, halfLow, rest)
	if max(math.Abs(f), 1) < refineBelow*p.r {
		phi := refinedPhase(v, x)
		f = join(-phi.Hi, -phi.Lo, half, halfLow, rest)
	}
	return f
}

// debyeIK is both at once.
func debyeIK(v, x float64) (logI, logK float64) {
	if v >= hugeRadius || x >= hugeRadius {
		f := debyeHuge(v, x)
		return f, -f
	}
	p := saddleAt(v, x)
	vw := v * p.w
	odd, even := debyeSums(debyeTerms(p.r), p.w, vw*vw)
	half, halfLow := dd.LogPair(p.r2)
	half, halfLow = 0.25*half, 0.25*halfLow
	restI, restK := (odd+even)-halfLog2Pi, (even-odd)+halfLogHalfPi
	logI = join(p.phi, p.low, half, halfLow, restI)
	logK = join(-p.phi, -p.low, half, halfLow, restK)
	if m := min(math.Abs(logI), math.Abs(logK)); max(m, 1) < refineBelow*p.r {
		phi := refinedPhase(v, x)
		if max(math.Abs(logI), 1) < refineBelow*p.r {
			logI = join(phi.Hi, phi.Lo, half, halfLow, restI)
		}
		if max(math.Abs(logK), 1) < refineBelow*p.r {
			logK = join(-phi.Hi, -phi.Lo, half, halfLow, restK)
		}
	}
	return logI, logK
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
