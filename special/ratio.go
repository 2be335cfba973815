// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"

	"github.com/relaxnum/relax/internal/dd"
)

// BesselIRatio returns I_{v+1}(x) / I_v(x) for v >= 0 and x >= 0, with a
// relative error below 4 eps. It is never formed from two logarithms, whose
// difference would lose log10(r) digits.
//
// For a negative integer order -n it is I_{n-1} / I_n. Special cases are:
//
//	BesselIRatio(v, x) = NaN for x < 0, for negative orders that are not integers, and if v or x is NaN
//	BesselIRatio(v, 0) = 0, or +Inf if v < 0
//	BesselIRatio(v, +Inf) = 1 for finite v
//	BesselIRatio(+Inf, x) = 0 for finite x
//	BesselIRatio(+Inf, +Inf) = NaN
func BesselIRatio(v, x float64) float64 {
	switch {
	case !(x >= 0) || math.IsNaN(v):
		return math.NaN()
	case v < 0:
		if v != math.Floor(v) || math.IsInf(v, -1) {
			return math.NaN()
		}
		return 1 / BesselIRatio(-v-1, x)
	case math.IsInf(x, 1):
		if math.IsInf(v, 1) {
			return math.NaN()
		}
		return 1
	case math.IsInf(v, 1) || x == 0:
		return 0
	case !isLarge(v, x):
		return seriesIRatio(v, x)
	case v >= hugeRadius || x >= hugeRadius:
		return hugeDown(v, x)
	}
	// x/(v+r) - x w² (½ + Σ w^k e_k(s))
	p := besideSaddle(v, x)
	odd, even := debyeSlopes(debyeTerms(p.r), p.w, p.s)
	q := x / p.t
	low := (math.FMA(-q, p.t, x) - q*p.tLow) / p.t
	return q + (low - x*p.w*p.w*(0.5+(odd+even)))
}

// BesselKRatio returns K_{v+1}(x) / K_v(x) for any v and x >= 0, with a relative
// error below 4 eps.
//
// Special cases are:
//
//	BesselKRatio(v, x) = NaN for x < 0, and if v or x is NaN
//	BesselKRatio(v, 0) = +Inf for v > -1/2, 1 for v = -1/2, 0 for v < -1/2
//	BesselKRatio(v, +Inf) = 1 for finite v
//	BesselKRatio(+Inf, x) = +Inf and BesselKRatio(-Inf, x) = 0 for finite x
//	BesselKRatio(±Inf, +Inf) = NaN
func BesselKRatio(v, x float64) float64 {
	switch {
	case !(x >= 0) || math.IsNaN(v):
		return math.NaN()
	case math.IsInf(x, 1):
		if math.IsInf(v, 0) {
			return math.NaN()
		}
		return 1
	case x == 0 || math.IsInf(v, 0):
		switch {
		case v > -0.5:
			return math.Inf(1)
		case v < -0.5:
			return 0
		}
		return 1
	case v < 0:
		return kDown(-v, x)
	}
	return kUp(v, x)
}

// BesselIRatioBounds returns lo <= I_{v+1}(x) / I_v(x) <= hi for v >= 0 and
// x >= 0: the bounds
//
//	x / (v+½+√(x²+(v+3/2)²)) <= I_{v+1}/I_v <= x / (v+½+√(x²+(v+½)²))
//
// and, from below, x / (v+1+√(x²+(v+1)²)), of D. Amos, Computation of modified
// Bessel functions and their ratios, Math. Comp. 28 (1974), moved outwards by
// 4 eps so that rounding cannot turn them. Special cases are those of
// [BesselIRatio], NaN for v < 0.
func BesselIRatioBounds(v, x float64) (lo, hi float64) {
	switch {
	case !(v >= 0) || !(x >= 0) || math.IsInf(v, 1) && math.IsInf(x, 1):
		return math.NaN(), math.NaN()
	case math.IsInf(x, 1):
		return 1, 1
	case math.IsInf(v, 1) || x == 0:
		return 0, 0
	}
	s := 1.0
	if v >= hugeRadius || x >= hugeRadius {
		s = 0.25 // keeps the sums in range
	}
	v, x = s*v, s*x
	bound := func(a, b float64) float64 { return x / (v + s*a + math.Hypot(x, v+s*b)) }
	const least = math.SmallestNonzeroFloat64 // for subnormal bounds
	lo = max(bound(0.5, 1.5), bound(1, 1))*(1-0x1p-50) - least
	hi = bound(0.5, 0.5)*(1+0x1p-50) + least
	return max(lo, 0), min(hi, 1)
}

// isLarge reports hypot(v, x) >= debyeMin.
func isLarge(v, x float64) bool { return v*v+x*x >= debyeMin*debyeMin }

// A beside holds what the ratios need at a point.
type beside struct {
	t, tLow float64 // v + r
	r, w, s float64
}

func besideSaddle(v, x float64) beside {
	a, aLow := dd.TwoProd(v, v)
	b, bLow := dd.TwoProd(x, x)
	r2, low := dd.TwoSum(a, b)
	r := math.Sqrt(r2)
	w := 1 / r
	t, tLow := dd.FastTwoSum(r, v)
	tLow += 0.5 * w * (math.FMA(-r, r, r2) + (low + (aLow + bLow)))
	vw := v * w
	return beside{t, tLow, r, w, vw * vw}
}

// hugeDown is x/(v+r) where v or x is at least hugeRadius, so that no other
// term of a ratio shows.
func hugeDown(v, x float64) float64 {
	if x < 0x1p-60*v {
		return 0.5 * x / v
	}
	v, x = 0.25*v, 0.25*x // the sum stays in range
	return x / (v + math.Hypot(v, x))
}

// hugeUp is (v+r)/x there.
func hugeUp(v, x float64) float64 {
	if x < 0x1p-60*v {
		return 2 * (v / x)
	}
	v, x = 0.25*v, 0.25*x
	return (v + math.Hypot(v, x)) / x
}

// kUp is K_{v+1}/K_v for finite v >= 0, x > 0.
func kUp(v, x float64) float64 {
	switch {
	case !isLarge(v, x):
		if x < temmeBelow {
			up, _ := temmeRatios(v, x)
			return up
		}
		// The mean of e^t, t = asinh(v/x) + u.
		p := besideSaddle(v, x)
		return trapezoidGrowth(p.r, v, false) * (p.t / x)
	case v >= hugeRadius || x >= hugeRadius:
		return hugeUp(v, x)
	}
	// (v+r)/x + x w² (½ + Σ (-w)^k e_k(s))
	p := besideSaddle(v, x)
	odd, even := debyeSlopes(debyeTerms(p.r), p.w, p.s)
	q := p.t / x
	if math.IsInf(q, 1) {
		return q
	}
	low := (math.FMA(-q, x, p.t) + p.tLow) / x
	return q + (low + x*p.w*p.w*(0.5+(even-odd)))
}

// kDown is K_{v-1}/K_v for finite v >= 0, x > 0: less than K_{v+1}/K_v by 2v/x.
func kDown(v, x float64) float64 {
	switch {
	case !isLarge(v, x):
		if x < temmeBelow {
			_, down := temmeRatios(v, x)
			return down
		}
		if v >= 1 {
			// Where v is large beside x, the mean of e^-u is off by up to 7 eps and
			// that of e^u by less than half as much.
			return 1 / kUp(v-1, x)
		}
		p := besideSaddle(v, x)
		return trapezoidGrowth(p.r, v, true) * (x / p.t)
	case v >= hugeRadius || x >= hugeRadius:
		return hugeDown(v, x)
	}
	p := besideSaddle(v, x)
	odd, even := debyeSlopes(debyeTerms(p.r), p.w, p.s)
	q := x / p.t
	low := (math.FMA(-q, p.t, x) - q*p.tLow) / p.t
	return q + (low + x*p.w*p.w*(0.5+(even-odd)))
}

// temmeRatios returns K_{v+1}/K_v and K_{v-1}/K_v for x < temmeBelow. The first
// obeys ρ_v = 2v/x + 1/ρ_{v-1}, in which the errors of ρ fade.
func temmeRatios(v, x float64) (up, down float64) {
	l, low := logHalf(x)
	n := math.Floor(v + 0.5)
	mu := v - n
	k0, k1 := temmePair(mu, x, -l, -low)
	up = 2 * (k1 / k0) / x
	if n == 0 {
		k0, k1 = temmePair(-mu, x, -l, -low) // K_μ and (x/2) K_{1-μ}
		return up, 2 * (k1 / k0) / x
	}
	for j := 1.0; j <= n; j++ {
		down = 1 / up
		up = 2*(mu+j)/x + down
	}
	return up, down
}

// seriesIRatio is I_{v+1}/I_v for hypot(v, x) < debyeMin. With t_k the terms of
// 1+q, x I_{v+1} = x I_v' - v I_v is 2 Σ k t_k times what I_v is Σ t_k times.
func seriesIRatio(v, x float64) float64 {
	h := 0.5 * x
	y := h * h
	q, d := 0.0, 0.0 // Σ t_j/t_k and Σ (j-k) t_j/t_k over j > k
	for k := float64(seriesTerms[int(x)] + 2); k > 1; k-- {
		c := y / (k * (v + k))
		d = c * (1 + q + d)
		q = c * (1 + q)
	}
	// The last step, without the factor y that may underflow; x is not halved, which
	// would cost a bit of a subnormal number.
	a := v + 1
	return x * (1 + q + d) / (2 * a * (1 + y/a*(1+q)))
}
