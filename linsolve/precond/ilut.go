// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond

import (
	"fmt"
	"math"
	"slices"

	"github.com/relaxnum/relax/linsolve/sparse"
)

// ILUTSettings are the options of factorizations that drop small entries. A nil
// pointer means the zero value.
type ILUTSettings struct {
	// DropTol is τ: entries of row i below τ·‖a_i‖₂ are dropped. Nil means 1e-3;
	// new(0.0) drops none.
	DropTol *float64
	// Fill is p: row i of L and row i of U keep at most their p largest entries
	// each, besides the diagonal. Zero means 10; a value from the number of rows
	// on keeps all.
	Fill int
	// PermTol is how much smaller than another entry of its row a pivot may be
	// before ILUTP exchanges the two columns; from 0 to 1, where 0 means 0.1, and
	// 1 takes the largest always. The other factorizations do not look at it.
	PermTol float64
	// PivotFix replaces a pivot that is zero, or too small to have an inverse,
	// by ε times the largest entry of its row, keeping its sign, instead of
	// giving up. ICT shifts the diagonal instead and does not look at it.
	PivotFix bool
}

// defaults returns s with the defaults in the place of zeros.
func (s *ILUTSettings) defaults() (tau float64, set ILUTSettings, err error) {
	tau = 1e-3
	if s != nil {
		set = *s
	}
	if set.DropTol != nil {
		tau = *set.DropTol
		set.DropTol = nil // the caller's number may change
	}
	switch {
	case !(tau >= 0 && finite(tau)):
		return 0, set, fmt.Errorf("precond: DropTol is %v, want a finite number from 0 on: %w", tau, ErrParam)
	case set.Fill < 0:
		return 0, set, fmt.Errorf("precond: Fill is %d, want > 0, or zero for 10: %w", set.Fill, ErrParam)
	case !(set.PermTol >= 0 && set.PermTol <= 1):
		return 0, set, fmt.Errorf("precond: PermTol is %v, want 0 < PermTol ≤ 1, or zero for 0.1: %w", set.PermTol, ErrParam)
	}
	if set.Fill == 0 {
		set.Fill = 10
	}
	if set.PermTol == 0 {
		set.PermTol = 0.1
	}
	return tau, set, nil
}

// ILUT is the incomplete LU factorization with a dual threshold. Row i of A is
// eliminated by the rows above it,
//
//	l_ik = w_k/u_kk,  w ← w − l_ik·u_k,  k = 1, …, i−1, where w_k ≠ 0
//
// and what is below τ·‖a_i‖₂ is dropped, a multiplier l_ik before it is used;
// then the p largest entries on either side of the diagonal are kept. τ = 0 with
// p = n is Gaussian elimination without pivoting.
//
// It takes matrices that ILU0 is too weak for, and more of them the smaller τ and
// the larger p. Setting it up takes time proportional to the entries that the
// eliminations touch, up to about p a multiplier; an application reads 12 bytes
// an entry, of which there are up to 2·p a row. Both are on one core. The natural
// order of the rows is used.
//
// Source: Y. Saad, ILUT: a dual threshold incomplete LU factorization, Numer.
// Linear Algebra Appl. 1 (1994), 387–402, algorithm 3.1.
type ILUT struct {
	factors
	dropping
}

// dropping is what a factorization that drops small entries works with.
type dropping struct {
	tau  float64
	set  ILUTSettings
	work []float64 // the row under way, scattered; zero outside of active
	act  *columnSet
	l, u rowPart
}

// NewILUT returns the ILUT preconditioner of a. A pivot that is zero or too small
// to have an inverse gives a *sparse.ZeroPivotError unless settings say to repair
// it, NaN or Inf anywhere in a ErrNotFinite, and so do factors that overflow; a
// setting out of its range gives ErrParam.
func NewILUT(a *sparse.CSR, settings *ILUTSettings) (*ILUT, error) {
	m := new(ILUT)
	var err error
	if m.tau, m.set, err = settings.defaults(); err != nil {
		return nil, err
	}
	if err := m.Update(a); err != nil {
		return nil, err
	}
	return m, nil
}

// NNZ returns the number of entries of the factors, the diagonal counted once.
func (f *factors) NNZ() int { return len(f.lower.val) + len(f.inverse) + len(f.upper.val) }

// Update factorizes a, which has the size of the first matrix. After an error m
// must not be used.
func (m *ILUT) Update(a *sparse.CSR) error {
	if err := m.prepare(&m.factors, a); err != nil {
		return err
	}
	for i := range m.inverse {
		if err := m.factorRow(a, i); err != nil {
			return err
		}
	}
	return nil
}

// prepare checks a and makes room for its factors.
func (d *dropping) prepare(f *factors, a *sparse.CSR) error {
	if err := f.reset(a); err != nil {
		return err
	}
	if err := checkFinite(a); err != nil {
		return err
	}
	n := len(f.inverse)
	if d.act == nil {
		d.work, d.act = make([]float64, n), newColumnSet(n)
		room := min(a.NNZ(), n*min(d.set.Fill, n))
		for _, t := range []*triangle{&f.lower, &f.upper} {
			t.ind, t.val = slices.Grow(t.ind, room), slices.Grow(t.val, room)
		}
	}
	// An update that failed leaves a row behind.
	clear(d.work)
	d.act.clear()
	return nil
}

// factorRow computes row i of the factors.
func (m *ILUT) factorRow(a *sparse.CSR, i int) error {
	ind, val := a.Row(i)
	m.l.reset()
	m.u.reset()
	for k, j := range ind {
		m.work[j] = val[k]
		m.act.add(j)
	}
	m.act.add(int32(i))
	drop, largest := thresholds(m.tau, val)
	first := int32(i)
	if len(ind) > 0 {
		first = min(first, ind[0])
	}
	j := m.act.next(first)
	for ; int(j) < i; j = m.act.next(j + 1) {
		// The rows of U are kept divided by their pivot, so they are multiplied
		// by the numerator t, and L·D·U needs the quotient.
		t := m.take(j)
		if l := t * m.inverse[j]; l != 0 && !(math.Abs(l) < drop) {
			m.eliminate(t, &m.upper, int(j))
			m.l.add(j, l)
		}
	}
	d := m.take(j)
	for j = m.act.next(j + 1); j >= 0; j = m.act.next(j + 1) {
		if v := m.take(j); v != 0 && !(math.Abs(v) < drop) {
			m.u.add(j, v)
		}
	}
	inv, err := pivot("ILUT", i, d, largest, m.set.PivotFix)
	if err != nil {
		return err
	}
	m.inverse[i] = inv
	return m.store(&m.factors, i, inv)
}

// thresholds returns what the entries of a row are dropped below, and its largest
// entry. The norm is that of the row over its largest entry, which cannot overflow.
func thresholds(tau float64, val []float64) (drop, largest float64) {
	for _, v := range val {
		largest = max(largest, math.Abs(v))
	}
	if largest == 0 {
		return 0, 0
	}
	sum := 0.0
	for _, v := range val {
		v /= largest
		sum += v * v
	}
	return tau * math.Sqrt(sum) * largest, largest
}

// take removes column j from the row under way and returns its entry.
func (d *dropping) take(j int32) float64 {
	v := d.work[j]
	d.work[j] = 0
	d.act.remove(j)
	return v
}

// eliminate subtracts t times row k of u from the row under way.
func (d *dropping) eliminate(t float64, u *triangle, k int) {
	ind, val := u.row(k)
	bits, work := d.act.level[0], d.work
	for p, j := range ind {
		work[j] -= t * val[p]
		if bits[uint32(j)>>6]>>(uint32(j)&63)&1 == 0 {
			d.act.add(j)
		}
	}
}

// store appends the p largest entries of either part to the factors as row i,
// those of U times inv.
func (d *dropping) store(f *factors, i int, inv float64) error {
	d.l.keep(d.set.Fill)
	d.u.keep(d.set.Fill)
	f.lower.ind, f.lower.val = append(f.lower.ind, d.l.ind...), append(f.lower.val, d.l.val...)
	for k, v := range d.l.val {
		if !finite(v) {
			return overflow(i, d.l.ind[k], v)
		}
	}
	for k, j := range d.u.ind {
		v := d.u.val[k] * inv
		if !finite(v) {
			return overflow(i, j, v)
		}
		f.upper.add(j, v)
	}
	f.endRow(i)
	return nil
}

func overflow(i int, j int32, v float64) error {
	return fmt.Errorf("precond: entry (%d, %d) of the factors is %v: %w", i, j, v, ErrNotFinite)
}
