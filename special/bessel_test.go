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
