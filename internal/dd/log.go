// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dd

import "math"

// Both logarithms here reduce x = 2^k m by a table: with c the middle of the
// 128th part of [11/16, 11/8) that holds m, log x = k log 2 - log(1/c) +
// log(1+f), f = m/c - 1, |f| <= 2⁻⁷. The two parts next to 1 have c = 1, so
// that the result is accurate relatively to itself, also near 1.

const (
	logOffset = 0x3fe6_0000_0000_0000 // the bits of 11/16
	leastBits = 0x0010_0000_0000_0000 // the bits of the least normal number
	infBits   = 0x7ff0_0000_0000_0000
)

// logSplit returns k, 1/c and the words of log c of its positive, finite,
// normal argument, and m.
func logSplit(x float64) (k, m float64, t *logEntry) {
	bits := math.Float64bits(x)
	d := bits - logOffset
	return float64(int64(d) >> 52), math.Float64frombits(bits - d&(0xfff<<52)), &logTable[d>>45&127]
}

// LogPair returns log x as the unevaluated sum hi + lo, |lo| at most half an ulp
// of hi, with an error below 2⁻⁷¹ + 2⁻⁷⁰ |log x| and a relative error below 2⁻⁶⁷.
// For x <= 0, infinite or NaN, hi is what [math.Log] returns and lo is 0.
func LogPair(x float64) (hi, lo float64) {
	shift := 0.0
	if math.Float64bits(x)-leastBits >= infBits-leastBits {
		if !(x > 0) || math.IsInf(x, 1) {
			return math.Log(x), 0
		}
		x *= 0x1p64 // subnormal
		shift = 64
	}
	k, m, t := logSplit(x)
	k -= shift
	p := float64(m * t.inverse)
	e := math.FMA(m, t.inverse, -p)
	f := p - 1 // exact; f + e = m/c - 1 exactly
	q := float64(f * f)
	ql := math.FMA(f, f, -q)
	// log(1+f) - f + f²/2 = f³ (1/3 - f/4 + ...): |f|^11/11 < 2⁻⁸⁰
	a := math.FMA(f, -1./4, 1./3)
	b := math.FMA(f, -1./6, 1./5)
	c := math.FMA(f, -1./8, 1./7)
	d := math.FMA(f, -1./10, 1./9)
	tail := float64(q*f) * math.FMA(q, math.FMA(q, math.FMA(q, d, c), b), a)
	hi, l1 := FastTwoSum(float64(k*ln2Hi)+t.hi, f) // the first term is exact
	hi, l2 := FastTwoSum(hi, -0.5*q)
	// What e adds is e/(1+f), and |e| <= 2⁻⁵⁴.
	small := float64(k*ln2Mid) + t.mid - 0.5*ql + math.FMA(-e, f-q, e)
	return FastTwoSum(hi, (l1+l2)+(small+tail))
}

// LogNum returns log a for a > 0 in the normal range, with an error below
// 2⁻¹⁰² |log a| + 2⁻¹⁰⁶; near 1 the relative error stays below 2⁻¹⁰⁰.
func LogNum(a Num) Num {
	k, m, t := logSplit(a.Hi)
	lo := a.Lo * (m / a.Hi) // the quotient is a power of two
	// f = (m + lo)/c - 1 in two words.
	p, e := TwoProd(m, t.inverse)
	f := Sum(p-1, e)
	f = Add(f, Prod(lo, t.inverse))
	s := log1pSmall(f)
	sum := AddFloat(s, float64(k*ln2Mid)) // rounded product: its error is added below
	low := math.FMA(k, ln2Mid, -float64(k*ln2Mid)) + (float64(k*ln2Lo) + t.lo)
	sum = AddFloat(AddFloat(sum, low), t.mid)
	return AddFloat(sum, float64(k*ln2Hi)+t.hi)
}

// log1pSmall returns log(1+f) for |f| < 2⁻⁶·⁹ with a relative error below 2⁻¹⁰².
func log1pSmall(f Num) Num {
	// Taylor's series; |f|^7/7 < 2⁻⁵⁰, and what follows it needs one word.
	x := f.Hi
	y := math.FMA(x, math.FMA(x, math.FMA(x, math.FMA(x, math.FMA(x, math.FMA(x, math.FMA(x, 1./15, -1./14), 1./13), -1./12), 1./11), -1./10), 1./9), -1./8)
	s := Mul(f, AddFloat(inverse[7], x*y))
	for n := 6; n > 0; n-- {
		c := inverse[n]
		if n%2 == 0 {
			c = Neg(c)
		}
		s = Mul(f, Add(c, s))
	}
	return s
}

// Log1pNum returns log(1+a) for a > -1, with a relative error below 2⁻¹⁰⁰.
func Log1pNum(a Num) Num {
	if math.Abs(a.Hi) < 0x1p-7 {
		return log1pSmall(a)
	}
	return LogNum(AddFloat(a, 1))
}
