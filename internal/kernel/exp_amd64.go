// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func exp(dst, x []float64) {
	switch level {
	case AVX512:
		expAVX512(dst, x)
	case AVX2:
		expAVX2(dst, x)
	default:
		expGo(dst, x)
	}
}

func exp32(dst, x []float32) {
	switch level {
	case AVX512:
		exp32AVX512(dst, x)
	case AVX2:
		exp32AVX2(dst, x)
	default:
		exp32Go(dst, x)
	}
}

func expSum(dst, x []float64, c float64) float64 {
	switch level {
	case AVX512:
		return expSumAVX512(dst, x, c)
	case AVX2:
		return expSumAVX2(dst, x, c)
	}
	return expSumGo(dst, x, c)
}

func expSum32(dst, x []float32, c float32) float32 {
	switch level {
	case AVX512:
		return expSum32AVX512(dst, x, c)
	case AVX2:
		return expSum32AVX2(dst, x, c)
	}
	return expSum32Go(dst, x, c)
}
