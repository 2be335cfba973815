// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond

import (
	"fmt"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// factors is a preconditioner M = (I + L)·D·(I + U) with L strictly lower and U
// strictly upper triangular. Applying it reads 12 bytes a nonzero of L and U and
// moves about 50 bytes a row, on one core: each row waits for those before it.
type factors struct {
	lower, upper triangle
	inverse      []float64 // 1/D
}

// A triangle holds strictly lower or upper rows.
type triangle struct {
	ptr []int
	ind []int32
	val []float64
}

// reset prepares for the factors of a matrix, which has the size of the last
// one if there was one.
func (f *factors) reset(a *sparse.CSR) error {
	n, err := checkSquare(a)
	if err != nil {
		return err
	}
	if f.inverse == nil {
		f.inverse = make([]float64, n)
		for _, t := range []*triangle{&f.lower, &f.upper} {
			t.ptr = make([]int, n+1)
			t.ind, t.val = make([]int32, 0, a.NNZ()/2), make([]float64, 0, a.NNZ()/2)
		}
	}
	if len(f.inverse) != n {
		return fmt.Errorf("precond: a has %d rows, want %d as before: %w", n, len(f.inverse), ErrShape)
	}
	f.lower.ind, f.lower.val = f.lower.ind[:0], f.lower.val[:0]
	f.upper.ind, f.upper.val = f.upper.ind[:0], f.upper.val[:0]
	return nil
}

func (t *triangle) add(j int32, v float64) {
	t.ind, t.val = append(t.ind, j), append(t.val, v)
}

// endRow ends row i of both triangles.
func (f *factors) endRow(i int) {
	f.lower.ptr[i+1], f.upper.ptr[i+1] = len(f.lower.val), len(f.upper.val)
}

// row returns the columns and values of row i.
func (t *triangle) row(i int) ([]int32, []float64) {
	ind := t.ind[t.ptr[i]:t.ptr[i+1]]
	return ind, t.val[t.ptr[i]:t.ptr[i+1]][:len(ind)]
}

// Solve sets dst = M⁻¹·r. dst may be r.
func (f *factors) Solve(dst, r []float64) error {
	n := len(f.inverse)
	if err := checkLengths(dst, r, n); err != nil {
		return err
	}
	kernel.SolveLower(dst, r, f.lower.ptr, f.lower.ind, f.lower.val)
	kernel.SolveUpper(dst, f.inverse, f.upper.ptr, f.upper.ind, f.upper.val)
	return nil
}

// SolveTrans sets dst = M⁻ᵀ·r. dst may be r. The triangles are read by columns of
// their transposes, which costs about as much as Solve.
func (f *factors) SolveTrans(dst, r []float64) error {
	if err := checkLengths(dst, r, len(f.inverse)); err != nil {
		return err
	}
	copy(dst, r)
	for i := range dst {
		t := dst[i]
		ind, val := f.upper.row(i)
		for k, j := range ind {
			dst[j] -= t * val[k]
		}
		dst[i] = t * f.inverse[i]
	}
	for i := len(dst) - 1; i >= 0; i-- {
		t := dst[i]
		ind, val := f.lower.row(i)
		for k, j := range ind {
			dst[j] -= t * val[k]
		}
	}
	return nil
}

// transpose sets u to lᵀ, by counting; fill is room for the next place in each row.
func (u *triangle) transpose(l *triangle, fill *[]int) {
	n := len(l.ptr) - 1
	clear(u.ptr)
	for _, j := range l.ind {
		u.ptr[j+1]++
	}
	for i := range n {
		u.ptr[i+1] += u.ptr[i]
	}
	if cap(*fill) < n {
		*fill = make([]int, n)
	}
	next := (*fill)[:n]
	copy(next, u.ptr)
	if cap(u.val) < len(l.val) {
		u.ind, u.val = make([]int32, len(l.val)), make([]float64, len(l.val))
	}
	u.ind, u.val = u.ind[:len(l.val)], u.val[:len(l.val)]
	for i := range n {
		ind, val := l.row(i)
		for k, j := range ind {
			p := next[j]
			next[j]++
			u.ind[p], u.val[p] = int32(i), val[k]
		}
	}
}
