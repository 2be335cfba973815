// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense

import (
	"math"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/parallel"
)

// leastTask is the least m·n·k of a task: with less, waking a goroutine takes
// longer than what it saves. It is about 100 µs of work.
const leastTask = 1 << 21

// share runs the product on at most the given number of workers, more than one.
// Tasks are blocks of C; how C is cut does not change how an element is
// computed.
func (p *product[T]) share(workers int) {
	q, _ := p.products.Get().(*product[T])
	if q == nil {
		q = new(product[T])
		q.task = q.run
	}
	task := q.task
	*q = *p
	q.task = task
	q.rows, q.cols = q.split(workers)
	parallel.Blocks(workers, parts(q.m, q.rows)*parts(q.n, q.cols), 1, task)
	q.release()
}

// release gives q back, without what is the caller's.
func (q *product[T]) release() {
	o := q.ops
	*q = product[T]{task: q.task}
	o.products.Put(q)
}

// run does task t. Tasks go down the columns of C, so that workers that are
// under way at once read the same part of B.
func (p *product[T]) run(t, _, _ int) {
	down := parts(p.m, p.rows)
	i, j := t%down*p.rows, t/down*p.cols
	p.block(i, min(i+p.rows, p.m), j, min(j+p.cols, p.n))
}

// parts returns how many parts of a size n has.
func parts(n, size int) int { return (n + size - 1) / size }

// split returns the numbers of rows and columns of a task that promise the
// shortest time. Each task packs its parts of A and B for itself, which is
// cheaper than to wait for another's; many tasks even out workers of unequal
// speed.
func (p *product[T]) split(workers int) (rows, cols int) {
	tile, lanes := p.shape()
	strip := kernel.GemmVectors * lanes
	best := math.Inf(1)
	for rounds := 1; rounds <= 4; rounds++ {
		tasks := rounds * workers
		for down := 1; down <= tasks; down++ {
			r := ceil(parts(p.m, down), tile)
			c := ceil(parts(p.n, max(1, tasks/down)), strip)
			if t := p.time(workers, r, c, lanes); t < best {
				best, rows, cols = t, r, c
			}
		}
	}
	return rows, cols
}

// time estimates how long the product takes with tasks of the given size, in
// cycles over k: two vectors are multiplied and added a cycle, half a cycle goes
// into packing an element of B and a quarter into one of A (measured), and a
// quarter of a task is lost to waiting in the end.
func (p *product[T]) time(workers, rows, cols, lanes int) float64 {
	tasks := parts(p.m, rows) * parts(p.n, cols)
	rounds := float64(parts(tasks, workers))
	r, c := float64(min(rows, p.m)), float64(min(cols, p.n))
	task := r*c/float64(2*lanes) + c/2 + r/4
	if r*c*float64(p.k) < leastTask/2 {
		return math.Inf(1)
	}
	return (rounds + 0.25) * task
}
