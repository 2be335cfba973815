// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// beforePage returns n elements that end where a page that cannot be touched
// begins, afterPage ones that begin where such a page ends.
func beforePage[T float](t *testing.T, n int) []T { tail, _ := fenced[T](t, n); return tail }
func afterPage[T float](t *testing.T, n int) []T  { _, head := fenced[T](t, n); return head }

func testStripStaysInside[T float](t *testing.T, g gemmType[T]) {
	eachLevel(t, func(t *testing.T) {
		rows, lanes := g.shape()
		for m := 1; m <= rows+1; m++ {
			for n := 1; n <= GemmVectors*lanes; n++ {
				for _, place := range []func(*testing.T, int) []T{beforePage[T], afterPage[T]} {
					s := newStrip(m, n, 5, 0, n%2 > 0, m%2 > 0, 1, func() T { return 1 })
					a, b, c := place(t, len(s.a)), place(t, len(s.b)), place(t, len(s.c))
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
				for _, place := range []func(*testing.T, int) []T{beforePage[T], afterPage[T]} {
					dst, src := place(t, rows*cols), place(t, rows*cols)
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
