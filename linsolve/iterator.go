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

// Norms of b outside these bounds are scaled to 1, so that their squares neither
// overflow nor lose digits.
const tiny, huge = 0x1p-400, 0x1p+400

// An Iterator runs a solve one iteration at a time, for callers who own the
// loop:
//
//	it, err := linsolve.NewIterator(a, b, &linsolve.CG{}, nil)
//	if err != nil { ... }
//	for it.Next(ctx) {
//		fmt.Println(it.Iter(), it.Residual())
//	}
//	res, err := it.Result()
//
// Next is false after the iteration that ends the solve, so that the body sees
// all but the last. The Iterator belongs to the method value: another solve with
// the same value takes it over.
type Iterator struct {
	sys    system
	method Method
	lim    limits
	set    Settings
	began  time.Time

	iter     int
	estimate float64
	normB    float64
	scale    float64 // b and x are divided by this power of two inside
	normAll  float64 // ‖b‖/scale, the part in the null space included
	outside  float64 // the norm of that part/scale
	normA    float64 // ‖A‖ for the backward error
	aimedAt  float64 // estimate at the last look at ‖x‖ for it, and the iteration
	aimed    int

	replaced    int
	shadows     int     // restarts from another shadow residual
	near        int     // checks since the last replacement whose residual was nearly small enough
	stale       int     // replacements in a row that did not halve the residual
	lastTrue    float64 // true residual at the last replacement
	lowest      float64 // least estimate so far, and the iteration it came at
	lowestAt    int
	checkedAt   int       // iteration of the last look at the true residual
	best        []float64 // iterate kept at the last halving of the estimate
	bestNorm    float64   // its estimate, +Inf when there is none
	check       []float64 // true residual under test
	first       float64   // residual norm of the start
	history     []float64
	result      Result
	err         error
	formCurrent func(dst []float64) // Progress.X
}

// NewIterator prepares the solution of a·x = b. A nil method chooses as [Solve]
// does. Errors are those of Solve for bad input.
func NewIterator(a Operator, b []float64, method Method, settings *Settings) (*Iterator, error) {
	if method == nil {
		method = &automatic{}
	}
	it := method.kept()
	if err := it.begin(a, b, method, settings); err != nil {
		return nil, err
	}
	return it, nil
}

func (it *Iterator) begin(a Operator, b []float64, method Method, settings *Settings) error {
	if err := checkShape(a, b); err != nil {
		return err
	}
	if settings == nil {
		settings = &Settings{}
	}
	n := len(b)
	lim, err := settings.limits(n)
	if err != nil {
		return err
	}
	normB := kernel.Nrm2(b)
	if math.IsNaN(normB) || math.IsInf(normB, 0) {
		return finiteError("b", b)
	}
	if settings.X0 != nil {
		if norm := kernel.Nrm2(settings.X0); math.IsNaN(norm) || math.IsInf(norm, 0) {
			return finiteError("Settings.X0", settings.X0)
		}
	}

	s := &it.sys
	s.resize(n, settings.Workers)
	s.a, s.prec = a, settings.Prec
	s.multiplyBy(a)
	s.matVecs, s.precSolves, s.fallbacks = 0, 0, 0
	s.x, s.r, it.check = grow(s.x, n), grow(s.r, n), grow(it.check, n)

	it.method, it.lim, it.set = method, lim, *settings
	it.iter, it.replaced, it.shadows, it.near, it.stale, it.lowestAt, it.checkedAt = 0, 0, 0, 0, 0, 0, 0
	it.normB, it.scale, it.bestNorm = normB, 1, math.Inf(1)
	it.history = it.history[:0]
	it.result, it.err = Result{History: it.result.History[:0]}, nil
	if it.formCurrent == nil {
		it.formCurrent = it.X
	}
	if lim.maxTime > 0 {
		it.began = time.Now()
	}

	s.b = b
	if normB != 0 && (normB < tiny || normB > huge) {
		_, e := math.Frexp(normB)
		it.scale = math.Ldexp(1, min(max(e, -1021), 1023)) // its inverse is finite too
	}
	s.scale = it.scale
	if it.scale != 1 || len(settings.NullSpace) > 0 {
		s.bbuf = grow(s.bbuf, n)
		kernel.ScaleTo(s.bbuf, 1/it.scale, b)
		s.b = s.bbuf
	}
	if err := it.projectRightSide(); err != nil {
		return err
	}
	normB = it.normB
	it.normA, it.aimed, it.aimedAt = 0, 0, math.Inf(1)
	if settings.StopBackwardError {
		it.normA = it.operatorNorm()
	}
	it.aim(nil)

	if settings.X0 == nil || normB == 0 {
		clear(s.x)
		copy(s.r, s.b)
		s.rnorm = normB / it.scale
	}
	if settings.X0 != nil {
		// The start for b = 0 is zero unless the guess solves it exactly.
		kernel.ScaleTo(it.check, 1/it.scale, settings.X0)
		s.project(it.check)
		s.mul(s.r, it.check)
		norm := math.Sqrt(s.residual(s.r, s.b))
		if normB != 0 || norm == 0 {
			copy(s.x, it.check)
			s.rnorm = norm
		} else {
			clear(s.r)
		}
	}
	if math.IsNaN(s.rnorm) || math.IsInf(s.rnorm, 0) {
		return fmt.Errorf("linsolve: b − a·Settings.X0 is not finite: %w", ErrNotFinite)
	}
	it.estimate, it.lastTrue, it.lowest, it.first = s.rnorm, s.rnorm, s.rnorm, s.rnorm
	it.record()
	if err := method.init(s); err != nil {
		return err
	}
	it.aim(s.x)
	if s.rnorm <= s.goal {
		// Without a guess there was no product yet, and A may hold NaN.
		if settings.X0 == nil && !(s.trueResidual(it.check, s.x) <= s.goal) {
			it.finish(Breakdown, notFinite("A·0"), nil, s.rnorm)
			return nil
		}
		it.finish(Converged, nil, s.x, s.rnorm)
		return nil
	}
	if err := method.start(); err != nil {
		it.stop(err)
	}
	return nil
}

// finiteError says which element of x is not finite, or that the norm of a
// finite x overflows.
func finiteError(name string, x []float64) error {
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("linsolve: %s[%d] is %v, want a finite value: %w", name, i, v, ErrNotFinite)
		}
	}
	return fmt.Errorf("linsolve: the norm of %s overflows: %w", name, ErrNotFinite)
}

func (it *Iterator) record() {
	if it.set.History {
		rel := it.estimate
		if it.normB > 0 {
			rel = it.estimate / (it.normB / it.scale)
		}
		it.history = append(it.history, rel)
	}
}

// Next does one iteration and reports whether there may be another. It returns
// false when the solve has ended, also before the first iteration.
func (it *Iterator) Next(ctx context.Context) bool {
	if it.result.Status != Running {
		return false
	}
	if err := ctx.Err(); err != nil {
		it.fail(Canceled, err)
		return false
	}
	if it.iter >= it.lim.maxIter {
		it.fail(MaxIter, fmt.Errorf("%w: %d iterations done", ErrNotConverged, it.iter))
		return false
	}
	if it.lim.maxTime > 0 && time.Since(it.began) > it.lim.maxTime {
		it.fail(TimeLimit, fmt.Errorf("%w: %v passed", ErrNotConverged, it.lim.maxTime))
		return false
	}
	estimate, err := it.method.step()
	if err == nil && (math.IsNaN(estimate) || math.IsInf(estimate, 0)) {
		err = notFinite("the residual norm")
	}
	if err != nil {
		it.stop(err)
		return it.result.Status == Running
	}
	it.iter++
	it.estimate = estimate
	it.record()
	if it.set.Recorder != nil {
		p := Progress{it.iter, it.sys.matVecs, it.sys.precSolves, estimate * it.scale, it.formCurrent}
		if err := it.set.Recorder(p); err != nil {
			it.fail(Stopped, err)
			return false
		}
	}
	it.look()
	if estimate <= it.sys.goal {
		it.verify()
	} else {
		it.watch()
	}
	return it.result.Status == Running
}

// stop deals with an error of the method: a breakdown may be recovered from,
// anything else ends the solve.
func (it *Iterator) stop(err error) {
	if errors.Is(err, errBoundary) {
		x, _ := it.iterate()
		it.finish(Boundary, nil, x, it.sys.trueResidual(it.check, x))
		return
	}
	if errors.Is(err, ErrBreakdown) && (it.recover() || it.reshadow()) {
		return
	}
	var spd *NotSPDError
	if errors.As(err, &spd) {
		it.fail(NegativeCurvature, err)
		return
	}
	if errors.Is(err, ErrInconsistent) {
		if it.believeInconsistent() {
			it.fail(Inconsistent, err)
		}
		return
	}
	if errors.Is(err, ErrNotConverged) {
		it.fail(Stagnated, err)
		return
	}
	it.fail(Breakdown, err)
}

// fail ends the solve with the best iterate: the last one, the one kept, or the
// start, whichever has the least true residual. If that is small enough after
// all, nothing has failed.
func (it *Iterator) fail(status Status, err error) {
	s := &it.sys
	x, errX := it.iterate()
	norm := math.Inf(1)
	if errX == nil {
		if norm = s.trueResidual(it.check, x); math.IsNaN(norm) {
			norm = math.Inf(1)
		}
	}
	if it.bestNorm < norm {
		if kept := s.trueResidual(it.check, it.best); kept < norm {
			x, norm = it.best, kept
		}
	}
	if !(norm <= it.first) {
		x, norm = nil, it.first
	}
	it.aim(x)
	if norm <= s.goal && status != Canceled && status != Stopped {
		status, err = Converged, nil
	}
	switch status {
	case Stagnated, Breakdown, NegativeCurvature, Inconsistent:
		if it.fallBack(x) {
			return
		}
	}
	it.finish(status, err, x, norm)
}

// finish fills in the result. A nil x stands for the start.
func (it *Iterator) finish(status Status, err error, x []float64, norm float64) {
	s := &it.sys
	res := &it.result
	res.X = it.set.Dst
	if res.X == nil {
		res.X = make([]float64, s.n)
	}
	if x != nil && it.scale == 1 {
		copy(res.X, x)
	} else if x != nil {
		kernel.ScaleTo(res.X, it.scale, x)
		// What is small inside may overflow or vanish on its way back to the
		// scale of b, so the residual is taken once more.
		s.mul(it.check, res.X)
		kernel.Scale(it.check, -1)
		kernel.Axpy(it.check, it.scale, s.bbuf)
		back := kernel.Nrm2(it.check) / it.scale
		if status == Converged && !(back <= s.goal) {
			status, err = Breakdown, fmt.Errorf("%w: the solution overflows or vanishes at the scale of b", ErrBreakdown)
		}
		if norm = back; status != Boundary && !(norm <= it.first) {
			x, norm = nil, it.first
		}
	}
	if x == nil && it.set.X0 != nil && it.normB > 0 {
		copy(res.X, it.set.X0)
	} else if x == nil {
		clear(res.X)
	}
	if x == nil {
		s.project(res.X)
	}
	if status == Converged && it.outside > max(s.goal, nullRounding*it.normAll) {
		status, err = Inconsistent, fmt.Errorf("%w: b has a part of norm %.3g in the null space", ErrInconsistent, it.outside*it.scale)
		norm = math.Hypot(norm, it.outside)
	}
	res.Status, res.Iter, res.Replacements = status, it.iter, it.replaced
	res.MatVecs, res.PrecSolves, res.Fallbacks = s.matVecs, s.precSolves, s.fallbacks
	res.ResNorm = norm * it.scale
	res.RelRes = 0
	if it.normB > 0 {
		res.RelRes = norm / (it.normB / it.scale)
	} else if norm > 0 {
		res.RelRes = math.Inf(1)
	}
	res.BackErr = 0
	if size := it.normA*kernel.Nrm2(res.X) + it.normB; it.set.StopBackwardError && res.ResNorm > 0 {
		res.BackErr = res.ResNorm / size
	}
	res.History = append(res.History[:0], it.history...)
	it.err = err
	s.release()
	s.a, s.multi, s.fused, s.prec, s.b = nil, nil, nil, nil, nil
	it.set.Prec, it.set.Recorder, it.set.X0, it.set.NullSpace = nil, nil, nil, nil
}

// Iter returns the number of iterations done.
func (it *Iterator) Iter() int { return it.iter }

// Residual returns the residual norm as the recurrence estimates it or, once
// the solve has ended, as computed from the solution.
func (it *Iterator) Residual() float64 {
	if it.result.Status != Running {
		return it.result.ResNorm
	}
	return it.estimate * it.scale
}

// X forms the current iterate in dst, which must have length n.
func (it *Iterator) X(dst []float64) {
	if len(dst) != it.sys.n {
		panic(fmt.Sprintf("linsolve: dst has %d elements, want %d", len(dst), it.sys.n))
	}
	if it.result.Status != Running {
		copy(dst, it.result.X)
		return
	}
	x, err := it.iterate()
	if err != nil {
		// the recurrence cannot form it: the last restart's iterate can
		x = it.sys.x
	}
	kernel.ScaleTo(dst, it.scale, x)
}

// Result returns what was reached and, unless it converged, why not. While the
// solve is under way the status is Running and X is nil.
func (it *Iterator) Result() (*Result, error) {
	if it.result.Status == Running {
		s := &it.sys
		return &Result{Iter: it.iter, MatVecs: s.matVecs, PrecSolves: s.precSolves, Replacements: it.replaced,
			Fallbacks: s.fallbacks, ResNorm: it.Residual()}, nil
	}
	if it.set.Dst != nil {
		return &it.result, it.err
	}
	res := it.result
	res.History = append([]float64(nil), res.History...)
	return &res, it.err
}
