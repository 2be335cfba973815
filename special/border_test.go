// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relaxnum/relax/internal/bigfun"
)

// A border is a curve across which something in the computation changes: point
// returns one on it for t in [0, 1], and across which direction to step.
type border struct {
	name   string
	point  func(t float64) (v, x float64)
	alongV bool // step in v, else in x
}

// circle is the border hypot(v, x) = r, with x > 0.
func circle(r float64) func(t float64) (v, x float64) {
	return func(t float64) (v, x float64) {
		v = r * math.Sin(t*math.Pi/2*0.99999)
		return v, math.Sqrt((r - v) * (r + v))
	}
}

// sum is the border hypot(v, x) + v = d within x >= 1/2.
func sum(d float64) func(t float64) (v, x float64) {
	return func(t float64) (v, x float64) {
		top := math.Nextafter((d-0.25/d)/2, 0) // x = 1/2 there: x² = d (d - 2v)
		v = t * top
		return v, math.Sqrt(d * (d - 2*v))
	}
}

// atLevel is the border log I_v(x) = level r, or that of log K for k, v from r0 to
// r1, by bisection.
func atLevel(k bool, level, r0, r1 float64) func(t float64) (v, x float64) {
	return func(t float64) (v, x float64) {
		v = r0 * math.Pow(r1/r0, t)
		lo, hi := v/100, 100*v // I grows with x from far below 0, K falls
		for hi > lo*(1+1e-13) {
			x = lo + (hi-lo)/2
			f := LogBesselI(v, x) - level*math.Hypot(v, x)
			if k {
				f = -LogBesselK(v, x) + level*math.Hypot(v, x)
			}
			if f < 0 {
				lo = x
			} else {
				hi = x
			}
		}
		return v, x
	}
}

var borders = []border{
	{"series and integral to expansion", circle(debyeMin), false},
	{"20 terms", circle(23.3), false}, {"16 terms", circle(31.9), false}, {"12 terms", circle(70.1), false}, {"8 terms", circle(602.2), false},
	{"24 terms of values", circle(23), false}, {"20 terms of values", circle(24.8), false}, {"18 terms of values", circle(27.7), false},
	{"16 terms of values", circle(32.6), false}, {"14 terms of values", circle(41.2), false}, {"12 terms of values", circle(58.4), false},
	{"10 terms of values", circle(101.2), false}, {"8 terms of values", circle(257.5), false}, {"6 terms of values", circle(1568), false},
	{"4 terms of values", circle(1.432e5), false},
	{"Temme to integral", func(t float64) (v, x float64) { return 19.9 * t, temmeBelow }, false},
	{"step 1/5 to 1/6", sum(7.6), false}, {"step 1/6 to 1/7", sum(17), false}, {"step 1/7 to 1/8", sum(29), false},
	{"Temme's order", func(t float64) (v, x float64) { return math.Floor(19*t) + 0.5, 0.5 * math.Pow(1e-9, t*t) }, true},
	{"Temme's sinh", func(t float64) (v, x float64) { mu := 0.5 - 0.4*t; return mu, 2 * math.Exp(-1/mu) }, false},
	{"pieces of log gamma", func(t float64) (v, x float64) { return math.Floor(39*t)/2 + 0.25, 0.5 + 3*t }, true},
	{"terms of the series", func(t float64) (v, x float64) { return 18 * (1 - t), 1 + math.Floor(17.9*t) }, false},
	{"|log I| = r/3", atLevel(false, 1./3, 5, 1e5), false}, {"|log I| = -r/3", atLevel(false, -1./3, 5, 1e5), false},
	{"|log K| = r/3", atLevel(true, 1./3, 5, 1e5), false}, {"|log K| = -r/3", atLevel(true, -1./3, 5, 1e5), false},
	{"refined log I", atLevel(false, refineBelow*1.18, 1e4, 1e9), false}, {"refined log K", atLevel(true, refineBelow*1.18, 1e4, 1e9), false},
	{"I = 1", atLevel(false, 0, 3, 1e9), false}, {"K = 1", atLevel(true, 0, 3, 1e9), false},
	{"|log I| = 16", func(t float64) (v, x float64) { return level16(t) }, false},
	{"precise by expansion", circle(preciseFrom), false},
	{"kernel to huge", circle(hugeRadius), false},
	{"kernel to tiny x", func(t float64) (v, x float64) { return 20 + 1e3*t, 0x1p-490 }, false},
	{"refined values", circle(0x1p12), false},
}

// level16 is the border log I = ±16 for r < 20.
func level16(t float64) (v, x float64) {
	v = 1 + 17*t
	lo, hi := 1e-12, 20.0
	for hi > lo*(1+1e-13) {
		x = math.Sqrt(lo * hi)
		if LogBesselI(v, x) < -16 {
			lo = x
		} else {
			hi = x
		}
	}
	return v, x
}

// Both sides of every border are right, and what the function jumps by across
// it, less what it should, is within the two errors.
func TestBorders(t *testing.T) {
	n := 12
	if testing.Short() {
		n = 1
	}
	r := rand.New(rand.NewPCG(1, 40))
	var worst, jump tally
	for _, b := range borders {
		for i := range n {
			v, x := b.point((float64(i) + r.Float64()) / float64(n))
			steps := []float64{-1e-13, -1e-15, 0, 1e-15, 1e-13}
			var last [2]float64
			var lastWant [2]float64
			for j, step := range steps {
				a, y := v, x*(1+step)
				if b.alongV {
					a, y = v*(1+step), x
				}
				for k, f := range []struct {
					name string
					got  float64
				}{{"I", LogBesselI(a, y)}, {"K", LogBesselK(a, y)}} {
					big := bigfun.LogBesselI
					if k == 1 {
						big = bigfun.LogBesselK
					}
					want := big(bigfun.Float(a), bigfun.Float(y))
					e := mixed(f.got, want, false)
					worst.add(e, a, y)
					assert.LessOrEqual(t, e, 4., "%s: log %s_%v(%v)", b.name, f.name, a, y)
					wf, _ := want.Float64()
					if j > 0 && !math.IsInf(f.got, 0) {
						d := math.Abs((f.got-last[k])-(wf-lastWant[k])) / (eps * max(1, math.Abs(wf)))
						jump.add(d, a, y)
						assert.LessOrEqual(t, d, 8., "%s: jump of log %s_%v(%v)", b.name, f.name, a, y)
					}
					last[k], lastWant[k] = f.got, wf
				}
			}
		}
	}
	t.Logf("worst E %.2f at %v, jump %.2f at %v", worst.worst, worst.at, jump.worst, jump.at)
}

// The ratios, values and derivatives change at the same borders.
func TestBordersOfRatiosValuesAndDerivatives(t *testing.T) {
	n := 4
	if testing.Short() {
		n = 1
	}
	r := rand.New(rand.NewPCG(1, 41))
	var ratios, values, derivatives tally
	for at, b := range borders {
		for i := range n {
			v, x := b.point((float64(i) + r.Float64()) / float64(n))
			if v > 1e5 || x > 1e5 || x < 1e-100 {
				continue // TestCornersOfTheDoubleRange
			}
			for _, step := range []float64{-1e-15, 1e-15} {
				a, y := v, x*(1+step)
				if b.alongV {
					a, y = v*(1+step), x
				}
				bv, bx := bigfun.Float(a), bigfun.Float(y)
				for _, e := range []float64{
					mixed(BesselIRatio(a, y), bigfun.BesselIRatio(bv, bx), true),
					mixed(BesselKRatio(a, y), bigfun.BesselKRatio(bv, bx), true),
				} {
					ratios.add(e, a, y)
					assert.LessOrEqual(t, e, 4., "%s: ratio at %v, %v", b.name, a, y)
				}
				li, lk := bigfun.LogBesselI(bv, bx), bigfun.LogBesselK(bv, bx)
				for _, e := range []float64{
					mixed(BesselI(a, y), exponential(li), true), mixed(BesselK(a, y), exponential(lk), true),
					mixed(BesselIScaled(a, y), exponential(li.Sub(li, bx)), true), mixed(BesselKScaled(a, y), exponential(lk.Add(lk, bx)), true),
				} {
					values.add(e, a, y)
					assert.LessOrEqual(t, e, 4., "%s: value at %v, %v", b.name, a, y)
				}
				if (at+i)%4 == 0 { // the reference differentiates numerically
					iv, ix := LogBesselIDeriv(a, y)
					kv, kx := LogBesselKDeriv(a, y)
					wiv, wix := bigfun.LogBesselIDeriv(bv, bx)
					wkv, wkx := bigfun.LogBesselKDeriv(bv, bx)
					for j, e := range []float64{mixed(iv, wiv, false), mixed(ix, wix, false), mixed(kv, wkv, false), mixed(kx, wkx, false)} {
						derivatives.add(e, a, y)
						assert.LessOrEqual(t, e*eps, 1e-13, "%s: derivative %d at %v, %v", b.name, j, a, y)
					}
				}
			}
		}
	}
	t.Logf("ratios %.2f eps at %v, values %.2f eps at %v, derivatives %.2f eps at %v", ratios.worst, ratios.at, values.worst, values.at, derivatives.worst, derivatives.at)
}

// The tables of how many terms the series need and where the steps of the
// integral change hold what they promise, at any point.
func TestTermsAndStepsSuffice(t *testing.T) {
	for i, n := range seriesTerms {
		y := float64((i+1)*(i+1)) / 4
		for _, v := range []float64{0, 0.3, 2, 9, 19} {
			term, sum := 1.0, 1.0
			var terms []float64
			for k := 1.0; k < 80; k++ {
				term *= y / (k * (v + k))
				sum += term
				terms = append(terms, term)
			}
			rest := 0.0
			for k := len(terms) - 1; k >= int(n); k-- {
				rest += terms[k]
			}
			assert.Less(t, rest, sum*0x1p-56, "x = %d, v = %v", i+1, v)
		}
	}
	// Each rule against that with step 1/8, whose own error is least, at the
	// widest angle of each r. Rounding leaves 1e-15.
	for k := range trapezoids {
		for _, d := range []float64{7.6, 17, 29, 40} {
			for _, share := range []float64{0, 0.3, 0.6, 0.9, 0.999} { // v/r
				r := d / (1 + share)
				if trapezoidRule(r*(1-1e-12), r*share) != k || r > debyeMin {
					continue
				}
				r *= 1 - 1e-12
				v, x := r*share, r*math.Sqrt((1-share)*(1+share))
				got := trapezoidSum(r, v)
				want := bigfun.LogBesselK(bigfun.Float(v), bigfun.Float(x))
				p := saddleAt(v, x)
				want.Add(want, bigfun.Float(p.phi)).Add(want, bigfun.Float(p.low))
				assert.LessOrEqual(t, mixed(got, bigfun.Exp(want), true), 4., "rule %d, r = %v, v/r = %v", k, r, share)
			}
		}
	}
}
