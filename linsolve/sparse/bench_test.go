// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/relaxnum/relax/internal/testfunc"
)

// spmvBytes is what a product with a CSR moves at least, as the literature counts it:
// 12 bytes an entry, 20 a row.
func spmvBytes(a *CSR) float64 { return 12*float64(a.NNZ()) + 20*float64(a.rows) }

func benchMatrices() map[string]func() *testfunc.Matrix {
	return map[string]func() *testfunc.Matrix{
		"poisson2d_1000": func() *testfunc.Matrix { return testfunc.Poisson2D(1000) },
		"poisson3d_100":  func() *testfunc.Matrix { return testfunc.Poisson3D(100) },
		"darcy2d_1000":   func() *testfunc.Matrix { return testfunc.Darcy2D(1000, 1, 1) },
		"powerlaw_500k":  func() *testfunc.Matrix { return testfunc.PowerLaw(500000, 8, 1) },
	}
}

func BenchmarkMulVec(b *testing.B) {
	for name, generate := range benchMatrices() {
		a := fromRaw(b, generate())
		x, y := normals(rand.New(rand.NewPCG(1, 1)), a.cols), make([]float64, a.rows)
		for _, w := range []int{1, 2} {
			b.Run(fmt.Sprintf("csr/%s/workers=%d", name, w), func(b *testing.B) {
				for b.Loop() {
					a.MulVecWorkers(w, y, x)
				}
				b.ReportMetric(spmvBytes(a)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GB/s")
			})
		}
	}
}
