// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"

	"github.com/relaxnum/relax/internal/dd"
)

// Lgamma1p returns log |Γ(1+x)|.
//
// Its relative error stays at a few units of the last place for all x >= -1/2,
// also next to its zeros at 0 and 1, where math.Lgamma(1+x) has lost x. For
// x < -1/2, where the function has more zeros, the error is below
// 4 eps max(|f|, 1).
//
// Special cases are:
//
//	Lgamma1p(-n) = +Inf for n = 1, 2, ...
//	Lgamma1p(±Inf) = +Inf
//	Lgamma1p(NaN) = NaN
func Lgamma1p(x float64) float64 {
	switch {
	case x >= 0:
		hi, lo := lgamma1pPair(x)
		return hi + lo
	case x >= -0.5:
		return x * (gammaPieces[0].slope + math.FMA(x, polynomial(gammaBelow[:], x), gammaPieces[0].slopeLow))
	case x > -1:
		return Lgamma1p(x+1) - math.Log1p(x)
	case math.IsNaN(x):
		return x
	case x == math.Floor(x): // a pole, or -Inf
		return math.Inf(1)
	}
	// Γ(1+x) Γ(-x) = -π/sin(πx), and -x - 1 is exact.
	hi, lo := lgamma1pPair(-x - 1)
	s, sLow := dd.LogPair(math.Abs(sinPi(x)) / math.Pi)
	s, e := dd.TwoSum(-s, -hi)
	return s + (e - sLow - lo)
}

// lgamma1pPair returns log Γ(1+x) for x >= 0 as hi + lo, with an error of some
// 2⁻⁶⁵ of the larger of its terms.
func lgamma1pPair(x float64) (hi, lo float64) {
	if x < stirlingFrom {
		m := int(x + 0.5)
		g := &gammaPieces[m]
		t := x - float64(m)
		a, aLow := dd.TwoProd(t, g.slope)
		lo = g.valueLow + aLow + t*math.FMA(t, gammaPoly(&g.p, t), g.slopeLow)
		hi, a = dd.TwoSum(g.value, a)
		return dd.FastTwoSum(hi, a+lo)
	}
	if x > 1e305 {
		l, low := dd.LogPair(x)
		return x * (l - 1 + low), 0 // +Inf beyond the range
	}
	l, lLow := dd.LogPair(x)
	y, yLow := dd.TwoSum(x, 0.5)
	a, aLow := dd.TwoProd(y, l)
	hi, e := dd.TwoSum(a, -x)
	lo = e + aLow + y*lLow + yLow*l + stirling(x)
	hi, e = dd.TwoSum(hi, halfLog2Pi)
	return dd.FastTwoSum(hi, e+lo+halfLog2PiLow)
}

// stirling returns log Γ(1+v) - ((v+½) log v - v + ½ log 2π) for
// v >= stirlingFrom.
func stirling(v float64) float64 {
	u := 1 / v
	z := u * u
	c := &gammaStirling
	return u * (c[0] + z*(c[1]+z*(c[2]+z*(c[3]+z*(c[4]+z*(c[5]+z*(c[6]+z*c[7])))))))
}

// gammaPoly evaluates p of a gammaPiece as two polynomials in t², for two
// chains of dependent operations instead of one.
func gammaPoly(c *[20]float64, t float64) float64 {
	z := t * t
	even := c[18]*z + c[16]
	odd := c[19]*z + c[17]
	for i := 14; i >= 0; i -= 2 {
		even = even*z + c[i]
		odd = odd*z + c[i+1]
	}
	return odd*t + even
}

// polynomial evaluates the polynomial with coefficients c in ascending powers.
func polynomial(c []float64, t float64) float64 {
	y := 0.0
	for i := len(c) - 1; i >= 0; i-- {
		y = y*t + c[i]
	}
	return y
}

// sinPi returns sin(πx), the argument being reduced exactly.
func sinPi(x float64) float64 {
	y := math.Mod(math.Abs(x), 2)
	sign := math.Copysign(1, x)
	if y >= 1 {
		y, sign = y-1, -sign
	}
	if y > 0.5 {
		y = 1 - y
	}
	if y > 0.25 {
		return sign * math.Cos(math.Pi*(0.5-y))
	}
	return sign * math.Sin(math.Pi*y)
}
