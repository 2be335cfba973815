// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// LSMR is the method of Fong and Saunders for [LeastSquares], the default.
//
// Its iterates minimise ‖Āᵀr̄‖ over the Krylov spaces of ĀᵀĀ, as those of MINRES
// on the normal equations do, from the bidiagonalization that [LSQR] uses. Both
// ‖Āᵀr̄‖ and ‖r̄‖ fall monotonically, the latter never far above LSQR's, so that it
// is safe to stop at any time. Rank-deficient problems give the solution of least
// norm.
//
// An iteration costs one product with A and one with Aᵀ, 24 bytes of vector
// traffic a row and 80 a column. Five vectors of the length of b are held, seven
// of that of x, and further ones for damping, a preconditioner (3) and
// Reorthogonalize.
//
// Source: D. C.-L. Fong and M. A. Saunders, LSMR: an iterative algorithm for
// sparse least-squares problems, SIAM J. Sci. Comput. 33 (2011), 2950–2971.
type LSMR struct {
	iterator LeastSquaresIterator
	bidiagonalization
	h, hbar              []float64
	alphabar             float64
	zeta, zetabar        float64
	rho, rhobar          float64
	cbar, sbar           float64
	betadd, betad        float64 // of the estimate of ‖r‖, section 5.1 of the source
	rhodold, tautilde    float64
	thetatilde           float64
	maxRhobar, minRhobar float64

	back, forward, along float64 // factors of the update
	updatePass           pass
}

func (l *LSMR) kept() *LeastSquaresIterator { return &l.iterator }

func (l *LSMR) compatible() bool { return false }

func (l *LSMR) init(s *rectangular) error {
	if s.variance {
		return errVariance("LSMR")
	}
	l.bidiagonalization.init(s)
	l.h, l.hbar = grow(l.h, s.n), grow(l.hbar, s.n)
	if l.updatePass != nil {
		return nil
	}
	l.updatePass = func(b, lo, hi int) {
		s := l.s
		h, hbar, x := l.h[lo:hi], l.hbar[lo:hi], s.x[lo:hi]
		kernel.AxpyTo(hbar, l.back, hbar, h)
		kernel.Axpy(x, l.forward, hbar)
		s.cols.sums[maxSums*b] = kernel.SumSquares(x)
		kernel.Scale(h, l.along)
		if l.alpha > 0 {
			kernel.Axpy(h, 1/l.alpha, l.v[lo:hi])
		}
	}
	return nil
}

func (l *LSMR) start() error {
	if err := l.bidiagonalization.start(); err != nil {
		return err
	}
	kernel.ScaleTo(l.h, 1/l.alpha, l.v)
	clear(l.hbar)
	l.alphabar, l.zetabar = l.alpha, l.alpha*l.beta
	l.rho, l.rhobar, l.cbar, l.sbar = 1, 1, 1, 0
	l.zeta = 0
	l.betadd, l.betad = l.beta, 0
	l.rhodold, l.tautilde, l.thetatilde = 1, 0, 0
	l.maxRhobar, l.minRhobar = 0, math.Inf(1)
	return nil
}

func (l *LSMR) step() error {
	s := l.s
	if err := l.bidiagonalization.step(); err != nil {
		return err
	}
	rho := math.Hypot(l.alphabar, l.beta)
	c, sn := l.alphabar/rho, l.beta/rho
	theta := sn * l.alpha
	l.alphabar = c * l.alpha
	thetabar, rhotemp := l.sbar*rho, l.cbar*rho
	rhobar := math.Hypot(rhotemp, theta)
	l.back = -thetabar * rho / (l.rho * l.rhobar)
	cond := max(l.maxRhobar, rhotemp) / min(l.minRhobar, rhotemp)
	l.maxRhobar, l.minRhobar = max(l.maxRhobar, rhobar), min(l.minRhobar, rhobar)
	l.cbar, l.sbar = rhotemp/rhobar, theta/rhobar
	zetaold := l.zeta
	l.zeta = l.cbar * l.zetabar
	l.zetabar *= -l.sbar
	l.forward, l.along = l.zeta/(rho*rhobar), -theta/rho
	s.cols.run(l.updatePass)
	l.rho, l.rhobar = rho, rhobar

	betahat := c * l.betadd
	l.betadd *= -sn
	thetatilde, rhotilde := l.thetatilde, math.Hypot(l.rhodold, thetabar)
	ct, st := l.rhodold/rhotilde, thetabar/rhotilde
	l.thetatilde = st * rhobar
	l.rhodold = ct * rhobar
	l.betad = -st*l.betad + ct*betahat
	l.tautilde = (zetaold - thetatilde*l.tautilde) / rhotilde
	taud := (l.zeta - l.thetatilde*l.tautilde) / l.rhodold

	e := &s.est
	e.r, e.g = math.Hypot(l.betad-taud, l.betadd), math.Abs(l.zetabar)
	e.x = math.Sqrt(s.cols.total(0))
	e.anorm, e.cond = math.Sqrt(l.norm2), cond
	e.done = l.beta == 0 || l.alpha == 0
	return nil
}
