// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/blas/gonum"
)

// extrema are the kernels of one element type, and gonum's index.
type extrema[T float] struct {
	max, min            func([]T) T
	argMax, indexAbsMax func([]T) int
	iamax               func(n int, x []T, inc int) int
}

func eachExtrema(t *testing.T, f64 func(*testing.T, extrema[float64]), f32 func(*testing.T, extrema[float32])) {
	eachLevel(t, func(t *testing.T) {
		t.Run("float64", func(t *testing.T) {
			f64(t, extrema[float64]{Max, Min, ArgMax, IndexAbsMax, gonum.Implementation{}.Idamax})
		})
		t.Run("float32", func(t *testing.T) {
			f32(t, extrema[float32]{Max32, Min32, ArgMax32, IndexAbsMax32, gonum.Implementation{}.Isamax})
		})
	})
}

func (e extrema[T]) check(t *testing.T, x []T) {
	t.Helper()
	hi, lo, at := T(math.Inf(-1)), T(math.Inf(1)), 0
	for i, v := range x {
		if v != v {
			hi, lo, at = v, v, i
			break
		}
		if v > hi || i == 0 {
			hi, at = v, i
		}
		lo = min(lo, v)
	}
	if got := e.max(x); !same(got, hi) && (got != 0 || hi != 0 || bitsOf(got) != 0) {
		t.Fatalf("Max of %d: %v, not %v", len(x), got, hi)
	}
	if got := e.min(x); !same(got, lo) && (got != 0 || lo != 0 || bitsOf(got) != 0) {
		t.Fatalf("Min of %d: %v, not %v", len(x), got, lo)
	}
	if len(x) > 0 {
		if got := e.argMax(x); got != at {
			t.Fatalf("ArgMax of %d: %d, not %d", len(x), got, at)
		}
	}
	if got, want := e.indexAbsMax(x), e.iamax(len(x), x, 1); got != want {
		t.Fatalf("IndexAbsMax of %d: %d, gonum %d", len(x), got, want)
	}
}

func TestExtrema(t *testing.T) { eachExtrema(t, testExtrema, testExtrema) }

func testExtrema[T float](t *testing.T, e extrema[T]) {
	special := []T{T(math.NaN()), T(math.Inf(1)), T(math.Inf(-1)), 0, T(math.Copysign(0, -1)), 1e30, -1e30, 1e-30}
	eachShape(func(n, off int) {
		e.check(t, guard(normals[T](uint64(n), n), off).data)
		// All negative, all positive: neither zero nor a canary may win.
		x := guard(normals[T](uint64(n), n), off).data
		for _, sign := range []float64{-1, 1} {
			for i := range x {
				x[i] = T(sign) * (T(math.Abs(float64(x[i]))) + 1)
			}
			e.check(t, x)
		}
		for _, v := range special {
			for i := range x {
				x[i] = v
			}
			e.check(t, x)
		}
	})
	// One special value, and the same twice, at every place.
	for _, n := range []int{1, 2, 3, 5, 9, 17, 31, 40, 64, 70, 133} {
		for i := range n {
			for _, v := range special {
				x := normals[T](uint64(n), n)
				x[i] = v
				e.check(t, x)
				x[(i*7+3)%n] = v
				e.check(t, x)
				x[(i*5+1)%n] = T(math.NaN())
				e.check(t, x)
			}
		}
	}
	// Across the blocks of ArgMax.
	for _, n := range []int{1023, 1024, 1025, 5000} {
		for i := 0; i < n; i += 97 {
			x := normals[T](uint64(n), n)
			e.check(t, x)
			x[i] = 100
			x[(i*3+11)%n] = 100
			e.check(t, x)
			x[(i*11+5)%n] = T(math.NaN())
			e.check(t, x)
		}
	}
}

func TestExtremaOfNothing(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		assert.Equal(t, math.Inf(-1), Max(nil))
		assert.Equal(t, math.Inf(1), Min(nil))
		assert.Equal(t, float32(math.Inf(-1)), Max32(nil))
		assert.Equal(t, float32(math.Inf(1)), Min32(nil))
		assert.Equal(t, -1, IndexAbsMax(nil))
		assert.Equal(t, -1, IndexAbsMax32(nil))
		assert.Panics(t, func() { ArgMax(nil) })
		assert.Panics(t, func() { ArgMax32(nil) })
	})
}

// Kernels leave arrays on their caller's stack.
func TestKernelsDoNotAllocate(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		assert.Zero(t, testing.AllocsPerRun(10, func() {
			var a [36]float64
			var x, y, z, w [12]float64
			Update(x[:], y[:], 1, z[:], w[:])
			Axpy(x[:], 1, y[:])
			AxpyTo(x[:], 1, y[:], z[:])
			DotPair(x[:], y[:], z[:])
			Dot(x[:], y[:])
			Div(x[:], y[:], w[:])
			Scale(x[:], 2)
			Nrm2(x[:])
			Max(x[:])
			ArgMax(x[:])
			IndexAbsMax(x[:])
			GemvN(x[:6], 1, a[:], 6, y[:6])
			GemvT(x[:6], 1, a[:], 6, y[:6])
			Ger(a[:], 6, 1, x[:6], y[:6])
		}), "float64")
		assert.Zero(t, testing.AllocsPerRun(10, func() {
			var a [36]float32
			var x, y, z, w [12]float32
			Update32(x[:], y[:], 1, z[:], w[:])
			Axpy32(x[:], 1, y[:])
			DotPair32(x[:], y[:], z[:])
			DDot32(x[:], y[:])
			Div32(x[:], y[:], w[:])
			Nrm232(x[:])
			Max32(x[:])
			ArgMax32(x[:])
			IndexAbsMax32(x[:])
			GemvN32(x[:6], 1, a[:], 6, y[:6])
			GemvT32(x[:6], 1, a[:], 6, y[:6])
			Ger32(a[:], 6, 1, x[:6], y[:6])
		}), "float32")
	})
}
