// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dd

import "math"

// The error-free transformations as functions of plain float64, small enough
// to be inlined into hot paths.

// TwoSum returns s = fl(a+b) and e with s + e = a + b exactly. An argument that is
// a product is rounded first: the conversions keep it from being fused.
func TwoSum(a, b float64) (s, e float64) {
	a, b = float64(a), float64(b)
	s = a + b
	t := s - a
	return s, (a - (s - t)) + (b - t)
}

// FastTwoSum is [TwoSum] for |a| >= |b| or a = 0.
func FastTwoSum(a, b float64) (s, e float64) {
	a, b = float64(a), float64(b)
	s = a + b
	return s, b - (s - a)
}

// TwoProd returns p = fl(a·b) and e with p + e = a·b exactly, barring
// underflow.
func TwoProd(a, b float64) (p, e float64) {
	p = float64(a * b) // on its own, so that no compiler fuses it with a later sum
	return p, math.FMA(a, b, -p)
}

// Sum returns a + b, rounded to a pair.
func Sum(a, b float64) Num {
	s, e := TwoSum(a, b)
	return Num{s, e}
}

// fastSum is [Sum] for |a| >= |b| or a = 0.
func fastSum(a, b float64) Num {
	s, e := FastTwoSum(a, b)
	return Num{s, e}
}

// Prod returns a·b exactly, barring underflow.
func Prod(a, b float64) Num {
	p, e := TwoProd(a, b)
	return Num{p, e}
}

// AddFloat returns a + b.
func AddFloat(a Num, b float64) Num {
	s, e := TwoSum(a.Hi, b)
	s, e = FastTwoSum(s, e+a.Lo)
	return Num{s, e}
}

// MulFloat returns a·b.
func MulFloat(a Num, b float64) Num {
	p, e := TwoProd(a.Hi, b)
	p, e = FastTwoSum(p, math.FMA(a.Lo, b, e))
	return Num{p, e}
}

// Sub returns a - b.
func Sub(a, b Num) Num { return Add(a, Num{-b.Hi, -b.Lo}) }

// Sqrt returns the square root of a >= 0: one Newton step from the root of
// the high word.
func Sqrt(a Num) Num {
	if a.Hi <= 0 || math.IsInf(a.Hi, 1) {
		return Num{Hi: math.Sqrt(a.Hi)}
	}
	r := math.Sqrt(a.Hi)
	// The remainder a - r² is small enough for one word.
	p, e := TwoProd(r, r)
	s, l := FastTwoSum(r, ((a.Hi-p)-e+a.Lo)/(2*r))
	return Num{s, l}
}

// Float returns a rounded to one float64.
func (a Num) Float() float64 { return a.Hi + a.Lo }
