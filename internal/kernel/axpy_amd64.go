// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func axpy(y []float64, alpha float64, x []float64) {
	switch level {
	case AVX512:
		axpyAVX512(y, alpha, x)
	case AVX2:
		axpyAVX2(y, alpha, x)
	default:
		axpyGo(y, alpha, x)
	}
}

func axpy32(y []float32, alpha float32, x []float32) {
	switch level {
	case AVX512:
		axpy32AVX512(y, alpha, x)
	case AVX2:
		axpy32AVX2(y, alpha, x)
	default:
		axpyGo(y, alpha, x)
	}
}

func axpyTo(dst []float64, alpha float64, x, y []float64) {
	switch level {
	case AVX512:
		axpyToAVX512(dst, alpha, x, y)
	case AVX2:
		axpyToAVX2(dst, alpha, x, y)
	default:
		axpyToGo(dst, alpha, x, y)
	}
}

func axpyTo32(dst []float32, alpha float32, x, y []float32) {
	switch level {
	case AVX512:
		axpyTo32AVX512(dst, alpha, x, y)
	case AVX2:
		axpyTo32AVX2(dst, alpha, x, y)
	default:
		axpyToGo(dst, alpha, x, y)
	}
}

func update(x, r []float64, alpha float64, p, q []float64) float64 {
	switch level {
	case AVX512:
		return updateAVX512(x, r, alpha, p, q)
	case AVX2:
		return updateAVX2(x, r, alpha, p, q)
	}
	return updateGo(x, r, alpha, p, q)
}

func update32(x, r []float32, alpha float32, p, q []float32) float32 {
	switch level {
	case AVX512:
		return update32AVX512(x, r, alpha, p, q)
	case AVX2:
		return update32AVX2(x, r, alpha, p, q)
	}
	return updateGo(x, r, alpha, p, q)
}
