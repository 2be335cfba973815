// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/relaxnum/relax/internal/kernel"
)

// shiftedState is the recurrence of one shift.
type shiftedState struct {
	x, p                []float64
	gamma, omega, sigma float64 // omega is the square
	done                bool
}

// SolveShifted solves (a + shifts[j]·I)·x = b for all shifts with the products
// of one solve, for a symmetric a and shifts that make it positive definite. All
// these matrices have the same Krylov spaces, and the same Lanczos vectors v:
//
//	β'v' = A·v − δv − βv₋₁;  per shift  γ' = 1/(δ + shift − ω²/γ);  x += γ'p
//	ω' = β'γ';  σ' = −ω'σ;  p = σ'v' + ω'²p;  ‖r‖ = |σ'|
//
// Result j is that of shift j,
// verified by its true residual: MatVecs counts the products that all share and
// those of its own. A shift for which the recurrence has lost its residual is
// finished alone by [CG]. Directions of negative curvature end a shift as
// [NegativeCurvature] with an error that wraps [ErrNotSPD]; the others go on.
//
// The error joins those of all shifts, and is nil exactly when each has
// [Converged]; each is as [Solve] says. Of the settings RelTol, AbsTol, MaxIter,
// MaxTime and Workers are used; Prec, X0, Dst, Recorder and History have no
// meaning for shifts together and must not be set.
//
// An iteration costs one product, 60 bytes of vector traffic an element, and 64
// a shift that has not ended; three vectors are held, and two a shift.
//
// Source: A. Frommer and P. Maass, Fast CG-based methods for Tikhonov–Phillips
// regularization, SIAM J. Sci. Comput. 20 (1999), 1831–1850,
// https://doi.org/10.1137/S1064827596313310.
func SolveShifted(ctx context.Context, a Operator, b, shifts []float64, settings *Settings) ([]*Result, error) {
	if err := checkShape(a, b); err != nil {
		return nil, err
	}
	if settings == nil {
		settings = &Settings{}
	}
	if len(shifts) == 0 {
		return nil, fmt.Errorf("linsolve: shifts has no elements, want at least one: %w", ErrShape)
	}
	if settings.Prec != nil || settings.X0 != nil || settings.Dst != nil || settings.Recorder != nil || settings.History || settings.NullSpace != nil {
		return nil, fmt.Errorf("linsolve: one of Settings.Prec, X0, Dst, Recorder, History and NullSpace is set, want none of them for shifts: %w", ErrInput)
	}
	lim, err := settings.limits(len(b))
	if err != nil {
		return nil, err
	}
	for j, shift := range shifts {
		if math.IsNaN(shift) || math.IsInf(shift, 0) {
			return nil, fmt.Errorf("linsolve: shifts[%d] is %v, want a finite value: %w", j, shift, ErrNotFinite)
		}
	}
	normB := kernel.Nrm2(b)
	if math.IsNaN(normB) || math.IsInf(normB, 0) {
		return nil, finiteError("b", b)
	}

	began := time.Now()
	n := len(b)
	s := &system{a: a, b: b}
	s.resize(n, settings.Workers)
	s.multi, _ = a.(workersMultiplier)
	s.fused, _ = a.(dotMultiplier)
	target := max(lim.absTol, lim.relTol*normB)
	results, errs := make([]*Result, len(shifts)), make([]error, len(shifts))
	states := make([]shiftedState, len(shifts))
	for j := range states {
		states[j] = shiftedState{x: make([]float64, n), p: make([]float64, n), gamma: 1, sigma: 1}
	}

	// The recurrence is that of b/‖b‖, whose squares neither overflow nor vanish.
	l := &lanczos{}
	l.init(s)
	s.r, s.rnorm = make([]float64, n), 1
	scale := 1.0
	if normB > 0 {
		_, e := math.Frexp(normB)
		scale = math.Ldexp(1, min(max(e, -1021), 1023))
		kernel.ScaleTo(s.r, 1/scale, b)
		s.rnorm = normB / scale
		for j := range states {
			copy(states[j].p, s.r)
			states[j].sigma = s.rnorm
		}
		if _, err := l.start(); err != nil {
			return nil, err
		}
	}
	r, iter := make([]float64, n), 0
	// end sets result j from its iterate.
	end := func(j int, status Status, err error) {
		st := &states[j]
		st.done = true
		x := make([]float64, n)
		kernel.ScaleTo(x, scale, st.x)
		own := s.matVecs
		s.mul(r, x)
		s.matVecs = own // the check is this shift's alone
		kernel.Axpy(r, shifts[j], x)
		kernel.Sub(r, b, r)
		res := &Result{X: x, Status: status, Iter: iter, MatVecs: own + 1, ResNorm: kernel.Nrm2(r)}
		switch {
		case res.ResNorm <= target && (status == Converged || errors.Is(err, ErrNotConverged)):
			res.Status, err = Converged, nil
		case math.IsNaN(res.ResNorm):
			clear(x)
			res.ResNorm, res.Status, err = normB, Breakdown, notFinite("b − A·x")
		case status == Converged:
			shifted := FromFunc(n, func(dst, x []float64) { s.mul(dst, x); kernel.Axpy(dst, shifts[j], x) })
			before := *res
			own := s.matVecs
			set := Settings{RelTol: settings.RelTol, AbsTol: settings.AbsTol, MaxIter: max(lim.maxIter-iter, 1), X0: x, Workers: settings.Workers, Symmetric: true}
			if lim.maxTime > 0 {
				set.MaxTime = max(lim.maxTime-time.Since(began), 1)
			}
			if res, err = Solve(ctx, shifted, b, &CG{}, &set); res == nil {
				before.Status = Breakdown
				res = &before
			}
			s.matVecs = own
			res.Iter, res.MatVecs = iter+res.Iter, before.MatVecs+res.MatVecs
		}
		if res.RelRes = 0; normB > 0 {
			res.RelRes = res.ResNorm / normB
		}
		results[j] = res
		if err != nil {
			errs[j] = fmt.Errorf("shift %d: %w", j, err)
		}
	}
	all := func(status Status, err error) {
		for j := range states {
			if !states[j].done {
				end(j, status, err)
			}
		}
	}
	if normB <= target {
		all(Converged, nil)
		return results, errors.Join(errs...)
	}
	for open := len(states); open > 0; {
		switch err := ctx.Err(); {
		case err != nil:
			all(Canceled, err)
		case iter >= lim.maxIter:
			all(MaxIter, fmt.Errorf("%w: %d iterations done", ErrNotConverged, iter))
		case lim.maxTime > 0 && time.Since(began) > lim.maxTime:
			all(TimeLimit, fmt.Errorf("%w: %v passed", ErrNotConverged, lim.maxTime))
		}
		open = 0
		for j := range states {
			if !states[j].done {
				open++
			}
		}
		if open == 0 {
			break
		}
		if err := l.advance(); err != nil {
			all(Breakdown, err)
			break
		}
		iter++
		for j := range states {
			st := &states[j]
			if st.done {
				continue
			}
			pivot := l.alpha + shifts[j] - st.omega/st.gamma
			if !(pivot > 0) {
				// p is σ times the direction whose curvature the pivot is.
				curved := &NotSPDError{Curvature: pivot * st.sigma * st.sigma, Direction: append([]float64(nil), st.p...)}
				status, err := NegativeCurvature, error(curved)
				if pivot == 0 || math.IsNaN(pivot) {
					status, err = Breakdown, errFlat
				}
				end(j, status, err)
				continue
			}
			st.gamma = 1 / pivot
			kernel.Axpy(st.x, st.gamma, st.p)
			omega := l.betaNext * st.gamma
			st.sigma *= -omega
			st.omega = omega * omega
			if math.Abs(st.sigma)*scale <= target {
				end(j, Converged, nil)
				continue
			}
			kernel.Scale(st.p, st.omega)
			kernel.Axpy(st.p, st.sigma, l.next)
		}
		l.shift()
	}
	return results, errors.Join(errs...)
}
