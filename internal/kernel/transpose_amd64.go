// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func transpose(dst []float64, ldd int, src []float64, lds, rows, cols int) {
	if level < AVX2 || rows < 4 || cols < 4 {
		transposeGo(dst, ldd, src, lds, rows, cols)
		return
	}
	transposeAVX2(&dst[0], ldd, &src[0], lds, rows, cols)
}

func transpose32(dst []float32, ldd int, src []float32, lds, rows, cols int) {
	if level < AVX2 || rows < 8 || cols < 8 {
		transposeGo(dst, ldd, src, lds, rows, cols)
		return
	}
	transpose32AVX2(&dst[0], ldd, &src[0], lds, rows, cols)
}

// Rows longer than three vectors are copied by the runtime, which is as fast
// when there is that much to a row.
func copyRows(dst []float64, ldd int, src []float64, lds, rows, cols int) {
	switch {
	case level == AVX512 && cols >= 8 && cols <= 24:
		switch {
		case cols > 16:
			copyStripAVX512_3(&dst[0], ldd, &src[0], lds, rows, cols)
		case cols > 8:
			copyStripAVX512_2(&dst[0], ldd, &src[0], lds, rows, cols)
		default:
			copyStripAVX512_1(&dst[0], ldd, &src[0], lds, rows, cols)
		}
	case level >= AVX2 && cols >= 4 && cols <= 12:
		switch {
		case cols > 8:
			copyStripAVX2_3(&dst[0], ldd, &src[0], lds, rows, cols)
		case cols > 4:
			copyStripAVX2_2(&dst[0], ldd, &src[0], lds, rows, cols)
		default:
			copyStripAVX2_1(&dst[0], ldd, &src[0], lds, rows, cols)
		}
	default:
		copyRowsGo(dst, ldd, src, lds, rows, cols)
	}
}

func copyRows32(dst []float32, ldd int, src []float32, lds, rows, cols int) {
	switch {
	case level == AVX512 && cols >= 16 && cols <= 48:
		switch {
		case cols > 32:
			copyStrip32AVX512_3(&dst[0], ldd, &src[0], lds, rows, cols)
		case cols > 16:
			copyStrip32AVX512_2(&dst[0], ldd, &src[0], lds, rows, cols)
		default:
			copyStrip32AVX512_1(&dst[0], ldd, &src[0], lds, rows, cols)
		}
	case level >= AVX2 && cols >= 8 && cols <= 24:
		switch {
		case cols > 16:
			copyStrip32AVX2_3(&dst[0], ldd, &src[0], lds, rows, cols)
		case cols > 8:
			copyStrip32AVX2_2(&dst[0], ldd, &src[0], lds, rows, cols)
		default:
			copyStrip32AVX2_1(&dst[0], ldd, &src[0], lds, rows, cols)
		}
	default:
		copyRowsGo(dst, ldd, src, lds, rows, cols)
	}
}
