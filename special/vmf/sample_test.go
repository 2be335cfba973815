// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relaxnum/relax/internal/kernel"
)

// The statistical tests below run on fixed seeds. Bounds are at five standard
// errors, or at the 1e-6 point of the statistic, so that another seed would
// fail one of the hundred checks about once in ten thousand runs.

// The mean and the variance of V = 1 − μ·x are 1 − A and A′.
func TestVersineMoments(t *testing.T) {
	n := 20000
	if testing.Short() {
		n = 4000
	}
	for _, p := range []int{2, 3, 4, 5, 10, 100, 2048, 32768, 1_000_000} {
		for _, f := range []float64{0, 0.01, 0.3, 0.67, 3, 30, 1e5} {
			k := f * float64(p)
			// versineRand reads nothing of mu but its length
			d := &Dist{mu: make([]float64, p), kappa: k, rnd: rand.New(rand.NewPCG(3, uint64(p)))}
			v := make([]float64, n)
			mean := 0.0
			for i := range v {
				v[i] = d.versineRand()
				mean += v[i]
			}
			mean /= float64(n)
			m2, m4 := 0.0, 0.0
			for _, x := range v {
				e := (x - mean) * (x - mean)
				m2 += e
				m4 += e * e
			}
			m2, m4 = m2/float64(n), m4/float64(n)
			c, da := 1.0, 1/float64(p)
			if k > 0 {
				_, c, da = moments(order(p), k)
			}
			assert.InDelta(t, c, mean, 5*math.Sqrt(da/float64(n)), "mean, p = %d, kappa = %v", p, k)
			assert.InDelta(t, da, m2, 5*math.Sqrt((m4-m2*m2)/float64(n)), "variance, p = %d, kappa = %v", p, k)
		}
	}
}

// kolmogorov returns √n sup |F_n − F|, which exceeds 2.7 with probability 1e-6.
func kolmogorov(x []float64, cdf func(float64) float64) float64 {
	slices.Sort(x)
	n := float64(len(x))
	worst := 0.0
	for i, v := range x {
		f := cdf(v)
		worst = max(worst, f-float64(i)/n, float64(i+1)/n-f)
	}
	return math.Sqrt(n) * worst
}

// The distribution of V against its density, proportional to
// e^(−κv) (v(2−v))^((p−3)/2), integrated in the angle θ, v = 1 − cos θ, where
// it is e^(κ cos θ) sin^(p−2) θ.
func TestVersineDistribution(t *testing.T) {
	n := 20000
	if testing.Short() {
		n = 5000
	}
	for _, p := range []int{2, 3, 4, 7, 50, 500} {
		for _, f := range []float64{0, 0.2, 1, 20, 1000} {
			k := f * float64(p)
			const m = 20000
			cum := make([]float64, m+1)
			// log density up to a constant, whose largest value is subtracted
			logf := func(theta float64) float64 {
				h := math.Sin(theta / 2)
				l := -2 * k * h * h
				if p > 2 {
					l += float64(p-2) * math.Log(math.Sin(theta))
				}
				return l
			}
			// A window holds all but e^−40 of the mass and resolves it.
			top := 0.0
			if p > 2 {
				// (p−2) cos θ = κ sin² θ
				q := float64(p-2) / 2
				top = math.Acos(math.Min(1, k/(q+math.Hypot(q, k))))
			}
			width := 9 / math.Sqrt(max(k, float64(p-2)/4, 0.1))
			lo, hi := max(0, top-width), min(math.Pi, top+width)
			peak := math.Inf(-1)
			for i := range m {
				peak = max(peak, logf(lo+(hi-lo)*(float64(i)+0.5)/m))
			}
			for i := range m {
				cum[i+1] = cum[i] + math.Exp(logf(lo+(hi-lo)*(float64(i)+0.5)/m)-peak)
			}
			cdf := func(v float64) float64 {
				u := (2*math.Asin(math.Sqrt(v/2)) - lo) / (hi - lo) * m
				i := int(min(max(u, 0), m-1))
				return (cum[i] + (min(max(u, 0), m)-float64(i))*(cum[i+1]-cum[i])) / cum[m]
			}
			d := &Dist{mu: make([]float64, p), kappa: k, rnd: rand.New(rand.NewPCG(4, uint64(p)))}
			v := make([]float64, n)
			for i := range v {
				v[i] = d.versineRand()
			}
			assert.Less(t, kolmogorov(v, cdf), 2.7, "p = %d, kappa = %v", p, k)
		}
	}
}

// Samples are unit vectors, and what is orthogonal to the mean direction is
// isotropic: its mean vanishes, and two of its coordinates are uncorrelated
// with equal variance A/κ.
func TestSamples(t *testing.T) {
	const n = 4000
	for _, p := range []int{2, 3, 6, 300} {
		rnd := rand.New(rand.NewPCG(5, uint64(p)))
		flat := make([]float64, p)
		for i := range flat {
			flat[i] = 1 / math.Sqrt(float64(p))
		}
		nearly := axis(p, 0, 1)
		nearly[1] = 1e-9
		for name, mu := range map[string][]float64{
			"e1": axis(p, 0, 1), "-e1": axis(p, 0, -1), "e2": axis(p, 1, 1), "flat": flat, "random": unit(rnd, p), "nearly e1": nearly,
		} {
			for _, k := range []float64{0, 0.5 * float64(p), 50 * float64(p), 1e9} {
				t.Run(fmt.Sprintf("p=%d/%s/kappa=%v", p, name, k), func(t *testing.T) {
					d := must(t, mu, k, rand.NewPCG(6, 1))
					// two orthonormal tangent vectors, one if p = 2
					a := unit(rnd, p)
					kernel.Axpy(a, -kernel.Dot(a, d.mu), d.mu)
					kernel.Scale(a, 1/kernel.Nrm2(a))
					b := unit(rnd, p)
					kernel.Axpy(b, -kernel.Dot(b, d.mu), d.mu)
					kernel.Axpy(b, -kernel.Dot(b, a), a)
					if p > 2 {
						kernel.Scale(b, 1/kernel.Nrm2(b))
					}
					var along, sa, sb, saa, sbb, sab float64
					x := make([]float64, p)
					for range n {
						d.Rand(x)
						if l := kernel.Nrm2(x); !(math.Abs(l-1) <= 8*epsilon) {
							t.Fatalf("a sample has length %v", l)
						}
						along += versine(x, d.mu)
						u, v := kernel.Dot(a, x), kernel.Dot(b, x)
						sa += u
						sb += v
						saa += u * u
						sbb += v * v
						sab += u * v
					}
					c, da, across := 1.0, 1/float64(p), 1/float64(p)
					if k > 0 {
						var res float64
						res, c, da = moments(order(p), k)
						across = res / k
					}
					assert.InDelta(t, c, along/n, 5*math.Sqrt(da/n))
					assert.InDelta(t, 0, sa/n, 5*math.Sqrt(across/n))
					// The fourth moment of a coordinate is below three times
					// the square of the second, or of 1/p.
					se := 5 * across * math.Sqrt(2./n)
					assert.InDelta(t, across, saa/n, se)
					if p > 2 {
						assert.InDelta(t, 0, sb/n, 5*math.Sqrt(across/n))
						assert.InDelta(t, across, sbb/n, se)
						assert.InDelta(t, 0, sab/n, se)
					}
				})
			}
		}
	}
}

// Concentrations without a limit: up to the largest float64 samples are unit
// vectors that close in on the mean direction.
func TestHugeKappa(t *testing.T) {
	for _, p := range []int{2, 3, 4, 1000} {
		for _, k := range []float64{1e16, 1e30, 1e154, 1e300, math.MaxFloat64} {
			d := must(t, unit(rand.New(rand.NewPCG(7, 1)), p), k, nil)
			for range 100 {
				x := d.Rand(nil)
				// V has mean (p−1)/2κ and an exponential tail.
				assert.LessOrEqual(t, versine(x, d.mu), 50*float64(p)/k+4*epsilon*epsilon*float64(p), "p = %d, kappa = %v", p, k)
				assert.InDelta(t, 1, kernel.Nrm2(x), 8*epsilon)
			}
		}
	}
}

// Equal sources give equal samples; without one the sequence is fixed.
func TestSeeds(t *testing.T) {
	mu := axis(4, 2, 1)
	a, b := must(t, mu, 3, rand.NewPCG(1, 2)), must(t, mu, 3, rand.NewPCG(1, 2))
	c, d := must(t, mu, 3, nil), must(t, mu, 3, rand.NewPCG(0x766d66, 0))
	for range 10 {
		x := a.Rand(nil)
		assert.Equal(t, x, b.Rand(nil))
		y := c.Rand(nil)
		assert.Equal(t, y, d.Rand(nil))
		assert.NotEqual(t, x, y)
	}
}
