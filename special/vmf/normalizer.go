// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"math"

	"github.com/relaxnum/relax/internal/dd"
)

const halfLog2Pi = 0.91893853320467274178

// order returns ν = p/2 − 1.
func order(p int) float64 { return float64(p)/2 - 1 }

// small reports whether the series serve p and κ, not the uniform expansion.
func small(nu, k float64) bool { return math.Hypot(nu, k) < debyeBorder }

// moments returns A = I_{ν+1}(κ)/I_ν(κ), 1 − A and A′, each with a relative
// error of a few ulp; that of A′ grows to 2κ p/(p−1) ulp, at κ < 128. (Package
// special has A; differences would leave little of the other two.)
func moments(nu, k float64) (a, c, da float64) {
	if small(nu, k) {
		return millerMoments(nu, k)
	}
	return debyeMoments(nu, k)
}

// LogNormalizer returns log C, the logarithm of the constant of the density
// C exp(κ μ·x) on the unit sphere in ℝᵖ with respect to surface area:
//
//	log C = ν log κ − (p/2) log 2π − log I_ν(κ),  ν = p/2 − 1.
//
// At κ = 0 it is the logarithm of the inverse of the sphere's area. The error
// is about one ulp of max(|log C|, 1), also where terms as large as p and κ
// cancel: they are folded, and added as pairs of words. It is −Inf for κ = +Inf
// and NaN for κ < 0, NaN, or p < 2.
func LogNormalizer(p int, kappa float64) float64 {
	switch {
	case p < 2 || !(kappa >= 0):
		return math.NaN()
	case math.IsInf(kappa, 1):
		return math.Inf(-1)
	}
	return logNormalizer(p, kappa).Float()
}

// logNormalizer is LogNormalizer with a second word for finite κ >= 0, p >= 2.
func logNormalizer(p int, k float64) dd.Num {
	nu := order(p)
	if small(nu, k) {
		return dd.LogNum(dd.Div(uniform()[p], besselSeries(nu, k)))
	}
	r := math.Hypot(nu, k)
	w := 1 / r
	sum := debyeSum(r, w, nu*w*(nu*w))
	if k > 1e100 {
		// The squares below might overflow, and only κ counts.
		return dd.Of((nu*math.Log((nu+r)/(2*math.Pi)) + 0.5*math.Log(r)) - r)
	}
	// ν log κ folds into r − ν log((ν+r)/κ), and log 2π, ν times of the p/2.
	root := dd.Sqrt(dd.Add(dd.Prod(nu, nu), dd.Prod(k, k)))
	twoPi := dd.Num{Hi: 2 * math.Pi, Lo: 0x1.1a62633145c07p-52}
	fold := dd.MulFloat(dd.LogNum(dd.Div(dd.AddFloat(root, nu), twoPi)), nu)
	hi, lo := dd.LogPair(r)
	rest := dd.AddFloat(dd.Num{Hi: hi / 2, Lo: lo / 2}, -halfLog2Pi-sum)
	return dd.Add(dd.Sub(fold, root), rest)
}

// logPeak returns log C + κ, the logarithm of the density at the mean
// direction, without the cancellation of the two where κ is large.
func logPeak(p int, k float64) float64 {
	nu := order(p)
	if k <= 2*nu || small(nu, k) {
		return dd.AddFloat(logNormalizer(p, k), k).Float()
	}
	r := math.Hypot(nu, k)
	w := 1 / r
	// r − κ = ν²/(r+κ)
	return nu*(math.Log((nu+r)/(2*math.Pi))-nu/(r+k)) + 0.5*math.Log(r) - halfLog2Pi - debyeSum(r, w, nu*w*(nu*w))
}

// entropy returns −log C − κA.
func entropy(p int, k float64) float64 {
	nu := order(p)
	if small(nu, k) {
		a, c, _ := millerMoments(nu, k)
		x := dd.Div(besselSeries(nu, k), uniform()[p])
		if a < 0.5 {
			l := dd.LogNum(x)
			return l.Hi - k*a + l.Lo
		}
		// κ(1−A) stays of order p where κA and −log C grow with κ.
		return math.Log(x.Hi*math.Exp(-k)) + k*c
	}
	// In −log C − κA the terms r − κ²/(ν+r) leave ν.
	r := math.Hypot(nu, k)
	w := 1 / r
	s, t := nu*w*(nu*w), k*w
	e, _ := debyeDiffs(r, w, s)
	return nu*(1-math.Log((nu+r)/(2*math.Pi))) + t*t*(0.5+e) + halfLog2Pi - 0.5*math.Log(r) + debyeSum(r, w, s)
}

// MeanResultant returns A(κ) = I_{p/2}(κ)/I_{p/2−1}(κ), the length of the mean
// of the distribution, which rises from 0 at κ = 0 to 1. The relative error is
// a few ulp. It is 1 for κ = +Inf and NaN for κ < 0, NaN, or p < 2.
func MeanResultant(p int, kappa float64) float64 {
	switch {
	case p < 2 || !(kappa >= 0):
		return math.NaN()
	case math.IsInf(kappa, 1):
		return 1
	}
	a, _, _ := moments(order(p), kappa)
	return a
}
