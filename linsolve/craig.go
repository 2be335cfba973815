// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// CRAIG is the method of Craig for compatible systems of [LeastSquares], those
// with a solution of A·x = b: it finds the one of least norm.
//
// Its iterates minimise the error ‖x − x*‖ over the Krylov spaces of AᵀA, and it
// falls monotonically; ‖r‖ may grow. It has converged when ‖r‖ ≤ (ATol + BTol)·‖b‖,
// whatever ‖x‖ is. For problems without a solution it ends
// with [Inconsistent], [Stagnated] or [MaxIter], never with success. Damping
// makes every problem incompatible; CRAIG refuses it.
//
// An iteration costs one product with A and one with Aᵀ, 24 bytes of vector
// traffic a row and 48 a column. Five vectors of the length of b are held, six
// of that of x.
//
// Source: J. E. Craig, The N-step iteration procedures, J. Math. and Phys. 34
// (1955), 64–73; from the bidiagonalization: Paige and Saunders, see [LSQR],
// section 7.2.
type CRAIG struct {
	iterator LeastSquaresIterator
	bidiagonalization
	zeta         float64
	row2, ddnorm float64 // squared norms of the last row of L⁻¹ and of all
	updatePass   pass
}

func (c *CRAIG) kept() *LeastSquaresIterator { return &c.iterator }

func (c *CRAIG) compatible() bool { return true }

func (c *CRAIG) init(s *rectangular) error {
	if s.variance {
		return errVariance("CRAIG")
	}
	if s.rows.n > s.m {
		return fmt.Errorf("linsolve: Settings.Damp is %v, want 0: CRAIG solves compatible systems: %w", s.damp, ErrParam)
	}
	c.bidiagonalization.init(s)
	if c.updatePass == nil {
		c.updatePass = func(b, lo, hi int) {
			x := c.s.x[lo:hi]
			kernel.Axpy(x, c.zeta/c.alpha, c.v[lo:hi])
			c.s.cols.sums[maxSums*b] = kernel.SumSquares(x)
		}
	}
	return nil
}

func (c *CRAIG) start() error {
	if err := c.bidiagonalization.start(); err != nil {
		return err
	}
	c.zeta = -1
	c.row2, c.ddnorm = 0, 0
	return nil
}

func (c *CRAIG) step() error {
	s, e := c.s, &c.s.est
	// L·z = β₁e₁, L being the square lower bidiagonal part of B.
	c.zeta *= -c.beta / c.alpha
	s.cols.run(c.updatePass)
	e.x = math.Sqrt(s.cols.total(0))
	c.row2 = (1 + c.beta*c.beta*c.row2) / (c.alpha * c.alpha)
	c.ddnorm += c.row2
	if err := c.bidiagonalization.step(); err != nil {
		return err
	}
	e.r, e.g = math.Abs(c.zeta)*c.beta, math.NaN()
	e.anorm = math.Sqrt(c.norm2)
	e.cond = e.anorm * math.Sqrt(c.ddnorm)
	// An α of rounding leads nowhere: r is orthogonal to the range of A.
	e.done = c.beta == 0 || c.alpha <= roundoff*e.anorm
	return nil
}
