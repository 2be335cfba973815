// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func gemvN(y []float64, alpha float64, a []float64, lda int, x []float64) {
	m := len(y)
	switch level {
	case AVX512:
		oct, quad := m&^7, m&^3
		gemvNOctAVX512(y[:oct], alpha, a, lda, x)
		if oct < quad {
			gemvNQuadAVX512(y[oct:quad], alpha, a[oct*lda:], lda, x)
		}
		if quad < m {
			gemvNRowAVX512(y[quad:], alpha, a[quad*lda:], lda, x)
		}
	case AVX2:
		quad := m &^ 3
		gemvNQuadAVX2(y[:quad], alpha, a, lda, x)
		if quad < m {
			gemvNRowAVX2(y[quad:], alpha, a[quad*lda:], lda, x)
		}
	default:
		gemvNGo(y, alpha, a, lda, x)
	}
}

func gemvT(y []float64, alpha float64, a []float64, lda int, x []float64) {
	switch level {
	case AVX512:
		gemvTAVX512(y, alpha, a, lda, x)
	case AVX2:
		gemvTAVX2(y, alpha, a, lda, x)
	default:
		gemvTGo(y, alpha, a, lda, x)
	}
}

func ger(a []float64, lda int, alpha float64, x, y []float64) {
	switch level {
	case AVX512:
		gerAVX512(a, lda, alpha, x, y)
	case AVX2:
		gerAVX2(a, lda, alpha, x, y)
	default:
		gerGo(a, lda, alpha, x, y)
	}
}

func gemvN32(y []float32, alpha float32, a []float32, lda int, x []float32) {
	m := len(y)
	switch level {
	case AVX512:
		oct, quad := m&^7, m&^3
		gemvNOct32AVX512(y[:oct], alpha, a, lda, x)
		if oct < quad {
			gemvNQuad32AVX512(y[oct:quad], alpha, a[oct*lda:], lda, x)
		}
		if quad < m {
			gemvNRow32AVX512(y[quad:], alpha, a[quad*lda:], lda, x)
		}
	case AVX2:
		quad := m &^ 3
		gemvNQuad32AVX2(y[:quad], alpha, a, lda, x)
		if quad < m {
			gemvNRow32AVX2(y[quad:], alpha, a[quad*lda:], lda, x)
		}
	default:
		gemvNGo(y, alpha, a, lda, x)
	}
}

func gemvT32(y []float32, alpha float32, a []float32, lda int, x []float32) {
	switch level {
	case AVX512:
		gemvT32AVX512(y, alpha, a, lda, x)
	case AVX2:
		gemvT32AVX2(y, alpha, a, lda, x)
	default:
		gemvTGo(y, alpha, a, lda, x)
	}
}

func ger32(a []float32, lda int, alpha float32, x, y []float32) {
	switch level {
	case AVX512:
		ger32AVX512(a, lda, alpha, x, y)
	case AVX2:
		ger32AVX2(a, lda, alpha, x, y)
	default:
		gerGo(a, lda, alpha, x, y)
	}
}
