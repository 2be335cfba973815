// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// SolveLower solves (I + L)·dst = b for a strictly lower triangle L, whose row i
// has the entries ptr[i] to ptr[i+1] of ind, the columns in ascending order, and
// val. dst may be b. Columns must be below i: they are not checked.
//
// Each row is one chain of fused multiply-adds in the order of its entries, so
// all levels give the same bits.
func SolveLower(dst, b []float64, ptr []int, ind []int32, val []float64) {
	if checkCSR(len(dst), ptr, ind, val) {
		solveLower(dst, b[:len(dst)], ptr, ind, val)
	}
}

// SolveUpper solves (I + U)·x = diag(scale)·dst for a strictly upper triangle U and
// puts x into dst. Rows are as in [SolveLower], columns above i; their entries are
// taken from the last to the first.
func SolveUpper(dst, scale []float64, ptr []int, ind []int32, val []float64) {
	if checkCSR(len(dst), ptr, ind, val) {
		solveUpper(dst, scale[:len(dst)], ptr, ind, val)
	}
}

func solveLowerGo(dst, b []float64, ptr []int, ind []int32, val []float64) {
	for i := range dst {
		c := ind[ptr[i]:ptr[i+1]]
		v := val[ptr[i]:ptr[i+1]][:len(c)]
		t := b[i]
		for k, j := range c {
			t = math.FMA(-v[k], dst[j], t)
		}
		dst[i] = t
	}
}

func solveUpperGo(dst, scale []float64, ptr []int, ind []int32, val []float64) {
	for i := len(dst) - 1; i >= 0; i-- {
		c := ind[ptr[i]:ptr[i+1]]
		v := val[ptr[i]:ptr[i+1]][:len(c)]
		t := scale[i] * dst[i]
		for k := len(c) - 1; k >= 0; k-- {
			t = math.FMA(-v[k], dst[c[k]], t)
		}
		dst[i] = t
	}
}
