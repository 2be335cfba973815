// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func sellMulVec(dst []float64, code []uint8, ind []int32, val, x []float64) {
	switch level {
	case AVX512:
		sellMulVecAVX512(dst, code, ind, val, x)
	case AVX2:
		sellMulVecAVX2(dst, code, ind, val, x)
	default:
		sellMulVecGo(dst, code, ind, val, x)
	}
}
