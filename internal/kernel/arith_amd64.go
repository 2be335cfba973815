// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func add(dst, x, y []float64) {
	switch level {
	case AVX512:
		addAVX512(dst, x, y)
	case AVX2:
		addAVX2(dst, x, y)
	default:
		addGo(dst, x, y)
	}
}

func add32(dst, x, y []float32) {
	switch level {
	case AVX512:
		add32AVX512(dst, x, y)
	case AVX2:
		add32AVX2(dst, x, y)
	default:
		addGo(dst, x, y)
	}
}

func sub(dst, x, y []float64) {
	switch level {
	case AVX512:
		subAVX512(dst, x, y)
	case AVX2:
		subAVX2(dst, x, y)
	default:
		subGo(dst, x, y)
	}
}

func sub32(dst, x, y []float32) {
	switch level {
	case AVX512:
		sub32AVX512(dst, x, y)
	case AVX2:
		sub32AVX2(dst, x, y)
	default:
		subGo(dst, x, y)
	}
}

func mul(dst, x, y []float64) {
	switch level {
	case AVX512:
		mulAVX512(dst, x, y)
	case AVX2:
		mulAVX2(dst, x, y)
	default:
		mulGo(dst, x, y)
	}
}

func mul32(dst, x, y []float32) {
	switch level {
	case AVX512:
		mul32AVX512(dst, x, y)
	case AVX2:
		mul32AVX2(dst, x, y)
	default:
		mulGo(dst, x, y)
	}
}

func div(dst, x, y []float64) {
	switch level {
	case AVX512:
		divAVX512(dst, x, y)
	case AVX2:
		divAVX2(dst, x, y)
	default:
		divGo(dst, x, y)
	}
}

func div32(dst, x, y []float32) {
	switch level {
	case AVX512:
		div32AVX512(dst, x, y)
	case AVX2:
		div32AVX2(dst, x, y)
	default:
		divGo(dst, x, y)
	}
}

func scaleTo(dst []float64, alpha float64, x []float64) {
	switch level {
	case AVX512:
		scaleToAVX512(dst, alpha, x)
	case AVX2:
		scaleToAVX2(dst, alpha, x)
	default:
		scaleToGo(dst, alpha, x)
	}
}

func scaleTo32(dst []float32, alpha float32, x []float32) {
	switch level {
	case AVX512:
		scaleTo32AVX512(dst, alpha, x)
	case AVX2:
		scaleTo32AVX2(dst, alpha, x)
	default:
		scaleToGo(dst, alpha, x)
	}
}
