// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"fmt"
	"testing"
)

// benchMatrix runs f on a square matrix and two vectors at every level; f does
// two operations and moves the given number of bytes an element of the matrix.
func benchMatrix[T float](b *testing.B, bytes float64, f func(n int, a, x, y []T)) {
	for _, l := range Levels() {
		for _, n := range []int{8, 64, 512, 2048} {
			b.Run(fmt.Sprintf("%s/n=%d", l, n), func(b *testing.B) {
				defer Limit(l)()
				a, x, y := normals[T](1, n*n), normals[T](2, n), normals[T](3, n)
				for b.Loop() {
					f(n, a, x, y)
				}
				perNs := float64(b.N) * float64(n*n) / float64(b.Elapsed().Nanoseconds())
				b.ReportMetric(2*perNs, "GFLOP/s")
				b.ReportMetric(bytes*perNs, "GB/s")
			})
		}
	}
}

func BenchmarkGemvN(b *testing.B) {
	benchMatrix(b, 8, func(n int, a, x, y []float64) { GemvN(y, 1e-9, a, n, x) })
}

func BenchmarkGemvN32(b *testing.B) {
	benchMatrix(b, 4, func(n int, a, x, y []float32) { GemvN32(y, 1e-9, a, n, x) })
}

func BenchmarkGemvT(b *testing.B) {
	benchMatrix(b, 8, func(n int, a, x, y []float64) { GemvT(y, 1e-9, a, n, x) })
}

func BenchmarkGemvT32(b *testing.B) {
	benchMatrix(b, 4, func(n int, a, x, y []float32) { GemvT32(y, 1e-9, a, n, x) })
}

func BenchmarkGer(b *testing.B) {
	benchMatrix(b, 16, func(n int, a, x, y []float64) { Ger(a, n, 1e-9, x, y) })
}

func BenchmarkGer32(b *testing.B) {
	benchMatrix(b, 8, func(n int, a, x, y []float32) { Ger32(a, n, 1e-9, x, y) })
}
