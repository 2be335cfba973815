// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// TFQMR is the transpose-free quasi-minimal residual method for any
// non-singular system, with the preconditioner applied from the right. Its
// convergence is smoother than that of [BiCGStab].
//
// The textbook recurrence knows only a bound of its residual, ‖r‖ ≤ τ√(m+1).
// Here A·d is carried along with d, for one vector more, so that the residual
// itself is known to the recurrence's own rounding.
//
// An iteration costs two products, two applications of the preconditioner, and
// about 300 bytes of vector traffic an element. Eight vectors are held, and one
// more with a preconditioner.
//
// Source: R. W. Freund, A transpose-free quasi-minimal residual algorithm, SIAM
// J. Sci. Comput. 14 (1993), 470–482.
type TFQMR struct {
	iterator               Iterator
	s                      *system
	shadow, w, y, u, v     []float64
	d, ad                  []float64 // a direction of x and A·d
	yh, own                []float64 // M⁻¹y: own, or y when M is the identity
	rho, alpha, beta       float64
	tau, theta, eta, carry float64

	quasiPass, advancePass, solutionPass, directionPass, couplePass pass
}

func (m *TFQMR) kept() *Iterator { return &m.iterator }

func (m *TFQMR) monotone() bool { return false }

func (m *TFQMR) init(s *system) error {
	m.s = s
	n := s.n
	for _, p := range []*[]float64{&m.shadow, &m.w, &m.y, &m.u, &m.v, &m.d, &m.ad} {
		*p = grow(*p, n)
	}
	if m.yh = m.y; s.prec != nil {
		m.own = grow(m.own, n)
		m.yh = m.own
	}
	if m.quasiPass != nil {
		return nil
	}
	// w −= αu and ‖w‖²; d = M⁻¹y + carry·d, and A·d with it
	m.quasiPass = func(b, lo, hi int) {
		w, d := m.w[lo:hi], m.d[lo:hi]
		kernel.Axpy(w, -m.alpha, m.u[lo:hi])
		m.s.sums[maxSums*b] = kernel.SumSquares(w)
		kernel.AxpyTo(d, m.carry, d, m.yh[lo:hi])
		kernel.AxpyTo(m.ad[lo:hi], m.carry, m.ad[lo:hi], m.u[lo:hi])
	}
	m.advancePass = func(_, lo, hi int) { kernel.Axpy(m.y[lo:hi], -m.alpha, m.v[lo:hi]) }
	m.solutionPass = func(b, lo, hi int) {
		m.s.sums[maxSums*b] = kernel.Update(m.s.x[lo:hi], m.s.r[lo:hi], m.eta, m.d[lo:hi], m.ad[lo:hi])
		m.s.sums[maxSums*b+1] = kernel.Dot(m.shadow[lo:hi], m.w[lo:hi])
	}
	// y = w + βy; v = β(u + βv), to which the new u is added
	m.directionPass = func(_, lo, hi int) {
		kernel.AxpyTo(m.y[lo:hi], m.beta, m.y[lo:hi], m.w[lo:hi])
		v := m.v[lo:hi]
		kernel.AxpyTo(v, m.beta, v, m.u[lo:hi])
		kernel.Scale(v, m.beta)
	}
	m.couplePass = func(_, lo, hi int) { kernel.Add(m.v[lo:hi], m.v[lo:hi], m.u[lo:hi]) }
	return nil
}

// product sets u = A·M⁻¹·y.
func (m *TFQMR) product() error {
	if m.s.prec != nil {
		if err := m.s.solvePrec(m.yh, m.y); err != nil {
			return err
		}
	}
	m.s.mul(m.u, m.yh)
	return nil
}

func (m *TFQMR) start() error {
	s := m.s
	copy(m.shadow, s.r)
	copy(m.w, s.r)
	copy(m.y, s.r)
	clear(m.d)
	clear(m.ad)
	m.tau, m.theta, m.eta = s.rnorm, 0, 0
	m.rho = s.rnorm * s.rnorm
	if err := m.product(); err != nil {
		return err
	}
	copy(m.v, m.u)
	return nil
}

func (m *TFQMR) step() (float64, error) {
	s := m.s
	sigma := s.dot(m.shadow, m.v)
	switch {
	case sigma == 0 || m.rho == 0:
		return 0, fmt.Errorf("%w: r̂ᵀ·A·p = 0", ErrBreakdown)
	case math.IsNaN(sigma) || math.IsInf(sigma, 0):
		return 0, notFinite("A·M⁻¹·y")
	}
	m.alpha = m.rho / sigma
	for h := range 2 {
		if h == 1 {
			s.run(m.advancePass)
			if err := m.product(); err != nil {
				return 0, err
			}
		}
		m.carry = m.theta * m.theta * m.eta / m.alpha
		s.run(m.quasiPass)
		m.theta = math.Sqrt(s.total(0)) / m.tau
		c := 1 / math.Hypot(1, m.theta)
		m.tau *= m.theta * c
		m.eta = c * c * m.alpha
		s.run(m.solutionPass)
		if m.tau == 0 {
			return math.Sqrt(s.total(0)), nil
		}
	}
	estimate, rho := math.Sqrt(s.total(0)), s.total(1)
	if math.IsNaN(estimate) || rho == 0 {
		m.rho = 0 // the next step, if there is one, breaks down
		return estimate, nil
	}
	m.beta = rho / m.rho
	m.rho = rho
	s.run(m.directionPass)
	if err := m.product(); err != nil {
		return 0, err
	}
	s.run(m.couplePass)
	return estimate, nil
}

func (m *TFQMR) iterate() ([]float64, error) { return m.s.x, nil }
