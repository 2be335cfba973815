// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"sync"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/parallel"
)

// dotBlock is the number of rows whose products MulVecDot sums before it adds
// them to the rest: the block of all inner products of the module.
const dotBlock = 4096

// A multiplier does parts of a product.
type multiplier interface {
	mulPiece(b int, dst, x []float64)     // piece b of the matrix
	mulRows(lo, hi int, dst, x []float64) // rows lo to hi, multiples of dotBlock or the end
}

// A product is one parallel product under way. They are reused, each with the
// functions that the goroutines run, so that a product allocates nothing.
type product struct {
	m       multiplier
	dst, x  []float64
	partial []float64
	onPiece func(b, lo, hi int)
	onBlock func(b, lo, hi int)

	half               *SymUpper // in place of m
	onSpill, onCollect func(b, lo, hi int)
}

var products = sync.Pool{New: func() any {
	p := new(product)
	p.onPiece = func(b, _, _ int) { p.m.mulPiece(b, p.dst, p.x) }
	p.onBlock = func(b, lo, hi int) {
		p.m.mulRows(lo, hi, p.dst, p.x)
		p.partial[b] = kernel.Dot(p.dst[lo:hi], p.x[lo:hi])
	}
	p.onSpill = func(b, _, _ int) {
		p.half.piece(b, p.dst, p.partial[p.half.spill[b]:p.half.spill[b+1]], p.x)
	}
	p.onCollect = func(b, _, _ int) { p.half.collect(b, p.dst, p.partial) }
	return p
}}

func newProduct(m multiplier, dst, x []float64) *product {
	p := products.Get().(*product)
	p.m, p.dst, p.x = m, dst, x
	return p
}

func (p *product) release() {
	p.m, p.half, p.dst, p.x = nil, nil, nil, nil
	products.Put(p)
}

// mulVecDot sets dst = A x and returns the inner product of dst and x, summed by
// blocks. The block of dst is still in the cache then.
func mulVecDot(workers int, m multiplier, small bool, dst, x []float64) float64 {
	sum := 0.0
	if small || parallel.Workers(workers) == 1 {
		for lo := 0; lo < len(dst); lo += dotBlock {
			hi := min(lo+dotBlock, len(dst))
			m.mulRows(lo, hi, dst, x)
			sum += kernel.Dot(dst[lo:hi], x[lo:hi])
		}
		return sum
	}
	p := newProduct(m, dst, x)
	blocks := (len(dst) + dotBlock - 1) / dotBlock
	p.partial = grow(p.partial, blocks)
	parallel.Blocks(workers, len(dst), dotBlock, p.onBlock)
	for _, s := range p.partial {
		sum += s
	}
	p.release()
	return sum
}

// grow returns a slice of length n, x if it is long enough. Its contents are
// undefined.
func grow(x []float64, n int) []float64 {
	if cap(x) < n {
		return makeFloats(n)
	}
	return x[:n]
}
