// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

var csrMatKernels = []struct {
	mat func(dst []float64, dstStride int, ptr []int, ind []int32, val, x []float64, xStride int)
	vec csrKernel
}{{CSRMulMat, csrMulVecGo}, {CSRMulMatInOrder, csrMulVecInOrderGo}}

// Each vector of the product has the bits of a product of its own.
func TestCSRMulMat(t *testing.T) {
	check := func(t *testing.T, ptr []int, ind []int32, val, x []float64, off int) {
		t.Helper()
		rows, cols := len(ptr)-1, len(x)/4
		for _, f := range csrMatKernels {
			dst, gx, gval := guard(make([]float64, 3*(rows+off)+rows), off), guard(x, off), guard(val, off)
			f.mat(dst.data, rows+off, ptr, ind, gval.data, gx.data, cols)
			dst.check(t, "CSRMulMat")
			gx.check(t, "CSRMulMat")
			want := make([]float64, rows)
			for r := range 4 {
				f.vec(want, ptr, ind, val, x[r*cols:][:cols])
				requireBits(t, want, dst.data[r*(rows+off):][:rows], "CSRMulMat")
			}
			for r := range 3 { // what lies between is left alone
				for i := range off {
					assert.Zero(t, dst.data[r*(rows+off)+rows+i])
				}
			}
		}
	}
	eachLevel(t, func(t *testing.T) {
		for n := range 70 { // rows of all lengths where the loops meet
			ptr, ind, val := randomCSR(uint64(n), []int{3, n, 0, 17, n % 13}, 50)
			check(t, ptr, ind, val, normals[float64](uint64(n), 200), n%8)
		}
		for rows := range 20 {
			lengths := make([]int, rows+1)
			for i := range lengths {
				lengths[i] = (i * 7) % 19
			}
			ptr, ind, val := randomCSR(uint64(rows), lengths, 9)
			check(t, ptr[1:], ind, val, normals[float64](1, 36), rows%8)
		}
		for _, v := range special64 {
			ptr, ind, val := randomCSR(7, []int{1, 5, 16, 23}, 40)
			x := normals[float64](2, 160)
			val[3], val[9], x[3], x[57] = v, -v, v, -v
			check(t, ptr, ind, val, x, 0)
		}
	})
}

func TestCSRMulMatPanicsInGo(t *testing.T) {
	ptr, ind, val, x, d := []int{0, 1, 3}, []int32{0, 1, 2}, []float64{1, 2, 3}, make([]float64, 12), make([]float64, 8)
	for _, f := range csrMatKernels {
		assert.Panics(t, func() { f.mat(d, 1, ptr, ind, val, x, 3) })
		assert.Panics(t, func() { f.mat(d, 3, ptr, ind, val, x, 3) })
		assert.Panics(t, func() { f.mat(d, 1<<30, ptr, ind, val, x, 3) })
		assert.Panics(t, func() { f.mat(d[:7], 2, ptr, ind, val, x, 3) })
		assert.Panics(t, func() { f.mat(d, 2, ptr, ind, val, x, 5) })
		assert.Panics(t, func() { f.mat(d, 2, ptr, ind, val, x, -1) })
		assert.Panics(t, func() { f.mat(d, 2, ptr, ind, val[:2], x, 3) })
		assert.NotPanics(t, func() { f.mat(d, 2, ptr, ind, val, x, 3) })
		assert.NotPanics(t, func() { f.mat(nil, 0, ptr[:1], nil, nil, nil, 0) })
	}
}
