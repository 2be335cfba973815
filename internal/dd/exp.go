// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dd

import "math"

// ExpPair returns m in (0.98, 2) and k with m·2^k = exp(hi+lo), m with an error
// below 0.55 ulp, for |hi| <= 1400 and |lo| < 2⁻⁸.
func ExpPair(hi, lo float64) (m float64, k int) {
	const shift = 0x1.8p52 // adding it rounds to an integer
	n := math.FMA(hi, 32*math.Log2E, shift)
	bits := math.Float64bits(n)
	n -= shift
	r := math.FMA(n, -ln2Over32Hi, hi) // exact
	r = math.FMA(n, -ln2Over32Mid, r) + lo
	// |r| < 0.015, so r^7/7! < 2⁻⁵⁴ r
	p := r + r*r*(1./2+r*(1./6+r*(1./24+r*(1./120+r*(1./720)))))
	t := &expTable[bits&31]
	return t.Hi + math.FMA(t.Hi, p, t.Lo), int(int64(n)) >> 5
}

// ExpFloat returns exp(hi+lo) rounded once, +Inf beyond the range and 0 below
// it. lo must be small as for [ExpPair].
func ExpFloat(hi, lo float64) float64 {
	switch {
	case hi > 720:
		return math.Inf(1)
	case hi < -760:
		return 0
	case hi != hi:
		return hi
	}
	m, k := ExpPair(hi, lo)
	return Scale2(m, k)
}

// Scale2 returns m·2^k for m near 1: [math.Ldexp] without its care for
// other arguments where that is possible.
func Scale2(m float64, k int) float64 {
	if k > -1000 && k < 1000 {
		return m * math.Float64frombits(uint64(k+1023)<<52)
	}
	return math.Ldexp(m, k)
}

// ExpNum returns m and k with m·2^k = exp(a) for |a| < 1400, m in (0.98, 2) with
// a relative error below 2⁻¹⁰².
func ExpNum(a Num) (m Num, k int) {
	const shift = 0x1.8p52
	n := math.FMA(a.Hi, 32*math.Log2E, shift)
	bits := math.Float64bits(n)
	n -= shift
	r := AddFloat(Num{math.FMA(n, -ln2Over32Hi, a.Hi), 0}, a.Lo) // the first word is exact
	r = Add(r, Neg(Prod(n, ln2Over32Mid)))
	r = AddFloat(r, float64(-n*ln2Over32Lo))
	// |r| < 2⁻⁶·⁵: what follows r^7/7! in the series needs one word.
	x := r.Hi
	y := x * (1./5040 + x*(1./40320+x*(1./362880+x*(1./3628800+x*(1./39916800+x*(1./479001600))))))
	s := AddFloat(inverseFactorial[6], y)
	for i := 5; i > 0; i-- {
		s = Add(inverseFactorial[i], Mul(r, s))
	}
	t := expTable[bits&31]
	return Add(t, Mul(t, Mul(r, s))), int(int64(n)) >> 5
}

// inverseFactorial holds 1/n!.
var inverseFactorial = func() (t [7]Num) {
	t[0] = Of(1)
	for n := 1; n < len(t); n++ {
		t[n] = Div(t[n-1], Of(float64(n)))
	}
	return t
}()
