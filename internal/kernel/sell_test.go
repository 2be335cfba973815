// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sellStreams returns random chunks over cols columns, and the sum of each row
// as the definition has it, entry by entry.
func sellStreams(r *rand.Rand, chunks, maxColumns, cols int, value func() float64, x []float64) (code []uint8, ind []int32, val, want []float64) {
	for range chunks {
		var s [8]float64
		columns := 1 + r.IntN(maxColumns)
		for k := range columns {
			c := uint8(r.IntN(4))
			if c&SELLContiguous != 0 && (r.IntN(2) == 0 || cols < 8) {
				c |= SELLMasked
			}
			if c&SELLContiguous != 0 && c&SELLMasked == 0 && cols < 8 {
				c &^= SELLContiguous
			}
			if k == columns-1 {
				c |= SELLLast
			}
			code = append(code, c)
			var j [8]int
			there := [8]bool{true, true, true, true, true, true, true, true}
			switch {
			case c&SELLContiguous == 0:
				for i := range j {
					j[i] = r.IntN(cols)
					ind = append(ind, int32(j[i]))
				}
			case c&SELLMasked == 0:
				first := r.IntN(cols - 7)
				ind = append(ind, int32(first))
				for i := range j {
					j[i] = first + i
				}
			default:
				first := r.IntN(cols+14) - 10 // may start before x and end after it
				ind = append(ind, int32(first))
				mask := uint8(0)
				for i := range j {
					j[i] = first + i
					there[i] = j[i] >= 0 && j[i] < cols && r.IntN(4) > 0
					if there[i] {
						mask |= 1 << i
					}
				}
				code = append(code, mask)
			}
			v := value()
			if c&SELLUniform != 0 {
				val = append(val, v)
			}
			for i := range s {
				if c&SELLUniform == 0 {
					v = value()
					val = append(val, v)
				}
				w := 0.0
				if there[i] {
					w = x[j[i]]
				}
				s[i] = math.FMA(v, w, s[i])
			}
		}
		want = append(want, s[:]...)
	}
	return code, append(ind, make([]int32, SELLPad)...), val, want
}

func TestSELLMulVec(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for seed := range uint64(200) {
			r := rand.New(rand.NewPCG(1, seed))
			cols := 1 + r.IntN(60)
			x := normals[float64](seed, cols)
			value := r.NormFloat64
			if seed%4 == 3 { // special values in the matrix and in the vector
				value = func() float64 { return special64[r.IntN(len(special64))] }
				for k := range x {
					if r.IntN(3) == 0 {
						x[k] = value()
					}
				}
			}
			chunks := r.IntN(20)
			code, ind, val, want := sellStreams(r, chunks, 12, cols, value, x)
			dst, gx, gval := guard(make([]float64, 8*chunks), int(seed%8)), guard(x, int(seed%5)), guard(val, int(seed%7))
			SELLMulVec(dst.data, code, ind, gval.data, gx.data)
			requireBits(t, want, dst.data, "SELLMulVec")
			dst.check(t, "SELLMulVec")
			gx.check(t, "SELLMulVec")
			gval.check(t, "SELLMulVec")
		}
	})
}

// What a mask leaves out is not read: infinities there do no harm.
func TestSELLMaskKeepsValuesOut(t *testing.T) {
	inf := math.Inf(1)
	x := []float64{inf, 1, 2, inf, 4, 5, math.NaN(), 7, inf}
	code := []uint8{SELLContiguous | SELLUniform | SELLMasked | SELLLast, 0b1011_0110}
	eachLevel(t, func(t *testing.T) {
		dst := make([]float64, 8)
		SELLMulVec(dst, code, make([]int32, 1+SELLPad), []float64{2}, x)
		assert.Equal(t, []float64{0, 2, 4, 0, 8, 10, 0, 14}, dst)
	})
}

func TestSELLPanicsInGo(t *testing.T) {
	require.Panics(t, func() { SELLMulVec(make([]float64, 7), make([]uint8, 7), nil, nil, nil) })
	require.Panics(t, func() { SELLMulVec(make([]float64, 16), make([]uint8, 1), nil, nil, nil) })
	require.Panics(t, func() { SELLMulVec(make([]float64, 16), make([]uint8, 2), make([]int32, 2), nil, nil) })
	require.NotPanics(t, func() { SELLMulVec(nil, nil, nil, nil, nil) })
}
