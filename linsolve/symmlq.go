// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// SYMMLQ solves symmetric systems, definite or not, with a symmetric positive
// definite preconditioner.
//
// With the Lanczos vectors V and A·V = V·T + β·v·eᵀ, an LQ factorization of T,
// updated by one Givens rotation a step, gives two points:
//
//	xL = V·y,  y the shortest with (T·y)ᵢ = (‖r‖·e₁)ᵢ but for the last row
//	xC = V·y,  T·y = ‖r‖·e₁
//
// xL minimises the error ‖x − x*‖₂ over A·span{r, A·r, …}, or with a
// preconditioner the error in the norm of M over M⁻¹A·span{M⁻¹r, …}: the error
// falls with every step, the residual need not. xC is the point of CG, which
// does not exist when T is singular. The iterate is the one of the two with the
// smaller residual; that is known without a product, and is that of b − A·x
// also with a preconditioner.
//
// Symmetry is not checked. Consistent singular systems are solved, by their
// shortest solution if the start is zero and there is no preconditioner; on
// inconsistent ones the iteration diverges, and ends as [Breakdown],
// [Stagnated] or [MaxIter] with the best point kept: [MINRESQLP] is for these.
// Where only a small residual matters [MINRES] is never behind.
// rᵀM⁻¹r < 0 ends it as [NegativeCurvature].
//
// An iteration costs one product, one application of the preconditioner, and
// about 130 bytes of vector traffic an element. Seven vectors are held, two
// more with a preconditioner.
//
// Source: C. C. Paige and M. A. Saunders, Solution of sparse indefinite systems
// of linear equations, SIAM J. Numer. Anal. 12 (1975), 617–629,
// https://doi.org/10.1137/0712047, sections 5 and 6.
type SYMMLQ struct {
	iterator Iterator
	s        *system
	lanczos  lanczos
	w, xc    []float64 // w̄, the part of V·Qᵀ that the next rotation turns, and the CG point
	steps    int
	cos, sin float64
	// The last rows of L: gammaBar on its diagonal, not yet rotated, deltaBar
	// below it, epsilon two below.
	gammaBar, deltaBar, epsilon float64
	num, zeta                   float64 // zetaBar·gammaBar, and the last ζ
	zetaBar                     float64 // length of the step from xL to xC
	central                     bool    // xC is the better point

	solutionPass, normPass pass
	length                 float64
}

func (m *SYMMLQ) kept() *Iterator { return &m.iterator }

func (m *SYMMLQ) monotone() bool { return false }

func (m *SYMMLQ) init(s *system) error {
	m.s = s
	m.lanczos.init(s)
	m.w, m.xc = grow(m.w, s.n), grow(m.xc, s.n)
	if m.solutionPass != nil {
		return nil
	}
	// x += ζ(c·w̄ + s·v);  w̄ = s·w̄ − c·v
	m.solutionPass = func(_, lo, hi int) {
		w, v, x := m.w[lo:hi], m.lanczos.vector()[lo:hi], m.s.x[lo:hi]
		kernel.Axpy(x, m.length*m.cos, w)
		kernel.Axpy(x, m.length*m.sin, v)
		kernel.Scale(w, m.sin)
		kernel.Axpy(w, -m.cos, v)
	}
	// ‖u‖², uᵀ·next, ‖next‖², which are 1, 0, 1 without a preconditioner
	m.normPass = func(b, lo, hi int) {
		u, next, sums := m.lanczos.u[lo:hi], m.lanczos.next[lo:hi], m.s.sums[maxSums*b:]
		sums[0], sums[1] = kernel.DotPair(u, u, next)
		sums[2] = kernel.SumSquares(next)
	}
	return nil
}

func (m *SYMMLQ) start() error {
	beta, err := m.lanczos.start()
	if err != nil {
		return err
	}
	m.num, m.zeta, m.zetaBar, m.steps, m.central = beta, 0, 0, 0, false
	m.gammaBar, m.deltaBar, m.epsilon = 0, 0, 0
	return nil
}

func (m *SYMMLQ) step() (float64, error) {
	s, l := m.s, &m.lanczos
	if err := l.advance(); err != nil {
		return 0, err
	}
	// The coefficient of v in xL, and in w̄.
	inL, inBar := 0.0, 1.0
	if m.steps == 0 {
		copy(m.w, l.vector())
		m.gammaBar, m.deltaBar = l.alpha, l.betaNext
	} else {
		gamma := math.Hypot(m.gammaBar, l.beta)
		if gamma == 0 {
			return 0, fmt.Errorf("%w: A is singular on the Krylov space", ErrBreakdown)
		}
		m.cos, m.sin = m.gammaBar/gamma, l.beta/gamma
		old := m.zeta
		m.zeta = m.num / gamma
		m.length = m.zeta
		delta := m.cos*m.deltaBar + m.sin*l.alpha
		m.gammaBar = m.sin*m.deltaBar - m.cos*l.alpha
		m.num = -delta*m.zeta - m.epsilon*old
		m.epsilon = m.sin * l.betaNext
		m.deltaBar = -m.cos * l.betaNext
		inL, inBar = m.sin*m.zeta, -m.cos
		s.run(m.solutionPass)
	}
	m.steps++

	uu, un, nn := 1.0, 0.0, 1.0
	if s.prec != nil {
		s.run(m.normPass)
		uu, un, nn = s.total(0), s.total(1), s.total(2)
	}
	// rL = num·u − betaNext·inL·next,  rC = −betaNext·(inL + zetaBar·inBar)·next
	a, c := m.num, l.betaNext*inL
	estimate := math.Sqrt(max(a*a*uu-2*a*c*un+c*c*nn, 0))
	m.zetaBar, m.central = 0, false
	if m.gammaBar != 0 {
		bar := m.num / m.gammaBar
		at := math.Abs(l.betaNext*(inL+bar*inBar)) * math.Sqrt(nn)
		if at <= estimate && !math.IsInf(bar, 0) {
			m.zetaBar, m.central, estimate = bar, true, at
		}
	}
	if l.betaNext == 0 && !m.central {
		return 0, fmt.Errorf("%w: A is singular on the Krylov space", ErrBreakdown)
	}
	l.shift()
	return estimate, nil
}

func (m *SYMMLQ) iterate() ([]float64, error) {
	if !m.central {
		return m.s.x, nil
	}
	m.s.axpyTo(m.xc, m.zetaBar, m.w, m.s.x)
	return m.xc, nil
}
