// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"

	"github.com/relaxnum/relax/internal/bigfun"
	"github.com/relaxnum/relax/internal/dd"
)

// log I_v(x) and log K_v(x) have zeros, along curves x ≈ 0.66 v. No double
// computation has a bound on the relative error there. Double-double arithmetic
// has one as long as what cancels does not exceed the result by 2^tooNear; what
// is left are points within a unit or so of the last place of the curve, and
// they are worth a few hundred bits.

const (
	// preciseFrom is the radius from which the 26 terms of debyePairs suffice.
	preciseFrom = 60
	// preciseBelow is the |f| below which the precise functions start again.
	preciseBelow = 1
	// tooNear is that power of two: the errors of the sums are some 2⁻¹⁰⁵ of their
	// largest term.
	tooNear = 0x1p-52
)

// LogBesselIPrecise returns log I_v(x) like [LogBesselI], but with a relative
// error below 4 eps everywhere, also where I_v(x) is near 1.
//
// Where |log I_v(x)| >= 1 it is LogBesselI; elsewhere it takes a few
// microseconds. At points within a few units of the last place of a zero of the
// logarithm it allocates and takes milliseconds.
func LogBesselIPrecise(v, x float64) float64 {
	f := LogBesselI(v, x)
	if !(math.Abs(f) < preciseBelow) || x == 0 {
		return f
	}
	v = math.Abs(v)
	var sum dd.Num
	var scale float64
	if !isLarge(v, x) || math.Hypot(v, x) < preciseFrom {
		sum, scale = preciseSeriesI(v, x)
	} else {
		var phi, half, odd, even dd.Num
		phi, half, odd, even, scale = preciseDebye(v, x)
		sum = dd.Sub(phi, dd.Add(half, dd.Num{Hi: halfLog2Pi, Lo: halfLog2PiLow}))
		sum = dd.Add(sum, dd.Add(odd, even))
	}
	if f = sum.Float(); math.Abs(f) < tooNear*scale {
		f, _ = bigfun.LogBesselI(bigfun.Float(v), bigfun.Float(x)).Float64()
	}
	return f
}

// LogBesselKPrecise returns log K_v(x) like [LogBesselK], but with a relative
// error below 4 eps everywhere, also where K_v(x) is near 1.
//
// Where |log K_v(x)| >= 1 it is LogBesselK; elsewhere it takes a few
// microseconds, some tens for hypot(v, x) < 60. At points within a few units of
// the last place of a zero of the logarithm it allocates and takes milliseconds.
func LogBesselKPrecise(v, x float64) float64 {
	f := LogBesselK(v, x)
	if !(math.Abs(f) < preciseBelow) {
		return f
	}
	v = math.Abs(v)
	var sum dd.Num
	var scale float64
	if !isLarge(v, x) || math.Hypot(v, x) < preciseFrom {
		sum, scale = preciseIntegralK(v, x)
	} else {
		var phi, half, odd, even dd.Num
		phi, half, odd, even, scale = preciseDebye(v, x)
		sum = dd.Sub(dd.Sub(dd.Num{Hi: halfLogHalfPi, Lo: halfLogHalfPiLow}, half), phi)
		sum = dd.Add(sum, dd.Sub(even, odd))
	}
	if f = sum.Float(); math.Abs(f) < tooNear*scale {
		f, _ = bigfun.LogBesselK(bigfun.Float(v), bigfun.Float(x)).Float64()
	}
	return f
}

// preciseDebye returns φ, ½ log r, the two sums of the Debye expansion, and r.
func preciseDebye(v, x float64) (phi, half, odd, even dd.Num, scale float64) {
	r2 := dd.Add(dd.Prod(v, v), dd.Prod(x, x))
	r := dd.Sqrt(r2)
	q := dd.Div(dd.AddFloat(r, v), dd.Of(x))
	phi = dd.Sub(r, dd.MulFloat(dd.LogNum(q), v))
	half = dd.Scale(dd.LogNum(r2), -2)
	w := dd.Div(dd.Of(1), r)
	w2 := dd.Mul(w, w)
	s := dd.Mul(dd.Prod(v, v), w2)
	for k := preciseTerms(r.Hi); k >= 2; k -= 2 {
		even = dd.Add(dd.Mul(even, w2), pairPolynomial(debyePairs[k-1], s))
		odd = dd.Add(dd.Mul(odd, w2), pairPolynomial(debyePairs[k-2], s))
	}
	return phi, half, dd.Mul(odd, w), dd.Mul(even, w2), r.Hi
}

// preciseTerms returns how many terms leave an error below 2⁻¹⁰⁴.
func preciseTerms(r float64) int {
	switch {
	case r < 200:
		return len(debyePairs)
	case r < 1000:
		return 16
	case r < 1e5:
		return 10
	}
	return 6
}

func pairPolynomial(c []dd.Num, t dd.Num) dd.Num {
	y := c[len(c)-1]
	for i := len(c) - 2; i >= 0; i-- {
		y = dd.Add(dd.Mul(y, t), c[i])
	}
	return y
}

// preciseSeriesI is seriesI and the size of its largest term.
func preciseSeriesI(v, x float64) (f dd.Num, scale float64) {
	h := 0.5 * x
	if v < 0x1p-200 && x < 0x1p-90 {
		// v (log(x/2) + γ) + x²/4, scaled out of reach of underflow
		g := dd.Sub(preciseLogHalf(x), dd.Num{Hi: gammaPieces[0].slope, Lo: gammaPieces[0].slopeLow})
		y := dd.Prod(h*0x1p300, h*0x1p300)
		f = dd.Add(dd.MulFloat(g, v*0x1p600), y)
		return dd.Scale(f, -600), y.Hi * 0x1p-600
	}
	y := dd.Prod(h, h)
	q := dd.Num{}
	for k := float64(preciseSeriesTerms(v, x)); k > 0; k-- {
		c := dd.Div(y, dd.MulFloat(dd.Sum(v, k), k))
		q = dd.Mul(c, dd.AddFloat(q, 1))
	}
	f = dd.Log1pNum(q)
	if v == 0 {
		return f, f.Hi
	}
	p, g := dd.MulFloat(preciseLogHalf(x), v), preciseLgamma1p(v)
	scale = max(f.Hi, math.Abs(p.Hi), math.Abs(g.Hi))
	if v > 0.5 {
		scale = max(scale, 64) // in Stirling's formula
	}
	return dd.Add(dd.Sub(p, g), f), scale
}

// preciseLogHalf is log(x/2).
func preciseLogHalf(x float64) dd.Num {
	if x >= 0x1p-1000 {
		return dd.LogNum(dd.Of(0.5 * x))
	}
	return dd.Add(dd.LogNum(dd.Of(x*0x1p200)), dd.LogNum(dd.Of(0x1p-201)))
}

// preciseSeriesTerms returns the number of terms until they fall below 2⁻¹¹⁰.
func preciseSeriesTerms(v, x float64) int {
	y := 0.25 * x * x
	t := 1.0
	for k := 1.0; ; k++ {
		c := y / (k * (v + k))
		t *= c
		if c < 0.5 && t < 0x1p-110 {
			return int(k)
		}
	}
}

// preciseLgamma1p is log Γ(1+v) for 0 < v < preciseFrom, relatively accurate
// near 0.
func preciseLgamma1p(v float64) dd.Num {
	if v <= 0.5 {
		p := dd.MulFloat(pairPolynomial(gammaPairs[:], dd.Of(v)), v)
		return dd.Sub(p, dd.Log1pNum(dd.Of(v)))
	}
	// Raise v to u >= 20, then Stirling.
	product := dd.Of(1)
	u := dd.Of(v)
	for u.Hi < 20 {
		u = dd.AddFloat(u, 1)
		product = dd.Mul(product, u)
	}
	g := dd.Sub(dd.Mul(dd.AddFloat(u, 0.5), dd.LogNum(u)), u)
	g = dd.Add(g, dd.Num{Hi: halfLog2Pi, Lo: halfLog2PiLow})
	i := dd.Div(dd.Of(1), u)
	g = dd.Add(g, dd.Mul(i, pairPolynomial(stirlingPairs[:], dd.Mul(i, i))))
	return dd.Sub(g, dd.LogNum(product))
}

// preciseIntegralK is the trapezoidal rule of trapezoidK with step 1/20, whose
// error is below 2⁻¹¹⁰ for hypot(v, x) < preciseFrom, and the size of what cancels.
func preciseIntegralK(v, x float64) (f dd.Num, scale float64) {
	r := dd.Sqrt(dd.Add(dd.Prod(v, v), dd.Prod(x, x)))
	q := dd.Div(dd.AddFloat(r, v), dd.Of(x))
	phi := dd.Sub(r, dd.MulFloat(dd.LogNum(q), v))
	sum := dd.Of(1)
	for _, o := range []float64{v, -v} {
		for i := range preciseNodes {
			n := &preciseNodes[i]
			a := dd.Add(dd.Mul(r, n.c), dd.MulFloat(n.s, o))
			if a.Hi > 78 {
				break
			}
			m, k := dd.ExpNum(dd.Neg(a))
			sum = dd.Add(sum, dd.Scale(m, k))
		}
	}
	l := dd.LogNum(dd.Div(sum, dd.Of(40)))
	return dd.Sub(l, phi), max(r.Hi, math.Abs(l.Hi))
}
