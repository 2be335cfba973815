// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func csrMulMat(dst []float64, width int, ptr []int, ind []int32, val, x []float64, first int) {
	csrMulMatGo(dst, width, ptr, ind, val, x, first)
}

func csrMulMatInOrder(dst []float64, width int, ptr []int, ind []int32, val, x []float64, first int) {
	csrMulMatInOrderGo(dst, width, ptr, ind, val, x, first)
}
