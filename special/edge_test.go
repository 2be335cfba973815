// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relaxnum/relax/internal/bigfun"
)

var (
	inf = math.Inf(1)
	nan = math.NaN()
)

// same reports equality, NaN being equal to NaN; the sign of 0 does not count.
func same(t *testing.T, want, got float64, what string, args ...any) {
	t.Helper()
	if math.IsNaN(want) {
		assert.True(t, math.IsNaN(got), append([]any{what + " is %v, not NaN"}, append(args, got)...)...)
		return
	}
	assert.Equal(t, want, got, append([]any{what}, args...)...)
}

func TestSpecialCasesOfLogarithms(t *testing.T) {
	for _, c := range []struct{ v, x, i, k float64 }{
		{0, 0, 0, inf}, {math.Copysign(0, -1), 0, 0, inf}, {2, 0, -inf, inf}, {0.5, 0, -inf, inf}, {-3, 0, -inf, inf},
		{0, inf, inf, -inf}, {3, inf, inf, -inf}, {-3, inf, inf, -inf}, {math.MaxFloat64, inf, inf, -inf},
		{inf, 0, -inf, inf}, {inf, 2, -inf, inf}, {inf, math.MaxFloat64, -inf, inf}, {inf, inf, nan, nan},
		{1, -1, nan, nan}, {1, -inf, nan, nan}, {1, -5e-324, nan, nan}, {nan, 1, nan, nan}, {1, nan, nan, nan}, {nan, nan, nan, nan}, {inf, -1, nan, nan}, {nan, inf, nan, nan}, {nan, 0, nan, nan}, {0, nan, nan, nan},
		{-0.5, inf, nan, -inf}, {-0.5, 0, nan, inf}, {-inf, 1, nan, inf}, {-inf, inf, nan, nan},
	} {
		same(t, c.i, LogBesselI(c.v, c.x), "log I_%v(%v)", c.v, c.x)
		same(t, c.k, LogBesselK(c.v, c.x), "log K_%v(%v)", c.v, c.x)
		i, k := LogBesselIK(c.v, c.x)
		same(t, c.i, i, "log I_%v(%v) of both", c.v, c.x)
		same(t, c.k, k, "log K_%v(%v) of both", c.v, c.x)
		same(t, c.i, LogBesselIPrecise(c.v, c.x), "precise log I_%v(%v)", c.v, c.x)
		same(t, c.k, LogBesselKPrecise(c.v, c.x), "precise log K_%v(%v)", c.v, c.x)
	}
	for _, v := range []float64{0.3, 1, 2, 7, 19.5, 25, 1e3} {
		for _, x := range []float64{0.01, 0.7, 3, 21, 1e4} {
			assert.Equal(t, LogBesselK(v, x), LogBesselK(-v, x))
			if v == math.Floor(v) {
				assert.Equal(t, LogBesselI(v, x), LogBesselI(-v, x))
				assert.Equal(t, BesselI(v, x), BesselI(-v, x))
			} else {
				assert.True(t, math.IsNaN(LogBesselI(-v, x)))
			}
		}
	}
}

func TestSpecialCasesOfValues(t *testing.T) {
	for _, c := range []struct{ v, x, i, k, si, sk float64 }{
		{0, 0, 1, inf, 1, inf}, {2, 0, 0, inf, 0, inf}, {0.5, 0, 0, inf, 0, inf}, {-3, 0, 0, inf, 0, inf},
		{-0.5, 0, inf, inf, inf, inf}, {-1.5, 0, -inf, inf, -inf, inf}, {-2.5, 0, inf, inf, inf, inf},
		{0, inf, inf, 0, 0, 0}, {3, inf, inf, 0, 0, 0}, {-0.5, inf, inf, 0, 0, 0}, {-3, inf, inf, 0, 0, 0},
		{inf, 0, 0, inf, 0, inf}, {inf, 2, 0, inf, 0, inf}, {inf, inf, nan, nan, nan, nan},
		{-inf, 2, nan, inf, nan, inf}, {-inf, inf, nan, nan, nan, nan},
		{1, -1, nan, nan, nan, nan}, {-0.5, -1, nan, nan, nan, nan}, {nan, 1, nan, nan, nan, nan}, {1, nan, nan, nan, nan, nan}, {-0.5, nan, nan, nan, nan, nan}, {nan, inf, nan, nan, nan, nan},
	} {
		same(t, c.i, BesselI(c.v, c.x), "I_%v(%v)", c.v, c.x)
		same(t, c.k, BesselK(c.v, c.x), "K_%v(%v)", c.v, c.x)
		same(t, c.si, BesselIScaled(c.v, c.x), "e^-x I_%v(%v)", c.v, c.x)
		same(t, c.sk, BesselKScaled(c.v, c.x), "e^x K_%v(%v)", c.v, c.x)
	}
}

func TestSpecialCasesOfRatiosAndBounds(t *testing.T) {
	for _, c := range []struct{ v, x, i, k float64 }{
		{0, 0, 0, inf}, {2, 0, 0, inf}, {0, inf, 1, 1}, {3, inf, 1, 1}, {inf, 2, 0, inf}, {inf, inf, nan, nan},
		{-1, 0, inf, 0}, {-3, 0, inf, 0}, {-0.5, 0, nan, 1}, {-0.25, 0, nan, inf}, {-0.75, 0, nan, 0}, {-inf, 1, nan, 0}, {-3, inf, 1, 1},
		{1, -1, nan, nan}, {nan, 1, nan, nan}, {1, nan, nan, nan}, {-inf, inf, nan, nan},
	} {
		same(t, c.i, BesselIRatio(c.v, c.x), "ratio I_%v(%v)", c.v, c.x)
		same(t, c.k, BesselKRatio(c.v, c.x), "ratio K_%v(%v)", c.v, c.x)
		lo, hi := BesselIRatioBounds(c.v, c.x)
		want := c.i
		if c.v < 0 {
			want = nan
		}
		same(t, want, lo, "lower bound %v(%v)", c.v, c.x)
		same(t, want, hi, "upper bound %v(%v)", c.v, c.x)
	}
	for _, x := range []float64{0.2, 1, 3, 30} {
		assert.InEpsilon(t, 1., BesselKRatio(-0.5, x), 4*eps, "K_1/2 = K_-1/2")
		for _, n := range []float64{1, 2, 5, 40} {
			assert.InEpsilon(t, 1/BesselIRatio(n-1, x), BesselIRatio(-n, x), 4*eps)
			assert.InEpsilon(t, 1/BesselKRatio(n-1, x), BesselKRatio(-n, x), 8*eps)
		}
		for _, v := range []float64{0.1, 0.3, 0.45, 0.6, 0.8, 0.99} { // K_{1-v}/K_v
			assert.InEpsilon(t, 1/BesselKRatio(v-1, x), BesselKRatio(-v, x), 8*eps, "%v %v", v, x)
		}
	}
}

func TestSpecialCasesOfDerivatives(t *testing.T) {
	for _, c := range []struct{ v, x, iv, ix, kv, kx float64 }{
		{0, 0, -inf, 0, 0, -inf}, {2, 0, -inf, inf, inf, -inf}, {0, inf, 0, 1, 0, -1}, {3, inf, 0, 1, 0, -1},
		{inf, 2, -inf, inf, inf, -inf}, {inf, inf, nan, nan, nan, nan}, {1, -1, nan, nan, nan, nan},
		{nan, 1, nan, nan, nan, nan}, {1, nan, nan, nan, nan, nan}, {-0.5, 1e300, nan, nan, 0, -1}, {-inf, 1, nan, nan, -inf, -inf},
	} {
		dv, dx := LogBesselIDeriv(c.v, c.x)
		same(t, c.iv, dv+0, "d/dv log I_%v(%v)", c.v, c.x)
		same(t, c.ix, dx, "d/dx log I_%v(%v)", c.v, c.x)
		dv, dx = LogBesselKDeriv(c.v, c.x)
		if math.Abs(dv) < 1e-290 {
			dv = 0
		}
		same(t, c.kv, dv+0, "d/dv log K_%v(%v)", c.v, c.x)
		same(t, c.kx, dx, "d/dx log K_%v(%v)", c.v, c.x)
	}
	dv, dx := LogBesselKDeriv(-2, 0)
	assert.Equal(t, []float64{-inf, -inf}, []float64{dv, dx})
}

func TestSpecialCasesOfSign(t *testing.T) {
	for _, c := range []struct {
		v, x, lg float64
		sign     int
	}{
		{0, 0, 0, 1}, {2, 0, -inf, 0}, {-2, 0, -inf, 0}, {-0.5, 0, inf, 1}, {-1.5, 0, inf, -1}, {-2.5, 0, inf, 1}, {-3.5, 0, inf, -1},
		{-1.5, inf, inf, 1}, {1, inf, inf, 1}, {inf, 1, -inf, 0}, {-inf, 1, nan, 0}, {-inf, inf, nan, 0}, {nan, 1, nan, 0}, {-1.5, nan, nan, 0}, {-1.5, -1, nan, 0}, {1, -1, nan, 0},
	} {
		lg, sign := LogBesselISign(c.v, c.x)
		same(t, c.lg, lg, "log |I_%v(%v)|", c.v, c.x)
		assert.Equal(t, c.sign, sign, "sign of I_%v(%v)", c.v, c.x)
	}
}

// exponential is exp(l), or 0 or +Inf far out of the range.
func exponential(l *big.Float) *big.Float {
	switch f, _ := l.Float64(); {
	case f > 1e4:
		return new(big.Float).SetInf(false)
	case f < -1e4:
		return bigfun.Float(0)
	}
	return bigfun.Exp(l)
}

// Nowhere in the double range may a finite input give NaN, and results beyond
// the range round to ±Inf.
func TestCornersOfTheDoubleRange(t *testing.T) {
	corners := []float64{5e-324, 1e-300, 1, 1e300, math.MaxFloat64}
	if !testing.Short() {
		corners = append(corners, 1e-310, 1e-160, 1e-20, 0.3, 0.5, 1.5, 19, 1e20, 1e150, 1e200, 1e308)
	}
	for _, v := range append([]float64{0}, corners...) {
		for _, x := range corners {
			bv, bx := bigfun.Float(v), bigfun.Float(x)
			li, lk := bigfun.LogBesselI(bv, bx), bigfun.LogBesselK(bv, bx)
			assert.LessOrEqual(t, mixed(LogBesselI(v, x), li, false), 4., "log I_%v(%v)", v, x)
			assert.LessOrEqual(t, mixed(LogBesselK(v, x), lk, false), 4., "log K_%v(%v)", v, x)
			assert.LessOrEqual(t, mixed(LogBesselIPrecise(v, x), li, true), 4., "precise log I_%v(%v)", v, x)
			assert.LessOrEqual(t, mixed(LogBesselKPrecise(v, x), lk, true), 4., "precise log K_%v(%v)", v, x)
			assert.LessOrEqual(t, mixed(BesselI(v, x), exponential(li), true), 4., "I_%v(%v)", v, x)
			assert.LessOrEqual(t, mixed(BesselK(v, x), exponential(lk), true), 4., "K_%v(%v)", v, x)
			si, sk := new(big.Float).Sub(li, bx), new(big.Float).Add(lk, bx)
			if max(v, x) < 1e30 { // beyond, log I - x has lost its digits
				assert.LessOrEqual(t, mixed(BesselIScaled(v, x), exponential(si), true), 4., "e^-x I_%v(%v)", v, x)
				assert.LessOrEqual(t, mixed(BesselKScaled(v, x), exponential(sk), true), 4., "e^x K_%v(%v)", v, x)
			}
			assert.False(t, math.IsNaN(BesselIScaled(v, x)) || math.IsNaN(BesselKScaled(v, x)))

			ri, rk := BesselIRatio(v, x), BesselKRatio(v, x)
			lo, hi := BesselIRatioBounds(v, x)
			assert.True(t, lo <= ri && ri <= hi && lo >= 0 && hi <= 1, "bounds at %v, %v: %v <= %v <= %v", v, x, lo, ri, hi)
			if max(v, x) < 1e150 && min(v+1, x) > 1e-100 { // where the reference serves
				assert.LessOrEqual(t, mixed(ri, bigfun.BesselIRatio(bv, bx), true), 4., "ratio I_%v(%v)", v, x)
				assert.LessOrEqual(t, mixed(rk, bigfun.BesselKRatio(bv, bx), true), 4., "ratio K_%v(%v)", v, x)
			}
			assert.False(t, math.IsNaN(rk) || rk < 1, "ratio K_%v(%v) = %v", v, x, rk)
			for _, w := range []float64{-v, -v - 0.5} {
				assert.False(t, math.IsNaN(BesselKRatio(w, x)), "ratio K_%v(%v)", w, x)
				lg, _ := LogBesselISign(w, x)
				assert.False(t, math.IsNaN(lg), "log |I_%v(%v)|", w, x)
				assert.False(t, math.IsNaN(BesselI(w, x)) || math.IsNaN(BesselIScaled(w, x)), "I_%v(%v)", w, x)
			}
			a, b := LogBesselIDeriv(v, x)
			c, d := LogBesselKDeriv(v, x)
			assert.True(t, a <= 0 && b >= 0 && c >= -1e-14 && d < 0, // c is 0 at v = 0 and has an absolute error
				"derivatives at %v, %v: %v %v %v %v", v, x, a, b, c, d)
		}
	}
}
