// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func exp2(dst, x []float64) {
	switch level {
	case AVX512:
		exp2AVX512(dst, x)
	case AVX2:
		exp2AVX2(dst, x)
	default:
		exp2Go(dst, x)
	}
}

func exp232(dst, x []float32) {
	switch level {
	case AVX512:
		exp232AVX512(dst, x)
	case AVX2:
		exp232AVX2(dst, x)
	default:
		exp232Go(dst, x)
	}
}
