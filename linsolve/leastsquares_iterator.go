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

const (
	// The range of norms of A, and of λ, that need no scaling: their fourth
	// powers are formed.
	tinyUnit, hugeUnit = 0x1p-200, 0x1p+200
	// roundoff is what a recurrence's estimates cannot fall below, relative to
	// the norms that they are made of; they are compared with the truth there.
	roundoff = 0x1p-52
)

// A LeastSquaresIterator runs a solve of [LeastSquares] one iteration at a time,
// for callers who own the loop:
//
//	it, err := linsolve.NewLeastSquaresIterator(a, b, &linsolve.LSMR{}, nil)
//	if err != nil { ... }
//	for it.Next(ctx) {
//		fmt.Println(it.Iter(), it.Residual(), it.NormalResidual())
//	}
//	res, err := it.Result()
//
// Next is false after the iteration that ends the solve, so that the body sees
// all but the last. The iterator belongs to the method value: another solve with
// the same value takes it over.
type LeastSquaresIterator struct {
	sys    rectangular
	method LeastSquaresMethod
	lim    leastSquaresLimits
	set    LeastSquaresSettings
	began  time.Time

	iter  int
	normB float64 // of the scaled b
	scale float64 // b is divided by this power of two inside; x by scale/unit
	anorm float64 // largest estimate of ‖Ā‖_F over the restarts
	cond  float64

	replaced int
	near     int // checks since the last replacement that were nearly good enough
	stale    int // replacements in a row that did not halve the gradient or residual
	lastR    float64
	lastG    float64

	b           []float64 // padded and scaled
	check, back []float64
	best        []float64 // iterate of a method whose residual may grow, kept at the last halving
	bestNorm    float64
	first       float64
	history     []float64
	result      LeastSquaresResult
	err         error
	formCurrent func(dst []float64)
}

// NewLeastSquaresIterator prepares the solution of min ‖b − a·x‖. A nil method
// takes [LSMR]. Errors are those of [LeastSquares] for bad input.
func NewLeastSquaresIterator(a TransOperator, b []float64, method LeastSquaresMethod, settings *LeastSquaresSettings) (*LeastSquaresIterator, error) {
	if method == nil {
		method = &LSMR{}
	}
	it := method.kept()
	if err := it.begin(a, b, method, settings); err != nil {
		return nil, err
	}
	return it, nil
}

func (it *LeastSquaresIterator) begin(a TransOperator, b []float64, method LeastSquaresMethod, settings *LeastSquaresSettings) error {
	if err := checkRectangle(a, b); err != nil {
		return err
	}
	if settings == nil {
		settings = &LeastSquaresSettings{}
	}
	m, n := a.Dims()
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
	s.resize(m, n, settings.Workers, settings.Damp > 0)
	s.a, s.prec = a, settings.Prec
	s.multi, _ = a.(workersMultiplier)
	s.multiTrans, _ = a.(workersTransMultiplier)
	s.damp, s.unit = settings.Damp, 1
	s.window, s.variance = settings.Reorthogonalize, settings.Variance
	s.matVecs, s.precSolves = 0, 0
	s.est = estimates{errBound: math.Inf(1)}
	s.x, s.g, it.back = grow(s.x, n), grow(s.g, n), grow(it.back, n)
	s.r, it.check, it.b = grow(s.r, s.rows.n), grow(it.check, s.rows.n), grow(it.b, s.rows.n)

	it.method, it.lim, it.set = method, lim, *settings
	it.iter, it.replaced, it.near, it.stale = 0, 0, 0, 0
	it.anorm, it.cond, it.bestNorm = 0, 0, math.Inf(1)
	it.history = it.history[:0]
	it.result, it.err = LeastSquaresResult{History: it.result.History[:0], Variance: it.result.Variance[:0]}, nil
	if it.formCurrent == nil {
		it.formCurrent = it.X
	}
	if lim.maxTime > 0 {
		it.began = time.Now()
	}
	if err := method.init(s); err != nil {
		return err
	}

	it.scale = 1
	if normB != 0 && (normB < tiny || normB > huge) {
		it.scale = powerOfTwo(normB)
	}
	clear(it.b[m:])
	kernel.ScaleTo(it.b[:m], 1/it.scale, b)
	it.normB = normB / it.scale
	return it.open()
}

// powerOfTwo returns the power of two next to x whose inverse is finite too.
func powerOfTwo(x float64) float64 {
	_, e := math.Frexp(x)
	return math.Ldexp(1, min(max(e, -1021), 1023))
}

// open looks at the initial guess, finds the unit of A and starts the method.
func (it *LeastSquaresIterator) open() error {
	s := &it.sys
	clear(s.x)
	copy(s.r, it.b)
	s.rnorm = it.normB
	if it.set.X0 != nil {
		scaleTo(s.x, it.set.X0, 1/it.scale, 1)
		norm := s.trueResidual(it.check, it.b, s.x)
		// The start for b = 0 is zero unless the guess solves it exactly.
		if it.normB != 0 || norm == 0 {
			s.rnorm, s.r, it.check = norm, it.check, s.r
		} else {
			clear(s.x)
		}
	}
	if math.IsNaN(s.rnorm) || math.IsInf(s.rnorm, 0) {
		return fmt.Errorf("linsolve: b − a·Settings.X0 is not finite: %w", ErrNotFinite)
	}
	it.first = s.rnorm
	// Products are due even where there is nothing to do: A may hold NaN.
	s.mulTrans(s.g, s.r)
	gnorm := kernel.Nrm2(s.g)
	if s.rnorm == 0 {
		if !(s.trueResidual(it.check, it.b, s.x) <= 0) || gnorm != 0 {
			it.finish(Breakdown, notFinite("A·x"), s.x)
			return nil
		}
		it.record(0)
		it.finish(Converged, nil, s.x)
		return nil
	}
	if math.IsNaN(gnorm) || math.IsInf(gnorm, 0) {
		it.finish(Breakdown, notFinite("Aᵀ·r"), nil)
		return nil
	}
	if size := max(gnorm/s.rnorm, s.damp); size != 0 && (size < tinyUnit || size > hugeUnit) {
		s.unit = powerOfTwo(size)
		s.damp /= s.unit
		kernel.Scale(s.g, 1/s.unit)
		scaleTo(s.x, s.x, s.unit, 1)
		if norm := kernel.Nrm2(s.x); math.IsInf(norm, 0) || math.IsNaN(norm) {
			return fmt.Errorf("linsolve: a·Settings.X0 overflows: %w", ErrNotFinite)
		}
	}
	if s.prec == nil {
		s.gnorm = kernel.Nrm2(s.g)
	} else {
		s.z = grow(s.z, s.n)
		gg, err := s.solvePrec(s.z, s.g)
		if err != nil {
			it.stop(err)
			return nil
		}
		s.gnorm = math.Sqrt(gg)
	}
	xnorm := kernel.Nrm2(s.x)
	if xnorm > 0 && s.prec == nil {
		// ‖Ā‖ ≥ ‖Ā·x‖/‖x‖ is all that is known of it before the first step.
		kernel.AxpyTo(it.check, -1, s.r, it.b)
		it.anorm = kernel.Nrm2(it.check) / xnorm
	}
	s.est.r, s.est.g, s.est.x = s.rnorm, s.gnorm, xnorm
	it.lastR, it.lastG = s.rnorm, s.gnorm
	it.record(s.rnorm)
	if status := it.meets(s.rnorm, s.gnorm, xnorm, s.r); status != Running {
		it.finish(status, nil, s.x)
		return nil
	}
	it.begun()
	return nil
}

// begun starts the method, if there is anything that it can do.
func (it *LeastSquaresIterator) begun() {
	if it.sys.gnorm == 0 { // of a compatible method, or it would be done
		it.fail(Inconsistent, errNoSolution)
		return
	}
	if err := it.method.start(); err != nil {
		it.stop(err)
	}
}

// errNoSolution says that a compatible system was asked for and is not there.
var errNoSolution = fmt.Errorf("%w: the residual is orthogonal to the range of A", ErrInconsistent)

// scaleTo sets dst = x·f/g; f and g are powers of two whose ratio may overflow
// where its product with an element does not.
func scaleTo(dst, x []float64, f, g float64) {
	if q := f / g; q != 0 && !math.IsInf(q, 0) {
		kernel.ScaleTo(dst, q, x)
		return
	}
	kernel.ScaleTo(dst, f, x)
	kernel.Scale(dst, 1/g)
}

// meets says which criterion norms that are true, or estimated, meet. r may be
// nil.
func (it *LeastSquaresIterator) meets(rnorm, gnorm, xnorm float64, r []float64) Status {
	size := it.anorm * xnorm
	if it.sys.prec != nil || it.method.compatible() {
		// A·x ≈ b where it matters. The x of an incompatible system can be so
		// large that any residual is small beside it.
		size = it.normB
		if r != nil && !it.method.compatible() {
			kernel.AxpyTo(it.check, -1, r, it.b)
			size = kernel.Nrm2(it.check)
		}
	}
	switch {
	case rnorm <= it.lim.bTol*it.normB+it.lim.aTol*size:
		return Converged
	case !it.method.compatible() && gnorm <= it.lim.aTol*it.anorm*rnorm:
		return Minimized
	}
	return Running
}

func (it *LeastSquaresIterator) record(rnorm float64) {
	if it.set.History {
		if it.normB > 0 {
			rnorm /= it.normB
		}
		it.history = append(it.history, rnorm)
	}
}

// Next does one iteration and reports whether there may be another. It returns
// false when the solve has ended, also before the first iteration.
func (it *LeastSquaresIterator) Next(ctx context.Context) bool {
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
	s := &it.sys
	err := it.method.step()
	e := &s.est
	if err == nil && !(e.r-e.r == 0 && e.x-e.x == 0 && e.anorm-e.anorm == 0) {
		err = notFinite("a norm of the recurrence")
	}
	if err != nil {
		it.stop(err)
		return it.result.Status == Running
	}
	it.iter++
	it.anorm, it.cond = max(it.anorm, e.anorm), max(it.cond, e.cond)
	it.record(e.r)
	if it.set.Recorder != nil {
		p := LeastSquaresProgress{it.iter, s.matVecs, s.precSolves, e.r * it.scale, it.NormalResidual(), e.errBound / s.unit * it.scale, it.formCurrent}
		if err := it.set.Recorder(p); err != nil {
			it.fail(Stopped, err)
			return false
		}
	}
	spent := e.done || e.g <= roundoff*it.anorm*e.r || e.r <= roundoff*it.normB
	switch {
	case e.unmoved:
	case spent || it.meets(e.r, e.g, e.x, nil) != Running:
		it.verify(spent)
	case it.lim.conLim > 0 && e.cond >= it.lim.conLim:
		it.fail(CondLimit, fmt.Errorf("%w: the condition of A is at least %.3g", ErrNotConverged, e.cond))
	case it.method.compatible():
		it.watch()
	}
	return it.result.Status == Running
}

// watch keeps the best iterate of a method whose residual may grow, at every
// halving.
func (it *LeastSquaresIterator) watch() {
	s := &it.sys
	if s.est.r <= 0.5*min(it.bestNorm, it.lastR) {
		it.best = grow(it.best, s.n)
		copy(it.best, s.x)
		it.bestNorm = s.est.r
	}
}

// verify computes the true residual and gradient of an iterate that the
// recurrence believes to be good enough, or with spent cannot improve. Only that
// can end a solve with success.
func (it *LeastSquaresIterator) verify(spent bool) {
	s := &it.sys
	rnorm := s.trueResidual(s.r, it.b, s.x)
	gnorm, err := s.trueGradient(s.g, s.r)
	if err == nil && !(rnorm-rnorm == 0 && gnorm-gnorm == 0) {
		err = notFinite("b − A·x")
	}
	if err != nil {
		it.stop(err)
		return
	}
	xnorm := kernel.Nrm2(s.x)
	if status := it.meets(rnorm, gnorm, xnorm, s.r); status != Running {
		it.finish(status, nil, s.x)
		return
	}
	if !spent && it.near < maxNear && it.meets(rnorm/nearly, gnorm/nearly, xnorm, s.r) != Running {
		it.near++ // a step or two more will do
		return
	}
	if it.method.compatible() && gnorm <= roundoff*float64(s.n)*it.anorm*rnorm {
		it.fail(Inconsistent, errNoSolution)
		return
	}
	// What is left is either the gradient or, in a compatible system, the
	// residual.
	if rnorm <= 0.5*it.lastR || gnorm <= 0.5*it.lastG {
		it.stale = 0
	} else {
		it.stale++
	}
	if it.stale >= maxStale {
		it.fail(Stagnated, fmt.Errorf("%w: %d restarts from the true residual halved neither it nor its gradient", ErrNotConverged, maxStale))
		return
	}
	it.lastR, it.lastG = min(it.lastR, rnorm), min(it.lastG, gnorm)
	s.rnorm, s.gnorm = rnorm, gnorm
	it.replaced++
	it.near = 0
	it.begun()
}

// stop ends the solve for an error of the method.
func (it *LeastSquaresIterator) stop(err error) {
	var spd *NotSPDError
	switch {
	case errors.As(err, &spd):
		it.fail(NegativeCurvature, err)
	case errors.Is(err, ErrInconsistent):
		it.fail(Inconsistent, err)
	case errors.Is(err, ErrNotConverged):
		it.fail(Stagnated, err)
	default:
		it.fail(Breakdown, err)
	}
}

// fail ends the solve with the best iterate: the last one, the one kept, or the
// start, whichever has the least true residual. If that is small enough after
// all, nothing has failed.
func (it *LeastSquaresIterator) fail(status Status, err error) {
	s := &it.sys
	x, norm := s.x, s.trueResidual(s.r, it.b, s.x)
	if !(norm <= it.bestNorm) && !math.IsInf(it.bestNorm, 1) {
		if kept := s.trueResidual(it.check, it.b, it.best); !(kept >= norm) {
			x, norm = it.best, kept
			s.r, it.check = it.check, s.r
		}
	}
	if !(norm <= it.first) {
		it.finish(status, err, nil)
		return
	}
	if status != Canceled && status != Stopped {
		if gnorm, bad := s.trueGradient(s.g, s.r); bad == nil {
			if met := it.meets(norm, gnorm, kernel.Nrm2(x), s.r); met != Running {
				status, err = met, nil
			}
		}
	}
	it.finish(status, err, x)
}
