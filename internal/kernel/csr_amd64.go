// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func csrMulVec(dst []float64, ptr []int, ind []int32, val, x []float64) {
	if level < AVX2 {
		csrMulVecGo(dst, ptr, ind, val, x)
		return
	}
	if len(x) >= csrFetchX {
		n := fetchable(len(dst), ptr, ind)
		csrMulVecFetchAVX2(dst[:n], ptr, ind, val, x)
		dst, ptr = dst[n:], ptr[n:]
	}
	csrMulVecAVX2(dst, ptr, ind, val, x)
}

func csrMulVecInOrder(dst []float64, ptr []int, ind []int32, val, x []float64) {
	if level < AVX2 {
		csrMulVecInOrderGo(dst, ptr, ind, val, x)
		return
	}
	if len(x) >= csrFetchX {
		n := fetchable(len(dst), ptr, ind)
		csrMulVecInOrderFetchAVX2(dst[:n], ptr, ind, val, x)
		dst, ptr = dst[n:], ptr[n:]
	}
	csrMulVecInOrderAVX2(dst, ptr, ind, val, x)
}
