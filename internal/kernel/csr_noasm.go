// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func csrMulVec(dst []float64, ptr []int, ind []int32, val, x []float64) {
	csrMulVecGo(dst, ptr, ind, val, x)
}

func csrMulVecInOrder(dst []float64, ptr []int, ind []int32, val, x []float64) {
	csrMulVecInOrderGo(dst, ptr, ind, val, x)
}
