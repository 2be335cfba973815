// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
)

// BlockCG is the method of conjugate gradients for several right-hand sides of one
// symmetric positive definite system, with a symmetric positive definite preconditioner.
//
// In each step it minimises the energy norm of every error over the Krylov space of all
// residuals together. The block of residuals is kept as R = Q·C with QᵀM⁻¹Q = I, so that
// nothing is divided by what vanishes when residuals become small or dependent:
//
//	Ξ = (PᵀAP)⁻¹;  X += P·Ξ·C;  [Q, S] = qr(Q − A·P·Ξ);  C = S·C;  P = M⁻¹Q + P·Sᵀ
//
// Vectors of Q that depend on others are left out, and so is a dimension of the residuals
// for every right-hand side that has converged.
//
// Symmetry is not checked. Definiteness is, as far as the iteration sees it, and ends the
// solve with [NegativeCurvature] and a [*NotSPDError].
//
// A step with p vectors, at most one a right-hand side, costs p products, p applications
// of the preconditioner and, an element, 11·p² operations, or 14·p² where residuals come
// close to dependence (with a preconditioner 16·p² or 20·p²).
// Eight vectors a right-hand side are held, one more with a preconditioner. So where a
// product is cheap, as that of a 5-point stencil without a preconditioner, a block need
// not save time against [CG] one by one, although one of 16 takes less than half the
// products.
//
// Source: A. A. Dubrulle, Retooling the method of block conjugate gradients, Electron.
// Trans. Numer. Anal. 12 (2001), 216–233, algorithm BCGrQ; D. P. O'Leary, The block
// conjugate gradient algorithm and related methods, Linear Algebra Appl. 29 (1980),
// 293–322, https://doi.org/10.1016/0024-3795(80)90247-5.
type BlockCG struct {
	driver blockDriver
	s      *blockSystem
	p      int // vectors in the block
	k      int // columns of c
	// Blocks of p rows: Q, P, A·P or the next P, and M⁻¹Q.
	q, dir, next, z []float64
	c, c2           []float64 // p×k
	g, coef, coefX  []float64
	known           []float64 // the Gram matrix of Q before it is made orthonormal
	floor           []float64
}

func (m *BlockCG) blockKept() *blockDriver { return &m.driver }

func (m *BlockCG) blockInit(s *blockSystem) error {
	m.s, s.once = s, true
	size, square := s.k*s.n, s.k*s.k
	m.q, m.dir, m.next = grow(m.q, size), grow(m.dir, size), grow(m.next, size)
	if s.prec != nil {
		m.z = grow(m.z, size)
	}
	m.c, m.c2, m.g, m.coef = grow(m.c, square), grow(m.c2, square), grow(m.g, square), grow(m.coef, square)
	m.coefX, m.known, m.floor = grow(m.coefX, square), grow(m.known, square), grow(m.floor, s.k)
	return nil
}

func (m *BlockCG) blockStart() error {
	s := m.s
	m.p, m.k = s.k, s.k
	copy(m.q, s.r[:s.k*s.n])
	for i := range s.k {
		m.floor[i] = max(negligible/float64(s.k)*s.goal[i], noise*s.estimate[i])
	}
	z := m.q
	if s.prec != nil {
		z = m.z
		if err := s.solvePrecRows(z, m.q, s.k); err != nil {
			return err
		}
		// In the norm of M⁻¹, which estimates say nothing of.
		for i := range s.k {
			rz := s.dot(m.q[i*s.n:(i+1)*s.n], z[i*s.n:(i+1)*s.n])
			if rz == 0 {
				return fmt.Errorf("%w: rᵀM⁻¹r = 0 with r ≠ 0", ErrBreakdown)
			}
			m.floor[i] *= math.Sqrt(math.Abs(rz)) / s.estimate[i]
		}
	}
	if err := m.orthonormalize(m.c, s.k, nil); err != nil {
		return err
	}
	if s.prec == nil {
		z = m.q
	}
	copy(m.dir[:m.p*s.n], z)
	return nil
}

// negligible is the part of its goal that a residual may lose by all vectors left out.
const negligible = 0.01

// orthonormalize makes the m.p rows of Q, and M⁻¹Q with them, orthonormal.
func (m *BlockCG) orthonormalize(c []float64, rows int, known []float64) (err error) {
	var z []float64
	if m.s.prec != nil {
		z = m.z
	}
	m.p, err = m.s.orthonormalize(m.q, z, rows, m.floor, c, known)
	return err
}

func (m *BlockCG) blockStep() error {
	s, p, k := m.s, m.p, m.k
	if p == 0 { // all residuals are rounding
		clear(s.estimate[:s.k])
		return nil
	}
	s.mulRows(m.next, m.dir, p)
	g := m.g[:p*p]
	s.gram(g, m.next, p, m.dir, p)
	if v := floats.Sum(g); math.IsNaN(v) || math.IsInf(v, 0) {
		return notFinite("A·P")
	}
	if err := m.factor(g); err != nil {
		return err
	}
	// X += (Ξ·C)ᵀ·P
	coefX := m.coefX[:k*p]
	for j := range k {
		y := coefX[j*p : (j+1)*p]
		for a := range y {
			y[a] = m.c[a*k+j]
		}
		solveSmall(g, y, p)
	}
	// Q −= Ξ·(A·P)
	coef := m.coef[:p*p]
	for a := range p {
		y := coef[a*p : (a+1)*p]
		clear(y)
		y[a] = -1
		solveSmall(g, y, p)
	}
	s.advance(m.known, coefX, m.dir, coef, m.q, m.next, p)
	for a := range p {
		low := math.Inf(1)
		for j := range k {
			if v := math.Abs(m.c[a*k+j]); v > 0 {
				low = min(low, negligible/float64(p)*s.goal[j]/v)
			}
		}
		m.floor[a] = noise
		if s.prec == nil && !math.IsInf(low, 1) {
			m.floor[a] = max(noise, min(low, 0.1))
		}
	}
	known := m.known[:p*p]
	if s.prec != nil {
		known = nil
		if err := s.solvePrecRows(m.z, m.q, p); err != nil {
			return err
		}
	}
	small := m.g[:p*p] // S
	if err := m.orthonormalize(small, p, known); err != nil {
		return err
	}
	multiplySmall(m.c2, small, m.c, m.p, p, k)
	m.c, m.c2 = m.c2, m.c
	z := m.q
	if s.prec != nil {
		z = m.z
	}
	s.direction(m.next, z, m.p, small, m.dir, p)
	m.dir, m.next = m.next, m.dir
	m.estimates()
	return nil
}

// multiplySmall sets the rows×cols matrix dst to a·b, a having inner columns.
func multiplySmall(dst, a, b []float64, rows, inner, cols int) {
	clear(dst[:rows*cols])
	for i := range rows {
		for l := range inner {
			floats.AddScaled(dst[i*cols:(i+1)*cols], a[i*inner+l], b[l*cols:(l+1)*cols])
		}
	}
}

// estimates sets the residual norms, of the columns of Q·C.
func (m *BlockCG) estimates() {
	s, p, k := m.s, m.p, m.k
	if s.prec == nil || p == 0 {
		for j := range k {
			norm := 0.0
			for a := range p {
				norm = math.Hypot(norm, m.c[a*k+j])
			}
			s.estimate[j] = norm
		}
		return
	}
	g := m.g[:p*p]
	s.gram(g, m.q, p, m.q, p)
	for j := range k {
		rr := 0.0
		for a := range p {
			sum := 0.0
			for b := range p {
				sum += g[a*p+b] * m.c[b*k+j]
			}
			rr += m.c[a*k+j] * sum
		}
		s.estimate[j] = math.Sqrt(max(rr, 0))
	}
}

// factor replaces PᵀAP by its factors L·D·Lᵀ, or says what keeps it from being positive
// definite.
func (m *BlockCG) factor(g []float64) error {
	s, p := m.s, m.p
	for j := range p {
		before := g[j*p+j]
		d := before
		for l := range j {
			d -= g[j*p+l] * g[j*p+l] * g[l*p+l]
		}
		if !(d > 0) {
			if before > 0 && d >= -1e-10*before {
				return fmt.Errorf("%w: the directions of the block are dependent to rounding", ErrBreakdown)
			}
			if d == 0 {
				return errFlat
			}
			// The direction is P·L⁻ᵀe_j.
			y := m.coef[:p]
			clear(y)
			y[j] = 1
			for i := j - 1; i >= 0; i-- {
				for l := i + 1; l <= j; l++ {
					y[i] -= g[l*p+i] * y[l]
				}
			}
			direction := make([]float64, s.n)
			for i, v := range y[:j+1] {
				floats.AddScaled(direction, v, m.dir[i*s.n:(i+1)*s.n])
			}
			return &NotSPDError{Curvature: d, Direction: direction}
		}
		g[j*p+j] = d
		for i := j + 1; i < p; i++ {
			t := g[i*p+j]
			for l := range j {
				t -= g[i*p+l] * g[j*p+l] * g[l*p+l]
			}
			g[i*p+j] = t / d
		}
	}
	return nil
}

func (m *BlockCG) blockIterate() ([]float64, error) { return m.s.x, nil }

// blockKeep goes on with some right-hand sides. Their residuals span less than Q when
// there are fewer than it has vectors: with C = U·T, U of orthonormal columns, Q·U and
// P·U take the places of Q and P, and relations between them stay as they are.
func (m *BlockCG) blockKeep(positions []int) {
	s, p, k := m.s, m.p, len(positions)
	for a := range p {
		for to, from := range positions {
			m.c2[a*k+to] = m.c[a*m.k+from]
		}
	}
	m.c, m.c2 = m.c2, m.c
	m.k = k
	if p <= k {
		return
	}
	u, t := m.coef[:0], m.c2 // rows of Uᵀ
	found := 0
	clear(t[:k*k])
	for j := range k {
		row := m.coef[found*p : (found+1)*p]
		for a := range p {
			row[a] = m.c[a*k+j]
		}
		before := floats.Norm(row, 2)
		for range 2 {
			for f := range found {
				h := floats.Dot(u[f*p:(f+1)*p], row)
				floats.AddScaled(row, -h, u[f*p:(f+1)*p])
				t[f*k+j] += h
			}
		}
		if norm := floats.Norm(row, 2); norm > max(noise*before, negligible/float64(k)*s.goal[j]) {
			floats.Scale(1/norm, row)
			t[found*k+j] = norm
			found++
			u = m.coef[:found*p]
		}
	}
	s.combine(m.next, found, 0, u, m.dir, p)
	m.dir, m.next = m.next, m.dir
	s.combine(m.next, found, 0, u, m.q, p)
	m.q, m.next = m.next, m.q
	m.c, m.c2 = t, m.c
	m.p = found
}
