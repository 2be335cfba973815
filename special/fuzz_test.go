// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"
	"testing"
)

var seeds = []float64{0, -0.5, 5e-324, 1e-300, 1e-160, 0.25, 0.5, 1, 1.5, 12, 19.9, 20, 400, 1e6, 1e20, 1e150, 1e300, math.MaxFloat64, -1, -2.5, math.Inf(1), math.Inf(-1), math.NaN()}

func addPairs(f *testing.F) {
	for i, v := range seeds {
		for j, x := range seeds {
			if (i+j)%3 == 0 {
				f.Add(v, x)
			}
		}
	}
}

// For every finite v >= 0 and x > 0 no function gives NaN; slices equal
// scalars; signs, bounds and order are right.
func FuzzBessel(f *testing.F) {
	addPairs(f)
	f.Fuzz(func(t *testing.T, v, x float64) {
		i, k := LogBesselIK(v, x)
		if a := LogBesselI(v, x); a != i && !(math.IsNaN(a) && math.IsNaN(i)) {
			t.Fatalf("LogBesselI(%v, %v) = %v, LogBesselIK %v", v, x, a, i)
		}
		if a := LogBesselK(v, x); a != k && !(math.IsNaN(a) && math.IsNaN(k)) {
			t.Fatalf("LogBesselK(%v, %v) = %v, LogBesselIK %v", v, x, a, k)
		}
		one := []float64{v}
		arg := []float64{x}
		if a := LogBesselISlice(nil, one, arg)[0]; a != i && !(math.IsNaN(a) && math.IsNaN(i)) {
			t.Fatalf("LogBesselISlice(%v, %v) = %v, LogBesselI %v", v, x, a, i)
		}
		if a := LogBesselKSlice(nil, one, arg)[0]; a != k && !(math.IsNaN(a) && math.IsNaN(k)) {
			t.Fatalf("LogBesselKSlice(%v, %v) = %v, LogBesselK %v", v, x, a, k)
		}
		lo, hi := BesselIRatioBounds(v, x)
		ri, rk := BesselIRatio(v, x), BesselKRatio(v, x)
		iv, ix := LogBesselIDeriv(v, x)
		kv, kx := LogBesselKDeriv(v, x)
		lg, sign := LogBesselISign(v, x)
		all := []float64{k, rk, kv, kx, BesselK(v, x), BesselKScaled(v, x), LogBesselKPrecise(v, x)}
		if v >= 0 {
			all = append(all, i, ri, lo, hi, iv, ix, BesselI(v, x), BesselIScaled(v, x), lg, LogBesselIPrecise(v, x))
			if !math.IsInf(v, 1) && x > 0 && !(lo <= ri && ri <= hi) {
				t.Errorf("bounds at %v, %v: %v <= %v <= %v", v, x, lo, ri, hi)
			}
			if lg != i && x > 0 && !math.IsInf(v, 1) {
				t.Errorf("LogBesselISign(%v, %v) = %v, LogBesselI %v", v, x, lg, i)
			}
		}
		if math.Abs(float64(sign)) > 1 {
			t.Errorf("sign %d", sign)
		}
		if math.IsNaN(v) || !(x >= 0) || math.IsInf(v, 0) && math.IsInf(x, 1) {
			for j, a := range all {
				if !math.IsNaN(a) {
					t.Errorf("value %d at %v, %v is %v, not NaN", j, v, x, a)
				}
			}
			return
		}
		for j, a := range all {
			if math.IsNaN(a) {
				t.Errorf("value %d at %v, %v is NaN", j, v, x)
			}
		}
		if math.IsInf(v, 0) || math.IsInf(x, 0) || v < 0 || x == 0 {
			return
		}
		slack := 8 * eps * max(1, math.Abs(i), math.Abs(k))
		if y := math.Nextafter(x, math.Inf(1)); !math.IsInf(y, 1) {
			if a := LogBesselI(v, y); a < i-slack {
				t.Errorf("log I_%v falls from %v to %v at %v", v, i, a, x)
			}
			if a := LogBesselK(v, y); a > k+slack {
				t.Errorf("log K_%v grows from %v to %v at %v", v, k, a, x)
			}
		}
	})
}

func FuzzLgamma1p(f *testing.F) {
	for _, x := range seeds {
		f.Add(x, -x)
	}
	f.Fuzz(func(t *testing.T, x, y float64) {
		g := Lgamma1p(x)
		if math.IsNaN(g) != math.IsNaN(x) {
			t.Errorf("Lgamma1p(%v) = %v", x, g)
		}
		if x > 0 && x < 1e15 {
			if want, _ := math.Lgamma(1 + x); math.Abs(g-want) > 1e-13*max(1, math.Abs(want), x*1e-2) {
				t.Errorf("Lgamma1p(%v) = %v, math.Lgamma %v", x, g, want)
			}
		}
		if math.IsNaN(x) || math.IsNaN(y) {
			return
		}
		if a := LogAddExp(x, y); math.IsNaN(a) || a < max(x, y) || a > max(x, y)+math.Ln2+1e-15*math.Abs(max(x, y)) {
			t.Errorf("LogAddExp(%v, %v) = %v", x, y, a)
		}
		if a := Log1pExp(x); math.IsNaN(a) || a < max(x, 0) {
			t.Errorf("Log1pExp(%v) = %v", x, a)
		}
		if a := Log1mExp(-math.Abs(x)); math.IsNaN(a) || a > 0 {
			t.Errorf("Log1mExp(%v) = %v", x, a)
		}
	})
}
