// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/kernel"
)

// unitTol is how far the length of a vector may be from 1.
const unitTol = 1e-8

// A Dist is a von Mises–Fisher distribution. It implements gonum's
// distmv.RandLogProber. All methods but Rand may be called concurrently.
type Dist struct {
	mu    []float64
	kappa float64
	logC  float64 // log density is logC + κ μ·x
	peak  float64 // logC + κ
	rnd   *rand.Rand
}

// defaultSeed seeds what gets no source: PCG with this first word, and a second
// word of 0, or j+1 in component j of a mixture.
const defaultSeed = 0x76_6d_66 // "vmf"

// New returns the distribution with mean direction mu and concentration kappa.
// The slice is copied; its length must be within 1e-8 of 1 and is then made 1 to
// rounding. A nil src means rand.NewPCG(0x766d66, 0), the same for every Dist.
//
// The error wraps [ErrDimension] for fewer than two elements, [ErrNotUnit], and
// [ErrDomain] for a concentration that is negative, infinite or NaN.
func New(mu []float64, kappa float64, src rand.Source) (*Dist, error) {
	if len(mu) < 2 {
		return nil, fmt.Errorf("vmf: mu has %d elements, want at least 2: %w", len(mu), ErrDimension)
	}
	if !(kappa >= 0) || math.IsInf(kappa, 1) {
		return nil, fmt.Errorf("vmf: kappa is %v, want a finite number ≥ 0: %w", kappa, ErrDomain)
	}
	norm := kernel.Nrm2(mu)
	if !(math.Abs(norm-1) <= unitTol) {
		return nil, fmt.Errorf("vmf: mu has length %v, want 1: %w", norm, ErrNotUnit)
	}
	own := make([]float64, len(mu))
	if math.Abs(norm-1) <= 4*epsilon {
		copy(own, mu) // nothing to gain
	} else {
		kernel.ScaleTo(own, 1/norm, mu)
	}
	if src == nil {
		src = rand.NewPCG(defaultSeed, 0)
	}
	return newDist(own, kappa, src), nil
}

// newDist keeps mu, which is a unit vector.
func newDist(mu []float64, kappa float64, src rand.Source) *Dist {
	p := len(mu)
	return &Dist{mu, kappa, LogNormalizer(p, kappa), logPeak(p, kappa), rand.New(src)}
}

// Dim returns p, the dimension of the space around the sphere.
func (d *Dist) Dim() int { return len(d.mu) }

// Kappa returns the concentration.
func (d *Dist) Kappa() float64 { return d.kappa }

// Mu stores the mean direction in dst and returns it. A nil dst allocates; it
// panics for another length than Dim.
func (d *Dist) Mu(dst []float64) []float64 {
	dst = d.vector(dst)
	copy(dst, d.mu)
	return dst
}

// vector returns dst, or a new vector for nil.
func (d *Dist) vector(dst []float64) []float64 {
	if dst == nil {
		return make([]float64, len(d.mu))
	}
	d.check(dst)
	return dst
}

// check panics for a vector of the wrong length, as package distmv does.
func (d *Dist) check(x []float64) {
	if len(x) != len(d.mu) {
		panic(fmt.Sprintf("vmf: vector has %d elements, want %d", len(x), len(d.mu)))
	}
}

// LogProb returns the logarithm of the density at x with respect to surface
// area; above 0 it is not an error, a density may exceed 1. x is taken to be a
// unit vector, which is not checked. It panics if the length of x is not Dim.
//
// Near the mean direction κ μ·x is off by an ulp of κ, a large number; there
// κ − κ|x−μ|²/2 takes its place.
func (d *Dist) LogProb(x []float64) float64 {
	d.check(x)
	if cos := kernel.Dot(d.mu, x); !(cos > 0.5) {
		return d.logC + d.kappa*cos
	}
	return d.peak - d.kappa*versine(d.mu, x)
}

// Prob returns the density at x, which see [Dist.LogProb].
func (d *Dist) Prob(x []float64) float64 { return math.Exp(d.LogProb(x)) }

// versine returns 1 − x·y = |x−y|²/2 of unit vectors, accurate also where they
// are close.
func versine(x, y []float64) float64 {
	y = y[:len(x)]
	var s0, s1, s2, s3 float64 // the additions of one sum would wait for each other
	i := 0
	for ; i+4 <= len(x); i += 4 {
		a, b := x[i:i+4:i+4], y[i:i+4:i+4]
		d0, d1, d2, d3 := a[0]-b[0], a[1]-b[1], a[2]-b[2], a[3]-b[3]
		s0 += d0 * d0
		s1 += d1 * d1
		s2 += d2 * d2
		s3 += d3 * d3
	}
	for ; i < len(x); i++ {
		d := x[i] - y[i]
		s0 += d * d
	}
	return ((s0 + s2) + (s1 + s3)) / 2
}

// Mean stores the mean A(κ)μ, a vector inside the sphere, in dst and returns
// it. A nil dst allocates; it panics for another length than Dim.
func (d *Dist) Mean(dst []float64) []float64 {
	dst = d.vector(dst)
	kernel.ScaleTo(dst, MeanResultant(len(d.mu), d.kappa), d.mu)
	return dst
}

// CovarianceMatrix stores the covariance matrix,
//
//	A′ μμᵀ + (A/κ) (I − μμᵀ),
//
// in dst. An empty dst is resized; it panics for nil and another size than Dim.
func (d *Dist) CovarianceMatrix(dst *mat.SymDense) {
	p := len(d.mu)
	if dst == nil {
		panic("vmf: dst is nil, want a matrix")
	}
	if dst.IsEmpty() {
		dst.ReuseAsSym(p)
	} else if n := dst.SymmetricDim(); n != p {
		panic(fmt.Sprintf("vmf: covariance matrix has dimension %d, want %d", n, p))
	}
	along, across := 1/float64(p), 1/float64(p)
	if d.kappa > 0x1p-60 { // below, both are 1/p to the last bit, and A may be subnormal
		a, _, da := moments(order(p), d.kappa)
		along, across = da, a/d.kappa
	}
	for i, m := range d.mu {
		for j := i; j < p; j++ {
			v := (along - across) * m * d.mu[j]
			if j == i {
				// with 1 − m² for the second part, so that neither drowns
				v = along*(m*m) + across*((1-m)*(1+m))
			}
			dst.SetSym(i, j, v)
		}
	}
}

// Entropy returns the differential entropy −log C − κA(κ), in nats. It falls
// without bound as κ grows.
func (d *Dist) Entropy() float64 { return entropy(len(d.mu), d.kappa) }

// ScoreInput stores the gradient of LogProb on the sphere at x,
//
//	κ (μ − (μ·x) x),
//
// a tangent vector, in score and returns it. (The gradient in ℝᵖ is κμ wherever
// x lies.) A nil score allocates; score may be x. It panics if a length is not
// Dim.
func (d *Dist) ScoreInput(score, x []float64) []float64 {
	d.check(x)
	score = d.vector(score)
	// κ(μ − x + (1 − μ·x)x): for x close to μ the small difference is exact.
	v := 1 - kernel.Dot(d.mu, x)
	if v < 0.5 {
		v = versine(d.mu, x)
	}
	for i, m := range d.mu {
		score[i] = d.kappa * (m - x[i] + v*x[i])
	}
	return score
}
