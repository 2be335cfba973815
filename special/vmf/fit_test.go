// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/kernel"
)

var background = context.Background()

// A fit to a sample finds the parameters again: κ within four standard errors
// (1 in 16000 by chance, seeds are fixed), μ within four of its own, which is
// √((p−1)/(nκA)) in the angle. What it says of itself is checked too.
func TestFitFindsParameters(t *testing.T) {
	for i, c := range []struct {
		p, n  int
		kappa float64
	}{{2, 2000, 0.8}, {2, 2000, 500}, {3, 2000, 2}, {3, 500, 1e6}, {5, 2000, 5}, {10, 2000, 1e3}, {100, 1000, 30}, {2048, 300, 1365}} {
		rnd := rand.New(rand.NewPCG(8, uint64(i)))
		d := must(t, unit(rnd, c.p), c.kappa, rnd)
		x := sample(d, c.n)
		res, err := Fit(background, x, nil, nil)
		require.NoError(t, err)
		assert.Equal(t, Converged, res.Status)
		assert.InDelta(t, c.kappa, res.Kappa, 4*res.StdErr, "%+v", c)
		a, _, da := moments(order(c.p), res.Kappa)
		assert.InEpsilon(t, 1/math.Sqrt(float64(c.n)*da), res.StdErr, 1e-12)
		assert.InDelta(t, res.RBar, a, 8*epsilon)
		q := float64(c.p - 1)
		// The squared angle times nκA is χ² with p−1 degrees of freedom.
		chi := 2 * versine(res.Dist.mu, d.mu) * float64(c.n) * res.Kappa * a
		assert.Less(t, chi, q+4*math.Sqrt(2*q)+16, "%+v", c)
		sum := 0.0
		for i := range c.n {
			sum += res.Dist.LogProb(x.RawRowView(i))
		}
		assert.InEpsilon(t, sum, res.LogLikelihood, 1e-9, "%+v", c)
		assert.Equal(t, res.Kappa, res.Dist.Kappa())
		assert.Positive(t, res.Iterations)
	}
}

// No other parameters have a higher likelihood.
func TestFitIsTheMaximum(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 100))
	for _, p := range []int{2, 3, 30} {
		x := sample(must(t, unit(rnd, p), float64(p), rnd), 200)
		res, err := Fit(background, x, nil, nil)
		require.NoError(t, err)
		for range 20 {
			mu := unit(rnd, p)
			kernel.Axpy(mu, 1/(rnd.Float64()*0.1+1e-3), res.Dist.mu)
			kernel.Scale(mu, 1/kernel.Nrm2(mu))
			other := must(t, mu, res.Kappa*(1+0.1*rnd.NormFloat64()), nil)
			sum := 0.0
			for i := range 200 {
				sum += other.LogProb(x.RawRowView(i))
			}
			assert.Less(t, sum, res.LogLikelihood)
		}
	}
}

// Any number of workers gives the same bits, and so does a matrix whose rows
// cannot be read where they lie.
func TestFitIsReproducible(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 200))
	x := sample(must(t, unit(rnd, 50), 20, rnd), 3001)
	weights := make([]float64, 3001)
	for i := range weights {
		weights[i] = rnd.Float64()
	}
	for _, w := range [][]float64{nil, weights} {
		want, err := Fit(background, x, nil, &FitSettings{Weights: w, Workers: 1})
		require.NoError(t, err)
		for _, workers := range []int{0, 2, 7} {
			got, err := Fit(background, x, nil, &FitSettings{Weights: w, Workers: workers})
			require.NoError(t, err)
			assert.Equal(t, want, got, "workers %d", workers)
		}
		got, err := Fit(background, x.T().T(), nil, &FitSettings{Weights: w})
		require.NoError(t, err)
		assert.Equal(t, want, got, "through mat.Transpose")
		got, err = Fit(background, struct{ mat.Matrix }{x}, nil, &FitSettings{Weights: w})
		require.NoError(t, err)
		assert.Equal(t, want, got, "through At")
		part := mat.NewDense(3001, 60, nil)
		part.Slice(0, 3001, 5, 55).(*mat.Dense).Copy(x)
		got, err = Fit(background, part.Slice(0, 3001, 5, 55), nil, &FitSettings{Weights: w})
		require.NoError(t, err)
		assert.Equal(t, want, got, "a part of a larger matrix")
	}
}

// A weight of 2 is a row twice, and one of 0 no row.
func TestWeightsAreCounts(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 300))
	x := sample(must(t, unit(rnd, 6), 4, rnd), 300)
	weights := make([]float64, 300)
	var often []float64
	for i := range weights {
		weights[i] = float64(i % 4)
		for range i % 4 {
			often = append(often, x.RawRowView(i)...)
		}
	}
	a, err := Fit(background, x, nil, &FitSettings{Weights: weights})
	require.NoError(t, err)
	b, err := Fit(background, mat.NewDense(len(often)/6, 6, often), nil, nil)
	require.NoError(t, err)
	assert.InEpsilon(t, b.Kappa, a.Kappa, 1e-14)
	assert.InEpsilon(t, b.StdErr, a.StdErr, 1e-13)
	assert.InEpsilon(t, b.LogLikelihood, a.LogLikelihood, 1e-13)
	assert.InDeltaSlice(t, b.Dist.mu, a.Dist.mu, 4*epsilon)
}

// The sum is good to rounding although all but one of the rows cancel: 2·10⁴ of
// them in pairs far apart, whose plain sum is off by 1e-12 and more.
func TestFitSumsWithCompensation(t *testing.T) {
	const n, p = 20001, 4
	rnd := rand.New(rand.NewPCG(8, 400))
	x := mat.NewDense(n, p, nil)
	rows := rnd.Perm(n)
	for i := 0; i < n-1; i += 2 {
		v := unit(rnd, p)
		x.SetRow(rows[i], v)
		kernel.Scale(v, -1)
		x.SetRow(rows[i+1], v)
	}
	x.SetRow(rows[n-1], axis(p, 2, 1))
	res, err := Fit(background, x, nil, nil)
	require.NoError(t, err)
	assert.InDelta(t, 1./n, res.RBar, epsilon/n)
	assert.InDeltaSlice(t, axis(p, 2, 1), res.Dist.mu, 2*epsilon)
}

// The vector passes and the loop give the same bits, for any number of rows
// left over and any width.
func TestAccumulatorPaths(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 450))
	for _, p := range []int{2, 31, 32, 33, 511, 512, 513, 1500} {
		for rows := range together + 1 {
			x, w := make([][]float64, rows), make([]float64, rows)
			for r := range x {
				x[r], w[r] = unit(rnd, p), rnd.Float64()
			}
			a := newAccumulator(make([]float64, p), make([]float64, p), 100)
			b := newAccumulator(make([]float64, p), make([]float64, p), 100)
			for range 3 {
				a.add(x, w)
				for r := range x {
					b.addRow(x[r], w[r])
				}
			}
			a.finish()
			b.finish()
			require.Equal(t, b, a, "p = %d, rows %d", p, rows)
			for j := range p {
				want := 0.0 // of numbers below 1, to a few ulp of their sum
				for r := range x {
					want += 3 * w[r] * x[r][j]
				}
				require.InDelta(t, want, a.s[j]+a.e[j], 32*epsilon)
			}
		}
	}
}

func TestFitUniform(t *testing.T) {
	x := mat.NewDense(4, 2, []float64{0.6, 0.8, -0.6, -0.8, 1, 0, -1, 0})
	for _, m := range []Method{nil, &Newton{}, Banerjee{}, Tanabe{}, &Sra{}} {
		res, err := Fit(background, x, m, nil)
		require.NoError(t, err)
		assert.Equal(t, Uniform, res.Status)
		assert.Zero(t, res.Kappa)
		assert.Equal(t, []float64{1, 0}, res.Dist.Mu(nil))
		assert.InDelta(t, -4*math.Log(2*math.Pi), res.LogLikelihood, 1e-14)
		assert.InDelta(t, math.Sqrt(2./4), res.StdErr, 1e-15)
	}
}

func TestFitNormalizes(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 500))
	x := sample(must(t, unit(rnd, 7), 4, rnd), 100)
	want, err := Fit(background, x, nil, nil)
	require.NoError(t, err)
	for i := range 100 {
		// as far as the squares leave the range of numbers
		kernel.Scale(x.RawRowView(i), math.Ldexp(1, rnd.IntN(1600)-800))
	}
	_, err = Fit(background, x, nil, nil)
	assert.ErrorIs(t, err, ErrNotUnit)
	got, err := Fit(background, x, nil, &FitSettings{Normalize: true})
	require.NoError(t, err)
	assert.InEpsilon(t, want.Kappa, got.Kappa, 1e-14)
	assert.InDeltaSlice(t, want.Dist.mu, got.Dist.mu, 4*epsilon)
}

func TestFitErrors(t *testing.T) {
	x := mat.NewDense(3, 2, []float64{1, 0, 0, 1, 0.6, 0.8})
	nan, inf := math.NaN(), math.Inf(1)
	for name, c := range map[string]struct {
		x    mat.Matrix
		m    Method
		s    *FitSettings
		want error
	}{
		"nil":               {nil, nil, nil, ErrDimension},
		"no rows":           {&mat.Dense{}, nil, nil, ErrDimension},
		"one column":        {mat.NewDense(2, 1, []float64{1, 1}), nil, nil, ErrDimension},
		"one row":           {mat.NewDense(1, 2, []float64{1, 0}), nil, nil, ErrDegenerate},
		"equal rows":        {mat.NewDense(2, 2, []float64{0.6, 0.8, 0.6, 0.8}), nil, nil, ErrDegenerate},
		"one with a weight": {x, nil, &FitSettings{Weights: []float64{0, 3, 0}}, ErrDegenerate},
		"not unit":          {mat.NewDense(2, 2, []float64{1, 0, 1, 1e-3}), nil, nil, ErrNotUnit},
		"NaN":               {mat.NewDense(2, 2, []float64{1, 0, nan, 1}), nil, nil, ErrNotUnit},
		"zero row":          {mat.NewDense(2, 2, []float64{1, 0, 0, 0}), nil, &FitSettings{Normalize: true}, ErrNotUnit},
		"NaN, normalized":   {mat.NewDense(2, 2, []float64{1, 0, nan, 1}), nil, &FitSettings{Normalize: true}, ErrNotUnit},
		"Inf, normalized":   {mat.NewDense(2, 2, []float64{1, 0, inf, 1}), nil, &FitSettings{Normalize: true}, ErrNotUnit},
		"few weights":       {x, nil, &FitSettings{Weights: []float64{1, 1}}, ErrWeights},
		"zero weights":      {x, nil, &FitSettings{Weights: []float64{0, 0, 0}}, ErrWeights},
		"negative weight":   {x, nil, &FitSettings{Weights: []float64{1, -1, 1}}, ErrWeights},
		"NaN weight":        {x, nil, &FitSettings{Weights: []float64{1, nan, 1}}, ErrWeights},
		"infinite weight":   {x, nil, &FitSettings{Weights: []float64{1, inf, 1}}, ErrWeights},
		"overflow":          {x, nil, &FitSettings{Weights: []float64{1e308, 1e308, 1e308}}, ErrWeights},
		"workers":           {x, nil, &FitSettings{Workers: -1}, ErrDomain},
		"MaxIter":           {x, &Newton{MaxIter: -1}, nil, ErrDomain},
	} {
		res, err := Fit(background, c.x, c.m, c.s)
		assert.Nil(t, res, name)
		assert.ErrorIs(t, err, c.want, name)
		assert.ErrorIs(t, err, ErrInput, name)
	}
	// The first bad row is named, whoever finds it.
	many := mat.NewDense(4000, 2, nil)
	for i := range 4000 {
		many.Set(i, 0, 1)
	}
	many.Set(3999, 0, 2)
	many.Set(1777, 0, 2)
	for range 20 {
		_, err := Fit(background, many, nil, &FitSettings{Workers: 7})
		assert.ErrorContains(t, err, "row 1777 ")
	}
}

func TestFitMethods(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 600))
	x := sample(must(t, unit(rnd, 20), 30, rnd), 500)
	best, err := Fit(background, x, nil, nil)
	require.NoError(t, err)
	for _, m := range []Method{Newton{}, &Newton{}, Banerjee{}, &Banerjee{}, Tanabe{}, &Tanabe{}, Sra{}, &Sra{}} {
		res, err := Fit(background, x, m, nil)
		require.NoError(t, err)
		assert.Equal(t, Converged, res.Status)
		assert.InEpsilon(t, best.Kappa, res.Kappa, 0.01, "%T", m)
		assert.LessOrEqual(t, res.LogLikelihood, best.LogLikelihood*(1+4*epsilon), "%T", m)
		// a kept workspace changes nothing
		again, err := Fit(background, x, m, nil)
		require.NoError(t, err)
		assert.Equal(t, res, again, "%T", m)
	}
}

func TestFitEndsEarly(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 700))
	x := sample(must(t, unit(rnd, 3), 1, rnd), 500)

	res, err := Fit(background, x, &Newton{MaxIter: 1}, nil)
	assert.ErrorIs(t, err, ErrNotConverged)
	assert.False(t, errors.Is(err, ErrInput))
	require.NotNil(t, res)
	assert.Equal(t, MaxIter, res.Status)
	assert.InDelta(t, 1, res.Kappa, 0.5)

	ctx, cancel := context.WithCancel(background)
	cancel()
	res, err = Fit(ctx, x, nil, nil)
	assert.ErrorIs(t, err, context.Canceled)
	require.NotNil(t, res)
	assert.Equal(t, Canceled, res.Status)

	ctx, cancel = context.WithCancel(background)
	res, err = Fit(ctx, x, nil, &FitSettings{Recorder: func(Progress) error { cancel(); return nil }})
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, Canceled, res.Status)
	assert.Equal(t, 1, res.Iterations)
	assert.NotNil(t, res.Dist)

	stop := errors.New("enough")
	var seen []Progress
	res, err = Fit(background, x, nil, &FitSettings{Recorder: func(p Progress) error {
		seen = append(seen, p)
		if len(seen) == 2 {
			return stop
		}
		return nil
	}})
	assert.Equal(t, stop, err)
	assert.Equal(t, Stopped, res.Status)
	assert.Equal(t, 2, seen[1].Iter)
	assert.Less(t, math.Abs(seen[1].Residual), math.Abs(seen[0].Residual))
	assert.Equal(t, res.Kappa, seen[1].Kappa)
}

// canceling ends the context while row is read, and counts the rows read after.
type canceling struct {
	mat.Matrix
	cancel func()
	row    int
	after  *int
}

func (c canceling) At(i, j int) float64 {
	if i == c.row {
		c.cancel()
	}
	if i > c.row {
		*c.after++
	}
	return c.Matrix.At(i, j)
}

// The context is looked at within a block, and no goroutine is left behind.
func TestFitIsCanceledWhileReading(t *testing.T) {
	before := runtime.NumGoroutine()
	x := mat.NewDense(4000, 2, nil)
	for i := range 4000 {
		x.Set(i, 1, 1)
	}
	ctx, cancel := context.WithCancel(background)
	after := 0
	res, err := Fit(ctx, canceling{x, cancel, 10, &after}, nil, &FitSettings{Workers: 1})
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, Canceled, res.Status)
	assert.Nil(t, res.Dist)
	assert.Less(t, after, 2*16)

	ctx, cancel = context.WithCancel(background)
	cancel()
	_, err = FitMixture(ctx, x, 2, nil, nil)
	assert.ErrorIs(t, err, context.Canceled)
	assert.LessOrEqual(t, runtime.NumGoroutine(), before)
}

// With a kept workspace only the result is allocated: the mean direction, the
// distribution with its source, and the result itself.
func TestFitKeepsItsWorkspace(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 800))
	x := sample(must(t, unit(rnd, 200), 100, rnd), 1000)
	m := &Newton{}
	fit := func() {
		_, err := Fit(background, x, m, &FitSettings{Workers: 1})
		require.NoError(t, err)
	}
	fit()
	var stats [2]runtime.MemStats
	runtime.ReadMemStats(&stats[0])
	const runs = 10
	for range runs {
		fit()
	}
	runtime.ReadMemStats(&stats[1])
	// 200 float64 are 1.6 KiB; the partial sums are 51 KiB.
	assert.Less(t, (stats[1].TotalAlloc-stats[0].TotalAlloc)/runs, uint64(8<<10))
}

// In 32768 dimensions 200 rows put the maximum-likelihood estimate thirteen
// standard errors too high; what is expected of it is known, and the corrected
// estimate is where it should be.
func TestFitInHighDimension(t *testing.T) {
	if testing.Short() {
		t.Skip("50 MB of samples")
	}
	const p, n, kappa = 32768, 200, 21845.07
	rnd := rand.New(rand.NewPCG(8, 900))
	res, err := Fit(background, sample(must(t, unit(rnd, p), kappa, rnd), n), nil, nil)
	require.NoError(t, err)
	a := MeanResultant(p, kappa)
	biased, _, err := KappaMLE(p, math.Sqrt(a*a+(1-a)*(1+a)/n))
	require.NoError(t, err)
	assert.Greater(t, biased, kappa+12*res.StdErr)
	assert.InDelta(t, biased, res.Kappa, 4*res.StdErr)
	assert.InDelta(t, kappa, res.KappaCorrected, 4*res.StdErr)
}

// The corrected estimate is free of bias to first order: its mean over many
// small samples is within four standard errors of κ, that of the plain one is
// not.
func TestCorrection(t *testing.T) {
	const p, n, kappa, times = 50, 20, 40.0, 400
	rnd := rand.New(rand.NewPCG(8, 950))
	d := must(t, unit(rnd, p), kappa, rnd)
	var plain, corr, corr2 float64
	for range times {
		res, err := Fit(background, sample(d, n), nil, nil)
		require.NoError(t, err)
		plain += res.Kappa / times
		corr += res.KappaCorrected / times
		corr2 += res.KappaCorrected * res.KappaCorrected / times
	}
	se := math.Sqrt((corr2 - corr*corr) / times)
	assert.InDelta(t, kappa, corr, 4*se)
	assert.Greater(t, plain, kappa+20*se)

	for _, c := range []struct{ r, n float64 }{{0.1, 50}, {0, 10}, {0.3, 11}} {
		assert.Zero(t, corrected(3, c.r, c.n))
	}
	for _, r := range []float64{0.4, 0.6, 0.999, 1 - 1e-12} {
		k, _, err := KappaMLE(3, r)
		require.NoError(t, err)
		assert.InEpsilon(t, k, corrected(3, r, 1e15), 1e-13, "R = %v", r)
		assert.Less(t, corrected(3, r, 100), k)
	}
}

// Rows whose length is off by less than the tolerance count as unit rows, in both
// fits, and the caller's matrix stays as it is.
func TestFitDividesByTheLength(t *testing.T) {
	x := sample(must(t, axis(5, 0, 1), 1e9, nil), 200)
	long := mat.DenseCopyOf(x)
	for i := range 200 {
		kernel.Scale(long.RawRowView(i), 1+9e-9*float64(i%3-1))
	}
	before := mat.DenseCopyOf(long)
	want, err := Fit(t.Context(), x, nil, nil)
	require.NoError(t, err)
	got, err := Fit(t.Context(), long, nil, nil)
	require.NoError(t, err)
	// 1 − R is about 2e-9, known to an eps of 1.
	require.InEpsilon(t, want.Kappa, got.Kappa, 1e-6)
	require.InEpsilon(t, want.LogLikelihood, got.LogLikelihood, 1e-8)
	s := &MixtureSettings{MaxKappa: 1e12}
	mixed, err := FitMixture(t.Context(), long, 1, nil, s)
	require.NoError(t, err)
	require.InEpsilon(t, want.LogLikelihood, mixed.LogLikelihood, 1e-8)
	require.True(t, mat.Equal(before, long))
}

func TestNilArguments(t *testing.T) {
	var none context.Context
	x := mat.NewDense(2, 2, []float64{1, 0, 0, 1})
	both := func(ctx context.Context, x mat.Matrix, m Method, em MixtureMethod, s *FitSettings, want string) {
		t.Helper()
		if s == nil {
			s = &FitSettings{}
		}
		res, err := Fit(ctx, x, m, s)
		require.ErrorIs(t, err, ErrInput)
		require.ErrorContains(t, err, want)
		require.Nil(t, res)
		mix, err := FitMixture(ctx, x, 1, em, &MixtureSettings{FitSettings: *s})
		require.ErrorIs(t, err, ErrInput)
		require.ErrorContains(t, err, want)
		require.Nil(t, mix)
	}
	ctx := t.Context()
	both(none, x, nil, nil, nil, "ctx is nil")
	both(ctx, (*mat.Dense)(nil), nil, nil, nil, "x is nil")
	both(ctx, x, (*Newton)(nil), (*EM)(nil), nil, "method is a nil *vmf.")
	both(ctx, mat.NewDense(3, 2, []float64{1, 0, 0, 1, 0, 1}), nil, nil, &FitSettings{Weights: []float64{1e308, 1e308, 1}}, "Weights[:2] add to +Inf, want a finite sum (Weights[1] is 1e+308)")
}
