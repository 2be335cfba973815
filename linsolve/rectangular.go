// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// A workersTransMultiplier multiplies by the transpose on at most so many
// goroutines.
type workersTransMultiplier interface {
	MulVecTransWorkers(workers int, dst, x []float64)
}

// estimates are what a step of a least-squares method says of its iterate.
type estimates struct {
	r, g     float64 // ‖r‖ and ‖Āᵀr‖ (in the norm of M⁻¹)
	x        float64 // ‖x‖
	anorm    float64 // ‖Ā‖_F
	cond     float64
	errBound float64 // of ‖x − x*‖
	done     bool    // the recurrence has nothing to go on with
	unmoved  bool    // x is still where the method was started
}

// A rectangular system is what a least-squares method sees of the problem. The
// damping is part of it: with λ > 0 the operator is
//
//	Ā = [A; λI]
//
// and residuals have m+n elements, so that methods know nothing of λ, and a warm
// start or a restart from the true residual is the same to them with and without
// it. The price is one more vector of length n, walked twice an iteration.
//
// Inside, A and λ are divided by unit, a power of two that is 1 unless their
// squares might overflow or vanish.
type rectangular struct {
	m, n       int
	rows, cols vectors // of length m, or m+n when damped, and of length n
	a          TransOperator
	multi      workersMultiplier
	multiTrans workersTransMultiplier
	prec       Preconditioner
	damp, unit float64
	window     int  // Settings.Reorthogonalize
	variance   bool // Settings.Variance

	x, r, g             []float64
	rnorm, gnorm        float64
	est                 estimates
	matVecs, precSolves int

	z []float64 // M⁻¹g of trueGradient

	out, in                 []float64
	dampPass, dampTransPass pass
}

func (s *rectangular) resize(m, n, workers int, damped bool) {
	s.m, s.n = m, n
	length := m
	if damped {
		length += n
	}
	s.rows.resize(length, workers)
	s.cols.resize(n, workers)
	if s.dampPass != nil {
		return
	}
	s.dampPass = func(_, lo, hi int) { kernel.ScaleTo(s.out[lo:hi], s.damp, s.in[lo:hi]) }
	s.dampTransPass = func(_, lo, hi int) { kernel.Axpy(s.out[lo:hi], s.damp, s.in[lo:hi]) }
}

// mul sets dst = Ā·x.
func (s *rectangular) mul(dst, x []float64) {
	s.matVecs++
	if s.multi != nil {
		s.multi.MulVecWorkers(s.rows.workers, dst[:s.m], x)
	} else {
		s.a.MulVec(dst[:s.m], x)
	}
	if s.unit != 1 {
		kernel.Scale(dst[:s.m], 1/s.unit)
	}
	if len(dst) > s.m {
		s.out, s.in = dst[s.m:], x
		s.cols.run(s.dampPass)
	}
}

// mulTrans sets dst = Āᵀ·u.
func (s *rectangular) mulTrans(dst, u []float64) {
	s.matVecs++
	if s.multiTrans != nil {
		s.multiTrans.MulVecTransWorkers(s.rows.workers, dst, u[:s.m])
	} else {
		s.a.MulVecTrans(dst, u[:s.m])
	}
	if s.unit != 1 {
		kernel.Scale(dst, 1/s.unit)
	}
	if len(u) > s.m {
		s.out, s.in = dst, u[s.m:]
		s.cols.run(s.dampTransPass)
	}
}

// solvePrec sets dst = M⁻¹·g and returns gᵀM⁻¹g; without a preconditioner that is
// ‖g‖² and dst is not touched.
func (s *rectangular) solvePrec(dst, g []float64) (float64, error) {
	if s.prec == nil {
		return s.cols.dot(g, g), nil
	}
	s.precSolves++
	if err := s.prec.Solve(dst, g); err != nil {
		return 0, fmt.Errorf("%w: preconditioner: %w", ErrBreakdown, err)
	}
	gg := s.cols.dot(g, dst)
	switch {
	case gg < 0 && !math.IsInf(gg, -1):
		return 0, &NotSPDError{Preconditioner: true, Curvature: gg, Direction: append([]float64(nil), g...)}
	case gg == 0 && kernel.Nrm2(g) != 0:
		return 0, fmt.Errorf("%w: gᵀM⁻¹g = 0 with g ≠ 0", ErrBreakdown)
	case math.IsNaN(gg) || math.IsInf(gg, 0):
		return 0, notFinite("M⁻¹·Aᵀr")
	}
	return gg, nil
}

// safeNorm is a norm whose square, known already, is too small or too large to
// be taken the root of.
func safeNorm(square float64, x []float64) float64 {
	if square < 0x1p-900 || square > 0x1p+1000 {
		return kernel.Nrm2(x)
	}
	return math.Sqrt(square)
}

// trueResidual sets dst = b − A·x, with −λx below it, and returns its norm.
func (s *rectangular) trueResidual(dst, b, x []float64) float64 {
	s.mul(dst, x)
	v := &s.rows
	rr := v.residual(dst, b)
	return safeNorm(rr, dst)
}

// trueGradient sets dst = Āᵀ·r and returns its norm, in that of M⁻¹ with a
// preconditioner.
func (s *rectangular) trueGradient(dst, r []float64) (float64, error) {
	s.mulTrans(dst, r)
	if s.prec == nil {
		return safeNorm(s.cols.dot(dst, dst), dst), nil
	}
	s.z = grow(s.z, s.n)
	gg, err := s.solvePrec(s.z, dst)
	return math.Sqrt(gg), err
}

func (s *rectangular) release() {
	s.rows.release()
	s.cols.release()
	s.out, s.in = nil, nil
	s.a, s.multi, s.multiTrans, s.prec = nil, nil, nil, nil
}

// checkRectangle reports what is wrong with the shapes of min ‖b − a·x‖.
func checkRectangle(a TransOperator, b []float64) error {
	if a == nil {
		return fmt.Errorf("linsolve: a is nil, want an operator: %w", ErrInput)
	}
	switch m, n := a.Dims(); {
	case m <= 0 || n <= 0:
		return fmt.Errorf("linsolve: a is %d×%d, want at least one row and one column: %w", m, n, ErrShape)
	case len(b) != m:
		return fmt.Errorf("linsolve: b has %d elements, want %d, the rows of a: %w", len(b), m, ErrShape)
	}
	return nil
}
