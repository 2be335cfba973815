// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

const defaultRestart = 30

// GMRES is the restarted generalised minimal residual method for any
// non-singular system, with the preconditioner applied from the right, so that
// the residual it minimises is that of A·x = b itself:
//
//	minimise ‖r − A·M⁻¹·V·y‖₂ over y,  V an orthonormal basis of span{r, A·M⁻¹·r, …}
//
// The basis is orthogonalised by classical Gram–Schmidt done twice, which keeps
// it orthogonal to rounding. The preconditioner must not vary between
// iterations.
//
// What it does not check: restarted GMRES may stand still when A is indefinite
// or far from normal; the solve then ends with [MaxIter] or [Stagnated].
//
// Iteration j of a cycle costs one product, one application of the
// preconditioner, and reads the j basis vectors three times. Restart+6 vectors
// are held, one more with a preconditioner, and each cycle costs one more product, for the true
// residual, and one more application.
//
// Source: Y. Saad and M. H. Schultz, GMRES, SIAM J. Sci. Stat. Comput. 7 (1986),
// 856–869; the second orthogonalisation: L. Giraud, J. Langou and M. Rozložník,
// Comput. Math. Appl. 50 (2005), 1069–1075.
type GMRES struct {
	// Restart is the number of iterations of a cycle; zero means 30. More than
	// n are n.
	Restart int

	iterator Iterator
	s        *system
	m, j     int       // length of a cycle, columns done in this one
	lead     int       // vectors before the basis that it is kept orthogonal to
	v        []float64 // lead orthonormal vectors and m+1 of the basis, one after the other
	u, z, x  []float64 // M⁻¹v or V·y, M⁻¹V·y, and the iterate formed
	r        []float64 // upper triangle of the rotated Hessenberg matrix, by columns of m
	g        []float64 // rotated right-hand side
	cos, sin []float64
	h, h2, y []float64
	partial  []float64 // lead+m+2 sums a block

	flexible bool      // keep M⁻¹v of every basis vector
	zs       []float64 // those, one after the other

	firstPass, secondPass, thirdPass, combinePass pass
}

func (g *GMRES) kept() *Iterator { return &g.iterator }

func (g *GMRES) monotone() bool { return true }

func (g *GMRES) init(s *system) error {
	if g.Restart < 0 {
		return fmt.Errorf("linsolve: Restart is %d, want ≥ 1, or zero for %d: %w", g.Restart, defaultRestart, ErrParam)
	}
	g.s = s
	if g.m = g.Restart; g.m == 0 {
		g.m = defaultRestart
	}
	g.m = min(g.m, s.n) // a Krylov space has no more dimensions
	m, n := g.m, s.n
	if m+1 > math.MaxInt/8/n {
		return fmt.Errorf("linsolve: Restart is %d, too many vectors of length %d for the memory there can be: %w", g.Restart, n, ErrParam)
	}
	g.v = grow(g.v, (m+1)*n)
	g.u, g.x = grow(g.u, n), grow(g.x, n)
	switch {
	case g.flexible:
		g.zs = grow(g.zs, m*n)
	case s.prec != nil:
		g.z = grow(g.z, n)
	}
	g.r = grow(g.r, m*m)
	g.g, g.cos, g.sin = grow(g.g, m+1), grow(g.cos, m), grow(g.sin, m)
	g.h, g.h2, g.y = grow(g.h, m+2), grow(g.h2, m+2), grow(g.y, m)
	g.partial = grow(g.partial, (m+2)*blocks(n))
	if g.firstPass == nil {
		g.makePasses()
	}
	return nil
}

// basis returns vector i of the basis.
func (g *GMRES) basis(i int) []float64 { return g.v[(g.lead+i)*g.s.n : (g.lead+i+1)*g.s.n] }

// sums returns where block b adds up.
func (g *GMRES) sums(b int) []float64 { return g.partial[b*(g.lead+g.m+2):] }

// makePasses makes the passes over the basis.
func (g *GMRES) makePasses() {
	each := func(f func(sums, w []float64, lo int)) pass {
		return func(b, lo, hi int) {
			f(g.sums(b)[:g.lead+g.j+2], g.basis(g.j + 1)[lo:hi], lo)
		}
	}
	// h = Vᵀw and ‖w‖²
	g.firstPass = each(func(sums, w []float64, lo int) {
		k := g.lead + g.j + 1
		clear(sums)
		kernel.GemvN(sums[:k], 1, g.v[lo:], g.s.n, w)
		sums[k] = kernel.SumSquares(w)
	})
	// w −= V·h and, of the new w, h2 = Vᵀw, from one read of V
	g.secondPass = each(func(sums, w []float64, lo int) {
		k := g.lead + g.j + 1
		kernel.GemvT(w, -1, g.v[lo:], g.s.n, g.h[:k])
		clear(sums)
		kernel.GemvN(sums[:k], 1, g.v[lo:], g.s.n, w)
	})
	// w −= V·h2 and ‖w‖²
	g.thirdPass = each(func(sums, w []float64, lo int) {
		k := g.lead + g.j + 1
		kernel.GemvT(w, -1, g.v[lo:], g.s.n, g.h2[:k])
		sums[k] = kernel.SumSquares(w)
	})
	g.combinePass = func(_, lo, hi int) {
		clear(g.u[lo:hi])
		from := g.v
		if g.flexible {
			from = g.zs
		}
		kernel.GemvT(g.u[lo:hi], 1, from[lo:], g.s.n, g.y[:g.j])
	}
}

// reduce adds the block sums 0..k-1 into dst in order.
func (g *GMRES) reduce(dst []float64, k int) {
	clear(dst[:k])
	for b := range blocks(g.s.n) {
		for i, v := range g.sums(b)[:k] {
			dst[i] += v
		}
	}
}

func (g *GMRES) start() error {
	s := g.s
	g.j = 0
	clear(g.g)
	g.g[0] = s.rnorm
	kernel.ScaleTo(g.basis(0), 1/s.rnorm, s.r)
	return nil
}

// restart folds the cycle into x and begins the next from the true residual.
func (g *GMRES) restart() error {
	s := g.s
	x, err := g.iterate()
	if err != nil {
		return err
	}
	copy(s.x, x)
	s.rnorm = s.trueResidual(s.r, s.x)
	if s.rnorm <= s.goal {
		g.j = 0
		return nil
	}
	return g.start()
}

func (g *GMRES) step() (float64, error) {
	s := g.s
	if g.j == g.m {
		if err := g.restart(); err != nil {
			return 0, err
		}
		if s.rnorm <= s.goal || math.IsNaN(s.rnorm) {
			return s.rnorm, nil
		}
	}
	j := g.j
	w := g.basis(j + 1)
	if s.prec == nil {
		s.mul(w, g.basis(j))
	} else {
		u := g.u
		if g.flexible {
			u = g.zs[j*s.n : (j+1)*s.n]
		}
		if err := s.solvePrec(u, g.basis(j)); err != nil {
			return 0, err
		}
		s.mul(w, u)
	}

	next, err := g.orthogonalize("A·M⁻¹·v")
	if err != nil {
		return 0, err
	}
	return g.rotate(next)
}

// orthogonalize makes w, vector j+1 of the basis, orthogonal to those before it
// and normal. It leaves the coefficients in h + h2 and returns the norm of what
// was left of w, zero if that is rounding; then w is not normal. name is what w is.
func (g *GMRES) orthogonalize(name string) (next float64, err error) {
	s, k := g.s, g.lead+g.j+1
	s.run(g.firstPass)
	g.reduce(g.h, k+1)
	norm := math.Sqrt(g.h[k])
	if math.IsNaN(norm) || math.IsInf(norm, 0) {
		return 0, notFinite(name)
	}
	s.run(g.secondPass)
	g.reduce(g.h2, k)
	s.run(g.thirdPass)
	for b := range blocks(s.n) {
		next += g.sums(b)[k]
	}
	next = math.Sqrt(next)
	if next <= 0x1p-52*norm {
		return 0, nil // the space is invariant
	}
	kernel.Scale(g.basis(g.j+1), 1/next)
	return next, nil
}

// rotate applies the Givens rotations to column j of the Hessenberg matrix,
// whose last element is next, and returns the new residual norm.
func (g *GMRES) rotate(next float64) (float64, error) {
	j := g.j
	col := g.r[j*g.m:][:j+1]
	for i := range col {
		col[i] = g.h[g.lead+i] + g.h2[g.lead+i]
	}
	for i := range j {
		a, b := col[i], col[i+1]
		col[i] = g.cos[i]*a + g.sin[i]*b
		col[i+1] = g.cos[i]*b - g.sin[i]*a
	}
	d := math.Hypot(col[j], next)
	if d == 0 {
		return 0, fmt.Errorf("%w: A is singular on the Krylov space", ErrBreakdown)
	}
	g.cos[j], g.sin[j] = col[j]/d, next/d
	col[j] = d
	g.g[j+1] = -g.sin[j] * g.g[j]
	g.g[j] *= g.cos[j]
	g.j++
	return math.Abs(g.g[g.j]), nil
}

// iterate forms x + M⁻¹·V·y.
func (g *GMRES) iterate() ([]float64, error) {
	s := g.s
	if g.j == 0 {
		return s.x, nil
	}
	g.backSolve()
	s.run(g.combinePass)
	return g.correct()
}

// backSolve sets y to the coefficients of the least residual in the basis.
func (g *GMRES) backSolve() {
	for i := g.j - 1; i >= 0; i-- {
		t := g.g[i]
		for k := i + 1; k < g.j; k++ {
			t -= g.r[k*g.m+i] * g.y[k]
		}
		g.y[i] = t / g.r[i*g.m+i]
	}
}

// correct forms x + M⁻¹·u, or x + u where u is preconditioned already.
func (g *GMRES) correct() ([]float64, error) {
	s, d := g.s, g.u
	if s.prec != nil && !g.flexible {
		d = g.z
		if err := s.solvePrec(d, g.u); err != nil {
			return nil, err
		}
	}
	s.axpyTo(g.x, 1, d, s.x)
	return g.x, nil
}
