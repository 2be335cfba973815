// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/testfunc"
)

// spmvBytes is what a product with a CSR moves, as the literature counts it: 12
// bytes an entry, 20 a row. Other formats are given the same, so that rates
// compare.
func spmvBytes(a *CSR) float64 { return 12*float64(a.NNZ()) + 20*float64(a.rows) }

var benchMatrices = []struct {
	name     string
	generate func() *testfunc.Matrix
}{
	{"poisson2d_100", func() *testfunc.Matrix { return testfunc.Poisson2D(100) }},
	{"poisson2d_1000", func() *testfunc.Matrix { return testfunc.Poisson2D(1000) }},
	{"poisson3d_100", func() *testfunc.Matrix { return testfunc.Poisson3D(100) }},
	{"darcy2d_1000", func() *testfunc.Matrix { return testfunc.Darcy2D(1000, 1, 1) }},
	{"powerlaw_500k", func() *testfunc.Matrix { return testfunc.PowerLaw(500000, 8, 1) }},
}

func BenchmarkMulVec(b *testing.B) {
	for _, m := range benchMatrices {
		a := fromRaw(b, m.generate())
		s := Optimize(a)
		x, y := normals(rand.New(rand.NewPCG(1, 1)), a.cols), make([]float64, a.rows)
		for format, mul := range map[string]func(workers int, dst, x []float64){
			"CSR": a.MulVecWorkers, "SELL": s.MulVecWorkers, "CSRTrans": a.MulVecTransWorkers,
			"CSRDot": func(w int, dst, x []float64) { a.MulVecDotWorkers(w, dst, x) },
		} {
			for _, w := range []int{1, 2} {
				b.Run(fmt.Sprintf("%s/%s/workers=%d", format, m.name, w), func(b *testing.B) {
					for b.Loop() {
						mul(w, y, x)
					}
					b.ReportMetric(spmvBytes(a)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GB/s")
				})
			}
		}
	}
}

func BenchmarkMulMat(b *testing.B) {
	for _, m := range benchMatrices {
		a := fromRaw(b, m.generate())
		for _, k := range []int{1, 4, 8} {
			x, y := mat.NewDense(k, a.cols, normals(rand.New(rand.NewPCG(1, 1)), k*a.cols)), mat.NewDense(k, a.rows, nil)
			b.Run(fmt.Sprintf("%s/vectors=%d", m.name, k), func(b *testing.B) {
				for b.Loop() {
					a.MulMatWorkers(1, y, x)
				}
				b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(b.N)/float64(k*a.NNZ()), "ns/entry")
			})
		}
	}
}

func BenchmarkOptimize(b *testing.B) {
	for _, m := range benchMatrices {
		a := fromRaw(b, m.generate())
		b.Run(m.name, func(b *testing.B) {
			for b.Loop() {
				Optimize(a)
			}
			b.ReportMetric(float64(a.NNZ())*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mentry/s")
		})
	}
}

func BenchmarkMul(b *testing.B) {
	for _, m := range benchMatrices[:3] {
		a := fromRaw(b, m.generate())
		for _, w := range []int{1, 2} {
			b.Run(fmt.Sprintf("%s/workers=%d", m.name, w), func(b *testing.B) {
				for b.Loop() {
					if _, err := MulWorkers(w, a, a); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkAssemble(b *testing.B) {
	for _, m := range benchMatrices {
		g := m.generate()
		c := NewCOO(g.Rows, g.Cols)
		for _, i := range rand.New(rand.NewPCG(1, 1)).Perm(g.Rows) {
			for k := g.Ptr[i]; k < g.Ptr[i+1]; k++ {
				c.Add(i, int(g.Ind[k]), g.Val[k])
			}
		}
		b.Run(m.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := c.ToCSR(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(c.Len())*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mentry/s")
		})
	}
}

func BenchmarkMatrixMarket(b *testing.B) {
	a := fromRaw(b, testfunc.Darcy2D(300, 1, 1))
	var text bytes.Buffer
	if err := WriteMatrixMarket(&text, a); err != nil {
		b.Fatal(err)
	}
	b.Run("read", func(b *testing.B) {
		b.SetBytes(int64(text.Len()))
		for b.Loop() {
			if _, err := ReadMatrixMarket(bytes.NewReader(text.Bytes())); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("write", func(b *testing.B) {
		b.SetBytes(int64(text.Len()))
		for b.Loop() {
			var out bytes.Buffer
			if err := WriteMatrixMarket(&out, a); err != nil {
				b.Fatal(err)
			}
		}
	})
}
