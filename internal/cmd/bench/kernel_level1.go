// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/measure"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
	"gonum.org/v1/gonum/floats"
)

func init() { areas["kernel level 1"] = benchLevel1 }

// A contest is one row: ours against gonum's on n elements, which take flops
// operations each (bytes moved where that is what counts).
type contest struct {
	name         string
	n            int
	unit         string
	perElement   float64
	avx2, avx512 float64 // how many times gonum's speed is wanted; portable code has no target
	ours, peer   func()
}

func (c contest) run(b *measure.Bench) {
	want := map[kernel.Level]float64{kernel.AVX2: c.avx2, kernel.AVX512: c.avx512}[kernel.Active()]
	name := fmt.Sprintf("%s n=%d, %s : gonum", c.name, c.n, kernel.Active())
	b.Rate(name, want, c.perElement*float64(c.n), c.unit, least(c.ours), least(c.peer))
}

// least returns a timer whose rounds are the least of eight windows of about a
// tenth of a millisecond. Kernels take so little time that the windows are
// mostly shorter than the intervals at which a busy machine interrupts them.
func least(f func()) measure.Timer {
	const window, windows = 100 * time.Microsecond, 8
	calls := 0
	span := func() time.Duration {
		start := time.Now()
		for range calls {
			f()
		}
		return time.Since(start)
	}
	return func() (float64, error) {
		if calls == 0 {
			f() // warms up
			for calls = 1; span() < window; calls *= 2 {
			}
		}
		best := span()
		for range windows - 1 {
			best = min(best, span())
		}
		return best.Seconds() / float64(calls), nil
	}
}

// vectors returns count vectors of n normal deviates.
func vectors[T float32 | float64](count, n int) [][]T {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	v := make([][]T, count)
	for i := range v {
		v[i] = make([]T, n)
		for j := range v[i] {
			v[i][j] = T(r.NormFloat64())
		}
	}
	return v
}

// benchLevel1 times the vector kernels, in cache and, where the number of
// passes differs or the memory's speed is to be reached, out of it.
func benchLevel1(b *measure.Bench) {
	defer func() { runtime.KeepAlive(result) }()
	for _, n := range []int{32, 1024, 1_000_000} {
		for _, c := range fused(n) {
			c.run(b)
		}
	}
	for _, c := range simple(1024) {
		c.run(b)
	}
	benchSingle(b, 1024)
	for _, n := range []int{64, 512, 2048} {
		for _, c := range matrixVector(n) {
			c.run(b)
		}
	}
}

// tiny keeps repeated updates from growing.
const tiny = 1e-12

// result receives what the kernels return, lest their calls be dropped.
var result float64

// fused lists the kernels that carry solvers. Short vectors measure the call,
// long ones the memory, where only the update can win: it moves 48 bytes an
// element instead of 56.
func fused(n int) []contest {
	v := vectors[float64](4, n)
	x, y, p, q := v[0], v[1], v[2], v[3]
	// want picks by length: call, cache, memory.
	want := func(call, cache, memory float64) float64 {
		switch {
		case n < 100:
			return call
		case n < 10_000:
			return cache
		}
		return memory
	}
	return []contest{
		{"dot", n, "FLOP", 2, want(1, 1.8, 1), want(1, 3, 1),
			func() { result = kernel.Dot(x, y) },
			func() { result = floats.Dot(x, y) }},
		{"axpy", n, "FLOP", 2, want(1, 1.8, 1), want(1, 3, 1),
			func() { kernel.Axpy(y, tiny, x) },
			func() { floats.AddScaled(y, tiny, x) }},
		{"dot pair", n, "FLOP", 4, want(1.2, 1.8, 1), want(1.2, 3, 1),
			func() { result, result = kernel.DotPair(x, y, p) },
			func() { result = floats.Dot(x, y); result = floats.Dot(x, p) }},
		{"CG update", n, "FLOP", 6, want(1.2, 2, 1.1), want(1.2, 3, 1.1),
			func() { result = kernel.Update(x, y, tiny, p, q) },
			func() {
				floats.AddScaled(x, tiny, p)
				floats.AddScaled(y, -tiny, q)
				result = floats.Dot(y, y)
			}},
	}
}

// simple lists the other kernels. gonum vectorises some with SSE2 and leaves
// the others to the compiler, hence the range of the targets.
func simple(n int) []contest {
	v := vectors[float64](3, n)
	x, y, dst := v[0], v[1], v[2]
	impl := gonum.Implementation{}
	return []contest{
		{"axpy to dst", n, "FLOP", 2, 1.8, 3,
			func() { kernel.AxpyTo(dst, 2, x, y) },
			func() { floats.AddScaledTo(dst, y, 2, x) }},
		{"scale", n, "FLOP", 1, 1.5, 2,
			func() { kernel.Scale(dst, 1) },
			func() { floats.Scale(1, dst) }},
		{"scale to dst", n, "FLOP", 1, 1.5, 2,
			func() { kernel.ScaleTo(dst, 2, x) },
			func() { floats.ScaleTo(dst, 2, x) }},
		{"add", n, "FLOP", 1, 1.8, 3,
			func() { kernel.Add(dst, x, y) },
			func() { floats.AddTo(dst, x, y) }},
		{"sub", n, "FLOP", 1, 1.8, 3,
			func() { kernel.Sub(dst, x, y) },
			func() { floats.SubTo(dst, x, y) }},
		{"mul", n, "FLOP", 1, 1.8, 3,
			func() { kernel.Mul(dst, x, y) },
			func() { floats.MulTo(dst, x, y) }},
		{"div", n, "FLOP", 1, 1.5, 1.5,
			func() { kernel.Div(dst, x, y) },
			func() { floats.DivTo(dst, x, y) }},
		{"sum", n, "FLOP", 1, 1.8, 2,
			func() { result = kernel.Sum(x) },
			func() { result = floats.Sum(x) }},
		{"asum", n, "FLOP", 1, 8, 8,
			func() { result = kernel.Asum(x) },
			func() { result = impl.Dasum(n, x, 1) }},
		{"nrm2", n, "FLOP", 2, 10, 10,
			func() { result = kernel.Nrm2(x) },
			func() { result = impl.Dnrm2(n, x, 1) }},
		{"max", n, "elem", 1, 8, 8,
			func() { result = kernel.Max(x) },
			func() { result = floats.Max(x) }},
		{"min", n, "elem", 1, 8, 8,
			func() { result = kernel.Min(x) },
			func() { result = floats.Min(x) }},
		{"argmax", n, "elem", 1, 4, 4,
			func() { result = float64(kernel.ArgMax(x)) },
			func() { result = float64(floats.MaxIdx(x)) }},
		{"index of the largest magnitude", n, "elem", 1, 4, 4,
			func() { result = float64(kernel.IndexAbsMax(x)) },
			func() { result = float64(impl.Idamax(n, x, 1)) }},
	}
}

// benchSingle compares float32 with float64, by elements a second, and the
// float32 dot with a float64 sum with gonum's.
func benchSingle(b *measure.Bench, n int) {
	v, w := vectors[float64](2, n), vectors[float32](2, n)
	x, y, x32, y32 := v[0], v[1], w[0], w[1]
	want := 1.7
	if kernel.Active() == kernel.Portable {
		want = 0
	}
	ours := func(name string, single, double func()) {
		b.Rate(fmt.Sprintf("%s n=%d, %s, float32 : float64", name, n, kernel.Active()), want, float64(n), "elem",
			least(single), least(double))
	}
	ours("dot", func() { result = float64(kernel.Dot32(x32, y32)) }, func() { result = kernel.Dot(x, y) })
	ours("axpy", func() { kernel.Axpy32(y32, tiny, x32) }, func() { kernel.Axpy(y, tiny, x) })
	contest{"float32 dot summed in float64", n, "FLOP", 2, 1, 1.5,
		func() { result = kernel.DDot32(x32, y32) },
		func() { result = gonum.Implementation{}.Dsdot(n, x32, 1, y32, 1) }}.run(b)
}

// matrixVector lists the products of a matrix of n×n, in L1 at 64, in L3 at 512
// and in memory, or nearly, at 2048.
func matrixVector(n int) []contest {
	a := vectors[float64](1, n*n)[0]
	v := vectors[float64](2, n)
	x, y := v[0], v[1]
	impl := gonum.Implementation{}
	want := func(cache float64) float64 {
		if n == 64 {
			return cache
		}
		return 1
	}
	return []contest{
		{"gemv", n, "FLOP", 2 * float64(n), want(1.5), want(2),
			func() { kernel.GemvN(y, tiny, a, n, x) },
			func() { impl.Dgemv(blas.NoTrans, n, n, tiny, a, n, x, 1, 1, y, 1) }},
		{"gemv transposed", n, "FLOP", 2 * float64(n), want(1.5), want(2),
			func() { kernel.GemvT(y, tiny, a, n, x) },
			func() { impl.Dgemv(blas.Trans, n, n, tiny, a, n, x, 1, 1, y, 1) }},
		{"ger", n, "FLOP", 2 * float64(n), want(1.3), want(1.5),
			func() { kernel.Ger(a, n, tiny, x, y) },
			func() { impl.Dger(n, n, tiny, x, 1, y, 1, a, n) }},
	}
}
