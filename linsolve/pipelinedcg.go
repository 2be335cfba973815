// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// refreshEvery is the number of steps after which [PipelinedCG] computes what
// its recurrences have carried.
const refreshEvery = 50

// PipelinedCG is [CG] with one reduction an iteration, for symmetric positive
// definite systems with a symmetric positive definite preconditioner.
//
// With u = M⁻¹r and w = A·u carried along, all inner products of a step are of
// vectors known at its begin, and do not depend on its product:
//
//	γ = rᵀu, δ = wᵀu;  m = M⁻¹w, n = A·m;  β = γ/γ', α = γ/(δ − βγ/α')
//	z = n + βz;  q = m + βq;  s = w + βs;  p = u + βp
//	x += αp;  r −= αs;  u −= αq;  w −= αz
//
// All of that is one pass over the vectors, where CG takes three, so that
// workers meet half as often. It moves about twice as many bytes, and pays where
// meeting costs more than that: many workers, vectors that fit in cache.
//
// The four recurrences amplify rounding. All carried vectors but p are computed
// anew every 50 steps, for four products and two applications; what can be
// reached is still a digit or two short of CG.
// Symmetry is not checked. δ − βγ/α' is pᵀAp: where it or rᵀM⁻¹r is negative the
// solve ends with [NegativeCurvature], as that of CG does.
//
// An iteration costs one product, one application of the preconditioner, and
// about 200 bytes of vector traffic an element (with a preconditioner 270).
// Eight vectors are held, and three more with a preconditioner.
//
// Source: P. Ghysels and W. Vanroose, Hiding global synchronization latency in
// the preconditioned conjugate gradient algorithm, Parallel Comput. 40 (2014),
// 224–238, https://doi.org/10.1016/j.parco.2013.06.001, algorithm 4.
type PipelinedCG struct {
	iterator          Iterator
	s                 *system
	w, n, z, sv, p    []float64
	u, m, q           []float64 // with a preconditioner; otherwise r, w and s
	gamma, delta      float64
	alpha, beta       float64
	steps             int
	sumsPass, allPass pass
}

func (c *PipelinedCG) kept() *Iterator { return &c.iterator }

func (c *PipelinedCG) monotone() bool { return false }

func (c *PipelinedCG) init(s *system) error {
	c.s = s
	for _, v := range []*[]float64{&c.w, &c.n, &c.z, &c.sv, &c.p} {
		*v = grow(*v, s.n)
	}
	if s.prec != nil {
		for _, v := range []*[]float64{&c.u, &c.m, &c.q} {
			*v = grow(*v, s.n)
		}
	}
	if c.sumsPass != nil {
		return nil
	}
	// ‖r‖², rᵀu, wᵀu
	c.sumsPass = func(b, lo, hi int) { c.sum(b, lo, hi) }
	c.allPass = func(b, lo, hi int) {
		s := c.s
		x, r, w := s.x[lo:hi], s.r[lo:hi], c.w[lo:hi]
		z, sv, p := c.z[lo:hi], c.sv[lo:hi], c.p[lo:hi]
		kernel.AxpyTo(z, c.beta, z, c.n[lo:hi])
		kernel.AxpyTo(sv, c.beta, sv, w)
		if s.prec == nil {
			kernel.AxpyTo(p, c.beta, p, r)
		} else {
			u, q := c.u[lo:hi], c.q[lo:hi]
			kernel.AxpyTo(q, c.beta, q, c.m[lo:hi])
			kernel.AxpyTo(p, c.beta, p, u)
			kernel.Axpy(u, -c.alpha, q)
		}
		kernel.Update(x, r, c.alpha, p, sv)
		kernel.Axpy(w, -c.alpha, z)
		c.sum(b, lo, hi)
	}
	return nil
}

// residualM returns u = M⁻¹r.
func (c *PipelinedCG) residualM() []float64 {
	if c.s.prec != nil {
		return c.u
	}
	return c.s.r
}

func (c *PipelinedCG) sum(b, lo, hi int) {
	r, sums := c.s.r[lo:hi], c.s.sums[maxSums*b:]
	u := c.residualM()[lo:hi]
	sums[0] = kernel.SumSquares(r)
	sums[1], sums[2] = kernel.DotPair(u, r, c.w[lo:hi])
}

// refresh computes u and w of r.
func (c *PipelinedCG) refresh() error {
	s := c.s
	if s.prec != nil {
		if err := s.solvePrec(c.u, s.r); err != nil {
			return err
		}
	}
	s.mul(c.w, c.residualM())
	return nil
}

func (c *PipelinedCG) start() error {
	for _, v := range [][]float64{c.z, c.sv, c.p} {
		clear(v)
	}
	if c.s.prec != nil {
		clear(c.q)
	}
	c.steps, c.alpha, c.beta = 0, 0, 0
	if err := c.refresh(); err != nil {
		return err
	}
	c.s.run(c.sumsPass)
	c.delta = c.s.total(2)
	return c.setGamma(c.s.total(1))
}

// setGamma takes rᵀM⁻¹r if it can be that of a definite M.
func (c *PipelinedCG) setGamma(gamma float64) error {
	c.gamma = gamma
	switch {
	case gamma > 0 && !math.IsInf(gamma, 1):
		return nil
	case gamma < 0 && !math.IsInf(gamma, -1):
		return &NotSPDError{Preconditioner: true, Curvature: gamma, Direction: append([]float64(nil), c.s.r...)}
	case gamma == 0:
		return fmt.Errorf("%w: rᵀM⁻¹r = 0 with r ≠ 0", ErrBreakdown)
	}
	return notFinite("M⁻¹·r")
}

func (c *PipelinedCG) step() (float64, error) {
	s := c.s
	if c.steps > 0 && c.steps%refreshEvery == 0 {
		if err := c.recompute(); err != nil {
			return 0, err
		}
	}
	curvature := c.delta
	if c.steps > 0 {
		curvature -= c.beta * c.gamma / c.alpha
	}
	switch {
	case math.IsNaN(curvature) || math.IsInf(curvature, 0):
		return 0, notFinite("A·p")
	case curvature == 0:
		return 0, errFlat
	case curvature < 0:
		return 0, c.indefinite()
	}
	m := c.w
	if s.prec != nil {
		m = c.m
		if err := s.solvePrec(m, c.w); err != nil {
			return 0, err
		}
	}
	s.mul(c.n, m)
	c.alpha = c.gamma / curvature
	s.run(c.allPass)
	c.steps++
	estimate, old := math.Sqrt(s.total(0)), c.gamma
	c.delta = s.total(2)
	if estimate == 0 {
		return 0, nil // the driver verifies; there is no direction to go on with
	}
	if err := c.setGamma(s.total(1)); err != nil {
		return 0, err
	}
	c.beta = c.gamma / old
	return estimate, nil
}

// indefinite proves with a product that p has negative curvature, which the
// recurrence only says.
func (c *PipelinedCG) indefinite() error {
	s := c.s
	s.axpyTo(c.p, c.beta, c.p, c.residualM())
	curvature := s.mulDot(c.n, c.p)
	switch {
	case curvature < 0 && !math.IsInf(curvature, -1):
		return &NotSPDError{Curvature: curvature, Direction: append([]float64(nil), c.p...)}
	case math.IsNaN(curvature) || math.IsInf(curvature, 0):
		return notFinite("A·p")
	}
	return fmt.Errorf("%w: the recurrence for pᵀAp has lost its sign", ErrBreakdown)
}

// recompute replaces what the recurrences carry of x and p.
func (c *PipelinedCG) recompute() error {
	s := c.s
	s.rnorm = s.trueResidual(s.r, s.x)
	if err := c.refresh(); err != nil {
		return err
	}
	s.mul(c.sv, c.p)
	q := c.sv
	if s.prec != nil {
		q = c.q
		if err := s.solvePrec(q, c.sv); err != nil {
			return err
		}
	}
	s.mul(c.z, q)
	old := c.gamma / c.beta
	s.run(c.sumsPass)
	c.delta = s.total(2)
	if err := c.setGamma(s.total(1)); err != nil {
		return err
	}
	c.beta = c.gamma / old
	return nil
}

func (c *PipelinedCG) iterate() ([]float64, error) { return c.s.x, nil }
