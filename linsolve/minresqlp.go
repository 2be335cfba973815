// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

const defaultTranCond = 1e7

// MINRESQLP is MINRES-QLP, for symmetric systems that may be singular, with a
// symmetric positive definite preconditioner.
//
// It minimises the residual as [MINRES] does, and where several points do that
// it takes the shortest. With the Lanczos vectors V and A·V = V⁺·T,
//
//	Q·T = R,  R·P = L (lower triangular),  x = (V·P)·u,  L·u = the first rows of ‖r‖·Q·e₁
//
// whose last diagonal element shows that T is singular, where the last element
// of u is left out. From a zero start and without a preconditioner:
//
//   - a consistent system ends as [Converged] with its shortest solution;
//   - an inconsistent one ends as [Inconsistent] with the x of least length
//     among those that minimise ‖b − A·x‖₂, once ‖A·r‖ is zero to rounding.
//
// Length is √(xᵀMx) with a preconditioner, and what is minimised is then
// √(rᵀM⁻¹r). Consistency is judged without a preconditioner only; with one,
// unless the Krylov space ends, an inconsistent system ends as [Stagnated] or
// [MaxIter]. A system of a condition beyond 1e8 may be taken for inconsistent.
// Symmetry is not checked. rᵀM⁻¹r < 0 ends the solve as [NegativeCurvature].
//
// While the condition of T is small the steps are those of MINRES, and cost the
// same: one product, one application of the preconditioner, about 130 bytes of
// vector traffic an element. Afterwards it is about 200. Nine vectors are held,
// two more with a preconditioner, and one more when A looks singular.
//
// Source: S.-C. T. Choi, C. C. Paige and M. A. Saunders, MINRES-QLP: a Krylov
// subspace method for indefinite or singular symmetric systems, SIAM J. Sci.
// Comput. 33 (2011), 1810–1836, https://doi.org/10.1137/100787921, sections 3
// to 5.
type MINRESQLP struct {
	// TranCond is the estimated condition of A above which steps are taken in
	// the QLP form, which loses less to rounding; zero means 1e7, and 1 takes
	// all of them so.
	TranCond float64

	iterator  Iterator
	s         *system
	lanczos   lanczos
	w, wl, w2 []float64 // columns k, k−1 and k−2 of V·P or, at first, of V·R⁻¹
	x, spare  []float64 // the iterate formed; room for a residual
	qlp       bool      // steps are of the QLP form
	seen      [standSteps]float64
	last      float64 // the residual norm that the last step returned
	tranCond  float64
	c         qlpStep

	minresPass, transferPass, qlpPass, residualPass pass
}

// qlpStep holds the scalars of step k. Of R and L only the last elements are
// needed, and named as in the paper: a final l or l2 means one or two columns
// before the last.
type qlpStep struct {
	k                                        int
	cs, sn, cr1, sr1, cr2, sr2               float64 // reflections from the left, and two from the right
	dltaNext, eplnNext                       float64 // elements of R above later diagonals
	dltaR, eplnR, gamaR                      float64 // column k of R
	gama, gamal, gamal2                      float64 // diagonal of L
	vepln, veplnl, veplnl2, eta, etal, etal2 float64 // one and two left of it
	phi, tau, taul, taul2                    float64 // ± residual norm; right-hand side
	u, ul, ul2, ul3, ul4                     float64 // x = … + ul2·w2 + ul·wl + u·w
	gamalQLP                                 float64 // gamal before the last reflection
	least                                    float64 // least diagonal element that is final
}

func (m *MINRESQLP) kept() *Iterator { return &m.iterator }

func (m *MINRESQLP) monotone() bool { return false } // in exact arithmetic only

func (m *MINRESQLP) init(s *system) error {
	if m.TranCond < 0 || math.IsNaN(m.TranCond) {
		return fmt.Errorf("linsolve: TranCond is %v, want ≥ 1, or zero for %g: %w", m.TranCond, defaultTranCond, ErrParam)
	}
	if m.tranCond = m.TranCond; m.tranCond == 0 {
		m.tranCond = defaultTranCond
	}
	m.s = s
	m.lanczos.init(s)
	for _, v := range []*[]float64{&m.w, &m.wl, &m.w2, &m.x} {
		*v = grow(*v, s.n)
	}
	if m.minresPass == nil {
		m.makePasses()
	}
	return nil
}

func (m *MINRESQLP) makePasses() {
	// w = (v − epln·w2 − dlta·wl)/gama;  x += tau·w
	m.minresPass = func(_, lo, hi int) {
		c := &m.c
		w := m.w[lo:hi]
		kernel.ScaleTo(w, 1/c.gamaR, m.lanczos.vector()[lo:hi])
		kernel.Axpy(w, -c.eplnR/c.gamaR, m.w2[lo:hi])
		kernel.Axpy(w, -c.dltaR/c.gamaR, m.wl[lo:hi])
		kernel.Axpy(m.s.x[lo:hi], c.tau, w)
	}
	// (V·P) = (V·R⁻¹)·L, of which x keeps what no reflection changes any more
	m.transferPass = func(_, lo, hi int) {
		c := &m.c
		w, wl, x := m.w[lo:hi], m.wl[lo:hi], m.s.x[lo:hi]
		kernel.Scale(wl, c.gamalQLP)
		kernel.Axpy(wl, c.vepln, w)
		kernel.Scale(w, c.gama)
		kernel.Axpy(x, -c.ul, wl)
		kernel.Axpy(x, -c.u, w)
	}
	// The reflections from the right on the last columns, and the column that
	// no later one changes into x.
	m.qlpPass = func(_, lo, hi int) {
		c := &m.c
		v := m.lanczos.vector()[lo:hi]
		w, wl, w2 := m.w[lo:hi], m.wl[lo:hi], m.w2[lo:hi] // columns k, k−1, k−2, the first to be made
		switch c.k {
		case 1:
			copy(w, v)
		case 2:
			for i, old := range wl {
				wl[i], w[i] = c.cr1*old+c.sr1*v[i], c.sr1*old-c.cr1*v[i]
			}
		default:
			for i, old := range w2 {
				last := c.sr2*old - c.cr2*v[i]
				w2[i] = c.cr2*old + c.sr2*v[i]
				old = wl[i]
				wl[i], w[i] = c.cr1*old+c.sr1*last, c.sr1*old-c.cr1*last
			}
			kernel.Axpy(m.s.x[lo:hi], c.ul2, w2)
		}
	}
	// r = sn²·r − phi·cs·next
	m.residualPass = func(b, lo, hi int) {
		r := m.s.r[lo:hi]
		kernel.Scale(r, m.c.sn*m.c.sn)
		kernel.Axpy(r, -m.c.phi*m.c.cs, m.lanczos.next[lo:hi])
		m.s.sums[maxSums*b] = kernel.SumSquares(r)
	}
}

func (m *MINRESQLP) start() error {
	beta, err := m.lanczos.start()
	if err != nil {
		return err
	}
	for _, v := range [][]float64{m.w, m.wl, m.w2} {
		clear(v)
	}
	m.c = qlpStep{cs: -1, cr1: -1, cr2: -1, phi: beta, least: math.Inf(1)}
	m.qlp, m.last = m.tranCond <= 1, m.s.rnorm
	return nil
}

// reflection returns c, s and r with [c s; s −c]·[a; b] = [r; 0].
func reflection(a, b float64) (c, s, r float64) {
	if r = math.Hypot(a, b); r == 0 {
		return 1, 0, 0
	}
	return a / r, b / r, r
}

func (m *MINRESQLP) step() (float64, error) {
	s, l := m.s, &m.lanczos
	if err := l.advance(); err != nil {
		return 0, err
	}
	old := m.c
	rest, gbar := m.c.factor(l.alpha, l.betaNext)
	c := &m.c

	// Is the residual of the last point orthogonal to the range of A?
	residual := math.Abs(old.phi)
	stands := c.k > standSteps && residual >= (1-standstill)*m.seen[c.k%standSteps]
	m.seen[c.k%standSteps] = residual
	orthogonalNow := s.prec == nil && (stands && rest <= orthogonal*l.normA || rest <= vanished*l.normA) || gbar == 0 && l.betaNext == 0
	risky := math.Abs(c.gama) <= singular*l.normA || c.gamaR <= singular*l.normA
	c.solve(orthogonalNow)

	if !m.qlp && (orthogonalNow || risky || l.normA > m.tranCond*c.smallest()) {
		next := *c
		m.c = old
		s.run(m.transferPass)
		m.c, m.qlp = next, true
	}
	m.w2, m.wl, m.w = m.wl, m.w, m.w2
	if m.qlp {
		s.run(m.qlpPass)
	} else {
		s.run(m.minresPass)
	}
	if orthogonalNow {
		return 0, errOrthogonal
	}
	if risky {
		// Either the pivot is small, or it is rounding and stands for zero.
		x, err := m.iterate()
		if err != nil {
			return 0, err
		}
		m.spare = grow(m.spare, s.n)
		if !(s.trueResidual(m.spare, x) <= (1+roundingGrowth)*m.last) {
			c.u = 0
			return 0, errOrthogonal
		}
	}
	estimate := math.Abs(c.phi)
	if s.prec != nil {
		s.run(m.residualPass)
		estimate = math.Sqrt(s.total(0))
	}
	m.last = estimate
	c.gamalQLP = c.gamal
	c.cr2, c.sr2, c.gamal = reflection(c.gamal, c.eplnNext)
	l.shift()
	return estimate, nil
}

// vanished is the ratio of ‖A·r‖ to ‖A‖·‖r‖ that needs no second sign.
const vanished = 1e-12

// roundingGrowth is how much a residual that stands still may seem to grow.
const roundingGrowth = 1e-10

// factor takes column k of T, whose elements on and below the diagonal are
// given, into R and L. It returns ‖A·r‖/‖r‖ of the residual before this step
// and the diagonal of R before the last reflection.
func (c *qlpStep) factor(alpha, betaNext float64) (rest, gbar float64) {
	c.k++
	dlta, epln := c.cs*c.dltaNext+c.sn*alpha, c.eplnNext
	gbar = c.sn*c.dltaNext - c.cs*alpha
	c.eplnNext, c.dltaNext = c.sn*betaNext, -c.cs*betaNext
	rest = math.Hypot(gbar, c.dltaNext)
	c.gamal2, c.gamal = c.gamal, c.gama
	c.cs, c.sn, c.gama = reflection(gbar, betaNext)
	c.taul2, c.taul, c.tau = c.taul, c.tau, c.cs*c.phi
	c.phi *= c.sn
	c.dltaR, c.eplnR, c.gamaR = dlta, epln, c.gama

	// Columns k−2 and k, then k−1 and k, are reflected from the right.
	if c.k > 2 {
		c.veplnl2, c.etal2, c.etal = c.veplnl, c.etal, c.eta
		c.veplnl, dlta = c.cr2*c.vepln+c.sr2*dlta, c.sr2*c.vepln-c.cr2*dlta
		c.eta, c.gama = c.sr2*c.gama, -c.cr2*c.gama
		c.least = min(c.least, c.gamal2)
	}
	if c.k > 1 {
		c.cr1, c.sr1, c.gamal = reflection(c.gamal, dlta)
		c.vepln, c.gama = c.sr1*c.gama, -c.cr1*c.gama
	}
	return rest, gbar
}

// smallest estimates the least singular value of A.
func (c *qlpStep) smallest() float64 {
	v := min(c.least, math.Abs(c.gama))
	if c.k > 1 {
		v = min(v, c.gamal)
	}
	return v
}

// solve finds the last three elements of u in L·u = t, the last of which is
// left out where its row of L is zero.
func (c *qlpStep) solve(leave bool) {
	c.ul4, c.ul3 = c.ul3, c.ul2
	if c.k > 2 {
		c.ul2 = quotient(c.taul2-c.etal2*c.ul4-c.veplnl2*c.ul3, c.gamal2)
	}
	if c.k > 1 {
		c.ul = quotient(c.taul-c.etal*c.ul3-c.veplnl*c.ul2, c.gamal)
	}
	if c.u = 0; !leave {
		c.u = quotient(c.tau-c.eta*c.ul2-c.vepln*c.ul, c.gama)
	}
}

// quotient is a/b, or zero for b = 0, the shortest of all solutions or
// least-squares solutions.
func quotient(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// iterate forms x₂ + ul·wl + u·w.
func (m *MINRESQLP) iterate() ([]float64, error) {
	s := m.s
	if !m.qlp || m.c.k == 0 {
		return s.x, nil
	}
	s.axpyTo(m.x, m.c.u, m.w, s.x)
	s.axpyTo(m.x, m.c.ul, m.wl, m.x)
	return m.x, nil
}
