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

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/kernel"
)

// A blockDriver runs a solve with several right-hand sides. Those not ended yet stand in
// the first positions of all blocks of vectors; rows says which they are.
type blockDriver struct {
	sys    blockSystem
	method BlockMethod
	lim    limits
	set    BlockSettings
	began  time.Time

	n, all   int
	rows     []int
	check    []float64 // residuals under test
	best     []float64 // by position, the iterate kept at the last halving of the estimate
	side     []blockSide
	norms    []float64 // true residual norms under test
	believed []float64
	one      [1]float64
	keep     []int
	replaced int
	iter     int
	result   BlockResult
	progress []float64
	errs     []error
}

// A blockSide is what the driver knows of one right-hand side.
type blockSide struct {
	normB, scale float64
	first        float64 // residual norm of the start
	lastTrue     float64 // true residual at the last replacement
	bestNorm     float64 // estimate of the iterate kept, +Inf when there is none
	near, stale  int
}

func (d *blockDriver) begin(a Operator, b *mat.Dense, method BlockMethod, settings *BlockSettings) error {
	if b == nil || b.IsEmpty() {
		return fmt.Errorf("linsolve: b is empty, want at least one right-hand side: %w", ErrShape)
	}
	if settings == nil {
		settings = &BlockSettings{}
	}
	all, n := b.Dims()
	if err := checkShape(a, b.RawRowView(0)); err != nil {
		return err
	}
	lim, err := (&Settings{RelTol: settings.RelTol, AbsTol: settings.AbsTol, MaxIter: settings.MaxIter,
		MaxTime: settings.MaxTime, Workers: settings.Workers}).limits(n)
	if err != nil {
		return err
	}
	for _, v := range []struct {
		name string
		x    *mat.Dense
	}{{"X0", settings.X0}, {"Dst", settings.Dst}} {
		if v.x == nil {
			continue
		}
		if r, c := v.x.Dims(); r != all || c != n {
			return fmt.Errorf("linsolve: BlockSettings.%s is %d×%d, want %d×%d: %w", v.name, r, c, all, n, ErrShape)
		}
	}
	s := &d.sys
	s.resizeBlock(n, all, settings.Workers)
	s.a, s.prec = a, settings.Prec
	s.multi, _ = a.(workersMultiplier)
	s.block, _ = a.(blockMultiplier)
	s.blockMany, _ = a.(workersBlockMultiplier)
	s.matVecs, s.precSolves, s.k = 0, 0, all
	for _, v := range []*[]float64{&s.b, &s.x, &s.r, &d.check, &d.best} {
		*v = grow(*v, all*n)
	}
	s.goal, s.estimate, d.norms = grow(s.goal, all), grow(s.estimate, all), grow(d.norms, all)
	d.believed, d.progress = grow(d.believed, all), grow(d.progress, all)
	if cap(d.side) < all {
		d.side, d.rows, d.keep = make([]blockSide, all), make([]int, all), make([]int, all)
	}
	d.side, d.rows = d.side[:all], d.rows[:all]
	d.method, d.lim, d.set, d.n, d.all = method, lim, *settings, n, all
	d.iter, d.replaced, d.errs = 0, 0, d.errs[:0]

	for j := range all {
		row := b.RawRowView(j)
		normB := kernel.Nrm2(row)
		if math.IsNaN(normB) || math.IsInf(normB, 0) {
			return finiteError(fmt.Sprintf("b row %d, element ", j), row)
		}
		side := &d.side[j]
		*side = blockSide{normB: normB, scale: 1, bestNorm: math.Inf(1)}
		if normB != 0 && (normB < tiny || normB > huge) {
			_, e := math.Frexp(normB)
			side.scale = math.Ldexp(1, min(max(e, -1021), 1023))
		}
		d.rows[j] = j
		kernel.ScaleTo(s.b[j*n:(j+1)*n], 1/side.scale, row)
		s.goal[j] = max(lim.absTol/side.scale, lim.relTol*(normB/side.scale))
		clear(s.x[j*n : (j+1)*n])
		if settings.X0 != nil {
			x0 := settings.X0.RawRowView(j)
			if norm := kernel.Nrm2(x0); math.IsNaN(norm) || math.IsInf(norm, 0) {
				return finiteError(fmt.Sprintf("BlockSettings.X0 row %d, element ", j), x0)
			}
			kernel.ScaleTo(s.x[j*n:(j+1)*n], 1/side.scale, x0)
		}
	}
	if settings.X0 == nil {
		copy(s.r, s.b)
		for j := range all {
			s.estimate[j] = d.side[j].normB / d.side[j].scale
		}
	} else {
		s.residuals(s.r, s.estimate, s.b, s.x, all)
	}
	d.prepareResult()
	if lim.maxTime > 0 {
		d.began = time.Now()
	}
	for j := range all {
		side := &d.side[j]
		if norm := s.estimate[j]; math.IsNaN(norm) || math.IsInf(norm, 0) {
			return fmt.Errorf("linsolve: b − a·BlockSettings.X0 of row %d is not finite: %w", j, ErrNotFinite)
		}
		if side.normB == 0 && s.estimate[j] != 0 { // the start for b = 0 is zero unless the guess solves it exactly
			clear(s.x[j*n : (j+1)*n])
			clear(s.r[j*n : (j+1)*n])
			s.estimate[j] = 0
		}
		side.first, side.lastTrue = s.estimate[j], s.estimate[j]
	}
	if err := method.blockInit(s); err != nil {
		return err
	}
	if settings.X0 == nil {
		// Where there is nothing to do there was no product yet, and A may hold NaN.
		for j := range all {
			if s.estimate[j] > s.goal[j] {
				continue
			}
			if !(d.measure(j, s.x[j*n:]) <= s.goal[j]) {
				d.failAll(Breakdown, notFinite("A·0"))
				return nil
			}
			break
		}
	}
	copy(d.norms, s.estimate)
	d.retire(func(j int) (Status, error) {
		if d.norms[j] <= s.goal[j] {
			return Converged, nil
		}
		return Running, nil
	}, s.x)
	if s.k > 0 {
		d.compact(s.r)
		d.guard(method.blockStart())
	}
	return nil
}

// prepareResult sizes the result, which is fresh unless Dst is set.
func (d *blockDriver) prepareResult() {
	r := &d.result
	if d.set.Dst == nil {
		*r = BlockResult{X: mat.NewDense(d.all, d.n, nil)}
	} else {
		r.X = d.set.Dst
	}
	if cap(r.Status) < d.all {
		r.Status = make([]Status, d.all)
	}
	r.Status = r.Status[:d.all]
	clear(r.Status)
	r.ResNorm, r.RelRes = grow(r.ResNorm, d.all), grow(r.RelRes, d.all)
}

// next does one block step and reports whether there may be another.
func (d *blockDriver) next(ctx context.Context) bool {
	s := &d.sys
	if s.k == 0 {
		return false
	}
	if err := ctx.Err(); err != nil {
		d.failAll(Canceled, err)
		return false
	}
	if d.iter >= d.lim.maxIter {
		d.failAll(MaxIter, fmt.Errorf("%w: %d block steps done", ErrNotConverged, d.iter))
		return false
	}
	if d.lim.maxTime > 0 && time.Since(d.began) > d.lim.maxTime {
		d.failAll(TimeLimit, fmt.Errorf("%w: %v passed", ErrNotConverged, d.lim.maxTime))
		return false
	}
	if err := d.method.blockStep(); err != nil {
		d.guard(err)
		return s.k > 0
	}
	d.iter++
	for _, e := range s.estimate[:s.k] {
		if math.IsNaN(e) || math.IsInf(e, 0) {
			d.guard(notFinite("the residual norm"))
			return s.k > 0
		}
	}
	if d.set.Recorder != nil {
		for i, j := range d.rows[:s.k] {
			d.progress[j] = s.estimate[i] * d.side[j].scale
		}
		if err := d.set.Recorder(BlockProgress{d.iter, s.matVecs, s.precSolves, d.progress}); err != nil {
			d.failAll(Stopped, err)
			return false
		}
	}
	d.verify()
	return s.k > 0
}

// verify computes the true residuals of the iterates that the recurrence believes to be
// good enough, ends those that are, and starts again when one is not at all.
func (d *blockDriver) verify() {
	s, n := &d.sys, d.n
	wanted, halved := false, false
	for i, j := range d.rows[:s.k] {
		wanted = wanted || s.estimate[i] <= s.goal[i]
		halved = halved || s.estimate[i] <= 0.5*min(d.side[j].bestNorm, d.side[j].lastTrue)
	}
	if !wanted && !halved {
		return
	}
	x, err := s.x, error(nil)
	if wanted || !d.monotone() {
		x, err = d.method.blockIterate()
	}
	if err != nil {
		d.guard(err)
		return
	}
	drifted := false
	for i, j := range d.rows[:s.k] {
		side := &d.side[j]
		d.norms[i] = math.Inf(1)
		if s.estimate[i] <= s.goal[i] {
			s.residuals(d.check, d.norms[i:], s.b[i*n:], x[i*n:], 1)
			switch norm := d.norms[i]; {
			case math.IsNaN(norm) || math.IsInf(norm, 0):
				d.guard(notFinite("b − A·x"))
				return
			case norm <= s.goal[i]:
			case norm <= nearly*s.goal[i] && side.near < maxNear:
				side.near++
			default:
				drifted = true
			}
		} else if !d.monotone() && s.estimate[i] <= 0.5*min(side.bestNorm, side.lastTrue) {
			copy(d.best[i*n:(i+1)*n], x[i*n:(i+1)*n])
			side.bestNorm = s.estimate[i]
		}
	}
	believed := s.k
	d.retire(func(i int) (Status, error) {
		if d.norms[i] <= s.goal[i] {
			return Converged, nil
		}
		return Running, nil
	}, x)
	switch {
	case drifted:
		d.replace()
	case s.k > 0 && s.k < believed:
		d.method.blockKeep(d.keep[:s.k])
	}
}

func (d *blockDriver) monotone() bool {
	m, ok := d.method.(interface{ blockMonotone() bool })
	return ok && m.blockMonotone()
}

// replace starts the recurrence again from the true residuals of the current iterates. A
// right-hand side whose estimate was small enough, and whose true residual has not been
// halved by maxStale replacements, has stagnated.
func (d *blockDriver) replace() {
	s := &d.sys
	x, err := d.method.blockIterate()
	if err != nil {
		d.failAll(Breakdown, err)
		return
	}
	copy(d.believed, s.estimate[:s.k])
	if &x[0] != &s.x[0] {
		copy(s.x[:s.k*d.n], x)
	}
	d.replaced++
	s.residuals(s.r, s.estimate, s.b, s.x, s.k)
	copy(d.norms, s.estimate[:s.k])
	d.retire(func(i int) (Status, error) {
		side := &d.side[d.rows[i]]
		norm := s.estimate[i]
		switch {
		case norm <= s.goal[i]:
			return Converged, nil
		case math.IsNaN(norm) || math.IsInf(norm, 0):
			return Breakdown, notFinite("b − A·x")
		case norm <= 0.5*side.lastTrue:
			side.stale = 0
		case d.believed[i] <= s.goal[i]:
			side.stale++
		}
		side.near, side.lastTrue = 0, norm
		if side.stale >= maxStale {
			return Stagnated, fmt.Errorf("%w: %d restarts from the true residual did not halve it", ErrNotConverged, maxStale)
		}
		return Running, nil
	}, s.x)
	if s.k > 0 {
		d.compact(s.r)
		d.guard(d.method.blockStart())
	}
}

// guard deals with an error of the method. After a breakdown it starts again, if that has
// halved a residual since the last start; so there is an end to it.
func (d *blockDriver) guard(err error) {
	if err == nil {
		return
	}
	s := &d.sys
	var spd *NotSPDError
	switch {
	case errors.As(err, &spd):
		d.failAll(NegativeCurvature, err)
	case !errors.Is(err, ErrBreakdown) || errors.Is(err, ErrNotFinite):
		d.failAll(Breakdown, err)
	default:
		x, failed := d.method.blockIterate()
		if failed != nil {
			d.failAll(Breakdown, err)
			return
		}
		s.residuals(d.check, d.norms, s.b, x, s.k)
		for i, j := range d.rows[:s.k] {
			if d.norms[i] <= 0.5*d.side[j].lastTrue {
				d.replace()
				return
			}
		}
		d.failAll(Breakdown, err)
	}
}

// retire ends the right-hand sides that verdict names a status for, with their rows of x
// as solutions, and moves the others to the front. keep holds their former positions.
func (d *blockDriver) retire(verdict func(i int) (Status, error), x []float64) {
	s, n := &d.sys, d.n
	d.keep = d.keep[:0]
	for i := range s.k {
		status, err := verdict(i)
		if status == Running {
			d.keep = append(d.keep, i)
			continue
		}
		d.finish(i, status, err, x[i*n:(i+1)*n])
	}
	if len(d.keep) == s.k {
		return
	}
	for to, from := range d.keep {
		if to != from {
			d.rows[to], s.goal[to], s.estimate[to] = d.rows[from], s.goal[from], s.estimate[from]
			for _, v := range [][]float64{s.x, s.b, d.best} {
				copy(v[to*n:(to+1)*n], v[from*n:(from+1)*n])
			}
		}
	}
	s.k = len(d.keep)
	if s.k == 0 {
		d.release()
	}
}

// compact moves the rows of r that retire kept to the front.
func (d *blockDriver) compact(r []float64) {
	for to, from := range d.keep {
		if to != from {
			copy(r[to*d.n:(to+1)*d.n], r[from*d.n:(from+1)*d.n])
		}
	}
}
