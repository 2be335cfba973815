// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// finish fills in the result. A nil x stands for the start.
func (it *LeastSquaresIterator) finish(status Status, err error, x []float64) {
	s := &it.sys
	res := &it.result
	back := it.back // the solution in the caller's units, until b and X0 are no longer read
	fresh := false  // s.r and s.g are those of x
	switch {
	case x != nil && it.scale == 1 && s.unit == 1:
		copy(back, x)
		fresh = status.Success()
	case x != nil:
		scaleTo(back, x, it.scale, s.unit)
		// What is small inside may overflow or vanish on its way back.
		if status.Success() {
			scaleTo(s.x, back, s.unit, it.scale)
			norm := s.trueResidual(s.r, it.b, s.x)
			gnorm, bad := s.trueGradient(s.g, s.r)
			if xnorm := kernel.Nrm2(s.x); bad != nil || !(xnorm-xnorm == 0) || it.meets(norm, gnorm, xnorm, s.r) == Running {
				status, err = Breakdown, fmt.Errorf("%w: the solution overflows or vanishes at the scale of b and A", ErrBreakdown)
			}
		}
		if norm := kernel.Nrm2(back); norm-norm != 0 {
			x = nil
		}
	}
	if x == nil && it.set.X0 != nil && it.normB > 0 {
		copy(back, it.set.X0)
	} else if x == nil {
		clear(back)
	}
	if !fresh {
		scaleTo(s.x, back, s.unit, it.scale)
		s.trueResidual(s.r, it.b, s.x)
		s.mulTrans(s.g, s.r)
	}
	res.Status, res.Iter, res.Replacements = status, it.iter, it.replaced
	res.MatVecs, res.PrecSolves = s.matVecs, s.precSolves
	res.ResNorm = kernel.Nrm2(s.r[:s.m]) * it.scale
	res.NormalRes = kernel.Nrm2(s.g) * s.unit * it.scale
	res.XNorm = kernel.Nrm2(back)
	res.ANorm, res.Cond = it.anorm*s.unit, it.cond
	res.ErrorBound = math.Inf(1)
	if x != nil {
		res.ErrorBound = s.est.errBound / s.unit * it.scale
	}
	res.History = append(res.History[:0], it.history...)
	if s.variance {
		v := it.method.(*LSQR).variances() // no other takes it
		res.Variance = grow(res.Variance, s.n)
		kernel.ScaleTo(res.Variance, 1/s.unit, v)
		kernel.Scale(res.Variance, 1/s.unit)
	}
	if res.X = it.set.Dst; res.X == nil {
		res.X = make([]float64, s.n)
	}
	copy(res.X, back)
	it.err = err
	s.release()
	it.set.Prec, it.set.Recorder, it.set.X0 = nil, nil, nil
}

// Iter returns the number of iterations done.
func (it *LeastSquaresIterator) Iter() int { return it.iter }

// Residual returns ‖r̄‖ as the recurrence estimates it or, once the solve has
// ended, ‖b − A·x‖ as computed from the solution.
func (it *LeastSquaresIterator) Residual() float64 {
	if it.result.Status != Running {
		return it.result.ResNorm
	}
	return it.sys.est.r * it.scale
}

// NormalResidual returns ‖Āᵀr̄‖ as the recurrence estimates it or, once the solve
// has ended, as computed from the solution.
func (it *LeastSquaresIterator) NormalResidual() float64 {
	if it.result.Status != Running {
		return it.result.NormalRes
	}
	return it.sys.est.g * it.sys.unit * it.scale
}

// X copies the current iterate to dst, which must have length n.
func (it *LeastSquaresIterator) X(dst []float64) {
	if len(dst) != it.sys.n {
		panic(fmt.Sprintf("linsolve: dst has %d elements, want %d", len(dst), it.sys.n))
	}
	if it.result.Status != Running {
		copy(dst, it.result.X)
		return
	}
	scaleTo(dst, it.sys.x, it.scale, it.sys.unit)
}

// Result returns what was reached and, unless it is a success, why not. While
// the solve is under way the status is Running and X is nil.
func (it *LeastSquaresIterator) Result() (*LeastSquaresResult, error) {
	if it.result.Status == Running {
		s := &it.sys
		return &LeastSquaresResult{Iter: it.iter, MatVecs: s.matVecs, PrecSolves: s.precSolves, Replacements: it.replaced,
			ResNorm: it.Residual(), NormalRes: it.NormalResidual(), XNorm: s.est.x / s.unit * it.scale,
			ANorm: it.anorm * s.unit, Cond: it.cond, ErrorBound: s.est.errBound / s.unit * it.scale}, nil
	}
	if it.set.Dst != nil {
		return &it.result, it.err
	}
	res := it.result
	res.History = append([]float64(nil), res.History...)
	res.Variance = append([]float64(nil), res.Variance...)
	return &res, it.err
}
