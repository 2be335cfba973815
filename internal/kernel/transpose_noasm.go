// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func transpose(dst []float64, ldd int, src []float64, lds, rows, cols int) {
	transposeGo(dst, ldd, src, lds, rows, cols)
}

func transpose32(dst []float32, ldd int, src []float32, lds, rows, cols int) {
	transposeGo(dst, ldd, src, lds, rows, cols)
}

func copyRows(dst []float64, ldd int, src []float64, lds, rows, cols int) {
	copyRowsGo(dst, ldd, src, lds, rows, cols)
}

func copyRows32(dst []float32, ldd int, src []float32, lds, rows, cols int) {
	copyRowsGo(dst, ldd, src, lds, rows, cols)
}
