// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// Erf sets dst[i] = erf(x[i]). len(dst) must be at least len(x).
//
// The error is below 1.4 ulp, also of subnormal arguments. erf(±0) = ±0,
// erf(±Inf) = ±1. NaN gives a quiet NaN whose payload is not specified.
func Erf(dst, x []float64) { erf(dst[:len(x)], x) }

// Erfc sets dst[i] = 1 - erf(x[i]). len(dst) must be at least len(x).
//
// The error is below 1.4 ulp, of subnormal results of their spacing.
// erfc(+Inf) = +0, erfc(-Inf) = 2. NaN gives a quiet NaN whose payload is not
// specified.
func Erfc(dst, x []float64) { erfc(dst[:len(x)], x) }

// Erf32 is [Erf] for float32, computed in float64 and rounded: the error is below
// 0.5001 ulp.
func Erf32(dst, x []float32) { erf32(dst[:len(x)], x) }

// Erfc32 is [Erfc] for float32, computed in float64 and rounded: the error is
// below 0.5001 ulp.
func Erfc32(dst, x []float32) { erfc32(dst[:len(x)], x) }

// twoChains returns c[0] + c[1] x + ..., the even and the odd powers apart to
// keep two multipliers busy; w is x².
func twoChains(c []float64, x, w float64) float64 {
	n := len(c) - 1
	a, b := c[n], c[n-1]
	for i := n - 2; i >= 0; i -= 2 {
		a = math.FMA(a, w, c[i])
		if i > 0 {
			b = math.FMA(b, w, c[i-1])
		}
	}
	if n%2 == 0 {
		return math.FMA(b, x, a)
	}
	return math.FMA(a, x, b)
}

// expSquare returns z, which has k in its last bits, and s + t with
// exp(-a²) = 2^k (s + t), s rounded.
func expSquare(a float64) (z, s, t float64) {
	hi := -float64(a * a)
	lo := -math.FMA(a, a, hi)
	z, r, s, t := expReduce(hi)
	r += lo
	t = math.FMA(expTail(r), float64(r*r), t+lo)
	hi = s + t
	return z, hi, (s - hi) + t
}

// erf1 returns erf(x): the specification of [Erf].
func erf1(x float64) float64 {
	if x != x {
		return x
	}
	a := math.Abs(x)
	if a < erfSmall {
		v := float64(x * x)
		return math.FMA(x, twoChains(erfQ[:], v, float64(v*v)), x)
	}
	a = min(erfMax, a)
	z, e, _ := expSquare(a)
	y := 1 / (a + erfA)
	t := float64((a - erfA) * y)
	g := float64(twoChains(erfP[:], t, float64(t*t)) * y)
	e = math.Float64frombits(math.Float64bits(e) + math.Float64bits(z)<<52)
	return math.Copysign(math.FMA(-e, g, 1), x)
}

// erfc1 returns 1 - erf(x): the specification of [Erfc].
func erfc1(x float64) float64 {
	if x != x {
		return x
	}
	a := math.Abs(x)
	if a < erfcSmall {
		v := float64(x * x)
		q := twoChains(erfQ[:], v, float64(v*v))
		d := 1 - x
		return d + math.FMA(-x, q, (1-d)-x)
	}
	a = min(erfcMax, a)
	z, e, eLo := expSquare(a)
	t := (a - erfcA) / (a + erfcA)
	den := a + erfcB
	denLo := a - (den - erfcB)
	y := 1 / den
	yLo := float64(y * math.FMA(-y, denLo, math.FMA(-y, den, 1)))
	// p, g = p/(x+b) and the result in two parts each; p hardly changes with t
	p1 := twoChains(erfcP[1:], t, float64(t*t))
	p := math.FMA(p1, t, erfcP[0])
	pLo := math.FMA(p1, t, erfcP[0]-p)
	g := float64(p * y)
	gLo := math.FMA(p, yLo, math.FMA(pLo, y, math.FMA(p, y, -g)))
	r := math.FMA(e, g, math.FMA(eLo, g, float64(e*gLo)))
	r = scaled(r, z)
	if x < 0 {
		return 2 - r
	}
	return r
}

func erfGo(dst, x []float64) {
	for i, v := range x {
		dst[i] = erf1(v)
	}
}

func erf32Go(dst, x []float32) {
	for i, v := range x {
		dst[i] = float32(erf1(float64(v)))
	}
}

func erfcGo(dst, x []float64) {
	for i, v := range x {
		dst[i] = erfc1(v)
	}
}

func erfc32Go(dst, x []float32) {
	for i, v := range x {
		dst[i] = float32(erfc1(float64(v)))
	}
}
