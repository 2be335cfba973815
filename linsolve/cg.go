// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"
)

// errFlat says that A is not definite, though no direction proves it indefinite.
var errFlat = fmt.Errorf("%w: pᵀAp = 0 with r ≠ 0", ErrBreakdown)

// CG is the method of conjugate gradients for symmetric positive definite
// systems, with a symmetric positive definite preconditioner.
//
// It minimises the energy norm of the error over the Krylov space:
//
//	α = rᵀz / pᵀAp;  x += αp;  r −= αAp;  z = M⁻¹r;  β = r'ᵀz' / rᵀz;  p = z + βp
//
// Symmetry is not checked. Definiteness is, as far as the iteration sees it:
// pᵀAp < 0 or rᵀM⁻¹r < 0 ends the solve with [NegativeCurvature] and a
// [*NotSPDError].
//
// An iteration costs one product, one application of the preconditioner, and
// 72 bytes of vector traffic an element (with a preconditioner 104). Six
// vectors are held, and one more with a preconditioner.
//
// Source: M. R. Hestenes and E. Stiefel, Methods of conjugate gradients for
// solving linear systems, J. Res. Nat. Bur. Standards 49 (1952), 409–436.
type CG struct {
	// TrustRadius keeps x in the ball ‖x‖ ≤ TrustRadius, in the norm √(xᵀMx)
	// when there is a preconditioner; zero means that there is none. In exact
	// arithmetic ‖x‖ grows with every step. The first step that would leave the
	// ball, and the first direction of negative or no curvature, is followed to
	// its boundary; that ends the solve as [Boundary], without an error, and
	// x minimises ½xᵀAx − bᵀx no worse than the steepest descent does. There
	// must be no guess X0. (T. Steihaug, The conjugate gradient method and
	// trust regions in large scale optimization, SIAM J. Numer. Anal. 20
	// (1983), 626–637.)
	TrustRadius float64

	iterator Iterator
	trust    trustRegion
	s        *system
	p, q, z  []float64
	rz       float64
}

func (c *CG) kept() *Iterator { return &c.iterator }

// With a trust region the last iterate is what counts, not the least residual.
func (c *CG) monotone() bool { return c.TrustRadius > 0 }

func (c *CG) init(s *system) error {
	c.s = s
	if err := c.trust.init(c.TrustRadius, s); err != nil {
		return err
	}
	c.p, c.q = grow(c.p, s.n), grow(c.q, s.n)
	if s.prec != nil {
		c.z = grow(c.z, s.n)
	}
	return nil
}

func (c *CG) start() error {
	s := c.s
	if s.prec == nil {
		copy(c.p, s.r)
		c.rz = s.rnorm * s.rnorm
		c.trust.start(s, c.rz)
		return nil
	}
	if err := s.solvePrec(c.p, s.r); err != nil {
		return err
	}
	c.rz = s.dot(s.r, c.p)
	c.trust.start(s, c.rz)
	return c.checkPreconditioner()
}

// checkPreconditioner looks at c.rz = rᵀM⁻¹r.
func (c *CG) checkPreconditioner() error {
	switch {
	case c.rz > 0 && !math.IsInf(c.rz, 1):
		return nil
	case c.rz < 0 && !math.IsInf(c.rz, -1):
		return &NotSPDError{Preconditioner: true, Curvature: c.rz, Direction: append([]float64(nil), c.s.r...)}
	case c.rz == 0:
		return fmt.Errorf("%w: rᵀM⁻¹r = 0 with r ≠ 0", ErrBreakdown)
	}
	return notFinite("M⁻¹·r")
}

// checkCurvature looks at pᵀAp.
func (c *CG) checkCurvature(curvature float64) error {
	switch {
	case curvature > 0 && !math.IsInf(curvature, 1):
		return nil
	case curvature < 0 && !math.IsInf(curvature, -1):
		return &NotSPDError{Curvature: curvature, Direction: append([]float64(nil), c.p...)}
	case curvature == 0:
		return errFlat
	}
	return notFinite("A·p")
}

func (c *CG) step() (float64, error) {
	s := c.s
	curvature := s.mulDot(c.q, c.p)
	if c.trust.leaves(c.rz, curvature) {
		s.axpyTo(s.x, c.trust.toBoundary(), c.p, s.x)
		return 0, errBoundary
	}
	if err := c.checkCurvature(curvature); err != nil {
		return 0, err
	}
	rr := s.update(s.x, s.r, c.rz/curvature, c.p, c.q)
	estimate := math.Sqrt(rr)
	if estimate == 0 {
		return 0, nil // the driver verifies; there is no direction to go on with
	}
	z, rz := s.r, rr
	if s.prec != nil {
		z = c.z
		if err := s.solvePrec(z, s.r); err != nil {
			return 0, err
		}
		rz = s.dot(s.r, z)
	}
	beta := rz / c.rz
	if c.rz = rz; s.prec != nil {
		if err := c.checkPreconditioner(); err != nil {
			return 0, err
		}
	}
	s.axpyTo(c.p, beta, c.p, z)
	c.trust.turn(s, beta, c.rz)
	return estimate, nil
}

func (c *CG) iterate() ([]float64, error) { return c.s.x, nil }
