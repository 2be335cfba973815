// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/parallel"
)

var _ mat.Matrix = (*BSR)(nil)

// BSR is a matrix of dense b×b blocks in compressed row format, for systems with
// b unknowns at each point: a block takes 8b² + 4 bytes, a third less than the
// [CSR] of a matrix of full blocks. Products are faster than those of the CSR from
// b = 3 on. It is made by [CSR.ToBSR].
//
// The sum of a row is formed in the order of its columns, products and sums
// rounded separately: the same bits for any number of workers and on every
// machine. The zeros that complete a block are entries like others; an infinity
// in x that meets one gives NaN.
type BSR struct {
	b          int
	rows, cols int // of blocks
	ptr        []int
	ind        []int32
	val        []float64 // blocks by rows
	pieces     []int
}

// ToBSR returns A in blocks of b×b, 2 ≤ b ≤ 6, completed by zeros. The error
// wraps ErrParam for another b, ErrShape if b does not divide the dimensions.
func (a *CSR) ToBSR(b int) (*BSR, error) {
	if b < 2 || b > 6 {
		return nil, fmt.Errorf("sparse: ToBSR: b is %d, want 2 to 6: %w", b, ErrParam)
	}
	if a.rows%b != 0 || a.cols%b != 0 {
		return nil, fmt.Errorf("sparse: ToBSR: matrix is %d×%d, want multiples of b = %d: %w", a.rows, a.cols, b, ErrShape)
	}
	m := &BSR{b: b, rows: a.rows / b, cols: a.cols / b}
	m.ptr = makeInts(m.rows + 1)
	place := make([]int, m.cols) // of the block in the row of blocks at hand, by column
	for j := range place {
		place[j] = -1
	}
	for i := range m.rows {
		start := len(m.ind)
		for r := i * b; r < (i+1)*b; r++ {
			c, _ := a.Row(r)
			for _, j := range c {
				if col := j / int32(b); place[col] < start {
					place[col] = len(m.ind)
					m.ind = append(m.ind, col)
				}
			}
		}
		slices.Sort(m.ind[start:])
		for k := start; k < len(m.ind); k++ {
			place[m.ind[k]] = k
		}
		m.val = append(m.val, make([]float64, (len(m.ind)-start)*b*b)...)
		for r := range b {
			c, v := a.Row(i*b + r)
			for k, j := range c {
				m.val[(place[int(j)/b]*b+r)*b+int(j)%b] = v[k]
			}
		}
		m.ptr[i+1] = len(m.ind)
	}
	m.ind, m.val = clone(m.ind, m.val)
	weight := make([]int, m.rows+1)
	for i, p := range m.ptr {
		weight[i] = p * b * b
	}
	m.pieces = cut(weight)
	return m, nil
}

// Dims returns the number of rows and columns.
func (m *BSR) Dims() (r, c int) { return m.rows * m.b, m.cols * m.b }

// BlockSize returns b.
func (m *BSR) BlockSize() int { return m.b }

// NNZ returns the number of stored entries, b² a block.
func (m *BSR) NNZ() int { return len(m.val) }

// At returns the entry at row i and column j, and panics if they are out of
// range.
func (m *BSR) At(i, j int) float64 {
	rows, cols := m.Dims()
	if uint(i) >= uint(rows) {
		panic(mat.ErrRowAccess)
	}
	if uint(j) >= uint(cols) {
		panic(mat.ErrColAccess)
	}
	p, q := m.ptr[i/m.b], m.ptr[i/m.b+1]
	if k, ok := slices.BinarySearch(m.ind[p:q], int32(j/m.b)); ok {
		return m.val[((p+k)*m.b+i%m.b)*m.b+j%m.b]
	}
	return 0
}

// T returns the transpose as a view.
func (m *BSR) T() mat.Matrix { return mat.Transpose{Matrix: m} }

// ToCSR returns the matrix by rows, without entries that are zero.
func (m *BSR) ToCSR() *CSR {
	rows, cols := m.Dims()
	ptr := makeInts(rows + 1)
	var ind []int32
	var val []float64
	for i := range rows {
		for k := m.ptr[i/m.b]; k < m.ptr[i/m.b+1]; k++ {
			for c, v := range m.val[(k*m.b+i%m.b)*m.b:][:m.b] {
				if v != 0 {
					ind, val = append(ind, m.ind[k]*int32(m.b)+int32(c)), append(val, v)
				}
			}
		}
		ptr[i+1] = len(val)
	}
	ind, val = clone(ind, val)
	return newCSR(rows, cols, ptr, ind, val)
}

// MulVec sets dst = A x, with lengths and panics as in [CSR.MulVec].
func (m *BSR) MulVec(dst, x []float64) { m.MulVecWorkers(0, dst, x) }

// MulVecWorkers is [BSR.MulVec] on at most workers goroutines; 0 means
// GOMAXPROCS. The result does not depend on it.
func (m *BSR) MulVecWorkers(workers int, dst, x []float64) {
	if len(dst) != m.rows*m.b || len(x) != m.cols*m.b {
		panic(mat.ErrShape)
	}
	if len(m.pieces) <= 2 || parallel.Workers(workers) == 1 {
		m.mulBlocks(0, m.rows, dst, x)
		return
	}
	p := newProduct(m, dst, x)
	parallel.Blocks(workers, len(m.pieces)-1, 1, p.onPiece)
	p.release()
}

// MulVecTrans sets dst = Aᵀ x on one goroutine, each sum in the order of the rows.
func (m *BSR) MulVecTrans(dst, x []float64) {
	if len(dst) != m.cols*m.b || len(x) != m.rows*m.b {
		panic(mat.ErrShape)
	}
	clear(dst)
	b := m.b
	for i := range m.rows {
		for r, xr := range x[i*b : (i+1)*b] {
			for k := m.ptr[i]; k < m.ptr[i+1]; k++ {
				out := dst[int(m.ind[k])*b:][:b]
				for c, v := range m.val[(k*b+r)*b:][:b] {
					out[c] += float64(v * xr)
				}
			}
		}
	}
}

// MulVecTo sets dst = A x, or Aᵀ x if trans, as gonum's matrices do.
func (m *BSR) MulVecTo(dst *mat.VecDense, trans bool, x mat.Vector) { mulVecTo(m, dst, trans, x) }

func (m *BSR) mulPiece(p int, dst, x []float64) { m.mulBlocks(m.pieces[p], m.pieces[p+1], dst, x) }

// mulRows does rows lo to hi, which are multiples of b.
func (m *BSR) mulRows(lo, hi int, dst, x []float64) { m.mulBlocks(lo/m.b, hi/m.b, dst, x) }

// mulBlocks does rows of blocks.
func (m *BSR) mulBlocks(lo, hi int, dst, x []float64) {
	switch m.b {
	case 2:
		m.mul2(lo, hi, dst, x)
	case 3:
		m.mul3(lo, hi, dst, x)
	case 4:
		m.mul4(lo, hi, dst, x)
	case 5:
		m.mul5(lo, hi, dst, x)
	case 6:
		m.mul6(lo, hi, dst, x)
	}
}
