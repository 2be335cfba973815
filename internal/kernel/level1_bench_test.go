// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"fmt"
	"testing"
)

// sink keeps results alive.
var (
	sink   float64
	sink32 float32
	sinkAt int
)

// benchLevels runs f, which works on n elements of a few vectors, at every
// level and for lengths from where the call decides to where memory does, and
// reports the rates that flops operations and bytes an element make.
func benchLevels[T float](b *testing.B, flops, bytes float64, f func(v [][]T)) {
	for _, l := range Levels() {
		for _, n := range []int{4, 32, 1024, 16384, 1 << 20} {
			b.Run(fmt.Sprintf("%s/n=%d", l, n), func(b *testing.B) {
				defer Limit(l)()
				v := make([][]T, 5)
				for i := range v {
					v[i] = normals[T](uint64(i), n)
				}
				for b.Loop() {
					f(v)
				}
				perNs := float64(b.N) * float64(n) / float64(b.Elapsed().Nanoseconds())
				b.ReportMetric(flops*perNs, "GFLOP/s")
				b.ReportMetric(bytes*perNs, "GB/s")
			})
		}
	}
}

func BenchmarkDot(b *testing.B) {
	benchLevels(b, 2, 16, func(v [][]float64) { sink = Dot(v[0], v[1]) })
}

func BenchmarkDot32(b *testing.B) {
	benchLevels(b, 2, 8, func(v [][]float32) { sink32 = Dot32(v[0], v[1]) })
}

func BenchmarkDDot32(b *testing.B) {
	benchLevels(b, 2, 8, func(v [][]float32) { sink = DDot32(v[0], v[1]) })
}

func BenchmarkDotPair(b *testing.B) {
	benchLevels(b, 4, 24, func(v [][]float64) { sink, sink = DotPair(v[0], v[1], v[2]) })
}

func BenchmarkSum(b *testing.B) {
	benchLevels(b, 1, 8, func(v [][]float64) { sink = Sum(v[0]) })
}

func BenchmarkAsum(b *testing.B) {
	benchLevels(b, 1, 8, func(v [][]float64) { sink = Asum(v[0]) })
}

func BenchmarkNrm2(b *testing.B) {
	benchLevels(b, 2, 8, func(v [][]float64) { sink = Nrm2(v[0]) })
}

func BenchmarkAxpy(b *testing.B) {
	benchLevels(b, 2, 24, func(v [][]float64) { Axpy(v[0], 1e-9, v[1]) })
}

func BenchmarkAxpy32(b *testing.B) {
	benchLevels(b, 2, 12, func(v [][]float32) { Axpy32(v[0], 1e-9, v[1]) })
}

func BenchmarkAxpyTo(b *testing.B) {
	benchLevels(b, 2, 24, func(v [][]float64) { AxpyTo(v[0], 1e-9, v[1], v[2]) })
}

func BenchmarkUpdate(b *testing.B) {
	benchLevels(b, 6, 48, func(v [][]float64) { sink = Update(v[0], v[1], 1e-9, v[2], v[3]) })
}

func BenchmarkScale(b *testing.B) {
	benchLevels(b, 1, 16, func(v [][]float64) { Scale(v[0], 1) })
}

func BenchmarkAdd(b *testing.B) {
	benchLevels(b, 1, 24, func(v [][]float64) { Add(v[0], v[1], v[2]) })
}

func BenchmarkMul(b *testing.B) {
	benchLevels(b, 1, 24, func(v [][]float64) { Mul(v[0], v[1], v[2]) })
}

func BenchmarkDiv(b *testing.B) {
	benchLevels(b, 1, 24, func(v [][]float64) { Div(v[0], v[1], v[2]) })
}

func BenchmarkMax(b *testing.B) {
	benchLevels(b, 0, 8, func(v [][]float64) { sink = Max(v[0]) })
}

func BenchmarkArgMax(b *testing.B) {
	benchLevels(b, 0, 8, func(v [][]float64) { sinkAt = ArgMax(v[0]) })
}

func BenchmarkIndexAbsMax(b *testing.B) {
	benchLevels(b, 0, 8, func(v [][]float64) { sinkAt = IndexAbsMax(v[0]) })
}
