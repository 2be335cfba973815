// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"github.com/relaxnum/relax/internal/hugepage"
	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/parallel"
)

// Sums are taken in blocks of this many elements, whose partial sums are added
// in order: the result does not depend on the number of workers, and a block of
// three or four vectors stays in the L1 or L2 cache between the kernels that
// walk it.
const block = 4096

// forkBlocks is the least number of blocks that a goroutine is started for:
// about 20 µs of work against 1 to 5 µs to wake a core.
const forkBlocks = 4

// vectors does the vector operations of a solve. Bodies are closures made once,
// which find their operands in the struct, so that no call allocates.
type vectors struct {
	workers int
	partial []float64 // one sum a block

	alpha         float64
	x, y, z, p, q []float64

	dotBody, updateBody, axpyToBody, residualBody func(lo, hi int)
}

// resize prepares for vectors of length n.
func (v *vectors) resize(n, workers int) {
	v.workers = parallel.Workers(workers)
	v.partial = grow(v.partial, blocks(n))
	if v.dotBody != nil {
		return
	}
	each := func(f func(b, lo, hi int)) func(lo, hi int) {
		return func(first, last int) {
			for b := first; b < last; b++ {
				f(b, b*block, min((b+1)*block, len(v.x)))
			}
		}
	}
	v.dotBody = each(func(b, lo, hi int) { v.partial[b] = kernel.Dot(v.x[lo:hi], v.y[lo:hi]) })
	v.updateBody = each(func(b, lo, hi int) {
		v.partial[b] = kernel.Update(v.x[lo:hi], v.y[lo:hi], v.alpha, v.p[lo:hi], v.q[lo:hi])
	})
	v.axpyToBody = each(func(_, lo, hi int) { kernel.AxpyTo(v.x[lo:hi], v.alpha, v.y[lo:hi], v.z[lo:hi]) })
	v.residualBody = each(func(b, lo, hi int) {
		r := v.x[lo:hi]
		kernel.Sub(r, v.y[lo:hi], r)
		v.partial[b] = kernel.SumSquares(r)
	})
}

func blocks(n int) int { return (n + block - 1) / block }

// grow returns a slice of length n, x's own array if that is long enough.
func grow(x []float64, n int) []float64 {
	if cap(x) < n {
		return hugepage.Make[float64](n)
	}
	return x[:n]
}

func (v *vectors) run(n int, body func(first, last int)) {
	parallel.For(v.workers, blocks(n), forkBlocks, 1, body)
}

func (v *vectors) sum(n int) float64 {
	s := 0.0
	for _, p := range v.partial[:blocks(n)] {
		s += p
	}
	return s
}

// dot returns xᵀ·y. It reads 16 bytes an element.
func (v *vectors) dot(x, y []float64) float64 {
	v.x, v.y = x, y
	v.run(len(x), v.dotBody)
	return v.sum(len(x))
}

// update sets x += alpha·p and r −= alpha·q and returns ‖r‖₂² of the new r. It
// moves 48 bytes an element, as one pass over four vectors.
func (v *vectors) update(x, r []float64, alpha float64, p, q []float64) float64 {
	v.x, v.y, v.alpha, v.p, v.q = x, r, alpha, p, q
	v.run(len(x), v.updateBody)
	return v.sum(len(x))
}

// axpyTo sets dst = alpha·y + z. It moves 24 bytes an element.
func (v *vectors) axpyTo(dst []float64, alpha float64, y, z []float64) {
	v.x, v.alpha, v.y, v.z = dst, alpha, y, z
	v.run(len(dst), v.axpyToBody)
}

// residual turns dst = A·x into b − A·x and returns its squared norm.
func (v *vectors) residual(dst, b []float64) float64 {
	v.x, v.y = dst, b
	v.run(len(dst), v.residualBody)
	return v.sum(len(dst))
}

// release forgets the operands, so that a kept workspace does not keep a
// caller's vectors alive.
func (v *vectors) release() { v.x, v.y, v.z, v.p, v.q = nil, nil, nil, nil, nil }
