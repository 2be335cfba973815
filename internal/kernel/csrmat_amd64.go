// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func csrMulMat(dst []float64, width int, ptr []int, ind []int32, val, x []float64, first int) {
	switch {
	case level < AVX2:
		csrMulMatGo(dst, width, ptr, ind, val, x, first)
	case width == 4:
		csrMulMat4AVX2(dst, ptr, ind, val, x, first)
	case level == AVX512:
		csrMulMat8AVX512(dst, ptr, ind, val, x, first)
	default:
		csrMulMat8AVX2(dst, ptr, ind, val, x, first)
	}
}

func csrMulMatInOrder(dst []float64, width int, ptr []int, ind []int32, val, x []float64, first int) {
	switch {
	case level < AVX2:
		csrMulMatInOrderGo(dst, width, ptr, ind, val, x, first)
	case width == 4:
		csrMulMatInOrder4AVX2(dst, ptr, ind, val, x, first)
	case level == AVX512:
		csrMulMatInOrder8AVX512(dst, ptr, ind, val, x, first)
	default:
		csrMulMatInOrder8AVX2(dst, ptr, ind, val, x, first)
	}
}
