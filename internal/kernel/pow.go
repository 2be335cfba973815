// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// Pow sets dst[i] = x[i]^y. len(dst) must be at least len(x).
//
// The error is below 1 ulp, of subnormal results of their spacing; for y = 1
// and 2 the result is correctly rounded. The special cases are those of
// [math.Pow]. NaN gives a quiet NaN whose payload is not specified.
func Pow(dst, x []float64, y float64) {
	dst = dst[:len(x)]
	if powSimple(dst, x, y) {
		return
	}
	bad, odd := powSigns(y)
	pow(dst, x, y, bad, odd)
}

// Pow32 is [Pow] for float32, computed in float64 and rounded: the error is below
// 0.5001 ulp.
func Pow32(dst, x []float32, y float32) {
	dst = dst[:len(x)]
	if powSimple(dst, x, y) {
		return
	}
	bad, odd := powSigns(float64(y))
	pow32(dst, x, float64(y), bad, odd)
}

// powSimple treats the exponents 0, 1, 2, NaN and ±Inf.
func powSimple[T float32 | float64](dst, x []T, y T) bool {
	switch {
	case y == 1:
		copy(dst, x)
	case y == 2:
		for i, v := range x {
			dst[i] = v * v
		}
	case y == 0 || y-y != 0:
		for i, v := range x {
			dst[i] = T(math.Pow(float64(v), float64(y)))
		}
	default:
		return false
	}
	return true
}

// powSigns returns what the power of a negative number has added, 0 or NaN, and
// -0 if y is an odd integer, in which case the power has the sign of x, else +0.
func powSigns(y float64) (bad, odd float64) {
	if y != math.Trunc(y) {
		return math.NaN(), 0
	}
	if math.Abs(y) < 0x1p53 && math.Mod(y, 2) != 0 {
		odd = math.Copysign(0, -1)
	}
	return 0, odd
}

// powLog returns log x in two parts, the first rounded, with a relative error
// below 2⁻⁶³; x is positive and normal, and its exponent has the given bias.
func powLog(x, bias float64) (hi, lo float64) {
	b := math.Float64bits(x) + logOffset
	k := math.Float64frombits(b>>52|math.Float64bits(logTwo52)) - bias
	f := math.Float64frombits(b&logMantissa+logRoot) - 1
	// s = f/(2+f), z = s², each in two parts
	den := 2 + f
	denLo := f - (den - 2)
	y := 1 / den
	s := float64(f * y)
	sLo := float64(y * math.FMA(-s, denLo, math.FMA(-s, den, f)))
	z := float64(s * s)
	zLo := math.FMA(s+s, sLo, math.FMA(s, s, -z))
	// r = 1/3 + z (...), u = z r and v = s u
	p := twoChains(powC[:], z, float64(z*z))
	r := math.FMA(p, z, powThird)
	rLo := math.FMA(p, z, powThird-r) + powThirdLo
	u := float64(z * r)
	uLo := math.FMA(z, rLo, math.FMA(zLo, r, math.FMA(z, r, -u)))
	v := float64(s * u)
	vLo := math.FMA(s, uLo, math.FMA(sLo, u, math.FMA(s, u, -v)))
	// 2 (s + v)
	h := s + v
	l := (s - h) + v + (sLo + vLo)
	h, l = h+h, l+l
	a := float64(k * expLn2Hi) // exact
	t := a + h
	l = (a - t) + h + math.FMA(k, expLn2Lo, l)
	hi = t + l
	return hi, (t - hi) + l
}

// powExp returns z, which has k in its last bits, and y with
// exp(hi+lo) = 2^k y.
func powExp(hi, lo float64) (z, y float64) {
	z, r, s, t := expReduce(hi)
	r += lo
	return z, s + math.FMA(expTail(r), float64(r*r), t+lo)
}

// pow1 returns x^y: the specification of [Pow] for the exponents that it does
// not treat itself.
func pow1(x, y, bad, odd float64) float64 {
	abs := math.Abs(x)
	sign := math.Float64bits(x) & math.Float64bits(odd)
	switch {
	case x != x:
		return x
	case abs == 0 || abs > math.MaxFloat64:
		limit := math.Inf(1)
		if (abs == 0) == (y > 0) {
			limit = 0
		}
		return math.Float64frombits(math.Float64bits(limit) | sign)
	}
	bias := float64(logBias)
	if abs < logTiny {
		abs *= logScale
		bias = logBiasS
	}
	hi, lo := powLog(abs, bias)
	p := float64(y * hi)
	lo = math.FMA(y, lo, math.FMA(y, hi, -p))
	if !(p >= powMin && p < powMax) {
		p, lo = max(powMin, min(powMax, p)), 0
	}
	z, e := powExp(p, lo)
	r := scaled(e, z)
	if x < 0 {
		r += bad
	}
	return math.Float64frombits(math.Float64bits(r) | sign)
}

func powGo(dst, x []float64, y, bad, odd float64) {
	for i, v := range x {
		dst[i] = pow1(v, y, bad, odd)
	}
}

func pow32Go(dst, x []float32, y, bad, odd float64) {
	for i, v := range x {
		dst[i] = float32(pow1(float64(v), y, bad, odd))
	}
}
