// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vec

import (
	"fmt"
	"maps"
	"slices"
	"testing"
)

func BenchmarkFunctions(b *testing.B) {
	for _, name := range slices.Sorted(maps.Keys(functions)) {
		f := functions[name]
		for _, n := range []int{16, 1024} {
			x, x32, y, y32 := make([]float64, n), make([]float32, n), make([]float64, n), make([]float32, n)
			for i := range x {
				x[i] = f.from + 0.9*float64(i)/float64(n)
				x32[i] = float32(x[i])
			}
			b.Run(fmt.Sprintf("%s/float64/n=%d", name, n), func(b *testing.B) {
				for b.Loop() {
					f.f(y, x)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/elem")
			})
			b.Run(fmt.Sprintf("%s/float32/n=%d", name, n), func(b *testing.B) {
				for b.Loop() {
					f.f32(y32, x32)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/elem")
			})
		}
	}
}

func BenchmarkSums(b *testing.B) {
	const n = 4096
	x, w, y := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range x {
		x[i], w[i] = float64(i%97)/10, float64(i%13)
	}
	for name, f := range map[string]func(){
		"LogSumExp":         func() { LogSumExp(x) },
		"LogSumExpWeighted": func() { LogSumExpWeighted(x, w) },
		"Softmax":           func() { Softmax(y, x) },
		"LogSoftmax":        func() { LogSoftmax(y, x) },
	} {
		b.Run(fmt.Sprintf("%s/n=%d", name, n), func(b *testing.B) {
			for b.Loop() {
				f()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/elem")
		})
	}
}
