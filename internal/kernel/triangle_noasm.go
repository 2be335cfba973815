// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func solveLower(dst, b []float64, ptr []int, ind []int32, val []float64) {
	solveLowerGo(dst, b, ptr, ind, val)
}

func solveUpper(dst, scale []float64, ptr []int, ind []int32, val []float64) {
	solveUpperGo(dst, scale, ptr, ind, val)
}
