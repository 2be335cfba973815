// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// CGS is the conjugate gradient squared method for any non-singular system,
// with the preconditioner applied from the right. Its residual polynomial is the
// square of that of [BiCG], had without products by the transpose:
//
//	α = r̂ᵀr / r̂ᵀA·M⁻¹p;  q = u − αA·M⁻¹p;  x += αM⁻¹(u+q);  r −= αA·M⁻¹(u+q)
//	β = r̂ᵀr' / r̂ᵀr;  u = r + βq;  p = u + β(q + βp)
//
// What it does not check: where the residual of BiCG jumps, this one does by
// the square, and digits are lost that the restart from the true residual has to
// bring back; [BiCGStab] and [IDR] are the safer choice. When r̂ᵀr or r̂ᵀAp
// vanishes it starts again with another shadow residual r̂, twice, and then ends
// as [Breakdown].
//
// An iteration costs two products, two applications of the preconditioner, and
// about 200 bytes of vector traffic an element. Seven vectors are held, and one
// more with a preconditioner.
//
// Source: P. Sonneveld, CGS, a fast Lanczos-type solver for nonsymmetric linear
// systems, SIAM J. Sci. Stat. Comput. 10 (1989), 36–52,
// https://doi.org/10.1137/0910004.
type CGS struct {
	iterator Iterator
	s        *system
	shadows
	rhat, u, p, q, v []float64
	h                []float64 // M⁻¹ times what A multiplies
	rho, alpha, beta float64

	halfPass, fullPass, directionPass pass
}

func (m *CGS) kept() *Iterator { return &m.iterator }

func (m *CGS) monotone() bool { return false }

func (m *CGS) init(s *system) error {
	m.s, m.k = s, 0
	for _, p := range []*[]float64{&m.rhat, &m.u, &m.p, &m.q, &m.v} {
		*p = grow(*p, s.n)
	}
	if s.prec != nil {
		m.h = grow(m.h, s.n)
	}
	if m.halfPass != nil {
		return nil
	}
	// q = u − αv;  u += q
	m.halfPass = func(_, lo, hi int) {
		u, q := m.u[lo:hi], m.q[lo:hi]
		kernel.AxpyTo(q, -m.alpha, m.v[lo:hi], u)
		kernel.Add(u, u, q)
	}
	// x += αM⁻¹u;  r −= αv;  ‖r‖² and r̂ᵀr
	m.fullPass = func(b, lo, hi int) {
		h := m.u
		if m.s.prec != nil {
			h = m.h
		}
		r, sums := m.s.r[lo:hi], m.s.sums[maxSums*b:]
		sums[0] = kernel.Update(m.s.x[lo:hi], r, m.alpha, h[lo:hi], m.v[lo:hi])
		sums[1] = kernel.Dot(m.rhat[lo:hi], r)
	}
	// u = r + βq;  p = u + β(q + βp)
	m.directionPass = func(_, lo, hi int) {
		p, q, u := m.p[lo:hi], m.q[lo:hi], m.u[lo:hi]
		kernel.AxpyTo(u, m.beta, q, m.s.r[lo:hi])
		kernel.AxpyTo(p, m.beta, p, q)
		kernel.AxpyTo(p, m.beta, p, u)
	}
	return nil
}

func (m *CGS) start() error {
	s := m.s
	m.fill(m.rhat, s.r, s.rnorm)
	copy(m.u, s.r)
	copy(m.p, s.r)
	m.rho = s.dot(m.rhat, s.r)
	return nil
}

// product sets v = A·M⁻¹·x.
func (m *CGS) product(x []float64) error {
	if m.s.prec != nil {
		if err := m.s.solvePrec(m.h, x); err != nil {
			return err
		}
		x = m.h
	}
	m.s.mul(m.v, x)
	return nil
}

func (m *CGS) step() (float64, error) {
	s := m.s
	if err := m.product(m.p); err != nil {
		return 0, err
	}
	d := s.dot(m.rhat, m.v)
	m.alpha = m.rho / d
	switch {
	case d == 0 || m.rho == 0:
		return 0, fmt.Errorf("%w: r̂ᵀ·A·p = 0 or r̂ᵀ·r = 0", ErrBreakdown)
	case math.IsNaN(m.alpha) || math.IsInf(m.alpha, 0):
		return 0, notFinite("r̂ᵀ·A·M⁻¹·p")
	}
	s.run(m.halfPass)
	if err := m.product(m.u); err != nil {
		return 0, err
	}
	s.run(m.fullPass)
	estimate, rho := math.Sqrt(s.total(0)), s.total(1)
	if math.Abs(rho) < leastAngle*estimate {
		rho = 0 // the next step, if there is one, breaks down
	}
	m.beta = rho / m.rho
	m.rho = rho
	s.run(m.directionPass)
	return estimate, nil
}

func (m *CGS) iterate() ([]float64, error) { return m.s.x, nil }
