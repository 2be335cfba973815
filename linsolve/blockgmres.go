// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
)

// BlockGMRES is restarted [GMRES] for several right-hand sides, with the preconditioner
// applied from the right: in each step every residual is the least over the Krylov space
// of all residuals together,
//
//	minimise ‖r_j − A·M⁻¹·V·y_j‖₂ over y_j,  V an orthonormal basis of span{R, A·M⁻¹·R, …}
//
// The basis is orthogonalised by classical Gram–Schmidt done twice. Vectors that depend on
// others are left out of the block, at the start and on the way, and a cycle begins
// without the right-hand sides that have converged. The preconditioner must not vary.
//
// What it does not check: as GMRES, it may stand still when A is indefinite or far from
// normal; the solve then ends with [MaxIter] or [Stagnated].
//
// Step j of a cycle with p vectors, at most one a right-hand side, costs p products, p
// applications of the preconditioner and 8·j·p² operations an element. Restart+1 vectors a
// right-hand side are held for the basis and eight more, and a cycle costs a product more a
// right-hand side, for the true residual, and an application.
//
// Source: B. Vital, Étude de quelques méthodes de résolution de problèmes linéaires de
// grande taille sur multiprocesseur, thesis, Université de Rennes 1990; leaving vectors
// out: M. H. Gutknecht, Block Krylov space methods for linear systems with multiple
// right-hand sides: an introduction, in: Modern Mathematical Models, Methods and
// Algorithms for Real World Systems, Anamaya 2007, 420–447.
type BlockGMRES struct {
	// Restart is the number of steps of a cycle; zero means 30. A cycle ends sooner when
	// its basis has n vectors.
	Restart int

	driver blockDriver
	s      *blockSystem
	m      int // steps of a cycle
	most   int // columns there may be
	steps  int
	k      int // right-hand sides of this cycle that are not solved yet
	width  int // columns of g
	lo, hi int // vectors of the basis that the next step multiplies
	v      []float64
	u, xs  []float64 // M⁻¹ of a block, V·Y, and the iterates formed
	r      []float64 // upper triangle of the rotated Hessenberg matrix, column q from q·(q+1)/2
	turns  []turn
	first  []int     // turns of each column, and the end
	g      []float64 // rotated right-hand sides, rows of width
	h, h2  []float64
	c, y   []float64
	column []float64
	floor  []float64
}

// A turn is a Givens rotation of two rows.
type turn struct {
	row, with int
	cos, sin  float64
}

func (m *BlockGMRES) blockKept() *blockDriver { return &m.driver }

func (m *BlockGMRES) blockMonotone() bool { return true }

func (m *BlockGMRES) blockInit(s *blockSystem) error {
	if m.Restart < 0 {
		return fmt.Errorf("linsolve: Restart is %d, want ≥ 1, or zero for %d: %w", m.Restart, defaultRestart, ErrParam)
	}
	m.s, m.lo, m.hi, m.k, s.once = s, 0, 0, s.k, false
	if m.m = m.Restart; m.m == 0 {
		m.m = defaultRestart
	}
	m.m = min(m.m, s.n)
	if m.m > math.MaxInt/16/s.n/s.k {
		return fmt.Errorf("linsolve: Restart is %d, too many blocks of %d vectors of length %d for the memory there can be: %w", m.Restart, s.k, s.n, ErrParam)
	}
	k := s.k
	m.most = min(m.m*k, s.n+k)
	m.v = grow(m.v, (m.most+k)*s.n)
	m.u, m.xs = grow(m.u, k*s.n), grow(m.xs, k*s.n)
	m.r = grow(m.r, m.most*(m.most+1)/2)
	m.g = grow(m.g, (m.most+k)*k)
	m.h, m.h2 = grow(m.h, (m.most+k)*k), grow(m.h2, (m.most+k)*k)
	m.c, m.y, m.column, m.floor = grow(m.c, k*k), grow(m.y, k*m.most), grow(m.column, m.most+k), grow(m.floor, k)
	if cap(m.first) < m.most+1 {
		m.first = make([]int, 0, m.most+1)
		m.turns = make([]turn, 0, 2*k*m.most)
	}
	return nil
}

func (m *BlockGMRES) blockStart() error {
	s := m.s
	k := s.k
	m.k, m.width, m.lo, m.steps = k, k, 0, 0
	m.turns, m.first = m.turns[:0], append(m.first[:0], 0)
	copy(m.v, s.r[:k*s.n])
	for i := range k {
		m.floor[i] = max(negligible/float64(k)*s.goal[i], noise*s.estimate[i])
	}
	p, err := s.orthonormalize(m.v, nil, k, m.floor, m.c, nil)
	if err != nil {
		return err
	}
	clear(m.g)
	copy(m.g, m.c[:p*k])
	m.hi = p
	return nil
}

func (m *BlockGMRES) blockStep() error {
	s := m.s
	if m.steps == m.m || m.hi > m.most {
		if err := m.restart(); err != nil {
			return err
		}
	}
	b := m.hi - m.lo
	if b == 0 { // the space is invariant
		return nil
	}
	w, from := m.v[m.hi*s.n:], m.v[m.lo*s.n:]
	if s.prec != nil {
		if err := s.solvePrecRows(m.u, from, b); err != nil {
			return err
		}
		from = m.u
	}
	s.mulRows(w, from, b)
	for i := range b {
		wi := w[i*s.n : (i+1)*s.n]
		m.floor[i] = noise * math.Sqrt(s.dot(wi, wi))
	}
	size := b * m.hi
	for _, h := range [][]float64{m.h[:size], m.h2[:size]} {
		s.gram(h, w, b, m.v, m.hi)
		if v := floats.Sum(h); math.IsNaN(v) || math.IsInf(v, 0) {
			return notFinite("A·M⁻¹·v")
		}
		floats.Scale(-1, h)
		s.combine(w, b, 1, h, m.v, m.hi)
	}
	p, err := s.orthonormalize(w, nil, b, m.floor, m.c, nil)
	if err != nil {
		return err
	}
	rows := m.hi + p
	for i := range b {
		col := m.column[:rows]
		for a := range m.hi {
			col[a] = -m.h[i*m.hi+a] - m.h2[i*m.hi+a]
		}
		for a := range p {
			col[m.hi+a] = m.c[a*b+i]
		}
		if err := m.rotate(col, m.lo+i); err != nil {
			return err
		}
	}
	m.lo, m.hi, m.steps = m.hi, rows, m.steps+1
	for j := range m.k {
		norm := 0.0
		for a := m.lo; a < m.hi; a++ {
			norm = math.Hypot(norm, m.g[a*m.width+j])
		}
		s.estimate[j] = norm
	}
	return nil
}

// rotate makes column q of the Hessenberg matrix, whose rows it is given, one of the upper
// triangle.
func (m *BlockGMRES) rotate(col []float64, q int) error {
	for _, t := range m.turns {
		a, b := col[t.row], col[t.with]
		col[t.row], col[t.with] = t.cos*a+t.sin*b, t.cos*b-t.sin*a
	}
	for i := q + 1; i < len(col); i++ {
		if col[i] == 0 {
			continue
		}
		d := math.Hypot(col[q], col[i])
		t := turn{q, i, col[q] / d, col[i] / d}
		col[q], col[i] = d, 0
		m.turns = append(m.turns, t)
		a, b := m.g[q*m.width:(q+1)*m.width], m.g[i*m.width:(i+1)*m.width]
		for j, v := range a {
			a[j], b[j] = t.cos*v+t.sin*b[j], t.cos*b[j]-t.sin*v
		}
	}
	if col[q] == 0 {
		return fmt.Errorf("%w: A is singular on the Krylov space", ErrBreakdown)
	}
	copy(m.r[q*(q+1)/2:], col[:q+1])
	return nil
}

// restart folds the cycle into the iterates and begins the next from the true residuals.
func (m *BlockGMRES) restart() error {
	s := m.s
	x, err := m.blockIterate()
	if err != nil {
		return err
	}
	copy(s.x[:s.k*s.n], x)
	s.residuals(s.r, s.estimate, s.b, s.x, s.k)
	for _, e := range s.estimate[:s.k] {
		if math.IsNaN(e) || math.IsInf(e, 0) {
			return notFinite("b − A·x")
		}
	}
	return m.blockStart()
}

// blockIterate forms X + M⁻¹·V·Y.
func (m *BlockGMRES) blockIterate() ([]float64, error) {
	s, cols := m.s, m.lo
	if cols == 0 {
		return s.x, nil
	}
	for j := range m.k {
		y := m.y[j*cols : (j+1)*cols]
		for i := cols - 1; i >= 0; i-- {
			t := m.g[i*m.width+j]
			for l := i + 1; l < cols; l++ {
				t -= m.r[l*(l+1)/2+i] * y[l]
			}
			y[i] = t / m.r[i*(i+1)/2+i]
		}
	}
	if s.prec == nil {
		copy(m.xs, s.x[:m.k*s.n])
		s.combine(m.xs, m.k, 1, m.y[:m.k*cols], m.v, cols)
		return m.xs, nil
	}
	s.combine(m.u, m.k, 0, m.y[:m.k*cols], m.v, cols)
	if err := s.solvePrecRows(m.xs, m.u, m.k); err != nil {
		return nil, err
	}
	for j := range m.k {
		x := m.xs[j*s.n : (j+1)*s.n]
		s.axpyTo(x, 1, x, s.x[j*s.n:(j+1)*s.n])
	}
	return m.xs, nil
}

// blockKeep goes on with the columns of some right-hand sides; the block stays as it is
// until the cycle ends.
func (m *BlockGMRES) blockKeep(positions []int) {
	for a := range m.hi {
		row := m.g[a*m.width : (a+1)*m.width]
		for to, from := range positions {
			row[to] = row[from]
		}
	}
	m.k = len(positions)
}
