// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"sync"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/parallel"
)

// MulMat multiplies A by several vectors, the rows of x, and puts the products
// into the rows of dst: dst = x Aᵀ as matrices. x must have as many columns as A,
// dst as many rows as x and as many columns as A has rows, or be empty; they must
// not overlap. It panics on other dimensions.
//
// Up to 8 vectors share one pass over A, which takes about twice the time of a
// product with one. Each row of dst has the bits of [CSR.MulVec].
func (a *CSR) MulMat(dst, x *mat.Dense) { a.MulMatWorkers(0, dst, x) }

// MulMatWorkers is [CSR.MulMat] on at most workers goroutines; 0 means
// GOMAXPROCS. The result does not depend on it.
func (a *CSR) MulMatWorkers(workers int, dst, x *mat.Dense) {
	mulMat(workers, dst, x, a.rows, a.cols, func() *CSR { return a }, false, a.MulVecWorkers)
}

// MulMatTrans multiplies Aᵀ by the rows of x and puts the products into the rows
// of dst; see [CSR.MulMat], with rows and columns of A exchanged. Each row of dst
// has the bits of [CSR.MulVecTrans]. For more than two vectors it makes a
// transposed copy of A at the first call and keeps it.
func (a *CSR) MulMatTrans(dst, x *mat.Dense) { a.MulMatTransWorkers(0, dst, x) }

// MulMatTransWorkers is [CSR.MulMatTrans] on at most workers goroutines; 0 means
// GOMAXPROCS. The result does not depend on it.
func (a *CSR) MulMatTransWorkers(workers int, dst, x *mat.Dense) {
	mulMat(workers, dst, x, a.cols, a.rows, a.cachedTranspose, true, a.MulVecTransWorkers)
}

// MulMat is [CSR.MulMat] for a matrix by columns; each row of dst has the bits of
// [CSC.MulVec].
func (a *CSC) MulMat(dst, x *mat.Dense) { a.t.MulMatTrans(dst, x) }

// MulMatTrans is [CSR.MulMatTrans] for a matrix by columns.
func (a *CSC) MulMatTrans(dst, x *mat.Dense) { a.t.MulMat(dst, x) }

// matRows is the number of rows whose products with 8 vectors fit the first
// cache beside what they read.
const matRows = 256

// localCols is how many columns a piece may reach over for its part of the
// vectors to be packed when it is needed, in the second or third cache, instead
// of all of them beforehand, in memory.
const localCols = 1 << 15

// mulMat multiplies by the rows of x in groups. by returns the matrix to go
// through by rows, whose sums are formed in order or not; single does one vector.
func mulMat(workers int, dst, x *mat.Dense, rows, cols int, by func() *CSR, inOrder bool, single func(workers int, dst, x []float64)) {
	count, n := x.Dims()
	if n != cols {
		panic(mat.ErrShape)
	}
	if rows == 0 || count == 0 {
		if !dst.IsEmpty() { // gonum has no other matrix without elements
			panic(mat.ErrShape)
		}
		return
	}
	if dst.IsEmpty() {
		dst.ReuseAs(count, rows)
	}
	if r, c := dst.Dims(); r != count || c != rows {
		panic(mat.ErrShape)
	}
	in, out := x.RawMatrix(), dst.RawMatrix()
	for r := 0; r < count; {
		left := count - r
		if left <= 2 {
			single(workers, out.Data[r*out.Stride:][:rows], in.Data[r*in.Stride:][:cols])
			r++
			continue
		}
		width := 8
		if left <= 4 {
			width = 4
		}
		g := matProducts.Get().(*matProduct)
		g.a, g.inOrder, g.width, g.used = by(), inOrder, width, min(width, left)
		g.in, g.inStride = in.Data[r*in.Stride:], in.Stride
		g.out, g.outStride = out.Data[r*out.Stride:], out.Stride
		g.run(workers)
		r += g.used
		g.a, g.in, g.out = nil, nil, nil
		matProducts.Put(g)
	}
}

// A matProduct is the product with one group of vectors. They are reused, with
// the functions that goroutines run.
type matProduct struct {
	a                   *CSR
	inOrder             bool
	width, used         int // vectors that the kernel takes, and that are there
	in, out             []float64
	inStride, outStride int
	wide                []float64 // all of the vectors, elements of the same place side by side
	pack, piece         func(b, lo, hi int)
	localPiece          func(b, lo, hi int)
}

var matProducts = sync.Pool{New: func() any {
	g := new(matProduct)
	g.pack = func(_, lo, hi int) { g.interleave(g.wide[lo*g.width:hi*g.width], lo, hi) }
	g.piece = func(b, _, _ int) { g.rows(g.a.pieces[b], g.a.pieces[b+1], g.wide, 0) }
	g.localPiece = func(b, _, _ int) { g.local(g.a.pieces[b], g.a.pieces[b+1]) }
	return g
}}

// wides holds parts of vectors, packed; see matProduct.local.
var wides = sync.Pool{New: func() any { return new([]float64) }}

func (g *matProduct) run(workers int) {
	if len(g.a.pieces) <= 2 {
		workers = 1
	}
	if g.a.columnSpan() <= localCols {
		parallel.Blocks(workers, len(g.a.pieces)-1, 1, g.localPiece)
		return
	}
	g.wide = grow(g.wide, g.width*g.a.cols)
	parallel.Blocks(workers, g.a.cols, dotBlock, g.pack)
	parallel.Blocks(workers, len(g.a.pieces)-1, 1, g.piece)
}

// grow returns a slice of length n, x if it is long enough. Its contents are
// undefined.
func grow(x []float64, n int) []float64 {
	if cap(x) < n {
		return makeFloats(n)
	}
	return x[:n]
}

// columnRange returns the columns [first, end) that rows lo to hi reach over.
func (a *CSR) columnRange(lo, hi int) (first, end int) {
	first = a.cols
	for i := lo; i < hi; i++ {
		if p, q := a.ptr[i], a.ptr[i+1]; p < q {
			first, end = min(first, int(a.ind[p])), max(end, int(a.ind[q-1])+1)
		}
	}
	return min(first, end), end
}

// columnSpan returns the most columns that a piece reaches over.
func (a *CSR) columnSpan() int {
	if s := a.span.Load(); s > 0 {
		return int(s - 1)
	}
	most := 0
	for b := range len(a.pieces) - 1 {
		first, end := a.columnRange(a.pieces[b], a.pieces[b+1])
		most = max(most, end-first)
	}
	a.span.Store(int64(most) + 1)
	return most
}

// local does rows lo to hi with the part of the vectors that they need.
func (g *matProduct) local(lo, hi int) {
	first, end := g.a.columnRange(lo, hi)
	w := wides.Get().(*[]float64)
	*w = grow(*w, (end-first)*g.width)
	g.interleave(*w, first, end)
	g.rows(lo, hi, *w, first)
	wides.Put(w)
}

// interleave packs elements lo to hi of the vectors. Places of vectors that are
// not there hold zeros.
func (g *matProduct) interleave(wide []float64, lo, hi int) {
	for ; lo < hi; lo += matRows {
		end := min(lo+matRows, hi)
		part := wide[:(end-lo)*g.width]
		wide = wide[len(part):]
		if g.used < g.width {
			clear(part)
		}
		for r := range g.used {
			k := r
			for _, v := range g.in[r*g.inStride+lo : r*g.inStride+end] {
				part[k] = v
				k += g.width
			}
		}
	}
}

// rows does rows lo to hi; wide starts at column first.
func (g *matProduct) rows(lo, hi int, wide []float64, first int) {
	var buf [8 * matRows]float64
	for ; lo < hi; lo += matRows {
		end := min(lo+matRows, hi)
		b := buf[:(end-lo)*g.width]
		if g.inOrder {
			kernel.CSRMulMatInOrder(b, g.width, g.a.ptr[lo:end+1], g.a.ind, g.a.val, wide, first)
		} else {
			kernel.CSRMulMat(b, g.width, g.a.ptr[lo:end+1], g.a.ind, g.a.val, wide, first)
		}
		for r := range g.used {
			k := r
			out := g.out[r*g.outStride+lo : r*g.outStride+end]
			for i := range out {
				out[i] = b[k]
				k += g.width
			}
		}
	}
}
