// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// BiCG is the bi-conjugate gradient method for any non-singular system of which
// the transpose can be multiplied by too, with the preconditioner applied from
// the right.
//
//	α = r̂ᵀr / p̂ᵀA·M⁻¹p;  x += αM⁻¹p;  r −= αA·M⁻¹p;  r̂ −= αM⁻ᵀAᵀp̂
//	β = r̂'ᵀr' / r̂ᵀr;  p = r + βp;  p̂ = r̂ + βp̂
//
// For a symmetric positive definite A it is [CG] at twice the cost. What it
// does not check: the residual may jump by orders of magnitude on the way, where
// that of [QMR], from the same spaces, is smooth. When r̂ᵀr or p̂ᵀAp vanishes it
// starts again with another shadow residual r̂, twice, and then ends as
// [Breakdown].
//
// A has to be a [TransOperator] or symmetric, the preconditioner a
// [TransPreconditioner]; otherwise the error is [ErrInput].
//
// An iteration costs a product with A, one with Aᵀ, both counted in
// Result.MatVecs, an application of M⁻¹ and one of M⁻ᵀ, and about 150 bytes of
// vector traffic an element. Seven vectors are held, and one more with a
// preconditioner.
//
// Source: R. Fletcher, Conjugate gradient methods for indefinite systems,
// Lecture Notes in Mathematics 506, Springer 1976, 73–89,
// https://doi.org/10.1007/BFb0080116.
type BiCG struct {
	iterator Iterator
	s        *system
	shadows
	trans            transposer
	rhat, p, phat    []float64
	ap, atp, ph      []float64
	rho, alpha, beta float64

	residualPass, directionPass pass
}

func (m *BiCG) kept() *Iterator { return &m.iterator }

func (m *BiCG) monotone() bool { return false }

func (m *BiCG) init(s *system) error {
	if err := m.trans.init(s, m.iterator.set.Symmetric); err != nil {
		return err
	}
	m.s, m.k = s, 0
	for _, p := range []*[]float64{&m.rhat, &m.p, &m.phat, &m.ap, &m.atp} {
		*p = grow(*p, s.n)
	}
	if s.prec != nil {
		m.ph = grow(m.ph, s.n)
	}
	if m.residualPass != nil {
		return nil
	}
	// x += αM⁻¹p;  r −= αA·M⁻¹p;  r̂ −= αM⁻ᵀAᵀp̂;  ‖r‖², r̂ᵀr, ‖r̂‖²
	m.residualPass = func(b, lo, hi int) {
		ph := m.p
		if m.s.prec != nil {
			ph = m.ph
		}
		rhat, r, sums := m.rhat[lo:hi], m.s.r[lo:hi], m.s.sums[maxSums*b:]
		sums[0] = kernel.Update(m.s.x[lo:hi], r, m.alpha, ph[lo:hi], m.ap[lo:hi])
		kernel.Axpy(rhat, -m.alpha, m.atp[lo:hi])
		sums[1], sums[2] = kernel.DotPair(rhat, r, rhat)
	}
	m.directionPass = func(_, lo, hi int) {
		kernel.AxpyTo(m.p[lo:hi], m.beta, m.p[lo:hi], m.s.r[lo:hi])
		kernel.AxpyTo(m.phat[lo:hi], m.beta, m.phat[lo:hi], m.rhat[lo:hi])
	}
	return nil
}

func (m *BiCG) start() error {
	s := m.s
	m.fill(m.rhat, s.r, s.rnorm)
	copy(m.p, s.r)
	copy(m.phat, m.rhat)
	m.rho = s.dot(m.rhat, s.r)
	return nil
}

func (m *BiCG) step() (float64, error) {
	s := m.s
	ph := m.p
	if s.prec != nil {
		ph = m.ph
		if err := s.solvePrec(ph, m.p); err != nil {
			return 0, err
		}
	}
	s.mul(m.ap, ph)
	d := s.dot(m.phat, m.ap)
	m.alpha = m.rho / d
	switch {
	case d == 0 || m.rho == 0:
		return 0, fmt.Errorf("%w: p̂ᵀ·A·p = 0 or r̂ᵀ·r = 0", ErrBreakdown)
	case math.IsNaN(m.alpha) || math.IsInf(m.alpha, 0):
		return 0, notFinite("p̂ᵀ·A·M⁻¹·p")
	}
	m.trans.mul(m.atp, m.phat)
	if s.prec != nil {
		if err := m.trans.solvePrec(m.atp, m.atp); err != nil {
			return 0, err
		}
	}
	s.run(m.residualPass)
	estimate, rho, shadow := math.Sqrt(s.total(0)), s.total(1), math.Sqrt(s.total(2))
	if math.Abs(rho) < leastAngle*estimate*shadow {
		rho = 0 // the next step, if there is one, breaks down
	}
	m.beta = rho / m.rho
	m.rho = rho
	s.run(m.directionPass)
	return estimate, nil
}

func (m *BiCG) iterate() ([]float64, error) { return m.s.x, nil }
