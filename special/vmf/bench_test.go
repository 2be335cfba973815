// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func BenchmarkKappaMLE(b *testing.B) {
	for _, p := range []int{2, 3, 10, 100, 2048, 1_000_000} {
		for _, r := range []float64{0.05, 0.5, 0.95, 0.999} {
			b.Run(fmt.Sprintf("p=%d/R=%v", p, r), func(b *testing.B) {
				b.ReportAllocs()
				iter := 0
				for b.Loop() {
					_, iter, _ = KappaMLE(p, r)
				}
				b.ReportMetric(float64(iter), "iterations")
			})
		}
	}
}

func BenchmarkLogNormalizer(b *testing.B) {
	for _, p := range []int{2, 10, 100, 2048} {
		for _, f := range []float64{0.1, 1, 10} {
			b.Run(fmt.Sprintf("p=%d/kappa=%v", p, f*float64(p)), func(b *testing.B) {
				for b.Loop() {
					LogNormalizer(p, f*float64(p))
				}
			})
		}
	}
}

func BenchmarkLogProb(b *testing.B) {
	for _, p := range []int{3, 128, 2048} {
		b.Run(fmt.Sprintf("p=%d", p), func(b *testing.B) {
			d := must(b, axis(p, 0, 1), float64(p), nil)
			x := d.Rand(nil)
			for b.Loop() {
				d.LogProb(x)
			}
		})
	}
}

func BenchmarkRand(b *testing.B) {
	for _, p := range []int{2, 3, 10, 128, 2048, 32768} {
		b.Run(fmt.Sprintf("p=%d", p), func(b *testing.B) {
			d := must(b, axis(p, 0, 1), float64(p), nil)
			x := make([]float64, p)
			for b.Loop() {
				d.Rand(x)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(p), "ns/coordinate")
		})
	}
}

func rows5000(b *testing.B) *mat.Dense {
	const n, p = 5000, 2048
	return sample(must(b, axis(p, 0, 1), 1365, rand.NewPCG(1, 1)), n)
}

func BenchmarkFit(b *testing.B) {
	x := rows5000(b)
	n, p := x.Dims()
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("%dx%d/workers=%d", n, p, workers), func(b *testing.B) {
			m := &Newton{}
			for b.Loop() {
				if _, err := Fit(background, x, m, &FitSettings{Workers: workers}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n*p*8)/float64(b.Elapsed().Nanoseconds())*float64(b.N), "GB/s")
		})
	}
}

// One iteration costs 4npk operations.
func BenchmarkFitMixture(b *testing.B) {
	x := rows5000(b)
	n, p := x.Dims()
	for _, k := range []int{2, 10, 50} {
		b.Run(fmt.Sprintf("EM/%dx%d/k=%d", n, p, k), func(b *testing.B) {
			const iterations = 20 // the draw of the starts reads the data k times
			for b.Loop() {
				_, _ = FitMixture(background, x, k, nil, &MixtureSettings{MaxIter: iterations, Starts: 1})
			}
			flops := float64(4*n*p*k) * iterations
			b.ReportMetric(flops/float64(b.Elapsed().Nanoseconds())*float64(b.N), "GFLOP/s")
		})
	}
}
