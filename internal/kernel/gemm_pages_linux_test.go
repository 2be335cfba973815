// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func testStripStaysInside[T float](t *testing.T, g gemmType[T]) {
	eachLevel(t, func(t *testing.T) {
		rows, lanes := g.shape()
		for m := 1; m <= rows+1; m++ {
			for n := 1; n <= GemmVectors*lanes; n++ {
				s := newStrip(m, n, 5, 0, n%2 > 0, m%2 > 0, 1, func() T { return 1 })
				var at [3][2][]T // A, B and C, at the end and at the beginning of pages
				for i, x := range [][]T{s.a, s.b, s.c} {
					at[i][0], at[i][1] = fenced[T](t, len(x))
				}
				for i := range 2 {
					a, b, c := at[0][i], at[1][i], at[2][i]
					copy(a, s.a)
					copy(b, s.b)
					copy(c, s.c)
					g.strip(c, s.ldc, m, n, s.k, 1, a, s.ars, s.acs, b, s.brs, s.add, nil)
					require.Equal(t, s.want(func(x, y, z T) T { return x*y + z }), c, "%v", s)
				}
			}
		}
	})
}

func TestGemmStripStaysInside(t *testing.T)   { testStripStaysInside(t, gemm64) }
func TestGemmStrip32StaysInside(t *testing.T) { testStripStaysInside(t, gemm32) }

func testMoverStaysInside[T float](t *testing.T, move mover[T]) {
	eachLevel(t, func(t *testing.T) {
		for rows := 1; rows < 20; rows++ {
			for cols := 1; cols < 50; cols++ {
				dt, dh := fenced[T](t, rows*cols)
				st, sh := fenced[T](t, rows*cols)
				for _, x := range [][2][]T{{dt, st}, {dh, sh}} {
					dst, src := x[0], x[1]
					src[0], src[len(src)-1] = 1, 2
					move(dst, cols, src, cols, rows, cols)
					require.Equal(t, src[len(src)-1], dst[len(dst)-1])
					require.Equal(t, src[0], dst[0])
				}
			}
		}
	})
}

func TestCopyRowsStaysInside(t *testing.T)   { testMoverStaysInside(t, CopyRows) }
func TestCopyRows32StaysInside(t *testing.T) { testMoverStaysInside(t, CopyRows32) }
func TestTransposeStaysInside(t *testing.T) {
	testMoverStaysInside(t, func(dst []float64, _ int, src []float64, lds, rows, cols int) {
		Transpose(dst, rows, src, lds, rows, cols)
	})
}
func TestTranspose32StaysInside(t *testing.T) {
	testMoverStaysInside(t, func(dst []float32, _ int, src []float32, lds, rows, cols int) {
		Transpose32(dst, rows, src, lds, rows, cols)
	})
}
