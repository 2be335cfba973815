// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/linsolve/dense"
)

const (
	defaultRecyclerM = 40
	defaultRecyclerK = 20
	// trueEvery is how many cycles go on from the updated residual before it is
	// computed from x.
	trueEvery = 10
	// dependent is how small the part of A·M⁻¹·u outside the others may be,
	// relative to itself, before u is left out.
	dependent = 1e-12
)

// Recycler is GCRO-DR, the method for sequences of slowly changing systems: it is
// [GMRES] that keeps K vectors U, an approximate invariant subspace of A·M⁻¹, from
// one cycle to the next and from one solve to the next. Where
//
//	A·M⁻¹·U = C,  CᵀC = I
//
// it removes the residual's part in C at once, and makes each cycle's basis
// orthogonal to C. After a cycle it takes for U the harmonic Ritz vectors of the
// cycle's whole space that Target prefers.
//
// A restarted cycle no longer forgets what the last one learned, so that a single
// system too needs fewer iterations than with GMRES of Restart M; the next system
// starts with what was learned of this one. That costs one product for each vector
// carried over, which is why a zero K carries over as many as have paid: see K.
//
// What it does not check: that the systems are alike. A preconditioner that
// varies between iterations needs Flexible. For systems of another size the
// space is forgotten.
//
// An iteration reads K to M vectors three times; the end of a cycle costs about 6·K·M
// operations an element for the new U and C and an eigenvalue problem of size M, which
// allocates, and a product once in ten cycles. M+2·K+6 vectors are held,
// one more with a preconditioner, M+2·K more with Flexible and a preconditioner. The
// products for the vectors carried over are done before the first iteration, count
// in Result.MatVecs and not in Result.Iter.
//
// Source: M. L. Parks, E. de Sturler, G. Mackey, D. D. Johnson and S. Maiti,
// Recycling Krylov subspaces for sequences of linear systems, SIAM J. Sci. Comput.
// 28 (2006), 1651–1674, https://doi.org/10.1137/040607277; flexible: L. M. Carvalho,
// S. Gratton, R. Lago and X. Vasseur, SIAM J. Matrix Anal. Appl. 32 (2011),
// 1212–1235, https://doi.org/10.1137/10081796X.
type Recycler struct {
	// M is the number of vectors of a cycle, those of U included; zero means 40.
	// More than n are n.
	M int
	// K is the number of vectors of U, less than M, all of which are carried over to
	// the next solve. Zero means min(20, M/2) within a solve, of which as many are
	// carried over as past solves with this value say is worth their products; what
	// trials may lose is less than a hundredth of the products done so far, however
	// short the sequence, so that none is made before there are some hundreds.
	K int
	// Flexible allows the preconditioner to differ from one application to the next,
	// as an inner iteration does.
	Flexible bool
	// SameMatrix promises that A and the preconditioner are those of the last solve
	// with this value, so that its C is right and costs no products.
	SameMatrix bool
	// Target says which part of the spectrum of A·M⁻¹ is kept; zero means
	// SmallestMagnitude.
	Target Target

	core               GMRES
	k                  int  // capacity of u
	have               int  // vectors in u
	take               int  // vectors to carry over to this solve at most
	current            bool // C, the first have vectors of core.v, is A·M⁻¹·U
	begun              bool // this solve has begun with the space carried over
	settled            bool // the residual is small enough before a step
	cycles             int
	u, u2              []float64 // U, and room for the next
	uy, uy2            []float64 // flexible: what the preconditioner was given to make U
	by                 []float64 // what V·y takes of U to stay outside C
	b                  []float64 // Cᵀ·A·M⁻¹·V, by columns of k
	t                  []float64
	gram               []float64 // sums of products with U, a block after the other
	gramFrom, gramRows int
	space              subspace
	carry              carrier
	n                  int // size and kind that u is for
	flex               bool

	fixU  []float64
	fixAt int
	fixBy float64

	fixPass, projectPass, outPass, combinePass, residualPass, gramPass, renewPass pass
}

// Target says which harmonic Ritz values a [Recycler] keeps the vectors of.
type Target int

// Targets.
const (
	SmallestMagnitude Target = iota // those next to zero, which delay convergence as a rule
	LargestMagnitude                // those of largest magnitude
	SmallestReal                    // those with the least real part
)

// Reset forgets the space and what solves have cost.
func (r *Recycler) Reset() {
	r.have, r.current, r.core.j = 0, false, 0
	r.carry = carrier{}
}

// Space returns the space that the next solve can start with, one vector a row, or
// nil if there is none. They are vectors of M·x or, with Flexible, of x; those that
// Target prefers stand first.
func (r *Recycler) Space() *mat.Dense {
	r.renew()
	if r.have == 0 {
		return nil
	}
	return mat.NewDense(r.have, r.n, append([]float64(nil), r.u[:r.have*r.n]...))
}

func (r *Recycler) kept() *Iterator { return &r.core.iterator }

func (r *Recycler) monotone() bool { return true }

func (r *Recycler) init(s *system) error {
	if r.M < 0 {
		return fmt.Errorf("linsolve: M is %d, want ≥ 1, or zero for %d: %w", r.M, defaultRecyclerM, ErrParam)
	}
	m := r.M
	if m == 0 {
		m = defaultRecyclerM
	}
	if r.K < 0 || r.K > 0 && r.K >= m {
		return fmt.Errorf("linsolve: K is %d, want at least 1 and less than M, %d, or zero for as many as pay: %w", r.K, m, ErrParam)
	}
	if r.Target < SmallestMagnitude || r.Target > SmallestReal {
		return fmt.Errorf("linsolve: Target is %d, want one of the constants: %w", r.Target, ErrParam)
	}
	g := &r.core
	flexible := r.Flexible && s.prec != nil
	if r.n != s.n || r.flex != flexible {
		r.Reset()
	}
	m = min(m, s.n) // a Krylov space has no more dimensions
	k := r.K
	if k == 0 {
		k = min(defaultRecyclerK, m/2)
	}
	k = min(k, m-1)
	r.take = k
	if r.carry.close(); r.K == 0 && !r.SameMatrix {
		r.take = r.carry.choose(k, m)
	}
	if r.take > 0 {
		r.renew() // from the last cycle of the last solve, before its memory is used
	}
	g.j = 0

	old := g.v // C, if the memory moves
	g.lead, g.Restart, g.flexible = 0, m, flexible
	if err := g.init(s); err != nil {
		return err
	}
	if r.current && len(old) > 0 && &old[0] != &g.v[0] {
		r.current = false
	}
	r.n, r.flex, r.k, r.have = s.n, flexible, k, min(r.have, r.take)
	r.u, r.u2 = resizeKeeping(r.u, k*s.n), grow(r.u2, k*s.n)
	if flexible {
		r.uy, r.uy2 = resizeKeeping(r.uy, k*s.n), grow(r.uy2, k*s.n)
	}
	r.by, r.b, r.t = grow(r.by, k), grow(r.b, k*m), grow(r.t, m+1)
	r.gram = grow(r.gram, (m+1)*k*blocks(s.n))
	r.begun = false
	r.cycles = 0
	if r.projectPass == nil {
		r.makePasses()
	}
	return nil
}

// resizeKeeping returns a slice of length n that begins as x does.
func resizeKeeping(x []float64, n int) []float64 {
	if cap(x) >= n {
		return x[:n]
	}
	y := grow(nil, n)
	copy(y, x)
	return y
}

func (r *Recycler) makePasses() {
	g := &r.core
	blasOne := dense.Implementation{Workers: 1}
	// Cᵀr
	r.projectPass = func(b, lo, hi int) {
		sums := g.sums(b)[:g.lead]
		clear(sums)
		kernel.GemvN(sums, 1, g.v[lo:], g.s.n, g.s.r[lo:hi])
	}
	// r −= C·t and ‖r‖², u = U·t
	r.outPass = func(b, lo, hi int) {
		t := r.t[:g.lead]
		kernel.GemvT(g.s.r[lo:hi], -1, g.v[lo:], g.s.n, t)
		g.s.sums[maxSums*b] = kernel.SumSquares(g.s.r[lo:hi])
		clear(g.u[lo:hi])
		kernel.GemvT(g.u[lo:hi], 1, r.u[lo:], g.s.n, t)
	}
	// u = V·y − U·by
	r.combinePass = func(_, lo, hi int) {
		clear(g.u[lo:hi])
		kernel.GemvT(g.u[lo:hi], 1, r.directions()[lo:], g.s.n, g.y[:g.j])
		if g.lead > 0 {
			kernel.GemvT(g.u[lo:hi], -1, r.u[lo:], g.s.n, r.by[:g.lead])
		}
	}
	// r = V·t and ‖r‖²
	r.residualPass = func(b, lo, hi int) {
		clear(g.s.r[lo:hi])
		kernel.GemvT(g.s.r[lo:hi], 1, g.v[g.lead*g.s.n+lo:], g.s.n, r.t[:g.j+1])
		g.s.sums[maxSums*b] = kernel.SumSquares(g.s.r[lo:hi])
	}
	// vector fixAt of U −= those before it times h, then normal
	r.fixPass = func(_, lo, hi int) {
		u := r.fixU[r.fixAt*g.s.n:][lo:hi]
		kernel.GemvT(u, -1, r.fixU[lo:], g.s.n, g.h[:r.fixAt])
		kernel.Scale(u, 1/r.fixBy)
	}
	// some rows of [C V]ᵀU, of the U whose preconditioned vectors A multiplies
	r.gramPass = func(b, lo, hi int) {
		blasOne.Dgemm(blas.NoTrans, blas.Trans, r.gramRows, g.lead, hi-lo, 1, g.v[r.gramFrom*g.s.n+lo:], g.s.n, r.given()[lo:], g.s.n, 0, r.gram[b*r.gramRows*g.lead:], g.lead)
	}
	// the next U, then C in the place of U and in front of the basis; a block of all
	// these vectors is read and written once from memory
	r.renewPass = func(_, lo, hi int) {
		for ; lo < hi; lo += renewColumns {
			r.renewPart(lo, min(lo+renewColumns, hi))
		}
	}
}

// renewColumns is the number of elements of all vectors that renewPart reads twice; those of 80
// vectors stay in the second-level cache.
const renewColumns = 512

// renewPart sets elements lo to hi of the next U and C.
func (r *Recycler) renewPart(lo, hi int) {
	g, p, l := &r.core, &r.space, hi-lo
	n, one := g.s.n, dense.Implementation{Workers: 1}
	next := func(dst, u, v []float64) {
		beta := 0.0
		if g.lead > 0 {
			one.Dgemm(blas.NoTrans, blas.NoTrans, p.k, l, g.lead, 1, p.coefU, p.cols, u[lo:], n, 0, dst[lo:], n)
			beta = 1
		}
		one.Dgemm(blas.NoTrans, blas.NoTrans, p.k, l, g.j, 1, p.coefU[g.lead:], p.cols, v[lo:], n, beta, dst[lo:], n)
	}
	next(r.u2, r.u, r.directions())
	if g.flexible {
		next(r.uy2, r.uy, g.v[g.lead*n:])
	}
	one.Dgemm(blas.NoTrans, blas.NoTrans, p.k, l, g.lead+g.j+1, 1, p.coefC, p.cols+1, g.v[lo:], n, 0, r.u[lo:], n)
	for i := range p.k {
		copy(g.v[i*n+lo:i*n+hi], r.u[i*n+lo:i*n+hi])
	}
}

// directions returns what A multiplied, as far as U keeps it: V, or M⁻¹·V.
func (r *Recycler) directions() []float64 {
	g := &r.core
	if g.flexible {
		return g.zs
	}
	return g.v[g.lead*g.s.n:]
}

// given returns U in the coordinates of V.
func (r *Recycler) given() []float64 {
	if r.core.flexible {
		return r.uy
	}
	return r.u
}

func (r *Recycler) start() error {
	r.renew()
	first := !r.begun
	if first {
		r.begun = true
		if !r.SameMatrix || !r.current {
			if err := r.prepare(); err != nil {
				return err
			}
		}
	}
	if err := r.begin(true); err != nil {
		return err
	}
	if first && r.have > 0 {
		r.multiply(0, r.have)
		r.space.inside = append(r.space.inside[:0], r.gram[:r.have*r.have]...)
	}
	return nil
}

// prepare makes C = A·M⁻¹·U orthonormal for a new A.
func (r *Recycler) prepare() error {
	g := &r.core
	s, n := g.s, g.s.n
	// No cycle is under way, whatever fails or panics from here on: vector j+1 = 0 of
	// the basis is the one that follows the kept ones.
	g.j, r.current = -1, false
	kept := 0
	for i := range r.have {
		u := r.u[i*n : (i+1)*n]
		w := g.v[kept*n : (kept+1)*n]
		z := u
		if s.prec != nil && !g.flexible {
			z = g.z
			if err := s.solvePrec(z, u); err != nil {
				return err
			}
		}
		s.mul(w, z)
		g.lead, g.m = kept, g.Restart-kept
		norm := math.Sqrt(s.dot(w, w))
		next, err := g.orthogonalize("A·M⁻¹·u")
		if err != nil {
			r.have = 0
			return err
		}
		if next <= dependent*norm {
			continue
		}
		for c := range kept {
			g.h[c] += g.h2[c]
		}
		r.orthonormal(r.u, i, kept, next)
		if g.flexible {
			r.orthonormal(r.uy, i, kept, next)
		}
		kept++
	}
	g.j, r.have, r.current = 0, kept, true
	return nil
}

// orthonormal does to vector i of u, as vector kept, what made C orthonormal.
func (r *Recycler) orthonormal(u []float64, i, kept int, next float64) {
	n := r.core.s.n
	if kept != i {
		copy(u[kept*n:(kept+1)*n], u[i*n:(i+1)*n])
	}
	r.fixU, r.fixAt, r.fixBy = u, kept, next
	r.core.s.run(r.fixPass)
}

// begin starts a cycle from the residual, which project says may have a part in C.
func (r *Recycler) begin(project bool) error {
	g := &r.core
	s := g.s
	g.lead, g.j = r.have, 0
	g.m = g.Restart - g.lead
	if project && g.lead > 0 {
		s.run(r.projectPass)
		g.reduce(r.t, g.lead)
		s.run(r.outPass)
		s.rnorm = math.Sqrt(s.total(0))
		x, err := g.correct()
		if err != nil {
			return err
		}
		copy(s.x, x)
	}
	if r.settled = s.rnorm <= s.goal; s.rnorm == 0 {
		return nil
	}
	return g.start()
}

func (r *Recycler) step() (float64, error) {
	g := &r.core
	s := g.s
	if g.j == g.m {
		if err := r.endCycle(); err != nil {
			return 0, err
		}
	}
	if r.settled || s.rnorm == 0 || math.IsNaN(s.rnorm) {
		r.settled = false
		r.carry.spent(s.matVecs, s.rnorm <= s.goal)
		return s.rnorm, nil
	}
	j := g.j
	estimate, err := g.step()
	if err != nil {
		return 0, err
	}
	for i := range g.lead {
		r.b[j*r.k+i] = g.h[i] + g.h2[i]
	}
	r.carry.spent(s.matVecs, estimate <= s.goal)
	return estimate, nil
}

// endCycle folds the cycle into x and the space, and begins the next.
func (r *Recycler) endCycle() error {
	g := &r.core
	s := g.s
	x, err := r.iterate()
	if err != nil {
		return err
	}
	copy(s.x, x)
	r.cycles++
	exact := r.cycles%trueEvery == 0
	if exact {
		s.rnorm = s.trueResidual(s.r, s.x)
	} else {
		// Of [C V]·(Gᵀ)⁻¹ only the last rotated component is left.
		t := r.t[:g.j+1]
		clear(t)
		t[g.j] = g.g[g.j]
		g.unrotate(t)
		s.run(r.residualPass)
		s.rnorm = math.Sqrt(s.total(0))
	}
	r.renew()
	return r.begin(exact)
}

// iterate forms x + M⁻¹·(V·y − U·B·y).
func (r *Recycler) iterate() ([]float64, error) {
	g := &r.core
	if g.j <= 0 {
		return g.s.x, nil
	}
	g.backSolve()
	by := r.by[:g.lead]
	clear(by)
	for j := range g.j {
		for i := range by {
			by[i] += r.b[j*r.k+i] * g.y[j]
		}
	}
	g.s.run(r.combinePass)
	return g.correct()
}

// renew makes U and C of the cycle's space, if there is one.
func (r *Recycler) renew() {
	g := &r.core
	if g.j <= 0 {
		return
	}
	if g.lead > 0 {
		r.multiply(g.lead, g.j+1)
	}
	if r.space.choose(r, min(r.k, g.lead+g.j)) {
		g.s.run(r.renewPass)
		r.u, r.u2 = r.u2, r.u
		r.uy, r.uy2 = r.uy2, r.uy
		r.have, r.current = r.space.k, true
	}
	g.j = 0
}

// multiply sets gram to the product of rows vectors of [C V], from the first on, with U.
func (r *Recycler) multiply(from, rows int) {
	g := &r.core
	r.gramFrom, r.gramRows = from, rows
	g.s.run(r.gramPass)
	size := rows * g.lead
	for b := 1; b < blocks(g.s.n); b++ {
		kernel.Axpy(r.gram[:size], 1, r.gram[b*size:(b+1)*size])
	}
}
