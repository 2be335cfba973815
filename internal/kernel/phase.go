// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"

	"github.com/relaxnum/relax/internal/dd"
)

// PhaseLog returns log y - φ(v, x), φ = r - v log((v+r)/x), r = hypot(v, x), for
// v >= 0, x > 0, y > 0, all normal or v = 0, v and x below 2⁵⁰⁰, r above 2⁻⁵⁰⁰
// and (v+r)/x below 2¹⁰⁰⁰. The error is below
// 2⁻⁶⁸ r + 2⁻⁵³ |f| + 2⁻⁵⁷ (|log y| + 1), f being the result.
func PhaseLog(v, x, y float64) float64 { return phaseLog(v, x, y) }

// PhaseLogs sets dst[i] to what [PhaseLog] returns for v[i], x[i] and y[i], bit
// for bit. The slices must have equal lengths, a multiple of 8.
func PhaseLogs(dst, v, x, y []float64) {
	n := len(x)
	if n%8 != 0 {
		panic("kernel: length is not a multiple of 8")
	}
	phaseLogs(dst[:n:len(dst)], v[:n:len(v)], x, y[:n:len(y)])
}

// PowerLog returns v log a + log b - (c + cLow) for normal a > 0 and b > 0. The
// error is below 2⁻⁵³ |f| + 2⁻⁶⁸ |v log a| + 2⁻⁵⁷ (|log b| + |v| + 1), f being
// the result.
func PowerLog(v, a, b, c, cLow float64) float64 { return powerLog(v, a, b, c, cLow) }

// PowerLogs sets dst[i] to what [PowerLog] returns for v[i], a[i], b[i], c[i] and
// cLow[i], bit for bit. The slices must have equal lengths, a multiple of 8.
func PowerLogs(dst, v, a, b, c, cLow []float64) {
	n := len(a)
	if n%8 != 0 {
		panic("kernel: length is not a multiple of 8")
	}
	powerLogs(dst[:n:len(dst)], v[:n:len(v)], a, b[:n:len(b)], c[:n:len(c)], cLow[:n:len(cLow)])
}

func powerLogsGo(dst, v, a, b, c, cLow []float64) {
	for i, x := range a {
		dst[i] = powerLogGo(v[i], x, b[i], c[i], cLow[i])
	}
}

func phaseLogsGo(dst, v, x, y []float64) {
	for i, a := range x {
		dst[i] = phaseLogGo(v[i], a, y[i])
	}
}

func phaseLogGo(v, x, y float64) float64 {
	p := saddleGo(v, x)
	h, hLow, hp, hq := logWords(y)
	return joinGo(-p.phi, -h, -p.err, math.FMA(p.vq, p.lp, math.FMA(hp, hq, hLow)-p.low))
}

func powerLogGo(v, a, b, c, cLow float64) float64 {
	l, lLow, lp, lq := logWords(a)
	h, hLow, hp, hq := logWords(b)
	m := float64(v * l)
	s := m - c
	t := s - m
	err := (m - (s - t)) - (c + t)
	rest := (math.FMA(v, lLow, math.FMA(v, l, -m)) - cLow) + math.FMA(hp, hq, hLow)
	return joinGo(s, -h, err, math.FMA(float64(v*lq), lp, rest))
}

// A saddle has φ = phi + err + low - vq lp, and more.
type saddle struct{ phi, err, low, vq, lp, r, r2, w float64 }

func saddleGo(v, x float64) saddle {
	// r in two words
	a := float64(v * v)
	b := float64(x * x)
	r2 := a + b
	t := r2 - a
	r2Low := ((a - (r2 - t)) + (b - t)) + (math.FMA(v, v, -a) + math.FMA(x, x, -b))
	r := math.Sqrt(r2)
	w := 1 / r
	rLow := float64(float64(0.5*w) * (math.FMA(-r, r, r2) + r2Low))

	// log((v+r)/x)
	t = r + v
	tLow := (v - (t - r)) + rLow
	q := t / x
	rem := (math.FMA(-q, x, t) + tLow) / t
	l, lLow, lp, lq := logWords(q)
	lLow += rem

	m := float64(v * l)
	phi := r - m
	t = phi - r
	err := (r - (phi - t)) - (m + t)
	low := rLow - math.FMA(v, lLow, math.FMA(v, l, -m))
	return saddle{phi, err, low, float64(v * lq), lp, r, r2, w}
}

// joinGo returns phi - h + err + rest; phi and h can cancel.
func joinGo(phi, h, err, rest float64) float64 {
	f := phi - h
	t := f - phi
	return f + ((((phi - (f - t)) - (h + t)) + err) + rest)
}

// logWordsBias keeps exponents positive in logWords.
const logWordsBias = 1024

// logWords returns log y for normal y > 0 as hi + (lo + p q) with an error below
// 2⁻⁷⁰ (1 + |log y|); |lo + p q| < 2⁻²². It is dd.LogPair but for the last
// sums: p is what takes longest.
func logWords(y float64) (hi, lo, p, q float64) {
	d := math.Float64bits(y) + (logWordsBias<<52 - dd.LogOffset)
	k := float64(d>>52) - logWordsBias
	e := &dd.LogTable[d>>45&127]
	m := math.Float64frombits(d&(1<<52-1) + dd.LogOffset)
	c := float64(m * e.Inverse)
	cLow := math.FMA(m, e.Inverse, -c)
	f := c - 1
	sq := float64(f * f)
	sqLow := math.FMA(f, f, -sq)
	p = math.FMA(sq, math.FMA(f, -1./10, 1./9), math.FMA(f, -1./8, 1./7))
	p = math.FMA(sq, p, math.FMA(f, -1./6, 1./5))
	p = math.FMA(sq, p, math.FMA(f, -1./4, 1./3))
	a := math.FMA(k, dd.Log2Hi, e.Hi)
	g := a + f
	g1 := f - (g - a)
	hi = math.FMA(sq, -0.5, g)
	g2 := math.FMA(sq, -0.5, g-hi)
	small := math.FMA(sqLow, -0.5, math.FMA(k, dd.Log2Mid, e.Mid))
	return hi, (g1 + g2) + (small + math.FMA(-cLow, f-sq, cLow)), p, float64(sq * f)
}
