// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/kernel"
)

const (
	defaultRMINRESK      = 20
	defaultRMINRESWindow = 100
)

// RMINRES is recycling MINRES, for sequences of slowly changing symmetric systems,
// definite or not, with a symmetric positive definite preconditioner. It is [MINRES] that
// keeps K vectors U, approximate eigenvectors of M⁻¹·A, from one solve to the next. Where
//
//	A·U = C,  CᵀM⁻¹C = I
//
// it removes the residual's part in C at once, and iterates with (I − C·CᵀM⁻¹)·A. That
// is symmetric on the complement of C, so that the Lanczos recurrence stays short. What
// the iterate needs of U follows from the same recurrence for the short vectors
// CᵀM⁻¹·A·v and is added when the iterate is asked for, so that U is not read in an
// iteration.
//
// The Lanczos vectors of a solve are looked at in windows. From each, and from the space
// found so far, it takes the harmonic Ritz vectors of least magnitude for the next
// solve. If a space turns out to make the projected system singular it is put away, and
// the solve goes on without.
//
// Symmetry is not checked, nor that the systems are alike. For systems of another size the
// space is forgotten. The status is as with [MINRES].
//
// Each vector carried over costs a product and an application of the preconditioner before
// the first iteration, which count in Result.MatVecs and Result.PrecSolves and not in
// Result.Iter. An iteration moves 16·K bytes an element more than with MINRES, and the windows cost
// 4·(2·K+Window) operations an element or, with a preconditioner, half as many more, and an eigenvalue
// problem of size K+Window for each.
// 5·K+2·Window+10 vectors are held; with a preconditioner 7·K+3·Window+13.
//
// Source: S. Wang, E. de Sturler and G. H. Paulino, Large-scale topology optimization using
// preconditioned Krylov subspace methods with recycling, Int. J. Numer. Methods Eng. 69
// (2007), 2441–2468, https://doi.org/10.1002/nme.1798.
type RMINRES struct {
	// K is the number of vectors of U, all of which are carried over to the next solve.
	// Zero means 20, of which only those are carried over that are close to eigenvectors, and
	// of these as many as past solves with this value say is worth their products; no more
	// is tried than a hundredth of the products done so far may lose, so that none is before
	// there are some hundreds. On sequences known to be alike K = 20 gains more, and sooner.
	// More than n are n.
	K int
	// Window is the number of Lanczos vectors that are looked at together; zero means 100.
	// In windows of fewer, vectors come close to eigenvectors later.
	Window int
	// SameMatrix promises that A and the preconditioner are those of the last solve with
	// this value, so that A·U is right and costs no products.
	SameMatrix bool

	core  MINRES
	n     int
	prec  bool // there was a preconditioner
	lead  int  // vectors of U and C in use
	take  int  // vectors to carry over to this solve at most
	begun bool // this solve has begun with the space carried over
	// settled says that the residual is small enough before a step.
	settled  bool
	u, c, mc []float64 // U, C and M⁻¹C, which is C without a preconditioner
	b        []float64 // CᵀM⁻¹·A·v of this step
	w, wOld  []float64 // what the directions of x take of U
	sum      []float64 // what x takes of U
	x        []float64
	prev     []float64 // with a preconditioner, the last but one Lanczos vector
	now      []float64 // and the last one
	fixed    []float64
	space    window
	carry    carrier

	dotsPass, outPass, startPass, fixPass, formPass pass
}

// Reset forgets the space and what solves have cost.
func (r *RMINRES) Reset() {
	r.space.have, r.space.count, r.lead = 0, 0, 0
	r.carry = carrier{}
}

// Space returns the space that the next solve can start with, one vector a row, or nil if
// there is none. Those of least harmonic Ritz values stand first.
func (r *RMINRES) Space() *mat.Dense {
	r.space.fold()
	if r.space.have == 0 {
		return nil
	}
	return mat.NewDense(r.space.have, r.n, append([]float64(nil), r.space.z[:r.space.have*r.n]...))
}

func (r *RMINRES) kept() *Iterator { return &r.core.iterator }

func (r *RMINRES) monotone() bool { return false } // as MINRES

func (r *RMINRES) init(s *system) error {
	if r.K < 0 {
		return fmt.Errorf("linsolve: K is %d, want at least 1, or zero for as many as pay: %w", r.K, ErrParam)
	}
	if r.Window < 0 {
		return fmt.Errorf("linsolve: Window is %d, want ≥ 1, or zero for %d: %w", r.Window, defaultRMINRESWindow, ErrParam)
	}
	k, l := r.K, r.Window
	if k == 0 {
		k = min(defaultRMINRESK, s.n/2)
	}
	if l == 0 {
		l = defaultRMINRESWindow
	}
	k, l = min(k, s.n), min(l, s.n)
	if k+l > math.MaxInt/64/s.n {
		return fmt.Errorf("linsolve: K is %d and Window %d, too many vectors of length %d for the memory there can be: %w", r.K, r.Window, s.n, ErrParam)
	}
	p := &r.space
	if r.n != s.n || p.k != k || p.l != l || r.prec != (s.prec != nil) {
		carry := r.carry
		if r.Reset(); r.n == s.n {
			r.carry = carry
		}
	}
	r.core.recycle = r
	if err := r.core.init(s); err != nil {
		return err
	}
	r.n, r.prec, r.lead = s.n, s.prec != nil, 0
	r.take = k
	r.carry.wary = true
	if r.carry.close(); r.K == 0 && !r.SameMatrix {
		r.take = r.carry.choose(k, l)
	}
	p.resize(s, k, l)
	if r.take > 0 {
		p.fold() // from the last solve
	}
	p.count, p.have, p.known = 0, min(p.have, k), p.known && r.SameMatrix
	if r.take < k {
		p.keepStraight(r.take)
	}
	r.u, r.c = grow(r.u, k*s.n), grow(r.c, k*s.n)
	if r.mc = r.mc[:0]; r.prec {
		r.mc = grow(r.mc, k*s.n)
		r.prev, r.now = grow(r.prev, s.n), grow(r.now, s.n)
	} else {
		r.mc = r.c
	}
	r.b, r.w, r.wOld, r.sum = grow(r.b, k), grow(r.w, k), grow(r.wOld, k), grow(r.sum, k)
	r.x = grow(r.x, s.n)
	r.begun, r.settled = false, false
	if r.dotsPass == nil {
		r.makePasses()
	}
	return nil
}

func (r *RMINRES) makePasses() {
	m := &r.core
	// (M⁻¹C)ᵀ·fixed
	r.dotsPass = func(b, lo, hi int) {
		sums := r.space.cell[b*r.lead : (b+1)*r.lead]
		clear(sums)
		kernel.GemvN(sums, 1, r.mc[lo:], r.n, r.fixed[lo:hi])
	}
	// next −= C·b
	r.outPass = func(_, lo, hi int) {
		kernel.GemvT(m.next[lo:hi], -1, r.c[lo:], r.n, r.b[:r.lead])
	}
	// x += U·b, r −= C·b and ‖r‖²
	r.startPass = func(b, lo, hi int) {
		kernel.GemvT(m.s.x[lo:hi], 1, r.u[lo:], r.n, r.b[:r.lead])
		kernel.GemvT(m.s.r[lo:hi], -1, r.c[lo:], r.n, r.b[:r.lead])
		m.s.sums[maxSums*b] = kernel.SumSquares(m.s.r[lo:hi])
	}
	// vector lead of U, C and M⁻¹C −= those before it times b
	r.fixPass = func(_, lo, hi int) {
		at := r.lead * r.n
		kernel.GemvT(r.u[at+lo:at+hi], -1, r.u[lo:], r.n, r.b[:r.lead])
		kernel.GemvT(r.c[at+lo:at+hi], -1, r.c[lo:], r.n, r.b[:r.lead])
		if r.prec {
			kernel.GemvT(r.mc[at+lo:at+hi], -1, r.mc[lo:], r.n, r.b[:r.lead])
		}
	}
	// x − U·sum
	r.formPass = func(_, lo, hi int) {
		copy(r.x[lo:hi], m.s.x[lo:hi])
		kernel.GemvT(r.x[lo:hi], -1, r.u[lo:], r.n, r.sum[:r.lead])
	}
}

// dots sets b = (M⁻¹C)ᵀ·v.
func (r *RMINRES) dots(v []float64) {
	r.fixed = v
	r.core.s.run(r.dotsPass)
	clear(r.b)
	for b := range blocks(r.n) {
		kernel.Axpy(r.b[:r.lead], 1, r.space.cell[b*r.lead:(b+1)*r.lead])
	}
}

// prepare makes C = A·U orthonormal in the inner product of M⁻¹, for a new A.
func (r *RMINRES) prepare() error {
	s, n, p := r.core.s, r.n, &r.space
	have, known := p.have, p.known
	// No space is there whatever fails or panics from here on.
	p.have, p.known, r.lead = 0, false, 0
	for i := range have {
		at := r.lead * n
		u, c := r.u[at:at+n], r.c[at:at+n]
		mc := c
		copy(u, p.z[i*n:(i+1)*n])
		if known {
			copy(c, p.az[i*n:(i+1)*n])
		} else {
			s.mul(c, u)
		}
		if r.prec {
			mc = r.mc[at : at+n]
			if known {
				copy(mc, p.maz[i*n:(i+1)*n])
			} else if err := s.solvePrec(mc, c); err != nil {
				return err
			}
		}
		before := s.dot(c, mc)
		if r.take < p.k && before > 0 && !(p.isStraight(u, mc) && p.isAlike(mc, p.maz[i*n:(i+1)*n])) {
			continue // it is not close to an eigenvector, or not that of the last matrix
		}
		switch {
		case math.IsNaN(before) || math.IsInf(before, 0):
			return notFinite("A·u or M⁻¹·A·u")
		case before < 0:
			return &NotSPDError{Preconditioner: true, Curvature: before, Direction: append([]float64(nil), c...)}
		}
		for range 2 {
			r.dots(c)
			s.run(r.fixPass)
		}
		norm := math.Sqrt(max(s.dot(c, mc), 0))
		if !(norm > dependent*math.Sqrt(before)) {
			continue
		}
		kernel.Scale(u, 1/norm)
		kernel.Scale(c, 1/norm)
		if r.prec {
			kernel.Scale(mc, 1/norm)
		}
		r.lead++
	}
	p.begin(r.u, r.c, r.mc, r.lead)
	return nil
}

func (r *RMINRES) start() error {
	if !r.begun {
		r.begun = true
		if err := r.prepare(); err != nil {
			return err
		}
	}
	return r.begin()
}

// begin starts from the residual, once its part in C is removed.
func (r *RMINRES) begin() error {
	s := r.core.s
	clear(r.sum)
	clear(r.w)
	clear(r.wOld)
	clear(r.prev)
	if r.lead > 0 {
		r.dots(s.r)
		s.run(r.startPass)
		s.rnorm = math.Sqrt(s.total(0))
	}
	if r.settled = r.lead > 0 && s.rnorm <= s.goal; s.rnorm == 0 {
		return nil
	}
	return r.core.start()
}

func (r *RMINRES) step() (float64, error) {
	s := r.core.s
	if r.settled || s.rnorm == 0 {
		r.settled = false
		r.carry.spent(s.matVecs, true)
		return s.rnorm, nil
	}
	estimate, err := r.core.step()
	if err != nil && r.lead > 0 && errors.Is(err, ErrInconsistent) {
		// The projected system is singular, which says nothing of A.
		if err = r.abandon(); err != nil {
			return 0, err
		}
		if s.rnorm <= s.goal {
			r.settled = true
			return s.rnorm, nil
		}
		estimate, err = r.core.step()
	}
	if err != nil {
		return 0, err
	}
	r.carry.spent(s.matVecs, estimate <= s.goal)
	return estimate, nil
}

// abandon goes on without the recycled space from where the solve is.
func (r *RMINRES) abandon() error {
	s := r.core.s
	x, err := r.iterate()
	if err != nil {
		return err
	}
	copy(s.x, x)
	r.lead = 0
	s.rnorm = s.trueResidual(s.r, s.x)
	if math.IsNaN(s.rnorm) || math.IsInf(s.rnorm, 0) {
		return notFinite("b − A·x")
	}
	return r.begin()
}

// project takes what lies in C out of A·z, the next Lanczos vector, and keeps both for the
// window.
func (r *RMINRES) project(z []float64) {
	m, p := &r.core, &r.space
	if p.k > 0 {
		at := (p.have + p.count) * r.n
		copy(p.z[at:at+r.n], z)
		copy(p.az[at:at+r.n], m.next)
	}
	if r.prec {
		copy(r.now, z)
	}
	if r.lead > 0 {
		r.dots(m.next)
		m.s.run(r.outPass)
	}
}

// correct follows the recurrence of the directions of x in U, and ends the window when it
// is full.
func (r *RMINRES) correct() {
	m, p := &r.core, &r.space
	for i := range r.lead {
		v := (r.b[i] - m.c.a2*r.w[i] - m.c.a3*r.wOld[i]) / m.c.a1
		r.wOld[i] = r.w[i]
		r.w[i] = v
		r.sum[i] += m.c.length * v
	}
	if r.prec && p.k > 0 {
		// M⁻¹·A·z by the recurrence that A·z was made to satisfy
		maz := p.maz[(p.have+p.count)*r.n:][:r.n]
		kernel.ScaleTo(maz, m.gamma, m.z)
		kernel.Axpy(maz, m.c.delta, r.now)
		kernel.Axpy(maz, m.c.gamma, r.prev)
		if r.lead > 0 {
			kernel.GemvT(maz, 1, r.mc, r.n, r.b[:r.lead])
		}
	}
	r.prev, r.now = r.now, r.prev
	if p.k == 0 {
		return
	}
	if p.count++; p.count == p.l {
		p.fold()
	}
}

func (r *RMINRES) iterate() ([]float64, error) {
	if r.lead == 0 {
		return r.core.s.x, nil
	}
	r.core.s.run(r.formPass)
	return r.x, nil
}
