// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// CRLS is the method of conjugate residuals on the normal equations, for
// [LeastSquares].
//
// In exact arithmetic its iterates are those of [LSMR]: ‖Āᵀr̄‖ and ‖r̄‖ fall
// monotonically. It loses accuracy sooner on ill-conditioned problems.
// Rank-deficient problems give the solution of least norm. Its estimates of
// ‖Ā‖ and of the condition come from the largest and the least ‖Āᵀy‖/‖y‖ of the
// vectors y = Āp, and lie below those of LSMR.
//
// An iteration costs one product with A and one with Aᵀ, 56 bytes of vector
// traffic a row and 80 a column. Five vectors of the length of b are held, five
// of that of x, and further ones for damping and a preconditioner (3).
//
// Source: D. C.-L. Fong, Minimum-residual methods for sparse least-squares using
// Golub–Kahan bidiagonalization, PhD thesis, Stanford University (2011), section
// 2.1.3, from E. Stiefel's method of conjugate residuals.
type CRLS struct {
	iterator    LeastSquaresIterator
	s           *rectangular
	p, y        []float64 // direction and Āp
	az          []float64 // Āz
	z, q, mq    []float64 // M⁻¹Āᵀr, Āᵀy and M⁻¹Āᵀy
	bufz, bufmq []float64 // z and mq, with a preconditioner
	anorm       float64   // ‖az‖; squares of these may vanish
	ynorm       float64   // ‖y‖
	qnorm       float64   // √(qᵀM⁻¹q)
	least, most float64   // its ratios to ‖y‖
	alpha, beta float64

	columnPass, residualPass, directionPass pass
}

func (c *CRLS) kept() *LeastSquaresIterator { return &c.iterator }

func (c *CRLS) compatible() bool { return false }

func (c *CRLS) init(s *rectangular) error {
	if s.variance {
		return errVariance("CRLS")
	}
	if s.window > 0 {
		return errReorthogonalize("CRLS", s.window)
	}
	c.s = s
	c.p, c.q = grow(c.p, s.n), grow(c.q, s.n)
	c.y, c.az = grow(c.y, s.rows.n), grow(c.az, s.rows.n)
	c.z, c.mq = s.g, c.q
	if s.prec != nil {
		c.bufz, c.bufmq = grow(c.bufz, s.n), grow(c.bufmq, s.n)
		c.z, c.mq = c.bufz, c.bufmq
	}
	if c.columnPass != nil {
		return nil
	}
	c.columnPass = func(b, lo, hi int) {
		s := c.s
		x, g, z := s.x[lo:hi], s.g[lo:hi], c.z[lo:hi]
		kernel.Axpy(x, c.alpha, c.p[lo:hi])
		kernel.Axpy(g, -c.alpha, c.q[lo:hi])
		if s.prec != nil {
			kernel.Axpy(z, -c.alpha, c.mq[lo:hi])
		}
		s.cols.sums[maxSums*b] = kernel.SumSquares(x)
		s.cols.sums[maxSums*b+1] = kernel.Dot(g, z)
	}
	c.residualPass = func(b, lo, hi int) {
		r := c.s.r[lo:hi]
		kernel.Axpy(r, -c.alpha, c.y[lo:hi])
		c.s.rows.sums[maxSums*b] = kernel.SumSquares(r)
	}
	c.directionPass = func(b, lo, hi int) {
		y := c.y[lo:hi]
		kernel.AxpyTo(y, c.beta, y, c.az[lo:hi])
		c.s.rows.sums[maxSums*b] = kernel.SumSquares(y)
	}
	return nil
}

func (c *CRLS) start() error {
	s := c.s
	if _, err := s.solvePrec(c.z, s.g); err != nil {
		return err
	}
	s.mul(c.az, c.z)
	copy(c.p, c.z)
	copy(c.y, c.az)
	c.anorm = safeNorm(s.rows.dot(c.az, c.az), c.az)
	c.ynorm = c.anorm
	c.least, c.most = math.Inf(1), 0
	return c.gradient()
}

// gradient prepares the step along p.
func (c *CRLS) gradient() error {
	s := c.s
	s.mulTrans(c.q, c.y)
	qq, err := s.solvePrec(c.mq, c.q)
	if err != nil {
		return err
	}
	c.qnorm = math.Sqrt(qq)
	if s.prec == nil {
		c.qnorm = safeNorm(qq, c.q)
	}
	if c.qnorm > 0 {
		ratio := c.qnorm / c.ynorm
		c.least, c.most = min(c.least, ratio), max(c.most, ratio)
	}
	return nil
}

func (c *CRLS) step() error {
	s, e := c.s, &c.s.est
	if c.qnorm == 0 {
		return fmt.Errorf("%w: AᵀA·p = 0 with Aᵀr ≠ 0", ErrBreakdown)
	}
	root := c.anorm / c.qnorm
	c.alpha = root * root
	s.cols.run(c.columnPass)
	e.x = math.Sqrt(s.cols.total(0))
	// with a preconditioner the recurrence of z may be spent, and the product
	// negative
	e.g = math.Sqrt(max(s.cols.total(1), 0))
	if s.prec == nil {
		e.g = safeNorm(s.cols.total(1), s.g)
	}
	s.rows.run(c.residualPass)
	e.r = math.Sqrt(s.rows.total(0))
	e.anorm, e.cond = c.most, c.most/c.least
	if e.done = e.g == 0; e.done {
		return nil
	}
	s.mul(c.az, c.z)
	anorm := safeNorm(s.rows.dot(c.az, c.az), c.az)
	if e.done = anorm == 0; e.done {
		return nil
	}
	root = anorm / c.anorm
	c.beta = root * root
	c.anorm = anorm
	s.cols.axpyTo(c.p, c.beta, c.p, c.z)
	s.rows.run(c.directionPass)
	c.ynorm = safeNorm(s.rows.total(0), c.y)
	return c.gradient()
}
