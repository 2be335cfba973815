// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !race

package dense

import (
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/blas"
)

// allocations returns the number of allocations of one call of f, on average
// over a few calls and rounded down. It takes the least of several tries: now
// and then the runtime allocates a descriptor for a goroutine although another
// processor has one to spare. (testing.AllocsPerRun allows one processor alone,
// on which workers would take turns.)
func allocations(f func()) uint64 {
	const tries, runs = 10, 10
	least := ^uint64(0)
	for range tries {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range runs {
			f()
		}
		runtime.ReadMemStats(&after)
		least = min(least, (after.Mallocs-before.Mallocs)/runs)
		if least == 0 {
			break
		}
	}
	return least
}

// The second call of a size allocates nothing. (The race detector makes
// sync.Pool forget things at random; a garbage collection empties it.)
func TestNoAllocations(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	const n = 400
	a, b, c := vector64(1, n*n), vector64(2, n*n), vector64(3, n*n)
	p, q, r := vector32(1, n*n), vector32(2, n*n), vector32(3, n*n)
	big := vector64(4, 4000*600)
	for _, w := range []int{1, 2} {
		impl := Implementation{Workers: w}
		for name, f := range map[string]func(){
			"Dgemm 3":      func() { impl.Dgemm(blas.NoTrans, blas.NoTrans, 3, 3, 3, 1, a, n, b, n, 0, c, n) },
			"Dgemm 20":     func() { impl.Dgemm(blas.Trans, blas.Trans, 20, 20, 20, 1, a, n, b, n, 0, c, n) },
			"Dgemm 400":    func() { impl.Dgemm(blas.NoTrans, blas.Trans, n, n, n, 1, a, n, b, n, 0, c, n) },
			"Dgemm 400 T":  func() { impl.Dgemm(blas.Trans, blas.NoTrans, n, n, n, 1, a, n, b, n, 0, c, n) },
			"Sgemm 400":    func() { impl.Sgemm(blas.NoTrans, blas.NoTrans, n, n, n, 1, p, n, q, n, 0, r, n) },
			"Dgemv":        func() { impl.Dgemv(blas.NoTrans, 4000, 600, 1, big, 600, a, 1, 0, b, 1) },
			"Dgemv T":      func() { impl.Dgemv(blas.Trans, 4000, 600, 1, big, 600, a, 1, 0, b, 1) },
			"Dgemv wide T": func() { impl.Dgemv(blas.Trans, 600, 4000, 1, big, 4000, a, 1, 0, b, 1) },
			"Dgemv inc":    func() { impl.Dgemv(blas.NoTrans, 40, 600, 1, big, 600, a, -2, 0, b, 3) },
			"Dger":         func() { impl.Dger(4000, 600, 1e-9, a, 1, b, 1, big, 600) },
			"Dger inc":     func() { impl.Dger(40, 600, 1e-9, a, 2, b, -3, big, 600) },
			"Ddot":         func() { impl.Ddot(n, a, 1, b, 1) },
		} {
			assert.Zero(t, allocations(f), "%s with %d workers", name, w)
		}
	}
}
