// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"

	"github.com/relaxnum/relax/internal/bigfun"
	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/special"
)

// A besselRegion draws points where one method computes.
type besselRegion struct {
	name string
	n    int
	draw func(r *rand.Rand) (v, x float64)
}

// polar draws a point with a radius between r0 and r1, logarithmically.
func polar(r0, r1 float64) func(r *rand.Rand) (v, x float64) {
	return func(r *rand.Rand) (v, x float64) {
		radius, angle := r0*math.Pow(r1/r0, r.Float64()), math.Pi/2*r.Float64()
		return radius * math.Sin(angle), radius * math.Cos(angle)
	}
}

// above draws from f until x is at least least.
func above(least float64, f func(r *rand.Rand) (v, x float64)) func(r *rand.Rand) (v, x float64) {
	return func(r *rand.Rand) (v, x float64) {
		for v, x = f(r); x < least; {
			v, x = f(r)
		}
		return v, x
	}
}

var besselRegions = []besselRegion{
	{"hypot(v, x) < 20, x >= 1/2", 4000, above(0.5, func(r *rand.Rand) (v, x float64) {
		radius, angle := 20*math.Sqrt(r.Float64()), math.Pi/2*r.Float64()
		return radius * math.Sin(angle), radius * math.Cos(angle)
	})},
	{"v < 20, x < 1/2", 4000, func(r *rand.Rand) (v, x float64) {
		return 19.9 * r.Float64(), 0.5 * math.Exp(-20*r.Float64()*r.Float64())
	}},
	{"v < 1, x from 1e-300 to 1/2", 1000, func(r *rand.Rand) (v, x float64) {
		return math.Pow(10, -20*r.Float64()*r.Float64()), 0.5 * math.Pow(10, -300*r.Float64())
	}},
	{"radius 20 to 30", 2000, polar(20, 30)},
	{"radius 30 to 1000", 3000, polar(30, 1000)},
	{"radius 1000 to 1e12", 3000, polar(1000, 1e12)},
	{"radius 1e12 to 1e300", 1000, polar(1e12, 1e300)},
	{"radius above 20, x from 1e-300 to 1", 1000, func(r *rand.Rand) (v, x float64) {
		return 20 * math.Exp(20*r.Float64()), math.Pow(10, -300*r.Float64())
	}},
	{"|log I| < r/3 or |log K| < r/3", 3000, func(r *rand.Rand) (v, x float64) {
		v = 3 * math.Exp(20*r.Float64())
		return v, v * (0.47 + 0.49*r.Float64())
	}},
}

func verifySpecialRegions(v *measure.Verify) {
	r := rand.New(rand.NewPCG(1, 70))
	for _, region := range besselRegions {
		var logs, ratios, values, slopes worstError
		for n := range region.n {
			o, x := region.draw(r)
			bv, bx := bigfun.Float(o), bigfun.Float(x)
			wantI, wantK := bigfun.LogBesselI(bv, bx), bigfun.LogBesselK(bv, bx)
			logs.add(max(besselError(special.LogBesselI(o, x), wantI, false), besselError(special.LogBesselK(o, x), wantK, false)), o, x)
			if n%4 > 0 || max(o, x) > 1e40 || x < 1e-40 {
				continue // the references of the rest take longer, or lack the bits
			}
			ratios.add(max(besselError(special.BesselIRatio(o, x), bigfun.BesselIRatio(bv, bx), true),
				besselError(special.BesselKRatio(o, x), bigfun.BesselKRatio(bv, bx), true)), o, x)
			scaledI, scaledK := new(big.Float).Sub(wantI, bx), new(big.Float).Add(wantK, bx)
			if max(o, x) < 1e6 { // exp of big numbers of more digits would cost much to show 0
				values.add(max(besselError(special.BesselI(o, x), bigExp(wantI), true), besselError(special.BesselK(o, x), bigExp(wantK), true),
					besselError(special.BesselIScaled(o, x), bigExp(scaledI), true), besselError(special.BesselKScaled(o, x), bigExp(scaledK), true)), o, x)
			}
			if n%16 == 0 {
				iv, ix := special.LogBesselIDeriv(o, x)
				kv, kx := special.LogBesselKDeriv(o, x)
				wantIV, wantIX := bigfun.LogBesselIDeriv(bv, bx)
				wantKV, wantKX := bigfun.LogBesselKDeriv(bv, bx)
				slopes.add(max(besselError(iv, wantIV, false), besselError(ix, wantIX, false),
					besselError(kv, wantKV, false), besselError(kx, wantKX, false)), o, x)
			}
		}
		logs.row(v, "log I and log K, "+region.name+", mixed error", 4)
		for _, c := range []struct {
			name  string
			w     *worstError
			bound float64
		}{{"ratios", &ratios, 4}, {"values and scaled values", &values, 4}, {"derivatives", &slopes, 450}} {
			if len(c.w.errors) > 0 {
				c.w.row(v, c.name+", "+region.name, c.bound)
			}
		}
	}
}

// bigExp is exp(l), or what it rounds to far out of the double range.
func bigExp(l *big.Float) *big.Float {
	switch f, _ := l.Float64(); {
	case f > 1e4:
		return new(big.Float).SetInf(false)
	case f < -1e4:
		return bigfun.Float(0)
	}
	return bigfun.Exp(l)
}

// verifySpecialZeros walks along the curves where log I and log K vanish: the
// plain functions keep their absolute error, the precise ones a relative one.
func verifySpecialZeros(v *measure.Verify) {
	r := rand.New(rand.NewPCG(1, 71))
	for _, c := range []struct {
		name           string
		plain, precise func(v, x float64) float64
		big            func(v, x *big.Float) *big.Float
		rising         bool
	}{
		{"log I", special.LogBesselI, special.LogBesselIPrecise, bigfun.LogBesselI, true},
		{"log K", special.LogBesselK, special.LogBesselKPrecise, bigfun.LogBesselK, false},
	} {
		var plain, precise worstError
		for range 600 {
			o := math.Exp(-5 + 24*r.Float64()) // to 1.8e8
			lo, hi := 1e-3*o, 10*(o+1)
			for {
				mid := lo + (hi-lo)/2
				if mid <= lo || mid >= hi {
					break
				}
				if (c.plain(o, mid) < 0) == c.rising {
					lo = mid
				} else {
					hi = mid
				}
			}
			for _, x := range []float64{lo, hi, lo * (1 - 1e-14*r.Float64()), lo * (1 + 1e-10*r.Float64()), lo * (1 + math.Exp(-16*r.Float64()))} {
				want := c.big(bigfun.Float(o), bigfun.Float(x))
				plain.add(besselError(c.plain(o, x), want, false), o, x)
				precise.add(besselError(c.precise(o, x), want, true), o, x)
			}
		}
		plain.row(v, c.name+" near its zeros, mixed error", 4)
		precise.row(v, c.name+" near its zeros by the precise function, relative error", 4)
	}
}

// verifySpecialCorners tries all pairs of extreme arguments.
func verifySpecialCorners(v *measure.Verify) {
	corners := []float64{5e-324, 1e-310, 2.3e-308, 1e-300, 1e-160, 1e-100, 1e-20, 0.5, 1, 19, 20, 1e20, 1e100, 1e150, 1e160, 1e200, 1e300, 1e308, math.MaxFloat64}
	var logs worstError
	nan := 0
	for _, o := range append([]float64{0}, corners...) {
		for _, x := range corners {
			bv, bx := bigfun.Float(o), bigfun.Float(x)
			logs.add(max(besselError(special.LogBesselI(o, x), bigfun.LogBesselI(bv, bx), false),
				besselError(special.LogBesselK(o, x), bigfun.LogBesselK(bv, bx), false)), o, x)
			lo, hi := special.BesselIRatioBounds(o, x)
			iv, ix := special.LogBesselIDeriv(o, x)
			kv, kx := special.LogBesselKDeriv(o, x)
			lg, _ := special.LogBesselISign(-o-0.25, x)
			for _, f := range []float64{
				lo, hi, iv, ix, kv, kx, lg, special.BesselI(o, x), special.BesselK(o, x), special.BesselIScaled(o, x), special.BesselKScaled(o, x),
				special.BesselIRatio(o, x), special.BesselKRatio(o, x), special.BesselKRatio(-o, x),
			} {
				if math.IsNaN(f) {
					nan++
				}
			}
		}
	}
	logs.row(v, "log I and log K at corners of the double range, mixed error", 4)
	v.Row(fmt.Sprintf("no NaN at %d corners from 14 more values each", len(logs.errors)), fmt.Sprintf("%d", nan), nan == 0)
}
