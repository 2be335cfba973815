// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dd

import "math"

// ln2 is log 2 in three parts. The first has 20 trailing zeros, so that its
// product with an exponent is exact; the sum is good to 2⁻¹⁴⁰.
const (
	ln2a = 0x1.62e42ffp-1
	ln2b = -0x1.718432a1b0e26p-35
	ln2c = -0x1.9ff0342542fc3p-90
)

// inverse holds 1/n.
var inverse = func() (t [32]Num) {
	for n := 1; n < len(t); n++ {
		t[n] = Div(Of(1), Of(float64(n)))
	}
	return t
}()

// reduce returns r and k with a = k log 2 + r, |r| a little over log(2)/2.
func reduce(a Num) (r Num, k int) {
	f := math.RoundToEven(a.Hi * math.Log2E)
	r = Add(a, Of(float64(-f*ln2a)))
	r = Add(r, Neg(Prod(f, ln2b)))
	return Add(r, Of(float64(-f*ln2c))), int(f)
}

// expm1 returns exp(r) - 1 for |r| < 1/2: the Taylor series at r/8, doubled
// three times by (1+y)² - 1 = y(2+y).
func expm1(r Num) Num {
	r = Scale(r, -3)
	// |r| < 2⁻⁴, so r^22/22! < 2⁻¹⁵⁰ r.
	y := Num{1, 0}
	for n := 20; n >= 2; n-- {
		y = Add(Of(1), Mul(Mul(y, r), inverse[n]))
	}
	y = Mul(y, r)
	for range 3 {
		y = Mul(y, Add(Of(2), y))
	}
	return y
}

// Exp returns m and k with exp(a) = m 2^k and m within [0.7, 1.42], for any
// finite a with |a| < 2²⁰.
func Exp(a Num) (m Num, k int) {
	r, k := reduce(a)
	return Add(Of(1), expm1(r)), k
}

// Log returns log x for a normal or subnormal x > 0.
func Log(x float64) Num {
	if f := x - 1; math.Abs(f) < 1./16 { // f is exact
		// log(1+f) = 2 atanh s with s = f/(2+f), |s| < 2⁻⁴·⁹
		s := Div(Of(f), Add(Of(2), Of(f)))
		z := Mul(s, s)
		y := inverse[25]
		for n := 23; n >= 1; n -= 2 {
			y = Add(inverse[n], Mul(z, y))
		}
		return Scale(Mul(s, y), 1)
	}
	frac, e := math.Frexp(x)
	// One Newton step from the logarithm of the library, which is good to an
	// ulp where x is normal: log x = y + log(1+u) with u = x exp(-y) - 1 of the order of 2⁻⁴³.
	y := math.Log(frac) + float64(e)*math.Ln2
	m, k := Exp(Of(-y))
	u := Add(Scale(Mul(m, Of(frac)), e+k), Of(-1))
	// u² < 2⁻⁸⁵ and u³ is out of sight.
	return Add(Of(y), Add(u, Scale(Neg(Mul(u, u)), -1)))
}

// Log1p returns log(1+a) for a >= 0.
func Log1p(a Num) Num {
	if a.Hi == 0 {
		return a
	}
	// log(1+a) = log(u) + log((1+a)/u), the second quotient within 2⁻⁵² of 1,
	// which the series to the second order covers.
	u := 1 + a.Hi
	if math.IsInf(u, 0) {
		return Num{u, 0}
	}
	rest := Add(Add(a, Of(1)), Of(-u))
	if u == 1 {
		rest = a
	}
	c := Div(rest, Of(u))
	return Add(Log(u), Add(c, Scale(Neg(Mul(c, c)), -1)))
}

// Tanh returns tanh x for |x| < 2²⁰.
func Tanh(x float64) Num {
	a := math.Abs(x)
	if a > 40 { // 1 - tanh < 2⁻¹¹⁵
		return Of(math.Copysign(1, x))
	}
	r, k := reduce(Of(2 * a))
	// e = exp(2a) - 1 = (2^k - 1) + 2^k expm1(r), without cancellation: k = 0
	// leaves the second term alone.
	e := Add(Add(Of(math.Ldexp(1, k)), Of(-1)), Scale(expm1(r), k))
	t := Div(e, Add(e, Of(2)))
	if x < 0 {
		t = Neg(t)
	}
	return t
}
