// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense

import (
	"golang.org/x/exp/constraints"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/parallel"
)

// Sizes of the blocks of a product, which follow the scheme of Goto and
// van de Geijn ("Anatomy of High-Performance Matrix Multiplication", 2008) with
// rows and columns exchanged, since C is stored by rows. A strip of B, k by
// three vectors, is read once a tile of C and stays in L1 (24 KiB with AVX2); a
// block of A stays in L2 while all strips pass by it; a panel of B stays in L3.
const (
	// maxDepth is the largest k of a block. The sums of an element of C start
	// anew at every block, so it is the same at every level, for both element
	// types, and whatever the other sizes are: results depend on it alone.
	maxDepth = 256

	blockBytes     = 192 << 10 // of A, where L2 has 256 KiB or more
	blockBytesWide = 384 << 10 // of A, where L2 has 1 MiB or more, as with AVX-512
	panelBytes     = 2 << 20   // of B
)

// A product is C = beta·C + alpha·A·B with A[i,p] = a[i*ars+p*acs]. B[p,j] is
// b[p*ldb+j], or b[j*ldb+p] if transB.
type product[T constraints.Float] struct {
	*ops[T]
	m, n, k     int
	alpha, beta T
	a           []T
	ars, acs    int
	b           []T
	ldb         int
	transB      bool
	c           []T
	ldc         int

	rows, cols int               // of the tasks
	task       func(t, _, _ int) // p.run, made once
}

// A buffer holds packed matrices.
type buffer[T constraints.Float] struct{ a, b []T }

// grow returns x with at least n elements, or a longer slice. It adds half, so
// that sizes that creep up cost few allocations.
func grow[T constraints.Float](x []T, n int) []T {
	if n > cap(x) {
		const least = 512 // short slices are not aligned to cache lines
		x = make([]T, max(n, cap(x)+cap(x)/2, least))
	}
	return x[:cap(x)]
}

// gemm computes C = beta·C + alpha·op(A)·op(B). The arguments are right.
func (o *ops[T]) gemm(workers int, transA, transB bool, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	if alpha == 0 || k == 0 {
		o.scaleBlock(c, ldc, m, n, beta)
		return
	}
	ars, acs := lda, 1
	if transA {
		ars, acs = 1, lda
	}
	brs, bcs := ldb, 1
	if transB {
		brs, bcs = 1, ldb
	}
	volume := float64(m) * float64(n) * float64(k)
	if k <= maxDepth && (volume <= 2*2*2 || transB && volume <= 5*5*5) {
		o.scaleSum(c, ldc, m, n, beta)
		o.tiny(c, ldc, m, n, k, alpha, a, ars, acs, b, brs, bcs, beta != 0)
		return
	}
	if volume <= small && k <= maxDepth && !transB {
		o.scaleSum(c, ldc, m, n, beta)
		o.strips(c, ldc, m, n, k, alpha, a, ars, acs, b, ldb, beta != 0)
		return
	}
	if (m == 1 || n == 1) && volume > small {
		o.gemvOf(workers, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	p := product[T]{ops: o, m: m, n: n, k: k, alpha: alpha, beta: beta, a: a, ars: ars, acs: acs, b: b, ldb: ldb, transB: transB, c: c, ldc: ldc}
	workers = int(min(float64(parallel.Workers(workers)), volume/leastTask))
	if workers <= 1 {
		p.block(0, m, 0, n)
		return
	}
	p.share(workers)
}

// gemvOf does what gemm does when C is a row or a column.
func (o *ops[T]) gemvOf(workers int, transA, transB bool, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	if n == 1 {
		rows, cols, inc := m, k, ldb
		if transA {
			rows, cols = k, m
		}
		if transB {
			inc = 1
		}
		o.gemv(workers, transA, rows, cols, alpha, a, lda, b, inc, beta, c, ldc)
		return
	}
	rows, cols, inc := k, n, 1
	if transB {
		rows, cols = n, k
	}
	if transA {
		inc = lda
	}
	o.gemv(workers, !transB, rows, cols, alpha, b, ldb, a, inc, beta, c, 1)
}

// small is the m·n·k up to which nothing is copied: the matrices are in L1 or
// are read too few times for that to matter.
const small = 32 * 32 * 32

// packsB reports whether strips of B of k rows are to be copied, for a block of
// C of m rows. It pays when a strip would not stay in L1 where it lies: a row of
// it takes a few cache lines, rows lie ldb apart, and the cache has few ways for
// lines that are a multiple of 4096 bytes apart.
func (p *product[T]) packsB(m, k int) bool {
	if p.transB {
		return true
	}
	rows, lanes := p.shape()
	if m <= rows || m <= 2*rows && p.k*p.ldb*p.elem <= panelBytes {
		return false // read once, or twice from a cache
	}
	const (
		line   = 64
		period = 4096            // of the sets of L1
		room   = 17 * period / 4 // a little over half of its ways
	)
	width := kernel.GemmVectors*lanes*p.elem/line*line + line
	stride := p.ldb * p.elem
	return k*max(width, min(stride&-stride, period)) > room
}

// packsA reports whether blocks of A of k columns are to be copied, for a block
// of C of n columns, in which A is read anew for each strip.
func (p *product[T]) packsA(n, k int) bool {
	_, lanes := p.shape()
	strips := n / (kernel.GemmVectors * lanes)
	if p.acs != 1 {
		return strips > 12 && k*p.acs*p.elem > 16<<10
	}
	return strips > 24 && p.ars > k+k/4
}

// chunk returns the size of the equal parts, multiples of align, in which to
// take n things when at most limit go at once.
func chunk(n, limit, align int) int {
	parts := (n + limit - 1) / limit
	return ceil((n+parts-1)/parts, align)
}

// ceil returns the least multiple of align that is not below n.
func ceil(n, align int) int { return (n + align - 1) / align * align }

// block computes rows i0..i1 and columns j0..j1 of C.
func (p *product[T]) block(i0, i1, j0, j1 int) {
	p.scaleSum(p.c[i0*p.ldc+j0:], p.ldc, i1-i0, j1-j0, p.beta)
	rows, lanes := p.shape()
	kc := chunk(p.k, maxDepth, 8)
	packB, packA := p.packsB(i1-i0, kc), p.packsA(j1-j0, kc)
	budget := blockBytes
	if rows > 4 {
		budget = blockBytesWide
	}
	mc := chunk(i1-i0, max(1, budget/(kc*p.elem)), rows)
	nc := chunk(j1-j0, max(1, panelBytes/(kc*p.elem)), kernel.GemmVectors*lanes)

	buf, _ := p.buffers.Get().(*buffer[T])
	if buf == nil {
		buf = new(buffer[T])
	}
	if packB {
		buf.b = grow(buf.b, kc*min(nc, j1-j0))
	}
	if packA {
		buf.a = grow(buf.a, kc*min(mc, i1-i0))
	}
	for j := j0; j < j1; j += nc {
		n := min(nc, j1-j)
		for l := 0; l < p.k; l += kc {
			k := min(kc, p.k-l)
			b, brs := p.b, p.ldb
			if packB {
				p.packB(buf.b, l, j, k, n)
				b, brs = buf.b[:k*n], 0
			} else {
				b = b[l*p.ldb+j:]
			}
			for i := i0; i < i1; i += mc {
				m := min(mc, i1-i)
				a, ars, acs := p.a[i*p.ars+l*p.acs:], p.ars, p.acs
				if packA {
					p.packA(buf.a, a, m, k)
					a, ars, acs = buf.a, k, 1
				}
				p.strips(p.c[i*p.ldc+j:], p.ldc, m, n, k, p.alpha, a, ars, acs, b, brs, p.beta != 0 || l > 0)
			}
		}
	}
	p.buffers.Put(buf)
}

// strips computes a block of C from a block of A and a panel of B, which is
// packed if brs is 0.
func (o *ops[T]) strips(c []T, ldc, m, n, k int, alpha T, a []T, ars, acs int, b []T, brs int, add bool) {
	_, lanes := o.shape()
	for j := 0; j < n; {
		w := stripWidth(n-j, lanes)
		if brs != 0 {
			o.strip(c[j:], ldc, m, w, k, alpha, a, ars, acs, b[j:], brs, add, nil)
		} else {
			next := b // the first strip, for the next block of A
			if j+w < n {
				next = b[(j+w)*k:]
			}
			o.strip(c[j:], ldc, m, w, k, alpha, a, ars, acs, b[j*k:], w, add, next[:min(w*k, len(next))])
		}
		j += w
	}
}

// stripWidth returns the width of the next strip of n columns. What would leave
// less than a vector, or a single one, is taken as two strips of at most two
// vectors: the kernel has then enough sums to keep its units busy.
func stripWidth(n, lanes int) int {
	switch {
	case n <= kernel.GemmVectors*lanes:
		return n
	case n <= (kernel.GemmVectors+1)*lanes:
		return (kernel.GemmVectors - 1) * lanes
	default:
		return kernel.GemmVectors * lanes
	}
}

// packB copies rows l.. and columns j.. of B, k×n of them, to dst, strip after
// strip. Where rows are long it goes along a few at a time: memory sends what
// lies together sooner than a piece of each row for every strip.
func (p *product[T]) packB(dst []T, l, j, k, n int) {
	_, lanes := p.shape()
	const few, long = 8, 4096
	depth := k
	if !p.transB && n*p.elem >= long {
		depth = few
	}
	for r := 0; r < k; r += depth {
		d := min(depth, k-r)
		for s := 0; s < n; {
			w := stripWidth(n-s, lanes)
			if p.transB {
				p.transpose(dst[s*k:], w, p.b[(j+s)*p.ldb+l:], p.ldb, w, k)
			} else {
				p.copyRows(dst[s*k+r*w:], w, p.b[(l+r)*p.ldb+j+s:], p.ldb, d, w)
			}
			s += w
		}
	}
}

// packA copies a block of A, m×k, to dst, row after row.
func (p *product[T]) packA(dst, a []T, m, k int) {
	if p.acs != 1 {
		p.transpose(dst, k, a, p.acs, k, m)
	} else {
		p.copyRows(dst, k, a, p.ars, m, k)
	}
}

// scaleSum makes C ready to be added to: C = beta·C, or nothing when C is to be
// overwritten.
func (o *ops[T]) scaleSum(c []T, ldc, m, n int, beta T) {
	if beta != 0 {
		o.scaleBlock(c, ldc, m, n, beta)
	}
}

// scaleBlock sets C = beta·C, which is 0 for a beta of 0 whatever C held.
func (o *ops[T]) scaleBlock(c []T, ldc, m, n int, beta T) {
	if beta == 1 {
		return
	}
	for i := range m {
		row := c[i*ldc : i*ldc+n]
		if beta == 0 {
			clear(row)
		} else {
			o.scale(row, beta)
		}
	}
}
