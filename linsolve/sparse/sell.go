// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/parallel"
)

// SELL is a matrix in a compressed form of the format SELL-8-σ, made by
// [Optimize] for fast products. Rows stand in chunks of 8, whose entries are
// stored column by column of the chunk. Where the 8 columns of such a column are
// consecutive one of them is stored and x is loaded as a vector; where the 8
// values are equal one is stored. So a 5-point stencil with constant
// coefficients takes 4 bytes a row instead of 68, one with variable coefficients
// 43. Chunks in which rows have different offsets from the diagonal are lined up
// by them, if that is cheaper. Rows that are much longer than the others stay
// in the CSR, and so do stretches of rows that read x all over: nothing but the
// wait for x counts there.
//
// The sum of a row is one chain of fused multiply-adds in the order of its
// entries, except for the rows left in the CSR. The result has the same bits for
// any number of workers and on every machine; the last bits may differ from those
// of the CSR, whose products and sums are rounded separately. A NaN or an
// infinity in x reaches only rows with an entry there; a row of the CSR that
// gives ±Inf may give NaN here.
//
// M. Kreutzer, G. Hager, G. Wellein, H. Fehske, A. R. Bishop, A unified sparse
// matrix data format for efficient general sparse matrix-vector multiplication
// on modern processors with wide SIMD units, SIAM Journal on Scientific Computing
// 36 (2014).
type SELL struct {
	a       *CSR
	code    []uint8 // columns of chunks, as kernel.SELLMulVec reads them
	ind     []int32
	val     []float64
	order   []uint8  // rows in the order of the chunks, within their window; nil: ascending
	windows []window // what each starts with, and the end
	empty   []int32  // rows without entries
	long    []int32  // rows that stay in the CSR
	pieces  []int    // windows at which the work of a product is cut
}

// A window is the range of rows within which rows are sorted by length, and the
// unit of work. It says where its parts start.
type window struct {
	code, ind, val, empty, long int
	csr                         bool // all its rows stay in the CSR
}

// windowRows is σ. It divides dotBlock, and places within it fit a byte.
const windowRows = 256

// Dims returns the number of rows and columns.
func (s *SELL) Dims() (r, c int) { return s.a.rows, s.a.cols }

// NNZ returns the number of entries of the CSR that s was made from.
func (s *SELL) NNZ() int { return len(s.a.val) }

// CSR returns the matrix that s was made from.
func (s *SELL) CSR() *CSR { return s.a }

// Bytes returns the memory that a product reads for the matrix.
func (s *SELL) Bytes() int {
	n := len(s.code) + 4*len(s.ind) + 8*len(s.val) + len(s.order) + 4*len(s.empty) + 4*len(s.long)
	for _, i := range s.long {
		n += 12 * (s.a.ptr[i+1] - s.a.ptr[i])
	}
	for w := range len(s.windows) - 1 {
		if lo, hi := w*windowRows, min((w+1)*windowRows, s.a.rows); s.windows[w].csr {
			n += 12*(s.a.ptr[hi]-s.a.ptr[lo]) + 8*(hi-lo)
		}
	}
	return n
}

// IsSymmetric reports whether A = Aᵀ exactly; see [CSR.IsSymmetric].
func (s *SELL) IsSymmetric() bool { return s.a.IsSymmetric() }

// At returns the entry at row i and column j, as [CSR.At] does.
func (s *SELL) At(i, j int) float64 { return s.a.At(i, j) }

// T returns the transpose as a view of the CSR that s was made from.
func (s *SELL) T() mat.Matrix { return s.a.T() }

// MulVec sets dst = A x, with lengths and panics as in [CSR.MulVec].
func (s *SELL) MulVec(dst, x []float64) { s.MulVecWorkers(0, dst, x) }

// MulVecWorkers is [SELL.MulVec] on at most workers goroutines; 0 means
// GOMAXPROCS. The result does not depend on it.
func (s *SELL) MulVecWorkers(workers int, dst, x []float64) {
	if len(dst) != s.a.rows || len(x) != s.a.cols {
		panic(mat.ErrShape)
	}
	if len(s.pieces) <= 2 || parallel.Workers(workers) == 1 {
		s.mulRows(0, s.a.rows, dst, x)
		return
	}
	p := newProduct(s, dst, x)
	parallel.Blocks(workers, len(s.pieces)-1, 1, p.onPiece)
	p.release()
}

// MulVecDot sets dst = A x for a square A and returns xᵀ A x; see
// [CSR.MulVecDot].
func (s *SELL) MulVecDot(dst, x []float64) float64 { return s.MulVecDotWorkers(0, dst, x) }

// MulVecDotWorkers is [SELL.MulVecDot] on at most workers goroutines; 0 means
// GOMAXPROCS. The result does not depend on it.
func (s *SELL) MulVecDotWorkers(workers int, dst, x []float64) float64 {
	if s.a.rows != s.a.cols || len(dst) != s.a.rows || len(x) != s.a.cols {
		panic(mat.ErrShape)
	}
	return mulVecDot(workers, s, len(s.pieces) <= 2, dst, x)
}

// MulVecTrans sets dst = Aᵀ x by the CSR that s was made from; see
// [CSR.MulVecTrans].
func (s *SELL) MulVecTrans(dst, x []float64) { s.a.MulVecTrans(dst, x) }

// MulVecTransWorkers is [SELL.MulVecTrans] on at most workers goroutines; 0 means
// GOMAXPROCS. The result does not depend on it.
func (s *SELL) MulVecTransWorkers(workers int, dst, x []float64) {
	s.a.MulVecTransWorkers(workers, dst, x)
}

// MulVecTo sets dst = A x, or Aᵀ x if trans, as gonum's matrices do.
func (s *SELL) MulVecTo(dst *mat.VecDense, trans bool, x mat.Vector) { mulVecTo(s, dst, trans, x) }

func (s *SELL) mulPiece(b int, dst, x []float64) {
	s.mulRows(s.pieces[b]*windowRows, min(s.pieces[b+1]*windowRows, s.a.rows), dst, x)
}

// mulRows does rows lo to hi, where lo is the start of a window and hi of
// another or the end.
func (s *SELL) mulRows(lo, hi int, dst, x []float64) {
	for w, end := lo/windowRows, (hi+windowRows-1)/windowRows; w < end; {
		first := w
		for w++; w < end && s.windows[w].csr == s.windows[first].csr; w++ {
		}
		s.mulWindows(first, w, dst, x)
	}
}

// mulWindows does windows first to end, which are all in the CSR or all not.
func (s *SELL) mulWindows(first, end int, dst, x []float64) {
	lo, hi := first*windowRows, min(end*windowRows, s.a.rows)
	if s.windows[first].csr {
		s.a.mulRows(lo, hi, dst, x)
		return
	}
	whole := end
	if s.order != nil {
		whole = first // every window is put in order
	} else if hi%windowRows != 0 {
		whole-- // the last chunk may reach past the end of dst
	}
	if whole > first {
		w := &s.windows[first]
		kernel.SELLMulVec(dst[lo:whole*windowRows], s.code[w.code:], s.ind[w.ind:], s.val[w.val:], x)
	}
	var buf [windowRows]float64
	for i := whole; i < end; i++ {
		w := &s.windows[i]
		out := dst[i*windowRows : min((i+1)*windowRows, s.a.rows)]
		kernel.SELLMulVec(buf[:(len(out)+7)&^7], s.code[w.code:], s.ind[w.ind:], s.val[w.val:], x)
		if s.order == nil {
			copy(out, buf[:])
			continue
		}
		for k, r := range s.order[i*windowRows:][:len(out)] {
			out[r] = buf[k]
		}
	}
	for _, i := range s.empty[s.windows[first].empty:s.windows[end].empty] {
		dst[i] = 0
	}
	for _, i := range s.long[s.windows[first].long:s.windows[end].long] {
		s.a.mulRows(int(i), int(i)+1, dst, x)
	}
}
