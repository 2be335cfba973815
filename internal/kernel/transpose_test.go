// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

type mover[T float] func(dst []T, ldd int, src []T, lds, rows, cols int)

// testMover compares a kernel that puts src[i,j] at place(i, j, ldd) with a
// plain loop, for blocks of every shape; elements of dst between the rows stay.
func testMover[T float](t *testing.T, move mover[T], transposed bool) {
	check := func(t *testing.T, rows, cols, pad int) {
		drows, dcols := rows, cols
		if transposed {
			drows, dcols = cols, rows
		}
		lds, ldd := cols+pad, dcols+pad/2
		src := normals[T](uint64(rows*100+cols), max(0, (rows-1)*lds+cols))
		dst := guard(normals[T](3, max(0, (drows-1)*ldd+dcols)), (rows+cols)%8)
		want := slices.Clone(dst.data)
		for i := range rows {
			for j := range cols {
				if transposed {
					want[j*ldd+i] = src[i*lds+j]
				} else {
					want[i*ldd+j] = src[i*lds+j]
				}
			}
		}
		move(dst.data, ldd, src, lds, rows, cols)
		what := fmt.Sprintf("%d×%d with strides %d and %d", rows, cols, ldd, lds)
		if !assert.Equal(t, want, dst.data, what) {
			t.FailNow()
		}
		dst.check(t, what)
	}
	eachLevel(t, func(t *testing.T) {
		for rows := range 28 {
			for cols := range 52 {
				check(t, rows, cols, (rows+cols)%4)
			}
		}
		check(t, 100, 101, 0)
		check(t, 3, 300, 5)
		check(t, 257, 9, 0)
	})
}

func TestTranspose(t *testing.T)   { testMover(t, Transpose, true) }
func TestTranspose32(t *testing.T) { testMover(t, Transpose32, true) }
func TestCopyRows(t *testing.T)    { testMover(t, CopyRows, false) }
func TestCopyRows32(t *testing.T)  { testMover(t, CopyRows32, false) }

func TestMoversPanicOnShortSlices(t *testing.T) {
	x := make([]float64, 100)
	assert.NotPanics(t, func() { Transpose(x[:9*5+8], 9, x[:7*7+6], 7, 8, 6) })
	assert.Panics(t, func() { Transpose(x[:9*5+7], 9, x[:7*7+6], 7, 8, 6) })
	assert.Panics(t, func() { Transpose(x[:9*5+8], 9, x[:7*7+5], 7, 8, 6) })
	assert.NotPanics(t, func() { CopyRows(x[:9*7+6], 9, x[:7*7+6], 7, 8, 6) })
	assert.Panics(t, func() { CopyRows(x[:9*7+5], 9, x[:7*7+6], 7, 8, 6) })
	assert.Panics(t, func() { CopyRows(x[:9*7+6], 9, x[:7*7+5], 7, 8, 6) })
	assert.Panics(t, func() { CopyRows(x, -9, x, 7, 8, 6) })
}

func BenchmarkTranspose(b *testing.B) {
	for _, l := range Levels() {
		for _, n := range []int{64, 256, 1000} {
			b.Run(fmt.Sprintf("%v/n=%d", l, n), func(b *testing.B) {
				defer Limit(l)()
				x, y := make([]float64, n*n), make([]float64, n*n)
				for b.Loop() {
					Transpose(y, n, x, n, n, n)
				}
				b.ReportMetric(16*float64(n*n)*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GB/s")
			})
		}
	}
}
