// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dd

import "math"

// A Num is the number Hi + Lo, with |Lo| at most half an ulp of Hi.
type Num struct{ Hi, Lo float64 }

// Of returns x.
func Of(x float64) Num { return Num{Hi: x} }

// Add returns a + b.
func Add(a, b Num) Num {
	s, t := Sum(a.Hi, b.Hi), Sum(a.Lo, b.Lo)
	s = fastSum(s.Hi, s.Lo+t.Hi)
	return fastSum(s.Hi, s.Lo+t.Lo)
}

// Neg returns -a.
func Neg(a Num) Num { return Num{-a.Hi, -a.Lo} }

// Mul returns a * b.
func Mul(a, b Num) Num {
	p := Prod(a.Hi, b.Hi)
	return fastSum(p.Hi, math.FMA(a.Hi, b.Lo, math.FMA(a.Lo, b.Hi, p.Lo)))
}

// Div returns a / b.
func Div(a, b Num) Num {
	q1 := a.Hi / b.Hi
	r := Add(a, Neg(Mul(b, Of(q1))))
	q2 := r.Hi / b.Hi
	r = Add(r, Neg(Mul(b, Of(q2))))
	return Add(fastSum(q1, q2), Of(r.Hi/b.Hi))
}

// Scale returns a * 2^k. It is exact unless a part leaves the normal range.
func Scale(a Num, k int) Num { return Num{math.Ldexp(a.Hi, k), math.Ldexp(a.Lo, k)} }

// Errors returns |y - ref·2^k| in units in the last place of a format with
// digits bits and least exponent emin (53 and -1022 for float64, 24 and -126
// for float32): the spacing of that format at ref·2^k, in the subnormal range
// the spacing of the subnormal numbers. ref must be normalised.
func Errors(y float64, ref Num, k, digits, emin int) float64 {
	_, e := math.Frexp(ref.Hi)
	if math.Abs(ref.Hi) == math.Ldexp(1, e-1) && ref.Lo != 0 && (ref.Lo < 0) == (ref.Hi > 0) {
		e-- // a power of two from below
	}
	ulp := max(e+k-1, emin) - digits + 1 // exponent of the spacing
	// y·2^-ulp and ref·2^(k-ulp) are of the order of 2^digits: exact and safe.
	frac, ey := math.Frexp(y)
	d := Add(Of(math.Ldexp(frac, ey-ulp)), Neg(Scale(ref, k-ulp)))
	return math.Abs(d.Hi + d.Lo)
}
