// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// A Tuner chooses a scalar parameter of a solver, one solve after the other,
// from what the solves cost:
//
//	omega, _ := tuner.Suggest(c)
//	res, err := linsolve.Solve(ctx, a, b, &linsolve.SOR{Omega: omega}, nil)
//	tuner.Observe(float64(res.Iter))
//
// The parameter may be any: a relaxation factor, a restart, a drop tolerance.
// c is the context, a number that says where in the sequence this system lies:
// the shift of A + c·I, a time. Tuners without context ignore it; those with it
// take what lies outside [Min, Max] for the nearer end, and NaN for the middle.
//
// A loss is a cost ≥ 0: iterations, or seconds. NaN, and what exceeds the cap
// of the tuner, counts as the cap; what is below zero, as zero. Observe speaks
// of the last Suggest, and without one does nothing; a second Suggest before it
// forgets the first. arm is the index of param in the grid.
//
// A Tuner is not safe for concurrent use. Equal seeds give equal bits on one
// kind of machine. All of this package implement encoding.BinaryMarshaler and
// encoding.BinaryUnmarshaler, and go on after that as if nothing had happened;
// the bytes are for the same version of this module.
type Tuner interface {
	Suggest(c float64) (param float64, arm int)
	Observe(loss float64)
}

// TunerSettings hold what the tuners share. The zero value and a nil pointer
// mean the defaults.
type TunerSettings struct {
	// Grid holds the parameters to choose from; nil means 1, 1.05, ..., 1.95.
	// [NewChebUCB] needs it increasing, and
	// its default is finer.
	Grid []float64
	// Min and Max bound the contexts, Min < Max. [NewTsallisINFCB] and
	// [NewChebCB] need them; [NewChebUCB] takes both zero for no context.
	Min, Max float64
	// Cap is the greatest loss, which NaN and losses above it count as; zero
	// means 10000. When a solve that ends at MaxIter is a failure, MaxIter is a
	// good cap.
	Cap float64
	// Src draws the arms; nil means rand.NewPCG(1, 1). It can be marshaled if
	// it is a *rand.PCG or a *rand.ChaCha8.
	Src rand.Source

	// Plain makes TsallisINF and TsallisINFCB estimate losses without reduction
	// of variance.
	Plain bool
	// Bins is the number of equal intervals of contexts in which TsallisINFCB
	// learns apart; zero means 5.
	Bins int
	// Features is the number of Chebyshev polynomials of the context in ChebCB,
	// at most 10; zero means 6.
	Features int
}

const (
	defaultCap   = 10000
	maxFeatures  = 10
	maxArms      = 1 << 16
	maxTunerBins = 1 << 16
)

// A bandit is what the tuners share. Its exported fields are saved.
type bandit struct {
	Grid          []float64
	Min, Max, Cap float64
	Arm           int
	Pending       bool // Arm was suggested and not observed yet
	src           rand.Source
}

func (s *TunerSettings) bandit(contextual bool) (bandit, error) {
	if s == nil {
		s = &TunerSettings{}
	}
	b := bandit{Grid: slices.Clone(s.Grid), Min: s.Min, Max: s.Max, Cap: s.Cap, src: s.Src}
	if s.Grid == nil {
		b.Grid = make([]float64, 20)
		for i := range b.Grid {
			b.Grid[i] = float64(100+5*i) / 100
		}
	}
	if b.Cap == 0 {
		b.Cap = defaultCap
	}
	if b.src == nil {
		b.src = rand.NewPCG(1, 1)
	}
	return b, b.check(contextual)
}

func (b *bandit) check(contextual bool) error {
	switch {
	case len(b.Grid) == 0 || len(b.Grid) > maxArms:
		return fmt.Errorf("linsolve: TunerSettings.Grid has %d elements, want 1 to %d, or nil for the default: %w", len(b.Grid), maxArms, ErrShape)
	case !(b.Cap > 0) || math.IsInf(b.Cap, 1):
		return fmt.Errorf("linsolve: TunerSettings.Cap is %v, want a finite value > 0, or zero for %d: %w", b.Cap, defaultCap, ErrParam)
	}
	for i, v := range b.Grid {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("linsolve: TunerSettings.Grid[%d] is %v, want a finite value: %w", i, v, ErrNotFinite)
		}
	}
	if width := b.Max - b.Min; contextual && (!(width > 0) || math.IsInf(width, 1)) {
		return fmt.Errorf("linsolve: TunerSettings.Min and Max are %v and %v, want Min < Max and a finite difference: %w", b.Min, b.Max, ErrParam)
	}
	return nil
}

// position returns where c lies in [Min, Max], from 0 to 1.
func (b *bandit) position(c float64) float64 {
	if math.IsNaN(c) {
		return 0.5
	}
	return min(max((c-b.Min)/(b.Max-b.Min), 0), 1)
}

// uniform draws from [0, 1).
func (b *bandit) uniform() float64 { return float64(b.src.Uint64()>>11) * 0x1p-53 }

// draw draws arm i with probability p[i].
func (b *bandit) draw(p []float64) int {
	u := b.uniform()
	last := 0
	for i, v := range p {
		if v > 0 {
			if last = i; u < v {
				return i
			}
			u -= v
		}
	}
	return last // the probabilities sum to less than 1 by rounding
}

// suggest notes the arm that is about to be tried.
func (b *bandit) suggest(arm int) (param float64, i int) {
	b.Arm, b.Pending = arm, true
	return b.Grid[arm], arm
}

// observed brings a loss into [0, Cap] and reports whether one was awaited.
func (b *bandit) observed(loss float64) (float64, bool) {
	waited := b.Pending
	b.Pending = false
	if math.IsNaN(loss) {
		loss = b.Cap
	}
	return min(max(loss, 0), b.Cap), waited
}
