// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func axpy(y []float64, alpha float64, x []float64) { axpyGo(y, alpha, x) }

func axpy32(y []float32, alpha float32, x []float32) { axpyGo(y, alpha, x) }

func axpyTo(dst []float64, alpha float64, x, y []float64) { axpyToGo(dst, alpha, x, y) }

func axpyTo32(dst []float32, alpha float32, x, y []float32) { axpyToGo(dst, alpha, x, y) }

func update(x, r []float64, alpha float64, p, q []float64) float64 {
	return updateGo(x, r, alpha, p, q)
}

func update32(x, r []float32, alpha float32, p, q []float32) float32 {
	return updateGo(x, r, alpha, p, q)
}
