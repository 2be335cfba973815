// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

const defaultLGMRESK = 3

// LGMRES is restarted [GMRES] that keeps what the last K cycles did to x, for
// any non-singular system, with the preconditioner applied from the right:
//
//	minimise ‖r − A·(M⁻¹·V·y + D·t)‖₂ over y and t,  D = [d₁ … d_K],  dᵢ = the i-th last correction of x
//
// Restarted GMRES tends to alternate: its residuals after every second cycle
// point the same way. A correction approximates the error that the cycle before
// it left, and with it in the space a cycle does not undo the one before.
//
// A·dᵢ is the difference of two residuals that were computed anyway. So the K
// additional dimensions cost no products, and the iterations are the Restart
// products of a cycle; the residual after the last of them is the one with D.
//
// What it does not check: where restarted GMRES does not stand still, nothing
// is gained and up to a third lost; where it stands still altogether, so does this.
// The preconditioner must not vary between iterations.
//
// Iteration j of a cycle costs one product, one application of the
// preconditioner, and reads the j basis vectors three times, the last one of a
// cycle K+1 times as much; each cycle costs one product more for the true
// residual. Restart+3·K+6 vectors are held, one more with a preconditioner.
//
// Source: A. H. Baker, E. R. Jessup and T. Manteuffel, A technique for
// accelerating the convergence of restarted GMRES, SIAM J. Matrix Anal. Appl. 26
// (2005), 962–984, https://doi.org/10.1137/S0895479803422014.
type LGMRES struct {
	// Restart is the number of iterations of a cycle; zero means 30. More than
	// n are n.
	Restart int
	// K is the number of corrections kept; zero means 3. With Restart they make
	// at most n dimensions.
	K int

	core  GMRES
	m, k  int
	have  int       // corrections kept
	next  int       // where the next one goes
	d, ad []float64 // corrections, normal, one after the other, and A times these
	used  []int     // those in this cycle's space

	combinePass, keepPass pass
}

func (l *LGMRES) kept() *Iterator { return &l.core.iterator }

func (l *LGMRES) monotone() bool { return true }

func (l *LGMRES) init(s *system) error {
	if l.Restart < 0 {
		return fmt.Errorf("linsolve: Restart is %d, want ≥ 1, or zero for %d: %w", l.Restart, defaultRestart, ErrParam)
	}
	if l.K < 0 {
		return fmt.Errorf("linsolve: K is %d, want ≥ 1, or zero for %d: %w", l.K, defaultLGMRESK, ErrParam)
	}
	if l.m, l.k = l.Restart, l.K; l.m == 0 {
		l.m = defaultRestart
	}
	if l.k == 0 {
		l.k = defaultLGMRESK
	}
	l.m = min(l.m, s.n)
	l.k = min(l.k, s.n-l.m)
	l.core.Restart = l.m + l.k
	if err := l.core.init(s); err != nil {
		return err
	}
	l.d, l.ad = grow(l.d, l.k*s.n), grow(l.ad, l.k*s.n)
	l.have, l.next, l.used = 0, 0, l.used[:0]
	if l.combinePass == nil {
		l.makePasses()
	}
	return nil
}

func (l *LGMRES) makePasses() {
	g := &l.core
	// u = V·y without the columns of the corrections
	l.combinePass = func(_, lo, hi int) {
		clear(g.u[lo:hi])
		kernel.GemvT(g.u[lo:hi], 1, g.v[lo:], g.s.n, g.y[:min(g.j, l.m)])
	}
	// x += D·t, in place of the iterate formed
	l.keepPass = func(_, lo, hi int) {
		for i, at := range l.used {
			kernel.Axpy(g.x[lo:hi], g.y[l.m+i], l.d[at*g.s.n:][lo:hi])
		}
	}
}

func (l *LGMRES) start() error {
	l.used = l.used[:0]
	return l.core.start()
}

// restart keeps the correction of the cycle, folds it into x and begins the
// next cycle from the true residual.
func (l *LGMRES) restart() error {
	g := &l.core
	s := g.s
	x, err := l.iterate()
	if err != nil {
		return err
	}
	if l.k > 0 {
		d, ad := l.d[l.next*s.n:][:s.n], l.ad[l.next*s.n:][:s.n]
		s.axpyTo(d, -1, s.x, x)
		copy(ad, s.r)
		copy(s.x, x)
		s.rnorm = s.trueResidual(s.r, s.x)
		s.axpyTo(ad, -1, s.r, ad)
		if norm := math.Sqrt(s.dot(d, d)); norm > 0 && !math.IsInf(norm, 1) {
			kernel.Scale(d, 1/norm)
			kernel.Scale(ad, 1/norm)
			l.have, l.next = max(l.have, l.next+1), (l.next+1)%l.k
		}
	} else {
		copy(s.x, x)
		s.rnorm = s.trueResidual(s.r, s.x)
	}
	if s.rnorm <= s.goal {
		g.j = 0
		return nil
	}
	return l.start()
}

func (l *LGMRES) step() (float64, error) {
	g := &l.core
	s := g.s
	if g.j >= l.m {
		if err := l.restart(); err != nil {
			return 0, err
		}
		if s.rnorm <= s.goal || math.IsNaN(s.rnorm) {
			return s.rnorm, nil
		}
	}
	w, u := g.basis(g.j+1), g.basis(g.j)
	if s.prec != nil {
		if err := s.solvePrec(g.u, u); err != nil {
			return 0, err
		}
		u = g.u
	}
	s.mul(w, u)
	next, err := g.orthogonalize("A·M⁻¹·v")
	if err != nil {
		return 0, err
	}
	estimate, err := g.rotate(next)
	if err != nil || g.j < l.m || estimate <= s.goal {
		return estimate, err
	}
	for i := range l.have {
		w := g.basis(g.j + 1)
		copy(w, l.ad[i*s.n:(i+1)*s.n])
		norm := math.Sqrt(s.dot(w, w))
		if next, err = g.orthogonalize("A·d"); err != nil {
			return 0, err
		}
		if next <= dependent*norm {
			continue
		}
		l.used = append(l.used, i)
		if estimate, err = g.rotate(next); err != nil {
			return 0, err
		}
	}
	return estimate, nil
}

// iterate forms x + M⁻¹·V·y + D·t.
func (l *LGMRES) iterate() ([]float64, error) {
	g := &l.core
	if g.j == 0 {
		return g.s.x, nil
	}
	g.backSolve()
	g.s.run(l.combinePass)
	x, err := g.correct()
	if err == nil && len(l.used) > 0 {
		g.s.run(l.keepPass)
	}
	return x, err
}
