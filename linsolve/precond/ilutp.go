// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond

import (
	"math"

	"github.com/relaxnum/relax/linsolve/sparse"
)

// ILUTP is [ILUT] with column pivoting: where an entry of row i of U times PermTol
// is larger than the pivot, the columns of the two are exchanged, so that
// L·D·U·Pᵀ approximates A with a permutation P. It takes matrices with zeros or
// small entries on the diagonal. Costs are those of ILUT, and an application also
// moves the elements that P does not leave in place.
//
// Source: Y. Saad, Iterative Methods for Sparse Linear Systems, 2nd edition, SIAM
// 2003, section 10.4.4.
type ILUTP struct {
	factors
	dropping
	pos    []int32 // column → its place
	column []int32 // place → its column
	cycles []int32 // of P that move something; the last of each is complemented
}

// NewILUTP returns the ILUTP preconditioner of a. Errors are those of [NewILUT].
func NewILUTP(a *sparse.CSR, settings *ILUTSettings) (*ILUTP, error) {
	m := new(ILUTP)
	var err error
	if m.tau, m.set, err = settings.defaults(); err != nil {
		return nil, err
	}
	if err := m.Update(a); err != nil {
		return nil, err
	}
	return m, nil
}

// Update factorizes a, which has the size of the first matrix, with pivots of its
// own. After an error m must not be used.
func (m *ILUTP) Update(a *sparse.CSR) error {
	if err := m.prepare(&m.factors, a); err != nil {
		return err
	}
	n := len(m.inverse)
	if m.pos == nil {
		m.pos, m.column, m.cycles = make([]int32, n), make([]int32, n), make([]int32, 0, n)
	}
	for j := range n {
		m.pos[j], m.column[j] = int32(j), int32(j)
	}
	for i := range n {
		if err := m.factorRow(a, i); err != nil {
			return err
		}
	}
	m.order()
	return nil
}

// factorRow computes row i of the factors. Places up to i are final, those of
// later columns are not, so U keeps columns and L places.
func (m *ILUTP) factorRow(a *sparse.CSR, i int) error {
	ind, val := a.Row(i)
	m.l.reset()
	m.u.reset()
	for k, j := range ind {
		m.work[m.pos[j]] = val[k]
		m.act.add(m.pos[j])
	}
	m.act.add(int32(i))
	drop, largest := thresholds(m.tau, val)
	j := m.act.next(0)
	for ; int(j) < i; j = m.act.next(j + 1) {
		t := m.take(j)
		if l := t * m.inverse[j]; l != 0 && !(math.Abs(l) < drop) {
			m.eliminateColumns(t, int(j))
			m.l.add(j, l)
		}
	}
	d := m.take(j)
	best, size := -1, math.Abs(d)
	for j = m.act.next(j + 1); j >= 0; j = m.act.next(j + 1) {
		v := m.take(j)
		if s := math.Abs(v); s*m.set.PermTol > math.Abs(d) && s > size {
			best, size = len(m.u.val), s
		}
		m.u.add(j, v)
	}
	if best >= 0 {
		d, m.u.val[best] = m.u.val[best], d
		j := m.u.ind[best]
		p, q := m.column[i], m.column[j]
		m.column[i], m.column[j] = q, p
		m.pos[p], m.pos[q] = j, int32(i)
	}
	kept := 0
	for k, v := range m.u.val {
		if v != 0 && !(math.Abs(v) < drop) {
			m.u.ind[kept], m.u.val[kept] = m.column[m.u.ind[k]], v
			kept++
		}
	}
	m.u.ind, m.u.val = m.u.ind[:kept], m.u.val[:kept]
	inv, err := pivot("ILUTP", i, d, largest, m.set.PivotFix)
	if err != nil {
		return err
	}
	m.inverse[i] = inv
	return m.store(&m.factors, i, inv)
}

// eliminateColumns subtracts t times row k of U from the row under way.
func (m *ILUTP) eliminateColumns(t float64, k int) {
	ind, val := m.upper.row(k)
	for p, c := range ind {
		j := m.pos[c]
		m.work[j] -= t * val[p]
		m.act.add(j)
	}
}

// order puts places into U, in ascending order, and takes P apart into cycles.
func (m *ILUTP) order() {
	for i := range m.inverse {
		ind, val := m.upper.row(i)
		for k, c := range ind {
			j := m.pos[c]
			m.work[j] = val[k]
			m.act.add(j)
		}
		j := int32(i)
		for k := range ind {
			j = m.act.next(j)
			ind[k], val[k] = j, m.take(j)
		}
	}
	m.cycles = m.cycles[:0]
	for start := range m.pos {
		if m.act.next(int32(start)) == int32(start) { // visited
			m.act.remove(int32(start))
			continue
		}
		if m.pos[start] == int32(start) {
			continue
		}
		m.cycles = append(m.cycles, int32(start))
		for j := m.pos[start]; int(j) != start; j = m.pos[j] {
			m.cycles = append(m.cycles, j)
			m.act.add(j)
		}
		m.cycles[len(m.cycles)-1] ^= -1
	}
}

// Solve sets dst = M⁻¹·r. dst may be r.
func (m *ILUTP) Solve(dst, r []float64) error {
	if err := m.factors.Solve(dst, r); err != nil {
		return err
	}
	// dst[j] is what stands at pos[j].
	first, start := 0.0, true
	for k, j := range m.cycles {
		if start {
			first, start = dst[j], false // a cycle has two members or more
		}
		if j < 0 {
			dst[^j], start = first, true
			continue
		}
		next := m.cycles[k+1]
		if next < 0 {
			next = ^next
		}
		dst[j] = dst[next]
	}
	return nil
}

// SolveTrans sets dst = M⁻ᵀ·r. dst may be r.
func (m *ILUTP) SolveTrans(dst, r []float64) error {
	if err := checkLengths(dst, r, len(m.inverse)); err != nil {
		return err
	}
	copy(dst, r)
	// What stands at j goes to pos[j].
	carried, start := 0.0, 0
	for k, j := range m.cycles {
		last := j < 0
		if last {
			j = ^j
		}
		dst[j], carried = carried, dst[j]
		if last {
			dst[m.cycles[start]] = carried
			start, carried = k+1, 0
		}
	}
	return m.factors.SolveTrans(dst, dst)
}
