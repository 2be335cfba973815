// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dd

import "math"

// The functions of this file return m and k with f(x) = m·2^k, and m within the
// normal range. They are references: their relative error is below 2⁻⁸⁰, and
// they take their time. x is finite.

// tiny is where f(x) = x(1 + O(x)) is as good as x itself.
const tiny = 0x1p-110

// ln2 is log 2.
var ln2 = Num{0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56}

// Exp2 returns 2^x.
func Exp2(x float64) (m Num, k int) {
	n := math.RoundToEven(x)
	m, k = Exp(MulFloat(ln2, x-n))
	return m, k + int(n)
}

// Expm1 returns exp(x) - 1.
func Expm1(x float64) (m Num, k int) {
	switch {
	case math.Abs(x) < tiny:
		return normal(Of(x))
	case x < -100:
		return Of(-1), 0
	case x > 100:
		return Exp(Of(x))
	}
	r, k := reduce(Of(x))
	return Add(Add(Of(math.Ldexp(1, k)), Of(-1)), Scale(expm1(r), k)), 0
}

// Sinh returns sinh(x).
func Sinh(x float64) (m Num, k int) {
	if a := math.Abs(x); a > 100 {
		m, k = Exp(Of(a))
		return Scale(m, -1).withSign(x), k
	}
	if math.Abs(x) < tiny {
		return normal(Of(x))
	}
	e, _ := Expm1(math.Abs(x))
	return Scale(Add(e, Div(e, AddFloat(e, 1))), -1).withSign(x), 0
}

// Cosh returns cosh(x).
func Cosh(x float64) (m Num, k int) {
	m, k = Exp(Of(math.Abs(x)))
	if math.Abs(x) > 100 {
		return Scale(m, -1), k
	}
	m = Scale(m, k)
	return Scale(Add(m, Div(Of(1), m)), -1), 0
}

// Sigmoid returns 1/(1 + exp(-x)).
func Sigmoid(x float64) (m Num, k int) {
	if x < -200 {
		return Exp(Of(x))
	}
	m, k = Exp(Of(-x))
	return Div(Of(1), AddFloat(Scale(m, k), 1)), 0
}

// Log2 returns log x/log 2.
func Log2(x float64) (m Num, k int) { return normal(Div(Log(x), ln2)) }

// Log1pFloat returns log(1+x) for x > -1.
func Log1pFloat(x float64) (m Num, k int) {
	switch {
	case math.Abs(x) < tiny:
		return normal(Of(x))
	case x > 0x1p200:
		return Log(x), 0
	}
	return Log1pNum(Of(x)), 0
}

// Log1pExp returns log(1 + exp(x)).
func Log1pExp(x float64) (m Num, k int) {
	if x < -200 {
		return Exp(Of(x))
	}
	m, k = Exp(Of(-math.Abs(x)))
	l := Log1pNum(Scale(m, k))
	if x > 0 {
		l = AddFloat(l, x)
	}
	return l, 0
}

// Log1mExp returns log(1 - exp(x)) for x < 0.
func Log1mExp(x float64) (m Num, k int) {
	switch {
	case x < -200:
		m, k = Exp(Of(x))
		return Neg(m), k
	case x > -tiny:
		return Log(-x), 0
	case x < -1:
		m, k = Exp(Of(x))
		return Log1pNum(Neg(Scale(m, k))), 0
	}
	e, _ := Expm1(x)
	return LogNum(Neg(e)), 0
}

// Logit returns log(x/(1-x)) for 0 < x < 1.
func Logit(x float64) (m Num, k int) {
	if x < tiny {
		return Log(x), 0
	}
	return normal(LogNum(Div(Of(x), Sum(1, -x))))
}

// Pow returns x^y for x > 0.
func Pow(x, y float64) (m Num, k int) {
	frac, e := math.Frexp(x)
	// |log x| < 1e3 and |y log x| < 1e3 where it matters: rounded to 100 bits,
	// that is 2⁻⁹⁰ of the result.
	if frac < math.Sqrt2/2 {
		frac, e = frac*2, e-1
	}
	l := MulFloat(Add(MulFloat(ln2, float64(e)), LogNum(Of(frac))), y)
	return ExpNum(Num{max(-1300, min(1300, l.Hi)), l.Lo})
}

// twoOverRootPi is 2/√π.
var twoOverRootPi = Num{0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56}

// Erf returns erf(x).
func Erf(x float64) (m Num, k int) {
	switch {
	case math.Abs(x) < tiny:
		m, k = normal(Of(x))
		return Mul(twoOverRootPi, m), k
	case math.Abs(x) > 3:
		m, k = Erfc(math.Abs(x))
		return AddFloat(Neg(Scale(m, k)), 1).withSign(x), 0
	}
	return erfSeries(x), 0
}

// Erfc returns 1 - erf(x).
func Erfc(x float64) (m Num, k int) {
	switch {
	case x < -3:
		m, k = Erfc(-x)
		return AddFloat(Neg(Scale(m, k)), 2), 0
	case x < 2:
		return AddFloat(Neg(erfSeries(x)), 1), 0
	case x > 40:
		return Num{}, 0
	}
	// exp(-x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + ...)))), cut off where
	// the relative error is about exp(-2x √(2n)).
	t := Of(x)
	for n := 20 + int(1000/(x*x)); n > 0; n-- {
		t = AddFloat(Div(Of(float64(n)/2), t), x)
	}
	m, k = Exp(Neg(Prod(x, x)))
	return Mul(Div(m, t), Scale(twoOverRootPi, -1)), k
}

// erfSeries returns erf(x) = 2/√π exp(-x²) x Σ (2x²)^n/(1·3·...·(2n+1)), whose
// terms have one sign, for |x| <= 3.
func erfSeries(x float64) Num {
	z := Scale(Prod(x, x), 1)
	s := Of(1)
	for n := 20 + int(8*x*x); n > 0; n-- {
		s = AddFloat(Mul(s, Div(z, Of(float64(2*n+1)))), 1)
	}
	m, k := Exp(Neg(Prod(x, x)))
	return MulFloat(Mul(Mul(Scale(m, k), twoOverRootPi), s), x)
}

func (a Num) withSign(x float64) Num {
	if x < 0 {
		return Neg(a)
	}
	return a
}

// normal returns a as a number of the size of 1 and an exponent.
func normal(a Num) (Num, int) {
	_, k := math.Frexp(a.Hi)
	return Scale(a, -k), k
}
