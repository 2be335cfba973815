// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

func errVariance(method string) error {
	return fmt.Errorf("linsolve: Settings.Variance is set, want a method that estimates it, LSQR, and not %s: %w", method, ErrParam)
}

func errReorthogonalize(method string, window int) error {
	return fmt.Errorf("linsolve: Settings.Reorthogonalize is %d, want 0: %s has no bidiagonalization: %w", window, method, ErrParam)
}

// CGLS is the method of conjugate gradients on the normal equations, for
// [LeastSquares].
//
// In exact arithmetic its iterates are those of [LSQR]: ‖r̄‖ falls monotonically.
// It moves fewer vectors and loses accuracy sooner on ill-conditioned problems.
// Rank-deficient problems give the solution of least norm.
//
// An iteration costs one product with A and one with Aᵀ, 24 bytes of vector
// traffic a row and 56 a column. Three vectors of the length of b are held, four
// of that of x, and further ones for damping and a preconditioner (2).
//
// Source: M. R. Hestenes and E. Stiefel, see [CG], section 10; in this form Å.
// Björck, T. Elfving and Z. Strakoš, Stability of conjugate gradient and Lanczos
// methods for linear least squares problems, SIAM J. Matrix Anal. Appl. 19
// (1998), 720–736, algorithm CGLS1.
type CGLS struct {
	iterator LeastSquaresIterator
	s        *rectangular
	p, q, z  []float64
	gamma    float64

	moments             normalMoments
	alpha               float64
	residualPass, xPass pass
}

// normalMoments estimate norms from the coefficients of CG on the normal
// equations, whose tridiagonal matrix is BᵀB.
type normalMoments struct {
	norm2, ddnorm, p2 float64
	ratio             float64 // β/α of the last step
}

// take adds a step of α = γ/‖q‖² from p, with β leading to the next.
func (m *normalMoments) take(alpha, beta, qq, gamma, next float64) {
	if m.p2 == 0 {
		m.p2 = gamma
	}
	m.norm2 += 1/alpha + m.ratio
	m.ratio = beta / alpha
	m.ddnorm += m.p2 / qq
	m.p2 = next + beta*beta*m.p2
}

func (c *CGLS) kept() *LeastSquaresIterator { return &c.iterator }

func (c *CGLS) compatible() bool { return false }

func (c *CGLS) init(s *rectangular) error {
	if s.variance {
		return errVariance("CGLS")
	}
	if s.window > 0 {
		return errReorthogonalize("CGLS", s.window)
	}
	c.s = s
	c.p, c.q = grow(c.p, s.n), grow(c.q, s.rows.n)
	c.z = s.g
	if s.prec != nil {
		s.z = grow(s.z, s.n)
		c.z = s.z
	}
	if c.xPass != nil {
		return nil
	}
	c.xPass = func(b, lo, hi int) {
		x := c.s.x[lo:hi]
		kernel.Axpy(x, c.alpha, c.p[lo:hi])
		c.s.cols.sums[maxSums*b] = kernel.SumSquares(x)
	}
	c.residualPass = func(b, lo, hi int) {
		r := c.s.r[lo:hi]
		kernel.Axpy(r, -c.alpha, c.q[lo:hi])
		c.s.rows.sums[maxSums*b] = kernel.SumSquares(r)
	}
	return nil
}

func (c *CGLS) start() error {
	s := c.s
	gg, err := s.solvePrec(c.z, s.g)
	if err != nil {
		return err
	}
	copy(c.p, c.z)
	c.gamma = gg
	c.moments = normalMoments{}
	return nil
}

func (c *CGLS) step() error {
	s, e := c.s, &c.s.est
	s.mul(c.q, c.p)
	qq := s.rows.dot(c.q, c.q)
	if qq == 0 {
		return fmt.Errorf("%w: A·p = 0 with Aᵀr ≠ 0", ErrBreakdown)
	}
	c.alpha = c.gamma / qq
	s.cols.run(c.xPass)
	e.x = math.Sqrt(s.cols.total(0))
	s.rows.run(c.residualPass)
	e.r = math.Sqrt(s.rows.total(0))
	s.mulTrans(s.g, s.r)
	gamma, err := s.solvePrec(c.z, s.g)
	if err != nil {
		return err
	}
	beta := gamma / c.gamma
	c.moments.take(c.alpha, beta, qq, c.gamma, gamma)
	c.gamma = gamma
	s.cols.axpyTo(c.p, beta, c.p, c.z)

	e.g = math.Sqrt(gamma)
	e.anorm = math.Sqrt(c.moments.norm2)
	e.cond = e.anorm * math.Sqrt(c.moments.ddnorm)
	e.done = gamma == 0
	return nil
}
