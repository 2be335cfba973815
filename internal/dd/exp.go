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
	r = math.FMA(n, -ln2Over32Lo, r) + lo
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
