// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func csrMulMat(dst []float64, dstStride, rows int, ptr []int, ind []int32, val, x []float64, xStride int) {
	csrMulMatGo(dst, dstStride, rows, ptr, ind, val, x, xStride)
}

func csrMulMatInOrder(dst []float64, dstStride, rows int, ptr []int, ind []int32, val, x []float64, xStride int) {
	csrMulMatInOrderGo(dst, dstStride, rows, ptr, ind, val, x, xStride)
}
