// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"fmt"
	"math"
	"slices"
	"sync/atomic"

	"gonum.org/v1/gonum/mat"
)

var (
	_ mat.Matrix         = (*CSR)(nil)
	_ mat.NonZeroDoer    = (*CSR)(nil)
	_ mat.RowNonZeroDoer = (*CSR)(nil)
)

// CSR is a matrix in compressed sparse row format: the entries of row i are
// val[ptr[i]:ptr[i+1]], in ascending order of their columns
// ind[ptr[i]:ptr[i+1]], each column at most once. An entry may be zero; what is
// not stored is. It takes 12 bytes an entry and 8 a row.
//
// A CSR is made by [NewCSR], [COO.ToCSR], [ReadMatrixMarket] or an operation on
// other matrices. Its pattern never changes, so matrices share it where they
// can; its values change by [CSR.SetValues] alone. Everything else may be
// called by many goroutines at once.
type CSR struct {
	rows, cols int
	ptr        []int
	ind        []int32
	val        []float64

	pieces []int                // rows at which the work of a product is cut; see cut
	random atomic.Int32         // what is known of how rows read x
	sym    atomic.Int32         // what is known of the symmetry of the values
	trans  atomic.Pointer[CSR]  // the transpose, once a parallel product has needed it
	fast   atomic.Pointer[SELL] // what Optimize has made
}

// maxDim is the largest number of rows or columns: indices are int32.
const maxDim = math.MaxInt32

// NewCSR returns the rows×cols matrix with the given arrays, which it takes over
// and the caller must not write to afterwards. len(ptr) must be rows+1, ptr
// start at 0 and not descend, ind and val have ptr[rows] elements, and the
// columns of each row ascend strictly within [0, cols). Values are not looked at.
// The error wraps ErrShape when dimensions, lengths or ranges are wrong and
// ErrInput when columns are not in order or repeated; [COO] sorts and adds such
// entries.
func NewCSR(rows, cols int, ptr []int, ind []int32, val []float64) (*CSR, error) {
	if err := checkDims(rows, cols); err != nil {
		return nil, fmt.Errorf("sparse: NewCSR: %w", err)
	}
	if len(ptr) != rows+1 {
		return nil, fmt.Errorf("sparse: NewCSR: ptr has length %d, want rows+1 = %d: %w", len(ptr), rows+1, ErrShape)
	}
	if ptr[0] != 0 {
		return nil, fmt.Errorf("sparse: NewCSR: ptr[0] is %d, want 0: %w", ptr[0], ErrShape)
	}
	for i := range rows {
		if ptr[i+1] < ptr[i] {
			return nil, fmt.Errorf("sparse: NewCSR: ptr descends from %d to %d after row %d: %w", ptr[i], ptr[i+1], i, ErrShape)
		}
	}
	if nnz := ptr[rows]; len(ind) != nnz || len(val) != nnz {
		return nil, fmt.Errorf("sparse: NewCSR: ind and val have lengths %d and %d, want ptr[rows] = %d: %w", len(ind), len(val), nnz, ErrShape)
	}
	for i := range rows {
		last := int32(-1)
		for _, j := range ind[ptr[i]:ptr[i+1]] {
			if j < 0 || int(j) >= cols {
				return nil, fmt.Errorf("sparse: NewCSR: row %d has column %d, want one in [0, %d): %w", i, j, cols, ErrShape)
			}
			if j <= last {
				return nil, fmt.Errorf("sparse: NewCSR: row %d has column %d after %d, want ascending columns: %w", i, j, last, ErrInput)
			}
			last = j
		}
	}
	return newCSR(rows, cols, ptr, ind, val), nil
}

// newCSR is NewCSR for arrays that are known to be right.
func newCSR(rows, cols int, ptr []int, ind []int32, val []float64) *CSR {
	a := &CSR{rows: rows, cols: cols, ptr: ptr, ind: ind, val: val}
	a.pieces = cut(ptr)
	return a
}

// withValues returns the matrix with a's pattern, which it shares, and the
// given values, which it takes over.
func (a *CSR) withValues(val []float64) *CSR {
	return &CSR{rows: a.rows, cols: a.cols, ptr: a.ptr, ind: a.ind, val: val, pieces: a.pieces}
}

func checkDims(rows, cols int) error {
	if rows < 0 || cols < 0 {
		return fmt.Errorf("dimensions are %d×%d, want none negative: %w", rows, cols, ErrShape)
	}
	if rows > maxDim || cols > maxDim {
		return fmt.Errorf("dimensions are %d×%d, want at most %d: %w", rows, cols, maxDim, ErrShape)
	}
	return nil
}

// Identity returns the n×n identity. It panics if n is negative.
func Identity(n int) *CSR {
	d := make([]float64, n)
	for i := range d {
		d[i] = 1
	}
	return Diagonal(d)
}

// Diagonal returns the square matrix with d on its diagonal, a copy.
func Diagonal(d []float64) *CSR {
	ptr, ind := make([]int, len(d)+1), make([]int32, len(d))
	for i := range d {
		ptr[i+1], ind[i] = i+1, int32(i)
	}
	return newCSR(len(d), len(d), ptr, ind, slices.Clone(d))
}

// Dims returns the number of rows and columns.
func (a *CSR) Dims() (r, c int) { return a.rows, a.cols }

// NNZ returns the number of stored entries.
func (a *CSR) NNZ() int { return len(a.val) }

// Raw returns the arrays of a, not copies. They must not be written to; values
// change by [CSR.SetValues].
func (a *CSR) Raw() (ptr []int, ind []int32, val []float64) { return a.ptr, a.ind, a.val }

// Row returns the columns and the values of row i, not copies. They must not be
// written to. It panics if i is out of range.
func (a *CSR) Row(i int) (ind []int32, val []float64) {
	p, q := a.ptr[i], a.ptr[i+1]
	return a.ind[p:q:q], a.val[p:q:q]
}

// SetValues copies val, one value for each stored entry in the order of
// [CSR.Raw], over the values of a. It is how a matrix is given new values
// without new memory; no other goroutine may be using a, its transpose views or
// matrices made by [Optimize] that are to stay equal to it (those keep the old
// values). The error wraps ErrShape if val has another length.
func (a *CSR) SetValues(val []float64) error {
	if len(val) != len(a.val) {
		return fmt.Errorf("sparse: SetValues: val has length %d, want %d: %w", len(val), len(a.val), ErrShape)
	}
	copy(a.val, val)
	a.sym.Store(unknown)
	a.trans.Store(nil)
	a.fast.Store(nil)
	return nil
}

// Clone returns a copy of a with values of its own. The pattern is shared.
func (a *CSR) Clone() *CSR {
	_, val := clone(nil, a.val)
	return a.withValues(val)
}

// find returns the position of entry (i, j) in ind and val, or -1.
func (a *CSR) find(i, j int) int {
	p, q := a.ptr[i], a.ptr[i+1]
	if k, ok := slices.BinarySearch(a.ind[p:q], int32(j)); ok {
		return p + k
	}
	return -1
}

// At returns the entry at row i and column j, 0 if none is stored. It takes a
// binary search of the row, and panics if i or j is out of range.
func (a *CSR) At(i, j int) float64 {
	if uint(i) >= uint(a.rows) {
		panic(mat.ErrRowAccess)
	}
	if uint(j) >= uint(a.cols) {
		panic(mat.ErrColAccess)
	}
	if k := a.find(i, j); k >= 0 {
		return a.val[k]
	}
	return 0
}

// T returns the transpose as a view of a, a [*CSC]. [CSR.Transpose] returns it
// as a CSR of its own.
func (a *CSR) T() mat.Matrix { return &CSC{t: a} }

// ToCSC returns the same matrix by columns.
func (a *CSR) ToCSC() *CSC { return &CSC{t: a.Transpose()} }

// DoNonZero calls fn for each stored entry that is not zero, row by row.
func (a *CSR) DoNonZero(fn func(i, j int, v float64)) {
	for i := range a.rows {
		a.DoRowNonZero(i, fn)
	}
}

// DoRowNonZero calls fn for each stored entry of row i that is not zero. It
// panics if i is out of range.
func (a *CSR) DoRowNonZero(i int, fn func(i, j int, v float64)) {
	if uint(i) >= uint(a.rows) {
		panic(mat.ErrRowAccess)
	}
	for k := a.ptr[i]; k < a.ptr[i+1]; k++ {
		if v := a.val[k]; v != 0 {
			fn(i, int(a.ind[k]), v)
		}
	}
}

// Diag sets dst, which must have length min(rows, cols), to the diagonal, zeros
// where no entry is stored, and returns it; nil means a new slice. It panics if
// dst has another length.
func (a *CSR) Diag(dst []float64) []float64 {
	n := min(a.rows, a.cols)
	if dst == nil {
		dst = make([]float64, n)
	}
	if len(dst) != n {
		panic(mat.ErrShape)
	}
	for i := range dst {
		dst[i] = 0
		if k := a.find(i, i); k >= 0 {
			dst[i] = a.val[k]
		}
	}
	return dst
}
