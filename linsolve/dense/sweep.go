// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense

import (
	"golang.org/x/exp/constraints"

	"github.com/relaxnum/relax/internal/parallel"
)

const (
	// leastSweep is the least number of elements of a matrix that a worker goes
	// through: about 100 µs of work in memory, a little more than it takes until
	// a goroutine runs that has to be woken.
	leastSweep = 1 << 19

	// sweepAlign keeps two workers from writing to one cache line.
	sweepAlign = 16

	// A transposed product with at most narrow columns leaves few columns to
	// share out. Its rows are cut into blocks of blockSize elements, whatever the
	// number of workers, and the sums of the blocks are added up in order.
	narrow    = 1024
	blockSize = 1 << 18
)

// A sweep is a pass over a matrix that workers share: one of y += alpha·A·x,
// y += alpha·Aᵀ·x and A += alpha·x·yᵀ.
type sweep[T constraints.Float] struct {
	*ops[T]
	m, n  int
	alpha T
	a     []T
	lda   int
	x, y  []T

	partial []T // sums of the blocks of a narrow product

	// The bodies, made once.
	rowsN, columnsT, rowsR func(lo, hi int)
	blockT                 func(b, lo, hi int)
}

// newSweep returns a sweep from the pool.
func (o *ops[T]) newSweep(m, n int, alpha T, a []T, lda int, x, y []T) *sweep[T] {
	s, _ := o.sweeps.Get().(*sweep[T])
	if s == nil {
		s = new(sweep[T])
		s.rowsN, s.columnsT, s.rowsR, s.blockT = s.productRows, s.productColumns, s.updateRows, s.productBlock
	}
	s.ops, s.m, s.n, s.alpha, s.a, s.lda, s.x, s.y = o, m, n, alpha, a, lda, x, y
	return s
}

// release gives s back, without what is the caller's.
func (s *sweep[T]) release() {
	o := s.ops
	s.a, s.x, s.y = nil, nil, nil
	o.sweeps.Put(s)
}

func (s *sweep[T]) productRows(lo, hi int) {
	s.gemvN(s.y[lo:hi], s.alpha, s.a[lo*s.lda:], s.lda, s.x)
}

func (s *sweep[T]) productColumns(lo, hi int) {
	s.gemvT(s.y[lo:hi], s.alpha, s.a[lo:], s.lda, s.x)
}

func (s *sweep[T]) updateRows(lo, hi int) {
	s.ger(s.a[lo*s.lda:], s.lda, s.alpha, s.x[lo:hi], s.y)
}

func (s *sweep[T]) productBlock(b, lo, hi int) {
	y := s.partial[b*s.n:][:s.n]
	clear(y)
	s.gemvT(y, s.alpha, s.a[lo*s.lda:], s.lda, s.x[lo:hi])
}

// gemv computes y = beta·y + alpha·op(A)·x. The arguments are right.
func (o *ops[T]) gemv(workers int, trans bool, m, n int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int) {
	lenX, lenY := n, m
	if trans {
		lenX, lenY = m, n
	}
	if incX == 1 && incY == 1 {
		o.product(workers, trans, m, n, alpha, a, lda, x[:lenX], beta, y[:lenY])
		return
	}
	buf := o.buffer(lenX, lenY)
	u, v := buf.a[:lenX], buf.b[:lenY]
	gather(u, x, incX)
	if beta != 0 {
		gather(v, y, incY)
	}
	o.product(workers, trans, m, n, alpha, a, lda, u, beta, v)
	scatter(y, incY, v)
	o.buffers.Put(buf)
}

// product computes y = beta·y + alpha·op(A)·x.
func (o *ops[T]) product(workers int, trans bool, m, n int, alpha T, a []T, lda int, x []T, beta T, y []T) {
	if beta == 0 {
		clear(y)
	} else if beta != 1 {
		o.scale(y, beta)
	}
	if alpha == 0 {
		return
	}
	if n == 1 && lda == 1 {
		trans, m, n, lda = !trans, 1, m, m // the column is a row
	}
	size := float64(m) * float64(n)
	blocks := trans && n <= narrow && size >= 2*blockSize
	if !blocks && (size < 2*leastSweep || parallel.Workers(workers) == 1) {
		if trans {
			o.gemvT(y, alpha, a, lda, x)
		} else {
			o.gemvN(y, alpha, a, lda, x)
		}
		return
	}
	s := o.newSweep(m, n, alpha, a, lda, x, y)
	switch {
	case blocks:
		rows := blockSize / n
		count := parts(m, rows)
		s.partial = grow(s.partial, count*n)
		parallel.Blocks(min(parallel.Workers(workers), max(1, int(size/leastSweep))), m, rows, s.blockT)
		for b := range count {
			o.axpy(y, 1, s.partial[b*n:][:n])
		}
	case trans:
		parallel.For(workers, n, max(1, leastSweep/m), sweepAlign, s.columnsT)
	default:
		parallel.For(workers, m, max(1, leastSweep/n), sweepAlign, s.rowsN)
	}
	s.release()
}

// rank1 adds alpha·x·yᵀ to A. The arguments are right.
func (o *ops[T]) rank1(workers, m, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int) {
	if incX == 1 && incY == 1 {
		o.update(workers, m, n, alpha, x[:m], y[:n], a, lda)
		return
	}
	buf := o.buffer(m, n)
	gather(buf.a[:m], x, incX)
	gather(buf.b[:n], y, incY)
	o.update(workers, m, n, alpha, buf.a[:m], buf.b[:n], a, lda)
	o.buffers.Put(buf)
}

// update computes A += alpha·x·yᵀ.
func (o *ops[T]) update(workers, m, n int, alpha T, x, y, a []T, lda int) {
	if float64(m)*float64(n) < 2*leastSweep || parallel.Workers(workers) == 1 {
		o.ger(a, lda, alpha, x, y)
		return
	}
	s := o.newSweep(m, n, alpha, a, lda, x, y)
	parallel.For(workers, m, max(1, leastSweep/n), 1, s.rowsR)
	s.release()
}

// buffer returns a buffer with room for two vectors.
func (o *ops[T]) buffer(a, b int) *buffer[T] {
	buf, _ := o.buffers.Get().(*buffer[T])
	if buf == nil {
		buf = new(buffer[T])
	}
	buf.a, buf.b = grow(buf.a, a), grow(buf.b, b)
	return buf
}

// first returns the index of the first of n elements inc apart.
func first(n, inc int) int { return max(0, (1-n)*inc) }

// gather sets dst to the elements of x that are inc apart.
func gather[T constraints.Float](dst, x []T, inc int) {
	if inc == 1 {
		copy(dst, x)
		return
	}
	at := first(len(dst), inc)
	for i := range dst {
		dst[i] = x[at]
		at += inc
	}
}

// scatter sets the elements of y that are inc apart to x.
func scatter[T constraints.Float](y []T, inc int, x []T) {
	if inc == 1 {
		copy(y, x)
		return
	}
	at := first(len(x), inc)
	for _, v := range x {
		y[at] = v
		at += inc
	}
}
