// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func expm1(dst, x []float64) {
	switch level {
	case AVX512:
		expm1AVX512(dst, x)
	case AVX2:
		expm1AVX2(dst, x)
	default:
		expm1Go(dst, x)
	}
}

func expm132(dst, x []float32) {
	switch level {
	case AVX512:
		expm132AVX512(dst, x)
	case AVX2:
		expm132AVX2(dst, x)
	default:
		expm132Go(dst, x)
	}
}

func sinh(dst, x []float64) {
	switch level {
	case AVX512:
		sinhAVX512(dst, x)
	case AVX2:
		sinhAVX2(dst, x)
	default:
		sinhGo(dst, x)
	}
}

func sinh32(dst, x []float32) {
	switch level {
	case AVX512:
		sinh32AVX512(dst, x)
	case AVX2:
		sinh32AVX2(dst, x)
	default:
		sinh32Go(dst, x)
	}
}

func cosh(dst, x []float64) {
	switch level {
	case AVX512:
		coshAVX512(dst, x)
	case AVX2:
		coshAVX2(dst, x)
	default:
		coshGo(dst, x)
	}
}

func cosh32(dst, x []float32) {
	switch level {
	case AVX512:
		cosh32AVX512(dst, x)
	case AVX2:
		cosh32AVX2(dst, x)
	default:
		cosh32Go(dst, x)
	}
}

func sigmoid(dst, x []float64) {
	switch level {
	case AVX512:
		sigmoidAVX512(dst, x)
	case AVX2:
		sigmoidAVX2(dst, x)
	default:
		sigmoidGo(dst, x)
	}
}

func sigmoid32(dst, x []float32) {
	switch level {
	case AVX512:
		sigmoid32AVX512(dst, x)
	case AVX2:
		sigmoid32AVX2(dst, x)
	default:
		sigmoid32Go(dst, x)
	}
}
