// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// lanczos is the Lanczos process for a symmetric A with a symmetric positive
// definite M, started from the residual:
//
//	betaNext·uNext = A·z − alpha·u − beta·uOld,  z = M⁻¹u,  uᵀz = 1
//
// Without a preconditioner z is u. Five vectors are held with one, three
// without.
type lanczos struct {
	s                       *system
	u, uOld, next, z, zNext []float64
	alpha, beta, betaNext   float64
	normA                   float64 // a lower bound of ‖A‖, or of that of M⁻¹A

	orthogonalisePass, scalePass pass
}

func (l *lanczos) init(s *system) {
	l.s, l.normA = s, 0
	l.u, l.uOld, l.next = grow(l.u, s.n), grow(l.uOld, s.n), grow(l.next, s.n)
	if s.prec != nil {
		l.z, l.zNext = grow(l.z, s.n), grow(l.zNext, s.n)
	}
	if l.orthogonalisePass != nil {
		return
	}
	l.orthogonalisePass = func(b, lo, hi int) {
		next := l.next[lo:hi]
		kernel.Axpy(next, -l.alpha, l.u[lo:hi])
		kernel.Axpy(next, -l.beta, l.uOld[lo:hi])
		l.s.sums[maxSums*b] = kernel.SumSquares(next)
	}
	l.scalePass = func(_, lo, hi int) {
		kernel.Scale(l.next[lo:hi], 1/l.betaNext)
		if l.s.prec != nil {
			kernel.Scale(l.zNext[lo:hi], 1/l.betaNext)
		}
	}
}

// vector returns the vector that A multiplies next: M⁻¹u.
func (l *lanczos) vector() []float64 {
	if l.s.prec != nil {
		return l.z
	}
	return l.u
}

// start begins from the residual and returns √(rᵀM⁻¹r).
func (l *lanczos) start() (float64, error) {
	s := l.s
	beta := s.rnorm
	if s.prec != nil {
		var err error
		if beta, err = s.normPrec(l.z, s.r); err != nil {
			return 0, err
		}
		if beta == 0 {
			return 0, fmt.Errorf("%w: rᵀM⁻¹r = 0 with r ≠ 0", ErrBreakdown)
		}
		kernel.Scale(l.z, 1/beta)
	}
	kernel.ScaleTo(l.u, 1/beta, s.r)
	clear(l.uOld)
	l.beta = 0 // normA stays: it is a bound for A, not for this start
	return beta, nil
}

// advance sets alpha, betaNext and the next vector, which is zero together with
// betaNext when the space is invariant to rounding.
func (l *lanczos) advance() error {
	s := l.s
	l.alpha = s.mulDot(l.next, l.vector())
	s.run(l.orthogonalisePass)
	l.betaNext = math.Sqrt(s.total(0))
	if math.IsNaN(l.betaNext) || math.IsInf(l.betaNext, 0) {
		return notFinite("A·v")
	}
	if s.prec != nil {
		var err error
		if l.betaNext, err = s.normPrec(l.zNext, l.next); err != nil {
			return err
		}
	}
	l.normA = max(l.normA, math.Hypot(math.Hypot(l.beta, l.alpha), l.betaNext))
	if l.betaNext <= 0x1p-52*l.normA {
		l.betaNext = 0
		clear(l.next)
		return nil
	}
	s.run(l.scalePass)
	return nil
}

// shift makes the next vector the current one.
func (l *lanczos) shift() {
	l.uOld, l.u, l.next = l.u, l.next, l.uOld
	l.z, l.zNext = l.zNext, l.z
	l.beta = l.betaNext
}

// normPrec sets z = M⁻¹·v and returns √(vᵀz).
func (s *system) normPrec(z, v []float64) (float64, error) {
	if err := s.solvePrec(z, v); err != nil {
		return 0, err
	}
	d := s.dot(v, z)
	switch {
	case d < 0 && !math.IsInf(d, -1):
		return 0, &NotSPDError{Preconditioner: true, Curvature: d, Direction: append([]float64(nil), v...)}
	case math.IsNaN(d) || math.IsInf(d, 0):
		return 0, notFinite("M⁻¹·v")
	}
	return math.Sqrt(d), nil
}
