// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package persist

import (
	"context"
	"math/rand/v2"
	"slices"
)

// A Sampler draws excursion times, exactly as the independent interval
// approximation has them: T is a sum of ν independent copies of X, where
// P(ν = k) = 2^−k and P(X > t) = E₀(t). X comes from inverting E₀ to rounding.
//
// A Sampler is not safe for concurrent use.
type Sampler struct {
	t    *table
	rng  *rand.Rand
	bits uint64 // coins not yet tossed
	left int
}

// NewSampler returns a sampler for the process with covariance c. A nil src
// means rand.NewPCG(1, 1). It returns an error that wraps ErrNotMonotone, or
// ErrDomain, for a covariance that the approximation does not apply to.
func NewSampler(c Covariance, src rand.Source) (*Sampler, error) {
	t, err := newTable(context.Background(), c)
	if err != nil {
		return nil, err
	}
	if src == nil {
		src = rand.NewPCG(1, 1)
	}
	return &Sampler{t: t, rng: rand.New(src)}, nil
}

// Rand returns an excursion time T.
func (s *Sampler) Rand() float64 {
	sum := s.Interval()
	for s.coin() {
		sum += s.Interval()
	}
	return sum
}

// Interval returns a draw of X, the summands of T. Where E₀ falls so slowly that
// it is above the draw at 2⁶⁰ times its natural unit of time, that time is
// returned.
func (s *Sampler) Interval() float64 {
	u := 1 - s.rng.Float64() // in (0, 1]
	t := s.t
	// The first panel at whose upper end E₀ ≤ u.
	i, _ := slices.BinarySearchFunc(t.edges, u, func(edge, u float64) int {
		if edge > u {
			return -1
		}
		return 1
	})
	if i == len(t.edges) {
		return t.end
	}
	p := &t.panels[i]
	above := 1 - u
	if i > 0 {
		above = t.edges[i-1] - u
	}
	if above <= 0 {
		return p.lo
	}
	x, _ := brent(func(x float64) float64 { return t.e0(x) - u }, p.lo, p.hi, above, t.edges[i]-u, 0)
	return x
}

func (s *Sampler) coin() bool {
	if s.left == 0 {
		s.bits, s.left = s.rng.Uint64(), 64
	}
	heads := s.bits&1 == 1
	s.bits >>= 1
	s.left--
	return heads
}
