// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"math"
	"math/rand/v2"
	"slices"
)

// An individual is a fitted program of the population.
type individual struct {
	g      genome
	err    float64
	errors []float64 // at the fit points
}

// A population keeps the best programs of every number of operations apart, so
// that short programs, from which longer ones grow, never die out, and the best
// of each number together are the front.
type population struct {
	niches [][]*individual // by number of operations, the best first
	size   int
}

func newPopulation(ops, size int) *population {
	return &population{make([][]*individual, ops+1), size}
}

// bar returns the error that a program of n operations must stay below to be of
// interest.
func (p *population) bar(n int) float64 {
	if len(p.niches[n]) < p.size {
		return math.Inf(1)
	}
	return p.niches[n][p.size-1].err
}

// add enters x unless its niche is full of better ones or holds the same
// function already. It reports whether x is the best of its niche.
func (p *population) add(x *individual) bool {
	n := len(x.g.code)
	niche := p.niches[n]
	for i, o := range niche {
		if same(o, x) {
			if o.err <= x.err {
				return false
			}
			niche = slices.Delete(niche, i, i+1)
			break
		}
	}
	at, _ := slices.BinarySearchFunc(niche, x.err, func(o *individual, e float64) int {
		if o.err <= e {
			return -1
		}
		return 1
	})
	if at >= p.size {
		return false
	}
	niche = slices.Insert(niche, at, x)
	p.niches[n] = niche[:min(len(niche), p.size)]
	return at == 0
}

// same reports whether two programs compute the same function, or its mirror
// image about the target, as their fits have them.
func same(a, b *individual) bool {
	if math.Abs(a.err-b.err) > 0.1*b.err {
		return false
	}
	for i, e := range a.errors {
		if math.Abs(math.Abs(e)-math.Abs(b.errors[i])) > 0.05*b.err {
			return false
		}
	}
	return true
}

// empty reports whether there is no program at all.
func (p *population) empty() bool {
	for _, niche := range p.niches {
		if len(niche) > 0 {
			return false
		}
	}
	return true
}

// parent draws a niche among those that are not empty, of which there must be
// one, then the best of a few members drawn from it.
func (p *population) parent(rng *rand.Rand, tournament int) *individual {
	for {
		niche := p.niches[rng.IntN(len(p.niches))]
		if len(niche) == 0 {
			continue
		}
		best := len(niche)
		for range tournament {
			best = min(best, rng.IntN(len(niche)))
		}
		return niche[best]
	}
}

// best returns the least error of a niche, +Inf if it is empty.
func (p *population) best(n int) float64 {
	if len(p.niches[n]) == 0 {
		return math.Inf(1)
	}
	return p.niches[n][0].err
}
