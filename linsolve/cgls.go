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
// An iteration costs one product with A and one with Aᵀ, 32 bytes of vector
// traffic a row and 56 a column. Four vectors of the length of b are held, four
// of that of x, and further ones for damping and a preconditioner.
//
// Source: M. R. Hestenes and E. Stiefel, see [CG], section 10; in this form Å.
// Björck, T. Elfving and Z. Strakoš, Stability of conjugate gradient and Lanczos
// methods for linear least squares problems, SIAM J. Matrix Anal. Appl. 19
// (1998), 720–736, algorithm CGLS1.
type CGLS struct {
	iterator LeastSquaresIterator
	s        *rectangular
	p, q, z  []float64
	gnorm    float64 // √(gᵀz); its square may vanish
	alpha    float64
	norm2    float64 // ‖B‖_F², from the tridiagonal matrix BᵀB of CG's coefficients
	ratio    float64 // β/α of the last step
	p2       float64 // ‖p‖²/γ
	ddnorm   float64 // Σ ‖p‖²/‖Āp‖²

	residualPass, xPass pass
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
	if _, err := s.solvePrec(c.z, s.g); err != nil {
		return err
	}
	copy(c.p, c.z)
	c.gnorm = s.gnorm
	c.norm2, c.ratio, c.p2, c.ddnorm = 0, 0, 1, 0
	return nil
}

func (c *CGLS) step() error {
	s, e := c.s, &c.s.est
	s.mul(c.q, c.p)
	qnorm := safeNorm(s.rows.dot(c.q, c.q), c.q)
	if qnorm == 0 {
		return fmt.Errorf("%w: A·p = 0 with Aᵀr ≠ 0", ErrBreakdown)
	}
	root := c.gnorm / qnorm
	c.alpha = root * root
	s.cols.run(c.xPass)
	e.x = math.Sqrt(s.cols.total(0))
	s.rows.run(c.residualPass)
	e.r = math.Sqrt(s.rows.total(0))
	s.mulTrans(s.g, s.r)
	gg, err := s.solvePrec(c.z, s.g)
	if err != nil {
		return err
	}
	gnorm := math.Sqrt(gg)
	if s.prec == nil {
		gnorm = safeNorm(gg, s.g)
	}
	root = gnorm / c.gnorm
	beta := root * root
	c.gnorm = gnorm
	s.cols.axpyTo(c.p, beta, c.p, c.z)

	c.norm2 += 1/c.alpha + c.ratio
	c.ratio = beta / c.alpha
	c.ddnorm += c.p2 * c.alpha
	c.p2 = 1 + beta*c.p2 // z is orthogonal to the earlier ones

	e.g = gnorm
	e.anorm = math.Sqrt(c.norm2)
	e.cond = e.anorm * math.Sqrt(c.ddnorm)
	e.done = gnorm == 0
	return nil
}
