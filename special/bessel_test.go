// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func regionOf(v, x float64) string {
	if math.Hypot(v, x) >= debyeMin {
		if math.Hypot(v, x) > 1e100 {
			return "huge"
		}
		return "debye"
	}
	if x < temmeBelow {
		return "temme"
	}
	return "trapezoid"
}

func TestLogBesselAgainstTables(t *testing.T) {
	var all [2]tally
	regions := map[string]*[2]tally{}
	for _, r := range readRows(t, "bessel_log.csv", "bessel_log_nearzero.csv") {
		reg := regions[regionOf(r.v, r.x)]
		if reg == nil {
			reg = new([2]tally)
			regions[regionOf(r.v, r.x)] = reg
		}
		i, k := LogBesselI(r.v, r.x), LogBesselK(r.v, r.x)
		for j, e := range []float64{mixed(i, r.i, false), mixed(k, r.k, false)} {
			all[j].add(e, r.v, r.x)
			reg[j].add(e, r.v, r.x)
		}
		i2, k2 := LogBesselIK(r.v, r.x)
		assert.Equal(t, i, i2, "%v", r)
		assert.Equal(t, k, k2, "%v", r)
	}
	for j, name := range []string{"I", "K"} {
		t.Logf("log %s: max %.2f at %v, median %.3f", name, all[j].worst, all[j].at, all[j].median())
		for n, reg := range regions {
			t.Logf("   %s: n=%d max %.2f at %v, median %.3f", n, len(reg[j].errors), reg[j].worst, reg[j].at, reg[j].median())
		}
		assert.LessOrEqual(t, all[j].worst, 4.)
		assert.LessOrEqual(t, all[j].median(), 0.5)
	}
}

func TestRatiosAgainstTables(t *testing.T) {
	var all [2]tally
	regions := map[string]*[2]tally{}
	for _, r := range readRows(t, "bessel_log.csv", "bessel_log_nearzero.csv") {
		reg := regions[regionOf(r.v, r.x)]
		if reg == nil {
			reg = new([2]tally)
			regions[regionOf(r.v, r.x)] = reg
		}
		i, k := BesselIRatio(r.v, r.x), BesselKRatio(r.v, r.x)
		lo, hi := BesselIRatioBounds(r.v, r.x)
		assert.True(t, lo <= i && i <= hi, "%v: %v <= %v <= %v", r, lo, i, hi)
		for j, e := range []float64{mixed(i, r.ratioI, true), mixed(k, r.ratioK, true)} {
			all[j].add(e, r.v, r.x)
			reg[j].add(e, r.v, r.x)
		}
	}
	for j, name := range []string{"I", "K"} {
		t.Logf("ratio %s: max %.2f at %v, median %.3f", name, all[j].worst, all[j].at, all[j].median())
		for n, reg := range regions {
			t.Logf("   %s: n=%d max %.2f at %v, median %.3f", n, len(reg[j].errors), reg[j].worst, reg[j].at, reg[j].median())
		}
		assert.LessOrEqual(t, all[j].worst, 4.)
		assert.LessOrEqual(t, all[j].median(), 0.5)
	}
}

func TestDerivativesAgainstTable(t *testing.T) {
	var s [2]tally
	for _, r := range readCSV(t, "bessel_dorder.csv") {
		v, x := double(t, r[0]), double(t, r[1])
		i, _ := LogBesselIDeriv(v, x)
		k, _ := LogBesselKDeriv(v, x)
		s[0].add(mixed(i, decimal(t, r[2]), false)*eps, v, x)
		s[1].add(mixed(k, decimal(t, r[3]), false)*eps, v, x)
	}
	t.Logf("I %.2g at %v, K %.2g at %v", s[0].worst, s[0].at, s[1].worst, s[1].at)
	assert.Less(t, s[0].worst, 1e-13)
	assert.Less(t, s[1].worst, 1e-13)
}

func TestPreciseAgainstTables(t *testing.T) {
	var s [2]tally
	for _, r := range readRows(t, "bessel_log_nearzero.csv", "bessel_log.csv") {
		if a, _ := r.i.Float64(); math.Abs(a) < 1 {
			s[0].add(mixed(LogBesselIPrecise(r.v, r.x), r.i, true), r.v, r.x)
		}
		if a, _ := r.k.Float64(); math.Abs(a) < 1 {
			s[1].add(mixed(LogBesselKPrecise(r.v, r.x), r.k, true), r.v, r.x)
		}
	}
	for j := range s {
		t.Logf("n=%d max %.2f at %v, median %.3f", len(s[j].errors), s[j].worst, s[j].at, s[j].median())
		assert.Less(t, s[j].worst, 4.)
	}
}

// Orders near negative integers beside the border of Temme's series, where the
// mean of e^-u is least accurate. The reference values are K_{v+1}/K_v by the
// trapezoidal rule in 30 digits.
func TestKRatioOfNegativeOrders(t *testing.T) {
	for _, c := range []struct{ v, x, want float64 }{
		{-5.074257295572327, 0.5157717414922312, 0.0629654501494016497759},
		{-2.9587762480121773, 0.5404380858552154, 0.13351337560918971878},
		{-4.499, 0.50001, 0.0709511438087569764221},
		{-1.4, 0.5, 0.366763709904859506474},
		{-4.5, 0.5, 0.0709298052186696067622},
		{-5.999, 0.55, 0.0548049612207365265701},
		{-1.999999999, 0.5, 0.219390841293961936472},
		{-6.7, 0.5, 0.0437579269744247448524},
	} {
		assert.InEpsilon(t, c.want, BesselKRatio(c.v, c.x), 4*eps, "%v %v", c.v, c.x)
	}
}
