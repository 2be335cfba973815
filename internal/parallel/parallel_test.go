// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package parallel

import (
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestForCoversEveryIndexOnce(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 7, 100} {
		for _, n := range []int{0, 1, 2, 3, 7, 8, 9, 64, 1000, 1001} {
			for _, grain := range []int{0, 1, 10, 1000, 5000} {
				for _, align := range []int{1, 8, 64} {
					seen := make([]atomic.Int32, n)
					For(workers, n, grain, align, func(lo, hi int) {
						assert.Zero(t, lo%align)
						if hi-lo < min(grain, n) && hi != n {
							t.Errorf("range [%d,%d) shorter than grain %d", lo, hi, grain)
						}
						for i := lo; i < hi; i++ {
							seen[i].Add(1)
						}
					})
					for i := range seen {
						require.EqualValues(t, 1, seen[i].Load(), "index %d of %d", i, n)
					}
				}
			}
		}
	}
}

func TestBlocksAreTheSameForAnyWorkers(t *testing.T) {
	const n, size = 10007, 64
	sum := func(workers int) float64 {
		partial := make([]float64, (n+size-1)/size)
		Blocks(workers, n, size, func(b, lo, hi int) {
			r := rand.New(rand.NewPCG(1, uint64(b)))
			for range hi - lo {
				partial[b] += r.NormFloat64()
			}
		})
		s := 0.0
		for _, p := range partial {
			s += p
		}
		return s
	}
	want := sum(1)
	for _, w := range []int{0, 2, 3, 7, 64} {
		assert.Equal(t, want, sum(w), "workers %d", w) // bits
	}
}

func TestSmallWorkStaysOnTheCaller(t *testing.T) {
	before := runtime.NumGoroutine()
	For(8, 100, 101, 1, func(lo, hi int) {
		assert.Equal(t, before, runtime.NumGoroutine())
		assert.Equal(t, [2]int{0, 100}, [2]int{lo, hi})
	})
	assert.Zero(t, testing.AllocsPerRun(10, func() { For(8, 100, 101, 1, func(lo, hi int) {}) }))
}

func TestPanicReachesTheCaller(t *testing.T) {
	for _, w := range []int{1, 2, 7} {
		assert.PanicsWithValue(t, 13, func() {
			Blocks(w, 100, 1, func(b, _, _ int) {
				if b >= 13 {
					panic(b)
				}
			})
		}, "workers %d", w)
	}
}

func TestGoexitReachesTheCaller(t *testing.T) {
	for _, w := range []int{1, 2} {
		done, after := make(chan bool), false
		go func() {
			defer func() { done <- true }()
			Blocks(w, 2, 1, func(b, _, _ int) {
				time.Sleep(time.Millisecond)
				if b == 1 {
					runtime.Goexit()
				}
			})
			after = true
		}()
		<-done
		assert.False(t, after, "workers %d: the call returned although a task called Goexit", w)
	}
}

func TestNoGoroutineOutlivesTheCall(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 100 {
		Blocks(8, 64, 1, func(_, _, _ int) {})
	}
	for i := 0; runtime.NumGoroutine() > before && i < 100; i++ {
		time.Sleep(time.Millisecond) // exiting goroutines are counted until they are gone
	}
	assert.LessOrEqual(t, runtime.NumGoroutine(), before)
}

// A panic leaves no trace in the calls after it.
func TestCallsAfterAPanic(t *testing.T) {
	for range 20 {
		assert.Panics(t, func() { Blocks(2, 10, 1, func(_, _, _ int) { panic("x") }) })
		var count atomic.Int32
		Blocks(2, 10, 1, func(_, lo, hi int) { count.Add(int32(hi - lo)) })
		assert.EqualValues(t, 10, count.Load())
	}
}

func BenchmarkFor(b *testing.B) {
	for _, w := range []int{1, 2} {
		b.Run(map[int]string{1: "workers=1", 2: "workers=2"}[w], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				For(w, 2, 1, 1, func(_, _ int) {})
			}
		})
	}
}
