// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func remez(t *testing.T, target Target, n, m int) *Fit {
	t.Helper()
	if n == 0 {
		n = Constant
	}
	f, err := Remez(t.Context(), target, &RemezSettings{Degree: n, Denominator: m})
	require.NoError(t, err)
	require.Equal(t, Converged, f.Status)
	return f
}

// Best approximations whose error is known in closed form. The tolerance is that
// of the settings, 1e-9, and the rounding of F.
func TestRemezKnownErrors(t *testing.T) {
	check := func(want, got float64) {
		t.Helper()
		assert.InDelta(t, want, got, 2e-9*want+1e-14)
	}
	// e^x on [0, 1] by a line: the slope is the chord's, the middle of the three
	// points is ln(e − 1).
	slope := math.E - 1
	line := remez(t, Target{F: math.Exp, Lo: 0, Hi: 1}, 1, 0)
	check(1-(1+slope*(1-math.Log(slope)))/2, line.Error)
	check(slope, line.Num[1])
	check(math.Log(slope), math.Round(line.Points[1]*1e6)/1e6+math.Log(slope)-math.Round(math.Log(slope)*1e6)/1e6)
	// x^(n+1) on [−1, 1]: the error is T_(n+1)/2ⁿ.
	for n := range 12 {
		f := remez(t, Target{F: func(x float64) float64 { return math.Pow(x, float64(n+1)) }, Lo: -1, Hi: 1}, n, 0)
		check(math.Ldexp(1, -n), f.Error)
		if n == 3 { // x⁴ − T₄/8 = x² − 1/8
			assert.InDeltaSlice(t, []float64{-0.125, 0, 1, 0}, f.Num, 1e-12)
		}
	}
	// 1/(x − a): (a − √(a²−1))ⁿ/(a² − 1), due to Chebyshev.
	for _, a := range []float64{1.1, 2, 5} {
		for n := range 8 {
			f := remez(t, Target{F: func(x float64) float64 { return 1 / (x - a) }, Lo: -1, Hi: 1}, n, 0)
			check(math.Pow(a-math.Sqrt(a*a-1), float64(n))/(a*a-1), f.Error)
		}
	}
	// Relative error of 1/x by a line on [1, 4]: x p(x) is level, so p = (T₂-like)
	// with 1 − x p = E T₂((2x − 5)/3), E = 1/T₂(−5/3).
	f := remez(t, Target{F: func(x float64) float64 { return 1 / x }, Lo: 1, Hi: 4, Relative: true}, 1, 0)
	check(1/(2*25./9-1), f.Error)
	// The same by a weight.
	f = remez(t, Target{F: func(x float64) float64 { return 1 / x }, Lo: 1, Hi: 4, Weight: func(x float64) float64 { return x }}, 1, 0)
	check(1/(2*25./9-1), f.Error)
}

// Numbers of E. W. Cheney and of R. S. Varga, A. Ruttan and A. J. Carpenter,
// Numerical results on best uniform rational approximation of |x| on [−1, 1],
// Math. USSR Sbornik 74 (1993) 271: type (n, n) of |x| is type (n/2, n/2) of √x
// on [0, 1].
func TestRemezPublishedErrors(t *testing.T) {
	abs := Target{F: math.Abs, Lo: -1, Hi: 1}
	root := Target{F: math.Sqrt, Lo: 0, Hi: 1}
	assert.InEpsilon(t, 0.125, remez(t, abs, 2, 0).Error, 1e-9)
	// Bernstein's problem: E_2, E_4, E_20, E_100 of |x|, Varga and Carpenter 1985.
	assert.InEpsilon(t, 0.0676208992775, remez(t, abs, 4, 0).Error, 1e-9)
	for n, want := range map[int]float64{1: 4.3689012692076361e-2, 2: 8.5014847040738294e-3, 3: 2.2821060097252594e-3} {
		assert.InEpsilon(t, want, remez(t, root, n, n).Error, 2e-9)
	}
	assert.InEpsilon(t, 4.3689012692076361e-2, remez(t, abs, 2, 2).Error, 2e-9)
	assert.InEpsilon(t, 8.5014847040738294e-3, remez(t, abs, 4, 4).Error, 2e-9)
	// Bernstein's constant: n·E_n(|x|) tends to 0.28017…, for n = 100 to 4 digits.
	assert.InDelta(t, 0.28017, 100*remez(t, abs, 100, 0).Error, 5e-5)
	// Meinardus and Braess: e^x on [−1, 1] by type (n, m) has an error of
	// n! m!/(2^(n+m) (n+m)! (n+m+1)!), up to a factor that tends to 1.
	e := Target{F: math.Exp, Lo: -1, Hi: 1}
	for _, d := range [][2]int{{3, 0}, {5, 0}, {8, 0}, {1, 1}, {2, 2}, {3, 3}, {4, 4}, {1, 3}, {4, 2}, {0, 4}} {
		n, m := float64(d[0]), float64(d[1])
		want := math.Gamma(n+1) * math.Gamma(m+1) / (math.Exp2(n+m) * math.Gamma(n+m+1) * math.Gamma(n+m+2))
		assert.InEpsilon(t, want, remez(t, e, d[0], d[1]).Error, 0.5/(n+m), "%v", d)
	}
}

// Errors of 2^x by polynomials on [0, 1], to two digits. Relative to 2^x the best
// error lies between a half of the absolute one and all of it.
func TestRemezExp2(t *testing.T) {
	target := Target{F: math.Exp2, Lo: 0, Hi: 1}
	for degree, want := range map[int]float64{3: 1.07e-4, 4: 3.7e-6, 5: 1.07e-7, 6: 2.7e-9, 7: 5.8e-11} {
		f := remez(t, target, degree, 0)
		assert.InEpsilon(t, want, f.Error, 0.03)
		p := f.Program()
		assert.Equal(t, 2*degree, p.Ops())
		target := target
		target.Relative = true
		r := remez(t, target, degree, 0)
		assert.Greater(t, r.Error, 0.5*f.Error)
		assert.Less(t, r.Error, f.Error)
	}
}

// The theorem of Chebyshev and its converse: a function is the best one exactly
// if its error is level with signs in turn at n+m+2 points.
func TestRemezEquioscillation(t *testing.T) {
	for name, target := range map[string]Target{
		"exp":        {F: math.Exp, Lo: -2, Hi: 3},
		"log":        {F: math.Log, Lo: 0.5, Hi: 4},
		"gamma":      {F: math.Gamma, Lo: 1, Hi: 3, Relative: true},
		"erf":        {F: math.Erf, Lo: -1, Hi: 2},
		"atan":       {F: math.Atan, Lo: -1, Hi: 4},
		"weighted":   {F: math.Cos, Lo: 0.1, Hi: 2, Weight: func(x float64) float64 { return 1 / x }},
		"kink":       {F: func(x float64) float64 { return math.Abs(x - 0.3) }, Lo: -1, Hi: 1},
		"wide":       {F: func(x float64) float64 { return math.Atan(x * 1e-12) }, Lo: -1e12, Hi: 3e12},
		"narrow":     {F: func(x float64) float64 { return math.Exp(1e6 * x) }, Lo: 1e-6, Hi: 2e-6},
		"both kinds": {F: math.Exp, Lo: 0, Hi: 1, Relative: true, Weight: func(x float64) float64 { return 1 + x }},
	} {
		for _, d := range [][2]int{{1, 0}, {4, 0}, {7, 0}, {2, 1}, {2, 2}} {
			f, err := Remez(t.Context(), target, &RemezSettings{Degree: d[0], Denominator: d[1]})
			if errors.Is(err, ErrBreakdown) && d[1] > 0 && name == "kink" {
				continue // not all of a kink's rational functions are within reach
			}
			require.NoError(t, err, "%s %v", name, d)
			require.Len(t, f.Points, d[0]+d[1]+2)
			// The coefficients are rounded to float64.
			slack := 1e-8*f.Error + 1e-13
			assert.InDelta(t, f.Lower, f.Error, slack)
			assert.LessOrEqual(t, f.Horner, f.Error+slack)
			last := 0.0
			for i, x := range f.Points {
				v, w, err := target.at(x)
				require.NoError(t, err)
				e := w * (f.Eval(x) - v)
				assert.InDelta(t, f.Error, math.Abs(e), slack+1e-6*f.Error, "%s %v at %v", name, d, x)
				if f.Error > 1e-12 && i > 0 {
					assert.Negative(t, last*e, "%s %v: the signs are in turn", name, d)
					assert.Greater(t, x, f.Points[i-1])
				}
				last = e
			}
		}
	}
}

func TestRemezExactForms(t *testing.T) {
	f := remez(t, Target{F: func(x float64) float64 { return 1 / (1 + 25*x*x) }, Lo: -1, Hi: 1}, 1, 2)
	assert.Less(t, f.Error, 1e-14)
	assert.InDeltaSlice(t, []float64{1, 0, 25}, f.Den, 1e-11)
	f = remez(t, Target{F: func(x float64) float64 { return 0 }, Lo: -1, Hi: 1}, 5, 0)
	assert.Equal(t, 0.0, f.Error)
	assert.Equal(t, 0.0, f.Eval(0.3))
	f = remez(t, Target{F: func(x float64) float64 { return 3 }, Lo: -1, Hi: 1, Relative: true}, 0, 0)
	assert.InDeltaSlice(t, []float64{3}, f.Num, 1e-15)
}

// Far from zero the powers of x cancel each other; those of x − Origin do not.
func TestRemezOrigin(t *testing.T) {
	target := Target{F: func(x float64) float64 { return math.Sin(x - 100) }, Lo: 100, Hi: 102}
	far, err := Remez(t.Context(), target, &RemezSettings{Degree: 10})
	require.NoError(t, err)
	near, err := Remez(t.Context(), target, &RemezSettings{Degree: 10, Origin: 101})
	require.NoError(t, err)
	assert.Equal(t, far.Error, near.Error)
	assert.Less(t, near.Horner, 1.01*near.Error+1e-15)
	assert.Greater(t, far.Horner, 1e3*far.Error)
	p := near.Program()
	require.NoError(t, p.Check())
	assert.Equal(t, 21, p.Ops())
	for x := 100.0; x <= 102; x += 0.01 {
		assert.Equal(t, near.Eval(x), p.Eval(x))
	}
}

func TestFitForms(t *testing.T) {
	f := remez(t, Target{F: math.Exp, Lo: 0, Hi: 1}, 3, 2)
	p := f.Program()
	require.NoError(t, p.Check())
	assert.Equal(t, 11, p.Ops())
	x := []float64{0, 0.125, 0.3, 0.7, 1}
	dst := make([]float64, len(x))
	f.EvalTo(dst, x)
	for i, v := range x {
		assert.Equal(t, f.Eval(v), dst[i])
		assert.Equal(t, f.Eval(v), p.Eval(v))
		assert.InDelta(t, math.Exp(v), dst[i], f.Error*(1+1e-6))
	}
	src, err := f.GoSource("exp", "float64")
	require.NoError(t, err)
	assert.Contains(t, src, "func exp(x float64) float64 {")
	assert.Panics(t, func() { f.EvalTo(dst[:2], x) })
}

func TestRemezRefuses(t *testing.T) {
	good := Target{F: math.Exp, Lo: 0, Hi: 1}
	with := func(f func(*Target)) Target { g := good; f(&g); return g }
	for _, c := range []struct {
		name   string
		target Target
		s      RemezSettings
		want   error
	}{
		{"Target.F", Target{Lo: 0, Hi: 1}, RemezSettings{}, ErrInput},
		{"[1, 0]", with(func(g *Target) { g.Lo, g.Hi = 1, 0 }), RemezSettings{}, ErrDomain},
		{"[1, 1]", with(func(g *Target) { g.Lo = 1 }), RemezSettings{}, ErrDomain},
		{"NaN", with(func(g *Target) { g.Lo = math.NaN() }), RemezSettings{}, ErrDomain},
		{"Inf", with(func(g *Target) { g.Hi = math.Inf(1) }), RemezSettings{}, ErrDomain},
		{"Target.F(", with(func(g *Target) { g.F = math.Log }), RemezSettings{}, ErrDomain},
		{"Target.F(", with(func(g *Target) { g.F, g.Relative = math.Sin, true }), RemezSettings{}, ErrDomain},
		{"Weight", with(func(g *Target) { g.Weight = func(float64) float64 { return 0 } }), RemezSettings{}, ErrDomain},
		{"Weight", with(func(g *Target) { g.Weight = func(float64) float64 { return math.NaN() } }), RemezSettings{}, ErrDomain},
		{"Degree", good, RemezSettings{Degree: -1}, ErrInput},
		{"Degree", good, RemezSettings{Degree: 129}, ErrInput},
		{"Denominator", good, RemezSettings{Denominator: -1}, ErrInput},
		{"Denominator", good, RemezSettings{Degree: 100, Denominator: 29}, ErrInput},
		{"Origin", good, RemezSettings{Origin: math.NaN()}, ErrInput},
		{"Tol", good, RemezSettings{Tol: -1}, ErrInput},
		{"Tol", good, RemezSettings{Tol: math.NaN()}, ErrInput},
		{"MaxIter", good, RemezSettings{MaxIter: -1}, ErrInput},
	} {
		f, err := Remez(t.Context(), c.target, &c.s)
		assert.Nil(t, f)
		assert.ErrorIs(t, err, c.want)
		assert.ErrorIs(t, err, ErrInput)
		assert.ErrorContains(t, err, c.name)
	}
}

func TestRemezStops(t *testing.T) {
	target := Target{F: math.Exp, Lo: 0, Hi: 1}
	f, err := Remez(t.Context(), target, nil)
	require.NoError(t, err)
	assert.Len(t, f.Num, 6)
	f, err = Remez(t.Context(), target, &RemezSettings{Degree: 3, MaxIter: 1})
	require.ErrorIs(t, err, ErrNotConverged)
	assert.Equal(t, MaxIter, f.Status)
	assert.Less(t, f.Lower, f.Error)
	assert.Less(t, f.Error, 6e-4, "the best so far: Chebyshev points are nearly right")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = Remez(ctx, target, nil)
	require.ErrorIs(t, err, context.Canceled)
	ctx, cancel = context.WithCancel(t.Context())
	calls := 0
	target.F = func(x float64) float64 {
		if calls++; calls == 1000 {
			cancel()
		}
		return math.Sqrt(math.Abs(x - 0.3))
	}
	f, err = Remez(ctx, target, &RemezSettings{Degree: 9, Tol: 1e-15})
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, Canceled, f.Status)
	// The best rational function of type (1, 1) for an even function is a
	// constant: its error has too few extrema.
	f, err = Remez(t.Context(), Target{F: math.Cos, Lo: -1, Hi: 1}, &RemezSettings{Degree: 1, Denominator: 1})
	require.Error(t, err)
	if errors.Is(err, ErrBreakdown) {
		assert.Nil(t, f)
	} else {
		require.ErrorIs(t, err, ErrNotConverged)
		assert.GreaterOrEqual(t, f.Error, (1-math.Cos(1))/2)
	}
}

// No input panics, and a success is one.
func FuzzRemez(f *testing.F) {
	f.Add(0.0, 1.0, 1.0, 3, 1, 0.0)
	f.Add(-1e300, 1e300, 1e-300, 2, 0, 5.0)
	f.Add(1.0, 1+1e-8, 2.0, 4, 4, 1.0)
	f.Add(-1.0, 1.0, 0.0, -7, -2, math.NaN())
	f.Fuzz(func(t *testing.T, lo, hi, c float64, n, m int, origin float64) {
		if n%16 != 0 {
			n %= 16
		}
		m %= 8
		target := Target{F: func(x float64) float64 { return math.Atan(c*x) + 3 }, Lo: lo, Hi: hi, Relative: n%2 == 0}
		fit, err := Remez(t.Context(), target, &RemezSettings{Degree: n, Denominator: m, Origin: origin, MaxIter: 20})
		if err == nil {
			require.Equal(t, Converged, fit.Status)
			require.False(t, math.IsNaN(fit.Error) || math.IsInf(fit.Error, 0))
			require.Len(t, fit.Points, len(fit.Num)+len(fit.Den))
			for _, v := range append(fit.Num, fit.Den...) {
				require.False(t, math.IsNaN(v) || math.IsInf(v, 0))
			}
		} else if fit == nil {
			require.NotEmpty(t, err.Error())
		}
	})
}

// Targets near the ends of the range are those near 1, scaled.
func TestRemezOfExtremeTargets(t *testing.T) {
	for _, m := range []int{0, 3} {
		for _, relative := range []bool{false, true} {
			base := remez(t, Target{F: math.Exp, Lo: -1, Hi: 1, Relative: relative}, 4, m)
			for _, power := range []int{1000, 1020, -900} {
				f := remez(t, Target{F: func(x float64) float64 { return math.Ldexp(math.Exp(x), power) }, Lo: -1, Hi: 1, Relative: relative}, 4, m)
				back := power
				if relative {
					back = 0
				}
				// the scale is a power of two
				require.InEpsilon(t, base.Error, math.Ldexp(f.Error, -back), 1e-6)
				require.InEpsilon(t, base.Lower, math.Ldexp(f.Lower, -back), 1e-6)
				for i, c := range base.Num {
					require.InDelta(t, c, math.Ldexp(f.Num[i], -power), 1e-9)
				}
			}
		}
	}
}

func TestRemezNamesWhatLeavesTheRange(t *testing.T) {
	_, err := Remez(t.Context(), Target{F: math.Exp, Lo: 0, Hi: 1e40}, &RemezSettings{Degree: 9})
	require.Error(t, err) // e^x is infinite
	_, err = Remez(t.Context(), Target{F: math.Atan, Lo: 0, Hi: 1e40}, &RemezSettings{Degree: 9})
	require.ErrorIs(t, err, ErrBreakdown)
	require.ErrorContains(t, err, "the coefficient in the numerator of (x − Origin)^8 is ")
	var none context.Context
	_, err = Remez(none, Target{F: math.Atan, Lo: 0, Hi: 1}, nil)
	require.ErrorIs(t, err, ErrInput)
	require.ErrorContains(t, err, "ctx is nil")
	_, err = Search(none, Target{F: math.Atan, Lo: 0, Hi: 1}, nil, nil)
	require.ErrorIs(t, err, ErrInput)
	_, err = AuditFloat32(none, nil, nil, 1)
	require.ErrorContains(t, err, "ctx is nil")
}

// A context that ends while F is sampled is seen at the next value.
func TestCanceledWhileSampling(t *testing.T) {
	for _, at := range []int{1, 100, 300, 2000, 5000} {
		ctx, cancel := context.WithCancel(t.Context())
		calls, after := 0, 0
		target := Target{F: func(x float64) float64 {
			if calls++; calls >= at {
				cancel()
				after++
			}
			return math.Exp(x)
		}, Lo: -1, Hi: 1, Relative: true}
		_, err := Remez(ctx, target, nil)
		require.ErrorIs(t, err, context.Canceled, "%d", at)
		require.LessOrEqual(t, after, 64, "%d", at) // 32, and a reference
		calls, after = 0, 0
		ctx, cancel = context.WithCancel(t.Context())
		res, err := Search(ctx, target, &Evolution{MaxOps: 2}, &Settings{Evaluations: 100})
		if at > 4900 { // more values than the search takes: nothing ends the context
			require.NoError(t, err)
			require.Zero(t, after)
		} else {
			require.ErrorIs(t, err, context.Canceled, "%d", at)
			require.Equal(t, Canceled, res.Status)
			require.LessOrEqual(t, after, 1, "%d", at)
		}
		cancel()
	}
}

// High degrees: errors a little above the rounding of F, and at it.
func TestRemezOfHighDegree(t *testing.T) {
	runge := Target{F: func(x float64) float64 { return 1 / (1 + 25*x*x) }, Lo: -1, Hi: 1, Relative: true}
	for _, n := range []int{100, 128} {
		f := remez(t, runge, n, 0)
		assert.Less(t, f.Iter, 30)
		assert.InDelta(t, f.Lower, f.Error, 1e-9*f.Error+4e-15) // Tol and the noise
		for _, g := range []func(float64) float64{math.Exp, func(x float64) float64 { return math.Sin(50*x) + 2 }} {
			f := remez(t, Target{F: g, Lo: -1, Hi: 1, Relative: true}, n, 0)
			assert.Less(t, f.Error, 1e-14)
		}
	}
}
