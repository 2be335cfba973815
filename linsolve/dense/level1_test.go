// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/blas/gonum"
)

// lengths of vectors: short ones, around the vector widths, long.
var lengths = []int{0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 33, 64, 100, 257, 1000, 5000}

func vector64(seed uint64, n int) []float64 {
	next := normal[float64](seed)
	x := make([]float64, n)
	for i := range x {
		x[i] = next()
	}
	return x
}

func vector32(seed uint64, n int) []float32 {
	next := normal[float32](seed)
	x := make([]float32, n)
	for i := range x {
		x[i] = next()
	}
	return x
}

// The routines agree with gonum's, for any increments. What gonum's and ours
// round differ by at most n roundings of either sum: n·u·Σ|x·y| each.
func TestLevel1(t *testing.T) {
	var ours Implementation
	var peer gonum.Implementation
	eachLevel(t, func(t *testing.T) {
		for _, n := range lengths {
			for _, inc := range [][2]int{{1, 1}, {2, 1}, {1, -3}, {-1, -1}} {
				name := fmt.Sprintf("n=%d inc=%v", n, inc)
				x, y := vector64(1, 3*n+5), vector64(2, 3*n+5) // longer than they need to be
				size := ours.Dasum(len(x), x, 1) * 4           // |y| < 4 but for one in 10000
				tol := 2 * float64(n+1) * 0x1p-53 * size
				assert.InDelta(t, peer.Ddot(n, x, inc[0], y, inc[1]), ours.Ddot(n, x, inc[0], y, inc[1]), tol, name)
				assert.InDelta(t, peer.Dnrm2(n, x, inc[0]), ours.Dnrm2(n, x, inc[0]), tol, name)
				assert.InDelta(t, peer.Dasum(n, x, inc[0]), ours.Dasum(n, x, inc[0]), tol, name)
				assert.Equal(t, peer.Idamax(n, x, inc[0]), ours.Idamax(n, x, inc[0]), name)
				same := func(f func(impl full, x, y []float64), tol float64) {
					x1, y1 := append([]float64(nil), x...), append([]float64(nil), y...)
					x2, y2 := append([]float64(nil), x...), append([]float64(nil), y...)
					f(peer, x1, y1)
					f(ours, x2, y2)
					assert.InDeltaSlice(t, x1, x2, tol, name)
					assert.InDeltaSlice(t, y1, y2, tol, name)
				}
				same(func(b full, x, y []float64) { b.Dswap(n, x, inc[0], y, inc[1]) }, 0)
				same(func(b full, x, y []float64) { b.Dcopy(n, x, inc[0], y, inc[1]) }, 0)
				same(func(b full, x, y []float64) { b.Dscal(n, -1.7, x, inc[0]) }, 0)
				same(func(b full, x, y []float64) { b.Dscal(n, 0, x, inc[0]) }, 0)
				same(func(b full, x, y []float64) { b.Daxpy(n, 0, x, inc[0], y, inc[1]) }, 0)
				same(func(b full, x, y []float64) { b.Daxpy(n, 0.3, x, inc[0], y, inc[1]) }, 4*0x1p-52) // |y+0.3x| < 8, two roundings against one

				u, v := vector32(1, 3*n+5), vector32(2, 3*n+5)
				size32 := float64(ours.Sasum(len(u), u, 1)) * 4
				tol = 2 * float64(n+1) * 0x1p-24 * size32
				assert.InDelta(t, peer.Sdot(n, u, inc[0], v, inc[1]), ours.Sdot(n, u, inc[0], v, inc[1]), tol, name)
				assert.InDelta(t, peer.Dsdot(n, u, inc[0], v, inc[1]), ours.Dsdot(n, u, inc[0], v, inc[1]), 2*float64(n+1)*0x1p-53*size32, name)
				assert.InDelta(t, peer.Sdsdot(n, 2, u, inc[0], v, inc[1]), ours.Sdsdot(n, 2, u, inc[0], v, inc[1]), 0x1p-22*(size32+2), name)
				assert.InDelta(t, peer.Snrm2(n, u, inc[0]), ours.Snrm2(n, u, inc[0]), tol, name)
				assert.InDelta(t, peer.Sasum(n, u, inc[0]), ours.Sasum(n, u, inc[0]), tol, name)
				assert.Equal(t, peer.Isamax(n, u, inc[0]), ours.Isamax(n, u, inc[0]), name)
				same32 := func(f func(impl full, x, y []float32), tol float64) {
					x1, y1 := append([]float32(nil), u...), append([]float32(nil), v...)
					x2, y2 := append([]float32(nil), u...), append([]float32(nil), v...)
					f(peer, x1, y1)
					f(ours, x2, y2)
					assert.InDeltaSlice(t, x1, x2, tol, name)
					assert.InDeltaSlice(t, y1, y2, tol, name)
				}
				same32(func(b full, x, y []float32) { b.Sswap(n, x, inc[0], y, inc[1]) }, 0)
				same32(func(b full, x, y []float32) { b.Sscal(n, -1.7, x, inc[0]) }, 0)
				same32(func(b full, x, y []float32) { b.Sscal(n, 0, x, inc[0]) }, 0)
				same32(func(b full, x, y []float32) { b.Saxpy(n, 0, x, inc[0], y, inc[1]) }, 0)
				same32(func(b full, x, y []float32) { b.Saxpy(n, 0.3, x, inc[0], y, inc[1]) }, 4*0x1p-23)
			}
		}
	})
}

// NaN, infinities and numbers whose squares overflow or underflow.
func TestLevel1Special(t *testing.T) {
	var impl Implementation
	nan, inf := math.NaN(), math.Inf(1)
	eachLevel(t, func(t *testing.T) {
		for _, n := range []int{1, 2, 5, 40} {
			for at := range n {
				x, y := make([]float64, n), make([]float64, n)
				x[at] = nan
				assert.True(t, math.IsNaN(impl.Ddot(n, x, 1, y, 1)))
				assert.True(t, math.IsNaN(impl.Dnrm2(n, x, 1)))
				assert.True(t, math.IsNaN(impl.Dasum(n, x, 1)))
				impl.Daxpy(n, 1, x, 1, y, 1)
				assert.True(t, math.IsNaN(y[at]))
				impl.Dscal(n, 0, x, 1)
				assert.Zero(t, x[at])
				x[at] = -inf
				assert.Equal(t, inf, impl.Dnrm2(n, x, 1))
				assert.Equal(t, inf, impl.Dasum(n, x, 1))
				assert.Equal(t, at, impl.Idamax(n, x, 1))
				for _, scale := range []float64{1e300, 1e-300, 1} {
					for i := range x {
						x[i] = scale
					}
					assert.InEpsilon(t, scale*math.Sqrt(float64(n)), impl.Dnrm2(n, x, 1), 4*0x1p-52)
				}
			}
		}
	})
}
