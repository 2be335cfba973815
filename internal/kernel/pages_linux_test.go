// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"os"
	"syscall"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/internal/testfunc"
)

// fenced returns two slices of n elements between pages that must not be
// touched: one that ends where a page ends and one that begins where a page
// begins. A kernel that reads or writes past them dies.
func fenced[T float](t *testing.T, n int) (tail, head []T) {
	t.Helper()
	if testfunc.Slow() {
		t.Skip("qemu-user 7.2 reads all of a masked load")
	}
	var z T
	size, page := int(unsafe.Sizeof(z)), os.Getpagesize()
	room := (n*size + page - 1) / page * page
	mem, err := syscall.Mmap(-1, 0, room+2*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, syscall.Munmap(mem)) })
	require.NoError(t, syscall.Mprotect(mem[:page], syscall.PROT_NONE))
	require.NoError(t, syscall.Mprotect(mem[page+room:], syscall.PROT_NONE))
	if n == 0 {
		return nil, nil
	}
	tail = unsafe.Slice((*T)(unsafe.Pointer(&mem[page+room-n*size])), n)
	head = unsafe.Slice((*T)(unsafe.Pointer(&mem[page])), n)
	return tail, head
}

func TestKernelsStayWithinTheirPages(t *testing.T) {
	const n = 140
	t64, h64 := fenced[float64](t, n)
	t32, h32 := fenced[float32](t, n)
	eachLevel(t, func(t *testing.T) {
		for l := range n + 1 {
			touch(reducers64, mappers64, Update, gemvs64, t64[n-l:])
			touch(reducers64, mappers64, Update, gemvs64, h64[:l])
			touch(reducers32, mappers32, Update32, gemvs32, t32[n-l:])
			touch(reducers32, mappers32, Update32, gemvs32, h32[:l])
			for _, x := range [][]float64{t64[n-l:], h64[:l]} {
				Max(x)
				Min(x)
				IndexAbsMax(x)
				if l > 0 {
					ArgMax(x)
				}
			}
			for _, x := range [][]float32{t32[n-l:], h32[:l]} {
				DDot32(x, x)
				Max32(x)
				Min32(x)
				IndexAbsMax32(x)
				if l > 0 {
					ArgMax32(x)
				}
			}
		}
	})
}

// touch runs kernels on x in the place of every argument.
func touch[T float](rs []reducer[T], ms []mapper[T], update func(x, r []T, alpha T, p, q []T) T, k gemvs[T], x []T) {
	for _, r := range rs {
		r.run(x, x, x)
	}
	for _, m := range ms {
		m.run(x, 1, x, x)
	}
	other := make([]T, len(x))
	update(x, other, 0, x, x)
	update(other, x, 0, x, x)
	y := make([]T, 9)
	for _, rows := range []int{1, 2, 4, 7, 9} {
		cols := len(x) / rows
		// The matrix ends, or begins, where x does.
		for _, a := range [][]T{x[:rows*cols], x[len(x)-rows*cols:]} {
			k.n(y[:rows], 0, a, cols, x[:cols])
			k.n(y[:rows], 0, a, cols, x[len(x)-cols:])
			k.t(x[:cols], 0, a, cols, y[:rows])
			k.t(x[len(x)-cols:], 0, a, cols, y[:rows])
			k.ger(a, cols, 0, y[:rows], other[:cols])
		}
	}
}
