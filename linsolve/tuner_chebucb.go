// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

const (
	// Polynomials of the parameter and of the context go up to these degrees;
	// of products, those with i/paramDegree + j/contextDegree ≤ 1 are used.
	paramDegree, contextDegree = 16, 8
	// optimism is the number of standard deviations that the lower confidence
	// bound lies below the mean.
	optimism = 0.6
	// firstNoise is the standard deviation of log loss that is assumed at
	// first, with the weight of firstRounds rounds, and leastNoise the least
	// that is believed.
	firstNoise, firstRounds, leastNoise = 0.1, 10, 1e-3
	// levelSD is the prior standard deviation of the mean of log loss: any.
	levelSD = 10
	// The posterior is computed afresh when the noise has changed by this
	// factor, and after this many rounds, against rounding.
	noiseChange, freshRounds = 1.1, 512
)

// ChebUCB learns one smooth model of log(1 + loss) over parameter and context
// together, and suggests the parameter with the least lower confidence bound. So
// every loss teaches it about all arms and all contexts, and a finer grid costs
// it no rounds.
//
// The model is a sum of products T_i(param)·T_j(c) of Chebyshev polynomials, i
// to 16, j to 8, over the span of the grid and [Min, Max], with independent
// normal coefficients of prior variance 1/(1 + i² + j²); the posterior is that
// of Bayesian linear regression, with the variance of the noise estimated from
// the errors of prediction. Chebyshev polynomials resolve the ends of the
// intervals best, where a system that turns singular needs it.
//
// It draws nothing at random, so Src is not used, and it has no guarantee
// against losses that an adversary chooses: it is for losses that are, but for
// noise, a continuous function of parameter and context. A round costs
// about 20 µs with context, however many there were, and allocates nothing.
type ChebUCB struct {
	bandit
	state  ucbState
	i, j   []int // degrees of feature k
	first  []int // of each degree i
	prior  []float64
	table  []float64 // polynomials of the parameter, an arm a row
	c      []float64 // polynomials of the context
	sp     []float64 // posterior covariance times the features of the arm
	small  []float64 // covariance of the polynomials of the parameter, c given
	mean   []float64 // and their means
	factor []float64
	inv    []float64
}

type ucbState struct {
	Contextual bool
	N          int
	Fresh      int       // N when the posterior was last computed afresh
	Errors     float64   // squared errors of prediction, those of the model discounted
	Noise      float64   // variance that the posterior was computed with
	G, H       []float64 // normal equations
	W, Cov     []float64 // posterior mean and covariance
	Phi        []float64 // features of the last suggestion
}

// NewChebUCB returns a tuner for contexts in [settings.Min, settings.Max], or
// without context if both are zero. A nil settings.Grid means 1, 1.025, ...,
// 1.95; a grid must increase.
func NewChebUCB(settings *TunerSettings) (*ChebUCB, error) {
	var set TunerSettings
	if settings != nil {
		set = *settings
	}
	set.Src = nil
	if set.Grid == nil {
		for i := range 39 {
			set.Grid = append(set.Grid, float64(1000+25*i)/1000)
		}
	}
	contextual := set.Min != 0 || set.Max != 0
	b, err := set.bandit(contextual)
	if err != nil {
		return nil, err
	}
	if err := increasing(b.Grid); err != nil {
		return nil, err
	}
	t := &ChebUCB{bandit: b}
	t.state.Contextual = contextual
	t.resize()
	p := len(t.i)
	t.state.Noise = firstNoise * firstNoise
	t.state.G, t.state.H = make([]float64, p*p), make([]float64, p)
	t.state.W, t.state.Cov, t.state.Phi = make([]float64, p), make([]float64, p*p), make([]float64, p)
	for k, v := range t.prior {
		t.state.Cov[k*p+k] = v
	}
	return t, nil
}

func increasing(grid []float64) error {
	for i := 1; i < len(grid); i++ {
		if !(grid[i] > grid[i-1]) {
			return fmt.Errorf("linsolve: TunerSettings.Grid[%d] is %v, want more than %v before it: %w", i, grid[i], grid[i-1], ErrParam)
		}
	}
	return nil
}

// resize makes what follows from the grid and whether there is a context.
func (t *ChebUCB) resize() {
	d, n := len(t.Grid), min(paramDegree, len(t.Grid)-1)+1
	last := 0
	if t.state.Contextual {
		last = contextDegree
	}
	for i := range n {
		t.first = append(t.first, len(t.i))
		for j := range last + 1 {
			if i*contextDegree+j*paramDegree > paramDegree*contextDegree {
				continue
			}
			v := 1 / float64(1+i*i+j*j)
			if i == 0 && j == 0 {
				v = levelSD * levelSD
			}
			t.i, t.j, t.prior = append(t.i, i), append(t.j, j), append(t.prior, v)
		}
	}
	t.first = append(t.first, len(t.i))
	t.table = make([]float64, d*n)
	for a, g := range t.Grid {
		z := 0.0
		if d > 1 {
			// halves, since the span of a grid may overflow
			z = 2*((g/2-t.Grid[0]/2)/(t.Grid[d-1]/2-t.Grid[0]/2)) - 1
		}
		chebyshev(t.table[a*n:(a+1)*n], z)
	}
	t.c, t.small, t.mean = make([]float64, last+1), make([]float64, n*n), make([]float64, n)
	p := len(t.i)
	t.sp, t.factor, t.inv = make([]float64, p), make([]float64, p*p), make([]float64, p)
}

// Suggest implements [Tuner].
func (t *ChebUCB) Suggest(c float64) (param float64, arm int) {
	s := &t.state
	z := 0.0
	if s.Contextual {
		z = 2*t.position(c) - 1
	}
	chebyshev(t.c, z)
	best := len(t.Grid) / 2
	if s.N > 0 {
		best = t.leastBound()
	}
	n := len(t.mean)
	for k := range s.Phi {
		s.Phi[k] = t.table[best*n+t.i[k]] * t.c[t.j[k]]
	}
	return t.suggest(best)
}

// leastBound returns the arm with the least lower confidence bound at context
// t.c. With that given, the model is one of n polynomials only.
func (t *ChebUCB) leastBound() int {
	s, p, n := &t.state, len(t.i), len(t.mean)
	clear(t.small)
	clear(t.mean)
	for k, i := range t.i {
		ck, row := t.c[t.j[k]], s.Cov[k*p:(k+1)*p]
		t.mean[i] += ck * s.W[k]
		for l, first := range t.first[:i+1] {
			c := t.c[:t.first[l+1]-first]
			v := 0.0
			for j, u := range row[first:][:len(c)] {
				v += c[j] * u
			}
			t.small[i*n+l] += ck * v
		}
	}
	least, best := math.Inf(1), 0
	for a := range t.Grid {
		f := t.table[a*n : (a+1)*n]
		mean, variance := 0.0, 0.0
		for i, v := range f {
			mean += v * t.mean[i]
			w := 0.5 * t.small[i*n+i] * v // the matrix is symmetric
			for l, u := range f[:i] {
				w += t.small[i*n+l] * u
			}
			variance += 2 * v * w
		}
		if b := mean - optimism*math.Sqrt(max(variance, 0)); b < least {
			least, best = b, a
		}
	}
	return best
}

// Observe implements [Tuner].
func (t *ChebUCB) Observe(loss float64) {
	loss, ok := t.observed(loss)
	if !ok {
		return
	}
	s, p := &t.state, len(t.i)
	y := math.Log1p(loss)
	e := y - kernel.Dot(s.Phi, s.W)
	clear(t.sp)
	kernel.GemvN(t.sp, 1, s.Cov, p, s.Phi)
	kernel.Axpy(s.H, y, s.Phi)
	kernel.Ger(s.G, p, 1, s.Phi, s.Phi)
	variance := max(kernel.Dot(s.Phi, t.sp), 0)
	s.N++
	s.Errors += e * e / (1 + variance/s.Noise)
	noise := max((firstRounds*firstNoise*firstNoise+s.Errors)/float64(firstRounds+s.N), leastNoise*leastNoise)
	ratio := noise / s.Noise
	if ratio > noiseChange || ratio < 1/noiseChange || s.N-s.Fresh >= freshRounds {
		t.afresh(noise)
		return
	}
	// the rank-1 change of the posterior by one observation
	gain := 1 / (s.Noise + variance)
	kernel.Axpy(s.W, gain*e, t.sp)
	kernel.Ger(s.Cov, p, -gain, t.sp, t.sp)
}

// afresh computes the posterior from the normal equations: the covariance is the
// inverse of G/noise + 1/prior, by its Cholesky factor.
func (t *ChebUCB) afresh(noise float64) {
	s, p, l := &t.state, len(t.i), t.factor
	for i := range p {
		for j := range i + 1 {
			v := s.G[i*p+j] / noise
			if i == j {
				v += 1 / t.prior[i]
			}
			v -= kernel.Dot(l[i*p:i*p+j], l[j*p:j*p+j])
			if i != j {
				l[i*p+j] = v / l[j*p+j]
			} else {
				// 1/prior is far above the rounding of G/noise until about 1e8 rounds
				l[i*p+i] = math.Sqrt(max(v, 1e-3/t.prior[i]))
			}
		}
	}
	s.Noise, s.Fresh = noise, s.N
	for c := range p {
		x := t.inv
		clear(x)
		x[c] = 1
		t.backsolve(x, c)
		copy(s.Cov[c*p:(c+1)*p], x)
	}
	for i := range p { // symmetric to the last bit, as updates keep it
		for j := range i {
			s.Cov[i*p+j] = s.Cov[j*p+i]
		}
	}
	for k, h := range s.H {
		s.W[k] = h / noise
	}
	t.backsolve(s.W, 0)
}

// backsolve solves with the Cholesky factor and its transpose; x is zero before
// element first.
func (t *ChebUCB) backsolve(x []float64, first int) {
	p, l := len(x), t.factor
	for i := first; i < p; i++ {
		v := x[i]
		for k := first; k < i; k++ {
			v -= l[i*p+k] * x[k]
		}
		x[i] = v / l[i*p+i]
	}
	for i := p - 1; i >= 0; i-- {
		x[i] /= l[i*p+i]
		v := x[i]
		for k, u := range l[i*p : i*p+i] {
			x[k] -= u * v
		}
	}
}

// MarshalBinary implements encoding.BinaryMarshaler.
func (t *ChebUCB) MarshalBinary() ([]byte, error) { return t.save("ChebUCB", &t.state) }

// UnmarshalBinary implements encoding.BinaryUnmarshaler.
func (t *ChebUCB) UnmarshalBinary(data []byte) error {
	var u ChebUCB
	s := &u.state
	err := u.load(data, "ChebUCB", s, false, func() bool {
		if increasing(u.Grid) != nil || s.Contextual && u.check(true) != nil {
			return false
		}
		u.resize()
		p := len(u.i)
		return s.N >= 0 && s.Fresh >= 0 && s.Fresh <= s.N && s.Noise > 0 && s.Errors >= 0 && len(s.G) == p*p && len(s.H) == p && len(s.W) == p && len(s.Cov) == p*p &&
			len(s.Phi) == p && allFinite(s.G, s.H, s.W, s.Cov, s.Phi, []float64{s.Errors, s.Noise})
	})
	if err != nil {
		return err
	}
	*t = u
	return nil
}
