// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func tanh(dst, x []float64) {
	switch level {
	case AVX512:
		tanhAVX512(dst, x)
	case AVX2:
		tanhAVX2(dst, x)
	default:
		tanhGo(dst, x)
	}
}

func tanh32(dst, x []float32) {
	switch level {
	case AVX512:
		tanh32AVX512(dst, x)
	case AVX2:
		tanh32AVX2(dst, x)
	default:
		tanh32Go(dst, x)
	}
}
