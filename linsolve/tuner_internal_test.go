// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The probabilities solve their equation, for losses spread over 9 decades and
// for late rounds, where Newton's method from the wrong side would end at the
// worst arm. Bisection finds the same root.
func TestTsallisProbabilities(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, d := range []int{1, 2, 20, 200} {
		for _, spread := range []float64{0, 1e-9, 1, 1e3, 1e9} {
			for _, round := range []float64{1, 10, 5000, 1e7} {
				loss, p := make([]float64, d), make([]float64, d)
				for i := range loss {
					loss[i] = 1e3 + spread*rnd.Float64()
				}
				const scale = 7.0
				eta := 2 / math.Sqrt(round)
				tsallis(p, loss, scale, eta)
				least := math.Inf(1)
				for _, l := range loss {
					least = min(least, l/scale)
				}
				weight := func(i int, gap float64) float64 {
					q := 2 / (eta * (loss[i]/scale - least + gap))
					return q * q
				}
				lo, hi := 0.0, 2*math.Sqrt(float64(d))/eta // gap from the least loss down to x
				for range 200 {
					mid := (lo + hi) / 2
					sum := 0.0
					for i := range loss {
						sum += weight(i, mid)
					}
					if sum > 1 {
						lo = mid
					} else {
						hi = mid
					}
				}
				sum := 0.0
				for i, v := range p {
					sum += v
					assert.InEpsilon(t, weight(i, hi), v, 1e-9, "d=%d spread=%v t=%v", d, spread, round)
					assert.False(t, loss[i]/scale == least && v < 1/float64(d)-1e-12, "the best arm is likeliest")
				}
				assert.InDelta(t, 1, sum, 1e-12)
			}
		}
	}
}

// Over a box the minimum of a quadratic function is the least one over all
// choices of which variables lie at which bound.
func TestBoxSolver(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 7))
	var s boxSolver
	outside := 0
	for trial := range 600 {
		m := 1 + trial%4
		rows := 1 + rnd.IntN(8) // fewer than m: singular
		f, y := make([]float64, rows*m), make([]float64, rows)
		for i := range f {
			f[i] = rnd.NormFloat64()
		}
		for i := range y {
			y[i] = 2 * rnd.NormFloat64()
		}
		g, h, bound := make([]float64, m*m), make([]float64, m), make([]float64, m)
		for i := range m {
			for k := range rows {
				h[i] += f[k*m+i] * y[k]
				for j := range m {
					g[i*m+j] += f[k*m+i] * f[k*m+j]
				}
			}
			bound[i] = rnd.Float64()
			if rnd.IntN(8) == 0 {
				bound[i] = 0
			}
		}
		value := func(x []float64) float64 {
			v := 0.0
			for i := range x {
				v -= h[i] * x[i]
				for j := range x {
					v += 0.5 * x[i] * g[i*m+j] * x[j]
				}
			}
			return v
		}
		x := make([]float64, m)
		require.True(t, s.minimumNorm(x, g, h))
		free := value(x)
		s.solve(x, g, h, bound)
		for i := range x {
			require.LessOrEqual(t, math.Abs(x[i]), bound[i], "trial %d", trial)
		}

		best := math.Inf(1)
		try := make([]float64, m)
		var brute boxSolver
		for code := range int(math.Pow(3, float64(m))) {
			var index []int
			for i, c := 0, code; i < m; i, c = i+1, c/3 {
				if try[i] = float64(c%3-1) * bound[i]; c%3 == 1 {
					index = append(index, i)
				}
			}
			n := len(index)
			sub, rhs, z := make([]float64, n*n), make([]float64, n), make([]float64, n)
			for k, i := range index {
				rhs[k] = h[i]
				for j := range m {
					rhs[k] -= g[i*m+j] * try[j] // free ones are 0
				}
				for l, j := range index {
					sub[k*n+l] = g[i*m+j]
				}
			}
			require.True(t, brute.minimumNorm(z, sub, rhs))
			inside := true
			for k, i := range index {
				try[i] = z[k]
				inside = inside && math.Abs(z[k]) <= bound[i]
			}
			if inside {
				best = min(best, value(try))
			}
		}
		// the objective has a few hundred roundings of numbers of order 10
		assert.InDelta(t, best, value(x), 1e-11, "trial %d", trial)
		if value(x) > free+1e-9 {
			outside++
		}
	}
	assert.Greater(t, outside, 300, "the bounds matter in most trials")
}

// The covariance that is carried along by updates is the one computed afresh.
func TestChebUCBPosterior(t *testing.T) {
	u, err := NewChebUCB(&TunerSettings{Min: -1, Max: 2})
	require.NoError(t, err)
	rnd := rand.New(rand.NewPCG(5, 5))
	for range 400 {
		c := -1 + 3*rnd.Float64()
		p, _ := u.Suggest(c)
		u.Observe(50 + 100*math.Abs(p-1.3-0.1*c) + 3*rnd.Float64())
	}
	s := &u.state
	require.NotEqual(t, s.N, s.Fresh, "updates have been made since")
	cov, w := append([]float64(nil), s.Cov...), append([]float64(nil), s.W...)
	u.afresh(s.Noise)
	// the prior variances are at most 100, the condition below 1e8
	assert.InDeltaSlice(t, s.Cov, cov, 1e-8)
	assert.InDeltaSlice(t, s.W, w, 1e-6)
}
