// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"
)

const (
	// nearly is how far above the target a true residual may lie for the
	// recurrence to be trusted a little longer.
	nearly = 1.01
	// maxNear is how many iterations in a row that may be.
	maxNear = 20
	// maxStale is how many replacements of the residual may fail to halve the
	// true one before the solve counts as stagnated.
	maxStale = 3
	// A residual that keeps falling is compared with the true one after this
	// many iterations, and is not believed when that is larger by this factor.
	checkEvery = 30
	drifted    = 2
	// A residual that has grown by growth over its best, and has seen no new
	// best for patience iterations, will not come back: CG on an inconsistent
	// singular system does that. Ill-conditioned definite systems rise by up to
	// the root of the condition, but keep finding new bests.
	growth   = 1e3
	patience = 1000
	// Those that are not symmetric may rise further: BiCGStab rises by 1e4 and
	// stays there for 1300 iterations on convection and diffusion on 1000² points.
	growthShadowed = 1e8
)

// watch keeps the best iterate of a method whose residual may grow. A copy at
// every halving costs a few copies a solve and is within a factor 2 of the best.
func (it *Iterator) watch() {
	if it.estimate < it.lowest {
		it.lowest, it.lowestAt = it.estimate, it.iter
	}
	if it.method.monotone() {
		return
	}
	limit := growth
	if _, ok := it.acting().(shadowed); ok {
		limit = growthShadowed
	}
	switch {
	case it.estimate <= 0.5*min(it.bestNorm, it.lastTrue):
		if it.iter-it.checkedAt < checkEvery {
			it.keep(it.estimate)
			return
		}
		it.audit()
	case it.estimate > limit*it.lowest && it.iter-it.lowestAt > patience:
		it.fail(Stagnated, fmt.Errorf("%w: the residual has grown %.0f-fold since iteration %d", ErrNotConverged, it.estimate/it.lowest, it.lowestAt))
	}
}

// audit compares the estimate with the true residual, and starts the recurrence
// again from the better of this iterate and the one kept if it has drifted.
func (it *Iterator) audit() {
	s := &it.sys
	x, err := it.iterate()
	if err != nil {
		it.stop(err)
		return
	}
	it.checkedAt = it.iter
	norm := s.trueResidual(it.check, x)
	if norm <= drifted*it.estimate {
		it.best = grow(it.best, s.n)
		copy(it.best, x)
		it.bestNorm = norm
		return
	}
	if !math.IsInf(it.bestNorm, 1) {
		if kept := s.trueResidual(s.r, it.best); !(norm <= kept) {
			x, norm = it.best, kept
			it.check, s.r = s.r, it.check
		}
	}
	it.restart(x, norm)
}

func (it *Iterator) keep(norm float64) {
	if x, err := it.iterate(); err == nil {
		it.best = grow(it.best, it.sys.n)
		copy(it.best, x)
		it.bestNorm = norm
	}
}

// verify computes the true residual of an iterate that the recurrence believes
// to be good enough. Only that can end a solve with success.
func (it *Iterator) verify() {
	s := &it.sys
	x, err := it.iterate()
	if err != nil {
		it.stop(err)
		return
	}
	norm := s.trueResidual(it.check, x)
	it.aim(x)
	switch {
	case norm <= s.goal:
		it.finish(Converged, nil, x, norm)
	case norm <= nearly*s.goal && it.near < maxNear && it.normA == 0:
		it.near++ // a step or two more will do
	case math.IsNaN(norm) || math.IsInf(norm, 0):
		it.stop(notFinite("b − A·x"))
	default:
		it.replace(x, norm)
	}
}

// replace starts the recurrence again from the true residual in it.check.
func (it *Iterator) replace(x []float64, norm float64) {
	s := &it.sys
	if norm <= 0.5*it.lastTrue {
		it.stale = 0
	} else {
		it.stale++
	}
	if norm < it.bestNorm || it.replaced == 0 {
		// an estimate kept before this point is not to be trusted
		it.best = grow(it.best, s.n)
		copy(it.best, x)
		it.bestNorm = norm
	}
	if it.stale >= maxStale {
		it.fail(Stagnated, fmt.Errorf("%w: %d restarts from the true residual did not halve it", ErrNotConverged, maxStale))
		return
	}
	it.restart(x, norm)
}

// restart starts the recurrence again from x, whose true residual is in it.check.
func (it *Iterator) restart(x []float64, norm float64) {
	s := &it.sys
	it.lastTrue, it.lowest, it.lowestAt, it.checkedAt = norm, norm, it.iter, it.iter
	if &x[0] != &s.x[0] {
		copy(s.x, x)
	}
	it.replaced++
	it.near = 0
	s.r, it.check = it.check, s.r
	s.rnorm, it.estimate = norm, norm
	if err := it.method.start(); err != nil {
		it.stop(err)
	}
}

// recover starts the recurrence again from the best iterate kept, after a
// breakdown, if that has halved the true residual since the last start; so there
// is an end to it.
func (it *Iterator) recover() bool {
	if math.IsInf(it.bestNorm, 1) {
		return false
	}
	norm := it.sys.trueResidual(it.check, it.best)
	if !(norm <= 0.5*it.lastTrue) || norm <= it.sys.goal {
		return false
	}
	it.replace(it.best, norm)
	return true
}

// A shadowed method keeps its residual orthogonal to powers of A on a shadow
// residual, the first one as a rule. It breaks down when that choice is bad, as
// it is for any skew-symmetric matrix.
type shadowed interface {
	// shadow makes the next start use random shadow k > 0, or the first
	// residual for k = 0.
	shadow(k int)
}

// maxShadows is how many shadow residuals are tried after the first.
const maxShadows = 2

// reshadow starts the recurrence again with another shadow residual after a
// breakdown, from where it is.
func (it *Iterator) reshadow() bool {
	m, ok := it.acting().(shadowed)
	if !ok || it.shadows >= maxShadows {
		return false
	}
	x, err := it.iterate()
	if err != nil {
		return false
	}
	norm := it.sys.trueResidual(it.check, x)
	if !(norm <= it.first) || norm <= it.sys.goal {
		return false
	}
	it.shadows++
	m.shadow(it.shadows)
	it.stale = 0
	it.replace(x, norm)
	return true
}

// believeInconsistent looks at an iterate of which the method says that its
// residual is orthogonal to the range of A. That is so for a while, to rounding,
// when A is only ill-conditioned: the recurrence is started again as long as
// that halves the residual.
func (it *Iterator) believeInconsistent() bool {
	x, err := it.iterate()
	if err != nil {
		return true
	}
	norm := it.sys.trueResidual(it.check, x)
	if !(norm <= 0.5*it.lastTrue) || norm <= it.sys.goal {
		return true
	}
	it.replace(x, norm)
	return false
}
