// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"os"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// beforeGap returns n elements that end where a page that cannot be read
// begins, so that a kernel that reads past the end faults.
func beforeGap[T float](t *testing.T, n int) []T {
	t.Helper()
	page := os.Getpagesize()
	bytes := n * int(unsafe.Sizeof(T(0)))
	size := (bytes+page-1)/page*page + page
	mem, err := unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	require.NoError(t, err)
	t.Cleanup(func() { unix.Munmap(mem) })
	require.NoError(t, unix.Mprotect(mem[size-page:], unix.PROT_NONE))
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&mem[size-page-bytes])), n)
}

// afterGap is beforeGap with the unreadable page in front.
func afterGap[T float](t *testing.T, n int) []T {
	t.Helper()
	page := os.Getpagesize()
	size := (n*int(unsafe.Sizeof(T(0)))+page-1)/page*page + page
	mem, err := unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	require.NoError(t, err)
	t.Cleanup(func() { unix.Munmap(mem) })
	require.NoError(t, unix.Mprotect(mem[:page], unix.PROT_NONE))
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&mem[page])), n)
}

func testStripStaysInside[T float](t *testing.T, g gemmType[T]) {
	eachLevel(t, func(t *testing.T) {
		rows, lanes := g.shape()
		for m := 1; m <= rows+1; m++ {
			for n := 1; n <= GemmVectors*lanes; n++ {
				for _, place := range []func(*testing.T, int) []T{beforeGap[T], afterGap[T]} {
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
				for _, place := range []func(*testing.T, int) []T{beforeGap[T], afterGap[T]} {
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
