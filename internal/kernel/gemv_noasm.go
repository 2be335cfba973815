// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func gemvN(y []float64, alpha float64, a []float64, lda int, x []float64) {
	gemvNGo(y, alpha, a, lda, x)
}

func gemvT(y []float64, alpha float64, a []float64, lda int, x []float64) {
	gemvTGo(y, alpha, a, lda, x)
}

func ger(a []float64, lda int, alpha float64, x, y []float64) { gerGo(a, lda, alpha, x, y) }

func gemvN32(y []float32, alpha float32, a []float32, lda int, x []float32) {
	gemvNGo(y, alpha, a, lda, x)
}

func gemvT32(y []float32, alpha float32, a []float32, lda int, x []float32) {
	gemvTGo(y, alpha, a, lda, x)
}

func ger32(a []float32, lda int, alpha float32, x, y []float32) { gerGo(a, lda, alpha, x, y) }
