// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package persist_test

import (
	"bufio"
	"context"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/integrate/quad"

	"github.com/relaxnum/relax/special/persist"
)

var covariances = map[string]persist.Covariance{
	"diff1": persist.Diffusion{Dim: 1}, "diff2": persist.Diffusion{Dim: 2}, "diff3": persist.Diffusion{Dim: 3},
	"diff4": persist.Diffusion{Dim: 4}, "diff5": persist.Diffusion{Dim: 5}, "diff10": persist.Diffusion{Dim: 10},
	"randacc": persist.RandomAcceleration{}, "matern32": persist.Matern{Nu: 1.5}, "matern52": persist.Matern{Nu: 2.5},
}

func references(t *testing.T) map[string]float64 {
	f, err := os.Open("testdata/persistency.csv")
	require.NoError(t, err)
	defer f.Close()
	all := map[string]float64{}
	for s := bufio.NewScanner(f); s.Scan(); {
		if name, value, ok := strings.Cut(s.Text(), ","); ok && !strings.HasPrefix(name, "#") {
			all[name], err = strconv.ParseFloat(value, 64)
			require.NoError(t, err)
		}
	}
	require.Len(t, all, len(covariances))
	return all
}

func TestExponentReferences(t *testing.T) {
	for name, want := range references(t) {
		res, err := persist.Exponent(t.Context(), covariances[name], nil)
		require.NoError(t, err, name)
		assert.Equal(t, persist.Converged, res.Status)
		// The table promises 11 digits and has 13.
		assert.InDelta(t, want, res.Theta, 1e-12, name)
		assert.Less(t, res.ErrEst, 1e-12, name)
	}
}

// plain hides the optional methods.
type plain struct{ c persist.Covariance }

func (p plain) R(t float64) float64  { return p.c.R(t) }
func (p plain) DR(t float64) float64 { return p.c.DR(t) }

func TestWithoutOptionalMethods(t *testing.T) {
	for name, want := range references(t) {
		res, err := persist.Exponent(t.Context(), plain{covariances[name]}, nil)
		require.NoError(t, err, name)
		// Extrapolating −r″(0) costs three digits.
		assert.InDelta(t, want, res.Theta, 1e-10, name)
	}
}

// scaled is r(ct).
type scaled struct {
	persist.Covariance
	by float64
}

func (s scaled) R(t float64) float64  { return s.Covariance.R(s.by * t) }
func (s scaled) DR(t float64) float64 { return s.by * s.Covariance.DR(s.by*t) }

// r(ct) has the exponent cθ.
func TestScaling(t *testing.T) {
	for _, c := range []float64{1e-6, 0.3, 1e5} {
		res, err := persist.Exponent(t.Context(), scaled{persist.Diffusion{Dim: 3}, c}, nil)
		require.NoError(t, err)
		assert.InEpsilon(t, 0.23577447754001*c, res.Theta, 1e-9)
	}
	a, err := persist.Exponent(t.Context(), persist.Matern{Nu: 2.5, Scale: 7}, nil)
	require.NoError(t, err)
	assert.InEpsilon(t, 0.21903014769296/7, a.Theta, 1e-12)
	g, err := persist.Exponent(t.Context(), persist.Gaussian{}, nil)
	require.NoError(t, err)
	h, err := persist.Exponent(t.Context(), persist.Gaussian{Scale: 1e-3}, nil)
	require.NoError(t, err)
	assert.InEpsilon(t, g.Theta, h.Theta/1000, 1e-12)
	// Many dimensions: the hyperbolic secant tends to a Gaussian of variance 8/d.
	d, err := persist.Exponent(t.Context(), persist.Diffusion{Dim: 1e8}, nil)
	require.NoError(t, err)
	assert.InEpsilon(t, g.Theta*math.Sqrt(1e8/8), d.Theta, 1e-7) // the correction is of the order 1/d
}

// exponential has E₀ = e^(−t): r = sin(π/2 e^(−t)). X is exponential with rate
// one, so T is exponential with rate 1/2.
type exponential struct{}

func (exponential) R(t float64) float64 { return math.Sin(math.Pi / 2 * math.Exp(-t)) }
func (exponential) DR(t float64) float64 {
	return -math.Pi / 2 * math.Exp(-t) * math.Sin(-math.Pi/2*math.Expm1(-t))
}
func (exponential) OneMinusR(t float64) float64 {
	s := math.Sin(-math.Pi / 4 * math.Expm1(-t))
	return 2 * s * s
}

// mixture has E₀ = (3e^(−t) + e^(−4t))/4, for which L and the transform of P are
// rational: P is a sum of two exponentials.
type mixture struct{}

const mixtureSigma = math.Pi / 2 / (0.75 + 0.0625)

func (mixture) angle(t float64) float64 {
	return mixtureSigma * (-0.75*math.Expm1(-t) - 0.0625*math.Expm1(-4*t))
}
func (m mixture) R(t float64) float64 {
	return math.Sin(mixtureSigma * (0.75*math.Exp(-t) + 0.0625*math.Exp(-4*t)))
}
func (m mixture) DR(t float64) float64 {
	return -math.Sin(m.angle(t)) * mixtureSigma * (0.75*math.Exp(-t) + 0.25*math.Exp(-4*t))
}

// mixtureSurvival: 2L/(1+sL) = 2(3(s+4) + s+1)/(4(s+1)(s+4) + s(4s+13)).
func mixtureSurvival(t float64) float64 {
	// 8s² + 33s + 16 = 8(s + a)(s + b)
	root := math.Sqrt(33*33 - 4*8*16)
	a, b := (33-root)/16, (33+root)/16
	f := func(s float64) float64 { return (8*s + 26) / 8 }
	return f(-a)/(b-a)*math.Exp(-a*t) + f(-b)/(a-b)*math.Exp(-b*t)
}

var times = []float64{1e-9, 1e-3, 0.1, 0.5, 1, 2, 3, 5, 8, 10, 15, 20, 35, 60}

var methods = map[string]persist.Method{"nil": nil, "Euler": &persist.Euler{}, "Talbot": &persist.Talbot{}, "Renewal": &persist.Renewal{}}

func TestClosedForms(t *testing.T) {
	res, err := persist.Exponent(t.Context(), exponential{}, nil)
	require.NoError(t, err)
	assert.InDelta(t, 0.5, res.Theta, 1e-11)
	assert.InDelta(t, 2, res.MeanExcursion, 1e-11)
	res, err = persist.Exponent(t.Context(), mixture{}, nil)
	require.NoError(t, err)
	assert.InDelta(t, (33-math.Sqrt(577))/16, res.Theta, 1e-11)
	for name, m := range methods {
		p, err := persist.Survival(t.Context(), nil, times, exponential{}, m, nil)
		require.NoError(t, err, name)
		for i, v := range times {
			// Euler's default promises 1e-10 relative to e^(−θt).
			assert.InEpsilon(t, math.Exp(-v/2), p[i], 2e-10, "%s at %v", name, v)
		}
		p, err = persist.Survival(t.Context(), nil, times, mixture{}, m, nil)
		require.NoError(t, err, name)
		for i, v := range times {
			assert.InEpsilon(t, mixtureSurvival(v), p[i], 2e-10, "%s at %v", name, v)
		}
	}
}

func TestMethodsAgree(t *testing.T) {
	all := map[string]persist.Covariance{"gauss": persist.Gaussian{}, "matern112": persist.Matern{Nu: 5.5}}
	for name, c := range covariances {
		if !testing.Short() || name == "diff2" || name == "randacc" {
			all[name] = c
		}
	}
	for name, c := range all {
		e, err := persist.Survival(t.Context(), nil, times, c, nil, nil)
		require.NoError(t, err, name)
		a, err := persist.Survival(t.Context(), nil, times, c, &persist.Talbot{}, nil)
		require.NoError(t, err, name)
		r, err := persist.Survival(t.Context(), nil, times, c, &persist.Renewal{}, nil)
		require.NoError(t, err, name)
		for i, v := range times {
			assert.InEpsilon(t, r[i], e[i], 1e-9, "%s Euler at %v", name, v)
			assert.InEpsilon(t, r[i], a[i], 1e-9, "%s Talbot at %v", name, v)
		}
		// From some time on the exponent rules.
		res, err := persist.Exponent(t.Context(), c, nil)
		require.NoError(t, err, name)
		p, err := persist.Survival(t.Context(), nil, []float64{300 / res.Theta, 310 / res.Theta}, c, nil, nil)
		require.NoError(t, err, name)
		assert.InDelta(t, math.Exp(-10), p[1]/p[0], 1e-8*math.Exp(-10), name)
	}
}

// The mean of T is the integral of P(T > t), and π/σ.
func TestMean(t *testing.T) {
	for name, c := range covariances {
		if testing.Short() && name != "diff3" && name != "matern52" {
			continue
		}
		res, err := persist.Exponent(t.Context(), c, nil)
		require.NoError(t, err)
		x, w := make([]float64, 64), make([]float64, 64)
		// P is smooth; e^(−θt) is negligible at 40/θ.
		quad.Legendre{}.FixedLocations(x, w, 0, 40/res.Theta)
		p, err := persist.Survival(t.Context(), nil, x, c, nil, nil)
		require.NoError(t, err)
		sum := 0.0
		for i := range w {
			sum += w[i] * p[i]
		}
		assert.InEpsilon(t, res.MeanExcursion, sum, 1e-7, name)
	}
}

// A covariance with a power-law tail has no exponent but a distribution.
type lorentz struct{}

func (lorentz) R(t float64) float64         { return 1 / (1 + t*t) }
func (lorentz) DR(t float64) float64        { d := 1 + t*t; return -2 * t / d / d }
func (lorentz) OneMinusR(t float64) float64 { return t * t / (1 + t*t) }

func TestPowerLaw(t *testing.T) {
	res, err := persist.Exponent(t.Context(), lorentz{}, nil)
	require.ErrorIs(t, err, persist.ErrDomain)
	assert.Nil(t, res)
	at := []float64{0.1, 1, 3, 10, 30}
	e, err := persist.Survival(t.Context(), nil, at, lorentz{}, nil, nil)
	require.NoError(t, err)
	r, err := persist.Survival(t.Context(), nil, at, lorentz{}, &persist.Renewal{}, nil)
	require.NoError(t, err)
	for i := range at {
		assert.InDelta(t, r[i], e[i], 1e-9) // absolute: there is no rate to tilt by
	}
}

// wave has r′ > 0 at some times.
type wave struct{}

func (wave) R(t float64) float64 { return math.Exp(-t*t/32) * math.Cos(t) }
func (wave) DR(t float64) float64 {
	return -math.Exp(-t*t/32) * (math.Sin(t) + t/16*math.Cos(t))
}

// bump has E₀ = e^(−t)(1 + 4t²), positive and rising between 0.13 and 1.9.
type bump struct{}

func (bump) integral(t float64) float64 { return 9 - math.Exp(-t)*(9+8*t+4*t*t) }
func (b bump) R(t float64) float64      { return math.Cos(math.Pi / 18 * b.integral(t)) }
func (b bump) DR(t float64) float64 {
	return -math.Sin(math.Pi/18*b.integral(t)) * math.Pi / 18 * math.Exp(-t) * (1 + 4*t*t)
}
func (bump) Curvature() float64 { return math.Pi / 18 * math.Pi / 18 }

func TestNotMonotone(t *testing.T) {
	for _, c := range []persist.Covariance{wave{}, bump{}} {
		res, err := persist.Exponent(t.Context(), c, nil)
		require.ErrorIs(t, err, persist.ErrNotMonotone)
		require.ErrorIs(t, err, persist.ErrInput)
		assert.Nil(t, res)
		p, err := persist.Survival(t.Context(), nil, []float64{1}, c, nil, nil)
		require.ErrorIs(t, err, persist.ErrNotMonotone)
		assert.Nil(t, p)
		s, err := persist.NewSampler(c, nil)
		require.ErrorIs(t, err, persist.ErrNotMonotone)
		assert.Nil(t, s)
	}
}

type function struct{ r, dr func(t float64) float64 }

func (f function) R(t float64) float64  { return f.r(t) }
func (f function) DR(t float64) float64 { return f.dr(t) }

func TestInput(t *testing.T) {
	nan := func(float64) float64 { return math.NaN() }
	one := func(float64) float64 { return 1 }
	exp := func(t float64) float64 { return math.Exp(-t) }
	for name, c := range map[string]persist.Covariance{
		"nil": nil, "r(0)": function{nan, nan}, "constant": function{one, func(float64) float64 { return 0 }},
		"not smooth":   function{exp, func(t float64) float64 { return -math.Exp(-t) }},
		"NaN slope":    function{exp, nan},
		"negative dim": persist.Diffusion{Dim: -1}, "NaN dim": persist.Diffusion{Dim: math.NaN()},
		"infinite dim": persist.Diffusion{Dim: math.Inf(1)}, "scale": persist.Gaussian{Scale: -1},
		"nu": persist.Matern{Nu: 0.5}, "NaN nu": persist.Matern{Nu: math.NaN()}, "infinite nu": persist.Matern{Nu: math.Inf(1)},
		"matern scale": persist.Matern{Scale: math.Inf(1)},
	} {
		res, err := persist.Exponent(t.Context(), c, nil)
		require.ErrorIs(t, err, persist.ErrInput, name)
		assert.Nil(t, res, name)
		_, err = persist.NewSampler(c, nil)
		require.ErrorIs(t, err, persist.ErrInput, name)
	}
	g := persist.Gaussian{}
	for _, s := range []persist.Settings{{Tol: -1}, {Tol: math.NaN()}, {Workers: -1}} {
		_, err := persist.Exponent(t.Context(), g, &s)
		require.ErrorIs(t, err, persist.ErrInput)
		_, err = persist.Survival(t.Context(), nil, nil, g, nil, &s)
		require.ErrorIs(t, err, persist.ErrInput)
	}
	for _, m := range []persist.Method{&persist.Euler{Terms: 99}, &persist.Euler{Terms: -1}, &persist.Talbot{Terms: 3}, &persist.Renewal{Step: -1}, &persist.Renewal{Step: math.NaN()}, &persist.Renewal{MaxSteps: -1}} {
		_, err := persist.Survival(t.Context(), nil, []float64{1}, g, m, nil)
		require.ErrorIs(t, err, persist.ErrInput)
	}
	for _, bad := range []float64{-1, math.NaN(), math.Inf(-1)} {
		_, err := persist.Survival(t.Context(), nil, []float64{1, bad}, g, nil, nil)
		require.ErrorIs(t, err, persist.ErrDomain)
	}
	_, err := persist.Survival(t.Context(), make([]float64, 2), []float64{1}, g, nil, nil)
	require.ErrorIs(t, err, persist.ErrInput)
	p, err := persist.Survival(t.Context(), nil, []float64{0, math.Inf(1)}, g, (*persist.Euler)(nil), nil)
	require.NoError(t, err)
	assert.Equal(t, []float64{1, 0}, p)
	p, err = persist.Survival(t.Context(), nil, nil, g, nil, nil)
	require.NoError(t, err)
	assert.Empty(t, p)
}

func TestNotConverged(t *testing.T) {
	res, err := persist.Exponent(t.Context(), persist.Gaussian{}, &persist.Settings{Tol: 1e-300})
	require.ErrorIs(t, err, persist.ErrNotConverged)
	assert.Equal(t, persist.MaxIter, res.Status)
	assert.Equal(t, "MaxIter", res.Status.String())
	assert.Equal(t, "Status(-1)", persist.Status(-1).String())
	assert.InDelta(t, 0.4114971539755, res.Theta, 1e-11)
	for _, m := range []persist.Method{&persist.Euler{}, &persist.Talbot{}, &persist.Renewal{MaxSteps: 10}} {
		p, err := persist.Survival(t.Context(), nil, []float64{0.3}, persist.Gaussian{}, m, &persist.Settings{Tol: 1e-300})
		require.ErrorIs(t, err, persist.ErrNotConverged)
		assert.InDelta(t, 0.9885, p[0], 1e-3)
	}
}

func TestCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	res, err := persist.Exponent(ctx, persist.Gaussian{}, nil)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, persist.Canceled, res.Status)
	for _, m := range methods {
		// While the table is made, and while the method runs.
		for _, after := range []int{0, 100, 5000} {
			ctx, cancel := context.WithCancel(t.Context())
			calls := 0
			g := persist.Gaussian{}
			c := function{g.R, func(t float64) float64 {
				if calls++; calls == after {
					cancel()
				}
				return g.DR(t)
			}}
			if after == 0 {
				cancel()
			}
			p, err := persist.Survival(ctx, nil, []float64{1, 300}, c, m, &persist.Settings{Workers: 1})
			if ctx.Err() != nil {
				require.ErrorIs(t, err, context.Canceled)
				assert.Nil(t, p)
			}
			cancel()
		}
	}
}

func TestSurvivalDeterministic(t *testing.T) {
	for name, m := range methods {
		want, err := persist.Survival(t.Context(), nil, times, persist.Diffusion{}, m, &persist.Settings{Workers: 1})
		require.NoError(t, err, name)
		for _, workers := range []int{2, 7} {
			// dst may be t.
			got := append([]float64(nil), times...)
			_, err := persist.Survival(t.Context(), got, got, persist.Diffusion{}, m, &persist.Settings{Workers: workers})
			require.NoError(t, err, name)
			assert.Equal(t, want, got, name)
		}
	}
}

// kolmogorov is the 1e-6 point of the limit law of √n times the distance:
// 2e^(−2x²) = 1e-6.
var kolmogorov = math.Sqrt(math.Log(2e6) / 2)

func TestSampler(t *testing.T) {
	n := 200000
	if testing.Short() {
		n = 20000
	}
	for _, name := range []string{"diff1", "matern32", "randacc"} {
		c := covariances[name]
		s, err := persist.NewSampler(c, nil)
		require.NoError(t, err)
		grid := make([]float64, 60)
		for i := range grid {
			grid[i] = 0.05 * math.Pow(1.15, float64(i))
		}
		p, err := persist.Survival(t.Context(), nil, grid, c, nil, nil)
		require.NoError(t, err)
		count := make([]int, len(grid))
		sum, square := 0.0, 0.0
		for range n {
			v := s.Rand()
			sum += v
			square += v * v
			for i, g := range grid {
				if v <= g {
					break
				}
				count[i]++
			}
		}
		for i := range grid {
			assert.InDelta(t, p[i], float64(count[i])/float64(n), kolmogorov/math.Sqrt(float64(n)), "%s at %v", name, grid[i])
		}
		res, err := persist.Exponent(t.Context(), c, nil)
		require.NoError(t, err)
		mean := sum / float64(n)
		sd := math.Sqrt((square/float64(n) - mean*mean) / float64(n))
		assert.InDelta(t, res.MeanExcursion, mean, 5*sd, name)
	}
}

// The summands of the exponential case are exponential: −log of the uniform
// variable that made them.
func TestInterval(t *testing.T) {
	s, err := persist.NewSampler(exponential{}, nil)
	require.NoError(t, err)
	again, err := persist.NewSampler(exponential{}, nil)
	require.NoError(t, err)
	sum := 0.0
	const n = 20000
	for range n {
		v := s.Interval()
		assert.Equal(t, v, again.Interval()) // the documented seed
		sum += v
	}
	assert.InDelta(t, 1, sum/n, 5/math.Sqrt(n))
}

func FuzzExponent(f *testing.F) {
	for _, v := range []float64{0, 1, -1, 1e-300, 1e300, 1e-3, 1e6, math.NaN(), math.Inf(1), 5e-324} {
		f.Add(v, 1.0, 1.0)
		f.Add(2.0, v, 1.0)
		f.Add(2.0, 1.0, v)
	}
	f.Fuzz(func(t *testing.T, dim, scale, time float64) {
		var c persist.Covariance = persist.Matern{Nu: dim, Scale: scale}
		var m persist.Method = &persist.Talbot{}
		switch bits := math.Float64bits(time); bits % 4 {
		case 0:
			c, m = persist.Diffusion{Dim: dim}, &persist.Euler{}
		case 1:
			c, m = persist.Gaussian{Scale: scale}, &persist.Renewal{MaxSteps: 32}
		case 2:
			c = persist.Diffusion{Dim: dim}
		}
		res, err := persist.Exponent(t.Context(), c, nil)
		if err == nil && !(res.Theta > 0 && res.ErrEst >= 0) {
			t.Fatalf("%#v: %+v with nil error", c, res)
		}
		p, err := persist.Survival(t.Context(), nil, []float64{time}, c, m, nil)
		if err == nil && !(p[0] >= 0 && p[0] <= 1) {
			t.Fatalf("%#v: %T gives P(T > %v) = %v with nil error", c, m, time, p)
		}
	})
}

func TestNilContext(t *testing.T) {
	var none context.Context
	res, err := persist.Exponent(none, persist.Diffusion{Dim: 2}, nil)
	require.ErrorIs(t, err, persist.ErrInput)
	require.ErrorContains(t, err, "ctx is nil")
	require.Nil(t, res)
	p, err := persist.Survival(none, nil, []float64{1}, persist.Diffusion{Dim: 2}, nil, nil)
	require.ErrorIs(t, err, persist.ErrInput)
	require.Nil(t, p)
}
