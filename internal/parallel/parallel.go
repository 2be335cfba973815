// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package parallel

import "runtime"

// Workers returns the number of goroutines that a request for w of them means:
// w itself when positive, else GOMAXPROCS.
func Workers(w int) int {
	if w > 0 {
		return w
	}
	return runtime.GOMAXPROCS(0)
}

// For calls body on contiguous ranges [lo, hi) that together cover [0, n), on
// at most Workers(workers) goroutines, each range but the last at least grain
// long. Range boundaries are multiples of align, so that no two workers share
// a cache line or a vector. The cut depends on the number of workers; results
// must not, so body must treat every index alone.
func For(workers, n, grain, align int, body func(lo, hi int)) {
	if n <= 0 {
		return
	}
	grain, align = max(grain, 1), max(align, 1)
	w := min(Workers(workers), max(n/grain, 1))
	if w == 1 {
		body(0, n)
		return
	}
	size := (n + w - 1) / w
	size = (size + align - 1) / align * align
	j := newJob(n, size)
	j.ranges = body
	j.fork(j.count)
}

// Blocks calls body(b, lo, hi) for every block b of size indices of [0, n), the
// last perhaps shorter, on at most Workers(workers) goroutines. Blocks are
// handed out in order as goroutines come free. The blocks depend on n and size
// alone. With fewer than two blocks nothing is forked.
func Blocks(workers, n, size int, body func(b, lo, hi int)) {
	if n <= 0 {
		return
	}
	size = max(size, 1)
	count := (n + size - 1) / size
	w := min(Workers(workers), count)
	if w == 1 {
		for b := range count {
			body(b, b*size, min((b+1)*size, n))
		}
		return
	}
	j := newJob(n, size)
	j.blocks = body
	j.fork(w)
}
