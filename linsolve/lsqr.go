// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// LSQR is the method of Paige and Saunders for [LeastSquares].
//
// Its iterates minimise ‖r̄‖ over the Krylov spaces of ĀᵀĀ, as those of CG on the
// normal equations do, but from a bidiagonalization, which is better on
// ill-conditioned problems. ‖r̄‖ falls monotonically, ‖Āᵀr̄‖ does not: [LSMR] as
// a rule can stop earlier. Rank-deficient problems give the solution of least
// norm. It alone estimates variances.
//
// An iteration costs one product with A and one with Aᵀ, 24 bytes of vector
// traffic a row and 64 a column. Five vectors of the length of b are held, six
// of that of x, and further ones for damping, a preconditioner (3), variances (2)
// and Reorthogonalize.
//
// Source: C. C. Paige and M. A. Saunders, LSQR: an algorithm for sparse linear
// equations and sparse least squares, ACM Trans. Math. Softw. 8 (1982), 43–71.
type LSQR struct {
	iterator LeastSquaresIterator
	bidiagonalization
	w            []float64
	rhobar       float64
	phibar       float64
	w2, ddnorm   float64   // ‖w‖² and ‖D‖_F² of the directions w/ρ
	phi, theta   float64   // of the update, over ρ
	variance     []float64 // sums since the start
	earlier      []float64 // and before
	updatePass   pass
	variancePass pass
}

func (l *LSQR) kept() *LeastSquaresIterator { return &l.iterator }

func (l *LSQR) compatible() bool { return false }

func (l *LSQR) init(s *rectangular) error {
	l.bidiagonalization.init(s)
	l.w = grow(l.w, s.n)
	if s.variance {
		l.variance = grow(l.variance, s.n)
		l.earlier = grow(l.earlier, s.n)
		clear(l.variance)
		clear(l.earlier)
	}
	if l.updatePass != nil {
		return nil
	}
	l.updatePass = func(b, lo, hi int) {
		s := l.s
		w, x := l.w[lo:hi], s.x[lo:hi]
		kernel.Axpy(x, l.phi, w)
		s.cols.sums[maxSums*b] = kernel.SumSquares(x)
		kernel.Scale(w, l.theta)
		if l.alpha > 0 {
			kernel.Axpy(w, 1/l.alpha, l.v[lo:hi])
		}
	}
	l.variancePass = func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			d := l.w[i] * l.d
			l.variance[i] += float64(d * d)
		}
	}
	return nil
}

func (l *LSQR) start() error {
	if err := l.bidiagonalization.start(); err != nil {
		return err
	}
	kernel.ScaleTo(l.w, 1/l.alpha, l.v)
	l.rhobar, l.phibar = l.alpha, l.beta
	l.w2, l.ddnorm = 1, 0
	if l.s.variance {
		l.variances()
		clear(l.variance)
	}
	return nil
}

// variances returns the larger of the sums since the start and those before it:
// each is a lower bound.
func (l *LSQR) variances() []float64 {
	for i, v := range l.variance {
		l.earlier[i] = max(l.earlier[i], v)
	}
	return l.earlier
}

func (l *LSQR) step() error {
	s := l.s
	if err := l.bidiagonalization.step(); err != nil {
		return err
	}
	rho := math.Hypot(l.rhobar, l.beta)
	c, sn := l.rhobar/rho, l.beta/rho
	theta := sn * l.alpha
	l.rhobar = -c * l.alpha
	phi := c * l.phibar
	l.phibar *= sn

	l.ddnorm += l.w2 / (rho * rho)
	if s.variance {
		l.d = 1 / rho
		s.cols.run(l.variancePass)
	}
	l.phi, l.theta = phi/rho, -theta/rho
	s.cols.run(l.updatePass)
	l.w2 = 1 + l.theta*l.theta*l.w2 // v is orthogonal to the earlier ones

	e := &s.est
	e.r, e.g = l.phibar, l.phibar*l.alpha*math.Abs(c)
	e.x = math.Sqrt(s.cols.total(0))
	e.anorm = math.Sqrt(l.norm2)
	e.cond = e.anorm * math.Sqrt(l.ddnorm)
	e.done = l.beta == 0 || l.alpha == 0
	return nil
}
