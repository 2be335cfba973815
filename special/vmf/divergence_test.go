// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relaxnum/relax/internal/kernel"
)

// Values down to 1e-21 are as accurate as large ones. Twice the measured worst,
// 25 ulp, from entropies that cancel by a factor of 10 at p = 1e6.
func TestDivergenceReference(t *testing.T) {
	for _, row := range table(t, "divergence.csv") {
		assert.LessOrEqual(t, relative(divergence(int(row[0]), row[1], row[2]), row[3]), 50.0, "p = %v, kappa = %v and %v", row[0], row[1], row[2])
	}
}

func TestDivergenceOfItselfIsZero(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 1))
	for _, p := range []int{2, 3, 100, 5000} {
		for _, k := range []float64{0, 1e-300, 0.1, 10, 1e5, 1e12, 1e200} {
			d := must(t, unit(rnd, p), k, nil)
			assert.Zero(t, KLDivergence(d, d), "p = %d, kappa = %v", p, k)
		}
	}
}

// The textbook's formula, where it does not cancel; never negative.
func TestDivergenceFormula(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 2))
	for range 2000 {
		p := 2 + rnd.IntN(400)
		k, l := float64(p)*math.Exp(rnd.Float64()*12-6), float64(p)*math.Exp(rnd.Float64()*12-6)
		a, b := must(t, unit(rnd, p), k, nil), must(t, unit(rnd, p), l, nil)
		got := KLDivergence(a, b)
		res := MeanResultant(p, k)
		c, d := LogNormalizer(p, k), LogNormalizer(p, l)
		want := c - d + res*(k-l*kernel.Dot(a.mu, b.mu))
		assert.GreaterOrEqual(t, got, 0.0)
		assert.InDelta(t, want, got, 16*epsilon*(math.Abs(c)+math.Abs(d)+k+l+1), "p = %d, kappa = %v and %v", p, k, l)
	}
}

// At κ = 0 there is no direction, on either side.
func TestDivergenceOfUniform(t *testing.T) {
	u, v := must(t, axis(5, 0, 1), 0, nil), must(t, axis(5, 3, -1), 0, nil)
	assert.Zero(t, KLDivergence(u, v))
	d := must(t, axis(5, 1, 1), 3, nil)
	assert.InDelta(t, LogNormalizer(5, 0)-LogNormalizer(5, 3), KLDivergence(u, d), 1e-14)
	assert.InDelta(t, -d.Entropy()-LogNormalizer(5, 0), KLDivergence(d, u), 1e-14)
}

// The mean of log l/r over a sample, which is the definition. The bound is five
// standard errors: 2e-7 by chance in each of eight cases, and seeds are fixed.
func TestDivergenceByMonteCarlo(t *testing.T) {
	const n = 20000
	for i, c := range []struct {
		p    int
		k, l float64
	}{{2, 1, 4}, {2, 50, 40}, {3, 2, 0}, {3, 0, 2}, {10, 5, 50}, {10, 50, 5}, {300, 100, 110}, {300, 1000, 500}} {
		rnd := rand.New(rand.NewPCG(2, uint64(10+i)))
		mu := unit(rnd, c.p)
		near := unit(rnd, c.p)
		kernel.Axpy(near, 4, mu)
		kernel.Scale(near, 1/kernel.Nrm2(near))
		l, r := must(t, mu, c.k, rnd), must(t, near, c.l, nil)
		var mean, m2 float64
		x := make([]float64, c.p)
		for j := range n {
			l.Rand(x)
			v := l.LogProb(x) - r.LogProb(x)
			d := v - mean
			mean += d / float64(j+1)
			m2 += d * (v - mean)
		}
		assert.InDelta(t, KLDivergence(l, r), mean, 5*math.Sqrt(m2)/n, "%+v", c)
	}
}

func TestDivergenceOfHugeConcentrations(t *testing.T) {
	d := must(t, axis(4, 0, 1), 1e308, nil)
	assert.Zero(t, KLDivergence(d, d))
}
