// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// leastCosine is κ of Sleijpen and van der Vorst: a step that minimises the
// residual along a direction almost orthogonal to it is lengthened to what a
// cosine of κ would give, because a tiny ω makes the next coefficients useless.
const leastCosine = 0.7

// BiCGStab is the stabilised bi-conjugate gradient method for any non-singular
// system, with the preconditioner applied from the right.
//
//	p = r + β(p − ωv);  v = A·M⁻¹p;  s = r − αv;  t = A·M⁻¹s
//	x += αM⁻¹p + ωM⁻¹s;  r = s − ωt
//
// When the shadow residual has become orthogonal to the residual the recurrence
// starts again from the current one. What it does not check: the residual may
// jump by orders of magnitude on the way; eigenvalues near the imaginary axis
// are better served by [IDR] or [GMRES].
//
// An iteration costs two products, two applications of the preconditioner, and
// 200 bytes of vector traffic an element. Seven vectors are held, and two more
// with a preconditioner.
//
// Source: H. A. van der Vorst, Bi-CGSTAB, SIAM J. Sci. Stat. Comput. 13 (1992),
// 631–644; the choice of ω: G. L. G. Sleijpen and H. A. van der Vorst, Numer.
// Algorithms 10 (1995), 203–223.
type BiCGStab struct {
	iterator         Iterator
	s                *system
	shadow, p, v, t  []float64
	ph, sh           []float64 // M⁻¹p, M⁻¹s
	rho, alpha, beta float64
	omega            float64
	shadowNorm       float64

	directionPass, halfPass, angles, fullPass pass
}

func (m *BiCGStab) kept() *Iterator { return &m.iterator }

func (m *BiCGStab) monotone() bool { return false }

func (m *BiCGStab) init(s *system) error {
	m.s = s
	n := s.n
	m.shadow, m.p, m.v, m.t = grow(m.shadow, n), grow(m.p, n), grow(m.v, n), grow(m.t, n)
	if s.prec != nil {
		m.ph, m.sh = grow(m.ph, n), grow(m.sh, n)
	}
	if m.directionPass != nil {
		return nil
	}
	// p = r + β(p − ωv)
	m.directionPass = func(_, lo, hi int) {
		p := m.p[lo:hi]
		kernel.Axpy(p, -m.omega, m.v[lo:hi])
		kernel.AxpyTo(p, m.beta, p, m.s.r[lo:hi])
	}
	// s = r − αv, in place, and ‖s‖²
	m.halfPass = func(b, lo, hi int) {
		r := m.s.r[lo:hi]
		kernel.Axpy(r, -m.alpha, m.v[lo:hi])
		m.s.sums[maxSums*b] = kernel.SumSquares(r)
	}
	// tᵀs and tᵀt
	m.angles = func(b, lo, hi int) {
		t := m.t[lo:hi]
		m.s.sums[maxSums*b], m.s.sums[maxSums*b+1] = kernel.DotPair(t, m.s.r[lo:hi], t)
	}
	// x += αM⁻¹p + ωM⁻¹s; r = s − ωt; ‖r‖² and r̂ᵀr
	m.fullPass = func(b, lo, hi int) {
		ph, sh := m.p, m.s.r
		if m.s.prec != nil {
			ph, sh = m.ph, m.sh
		}
		x, r := m.s.x[lo:hi], m.s.r[lo:hi]
		kernel.Axpy(x, m.alpha, ph[lo:hi])
		kernel.Axpy(x, m.omega, sh[lo:hi])
		kernel.Axpy(r, -m.omega, m.t[lo:hi])
		m.s.sums[maxSums*b] = kernel.SumSquares(r)
		m.s.sums[maxSums*b+1] = kernel.Dot(m.shadow[lo:hi], r)
	}
	return nil
}

func (m *BiCGStab) start() error {
	copy(m.shadow, m.s.r)
	copy(m.p, m.s.r)
	m.shadowNorm = m.s.rnorm
	m.rho = m.s.rnorm * m.s.rnorm
	return nil
}

func (m *BiCGStab) step() (float64, error) {
	s := m.s
	ph := m.p
	if s.prec != nil {
		ph = m.ph
		if err := s.solvePrec(ph, m.p); err != nil {
			return 0, err
		}
	}
	s.mul(m.v, ph)
	d := s.dot(m.shadow, m.v)
	m.alpha = m.rho / d
	if d == 0 {
		return 0, fmt.Errorf("%w: r̂ᵀ·A·p = 0", ErrBreakdown)
	}
	if math.IsNaN(m.alpha) || math.IsInf(m.alpha, 0) {
		return 0, notFinite("r̂ᵀ·A·M⁻¹·p")
	}
	s.run(m.halfPass)
	half := math.Sqrt(s.total(0))
	if half <= s.goal {
		s.axpyTo(s.x, m.alpha, ph, s.x)
		// The other half would divide by almost nothing. Should the driver want
		// another step all the same, it starts from here.
		s.rnorm = half
		return half, m.start()
	}

	sh := s.r
	if s.prec != nil {
		sh = m.sh
		if err := s.solvePrec(sh, s.r); err != nil {
			return 0, err
		}
	}
	s.mul(m.t, sh)
	s.run(m.angles)
	m.omega = stabilise(s.total(0), s.total(1), half)
	if math.IsNaN(m.omega) {
		return 0, notFinite("A·M⁻¹·s")
	}
	s.run(m.fullPass)
	estimate := math.Sqrt(s.total(0))
	rho := s.total(1)
	if m.omega == 0 || math.Abs(rho) < 1e-16*m.shadowNorm*estimate {
		// No direction can be had from this shadow residual: take a new one.
		s.rnorm = estimate
		if estimate > 0 {
			return estimate, m.start()
		}
		return 0, nil
	}
	m.beta = rho / m.rho * (m.alpha / m.omega)
	m.rho = rho
	s.run(m.directionPass)
	return estimate, nil
}

// stabilise returns the ω that minimises ‖s − ωt‖, lengthened when the angle
// between t and s says too little; zero when they are orthogonal.
func stabilise(ts, tt, norm float64) float64 {
	if tt == 0 || ts == 0 {
		return 0
	}
	omega := ts / tt
	if c := math.Abs(ts) / (math.Sqrt(tt) * norm); c < leastCosine {
		omega *= leastCosine / c
	}
	return omega
}

func (m *BiCGStab) iterate() ([]float64, error) { return m.s.x, nil }
