// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/linsolve/sparse"
)

// ICT is the incomplete Cholesky factorization with a dual threshold, for
// symmetric positive definite matrices: of row i of Uᵀ·D·U ≈ A, entries of D·U below
// τ·‖a_i‖₂ are dropped and the p largest kept. It reads the upper triangle of A
// alone, over which the norm runs too.
//
// Pivots that are not positive are dealt with as in [IC0]. Setting it up takes time
// proportional to the entries that the eliminations touch, an application reads
// each entry twice; on one core. The natural order of the rows is used.
//
// Source: C.-J. Lin and J. J. Moré, Incomplete Cholesky factorizations with limited
// memory, SIAM J. Sci. Comput. 21 (1999), 24–45, with a threshold beside the limit.
type ICT struct {
	factors
	dropping
	shift  float64
	pivots []float64
	head   []int32 // column → the first of the rows whose next entry is in it, or -1
	link   []int32 // row → the next of those rows
	place  []int   // row → its next entry; room for the transposition
}

// NewICT returns the ICT preconditioner of a, of which the upper triangle is read.
// Errors are those of [NewIC0] for that triangle, and ErrParam for a setting out of
// its range.
func NewICT(a *sparse.CSR, settings *ILUTSettings) (*ICT, error) {
	m := new(ICT)
	var err error
	if m.tau, m.set, err = settings.defaults(); err != nil {
		return nil, err
	}
	if err := m.Update(a); err != nil {
		return nil, err
	}
	return m, nil
}

// Shift returns the relative shift of the diagonal that was needed; mostly 0.
func (m *ICT) Shift() float64 { return m.shift }

// SolveTrans is Solve: M is symmetric.
func (m *ICT) SolveTrans(dst, r []float64) error { return m.Solve(dst, r) }

// Update factorizes a, which has the size of the first matrix. After an error m
// must not be used.
func (m *ICT) Update(a *sparse.CSR) error {
	if err := m.reset(a); err != nil {
		return err
	}
	n := len(m.inverse)
	if m.act == nil {
		m.work, m.act = make([]float64, n), newColumnSet(n)
		m.head, m.link, m.place = make([]int32, n), make([]int32, n), make([]int, n)
	}
	for i := range n {
		ind, val := a.Row(i)
		for k, j := range ind {
			if int(j) >= i && !finite(val[k]) {
				return notFinite(i, j, val[k])
			}
		}
	}
	m.pivots = a.Diag(m.pivots)
	if err := checkPositive("ICT", m.pivots); err != nil {
		return err
	}
	if err := shifted("ICT", &m.shift, func() (int, error) { return m.factor(a) }); err != nil {
		return err
	}
	m.lower.transpose(&m.upper, &m.place)
	return nil
}

// factor computes D and U row by row and returns the first row whose pivot is not
// positive, or -1.
func (m *ICT) factor(a *sparse.CSR) (int, error) {
	if err := m.reset(a); err != nil {
		return 0, err
	}
	clear(m.work)
	m.act.clear()
	m.l.reset()
	for j := range m.head {
		m.head[j] = -1
	}
	for i := range m.inverse {
		drop := m.gather(a, i)
		for k := m.head[i]; k >= 0; {
			next, p := m.link[k], m.place[k]
			m.subtract(int(k), p)
			m.queue(k, p+1)
			k = next
		}
		d := m.take(int32(i))
		if math.IsNaN(d) || math.IsInf(d, 0) {
			return 0, fmt.Errorf("precond: ICT: pivot %d is %v: %w", i, d, ErrNotFinite)
		}
		inv := 1 / d
		if !(d > 0) || math.IsInf(inv, 0) {
			return i, nil
		}
		m.inverse[i], m.pivots[i] = inv, d
		m.u.reset()
		for j := m.act.next(int32(i) + 1); j >= 0; j = m.act.next(j + 1) {
			if v := m.take(j); v != 0 && !(math.Abs(v) < drop) {
				m.u.add(j, v)
			}
		}
		if err := m.store(&m.factors, i, inv); err != nil {
			return 0, err
		}
		m.queue(int32(i), m.upper.ptr[i])
	}
	return -1, nil
}

// gather puts the entries of a from the diagonal of row i on into the row under
// way and returns what is to be dropped below.
func (m *ICT) gather(a *sparse.CSR, i int) float64 {
	ind, val := a.Row(i)
	for len(ind) > 0 && int(ind[0]) < i {
		ind, val = ind[1:], val[1:]
	}
	for k, j := range ind {
		m.work[j] = val[k]
		m.act.add(j)
	}
	m.work[i] *= 1 + m.shift
	drop, _ := thresholds(m.tau, val)
	return drop
}

// subtract takes u_ki·d_k times row k of U, from entry p on, which is in column i,
// off the row under way.
func (m *ICT) subtract(k, p int) {
	end := m.upper.ptr[k+1]
	ind, val := m.upper.ind[p:end], m.upper.val[p:end]
	t := val[0] * m.pivots[k]
	bits := m.act.level[0]
	for q, j := range ind {
		m.work[j] -= t * val[q]
		if bits[uint32(j)>>6]>>(uint32(j)&63)&1 == 0 {
			m.act.add(j)
		}
	}
}

// queue makes entry p the next of row k, if it has one.
func (m *ICT) queue(k int32, p int) {
	if p < m.upper.ptr[k+1] {
		j := m.upper.ind[p]
		m.place[k], m.link[k], m.head[j] = p, m.head[j], k
	}
}
