// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func gemmStrip(c []float64, ldc, m, n, k int, alpha float64, a []float64, ars, acs int, b []float64, brs int, add bool, next []float64) {
	if level < AVX2 || m <= 0 || n <= 0 || k <= 0 {
		gemmStripGo(c, ldc, m, n, k, alpha, a, ars, acs, b, brs, add)
		return
	}
	_ = c[at(m-1, ldc, n-1, 1)]
	_ = a[at(m-1, ars, k-1, acs)]
	_ = b[at(k-1, brs, n-1, 1)]
	ahead, step := &b[0], 0
	if len(next) > 0 {
		ahead, step = &next[0], prefetchStep(len(next)*8, m, k)
	}
	switch level {
	case AVX512:
		switch {
		case n > 24:
			panic(wideStrip)
		case n > 16:
			gemmStripAVX512_3(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		case n > 8:
			gemmStripAVX512_2(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		case n == 8:
			gemmStripAVX512_1(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		default:
			gemmStripAVX512_0(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		}
	default:
		switch {
		case n > 12:
			panic(wideStrip)
		case n > 8:
			gemmStripAVX2_3(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		case n > 4:
			gemmStripAVX2_2(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		case n == 4:
			gemmStripAVX2_1(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		default:
			gemmStripAVX2_0(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		}
	}
}

func gemmStrip32(c []float32, ldc, m, n, k int, alpha float32, a []float32, ars, acs int, b []float32, brs int, add bool, next []float32) {
	if level < AVX2 || m <= 0 || n <= 0 || k <= 0 {
		gemmStripGo(c, ldc, m, n, k, alpha, a, ars, acs, b, brs, add)
		return
	}
	_ = c[at(m-1, ldc, n-1, 1)]
	_ = a[at(m-1, ars, k-1, acs)]
	_ = b[at(k-1, brs, n-1, 1)]
	ahead, step := &b[0], 0
	if len(next) > 0 {
		ahead, step = &next[0], prefetchStep(len(next)*4, m, k)
	}
	switch level {
	case AVX512:
		switch {
		case n > 48:
			panic(wideStrip)
		case n > 32:
			gemmStrip32AVX512_3(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		case n > 16:
			gemmStrip32AVX512_2(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		case n == 16:
			gemmStrip32AVX512_1(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		default:
			gemmStrip32AVX512_0(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		}
	default:
		switch {
		case n > 24:
			panic(wideStrip)
		case n > 16:
			gemmStrip32AVX2_3(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		case n > 8:
			gemmStrip32AVX2_2(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		case n == 8:
			gemmStrip32AVX2_1(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		default:
			gemmStrip32AVX2_0(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, &c[0], ldc, add, ahead, step)
		}
	}
}

func gemmTiny(c []float64, ldc, m, n, k int, alpha float64, a []float64, ars, acs int, b []float64, brs, bcs int, add bool) {
	if level < AVX2 || m <= 0 || n <= 0 || k <= 0 {
		gemmTinyGo(c, ldc, m, n, k, alpha, a, ars, acs, b, brs, bcs, add)
		return
	}
	_ = c[at(m-1, ldc, n-1, 1)]
	_ = a[at(m-1, ars, k-1, acs)]
	_ = b[at(k-1, brs, n-1, bcs)]
	gemmTinyAVX2(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, bcs, &c[0], ldc, add)
}

func gemmTiny32(c []float32, ldc, m, n, k int, alpha float32, a []float32, ars, acs int, b []float32, brs, bcs int, add bool) {
	if level < AVX2 || m <= 0 || n <= 0 || k <= 0 {
		gemmTinyGo(c, ldc, m, n, k, alpha, a, ars, acs, b, brs, bcs, add)
		return
	}
	_ = c[at(m-1, ldc, n-1, 1)]
	_ = a[at(m-1, ars, k-1, acs)]
	_ = b[at(k-1, brs, n-1, bcs)]
	gemmTiny32AVX2(m, n, k, alpha, &a[0], ars, acs, &b[0], brs, bcs, &c[0], ldc, add)
}

// prefetchStep returns how many bytes a strip kernel shall step ahead at every
// fourth step of k, so that it has asked for all of the given bytes when the
// strip is done.
func prefetchStep(bytes, m, k int) int {
	rows, _ := gemmShape(8)
	const line = 64 // a longer step would skip lines
	return min(bytes/max(1, m/rows*(k/4))+1, line)
}
