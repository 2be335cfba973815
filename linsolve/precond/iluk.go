// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/linsolve/sparse"
)

// ILUK is the incomplete LU factorization with levels of fill: an entry of A has
// level 0, one that arises has
//
//	lev(i,j) = min over k < min(i,j) of lev(i,k) + lev(k,j) + 1
//
// and those up to the level given are kept. Level 0 is ILU0. The factors multiply
// to A on their pattern.
//
// Unlike ILUT it does not look at the values, so a sequence of matrices with one
// pattern gets preconditioners of one size. Setting it up and applying it cost
// what its entries make them cost, on one core: on a stencil of five points level 1
// adds two a row to the five, level 2 four. The natural order of the rows is used.
//
// Source: Y. Saad, Iterative Methods for Sparse Linear Systems, 2nd edition, SIAM
// 2003, section 10.3.3.
type ILUK struct {
	patternLU
	level  int32
	levels []int32 // of the entries of the upper triangle
	lev    []int32 // of the row under way
	val    []float64
	act    *columnSet
}

// NewILUK returns the ILU(level) preconditioner of a. Errors are those of
// [NewILU0], and ErrParam for a negative level.
func NewILUK(a *sparse.CSR, level int, settings *ILUSettings) (*ILUK, error) {
	if level < 0 {
		return nil, fmt.Errorf("precond: level is %d, want ≥ 0: %w", level, ErrParam)
	}
	m := &ILUK{level: int32(min(level, math.MaxInt32/4))}
	m.name = "ILU(k)"
	if settings != nil {
		m.set = *settings
	}
	if err := m.Update(a); err != nil {
		return nil, err
	}
	return m, nil
}

// Update factorizes a, which has the size of the first matrix. After an error m
// must not be used.
func (m *ILUK) Update(a *sparse.CSR) error {
	if err := m.reset(a); err != nil {
		return err
	}
	if err := checkFinite(a); err != nil {
		return err
	}
	n := len(m.inverse)
	if m.where == nil {
		m.where, m.lev, m.val, m.act = make([]int32, n), make([]int32, n), make([]float64, n), newColumnSet(n)
	}
	m.levels = m.levels[:0]
	for i := range n {
		diag, largest := m.pattern(a, i)
		if err := m.eliminate(i, diag, largest); err != nil {
			return err
		}
	}
	return nil
}

// pattern sets cols and work to the columns of row i of the factors and to the
// entries of a in them, and returns the place of the diagonal.
func (m *ILUK) pattern(a *sparse.CSR, i int) (diag int, largest float64) {
	ind, val := a.Row(i)
	for k, j := range ind {
		m.act.add(j)
		m.lev[j], m.val[j] = 0, val[k]
		largest = max(largest, math.Abs(val[k]))
	}
	m.act.add(int32(i))
	m.lev[i] = 0
	m.cols, m.work = m.cols[:0], m.work[:0]
	for j := m.act.next(0); j >= 0; j = m.act.next(j + 1) {
		m.act.remove(j)
		if int(j) == i {
			diag = len(m.cols)
		}
		m.cols, m.work = append(m.cols, j), append(m.work, m.val[j])
		m.val[j] = 0
		if int(j) > i {
			m.levels = append(m.levels, m.lev[j])
		}
		if int(j) < i {
			m.join(int(j))
		}
	}
	return diag, largest
}

// join adds what the elimination by row k brings to the row under way.
func (m *ILUK) join(k int) {
	fill := m.lev[k] + 1
	levels := m.levels[m.upper.ptr[k]:m.upper.ptr[k+1]]
	uind, _ := m.upper.row(k)
	for p, j := range uind {
		switch l := fill + levels[p]; {
		case l > m.level:
		case m.act.level[0][j>>6]>>(uint32(j)&63)&1 == 0:
			m.act.add(j)
			m.lev[j] = l
		default:
			m.lev[j] = min(m.lev[j], l)
		}
	}
}
