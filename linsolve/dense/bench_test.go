// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense

import (
	"fmt"
	"testing"

	"gonum.org/v1/gonum/blas"

	"github.com/relaxnum/relax/internal/kernel"
)

// perSecond reports the rate of an operation of so many flops.
func perSecond(b *testing.B, flops float64) {
	b.ReportMetric(flops*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
}

func BenchmarkDgemm(b *testing.B) {
	for _, l := range kernel.Levels() {
		for _, w := range []int{1, 2} {
			for _, n := range []int{4, 16, 64, 256, 1024} {
				b.Run(fmt.Sprintf("%v/workers=%d/n=%d", l, w, n), func(b *testing.B) {
					defer kernel.Limit(l)()
					x, y, z := vector64(1, n*n), vector64(2, n*n), vector64(3, n*n)
					impl := Implementation{Workers: w}
					for b.Loop() {
						impl.Dgemm(blas.NoTrans, blas.NoTrans, n, n, n, 1, x, n, y, n, 0, z, n)
					}
					perSecond(b, 2*float64(n)*float64(n)*float64(n))
				})
			}
		}
	}
}

// Products that are not square: narrow, flat, of one column, of deep inner
// dimension.
func BenchmarkDgemmShape(b *testing.B) {
	for _, s := range [][3]int{{4000, 8, 4000}, {8, 4000, 4000}, {4000, 4000, 8}, {16, 16, 100000}, {1000, 1, 1000}, {1, 1000, 1000}, {300, 300, 30}} {
		b.Run(fmt.Sprintf("m=%d/n=%d/k=%d", s[0], s[1], s[2]), func(b *testing.B) {
			m, n, k := s[0], s[1], s[2]
			x, y, z := vector64(1, m*k), vector64(2, k*n), vector64(3, m*n)
			impl := Implementation{Workers: 1}
			for b.Loop() {
				impl.Dgemm(blas.NoTrans, blas.NoTrans, m, n, k, 1, x, k, y, n, 1, z, n)
			}
			perSecond(b, 2*float64(m)*float64(n)*float64(k))
		})
	}
}

func BenchmarkDgemv(b *testing.B) {
	for _, tA := range []blas.Transpose{blas.NoTrans, blas.Trans} {
		for _, w := range []int{1, 2} {
			for _, n := range []int{64, 512, 4096} {
				b.Run(fmt.Sprintf("%c/workers=%d/n=%d", tA, w, n), func(b *testing.B) {
					a, x, y := vector64(1, n*n), vector64(2, n), vector64(3, n)
					impl := Implementation{Workers: w}
					for b.Loop() {
						impl.Dgemv(tA, n, n, 1, a, n, x, 1, 0, y, 1)
					}
					perSecond(b, 2*float64(n)*float64(n))
				})
			}
		}
	}
}
