// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// eachPoint calls f for points of all regions, v and x from 1e-3 to 1e6.
func eachPoint(seed uint64, n int, f func(v, x float64)) {
	r := rand.New(rand.NewPCG(1, seed))
	for range n {
		f(math.Exp(21*r.Float64()-7), math.Exp(21*r.Float64()-7))
	}
}

// I_v K_{v+1} + I_{v+1} K_v = 1/x through logarithms:
// log I + log K + log(ratio I + ratio K) + log x = 0. Each logarithm errs by
// 4 eps of itself at most, typically by a tenth of that.
func TestWronskian(t *testing.T) {
	eachPoint(50, 20000, func(v, x float64) {
		i, k := LogBesselIK(v, x)
		s := BesselIRatio(v, x) + BesselKRatio(v, x)
		sum := i + k + math.Log(s) + math.Log(x)
		scale := max(1, math.Abs(i), math.Abs(k), math.Abs(math.Log(x)))
		assert.InDelta(t, 0, sum, 6*eps*scale, "v = %v, x = %v", v, x)
	})
	// and of the values, where they are in range
	eachPoint(51, 20000, func(v, x float64) {
		i, k := BesselIScaled(v, x), BesselKScaled(v, x)
		if i < 1e-290 || k > 1e290 {
			return
		}
		assert.InEpsilon(t, 1/x, i*k*(BesselIRatio(v, x)+BesselKRatio(v, x)), 10*eps, "v = %v, x = %v", v, x)
	})
}

// I_{v-1} - I_{v+1} = (2v/x) I_v and K_{v+1} - K_{v-1} = (2v/x) K_v, as ratios.
func TestRecurrences(t *testing.T) {
	eachPoint(52, 20000, func(v, x float64) {
		v++
		down := 1 / BesselIRatio(v-1, x) // I_{v-1}/I_v
		assert.InEpsilon(t, down, BesselIRatio(v, x)+2*v/x, 8*eps, "I, v = %v, x = %v", v, x)
		up := BesselKRatio(v, x)
		assert.InEpsilon(t, up, 1/BesselKRatio(v-1, x)+2*v/x, 8*eps, "K, v = %v, x = %v", v, x)
	})
}

// I_{1/2} = √(2/πx) sinh x, K_{1/2} = √(π/2x) e^-x, K_{3/2} = K_{1/2} (1 + 1/x),
// I_{3/2} = √(2/πx) (cosh x - sinh(x)/x), I_{-1/2} = √(2/πx) cosh x.
func TestHalfIntegerOrders(t *testing.T) {
	eachPoint(53, 20000, func(x, _ float64) {
		half := 0.5 * math.Log(2/(math.Pi*x))
		logSinh := x - math.Ln2 + math.Log1p(-math.Exp(-2*x))
		if x < 0.5 {
			logSinh = math.Log(math.Sinh(x))
		}
		near := func(want, got float64, what string) {
			t.Helper()
			// The closed forms err by a few eps of their largest part.
			assert.InDelta(t, want, got, 8*eps*max(1, x, math.Abs(want)), "%s, x = %v", what, x)
		}
		near(half+logSinh, LogBesselI(0.5, x), "I_1/2")
		near(0.5*math.Log(math.Pi/(2*x))-x, LogBesselK(0.5, x), "K_1/2")
		near(0.5*math.Log(math.Pi/(2*x))-x+math.Log1p(1/x), LogBesselK(1.5, x), "K_3/2")
		lg, sign := LogBesselISign(-0.5, x)
		near(half+x-math.Ln2+math.Log1p(math.Exp(-2*x)), lg, "I_-1/2")
		assert.Equal(t, 1, sign)
		if x > 0.8 { // below, the two terms cancel
			near(half+x-math.Ln2+math.Log((1+math.Exp(-2*x))+math.Expm1(-2*x)/x), LogBesselI(1.5, x), "I_3/2")
		}
		assert.InEpsilon(t, 1+1/x, BesselKRatio(0.5, x), 4*eps)
		assert.InEpsilon(t, 1/math.Tanh(x)-1/x, BesselIRatio(0.5, x), 4*eps*max(1, 8/(x*x)), "x = %v", x)
		if x < 700 {
			assert.InEpsilon(t, math.Sqrt(2/(math.Pi*x))*math.Sinh(x), BesselI(0.5, x), 8*eps, "x = %v", x)
		}
		assert.InEpsilon(t, math.Sqrt(math.Pi/(2*x)), BesselKScaled(0.5, x), 6*eps, "x = %v", x)
	})
}

// log I falls with v and grows with x, log K the other way about; nearby
// arguments may be out of order by the errors.
func TestMonotony(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 54))
	eachPoint(54, 20000, func(v, x float64) {
		step := 1 + math.Exp2(-52*r.Float64())
		i, k := LogBesselIK(v, x)
		slack := 8 * eps * max(1, math.Abs(i), math.Abs(k))
		assert.LessOrEqual(t, i, LogBesselI(v, x*step)+slack, "I in x, v = %v, x = %v", v, x)
		assert.GreaterOrEqual(t, i, LogBesselI(v*step, x)-slack, "I in v, v = %v, x = %v", v, x)
		assert.GreaterOrEqual(t, k, LogBesselK(v, x*step)-slack, "K in x, v = %v, x = %v", v, x)
		assert.LessOrEqual(t, k, LogBesselK(v*step, x)+slack, "K in v, v = %v, x = %v", v, x)
		lo, hi := BesselIRatioBounds(v, x)
		ratio := BesselIRatio(v, x)
		assert.True(t, lo <= ratio && ratio <= hi, "v = %v, x = %v: %v <= %v <= %v", v, x, lo, ratio, hi)
	})
}

// (log I)' = I_{v+1}/I_v + v/x and (log K)' = v/x - K_{v+1}/K_v, and Riccati's
// equation between the ratio and its slope, by differences.
func TestDerivativesInX(t *testing.T) {
	eachPoint(55, 5000, func(v, x float64) {
		_, dx := LogBesselIDeriv(v, x)
		assert.InEpsilon(t, BesselIRatio(v, x)+v/x, dx, 6*eps, "I, v = %v, x = %v", v, x)
		_, dx = LogBesselKDeriv(v, x)
		up := BesselKRatio(v, x)
		assert.InDelta(t, v/x-up, dx, 8*eps*up, "K, v = %v, x = %v", v, x)
		h := 1e-5 * x / (1 + v)
		slope := (BesselIRatio(v, x+h) - BesselIRatio(v, x-h)) / (2 * h)
		ratio := BesselIRatio(v, x)
		want := 1 - ratio*ratio - (2*v+1)*ratio/x
		// The terms of the equation cancel, the difference loses h.
		assert.InDelta(t, want, slope, 1e-8*(1+(2*v+1)*ratio/x)+8*eps*ratio/h, "v = %v, x = %v", v, x)
	})
}

// The derivatives in v agree with differences of the logarithms.
func TestDerivativesInV(t *testing.T) {
	eachPoint(56, 5000, func(v, x float64) {
		h := 1e-5 * v
		i, _ := LogBesselIDeriv(v, x)
		k, _ := LogBesselKDeriv(v, x)
		a, b := LogBesselI(v-h, x), LogBesselI(v+h, x)
		bound := func(d, f float64) float64 { return 1e-8*(1+math.Abs(d)) + 8*eps*max(1, math.Abs(f))/h }
		assert.InDelta(t, (b-a)/(2*h), i, bound(i, a), "I, v = %v, x = %v", v, x)
		a, b = LogBesselK(v-h, x), LogBesselK(v+h, x)
		assert.InDelta(t, (b-a)/(2*h), k, bound(k, a), "K, v = %v, x = %v", v, x)
	})
	// K is even in v.
	for _, x := range []float64{1e-9, 0.1, 0.7, 5, 30, 1e9} {
		dv, _ := LogBesselKDeriv(0, x)
		assert.Zero(t, dv, "x = %v", x)
		a, _ := LogBesselKDeriv(1.25, x)
		b, _ := LogBesselKDeriv(-1.25, x)
		assert.Equal(t, a, -b)
	}
	// At integers, I has a derivative from both sides of -n.
	for _, n := range []float64{1, 2, 5, 30} {
		for _, x := range []float64{0.3, 4, 25} {
			const h = 1e-6
			a, _ := LogBesselISign(-n-h, x)
			b, _ := LogBesselISign(-n+h, x)
			dv, _ := LogBesselIDeriv(-n, x)
			if math.Abs(dv) < 1e3 {
				assert.InDelta(t, (b-a)/(2*h), dv, 1e-4*(1+dv*dv), "n = %v, x = %v", n, x)
			}
		}
	}
}

// For negative orders: I_{-v} by its own series, whose terms alternate for a
// while and lose what the largest is above the sum.
func TestSignsOfNegativeOrders(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 57))
	signs := map[int]int{}
	for range 20000 {
		v, x := -float64(12*r.Float64()), float64(6*r.Float64()) // rounded, not fused with what follows
		if v == math.Floor(v) {
			continue
		}
		y := 0.25 * x * x
		g, s := math.Lgamma(1 + v)
		term, sum, most := 1.0, 1.0, 1.0
		for k := 1.0; k < 60; k++ {
			term *= y / (k * (v + k))
			sum += term
			most = max(most, math.Abs(term))
		}
		if math.Abs(sum) < 1e-4*most {
			continue // near a zero
		}
		want, sign := v*math.Log(x/2)-g+math.Log(math.Abs(sum)), s
		if sum < 0 {
			sign = -sign
		}
		lg, got := LogBesselISign(v, x)
		assert.Equal(t, sign, got, "sign of I_%v(%v)", v, x)
		i := LogBesselI(-v, x)
		assert.InDelta(t, want, lg, 200*eps*max(1, math.Abs(want), math.Abs(i), math.Abs(v*math.Log(x/2)))*most/math.Abs(sum), "log |I_%v(%v)|", v, x)
		value := BesselI(v, x)
		assert.Equal(t, sign < 0, value < 0, "I_%v(%v) = %v", v, x, value)
		assert.InDelta(t, lg, math.Log(math.Abs(value)), 100*eps*max(1, math.Abs(lg), math.Abs(i))*most/math.Abs(sum), "I_%v(%v) = %v", v, x, value)
		signs[sign]++
	}
	assert.Greater(t, min(signs[1], signs[-1]), 1000, "%v", signs)
}

// The values are finite up to the end of the double range, and 0 or subnormal
// only below it.
func TestValuesReachTheEndsOfTheRange(t *testing.T) {
	for _, v := range []float64{0, 0.5, 3, 18, 50, 400} {
		// The greatest x with I_v(x) finite, by bisection on the logarithm.
		const top = 709.782712893384 // log MaxFloat64
		lo, hi := v, 800+2*v
		for hi-lo > 1e-9 {
			x := lo + (hi-lo)/2
			if LogBesselI(v, x) < top {
				lo = x
			} else {
				hi = x
			}
		}
		for _, x := range []float64{lo - 1e-6, lo - 1, 0.9 * lo} {
			assert.False(t, math.IsInf(BesselI(v, x), 0), "I_%v(%v)", v, x)
		}
		assert.Equal(t, inf, BesselI(v, hi+1e-6), "I_%v(%v)", v, hi)
		assert.Greater(t, BesselK(v, lo-1), 0.0, "K_%v(%v)", v, lo)
	}
	assert.Equal(t, 0.0, BesselK(0, 760))
	assert.Greater(t, BesselK(0, 740), 0.0)
	assert.Equal(t, 0.0, BesselI(300, 1))
	assert.Equal(t, inf, BesselK(300, 1))
	assert.Greater(t, BesselIScaled(0, 1e300), 1e-151)
	assert.InEpsilon(t, 1/math.Sqrt(2*math.Pi*1e300), BesselIScaled(3, 1e300), 4*eps)
	assert.InEpsilon(t, math.Sqrt(math.Pi/2e300), BesselKScaled(3, 1e300), 4*eps)
	// e^-x I_v(x) with v of the order of √x: exp(-v²/2x) / √(2πx).
	for _, x := range []float64{1e40, 1e80, 1e150, 1e200, 1e300} {
		v := math.Sqrt(x) * 20
		assert.InEpsilon(t, math.Exp(-0.5*v*(v/x))/math.Sqrt(2*math.Pi)/math.Sqrt(x), BesselIScaled(v, x), 400*eps, "x = %v", x)
	}
}
