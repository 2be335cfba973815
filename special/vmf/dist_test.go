// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"

	"github.com/relaxnum/relax/internal/kernel"
)

// What gonum's distributions promise. The assertions stand here so that the
// package itself need not import distmv and what that imports.
var (
	_ distmv.RandLogProber = (*Dist)(nil)
	_ distmv.LogProber     = (*Dist)(nil)
	_ distmv.Rander        = (*Dist)(nil)
)

func TestNewErrors(t *testing.T) {
	e1 := []float64{1, 0, 0}
	for _, c := range []struct {
		mu    []float64
		kappa float64
		want  error
	}{
		{nil, 1, ErrDimension}, {[]float64{1}, 1, ErrDimension},
		{e1, -1, ErrDomain}, {e1, math.NaN(), ErrDomain}, {e1, math.Inf(1), ErrDomain}, {e1, math.Inf(-1), ErrDomain},
		{[]float64{1, 1e-3}, 1, ErrNotUnit}, {[]float64{0, 0}, 1, ErrNotUnit}, {[]float64{math.NaN(), 1}, 1, ErrNotUnit},
		{[]float64{math.Inf(1), 0}, 1, ErrNotUnit}, {[]float64{1 + 2e-8, 0}, 1, ErrNotUnit},
	} {
		d, err := New(c.mu, c.kappa, nil)
		assert.Nil(t, d)
		assert.ErrorIs(t, err, c.want, "mu = %v, kappa = %v", c.mu, c.kappa)
		assert.ErrorIs(t, err, ErrInput)
	}
}

func TestNewCopiesAndNormalizes(t *testing.T) {
	mu := []float64{0.6 * (1 + 5e-9), 0.8 * (1 + 5e-9)}
	d := must(t, mu, 2, nil)
	mu[0] = 7
	got := d.Mu(nil)
	assert.InDelta(t, 1, kernel.Nrm2(got), 2*epsilon)
	assert.InDelta(t, 0.6, got[0], 2*epsilon)
	assert.Equal(t, 2.0, d.Kappa())
	assert.Equal(t, 2, d.Dim())
	got[0] = 7
	assert.InDelta(t, 0.6, d.Mu(make([]float64, 2))[0], 2*epsilon)
}

// The density integrates to 1: over the circle by the trapezoidal rule, which
// is exact to rounding for periodic functions this smooth, and over the sphere
// in ℝ³ with the same rule in longitude and Gauss's in height.
func TestDensityIntegratesToOne(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, k := range []float64{0, 0.1, 1, 5, 12} {
		const n = 64
		circle := must(t, unit(rnd, 2), k, nil)
		sum := 0.0
		for i := range n {
			s, c := math.Sincos(2 * math.Pi * float64(i) / n)
			sum += circle.Prob([]float64{c, s}) * 2 * math.Pi / n
		}
		assert.InDelta(t, 1, sum, 1e-14, "p = 2, kappa = %v", k)

		sphere := must(t, unit(rnd, 3), k, nil)
		sum = 0
		for i := range n {
			s, c := math.Sincos(2 * math.Pi * float64(i) / n)
			for _, g := range gauss {
				for _, z := range [2]float64{-g.x, g.x} {
					r := math.Sqrt((1 - z) * (1 + z))
					sum += g.w * 2 * math.Pi / n * sphere.Prob([]float64{r * c, r * s, z})
				}
			}
		}
		// 16 nodes integrate exp(12 z) to 12^32/32! times a little.
		assert.InDelta(t, 1, sum, 1e-10, "p = 3, kappa = %v", k)
	}
}

// Both branches of LogProb are the textbook's log C + κ μ·x.
func TestLogProb(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 3))
	for _, p := range []int{2, 3, 17, 300, 2048} {
		for _, f := range []float64{0, 0.1, 1, 100} {
			k := f * float64(p)
			d := must(t, unit(rnd, p), k, nil)
			for range 20 {
				x := unit(rnd, p)
				kernel.Axpy(x, rnd.Float64()*4-2, d.mu)
				kernel.Scale(x, 1/kernel.Nrm2(x))
				want := LogNormalizer(p, k) + k*kernel.Dot(d.mu, x)
				// κ times the rounding of the cosine and of the length of x
				assert.InDelta(t, want, d.LogProb(x), 8*epsilon*(k+math.Abs(want)+1), "p = %d, kappa = %v", p, k)
				assert.Equal(t, math.Exp(d.LogProb(x)), d.Prob(x))
			}
			// The height of the peak has no rounding of κ in it.
			assert.Equal(t, logPeak(p, k), d.LogProb(d.mu))
		}
	}
}

// Close to the mean direction LogProb is accurate although κ is huge: along a
// great circle it falls by κ(1 − cos θ) = 2κ sin²(θ/2).
func TestLogProbNearThePeak(t *testing.T) {
	d := must(t, axis(3, 0, 1), 1e14, nil)
	for _, theta := range []float64{1e-9, 1e-8, 3e-7} {
		s, c := math.Sincos(theta)
		h := math.Sin(theta / 2)
		want := d.peak - 2e14*h*h
		assert.InDelta(t, want, d.LogProb([]float64{c, s, 0}), 4*epsilon*(math.Abs(want)+1e14*theta*theta), "theta = %v", theta)
	}
}

func TestLengthsPanic(t *testing.T) {
	d := must(t, axis(3, 0, 1), 1, nil)
	other := must(t, axis(4, 0, 1), 1, nil)
	x := make([]float64, 2)
	for name, f := range map[string]func(){
		"LogProb": func() { d.LogProb(x) }, "Rand": func() { d.Rand(x) }, "Mean": func() { d.Mean(x) },
		"Mu": func() { d.Mu(x) }, "ScoreInput": func() { d.ScoreInput(x, make([]float64, 3)) },
		"ScoreInput x": func() { d.ScoreInput(nil, x) }, "Covariance": func() { d.CovarianceMatrix(mat.NewSymDense(2, nil)) },
		"KLDivergence": func() { KLDivergence(d, other) },
	} {
		assert.Panics(t, f, name)
	}
}

// Mean and covariance satisfy E‖x‖² = 1 and their eigen-decomposition about μ,
// and at κ = 0 are those of the uniform distribution.
func TestMeanAndCovariance(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 4))
	for _, p := range []int{2, 3, 10, 200} {
		for _, f := range []float64{0, 1e-8, 0.3, 2, 1000} {
			k := f * float64(p)
			d := must(t, unit(rnd, p), k, nil)
			mean := d.Mean(nil)
			a := MeanResultant(p, k)
			assert.InDelta(t, a, kernel.Dot(mean, d.mu), 8*epsilon, "p = %d, kappa = %v", p, k)
			var cov mat.SymDense
			d.CovarianceMatrix(&cov)
			assert.InDelta(t, 1, mat.Trace(&cov)+a*a, 32*epsilon, "p = %d, kappa = %v", p, k)
			_, c, da := moments(order(p), max(k, 1e-300))
			// μᵀ Cov μ = A′, and the rest of Cov μ vanishes.
			var y mat.VecDense
			y.MulVec(&cov, mat.NewVecDense(p, d.mu))
			for i, m := range d.mu {
				assert.InDelta(t, da*m, y.AtVec(i), 64*epsilon*(da+c), "p = %d, kappa = %v", p, k)
			}
		}
	}
}

// The variance A′ is the derivative of A, by central differences of A's small
// complement where A is near 1.
func TestDerivativeOfA(t *testing.T) {
	for _, p := range []int{2, 3, 10, 255, 259, 2048, 1_000_000} {
		for _, f := range []float64{1e-5, 0.01, 0.5, 1, 5, 100, 1e5} {
			k := f * float64(p)
			const h = 1e-4
			a0, c0, _ := moments(order(p), k*(1-h))
			a1, c1, _ := moments(order(p), k*(1+h))
			_, _, da := moments(order(p), k)
			d := a1 - a0
			if c0 < 0.5 {
				d = c0 - c1
			}
			// truncation h² times a constant of order 1, rounding 1e-14/h
			assert.InEpsilon(t, da, d/(2*h*k), 1e-7, "p = %d, kappa = %v", p, k)
		}
	}
}

// The score is the gradient of LogProb on the sphere: its product with a
// tangent vector is the derivative along the geodesic.
func TestScoreIsTheGradient(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 5))
	for _, p := range []int{2, 3, 20, 500} {
		for _, k := range []float64{0, 1, 40, 1000} {
			d := must(t, unit(rnd, p), k, nil)
			for range 10 {
				x, v := unit(rnd, p), unit(rnd, p)
				kernel.Axpy(x, rnd.Float64()*4-2, d.mu)
				kernel.Scale(x, 1/kernel.Nrm2(x))
				kernel.Axpy(v, -kernel.Dot(v, x), x)
				kernel.Scale(v, 1/kernel.Nrm2(v))
				score := d.ScoreInput(nil, x)
				assert.InDelta(t, 0, kernel.Dot(score, x), 16*epsilon*(k+1), "tangent, p = %d, kappa = %v", p, k)

				const h = 1e-3
				s, c := math.Sincos(h)
				along := func(sign float64) float64 {
					y := make([]float64, p)
					kernel.ScaleTo(y, c, x)
					kernel.Axpy(y, sign*s, v)
					return d.LogProb(y)
				}
				diff := (along(1) - along(-1)) / (2 * h)
				// The third derivative along a geodesic is at most κ: h²κ/6,
				// and rounding of κ over h.
				assert.InDelta(t, kernel.Dot(score, v), diff, k*(h*h/6+16*epsilon/h)+1e-12, "p = %d, kappa = %v", p, k)

				same := append([]float64(nil), x...)
				assert.Equal(t, score, d.ScoreInput(same, same), "in place")
			}
		}
	}
}

// Entropy is the mean of −log f: for p = 2 and 3 by quadrature.
func TestEntropyByQuadrature(t *testing.T) {
	for _, k := range []float64{0, 0.5, 3, 12} {
		const n = 128
		d := must(t, axis(2, 1, 1), k, nil)
		h := 0.0
		for i := range n {
			s, c := math.Sincos(2 * math.Pi * float64(i) / n)
			l := d.LogProb([]float64{c, s})
			h -= l * math.Exp(l) * 2 * math.Pi / n
		}
		assert.InDelta(t, h, d.Entropy(), 1e-13, "kappa = %v", k)
	}
}

func TestNoAllocations(t *testing.T) {
	for _, p := range []int{2, 3, 50, 3000} {
		d := must(t, axis(p, 1, 1), 3*float64(p), nil)
		x, dst := d.Rand(nil), make([]float64, p)
		other := must(t, x, float64(p), nil)
		var cov mat.SymDense
		if p < 100 {
			d.CovarianceMatrix(&cov)
		}
		for name, f := range map[string]func(){
			"LogProb": func() { d.LogProb(x) }, "LogProb at the peak": func() { d.LogProb(d.mu) }, "Rand": func() { d.Rand(dst) },
			"Mean": func() { d.Mean(dst) }, "ScoreInput": func() { d.ScoreInput(dst, x) }, "Entropy": func() { d.Entropy() },
			"KappaMLE": func() { _, _, _ = KappaMLE(p, 0.3) }, "LogNormalizer": func() { LogNormalizer(p, 7) },
			"MeanResultant": func() { MeanResultant(p, 7) }, "KLDivergence": func() { KLDivergence(d, other) },
		} {
			assert.Zero(t, testing.AllocsPerRun(20, f), "%s, p = %d", name, p)
		}
	}
}

func TestStatus(t *testing.T) {
	for s, want := range map[Status]string{Converged: "Converged", Uniform: "Uniform", MaxIter: "MaxIter", Canceled: "Canceled",
		Stopped: "Stopped", 0: "Status(0)", 99: "Status(99)", -1: "Status(-1)"} {
		assert.Equal(t, want, s.String())
		assert.Equal(t, s == Converged || s == Uniform, s.Success(), want)
	}
	require.NotEqual(t, Status(0), Converged)
}

// A(κ) is a subnormal number with few digits, A(κ)/κ is not.
func TestCovarianceOfSubnormalKappa(t *testing.T) {
	for _, kappa := range []float64{5e-324, 1.5e-323, 1e-320, 0x1p-1022, 1e-300, 1e-20, 1e-17} {
		var c, want mat.SymDense
		must(t, []float64{0.6, 0, 0.8}, kappa, nil).CovarianceMatrix(&c)
		must(t, []float64{0.6, 0, 0.8}, 0, nil).CovarianceMatrix(&want)
		require.True(t, mat.EqualApprox(&want, &c, 0x1p-52), "%v: %v", kappa, c)
	}
	require.PanicsWithValue(t, "vmf: dst is nil, want a matrix", func() { must(t, axis(3, 0, 1), 1, nil).CovarianceMatrix(nil) })
}
