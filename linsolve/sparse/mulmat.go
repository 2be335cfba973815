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
// Four vectors share a pass over A, unless its rows read x all over: four such
// vectors only crowd each other out of the caches. Each row of dst has the bits of [CSR.MulVec].
func (a *CSR) MulMat(dst, x *mat.Dense) { a.MulMatWorkers(0, dst, x) }

// MulMatWorkers is [CSR.MulMat] on at most workers goroutines; 0 means
// GOMAXPROCS. The result does not depend on it.
func (a *CSR) MulMatWorkers(workers int, dst, x *mat.Dense) {
	mulMat(workers, dst, x, a.rows, a.cols, func() *CSR { return a }, false, a.MulVecWorkers)
}

// MulMatTrans multiplies Aᵀ by the rows of x and puts the products into the rows
// of dst; see [CSR.MulMat], with rows and columns of A exchanged. Each row of dst
// has the bits of [CSR.MulVecTrans]. For four vectors or more it makes a
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

// mulMat multiplies by the rows of x, four at a time. by returns the matrix to go
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
	r := 0
	for ; r+4 <= count && !by().readsAllOver(); r += 4 {
		g := matProducts.Get().(*matProduct)
		g.a, g.inOrder = by(), inOrder
		g.in, g.inStride = in.Data[r*in.Stride:], in.Stride
		g.out, g.outStride = out.Data[r*out.Stride:][:3*out.Stride+rows], out.Stride
		if len(g.a.pieces) <= 2 {
			workers = 1
		}
		parallel.Blocks(workers, len(g.a.pieces)-1, 1, g.piece)
		g.a, g.in, g.out = nil, nil, nil
		matProducts.Put(g)
	}
	for ; r < count; r++ {
		single(workers, out.Data[r*out.Stride:][:rows], in.Data[r*in.Stride:][:cols])
	}
}

// A matProduct is a product with four vectors. They are reused, with the function
// that goroutines run.
type matProduct struct {
	a                   *CSR
	inOrder             bool
	in, out             []float64
	inStride, outStride int
	piece               func(b, lo, hi int)
}

var matProducts = sync.Pool{New: func() any {
	g := new(matProduct)
	g.piece = func(b, _, _ int) {
		a, lo, hi := g.a, g.a.pieces[b], g.a.pieces[b+1]
		if g.inOrder {
			kernel.CSRMulMatInOrder(g.out[lo:], g.outStride, a.ptr[lo:hi+1], a.ind, a.val, g.in, g.inStride)
		} else {
			kernel.CSRMulMat(g.out[lo:], g.outStride, a.ptr[lo:hi+1], a.ind, a.val, g.in, g.inStride)
		}
	}
	return g
}}
