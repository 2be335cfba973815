// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"

	"github.com/relaxnum/relax/internal/dd"
)

// DebyeLog returns log I_v(x) and log K_v(x) by the logarithmic Debye expansion,
// for v >= 0, x > 0, 20 <= hypot(v, x), both at most 2⁵⁰⁰, and
// (v+hypot(v, x))/x < 2¹⁰⁰⁰. With r = √(v²+x²), w = 1/r, s = (v/r)² and
// φ = r - v log((v+r)/x),
//
//	log I =  φ - ½ log r - ½ log 2π  + Σ w^k d_k(s)
//	log K = -φ - ½ log r + ½ log π/2 + Σ (-w)^k d_k(s).
//
// φ has an absolute error below 2⁻⁶⁸ r; all else adds less than
// 2⁻⁵² max(|f|, 1) to the error of a result f.
func DebyeLog(v, x float64) (logI, logK float64) { return debyeLog(v, x) }

// DebyeLogs sets logI[i] and logK[i] to what [DebyeLog] returns for v[i] and
// x[i], bit for bit. The slices must have equal lengths, a multiple of 8.
func DebyeLogs(logI, logK, v, x []float64) {
	n := len(x)
	if n%8 != 0 {
		panic("kernel: length is not a multiple of 8")
	}
	debyeLogs(logI[:n:len(logI)], logK[:n:len(logK)], v[:n:len(v)], x)
}

func debyeLogsGo(logI, logK, v, x []float64) {
	for i, y := range x {
		logI[i], logK[i] = debyeLogGo(v[i], y)
	}
}

// Where groups of four terms begin to count: they leave an error below
// 0.1 eps max(|f|, 1) in both logarithms, for every s.
const (
	debyeFrom4  = 602.2 // above it, four terms
	debyeFrom8  = 70.1
	debyeFrom12 = 31.9
	debyeFrom16 = 23.3
)

const (
	halfLog2Pi    = 0.918938533204672741780329736405617639861397473637783
	halfLogHalfPi = 0.225791352644727432363097614947441071785897339277528
)

func debyeLogGo(v, x float64) (logI, logK float64) {
	// r in two words
	a := float64(v * v)
	b := float64(x * x)
	r2 := a + b
	t := r2 - a
	r2Low := ((a - (r2 - t)) + (b - t)) + (math.FMA(v, v, -a) + math.FMA(x, x, -b))
	r := math.Sqrt(r2)
	w := 1 / r
	rLow := float64(float64(0.5*w) * (math.FMA(-r, r, r2) + r2Low))

	// log((v+r)/x) and ½ log r in two words each
	t = r + v
	tLow := (v - (t - r)) + rLow
	q := t / x
	l, lLow := logWords(q)
	lLow += (math.FMA(-q, x, t) + tLow) / t
	h, hLow := logWords(r2)
	h, hLow = 0.25*h, 0.25*hLow

	m := float64(v * l)
	phi := r - m
	t = phi - r
	low := ((r - (phi - t)) - (m + t)) + rLow
	low -= math.FMA(v, lLow, math.FMA(v, l, -m))

	vw := float64(v * w)
	odd, even := debyeSumsGo(r, w, float64(vw*vw))

	return debyeJoin(phi, h, low+((odd+even)-(halfLog2Pi+hLow))),
		debyeJoin(-phi, h, ((even-odd)+(halfLogHalfPi-hLow))-low)
}

// debyeJoin returns phi - h + rest; phi and h can cancel.
func debyeJoin(phi, h, rest float64) float64 {
	f := phi - h
	t := f - phi
	return f + (((phi - (f - t)) - (h + t)) + rest)
}

// logWords returns log y for normal y >= 11/16 as hi + lo with an error below
// 2⁻⁷⁰ (1 + |log y|); |lo| < 2⁻²². It is dd.LogPair but for the last
// normalisation.
func logWords(y float64) (hi, lo float64) {
	bits := math.Float64bits(y)
	d := bits - dd.LogOffset
	k := float64(d >> 52)
	e := &dd.LogTable[d>>45&127]
	m := math.Float64frombits(bits - d&(0xfff<<52))
	p := float64(m * e.Inverse)
	pLow := math.FMA(m, e.Inverse, -p)
	f := p - 1
	q := float64(f * f)
	qLow := math.FMA(f, f, -q)
	s := math.FMA(q, math.FMA(f, -1./10, 1./9), math.FMA(f, -1./8, 1./7))
	s = math.FMA(q, s, math.FMA(f, -1./6, 1./5))
	s = math.FMA(q, s, math.FMA(f, -1./4, 1./3))
	s = float64(s * float64(q*f))
	a := math.FMA(k, dd.Log2Hi, e.Hi)
	g := a + f
	g1 := f - (g - a)
	hi = math.FMA(q, -0.5, g)
	g2 := math.FMA(q, -0.5, g-hi)
	small := math.FMA(qLow, -0.5, math.FMA(k, dd.Log2Mid, e.Mid))
	return hi, ((g1 + g2) + (small + math.FMA(-pLow, f-q, pLow))) + s
}

// debyeSumsGo returns Σ w^k d_k(s) over the odd and the even k.
func debyeSumsGo(r, w, s float64) (odd, even float64) {
	groups := 1
	switch {
	case r < debyeFrom16:
		groups = 5
	case r < debyeFrom12:
		groups = 4
	case r < debyeFrom8:
		groups = 3
	case r < debyeFrom4:
		groups = 2
	}
	w2, z := float64(w*w), float64(s*s)
	for g := groups - 1; g >= 0; g-- {
		c := debyeGroups[debyeGroup[g] : debyeGroup[g]+16*g+20]
		// Each polynomial as two in z = s²: its degree 4g+4 is even.
		var e, o [4]float64
		copy(e[:], c[len(c)-4:])
		for c = c[:len(c)-4]; len(c) > 0; c = c[:len(c)-8] {
			p, q := c[len(c)-4:], c[len(c)-8:len(c)-4]
			for i := range 4 {
				o[i] = math.FMA(o[i], z, p[i])
				e[i] = math.FMA(e[i], z, q[i])
			}
		}
		for i := range 4 {
			e[i] = math.FMA(o[i], s, e[i])
		}
		odd = math.FMA(math.FMA(odd, w2, e[2]), w2, e[0])
		even = math.FMA(math.FMA(even, w2, e[3]), w2, e[1])
	}
	return float64(odd * w), float64(even * w2)
}
