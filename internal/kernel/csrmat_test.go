// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Each vector of the product has the bits of a product of its own.
func TestCSRMulMat(t *testing.T) {
	kernels := []struct {
		mat func(dst []float64, width int, ptr []int, ind []int32, val, x []float64, first int)
		vec func(dst []float64, ptr []int, ind []int32, val, x []float64)
	}{{CSRMulMat, csrMulVecGo}, {CSRMulMatInOrder, csrMulVecInOrderGo}, {csrMulMatGo, csrMulVecGo}, {csrMulMatInOrderGo, csrMulVecInOrderGo}}
	check := func(t *testing.T, ptr []int, ind []int32, val []float64, cols, off int, x []float64) {
		t.Helper()
		rows := len(ptr) - 1
		for _, width := range []int{4, 8} {
			wide := make([]float64, cols*width)
			for r := range width {
				for j := range cols {
					wide[j*width+r] = x[(j+r)%cols] // vector r is x turned by r
				}
			}
			for n, f := range kernels {
				dst, gx, gval := guard(make([]float64, rows*width), off), guard(wide, off), guard(val, off)
				first := 0
				if off%2 == 1 { // as if x went on before
					first = 5
					ind = slices.Clone(ind)
					for k := range ind {
						ind[k] += 5
					}
				}
				f.mat(dst.data, width, ptr, ind, gval.data, gx.data, first)
				if off%2 == 1 {
					for k := range ind {
						ind[k] -= 5
					}
				}
				dst.check(t, "CSRMulMat")
				gx.check(t, "CSRMulMat")
				want, got, turned := make([]float64, rows), make([]float64, rows), make([]float64, cols)
				for r := range width {
					for j := range turned {
						turned[j] = x[(j+r)%cols]
					}
					f.vec(want, ptr, ind, val, turned)
					for i := range got {
						got[i] = dst.data[i*width+r]
					}
					requireBits(t, want, got, []string{"CSRMulMat", "CSRMulMatInOrder", "csrMulMatGo", "csrMulMatInOrderGo"}[n])
				}
			}
		}
	}
	eachLevel(t, func(t *testing.T) {
		for n := range 70 { // rows of all lengths where the loops meet
			ptr, ind, val := randomCSR(uint64(n), []int{3, n, 0, 17, n % 13}, 50)
			check(t, ptr, ind, val, 50, n%8, normals[float64](uint64(n), 50))
		}
		for rows := range 20 {
			lengths := make([]int, rows)
			for i := range lengths {
				lengths[i] = (i * 7) % 19
			}
			ptr, ind, val := randomCSR(uint64(rows), lengths, 9)
			check(t, ptr, ind, val, 9, rows%8, normals[float64](1, 9))
		}
		for _, v := range special64 {
			ptr, ind, val := randomCSR(7, []int{1, 5, 16, 23}, 40)
			x := normals[float64](2, 40)
			val[3], val[9], x[3], x[17] = v, -v, v, -v
			check(t, ptr, ind, val, 40, 0, x)
		}
	})
}

func TestCSRMulMatPanicsInGo(t *testing.T) {
	ptr, ind, val, x := []int{0, 1, 3}, []int32{0, 1, 2}, []float64{1, 2, 3}, make([]float64, 24)
	for _, f := range []func(dst []float64, width int, ptr []int, ind []int32, val, x []float64, first int){CSRMulMat, CSRMulMatInOrder} {
		assert.Panics(t, func() { f(make([]float64, 10), 5, ptr, ind, val, x, 0) })
		assert.Panics(t, func() { f(make([]float64, 15), 8, ptr, ind, val, x, 0) })
		assert.Panics(t, func() { f(make([]float64, 24), 8, ptr, ind, val, x, 0) })
		assert.Panics(t, func() { f(make([]float64, 16), 8, ptr, ind, val[:2], x, 0) })
		assert.NotPanics(t, func() { f(make([]float64, 16), 8, ptr, ind, val, x, 0) })
	}
}
