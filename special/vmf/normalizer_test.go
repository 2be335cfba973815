// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relaxnum/relax/special"
)

// The tables hold values at 110 digits. Bounds are twice the worst that was
// measured, rounded up; what remains is the rounding of κ in vmf.csv, where the
// value belongs to the exact κ, and few roundings in moments.csv.
func TestReferenceValues(t *testing.T) {
	for _, row := range table(t, "vmf.csv") {
		p, k := int(row[0]), row[3]
		assert.LessOrEqual(t, mixed(LogNormalizer(p, k), row[4]), 4.0, "log C, p = %d, kappa = %v", p, k)
		assert.LessOrEqual(t, mixed(entropy(p, k), row[5]), 4.0, "entropy, p = %d, kappa = %v", p, k)
		assert.LessOrEqual(t, relative(MeanResultant(p, k), row[1]), 4.0, "A, p = %d, kappa = %v", p, k)
	}
	for _, row := range table(t, "moments.csv") {
		p, k := int(row[0]), row[1]
		a, c, da := moments(order(p), k)
		assert.LessOrEqual(t, relative(a, row[2]), 4.0, "A, p = %d, kappa = %v", p, k)
		// The recurrence of the differences collects a few roundings.
		assert.LessOrEqual(t, relative(c, row[3]), 24.0, "1 − A, p = %d, kappa = %v", p, k)
		// A′ is a difference of numbers κ times larger below the border.
		assert.LessOrEqual(t, relative(da, row[4]), 48*max(1, min(k, debyeBorder)), "A′, p = %d, kappa = %v", p, k)
		assert.LessOrEqual(t, mixed(LogNormalizer(p, k), row[5]), 2.0, "log C, p = %d, kappa = %v", p, k)
		assert.LessOrEqual(t, mixed(entropy(p, k), row[6]), 12.0, "entropy, p = %d, kappa = %v", p, k)
		assert.LessOrEqual(t, mixed(logPeak(p, k), row[7]), 4.0, "log C + κ, p = %d, kappa = %v", p, k)
	}
}

// The values of the acceptance list at large dimensions, at R = 1/2.
func TestLargeDimensions(t *testing.T) {
	for _, c := range []struct {
		p           int
		kappa, logC float64
	}{
		{2048, 1365.066741707689, 4510.404679055415},
		{8192, 5461.066685419230, 23728.60369543080},
		{32768, 21845.06667135433, 117638.2644755439},
	} {
		k, _, err := KappaMLE(c.p, 0.5)
		assert.NoError(t, err)
		assert.LessOrEqual(t, relative(k, c.kappa), 4.0, "p = %d", c.p)
		assert.LessOrEqual(t, mixed(LogNormalizer(c.p, k), c.logC), 4.0, "p = %d", c.p)
	}
}

func TestNormalizerClosedForms(t *testing.T) {
	for _, k := range []float64{1e-300, 1e-9, 0.1, 1, 3, 20, 127, 129, 1e3, 1e9, 1e15, 1e99, 1e101, 1e300} {
		// p = 3: log(κ/(4π sinh κ)), without overflow and for small κ by its
		// Taylor series.
		want := math.Log(k/(2*math.Pi)) - k - math.Log1p(-math.Exp(-2*k))
		if k < 1e-3 {
			want = -math.Log(4*math.Pi) - k*k/6
		}
		// The two logarithms of the reference lose a few ulp.
		assert.LessOrEqual(t, mixed(LogNormalizer(3, k), want), 8.0, "kappa = %v", k)
	}
	for p := 2; p < 600; p++ {
		// The surface of the unit sphere in ℝᵖ, of which math.Lgamma loses an
		// ulp of each part.
		l, _ := math.Lgamma(float64(p) / 2)
		pi := float64(p) / 2 * math.Log(math.Pi)
		assert.InDelta(t, l-math.Ln2-pi, LogNormalizer(p, 0), 8*0x1p-52*max(l, pi, 1), "p = %d", p)
	}
}

// Where nothing cancels the textbook formula with package special serves.
func TestNormalizerAgreesWithBessel(t *testing.T) {
	for _, p := range []int{2, 3, 7, 50, 257, 258, 4000, 1_000_000} {
		for _, f := range []float64{0.01, 0.3, 1, 3, 50, 1e4} {
			k, nu := f*float64(p), order(p)
			a, b, c := nu*math.Log(k), float64(p)/2*math.Log(2*math.Pi), special.LogBesselI(nu, k)
			// each part is good to four ulp of itself
			assert.InDelta(t, a-b-c, LogNormalizer(p, k), 8*0x1p-52*(math.Abs(a)+math.Abs(b)+math.Abs(c)+1), "p = %d, kappa = %v", p, k)
		}
	}
}

// A is the ratio of package special, and lies within its bounds.
func TestResultantAgreesWithBessel(t *testing.T) {
	for _, row := range table(t, "moments.csv") {
		p, k := int(row[0]), row[1]
		a := MeanResultant(p, k)
		assert.LessOrEqual(t, relative(a, special.BesselIRatio(order(p), k)), 6.0, "p = %d, kappa = %v", p, k)
		lo, hi := special.BesselIRatioBounds(order(p), k)
		assert.True(t, a >= lo*(1-4*epsilon) && a <= hi*(1+4*epsilon), "p = %d, kappa = %v: %v in [%v, %v]", p, k, a, lo, hi)
	}
}

// Near the border between series and expansion nothing jumps: neighbours on
// either side differ by what the derivative says, to rounding.
func TestContinuousAcrossTheBorder(t *testing.T) {
	for p := 2; p < 258; p += 5 {
		nu := order(p)
		k := math.Sqrt((debyeBorder - nu) * (debyeBorder + nu))
		lo, hi := k, k
		for !small(nu, lo) {
			lo = math.Nextafter(lo, 0)
		}
		for small(nu, hi) {
			hi = math.Nextafter(hi, math.Inf(1))
		}
		d := hi - lo
		a, ca, da := moments(nu, lo)
		b, cb, db := moments(nu, hi)
		assert.LessOrEqual(t, relative(a+da*d, b), 4.0, "A, p = %d", p)
		assert.LessOrEqual(t, relative(ca-da*d, cb), 24.0, "1 − A, p = %d", p)
		assert.InEpsilon(t, da, db, 24*debyeBorder*0x1p-52, "A′, p = %d", p)
		assert.LessOrEqual(t, mixed(LogNormalizer(p, lo)-a*d, LogNormalizer(p, hi)), 2.0, "log C, p = %d", p)
		assert.LessOrEqual(t, mixed(entropy(p, lo)-lo*da*d, entropy(p, hi)), 16.0, "entropy, p = %d", p)
		assert.LessOrEqual(t, mixed(logPeak(p, lo)+(1-a)*d, logPeak(p, hi)), 4.0, "log C + κ, p = %d", p)
	}
}

// In the corners of the range there is no NaN, and the order of things holds.
func TestCorners(t *testing.T) {
	kappas := []float64{0, 5e-324, 1e-300, 1e-160, 1e-20, 1e-4, 1, 127, 129, 1e4, 1e16, 1e99, 1.1e100, 1e154, 1e200, 1e300, math.MaxFloat64}
	for _, p := range []int{2, 3, 4, 255, 256, 257, 258, 259, 1 << 20, math.MaxInt32} {
		lastC, lastA := math.Inf(1), -1.0
		for _, k := range kappas {
			c, a, h := LogNormalizer(p, k), MeanResultant(p, k), entropy(p, k)
			assert.False(t, math.IsNaN(c) || math.IsNaN(a) || math.IsNaN(h) || math.IsNaN(logPeak(p, k)), "p = %d, kappa = %v", p, k)
			assert.False(t, math.IsInf(c, 0) || math.IsInf(h, 0), "p = %d, kappa = %v", p, k)
			assert.LessOrEqual(t, c, lastC, "p = %d, kappa = %v", p, k)
			assert.GreaterOrEqual(t, a, lastA, "p = %d, kappa = %v", p, k)
			assert.True(t, a >= 0 && a <= 1, "p = %d, kappa = %v: A = %v", p, k, a)
			lastC, lastA = c, a
		}
	}
	for _, f := range []func(int, float64) float64{LogNormalizer, MeanResultant} {
		for _, p := range []int{1, 0, -3} {
			assert.True(t, math.IsNaN(f(p, 1)), "p = %d", p)
		}
		for _, k := range []float64{-1, math.Inf(-1), math.NaN()} {
			assert.True(t, math.IsNaN(f(3, k)), "kappa = %v", k)
		}
	}
	assert.Equal(t, math.Inf(-1), LogNormalizer(3, math.Inf(1)))
	assert.Equal(t, 1.0, MeanResultant(3, math.Inf(1)))
	assert.Zero(t, MeanResultant(3, 0))
}
