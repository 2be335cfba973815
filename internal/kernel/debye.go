// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"
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
	p := saddleGo(v, x)
	h, hLow, hp, hq := logWords(p.r2)
	h, hLow = 0.25*h, 0.25*math.FMA(hp, hq, hLow) // ½ log r
	vw := float64(v * p.w)
	odd, even := debyeSumsGo(p.r, p.w, float64(vw*vw))
	restI := ((odd + even) - (hLow + halfLog2Pi)) + p.low
	restK := ((even - odd) - (hLow - halfLogHalfPi)) - p.low
	return joinGo(p.phi, h, p.err, math.FMA(-p.vq, p.lp, restI)), joinGo(-p.phi, h, -p.err, math.FMA(p.vq, p.lp, restK))
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
