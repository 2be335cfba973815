// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// QMR is the quasi-minimal residual method for any non-singular system of which
// the transpose can be multiplied by too, with the preconditioner applied from
// the right.
//
// The two-sided Lanczos process, in its coupled two-term form, makes bases V of
// span{r, A·M⁻¹·r, …} and W of span{r̂, M⁻ᵀAᵀ·r̂, …} with WᵀV diagonal:
//
//	A·M⁻¹·V = V⁺·H,  x = M⁻¹·V·y,  y minimises ‖ ‖r‖·e₁ − H·y ‖₂
//
// V is not orthogonal, so the residual is minimal only up to a factor √(k+1),
// but falls smoothly where that of [BiCG] jumps. It is carried along with x.
//
// There is no look-ahead: when WᵀV or WᵀAV vanishes the process starts again
// with another shadow residual r̂, twice, and then ends as [Breakdown].
//
// A has to be a [TransOperator] or symmetric, the preconditioner a
// [TransPreconditioner]; otherwise the error is [ErrInput].
//
// An iteration costs a product with A, one with Aᵀ, both counted in
// Result.MatVecs, an application of M⁻¹ and one of M⁻ᵀ, and about 320 bytes of
// vector traffic an element. Eleven vectors are held, and two more with a
// preconditioner.
//
// Source: R. W. Freund and N. M. Nachtigal, An implementation of the QMR method
// based on coupled two-term recurrences, SIAM J. Sci. Comput. 15 (1994),
// 313–337, https://doi.org/10.1137/0915022; the steps: R. Barrett et al.,
// Templates for the Solution of Linear Systems, SIAM 1994, figure 2.8.
type QMR struct {
	iterator Iterator
	s        *system
	shadows
	trans      transposer
	v, w, p, q []float64 // bases, and the directions biconjugate to each other
	ap         []float64 // A·M⁻¹·p
	d, ad      []float64 // the last step of x and A·M⁻¹ times it, before M⁻¹
	ph, wz     []float64 // M⁻¹p, and Aᵀq or M⁻ᵀAᵀq
	rho, xi    float64   // norms that v and w had
	gamma, eta float64
	theta, eps float64
	beta       float64
	delta      float64
	fresh      bool

	directionPass, basisPass, solutionPass pass
	keepP, keepQ, carry                    float64
}

func (m *QMR) kept() *Iterator { return &m.iterator }

func (m *QMR) monotone() bool { return false }

func (m *QMR) init(s *system) error {
	if err := m.trans.init(s, m.iterator.set.Symmetric); err != nil {
		return err
	}
	m.s, m.k = s, 0
	for _, p := range []*[]float64{&m.v, &m.w, &m.p, &m.q, &m.ap, &m.d, &m.ad, &m.wz} {
		*p = grow(*p, s.n)
	}
	if s.prec != nil {
		m.ph = grow(m.ph, s.n)
	}
	if m.directionPass != nil {
		return nil
	}
	// p = v − keepP·p;  q = w − keepQ·q
	m.directionPass = func(_, lo, hi int) {
		kernel.AxpyTo(m.p[lo:hi], -m.keepP, m.p[lo:hi], m.v[lo:hi])
		kernel.AxpyTo(m.q[lo:hi], -m.keepQ, m.q[lo:hi], m.w[lo:hi])
	}
	// v = ap − β·v;  w = wz − β·w; their norms
	m.basisPass = func(b, lo, hi int) {
		v, w, sums := m.v[lo:hi], m.w[lo:hi], m.s.sums[maxSums*b:]
		kernel.AxpyTo(v, -m.beta, v, m.ap[lo:hi])
		kernel.AxpyTo(w, -m.beta, w, m.wz[lo:hi])
		sums[0], sums[1] = kernel.SumSquares(v), kernel.SumSquares(w)
	}
	// d = η·M⁻¹p + carry·d;  ad likewise;  x += d;  r −= ad;  v and w normal
	m.solutionPass = func(b, lo, hi int) {
		ph := m.p
		if m.s.prec != nil {
			ph = m.ph
		}
		d, ad, sums := m.d[lo:hi], m.ad[lo:hi], m.s.sums[maxSums*b:]
		kernel.Scale(d, m.carry)
		kernel.Axpy(d, m.eta, ph[lo:hi])
		kernel.Scale(ad, m.carry)
		kernel.Axpy(ad, m.eta, m.ap[lo:hi])
		sums[0] = kernel.Update(m.s.x[lo:hi], m.s.r[lo:hi], 1, d, ad)
		if m.rho > 0 && m.xi > 0 {
			kernel.Scale(m.v[lo:hi], 1/m.rho)
			kernel.Scale(m.w[lo:hi], 1/m.xi)
			sums[1] = kernel.Dot(m.w[lo:hi], m.v[lo:hi])
		}
	}
	return nil
}

func (m *QMR) start() error {
	s := m.s
	kernel.ScaleTo(m.v, 1/s.rnorm, s.r)
	m.fill(m.w, s.r, s.rnorm)
	clear(m.p)
	clear(m.q)
	clear(m.d)
	clear(m.ad)
	m.rho, m.xi, m.gamma, m.eta, m.theta, m.eps = s.rnorm, 1, 1, -1, 0, 1
	m.delta, m.fresh = s.dot(m.w, m.v), true
	return nil
}

// leastAngle is how small the cosine of vectors that must not be orthogonal
// may be.
const leastAngle = 1e-15

func (m *QMR) step() (float64, error) {
	s := m.s
	if math.Abs(m.delta) < leastAngle || m.rho == 0 || m.xi == 0 {
		return 0, fmt.Errorf("%w: wᵀv = 0", ErrBreakdown)
	}
	if m.keepP, m.keepQ = 0, 0; !m.fresh {
		m.keepP, m.keepQ = m.xi*m.delta/m.eps, m.rho*m.delta/m.eps
	}
	s.run(m.directionPass)
	ph := m.p
	if s.prec != nil {
		ph = m.ph
		if err := s.solvePrec(ph, m.p); err != nil {
			return 0, err
		}
	}
	s.mul(m.ap, ph)
	eps := s.dot(m.q, m.ap)
	m.beta = eps / m.delta
	switch {
	case math.IsNaN(m.beta) || math.IsInf(m.beta, 0):
		return 0, notFinite("A·M⁻¹·p")
	case m.beta == 0:
		return 0, fmt.Errorf("%w: qᵀ·A·p = 0", ErrBreakdown)
	}
	m.trans.mul(m.wz, m.q)
	if s.prec != nil {
		if err := m.trans.solvePrec(m.wz, m.wz); err != nil {
			return 0, err
		}
	}
	rhoOld := m.rho
	s.run(m.basisPass)
	m.rho, m.xi = math.Sqrt(s.total(0)), math.Sqrt(s.total(1))
	if math.IsNaN(m.rho+m.xi) || math.IsInf(m.rho+m.xi, 0) {
		return 0, notFinite("A·M⁻¹·p or its transpose")
	}
	theta := m.rho / (m.gamma * math.Abs(m.beta))
	gamma := 1 / math.Hypot(1, theta)
	m.eta = -m.eta * rhoOld * gamma * gamma / (m.beta * m.gamma * m.gamma)
	m.carry = m.theta * gamma * m.theta * gamma
	m.theta, m.gamma, m.eps, m.fresh = theta, gamma, eps, false
	s.run(m.solutionPass)
	m.delta = s.total(1)
	return math.Sqrt(s.total(0)), nil
}

func (m *QMR) iterate() ([]float64, error) { return m.s.x, nil }
