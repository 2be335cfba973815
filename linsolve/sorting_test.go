// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/mat"
)

// A Hilbert curve meets every cell once, and consecutive cells share a face.
func TestHilbertKeyIsAHilbertCurve(t *testing.T) {
	for _, c := range []struct{ dims, bits int }{{1, 6}, {2, 5}, {3, 4}, {4, 2}, {5, 2}} {
		side := 1 << c.bits
		cells := 1
		for range c.dims {
			cells *= side
		}
		at := make([][]uint32, cells)
		for cell := range cells {
			x := make([]uint32, c.dims)
			for i, rest := 0, cell; i < c.dims; i, rest = i+1, rest/side {
				x[i] = uint32(rest % side)
			}
			key := hilbertKey(slices.Clone(x), c.bits)
			if key >= uint64(cells) || at[key] != nil {
				t.Fatalf("%d dimensions: key %d of %v is taken or too large", c.dims, key, x)
			}
			at[key] = x
		}
		for key := 1; key < cells; key++ {
			steps := 0
			for i, v := range at[key] {
				steps += int(max(v, at[key-1][i]) - min(v, at[key-1][i]))
			}
			assert.Equal(t, 1, steps, "%d dimensions: %v to %v", c.dims, at[key-1], at[key])
		}
	}
}

// Grouping keeps the order a permutation that begins with system 0, with groups of the
// size asked for, each walked greedily and entered at its nearest system.
func TestGroupedOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	const n = 500
	p := mat.NewDense(n, 3, nil)
	for i := range n {
		p.SetRow(i, []float64{r.Float64(), 4 * r.Float64(), 0.1 * r.Float64()})
	}
	length := func(order []int) (sum float64) {
		for k := 1; k < len(order); k++ {
			sum += squaredDistance(p.RawRowView(order[k]), p.RawRowView(order[k-1]), 1e300)
		}
		return sum
	}
	identity := make([]int, n)
	for i := range identity {
		identity[i] = i
	}
	whole := greedy(p, slices.Clone(identity), 0)
	assert.Equal(t, whole, groupedOrder(p, n), "one group is the greedy order")
	grouped := groupedOrder(p, 60)
	assert.Equal(t, 0, grouped[0])
	sorted := slices.Sorted(slices.Values(grouped))
	assert.Equal(t, identity, sorted)
	// the paths differ by the few long ways that greedy ends with
	assert.Less(t, length(grouped), 2*length(whole))
	assert.Less(t, length(grouped), 0.05*length(identity))
	for _, g := range bisect(p, slices.Clone(identity), 60) {
		assert.LessOrEqual(t, len(g), 60)
		assert.GreaterOrEqual(t, len(g), 30)
	}
}

// The lowest modes keep the distances of fields that have no others.
func TestLowestModes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	p := mat.NewDense(4, 100, nil)
	for i := range 4 {
		v, w := r.NormFloat64(), r.NormFloat64()
		for j := range 100 { // modes 0 and 3
			p.Set(i, j, v+w*math.Cos(3*math.Pi*(float64(j)+0.5)/100))
		}
	}
	f := lowestModes(p, 5)
	for i := range 4 {
		want := squaredDistance(p.RawRowView(0), p.RawRowView(i), 1e300)
		assert.InDelta(t, want, squaredDistance(f.RawRowView(0), f.RawRowView(i), 1e300), 1e-10*(1+want))
	}
	assert.Same(t, p, lowestModes(p, 100))
}
