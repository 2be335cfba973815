// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"
	"time"
)

// Settings hold what every method shares. The zero value and a nil pointer mean
// the defaults.
type Settings struct {
	// A solve has converged when ‖b − A·x‖₂ ≤ max(AbsTol, RelTol·‖b‖₂), the
	// residual being computed from x, never taken from a recurrence, whatever
	// the preconditioner. RelTol zero means 1e-8, math.Inf(-1) means 0; AbsTol
	// zero means 0.
	RelTol, AbsTol float64

	// StopBackwardError puts ‖A‖·‖x‖₂ + ‖b‖₂ in the place of ‖b‖₂ above: the
	// solve has converged when x solves a system that lies within RelTol of
	// this one, which is as much as a machine can do where x is large beside b.
	// ‖A‖ is the greatest sum of magnitudes in a row when A is a *sparse.CSR.
	// Of other operators it is a lower bound, the most that five power steps
	// from b stretch a vector, which makes the test stricter; they cost five
	// products. The residual is computed from x here too.
	StopBackwardError bool

	// MaxIter limits the iterations; zero means 2n but at least 100 and at
	// most 10000.
	MaxIter int
	// MaxTime limits the time; zero means none. It is looked at once an
	// iteration. Whether a solve reaches it may differ from run to run.
	MaxTime time.Duration

	// X0 is the initial guess; nil means zero. It is not changed, unless it is
	// Dst.
	X0 []float64
	// Dst receives the solution when it is not nil. Then the second solve of
	// the same size with the same method value allocates nothing, and the
	// Result belongs to the method value: its next solve overwrites it. Dst may
	// be b or X0; it is written when the solve ends.
	Dst []float64

	// Prec approximates A⁻¹; nil means none. Methods for systems that are not
	// symmetric apply it from the right.
	Prec Preconditioner

	// NullSpace is a basis, any one, of the null space of a symmetric singular
	// A: constants for the Laplacian of a connected graph or for a Neumann
	// problem. It is made orthonormal and taken out of b, X0, what Prec returns,
	// and X, which then is the shortest solution. The system solved, and the
	// one that the tolerances and ResNorm speak of, is that with the rest of b; if the part that was taken out is
	// larger than the target the solve ends as Inconsistent, with the shortest X that
	// minimises ‖b − A·X‖₂, of which ResNorm then is that norm. That A·v = 0
	// for these vectors is not checked, but a residual is never projected: a
	// wrong basis cannot make a success of what is none.
	NullSpace [][]float64

	// Symmetric promises that A equals its transpose, where the operator
	// cannot tell by itself. It matters to the choice that a nil method makes.
	Symmetric bool

	// Recorder is called after every iteration; an error that it returns ends
	// the solve with that error.
	Recorder func(p Progress) error
	// History keeps the relative residual norm of every iteration, as the
	// recurrence estimates it, in Result.History.
	History bool

	// Workers is the number of goroutines for products and vector operations;
	// zero means GOMAXPROCS. The result has the same bits for any number.
	// Operators other than this module's own do their products themselves.
	Workers int
}

// Progress is what a Recorder sees.
type Progress struct {
	Iter, MatVecs, PrecSolves int
	// ResNorm is the residual norm as the recurrence estimates it.
	ResNorm float64
	// X forms the current iterate in dst, which has length n. It costs a copy
	// with CG and the combination of the basis with GMRES.
	X func(dst []float64)
}

// A Result is what a solve reached.
type Result struct {
	// X is the solution, or the best iterate kept.
	X []float64
	// Status says why the solve ended.
	Status Status
	// Iter counts iterations: of one product with A each, but of two with
	// BiCGStab, CGS, TFQMR, and QMR and BiCG (one with Aᵀ), and of 2·L with
	// BiCGStabL.
	Iter int
	// MatVecs counts all products with A, those of checks included, and
	// PrecSolves all applications of the preconditioner.
	MatVecs, PrecSolves int
	// Replacements counts how often the residual of the recurrence had drifted
	// from the true one and was replaced by it.
	Replacements int
	// Fallbacks counts the proposals that [ConjugateDirections] replaced by the
	// residual.
	Fallbacks int
	// ResNorm is ‖b − A·X‖₂, computed from X, and RelRes its ratio to ‖b‖₂.
	ResNorm, RelRes float64
	// BackErr is ResNorm/(‖A‖·‖X‖₂ + ‖b‖₂) when Settings.StopBackwardError asked
	// for it, with that ‖A‖, and 0 otherwise.
	BackErr float64
	// History holds the recurrence's relative residual norm before the first
	// iteration and after each, when Settings.History asked for it.
	History []float64
}

// limits are Settings with the defaults filled in.
type limits struct {
	relTol, absTol float64
	maxIter        int
	maxTime        time.Duration
}

func (s *Settings) limits(n int) (limits, error) {
	l := limits{s.RelTol, s.AbsTol, s.MaxIter, s.MaxTime}
	switch {
	case l.relTol == 0:
		l.relTol = 1e-8
	case math.IsInf(l.relTol, -1):
		l.relTol = 0
	case !(l.relTol > 0) || math.IsInf(l.relTol, 1):
		return l, fmt.Errorf("linsolve: Settings.RelTol is %v, want > 0, or zero for 1e-8, or math.Inf(-1) for 0: %w", l.relTol, ErrParam)
	}
	if !(l.absTol >= 0) || math.IsInf(l.absTol, 1) {
		return l, fmt.Errorf("linsolve: Settings.AbsTol is %v, want a finite value ≥ 0: %w", l.absTol, ErrParam)
	}
	if l.maxIter < 0 {
		return l, fmt.Errorf("linsolve: Settings.MaxIter is %d, want ≥ 0: %w", l.maxIter, ErrParam)
	}
	if l.maxIter == 0 {
		l.maxIter = min(max(2*n, 100), 10000)
	}
	if l.maxTime < 0 {
		return l, fmt.Errorf("linsolve: Settings.MaxTime is %v, want ≥ 0: %w", l.maxTime, ErrParam)
	}
	if s.Workers < 0 {
		return l, fmt.Errorf("linsolve: Settings.Workers is %d, want ≥ 0: %w", s.Workers, ErrParam)
	}
	for _, v := range []struct {
		name string
		x    []float64
	}{{"X0", s.X0}, {"Dst", s.Dst}} {
		if v.x != nil && len(v.x) != n {
			return l, fmt.Errorf("linsolve: Settings.%s has %d elements, want %d: %w", v.name, len(v.x), n, ErrShape)
		}
	}
	return l, nil
}
