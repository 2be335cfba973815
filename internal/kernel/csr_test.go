// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// randomCSR returns rows of the given lengths over cols columns.
func randomCSR(seed uint64, lengths []int, cols int) (ptr []int, ind []int32, val []float64) {
	r := rand.New(rand.NewPCG(1, seed))
	ptr = []int{0}
	for _, n := range lengths {
		for range n {
			ind = append(ind, int32(r.IntN(cols)))
			val = append(val, r.NormFloat64())
		}
		ptr = append(ptr, len(ind))
	}
	return ptr, ind, val
}

type csrKernel func(dst []float64, ptr []int, ind []int32, val, x []float64)

// csrTwice are the kernels and their plain twins.
var csrTwice = map[string][2]csrKernel{
	"CSRMulVec":        {CSRMulVec, csrMulVecGo},
	"CSRMulVecInOrder": {CSRMulVecInOrder, csrMulVecInOrderGo},
}

func requireBits(t *testing.T, want, got []float64, what string) {
	t.Helper()
	require.Equal(t, len(want), len(got))
	for i := range want {
		if math.Float64bits(want[i]) != math.Float64bits(got[i]) && !(math.IsNaN(want[i]) && math.IsNaN(got[i])) {
			t.Fatalf("%s: element %d is %x, want %x", what, i, got[i], want[i])
		}
	}
}

func TestCSRMulVec(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for name, f := range csrTwice {
			check := func(ptr []int, ind []int32, val, x []float64, off int) {
				t.Helper()
				rows := len(ptr) - 1
				want := make([]float64, rows)
				f[1](want, ptr, ind, val, x)
				dst, gx, gval := guard(make([]float64, rows), off), guard(x, off), guard(val, off)
				f[0](dst.data, ptr, ind, gval.data, gx.data)
				requireBits(t, want, dst.data, name)
				dst.check(t, name)
				gx.check(t, name)
				gval.check(t, name)
			}
			eachShape(func(n, off int) { // one row of length n between others
				ptr, ind, val := randomCSR(uint64(n), []int{3, n, 0, 9, n % 13}, 300)
				check(ptr, ind, val, normals[float64](uint64(n), 300), off)
			})
			for rows := range 40 { // any number of rows, from the middle of the arrays
				lengths := make([]int, rows+2)
				for i := range lengths {
					lengths[i] = (i * 7) % 11
				}
				ptr, ind, val := randomCSR(uint64(rows), lengths, 50)
				check(ptr[1:rows+2], ind, val, normals[float64](1, 50), rows%8)
			}
			for _, tail := range []int{0, 1, 23, 24, 25, 60} { // a vector long enough to be fetched ahead
				lengths := make([]int, 50)
				for i := range lengths {
					lengths[i] = (i * 5) % 17
				}
				cols := csrFetchX + tail
				ptr, ind, val := randomCSR(uint64(tail), append(lengths, tail, 0, 0), cols)
				x := normals[float64](3, cols)
				check(ptr, ind, val, x, 0)
				check(ptr[:len(ptr)-3], slices.Clip(ind[:ptr[len(ptr)-4]]), val, x, 0)
			}
			for _, v := range special64 { // in the matrix and in the vector
				ptr, ind, val := randomCSR(7, []int{1, 5, 8, 23}, 40)
				x := normals[float64](2, 40)
				for k := 0; k < len(val); k += 3 {
					val[k] = v
				}
				check(ptr, ind, val, x, 0)
				x[3], x[17] = v, -v
				check(ptr, ind, val, x, 0)
			}
		}
	})
}

func TestCSRSumOrder(t *testing.T) {
	// 1e16 swallows the ones added to it alone: the order shows.
	x, val, ind := make([]float64, 19), make([]float64, 19), make([]int32, 19)
	for i := range x {
		x[i], val[i], ind[i] = 1, 1, int32(i)
	}
	val[0], val[4] = 1e16, -1e16
	eachLevel(t, func(t *testing.T) {
		dst := make([]float64, 1)
		CSRMulVec(dst, []int{0, 19}, ind, val, x)
		assert.Equal(t, 17.0, dst[0]) // 1e16 and −1e16 meet in sum 0
		CSRMulVecInOrder(dst, []int{0, 19}, ind, val, x)
		assert.Equal(t, 14.0, dst[0]) // three ones are lost
		CSRMulVec(dst, []int{0, 15}, ind, val, x)
		assert.Equal(t, 10.0, dst[0]) // too short for lanes
	})
}

func TestCSRPanicsInGo(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for name, f := range csrTwice {
			d, x := make([]float64, 2), make([]float64, 3)
			ptr, ind, val := []int{0, 1, 3}, []int32{0, 1, 2}, []float64{1, 2, 3}
			assert.Panics(t, func() { f[0](d, ptr[:2], ind, val, x) }, name)
			assert.Panics(t, func() { f[0](d, ptr, ind[:2], val, x) }, name)
			assert.Panics(t, func() { f[0](d, ptr, ind, val[:2], x) }, name)
			assert.Panics(t, func() { f[0](d, []int{0, 1, math.MaxInt}, ind, val, x) }, name)
			assert.NotPanics(t, func() { f[0](nil, nil, nil, nil, nil) }, name)
		}
	})
}
