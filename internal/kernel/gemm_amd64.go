// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

import "golang.org/x/exp/constraints"

func gemmStrip(c []float64, ldc, m, n, k int, alpha float64, a []float64, ars, acs int, b []float64, brs int, add bool, next []float64) {
	ahead, step := prefetch(next, b, m, k, 8)
	switch level {
	case AVX512:
		switch {
		case n > 24:
			panic("kernel: strip too wide")
		case n > 16:
			gemmStripAVX512_3(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		case n > 8:
			gemmStripAVX512_2(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		case n == 8:
			gemmStripAVX512_1(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		default:
			gemmStripAVX512_0(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		}
	case AVX2:
		switch {
		case n > 12:
			panic("kernel: strip too wide")
		case n > 8:
			gemmStripAVX2_3(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		case n > 4:
			gemmStripAVX2_2(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		case n == 4:
			gemmStripAVX2_1(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		default:
			gemmStripAVX2_0(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		}
	default:
		gemmStripGo(c, ldc, m, n, k, alpha, a, ars, acs, b, brs, add)
	}
}

func gemmStrip32(c []float32, ldc, m, n, k int, alpha float32, a []float32, ars, acs int, b []float32, brs int, add bool, next []float32) {
	ahead, step := prefetch(next, b, m, k, 4)
	switch level {
	case AVX512:
		switch {
		case n > 48:
			panic("kernel: strip too wide")
		case n > 32:
			gemmStrip32AVX512_3(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		case n > 16:
			gemmStrip32AVX512_2(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		case n == 16:
			gemmStrip32AVX512_1(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		default:
			gemmStrip32AVX512_0(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		}
	case AVX2:
		switch {
		case n > 24:
			panic("kernel: strip too wide")
		case n > 16:
			gemmStrip32AVX2_3(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		case n > 8:
			gemmStrip32AVX2_2(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		case n == 8:
			gemmStrip32AVX2_1(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		default:
			gemmStrip32AVX2_0(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		}
	default:
		gemmStripGo(c, ldc, m, n, k, alpha, a, ars, acs, b, brs, add)
	}
}

// prefetch returns where a strip kernel shall start to prefetch and how many
// bytes it shall go on at every fourth step of k in each tile, so that it is
// through next when the strip is done.
func prefetch[T constraints.Float](next, b []T, m, k, elem int) (ahead *T, step int) {
	rows, _ := gemmShape(elem)
	turns := m / rows * (k / 4)
	if len(next) == 0 || turns == 0 {
		return &b[0], 0
	}
	const line = 64 // a longer step would skip lines
	return &next[0], min(len(next)*elem/turns+1, line)
}
