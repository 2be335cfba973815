// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// A system is what a method sees of the problem A·x = b: products, the
// preconditioner, vector operations, the current iterate x and its residual r.
// Methods never see b: they are started from r and add corrections to x, so
// that a warm start and a replaced residual are the same thing to them.
type system struct {
	vectors
	a     Operator
	multi workersMultiplier // a, if it is one
	fused dotMultiplier     // a, if it is one
	prec  Preconditioner
	b     []float64
	x, r  []float64
	rnorm float64 // ‖r‖₂ when the method is started
	goal  float64 // the norm at which the residual is small enough
	bbuf  []float64
	scale float64   // x and b are the caller's divided by this
	null  []float64 // orthonormal basis of the null space, one vector after the other

	matVecs, precSolves, fallbacks int
}

// optimizeNNZ is how many entries a CSR must have to be put into its faster form
// for a solve: it is then beyond a second cache, whose products are fast anyway.
const optimizeNNZ = 1e5

// multiplyBy finds the fastest products that a offers. Those of a large CSR are
// done in the form that sparse.Optimize makes, from the first one, so that a solve
// that is done again has the same bits; it costs about ten products, once a matrix.
func (s *system) multiplyBy(a Operator) {
	if csr, ok := a.(*sparse.CSR); ok && csr.NNZ() >= optimizeNNZ && kernel.Active() > kernel.Portable {
		a = sparse.OptimizeWorkers(s.workers, csr)
	}
	s.multi, _ = a.(workersMultiplier)
	s.fused, _ = a.(dotMultiplier)
}

// mul sets dst = A·x.
func (s *system) mul(dst, x []float64) {
	s.matVecs++
	if s.multi != nil {
		s.multi.MulVecWorkers(s.workers, dst, x)
		return
	}
	s.a.MulVec(dst, x)
}

// mulDot sets dst = A·x and returns xᵀ·A·x.
func (s *system) mulDot(dst, x []float64) float64 {
	if s.fused != nil {
		s.matVecs++
		return s.fused.MulVecDotWorkers(s.workers, dst, x)
	}
	s.mul(dst, x)
	return s.dot(x, dst)
}

// solvePrec sets dst = M⁻¹·r; without a preconditioner it copies.
func (s *system) solvePrec(dst, r []float64) error {
	if s.prec == nil {
		copy(dst, r)
		return nil
	}
	s.precSolves++
	if err := s.prec.Solve(dst, r); err != nil {
		return fmt.Errorf("%w: preconditioner: %w", ErrBreakdown, err)
	}
	s.project(dst)
	return nil
}

// trueResidual sets dst = b − A·x and returns its norm.
func (s *system) trueResidual(dst, x []float64) float64 {
	s.mul(dst, x)
	norm := math.Sqrt(s.residual(dst, s.b))
	if norm < 0x1p-500 {
		return kernel.Nrm2(dst) // whose squares do not vanish
	}
	return norm
}

// A notFinite is the error for NaN or Inf that came out of what it names.
type notFinite string

func (e notFinite) Error() string {
	return fmt.Sprintf("%v: %s is not finite", ErrBreakdown, string(e))
}

func (e notFinite) Unwrap() []error { return []error{ErrBreakdown, ErrNotFinite} }
