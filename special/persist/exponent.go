// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package persist

import (
	"context"
	"fmt"
	"math"
)

// Settings hold tolerances and limits. The zero value and a nil pointer mean
// the defaults.
type Settings struct {
	// Tol is the tolerance: for the exponent relative to it, for a survival
	// probability relative to it or to e^(−θt), whichever is larger. Zero
	// means 1e-10 for Exponent and 1e-7 for Survival.
	Tol float64
	// Workers is the number of goroutines that share the times of Survival;
	// zero means GOMAXPROCS. Results do not depend on it.
	Workers int
}

func (s *Settings) defaults(tol float64) (Settings, error) {
	var d Settings
	if s != nil {
		d = *s
	}
	if d.Tol == 0 {
		d.Tol = tol
	}
	if !(d.Tol > 0) || math.IsInf(d.Tol, 1) {
		return d, fmt.Errorf("persist: Settings.Tol is %v, want > 0, or zero for %v: %w", d.Tol, tol, ErrInput)
	}
	if d.Workers < 0 {
		return d, fmt.Errorf("persist: Settings.Workers is %d, want ≥ 0: %w", d.Workers, ErrInput)
	}
	return d, nil
}

// A Result is a persistency exponent.
type Result struct {
	// Theta is the exponent: the probability that the process has kept its
	// sign for a time t falls like e^(−Theta·t).
	Theta float64
	// ErrEst estimates the error of Theta: the distance between two ways to
	// compute the integral, and what the tail beyond the table adds.
	ErrEst float64
	// MeanExcursion is the mean time between two zeros, π/√(−r″(0)): Rice's
	// formula, which the approximation reproduces.
	MeanExcursion float64
	// Iterations counts the steps of the root search, Evaluations those of E₀.
	Iterations, Evaluations int
	// Status says why the computation ended.
	Status Status
}

// Exponent returns the persistency exponent of the process with covariance c in
// the independent interval approximation: the smallest θ > 0 with
//
//	1 = θ ∫₀^∞ e^(θt) E₀(t) dt.
//
// It does not apply to covariances with an E₀ that increases (ErrNotMonotone)
// and there is no exponent for those that fall slower than any exponential
// (ErrDomain). If the error estimate exceeds the tolerance the result comes with
// ErrNotConverged.
//
// Cost: one table of E₀, a few thousand evaluations, then sums of some hundred
// short polynomials; below a millisecond for the covariances of this package.
func Exponent(ctx context.Context, c Covariance, s *Settings) (*Result, error) {
	if ctx == nil {
		return nil, fmt.Errorf("persist: ctx is nil, want a context: %w", ErrInput)
	}
	set, err := s.defaults(1e-10)
	if err != nil {
		return nil, err
	}
	t, err := newTable(ctx, c)
	if err != nil {
		if ctx.Err() != nil {
			return &Result{Theta: math.NaN(), ErrEst: math.Inf(1), MeanExcursion: math.NaN(), Status: Canceled}, err
		}
		return nil, err
	}
	res := &Result{MeanExcursion: math.Pi / t.sigma}
	theta, err := t.exponent(res)
	if err != nil {
		return nil, err
	}
	// The other road, and Newton's correction that it would make.
	g, tail := t.gain(theta)
	slope := (gainAt(t, theta*(1+1e-6)) - g) / (1e-6 * theta)
	res.Theta = theta
	res.ErrEst = (math.Abs(t.gainByParts(theta)-g)+math.Abs(g-1)+math.Abs(tail))/slope + 0x1p-50*theta
	res.Evaluations = t.evals
	res.Status = Converged
	if !(res.ErrEst <= set.Tol*theta) {
		res.Status = MaxIter
		return res, fmt.Errorf("persist: exponent %v ± %.2g, want a relative error of %.2g: %w", theta, res.ErrEst, set.Tol, ErrNotConverged)
	}
	return res, nil
}

func gainAt(t *table, theta float64) float64 {
	g, _ := t.gain(theta)
	return g
}

// exponent solves g(θ) = 1. g increases from 0, and g(θ) ≥ θ π/(2σ) since
// e^(θt) ≥ 1, so the root lies below 2σ/π.
func (t *table) exponent(res *Result) (float64, error) {
	if !t.exhausted {
		return 0, fmt.Errorf("persist: E₀(%.3g) is still %.3g, want a covariance that falls exponentially at least: %w", t.end, t.edges[len(t.edges)-1], ErrDomain)
	}
	if r := t.c.R(t.end); !(math.Abs(r) < 1e-9) {
		return 0, fmt.Errorf("persist: Covariance.R(%.3g) is %v, want it to tend to 0: %w", t.end, r, ErrDomain)
	}
	f := func(theta float64) float64 {
		g := gainAt(t, theta)
		// Far above the root g may overflow; a finite number keeps the
		// interpolation going.
		return min(g, 1e10) - 1
	}
	hi := min(2*t.sigma/math.Pi, t.decay*(1-1e-9))
	theta, calls := brent(f, 0, hi, -1, f(hi), 0)
	if res != nil {
		res.Iterations = calls + 1
	}
	return theta, nil
}
