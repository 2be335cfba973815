// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

var (
	_ mat.Matrix         = (*CSC)(nil)
	_ mat.NonZeroDoer    = (*CSC)(nil)
	_ mat.ColNonZeroDoer = (*CSC)(nil)
)

// CSC is a matrix in compressed sparse column format: [CSR] with rows and
// columns exchanged. It is what [CSR.T] returns, without copying, and what
// factorizations by columns work on. Everything but [CSC.SetValues] may be
// called by many goroutines at once.
type CSC struct {
	t *CSR // the transpose; its rows are our columns
}

// NewCSC returns the rows×cols matrix with the given arrays, by the rules of
// [NewCSR] with rows and columns exchanged: the entries of column j are
// val[ptr[j]:ptr[j+1]] in the ascending rows ind[ptr[j]:ptr[j+1]].
func NewCSC(rows, cols int, ptr []int, ind []int32, val []float64) (*CSC, error) {
	t, err := NewCSR(cols, rows, ptr, ind, val)
	if err != nil {
		return nil, fmt.Errorf("sparse: NewCSC, by its transpose: %w", err)
	}
	return &CSC{t: t}, nil
}

// Dims returns the number of rows and columns.
func (a *CSC) Dims() (r, c int) { return a.t.cols, a.t.rows }

// NNZ returns the number of stored entries.
func (a *CSC) NNZ() int { return len(a.t.val) }

// Raw returns the arrays of a, not copies. They must not be written to; values
// change by [CSC.SetValues].
func (a *CSC) Raw() (ptr []int, ind []int32, val []float64) { return a.t.Raw() }

// Col returns the rows and the values of column j, not copies. They must not be
// written to. It panics if j is out of range.
func (a *CSC) Col(j int) (ind []int32, val []float64) { return a.t.Row(j) }

// SetValues is [CSR.SetValues] in the order of [CSC.Raw].
func (a *CSC) SetValues(val []float64) error { return a.t.SetValues(val) }

// Clone returns a copy of a with values of its own. The pattern is shared.
func (a *CSC) Clone() *CSC { return &CSC{t: a.t.Clone()} }

// At returns the entry at row i and column j, 0 if none is stored. It takes a
// binary search of the column, and panics if i or j is out of range.
func (a *CSC) At(i, j int) float64 {
	if uint(i) >= uint(a.t.cols) {
		panic(mat.ErrRowAccess)
	}
	if uint(j) >= uint(a.t.rows) {
		panic(mat.ErrColAccess)
	}
	return a.t.At(j, i)
}

// T returns the transpose, a [*CSR] with the same arrays.
func (a *CSC) T() mat.Matrix { return a.t }

// ToCSR returns the same matrix by rows.
func (a *CSC) ToCSR() *CSR { return a.t.Transpose() }

// DoNonZero calls fn for each stored entry that is not zero, column by column.
func (a *CSC) DoNonZero(fn func(i, j int, v float64)) {
	a.t.DoNonZero(func(j, i int, v float64) { fn(i, j, v) })
}

// DoColNonZero calls fn for each stored entry of column j that is not zero. It
// panics if j is out of range.
func (a *CSC) DoColNonZero(j int, fn func(i, j int, v float64)) {
	if uint(j) >= uint(a.t.rows) {
		panic(mat.ErrColAccess)
	}
	a.t.DoRowNonZero(j, func(j, i int, v float64) { fn(i, j, v) })
}

// MulVec sets dst = A x by adding up columns, the sums of each dst[i] in the
// order of the columns. dst must have as many elements as A has rows, x as many
// as it has columns, and they must not overlap; it panics on other lengths.
func (a *CSC) MulVec(dst, x []float64) { a.t.MulVecTrans(dst, x) }

// MulVecWorkers is [CSC.MulVec] on at most workers goroutines.
func (a *CSC) MulVecWorkers(workers int, dst, x []float64) {
	a.t.MulVecTransWorkers(workers, dst, x)
}

// MulVecTrans sets dst = Aᵀ x, with lengths and panics as in [CSC.MulVec], rows
// and columns exchanged.
func (a *CSC) MulVecTrans(dst, x []float64) { a.t.MulVec(dst, x) }

// MulVecTransWorkers is [CSC.MulVecTrans] on at most workers goroutines.
func (a *CSC) MulVecTransWorkers(workers int, dst, x []float64) {
	a.t.MulVecWorkers(workers, dst, x)
}

// MulVecTo sets dst = A x, or Aᵀ x if trans, as gonum's matrices do.
func (a *CSC) MulVecTo(dst *mat.VecDense, trans bool, x mat.Vector) {
	a.t.MulVecTo(dst, !trans, x)
}

// IsSymmetric reports whether A = Aᵀ exactly; see [CSR.IsSymmetric].
func (a *CSC) IsSymmetric() bool { return a.t.IsSymmetric() }
