// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func gemmStrip(c []float64, ldc, m, n, k int, alpha float64, a []float64, ars, acs int, b []float64, brs int, add bool, _ []float64) {
	gemmStripGo(c, ldc, m, n, k, alpha, a, ars, acs, b, brs, add)
}

func gemmStrip32(c []float32, ldc, m, n, k int, alpha float32, a []float32, ars, acs int, b []float32, brs int, add bool, _ []float32) {
	gemmStripGo(c, ldc, m, n, k, alpha, a, ars, acs, b, brs, add)
}

func gemmTiny(c []float64, ldc, m, n, k int, alpha float64, a []float64, ars, acs int, b []float64, brs, bcs int, add bool) {
	gemmTinyGo(c, ldc, m, n, k, alpha, a, ars, acs, b, brs, bcs, add)
}

func gemmTiny32(c []float32, ldc, m, n, k int, alpha float32, a []float32, ars, acs int, b []float32, brs, bcs int, add bool) {
	gemmTinyGo(c, ldc, m, n, k, alpha, a, ars, acs, b, brs, bcs, add)
}
