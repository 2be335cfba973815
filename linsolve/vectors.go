// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"github.com/relaxnum/relax/internal/hugepage"
	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/parallel"
)

const (
	// Passes go over blocks of this many elements, whose partial sums are added
	// in order: the result does not depend on the number of workers, and a
	// block of a few vectors stays in the L1 or L2 cache between the kernels
	// that walk it, so that several kernels cost the memory traffic of one.
	block = 4096
	// forkBlocks is the least number of blocks that a goroutine is started
	// for: about 20 µs of work against 1 to 5 µs to wake a core.
	forkBlocks = 4
	// maxSums is how many sums a pass may form.
	maxSums = 3
)

// A pass is what a method does with elements lo to hi of its vectors, block b.
// Methods make their passes once and keep them; operands are fields, so that no
// call allocates.
type pass func(b, lo, hi int)

// vectors runs passes over vectors of length n.
type vectors struct {
	n, workers int
	sums       []float64 // maxSums a block
	current    pass
	loop       func(first, last int)

	alpha         float64
	x, y, z, p, q []float64

	dotPass, updatePass, axpyToPass, residualPass pass
}

// resize prepares for vectors of length n.
func (v *vectors) resize(n, workers int) {
	v.n, v.workers = n, parallel.Workers(workers)
	v.sums = grow(v.sums, maxSums*blocks(n))
	if v.loop != nil {
		return
	}
	v.loop = func(first, last int) {
		for b := first; b < last; b++ {
			v.current(b, b*block, min((b+1)*block, v.n))
		}
	}
	v.dotPass = func(b, lo, hi int) { v.sums[maxSums*b] = kernel.Dot(v.x[lo:hi], v.y[lo:hi]) }
	v.updatePass = func(b, lo, hi int) {
		v.sums[maxSums*b] = kernel.Update(v.x[lo:hi], v.y[lo:hi], v.alpha, v.p[lo:hi], v.q[lo:hi])
	}
	v.axpyToPass = func(_, lo, hi int) { kernel.AxpyTo(v.x[lo:hi], v.alpha, v.y[lo:hi], v.z[lo:hi]) }
	v.residualPass = func(b, lo, hi int) {
		r := v.x[lo:hi]
		kernel.Sub(r, v.y[lo:hi], r)
		v.sums[maxSums*b] = kernel.SumSquares(r)
	}
}

func blocks(n int) int { return (n + block - 1) / block }

// grow returns a slice of length n, x's own array if that is long enough.
func grow(x []float64, n int) []float64 {
	if cap(x) < n {
		return hugepage.Make[float64](n)
	}
	return x[:n]
}

// run does p over all blocks.
func (v *vectors) run(p pass) {
	v.current = p
	parallel.For(v.workers, blocks(v.n), forkBlocks, 1, v.loop)
}

// total returns sum i of the last pass.
func (v *vectors) total(i int) float64 {
	s := 0.0
	for b := range blocks(v.n) {
		s += v.sums[maxSums*b+i]
	}
	return s
}

// dot returns xᵀ·y. It reads 16 bytes an element.
func (v *vectors) dot(x, y []float64) float64 {
	v.x, v.y = x, y
	v.run(v.dotPass)
	return v.total(0)
}

// update sets x += alpha·p and r −= alpha·q and returns ‖r‖₂² of the new r. It
// moves 48 bytes an element, as one pass over four vectors.
func (v *vectors) update(x, r []float64, alpha float64, p, q []float64) float64 {
	v.x, v.y, v.alpha, v.p, v.q = x, r, alpha, p, q
	v.run(v.updatePass)
	return v.total(0)
}

// axpyTo sets dst = alpha·y + z. It moves 24 bytes an element.
func (v *vectors) axpyTo(dst []float64, alpha float64, y, z []float64) {
	v.x, v.alpha, v.y, v.z = dst, alpha, y, z
	v.run(v.axpyToPass)
}

// residual turns dst = A·x into b − A·x and returns its squared norm.
func (v *vectors) residual(dst, b []float64) float64 {
	v.x, v.y = dst, b
	v.run(v.residualPass)
	return v.total(0)
}

// release forgets the operands, so that a kept workspace does not keep a
// caller's vectors alive.
func (v *vectors) release() { v.x, v.y, v.z, v.p, v.q = nil, nil, nil, nil, nil }
