// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// LSLQ is the method of Estrin, Orban and Saunders for [LeastSquares].
//
// Its iterates are those of SYMMLQ on the normal equations: the error ‖x − x*‖
// falls monotonically and, where a lower bound of the least singular value is
// known, is bounded from above at every iteration. ‖r̄‖ and ‖Āᵀr̄‖ are not
// monotone, and reach a tolerance later than [LSQR]'s and [LSMR]'s.
//
// Costs are those of LSQR. A preconditioner makes the bound one of ‖N(x − x*)‖.
//
// Source: R. Estrin, D. Orban and M. A. Saunders, LSLQ: an iterative method for
// linear least-squares with an error minimization property, SIAM J. Matrix Anal.
// Appl. 40 (2019), 254–275. The bound is that of a Gauss–Radau quadrature, as
// in section 4 there.
type LSLQ struct {
	// Sigma > 0 is a lower bound of the least nonzero singular value of Ā, A
	// with λI below it, for the bound of the error. Zero means λ, the damping;
	// if that is zero too there is no bound. One that is too large gives bounds
	// that are too small.
	Sigma float64

	iterator LeastSquaresIterator
	bidiagonalization
	w             []float64 // w̄
	sigma         float64
	rhobar, theta float64
	phibar        float64
	rhs           float64 // t of Rᵀt = α₁β₁e₁
	cos, sin      float64 // of the last rotation of the LQ factors of R
	zeta          float64
	rho, omega2   float64 // ω² of the quadrature
	w2, ddnorm    float64 // ‖w‖² and ‖D‖_F², as in LSQR
	steps         int
	updatePass    pass
}

func (l *LSLQ) kept() *LeastSquaresIterator { return &l.iterator }

func (l *LSLQ) compatible() bool { return false }

func (l *LSLQ) init(s *rectangular) error {
	if s.variance {
		return errVariance("LSLQ")
	}
	if !(l.Sigma >= 0) || math.IsInf(l.Sigma, 1) {
		return fmt.Errorf("linsolve: LSLQ.Sigma is %v, want a finite value ≥ 0: %w", l.Sigma, ErrParam)
	}
	l.bidiagonalization.init(s)
	l.w = grow(l.w, s.n)
	if l.updatePass != nil {
		return nil
	}
	l.updatePass = func(b, lo, hi int) {
		s := l.s
		w, x := l.w[lo:hi], s.x[lo:hi]
		// x += ζ(c·w̄ + s·v); w̄ = s·w̄ − c·v
		kernel.Axpy(x, l.zeta*l.cos, w)
		kernel.Scale(w, l.sin)
		if l.alpha > 0 {
			kernel.Axpy(x, l.zeta*l.sin/l.alpha, l.v[lo:hi])
			kernel.Axpy(w, -l.cos/l.alpha, l.v[lo:hi])
		}
		s.cols.sums[maxSums*b] = kernel.SumSquares(x)
	}
	return nil
}

func (l *LSLQ) start() error {
	if err := l.bidiagonalization.start(); err != nil {
		return err
	}
	kernel.ScaleTo(l.w, 1/l.alpha, l.v)
	l.sigma = l.Sigma / l.s.unit
	if l.sigma == 0 {
		l.sigma = l.s.damp
	}
	l.rhobar, l.phibar, l.theta = l.alpha, l.beta, 0
	l.rhs, l.zeta = l.alpha*l.beta, 0
	l.cos, l.sin = -1, 0
	l.rho, l.omega2 = 1, 0
	l.w2, l.ddnorm = 1, 0
	l.steps = 0
	return nil
}

// step first moves x, to where the last step pointed: the norms of an iterate
// need one more column of the bidiagonal matrix than itself.
func (l *LSLQ) step() error {
	e := &l.s.est
	if l.steps > 0 {
		l.move()
	}
	l.steps++
	if err := l.bidiagonalization.step(); err != nil {
		return err
	}
	// QR of the bidiagonal matrix, as in LSQR, and Rᵀt = α₁β₁e₁.
	rho := math.Hypot(l.rhobar, l.beta)
	c, sn := l.rhobar/rho, l.beta/rho
	theta := sn * l.alpha
	l.rhobar = -c * l.alpha
	l.phibar *= sn
	right := l.rhs // of the row of Rᵀt that is solved now
	if l.steps > 1 {
		right = -l.theta * l.rhs
	}
	l.rhs = right / rho

	e.errBound = min(e.errBound, l.bound(rho, right))

	// LQ of R.
	eta, epsbar := rho*l.sin, -rho*l.cos
	rest := l.rhs - eta*l.zeta
	e.r, e.g = math.Hypot(l.phibar, rest), math.Hypot(rest*rho, theta*eta*l.zeta)
	eps := math.Hypot(epsbar, theta)
	l.cos, l.sin = epsbar/eps, theta/eps
	l.zeta = rest / eps
	l.rho, l.theta = rho, theta

	l.ddnorm += l.w2 / (rho * rho)
	l.w2 = 1 + theta*theta/(rho*rho)*l.w2
	e.anorm = math.Sqrt(l.norm2)
	e.cond = e.anorm * math.Sqrt(l.ddnorm)
	e.done = l.beta == 0 || l.alpha == 0
	e.unmoved = l.steps == 1 && !e.done
	if e.done { // the last step leads to the solution
		l.move()
		e.r, e.g = l.phibar, 0
	}
	return nil
}

func (l *LSLQ) move() {
	l.s.cols.run(l.updatePass)
	l.s.est.x = math.Sqrt(l.s.cols.total(0))
}

// bound returns an upper bound of the error of x: with the last diagonal element
// of R replaced by ω, its least singular value is σ.
func (l *LSLQ) bound(rho, right float64) float64 {
	if l.sigma == 0 {
		return math.Inf(1)
	}
	omega2 := l.sigma * l.sigma
	if l.steps > 1 {
		omega2 += l.theta * l.theta * l.omega2 / (l.rho*l.rho - l.omega2)
	}
	if !(omega2 > 0 && omega2 < rho*rho) {
		l.sigma = 0 // it is no lower bound, or rounding hides that it is
		return math.Inf(1)
	}
	l.omega2 = omega2
	omega := math.Sqrt(omega2)
	return math.Abs((right/omega - omega*l.sin*l.zeta) / (l.cos * omega))
}
