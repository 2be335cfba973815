// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func erf(dst, x []float64) {
	switch level {
	case AVX512:
		erfAVX512(dst, x)
	case AVX2:
		erfAVX2(dst, x)
	default:
		erfGo(dst, x)
	}
}

func erf32(dst, x []float32) {
	switch level {
	case AVX512:
		erf32AVX512(dst, x)
	case AVX2:
		erf32AVX2(dst, x)
	default:
		erf32Go(dst, x)
	}
}

func erfc(dst, x []float64) {
	switch level {
	case AVX512:
		erfcAVX512(dst, x)
	case AVX2:
		erfcAVX2(dst, x)
	default:
		erfcGo(dst, x)
	}
}

func erfc32(dst, x []float32) {
	switch level {
	case AVX512:
		erfc32AVX512(dst, x)
	case AVX2:
		erfc32AVX2(dst, x)
	default:
		erfc32Go(dst, x)
	}
}
