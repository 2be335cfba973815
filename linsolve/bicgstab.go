// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/rng"
)

// leastCosine is κ of Sleijpen and van der Vorst: a step that minimises the
// residual along a direction almost orthogonal to it is lengthened to what a
// cosine of κ would give, because a tiny ω makes the next coefficients useless.
// Their value is for steps of higher degree. With steps of degree one it lengthens
// most of them: convection and diffusion on 300² points, velocity (40, 20), take
// 751 iterations with 0.7, 593 with 0.1 and 538 with 0.02, which stops short
// elsewhere.
const (
	leastCosine       = 0.7
	leastCosineLinear = 0.1
)

// BiCGStab is the stabilised bi-conjugate gradient method for any non-singular
// system, with the preconditioner applied from the right.
//
//	p = r + β(p − ωv);  v = A·M⁻¹p;  s = r − αv;  t = A·M⁻¹s
//	x += αM⁻¹p + ωM⁻¹s;  r = s − ωt
//
// When the shadow residual has become orthogonal to the residual the recurrence
// starts again from the current one. What it does not check: the residual may
// jump by orders of magnitude on the way; eigenvalues near the imaginary axis
// are better served by [BiCGStabL], [IDR] or [GMRES].
//
// An iteration costs two products, two applications of the preconditioner, and
// 200 bytes of vector traffic an element. Eight vectors are held, and two more
// with a preconditioner.
//
// Source: H. A. van der Vorst, Bi-CGSTAB, SIAM J. Sci. Stat. Comput. 13 (1992),
// 631–644; the choice of ω: G. L. G. Sleijpen and H. A. van der Vorst, Numer.
// Algorithms 10 (1995), 203–223.
type BiCGStab struct {
	iterator Iterator
	s        *system
	shadows
	rhat, p, v, t    []float64
	ph, sh           []float64 // M⁻¹p, M⁻¹s
	rho, alpha, beta float64
	omega            float64

	directionPass, halfPass, angles, fullPass pass
}

func (m *BiCGStab) kept() *Iterator { return &m.iterator }

func (m *BiCGStab) monotone() bool { return false }

func (m *BiCGStab) init(s *system) error {
	m.s, m.k = s, 0
	n := s.n
	m.rhat, m.p, m.v, m.t = grow(m.rhat, n), grow(m.p, n), grow(m.v, n), grow(m.t, n)
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
		m.s.sums[maxSums*b+1] = kernel.Dot(m.rhat[lo:hi], r)
	}
	return nil
}

func (m *BiCGStab) start() error {
	s := m.s
	m.fill(m.rhat, s.r, s.rnorm)
	copy(m.p, s.r)
	if m.rho = s.rnorm; m.k > 0 {
		m.rho = s.dot(m.rhat, s.r)
	}
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
	d := s.dot(m.rhat, m.v)
	m.alpha = m.rho / d
	if d == 0 || m.rho == 0 {
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
	m.omega = stabilise(s.total(0), s.total(1), half, leastCosineLinear)
	if math.IsNaN(m.omega) {
		return 0, notFinite("A·M⁻¹·s")
	}
	s.run(m.fullPass)
	estimate := math.Sqrt(s.total(0))
	rho := s.total(1)
	if m.omega == 0 || math.Abs(rho) < 1e-16*estimate {
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
// between t and s says too little, or nothing; zero when t is.
func stabilise(ts, tt, norm, least float64) float64 {
	if tt == 0 {
		return 0
	}
	t := math.Sqrt(tt)
	if c := math.Abs(ts) / (t * norm); c < least {
		return math.Copysign(least*norm/t, ts)
	}
	return ts / tt
}

// shadows are the shadow residuals of a method: the first residual or, from the
// second on, random vectors.
type shadows struct{ k int }

func (h *shadows) shadow(k int) { h.k = k }

// fill sets dst to the shadow residual, of norm 1, for the residual r of the
// given norm.
func (h *shadows) fill(dst, r []float64, norm float64) {
	if h.k == 0 {
		kernel.ScaleTo(dst, 1/norm, r)
		return
	}
	rng.New(shadowSeed, uint64(h.k)).Normals(dst, 0)
	kernel.Scale(dst, 1/kernel.Nrm2(dst))
}

const shadowSeed = 0x1d72

func (m *BiCGStab) iterate() ([]float64, error) { return m.s.x, nil }
