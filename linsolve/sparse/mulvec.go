// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"sort"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/parallel"
)

// Products with fewer stored entries than this stay on the caller's goroutine:
// waking another takes about as long as 5,000 entries do.
const parallelNNZ = 1 << 15

// pieceWeight is the least work of a piece, the unit that goroutines take from
// each other: a few microseconds, long against the handing out.
const pieceWeight = 1 << 14

// cut returns row numbers 0 = p₀ < p₁ < … < p_m = rows such that the rows between
// two of them make about pieceWeight of work, an entry counting 1 and a row 2.
// The inner ones are multiples of 8. It depends on the pattern alone. Matrices
// below parallelNNZ are one piece.
func cut(ptr []int) []int {
	rows := len(ptr) - 1
	weight := func(i int) int { return ptr[i] + 2*i }
	total := weight(rows)
	if ptr[rows] < parallelNNZ {
		return []int{0, rows}
	}
	pieces := make([]int, 1, total/pieceWeight+2)
	for w := pieceWeight; w < total-pieceWeight/2; w += pieceWeight {
		i := sort.Search(rows, func(i int) bool { return weight(i) >= w }) &^ 7
		if i > pieces[len(pieces)-1] {
			pieces = append(pieces, i)
		}
	}
	return append(pieces, rows)
}

// MulVec sets dst = A x. dst must have as many elements as A has rows, x as many
// as it has columns, and they must not overlap; it panics on other lengths.
//
// It uses up to GOMAXPROCS goroutines when A has at least 2¹⁵ entries. The sum
// of a row with fewer than 16 entries is formed in order; a longer one by four
// interleaved sums. Products and sums are rounded separately. The result
// therefore has the same bits for any number of workers and on every machine.
func (a *CSR) MulVec(dst, x []float64) { a.MulVecWorkers(0, dst, x) }

// MulVecWorkers is [CSR.MulVec] on at most workers goroutines; 0 means
// GOMAXPROCS. The result does not depend on it.
func (a *CSR) MulVecWorkers(workers int, dst, x []float64) {
	if len(dst) != a.rows || len(x) != a.cols {
		panic(mat.ErrShape)
	}
	if len(a.pieces) <= 2 || parallel.Workers(workers) == 1 {
		a.mulRows(0, a.rows, dst, x)
		return
	}
	p := newProduct(a, dst, x)
	parallel.Blocks(workers, len(a.pieces)-1, 1, p.onPiece)
	p.release()
}

// MulVecTrans sets dst = Aᵀ x. dst must have as many elements as A has columns,
// x as many as it has rows, and they must not overlap; it panics on other
// lengths. Each sum is formed in the order of the rows, products and sums
// rounded separately: the same bits for any number of workers and on every
// machine.
//
// On one goroutine it scatters and needs no memory. With more, and at least 2¹⁵
// entries, it makes a transposed copy of A at the first call and keeps it.
func (a *CSR) MulVecTrans(dst, x []float64) { a.MulVecTransWorkers(0, dst, x) }

// MulVecTransWorkers is [CSR.MulVecTrans] on at most workers goroutines; 0 means
// GOMAXPROCS. The result does not depend on it.
func (a *CSR) MulVecTransWorkers(workers int, dst, x []float64) {
	if len(dst) != a.cols || len(x) != a.rows {
		panic(mat.ErrShape)
	}
	if len(a.val) < parallelNNZ || parallel.Workers(workers) == 1 {
		clear(dst)
		scatterRows(dst, a.ptr, a.ind, a.val, x)
		return
	}
	t := a.cachedTranspose()
	p := newProduct(inOrder{t}, dst, x)
	parallel.Blocks(workers, len(t.pieces)-1, 1, p.onPiece)
	p.release()
}

// cachedTranspose returns the transpose, made at the first call. Several
// goroutines may make it at once; one copy stays.
func (a *CSR) cachedTranspose() *CSR {
	if t := a.trans.Load(); t != nil {
		return t
	}
	t := a.Transpose()
	if a.trans.CompareAndSwap(nil, t) {
		return t
	}
	return a.trans.Load()
}

// MulVecDot sets dst = A x for a square A and returns xᵀ A x, summed by blocks
// of 4,096 rows that are added in order: the same bits for any number of
// workers. Lengths are as for [CSR.MulVec].
func (a *CSR) MulVecDot(dst, x []float64) float64 { return a.MulVecDotWorkers(0, dst, x) }

// MulVecDotWorkers is [CSR.MulVecDot] on at most workers goroutines; 0 means
// GOMAXPROCS. The result does not depend on it.
func (a *CSR) MulVecDotWorkers(workers int, dst, x []float64) float64 {
	if a.rows != a.cols || len(dst) != a.rows || len(x) != a.cols {
		panic(mat.ErrShape)
	}
	return mulVecDot(workers, a, len(a.pieces) <= 2, dst, x)
}

func (a *CSR) mulPiece(b int, dst, x []float64) { a.mulRows(a.pieces[b], a.pieces[b+1], dst, x) }

func (a *CSR) mulRows(lo, hi int, dst, x []float64) {
	kernel.CSRMulVec(dst[lo:hi], a.ptr[lo:hi+1], a.ind, a.val, x)
}

// inOrder is a CSR that forms every sum in order, as scattering does.
type inOrder struct{ a *CSR }

func (o inOrder) mulPiece(b int, dst, x []float64) { o.mulRows(o.a.pieces[b], o.a.pieces[b+1], dst, x) }

func (o inOrder) mulRows(lo, hi int, dst, x []float64) {
	kernel.CSRMulVecInOrder(dst[lo:hi], o.a.ptr[lo:hi+1], o.a.ind, o.a.val, x)
}

// MulVecTo sets dst = A x, or Aᵀ x if trans. dst may be empty, and then gets the
// right length; it may be x. It panics if the lengths do not fit.
func (a *CSR) MulVecTo(dst *mat.VecDense, trans bool, x mat.Vector) {
	mulVecTo(a, dst, trans, x)
}

// A transMultiplier is what mulVecTo needs of a matrix.
type transMultiplier interface {
	Dims() (r, c int)
	MulVec(dst, x []float64)
	MulVecTrans(dst, x []float64)
}

func mulVecTo(a transMultiplier, dst *mat.VecDense, trans bool, x mat.Vector) {
	rows, cols := a.Dims()
	if trans {
		rows, cols = cols, rows
	}
	if x.Len() != cols {
		panic(mat.ErrShape)
	}
	var in []float64
	if v, ok := x.(*mat.VecDense); ok && v.RawVector().Inc == 1 && v != dst {
		in = v.RawVector().Data[:cols]
	} else {
		in = make([]float64, cols)
		for i := range in {
			in[i] = x.AtVec(i)
		}
	}
	if dst.IsEmpty() {
		if rows > 0 {
			dst.ReuseAsVec(rows)
		}
	} else if dst.Len() != rows {
		panic(mat.ErrShape)
	}
	out := make([]float64, rows) // dst may overlap x or have gaps
	if trans {
		a.MulVecTrans(out, in)
	} else {
		a.MulVec(out, in)
	}
	for i, v := range out {
		dst.SetVec(i, v)
	}
}

// scatterRows adds Aᵀ x to dst, row by row.
func scatterRows(dst []float64, ptr []int, ind []int32, val, x []float64) {
	ptr = ptr[:len(x)+1]
	p := ptr[0]
	for i, xi := range x {
		q := ptr[i+1]
		c := ind[p:q]
		v := val[p:q][:len(c)]
		p = q
		for k, j := range c {
			dst[j] += float64(v[k] * xi)
		}
	}
}
