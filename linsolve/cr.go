// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// CR is the method of conjugate residuals for symmetric positive definite
// systems, with a symmetric positive definite preconditioner. It minimises the
// residual norm (that of M⁻¹, with a preconditioner) where [CG] minimises the
// error's energy, so its residual falls without jumps; per iteration it costs
// one vector update more.
//
//	α = zᵀAz / (Ap)ᵀM⁻¹Ap;  x += αp;  r −= αAp;  z −= αM⁻¹Ap
//	β = z'ᵀAz' / zᵀAz;  p = z + βp;  Ap = Az + βAp
//
// Symmetry is not checked; zᵀAz < 0 ends the solve with [NegativeCurvature] and
// a [*NotSPDError].
//
// An iteration costs one product, one application of the preconditioner, and
// about 130 bytes of vector traffic an element. Six vectors are held, and two
// more with a preconditioner.
//
// Source: E. Stiefel, Relaxationsmethoden bester Strategie zur Lösung linearer
// Gleichungssysteme, Comment. Math. Helv. 29 (1955), 157–179.
type CR struct {
	iterator       Iterator
	s              *system
	p, ap, az      []float64
	z, own, mAp    []float64
	zaz            float64
	alpha, beta    float64
	solve, advance pass
}

func (c *CR) kept() *Iterator { return &c.iterator }

func (c *CR) monotone() bool { return c.s.prec == nil }

func (c *CR) init(s *system) error {
	c.s = s
	c.p, c.ap, c.az = grow(c.p, s.n), grow(c.ap, s.n), grow(c.az, s.n)
	if s.prec != nil {
		c.own, c.mAp = grow(c.own, s.n), grow(c.mAp, s.n)
	}
	if c.solve != nil {
		return nil
	}
	c.solve = func(b, lo, hi int) {
		c.s.sums[maxSums*b] = kernel.Update(c.s.x[lo:hi], c.s.r[lo:hi], c.alpha, c.p[lo:hi], c.ap[lo:hi])
		if c.s.prec != nil {
			kernel.Axpy(c.z[lo:hi], -c.alpha, c.mAp[lo:hi])
		}
	}
	c.advance = func(_, lo, hi int) {
		kernel.AxpyTo(c.p[lo:hi], c.beta, c.p[lo:hi], c.z[lo:hi])
		kernel.AxpyTo(c.ap[lo:hi], c.beta, c.ap[lo:hi], c.az[lo:hi])
	}
	return nil
}

func (c *CR) start() error {
	s := c.s
	if c.z = s.r; s.prec != nil {
		c.z = c.own
		if err := s.solvePrec(c.z, s.r); err != nil {
			return err
		}
	}
	copy(c.p, c.z)
	c.zaz = s.mulDot(c.ap, c.z)
	return c.curvature()
}

// curvature looks at c.zaz = zᵀAz.
func (c *CR) curvature() error {
	switch {
	case c.zaz > 0 && !math.IsInf(c.zaz, 1):
		return nil
	case c.zaz < 0 && !math.IsInf(c.zaz, -1):
		return &NotSPDError{Curvature: c.zaz, Direction: append([]float64(nil), c.z...)}
	case c.zaz == 0:
		return fmt.Errorf("%w: zᵀAz = 0 with r ≠ 0", ErrBreakdown)
	}
	return notFinite("A·z")
}

func (c *CR) step() (float64, error) {
	s := c.s
	m := c.ap
	if s.prec != nil {
		m = c.mAp
		if err := s.solvePrec(m, c.ap); err != nil {
			return 0, err
		}
	}
	d := s.dot(c.ap, m)
	switch {
	case d > 0 && !math.IsInf(d, 1):
	case d < 0 && !math.IsInf(d, -1):
		return 0, &NotSPDError{Preconditioner: true, Curvature: d, Direction: append([]float64(nil), c.ap...)}
	case d == 0:
		return 0, fmt.Errorf("%w: A·p = 0 with r ≠ 0", ErrBreakdown)
	default:
		return 0, notFinite("A·p")
	}
	c.alpha = c.zaz / d
	s.run(c.solve)
	estimate := math.Sqrt(s.total(0))
	if estimate == 0 {
		return 0, nil
	}
	last := c.zaz
	c.zaz = s.mulDot(c.az, c.z)
	if err := c.curvature(); err != nil {
		if estimate <= s.goal {
			return estimate, nil // the iterate is done; the direction would not be used
		}
		return 0, err
	}
	c.beta = c.zaz / last
	s.run(c.advance)
	return estimate, nil
}

func (c *CR) iterate() ([]float64, error) { return c.s.x, nil }
