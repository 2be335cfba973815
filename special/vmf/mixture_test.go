// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/kernel"
)

// threeClusters returns 200, 300 and 500 rows about the first three axes of ℝᵖ.
func threeClusters(t testing.TB, p int) *mat.Dense {
	x := mat.NewDense(1000, p, nil)
	row := 0
	for j, n := range []int{200, 300, 500} {
		d := must(t, axis(p, j, 1), float64(p)*float64(j+3), rand.NewPCG(9, uint64(j)))
		for range n {
			d.Rand(x.RawRowView(row))
			row++
		}
	}
	return x
}

func TestMixtureFindsClusters(t *testing.T) {
	for _, p := range []int{3, 10, 100} {
		x := threeClusters(t, p)
		for _, m := range []MixtureMethod{nil, EM{}, &EM{Hard: true}} {
			res, err := FitMixture(background, x, 3, m, nil)
			require.NoError(t, err)
			assert.Equal(t, Converged, res.Status)
			for j, want := range []float64{0.5, 0.3, 0.2} {
				c := res.Components[j]
				// Clusters overlap a little for p = 3; 5 standard errors.
				assert.InDelta(t, want, res.Weights[j], 5*math.Sqrt(want*(1-want)/1000), "p = %d", p)
				k := float64(p) * float64(5-j)
				_, _, da := moments(order(p), k)
				assert.InDelta(t, k, c.Kappa(), 5/math.Sqrt(want*1000*da)+0.1*k, "p = %d", p)
				assert.Greater(t, c.Mu(nil)[2-j], 0.98, "p = %d", p)
			}
			// The rows of the responsibilities are distributions, whose means
			// are the weights at a fixed point.
			var sums [3]float64
			loglik := 0.0
			for i := range 1000 {
				sum, f := 0.0, 0.0
				for j, c := range res.Components {
					r := res.Resp.At(i, j)
					assert.True(t, r >= 0 && r <= 1)
					sum += r
					sums[j] += r / 1000
					f += res.Weights[j] * c.Prob(x.RawRowView(i))
				}
				assert.InDelta(t, 1, sum, 4*epsilon)
				loglik += math.Log(f)
			}
			for j, w := range res.Weights {
				assert.InDelta(t, w, sums[j], 1e-3, "p = %d", p)
			}
			assert.InEpsilon(t, loglik, res.LogLikelihood, 1e-10, "p = %d", p)
			assert.InDelta(t, -2*res.LogLikelihood+float64(3*p+2)*math.Log(1000), res.BIC, 1e-6)
		}
	}
}

// BIC finds the number of components.
func TestMixtureBIC(t *testing.T) {
	x := threeClusters(t, 5)
	best, at := math.Inf(1), 0
	for k := 1; k <= 5; k++ {
		res, err := FitMixture(background, x, k, nil, &MixtureSettings{Tol: 1e-6, MaxIter: 1000})
		require.NoError(t, err)
		if res.BIC < best {
			best, at = res.BIC, k
		}
	}
	assert.Equal(t, 3, at)
}

// With one component a mixture is the distribution that Fit finds, weights and
// normalization included.
func TestMixtureOfOne(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 10))
	x := sample(must(t, unit(rnd, 12), 15, rnd), 300)
	weights := make([]float64, 300)
	for i := range weights {
		weights[i] = rnd.Float64()
		kernel.Scale(x.RawRowView(i), math.Ldexp(1, rnd.IntN(1600)-800))
	}
	s := FitSettings{Weights: weights, Normalize: true}
	want, err := Fit(background, x, nil, &s)
	require.NoError(t, err)
	before := mat.DenseCopyOf(x)
	for _, m := range []mat.Matrix{x, struct{ mat.Matrix }{x}} {
		got, err := FitMixture(background, m, 1, nil, &MixtureSettings{FitSettings: s})
		require.NoError(t, err)
		assert.InEpsilon(t, want.Kappa, got.Components[0].Kappa(), 1e-13)
		assert.InDeltaSlice(t, want.Dist.mu, got.Components[0].mu, 1e-14)
		assert.InEpsilon(t, want.LogLikelihood, got.LogLikelihood, 1e-12)
		assert.Equal(t, []float64{1}, got.Weights)
	}
	assert.True(t, mat.Equal(before, x), "the data was changed")
}

// EM never lowers what it maximizes, where no component begins again.
func TestMixtureAscends(t *testing.T) {
	x := threeClusters(t, 4)
	for _, hard := range []bool{false, true} {
		last, start := math.Inf(-1), -1
		_, err := FitMixture(background, x, 3, EM{Hard: hard}, &MixtureSettings{MaxIter: 2000, Tol: 1e-7, FitSettings: FitSettings{Recorder: func(p Progress) error {
			if p.Start != start {
				assert.Equal(t, 1, p.Iter)
				start, last = p.Start, math.Inf(-1)
			}
			assert.GreaterOrEqual(t, p.LogLikelihood, last-1e-9, "hard %v, start %d, iteration %d", hard, p.Start, p.Iter)
			last = p.LogLikelihood
			return nil
		}}})
		require.NoError(t, err)
		assert.Equal(t, 3, start)
	}
}

func TestMixtureIsReproducible(t *testing.T) {
	x := threeClusters(t, 20)
	for _, hard := range []bool{false, true} {
		run := func(workers int) *MixtureResult {
			res, err := FitMixture(background, x, 5, EM{Hard: hard}, &MixtureSettings{MaxIter: 30, FitSettings: FitSettings{Workers: workers}, Src: rand.NewPCG(1, 9)})
			if err != nil {
				require.ErrorIs(t, err, ErrNotConverged)
			}
			return res
		}
		want := run(1)
		for _, workers := range []int{0, 2, 7} {
			assert.Equal(t, want, run(workers), "workers %d", workers)
		}
	}
	a, _ := FitMixture(background, x, 5, nil, &MixtureSettings{MaxIter: 5})
	b, _ := FitMixture(background, x, 5, nil, &MixtureSettings{MaxIter: 5, Src: rand.NewPCG(0x766d66, 0)})
	assert.Equal(t, a, b, "the default source")
}

// A component on a single point stops at MaxKappa, and more components than
// distinct rows are no obstacle.
func TestMixtureDegenerate(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 20))
	x := sample(must(t, axis(4, 0, 1), 50, rnd), 60)
	for i := range 20 {
		x.SetRow(i, axis(4, 0, -1))
	}
	for _, c := range []struct{ max, want float64 }{{0, 4e6}, {1000, 1000}} {
		for _, hard := range []bool{false, true} {
			res, err := FitMixture(background, x, 2, EM{Hard: hard}, &MixtureSettings{MaxKappa: c.max})
			require.NoError(t, err)
			assert.InDelta(t, 1./3, res.Weights[1], 1e-9)
			assert.Equal(t, c.want, res.Components[1].Kappa())
		}
	}
	two := mat.NewDense(6, 3, []float64{1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0})
	for _, k := range []int{1, 2, 3, 6} {
		for _, hard := range []bool{false, true} {
			res, err := FitMixture(background, two, k, EM{Hard: hard}, nil)
			require.NoError(t, err, "k = %d, hard %v", k, hard)
			assert.Len(t, res.Components, k)
			assert.False(t, math.IsNaN(res.LogLikelihood))
			sum := 0.0
			for _, w := range res.Weights {
				sum += w
			}
			assert.InDelta(t, 1, sum, 1e-10)
		}
	}
}

// Antipodal rows have no mean direction: the component becomes uniform.
func TestMixtureUniformComponent(t *testing.T) {
	x := mat.NewDense(4, 2, []float64{0.6, 0.8, -0.6, -0.8, 1, 0, -1, 0})
	res, err := FitMixture(background, x, 1, nil, nil)
	require.NoError(t, err)
	assert.Zero(t, res.Components[0].Kappa())
	assert.InDelta(t, -4*math.Log(2*math.Pi), res.LogLikelihood, 1e-13)
}

// An empty component begins again on the row that is explained worst.
func TestMixtureRestartsEmptyComponents(t *testing.T) {
	x := threeClusters(t, 6)
	e, err := newEM(background, x, 3, EM{}, &MixtureSettings{})
	require.NoError(t, err)
	par := &params{make([]float64, 18), []float64{30, 30, 30}, []float64{0.5, 0.5 - 1e-300, 1e-300}}
	copy(par.mu, axis(6, 0, 1))
	copy(par.mu[6:], axis(6, 1, 1))
	copy(par.mu[12:], axis(6, 5, 1))
	s, err := e.expect(background, par, false)
	require.NoError(t, err)
	lim, err := (&MixtureSettings{}).limits()
	require.NoError(t, err)
	lim.maxKappa = 1e6
	next, empty := e.maximize(par, s, lim)
	require.Equal(t, []int{2}, empty)
	e.restart(next, empty)
	worst := 0
	for i, l := range e.logf {
		if l < e.logf[worst] {
			worst = i
		}
	}
	assert.InDeltaSlice(t, x.RawRowView(worst), next.mu[12:], 4*epsilon)
	assert.GreaterOrEqual(t, worst, 500, "a row of the third cluster")
	assert.InDelta(t, 1, next.weight[0]+next.weight[1]+next.weight[2], 4*epsilon)
	assert.Positive(t, next.kappa[2])

	// and the run that goes on from there finds the third cluster
	for range 100 {
		s, err = e.expect(background, next, false)
		require.NoError(t, err)
		next, empty = e.maximize(next, s, lim)
		require.Empty(t, empty)
	}
	assert.Greater(t, next.mu[14], 0.99)
}

func TestMixtureErrors(t *testing.T) {
	x := mat.NewDense(3, 2, []float64{1, 0, 0, 1, 0.6, 0.8})
	nan := math.NaN()
	for name, c := range map[string]struct {
		x    mat.Matrix
		k    int
		s    *MixtureSettings
		want error
	}{
		"nil":          {nil, 1, nil, ErrDimension},
		"no rows":      {&mat.Dense{}, 1, nil, ErrDimension},
		"one column":   {mat.NewDense(2, 1, []float64{1, 1}), 1, nil, ErrDimension},
		"k = 0":        {x, 0, nil, ErrInput},
		"k < 0":        {x, -1, nil, ErrInput},
		"k > n":        {x, 4, nil, ErrInput},
		"not unit":     {mat.NewDense(2, 2, []float64{1, 0, 1, 1}), 1, nil, ErrNotUnit},
		"NaN":          {mat.NewDense(2, 2, []float64{1, 0, nan, 1}), 1, nil, ErrNotUnit},
		"zero row":     {mat.NewDense(2, 2, []float64{1, 0, 0, 0}), 1, &MixtureSettings{FitSettings: FitSettings{Normalize: true}}, ErrNotUnit},
		"weights":      {x, 1, &MixtureSettings{FitSettings: FitSettings{Weights: []float64{1, 2}}}, ErrWeights},
		"zero weights": {x, 1, &MixtureSettings{FitSettings: FitSettings{Weights: []float64{0, 0, 0}}}, ErrWeights},
		"Tol":          {x, 1, &MixtureSettings{Tol: -1}, ErrDomain},
		"Tol NaN":      {x, 1, &MixtureSettings{Tol: nan}, ErrDomain},
		"MaxKappa":     {x, 1, &MixtureSettings{MaxKappa: -1}, ErrDomain},
		"MaxKappa Inf": {x, 1, &MixtureSettings{MaxKappa: math.Inf(1)}, ErrDomain},
		"MaxIter":      {x, 1, &MixtureSettings{MaxIter: -1}, ErrDomain},
		"Starts":       {x, 1, &MixtureSettings{Starts: -1}, ErrDomain},
		"Workers":      {x, 1, &MixtureSettings{FitSettings: FitSettings{Workers: -1}}, ErrDomain},
	} {
		res, err := FitMixture(background, c.x, c.k, nil, c.s)
		assert.Nil(t, res, name)
		assert.ErrorIs(t, err, c.want, name)
		assert.ErrorIs(t, err, ErrInput, name)
	}
}

func TestMixtureEndsEarly(t *testing.T) {
	x := threeClusters(t, 5)
	res, err := FitMixture(background, x, 3, nil, &MixtureSettings{MaxIter: 2})
	assert.ErrorIs(t, err, ErrNotConverged)
	assert.Equal(t, MaxIter, res.Status)
	assert.Equal(t, 2, res.Iterations)
	assert.Len(t, res.Components, 3)
	assert.NotNil(t, res.Resp)

	ctx, cancel := context.WithCancel(background)
	res, err = FitMixture(ctx, x, 3, nil, &MixtureSettings{FitSettings: FitSettings{Recorder: func(p Progress) error {
		if p.Start == 1 && p.Iter == 2 {
			cancel()
		}
		return nil
	}}})
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, Canceled, res.Status)
	assert.Len(t, res.Components, 3, "the first start had ended")
	assert.False(t, math.IsNaN(res.LogLikelihood))

	stop := errors.New("enough")
	res, err = FitMixture(background, x, 3, nil, &MixtureSettings{FitSettings: FitSettings{Recorder: func(Progress) error { return stop }}})
	assert.Equal(t, stop, err)
	assert.Equal(t, Stopped, res.Status)
	assert.Equal(t, 1, res.Iterations)
	assert.NotNil(t, res.Resp)
}

// Draws of k-means++ are by weight times distance: χ² over ten rows with known
// probabilities, 27.9 being the 1e-3 point for nine degrees of freedom.
func TestSeedingProbabilities(t *testing.T) {
	const n, draws = 10, 20000
	x := mat.NewDense(n, 2, nil)
	weights := make([]float64, n)
	for i := range n {
		s, c := math.Sincos(float64(i) / 4)
		x.SetRow(i, []float64{c, s})
		weights[i] = 1 + float64(i%3)
	}
	e, err := newEM(background, x, 1, EM{}, &MixtureSettings{FitSettings: FitSettings{Weights: weights}})
	require.NoError(t, err)
	rnd := rand.New(rand.NewPCG(9, 30))
	for _, apart := range []bool{false, true} {
		total := 0.0
		want := make([]float64, n)
		for i := range n {
			e.cosines[i] = math.Cos(float64(i) / 4)
			want[i] = weights[i]
			if apart {
				want[i] *= 1 - e.cosines[i]
			}
			total += want[i]
		}
		count := make([]float64, n)
		for range draws {
			count[e.draw(rnd, apart)]++
		}
		chi := 0.0
		for i, c := range count {
			if f := want[i] / total * draws; f > 0 {
				chi += (c - f) * (c - f) / f
			} else {
				assert.Zero(t, c)
			}
		}
		assert.Less(t, chi, 27.9, "apart %v", apart)
	}
	for i := range e.cosines {
		e.cosines[i] = 1
	}
	assert.NotPanics(t, func() { e.draw(rnd, true) })
}

// The likelihood of huge concentrations does not lose an ulp of κ a row: that of
// a mixture of one is that of the fit.
func TestMixtureOfHugeKappa(t *testing.T) {
	for _, kappa := range []float64{1e7, 1e11, 1e14} {
		x := sample(must(t, axis(3, 0, 1), kappa, nil), 500)
		one, err := FitMixture(t.Context(), x, 1, nil, &MixtureSettings{MaxKappa: 1e18, FitSettings: FitSettings{Normalize: true}})
		require.NoError(t, err)
		want := 0.0
		for i := range 500 {
			row := x.RawRowView(i)
			want += one.Components[0].LogProb(row)
		}
		// Some 500 logarithms of 15 to 30, with versines that the rounding of
		// unit vectors blurs to √(κ) eps.
		require.InDelta(t, want, one.LogLikelihood, 500*(1e-12+1e-15*math.Sqrt(kappa)), "%v", kappa)
	}
}

// Components that stay empty leave weights that add to 1.
func TestMixtureWeightsAddToOne(t *testing.T) {
	x := mat.NewDense(60, 2, nil)
	for i := range 60 {
		x.SetRow(i, axis(2, i%2, 1))
	}
	res, err := FitMixture(t.Context(), x, 50, EM{Hard: true}, nil)
	require.NoError(t, err)
	require.InDelta(t, 1, floats.Sum(res.Weights), 1e-14) // fifty roundings, twice
	require.Less(t, floats.Min(res.Weights), 1e-11)       // some are empty
}
