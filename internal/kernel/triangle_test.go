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

// randomTriangle returns the strictly lower rows, or upper ones, of n unknowns with
// at most most entries each; near is how often the neighbour is one of them.
func randomTriangle(r *rand.Rand, n, most int, near float64, upper bool) (ptr []int, ind []int32, val []float64) {
	ptr = []int{0}
	for i := range n {
		room, first := i, 0
		if upper {
			room, first = n-1-i, i+1
		}
		columns := map[int32]bool{}
		if room > 0 {
			for range r.IntN(most + 1) {
				columns[int32(first+r.IntN(room))] = true
			}
			if r.Float64() < near {
				columns[int32(first+map[bool]int{true: 0, false: room - 1}[upper])] = true
			}
		}
		row := make([]int32, 0, len(columns))
		for j := range columns {
			row = append(row, j)
		}
		slices.Sort(row)
		for _, j := range row {
			ind, val = append(ind, j), append(val, r.NormFloat64()/float64(most))
		}
		ptr = append(ptr, len(ind))
	}
	return ptr, ind, val
}

func TestTriangularSolves(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(7, 1))
		for n := range 258 {
			for _, near := range []float64{0, 0.5, 1} {
				b, scale := make([]float64, n), make([]float64, n)
				for i := range b {
					b[i], scale[i] = r.NormFloat64(), r.NormFloat64()
				}
				if n > 0 && n%50 == 0 {
					b[n/2] = []float64{math.NaN(), math.Inf(1), math.Copysign(0, -1)}[n/50%3]
				}
				ptr, ind, val := randomTriangle(r, n, 1+n%7, near, false)
				want := make([]float64, n)
				solveLowerGo(want, b, ptr, ind, val)
				dst := guard(make([]float64, n), n%8)
				SolveLower(dst.data, b, ptr, ind, val)
				requireBits(t, want, dst.data, "lower")
				dst.check(t, "lower")
				inPlace := slices.Clone(b)
				SolveLower(inPlace, inPlace, ptr, ind, val)
				requireBits(t, want, inPlace, "lower in place")

				ptr, ind, val = randomTriangle(r, n, 1+n%7, near, true)
				copy(want, b)
				solveUpperGo(want, scale, ptr, ind, val)
				copy(dst.data, b)
				SolveUpper(dst.data, scale, ptr, ind, val)
				requireBits(t, want, dst.data, "upper")
				dst.check(t, "upper")
			}
		}
	})
}

// The solutions satisfy their systems.
func TestTriangularSolvesSolve(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 2))
	const n = 300
	b, scale := make([]float64, n), make([]float64, n)
	for i := range b {
		b[i], scale[i] = r.NormFloat64(), 1+r.Float64()
	}
	for _, upper := range []bool{false, true} {
		ptr, ind, val := randomTriangle(r, n, 5, 0.7, upper)
		x := slices.Clone(b)
		if upper {
			SolveUpper(x, scale, ptr, ind, val)
		} else {
			SolveLower(x, x, ptr, ind, val)
		}
		for i := range n {
			sum, size := x[i], math.Abs(x[i])
			for k := ptr[i]; k < ptr[i+1]; k++ {
				sum += val[k] * x[ind[k]]
				size += math.Abs(val[k] * x[ind[k]])
			}
			want := b[i]
			if upper {
				want *= scale[i]
			}
			assert.InDelta(t, want, sum, 0x1p-49*(size+math.Abs(want)), "row %d", i) // seven roundings at most
		}
	}
}

func TestTriangularSolvesCheckLengths(t *testing.T) {
	require.Panics(t, func() { SolveLower(make([]float64, 2), make([]float64, 1), []int{0, 0, 0}, nil, nil) })
	require.Panics(t, func() { SolveUpper(make([]float64, 2), make([]float64, 2), []int{0, 0}, nil, nil) })
	require.Panics(t, func() { SolveLower(make([]float64, 2), make([]float64, 2), []int{0, 0, 1}, nil, nil) })
	SolveLower(nil, nil, nil, nil, nil)
	SolveUpper(nil, nil, nil, nil, nil)
}
