// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// A residual r is taken for orthogonal to the range of A when ‖A·r‖ is at most
// orthogonal·‖A‖·‖r‖ and ‖r‖ has not fallen by more than a part in 1/standstill
// over standSteps iterations. The recurrence for ‖A·r‖ loses half the digits on
// singular systems, so the ratio cannot be smaller; a consistent system whose
// condition is below its inverse never gets there.
const (
	orthogonal = 3e-8
	standstill = 1e-9
	standSteps = 10
)

// A step divides by a pivot. When that is below singular·‖A‖, the true residual is
// looked at, and if it has grown the step is taken back: the pivot was rounding.
const singular = 1e-8

var errOrthogonal = fmt.Errorf("%w: A·r is zero to rounding for the residual r of the last iterate", ErrInconsistent)

// MINRES is the minimal residual method for symmetric systems, definite or not,
// with a symmetric positive definite preconditioner.
//
// It minimises the residual over the Krylov space, in the norm ‖·‖₂ or, with a
// preconditioner, in that of M⁻¹, by the Lanczos recurrence and one Givens
// rotation a step. Symmetry is not checked. Singular systems are solved when
// they are consistent. When they are not, and ‖A·r‖ of the least residual is zero
// to rounding, the solve ends as [Inconsistent] with an x that has it; so may a
// system that is so ill-conditioned that rounding cannot tell. With a
// preconditioner, and where rounding hides it, it ends as [Stagnated] or
// [MaxIter].
// rᵀM⁻¹r < 0 ends it as [NegativeCurvature].
//
// An iteration costs one product, one application of the preconditioner, and
// about 120 bytes of vector traffic an element. Nine vectors are held, two
// more with a preconditioner, and one more when A looks singular.
//
// Source: C. C. Paige and M. A. Saunders, Solution of sparse indefinite systems
// of linear equations, SIAM J. Numer. Anal. 12 (1975), 617–629; with a
// preconditioner: H. Elman, D. Silvester and A. Wathen, Finite Elements and Fast
// Iterative Solvers, Oxford 2005, algorithm 2.4.
type MINRES struct {
	iterator Iterator
	s        *system
	// The Lanczos vectors u, with uᵀM⁻¹u = 1, the last and the next one, and
	// their M⁻¹u; without a preconditioner z is u.
	u, uOld, next, z, zNext  []float64
	w, wOld                  []float64 // directions of x
	gamma                    float64   // the Lanczos coefficient between uOld and u
	cos, cosOld, sin, sinOld float64
	eta                      float64             // ± the residual norm
	normA                    float64             // a lower bound of ‖A‖
	seen                     [standSteps]float64 // eta of the last steps
	backup                   []float64           // x before a step that may have to be taken back
	steps                    int
	c                        minresStep
	recycle                  *RMINRES // whose solve this is, or nil

	lanczosPass, solutionPass pass
}

// minresStep holds the coefficients that the passes of one step read.
type minresStep struct {
	delta, gamma    float64 // next −= delta·u + gamma·uOld
	a1, a2, a3      float64 // wOld ← (z − a2·w − a3·wOld)/a1
	length, inverse float64 // x += length·w; next *= inverse
	keep, add       float64 // r ← keep·r + add·next
}

func (m *MINRES) kept() *Iterator { return &m.iterator }

func (m *MINRES) monotone() bool { return false } // in exact arithmetic only

func (m *MINRES) init(s *system) error {
	m.s, m.normA = s, 0
	n := s.n
	m.u, m.uOld, m.next = grow(m.u, n), grow(m.uOld, n), grow(m.next, n)
	m.w, m.wOld = grow(m.w, n), grow(m.wOld, n)
	if s.prec != nil {
		m.z, m.zNext = grow(m.z, n), grow(m.zNext, n)
	}
	if m.lanczosPass != nil {
		return nil
	}
	m.lanczosPass = func(b, lo, hi int) {
		next := m.next[lo:hi]
		kernel.Axpy(next, -m.c.delta, m.u[lo:hi])
		kernel.Axpy(next, -m.c.gamma, m.uOld[lo:hi])
		m.s.sums[maxSums*b] = kernel.SumSquares(next)
	}
	m.solutionPass = func(b, lo, hi int) {
		c := &m.c
		z := m.u
		if m.s.prec != nil {
			z = m.z
		}
		w, next := m.wOld[lo:hi], m.next[lo:hi]
		kernel.Scale(w, -c.a3/c.a1)
		kernel.Axpy(w, -c.a2/c.a1, m.w[lo:hi])
		kernel.Axpy(w, 1/c.a1, z[lo:hi])
		kernel.Axpy(m.s.x[lo:hi], c.length, w)
		if m.s.prec != nil {
			r := m.s.r[lo:hi]
			kernel.Scale(r, c.keep)
			kernel.Axpy(r, c.add, next)
			m.s.sums[maxSums*b] = kernel.SumSquares(r)
			kernel.Scale(m.zNext[lo:hi], c.inverse)
		}
		kernel.Scale(next, c.inverse)
	}
	return nil
}

// precondition sets z = M⁻¹·v and returns √(vᵀz).
func (m *MINRES) precondition(z, v []float64) (float64, error) {
	if err := m.s.solvePrec(z, v); err != nil {
		return 0, err
	}
	d := m.s.dot(v, z)
	switch {
	case d < 0 && !math.IsInf(d, -1):
		return 0, &NotSPDError{Preconditioner: true, Curvature: d, Direction: append([]float64(nil), v...)}
	case math.IsNaN(d) || math.IsInf(d, 0):
		return 0, notFinite("M⁻¹·v")
	}
	return math.Sqrt(d), nil
}

func (m *MINRES) start() error {
	s := m.s
	beta := s.rnorm
	if s.prec != nil {
		var err error
		if beta, err = m.precondition(m.z, s.r); err != nil {
			return err
		}
		if beta == 0 {
			return fmt.Errorf("%w: rᵀM⁻¹r = 0 with r ≠ 0", ErrBreakdown)
		}
		kernel.Scale(m.z, 1/beta)
	}
	kernel.ScaleTo(m.u, 1/beta, s.r)
	clear(m.uOld)
	clear(m.w)
	clear(m.wOld)
	m.gamma, m.eta, m.steps = 0, beta, 0 // normA stays: it is a bound for A, not for this start
	m.cos, m.cosOld, m.sin, m.sinOld = 1, 1, 0, 0
	return nil
}

func (m *MINRES) step() (float64, error) {
	s, c := m.s, &m.c
	z := m.u
	if s.prec != nil {
		z = m.z
	}
	c.delta, c.gamma = s.mulDot(m.next, z), m.gamma
	if m.recycle != nil {
		m.recycle.project(z)
	}
	s.run(m.lanczosPass)
	gamma := math.Sqrt(s.total(0))
	if math.IsNaN(gamma) || math.IsInf(gamma, 0) {
		return 0, notFinite("A·v")
	}
	if s.prec != nil {
		var err error
		if gamma, err = m.precondition(m.zNext, m.next); err != nil {
			return 0, err
		}
	}
	m.normA = max(m.normA, math.Hypot(math.Hypot(m.gamma, c.delta), gamma))
	if gamma <= 0x1p-52*m.normA {
		gamma = 0 // what is left is rounding: the space is invariant
	}

	a0 := m.cos*c.delta - m.cosOld*m.sin*m.gamma
	m.seen[m.steps%standSteps], m.steps = m.eta, m.steps+1
	stands := m.steps > standSteps && math.Abs(m.eta) >= (1-standstill)*math.Abs(m.seen[m.steps%standSteps])
	if (s.prec == nil || m.deflated()) && stands && math.Hypot(a0, m.cos*gamma) <= orthogonal*m.normA || a0 == 0 && gamma == 0 {
		return 0, errOrthogonal
	}
	c.a1 = math.Hypot(a0, gamma)
	before, risky := math.Abs(m.eta), s.prec == nil && c.a1 <= singular*m.normA && !m.deflated()
	if risky {
		m.backup = grow(m.backup, s.n)
		copy(m.backup, s.x)
	}
	c.a2 = m.sin*c.delta + m.cosOld*m.cos*m.gamma
	c.a3 = m.sinOld * m.gamma
	m.cosOld, m.sinOld = m.cos, m.sin
	m.cos, m.sin = a0/c.a1, gamma/c.a1
	c.length = m.cos * m.eta
	m.eta *= -m.sin
	c.inverse, c.keep, c.add = 0, m.sin*m.sin, 0
	if gamma > 0 {
		c.inverse = 1 / gamma
		c.add = m.cos * m.eta / gamma
	}
	s.run(m.solutionPass)
	m.w, m.wOld = m.wOld, m.w
	m.uOld, m.u, m.next = m.u, m.next, m.uOld
	m.z, m.zNext = m.zNext, m.z
	m.gamma = gamma
	if m.recycle != nil {
		m.recycle.correct()
	}
	if s.prec != nil {
		return math.Sqrt(s.total(0)), nil
	}
	if risky && !(s.trueResidual(m.next, s.x) <= before) { // next is free until the next step
		copy(s.x, m.backup)
		m.eta = before
		return 0, errOrthogonal
	}
	return math.Abs(m.eta), nil
}

func (m *MINRES) iterate() ([]float64, error) { return m.s.x, nil }

// deflated reports whether a recycled space is projected out.
func (m *MINRES) deflated() bool { return m.recycle != nil && m.recycle.lead > 0 }
