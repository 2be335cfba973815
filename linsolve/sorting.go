// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

const (
	// GreedyOrder compares all pairs up to this many systems,
	greedyWhole = 5000
	// and beyond it the pairs within groups of at most this many,
	greedyGroup = 2000
	// by this many of the lowest cosine modes of their parameters.
	greedyModes = 64
	// HilbertOrder takes this many dimensions at most.
	hilbertDims = 8
)

// GreedyOrder returns an order of systems in which neighbours have near parameters.
// Row i of params holds the parameters of system i, or any features of it: fields of
// coefficients, angles, times.
//
// From system 0 on it goes to the nearest one left by the Euclidean distance, of
// equally near ones to that of the least index, which takes N²·d operations for N
// systems with d parameters. Beyond 5000 systems they are first parted into groups
// of at most 2000, by halving along the widest feature again and again; within a
// group the order is greedy, and the next group is that with the system nearest to
// the last one. There d above 64 is cut to the 64 lowest modes of the cosine
// transform of each row, as fits fields along a line.
//
// Sorting gains little where parameters are independent draws in many dimensions;
// recycling does most of its work without it.
func GreedyOrder(params *mat.Dense) ([]int, error) {
	if err := checkParams(params); err != nil {
		return nil, err
	}
	n, _ := params.Dims()
	if n > greedyWhole {
		return groupedOrder(lowestModes(params, greedyModes), greedyGroup), nil
	}
	left := make([]int, n)
	for i := range left {
		left[i] = i
	}
	return greedy(params, left, 0), nil
}

func checkParams(params *mat.Dense) error {
	if params == nil || params.IsEmpty() {
		return fmt.Errorf("linsolve: params is empty, want a row for each system: %w", ErrShape)
	}
	n, d := params.Dims()
	for i := range n {
		for j := range d {
			if v := params.At(i, j); math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("linsolve: params[%d,%d] is %v, want a finite value: %w", i, j, v, ErrNotFinite)
			}
		}
	}
	return nil
}

// greedy returns the systems left, ascending, by nearest neighbours from left[at].
func greedy(params *mat.Dense, left []int, at int) []int {
	order := make([]int, 0, len(left))
	for {
		last := left[at]
		order = append(order, last)
		left = slices.Delete(left, at, at+1)
		if len(left) == 0 {
			return order
		}
		at, _ = nearest(params, last, left)
	}
}

// nearest returns which of the systems left, ascending, is nearest to the last one.
func nearest(params *mat.Dense, last int, left []int) (at int, distance float64) {
	p := params.RawRowView(last)
	at, distance = 0, math.Inf(1)
	for k, i := range left {
		if d := squaredDistance(p, params.RawRowView(i), distance); d < distance {
			at, distance = k, d
		}
	}
	return at, distance
}

// squaredDistance returns ‖x − y‖², or a lower bound of it that is at least enough.
func squaredDistance(x, y []float64, enough float64) float64 {
	d := 0.0
	for len(x) > 0 && !(d >= enough) {
		n := min(len(x), 64)
		for i, v := range x[:n] {
			t := v - y[i]
			d += t * t
		}
		x, y = x[n:], y[n:]
	}
	return d
}

// groupedOrder orders groups of at most size systems.
func groupedOrder(params *mat.Dense, size int) []int {
	n, _ := params.Dims()
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	groups := bisect(params, all, size)
	order := make([]int, 0, n)
	group, at := 0, 0 // system 0 is the first of the first group that has it
	for i, g := range groups {
		if g[0] == 0 {
			group = i
		}
	}
	for {
		order = append(order, greedy(params, groups[group], at)...)
		groups = slices.Delete(groups, group, group+1)
		if len(groups) == 0 {
			return order
		}
		best := math.Inf(1)
		group, at = 0, 0
		for i, g := range groups {
			if k, d := nearest(params, order[len(order)-1], g); d < best {
				group, at, best = i, k, d
			}
		}
	}
}

// bisect parts the systems into groups of at most size, each ascending.
func bisect(params *mat.Dense, systems []int, size int) [][]int {
	if len(systems) <= size {
		slices.Sort(systems)
		return [][]int{systems}
	}
	feature, width := 0, -1.0
	for j, w := range widths(params, systems) {
		if w > width {
			feature, width = j, w
		}
	}
	slices.SortFunc(systems, func(a, b int) int {
		return cmp.Or(cmp.Compare(params.At(a, feature), params.At(b, feature)), cmp.Compare(a, b))
	})
	half := len(systems) / 2
	return append(bisect(params, slices.Clone(systems[:half]), size), bisect(params, slices.Clone(systems[half:]), size)...)
}

// widths returns how far the systems spread along each feature.
func widths(params *mat.Dense, systems []int) []float64 {
	lo := slices.Clone(params.RawRowView(systems[0]))
	hi := slices.Clone(lo)
	for _, i := range systems {
		for j, v := range params.RawRowView(i) {
			lo[j], hi[j] = min(lo[j], v), max(hi[j], v)
		}
	}
	for j := range hi {
		hi[j] = hi[j]/2 - lo[j]/2 // halves, so that nothing overflows
	}
	return hi
}

// lowestModes returns the lowest modes of the cosine transform of each row, or params
// if it has no more columns.
func lowestModes(params *mat.Dense, modes int) *mat.Dense {
	n, d := params.Dims()
	if d <= modes {
		return params
	}
	cosines := mat.NewDense(d, modes, nil)
	for i := range d {
		for k := range modes {
			scale := math.Sqrt(2 / float64(d))
			if k == 0 {
				scale = math.Sqrt(1 / float64(d))
			}
			cosines.Set(i, k, scale*math.Cos(math.Pi*float64(k)*(float64(i)+0.5)/float64(d)))
		}
	}
	f := mat.NewDense(n, modes, nil)
	f.Mul(params, cosines)
	return f
}

// HilbertOrder returns the order in which a Hilbert curve through the box of the
// parameters meets the systems, row i of params standing for system i. It takes
// N·log N operations. The curve goes through the 8 features of widest spread, of which
// each is cut into at least 256 intervals; systems in one cell come by index.
//
// Source: J. Skilling, Programming the Hilbert curve, AIP Conf. Proc. 707 (2004), 381–387.
func HilbertOrder(params *mat.Dense) ([]int, error) {
	if err := checkParams(params); err != nil {
		return nil, err
	}
	n, d := params.Dims()
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	spread := widths(params, order)
	features := make([]int, d)
	for j := range features {
		features[j] = j
	}
	slices.SortStableFunc(features, func(a, b int) int { return cmp.Compare(spread[b], spread[a]) })
	features = features[:min(d, hilbertDims)]
	bits := min(64/len(features), 31)
	lo := slices.Clone(params.RawRowView(0))
	for i := range n {
		for j, v := range params.RawRowView(i) {
			lo[j] = min(lo[j], v)
		}
	}
	keys := make([]uint64, n)
	x := make([]uint32, len(features))
	for i := range n {
		for k, j := range features {
			x[k] = 0
			if spread[j] > 0 {
				t := (params.At(i, j)/2 - lo[j]/2) / spread[j]
				x[k] = uint32(min(t, 1) * float64(uint32(1)<<bits-1))
			}
		}
		keys[i] = hilbertKey(x, bits)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(keys[a], keys[b]) })
	return order, nil
}

// hilbertKey returns how far along the curve the cell x lies, each coordinate of so
// many bits. It overwrites x.
func hilbertKey(x []uint32, bits int) uint64 {
	top := uint32(1) << (bits - 1)
	for q := top; q > 1; q >>= 1 { // undo the turns and reflections
		p := q - 1
		for i := range x {
			if x[i]&q != 0 {
				x[0] ^= p
			} else {
				t := (x[0] ^ x[i]) & p
				x[0] ^= t
				x[i] ^= t
			}
		}
	}
	for i := 1; i < len(x); i++ { // Gray code
		x[i] ^= x[i-1]
	}
	t := uint32(0)
	for q := top; q > 1; q >>= 1 {
		if x[len(x)-1]&q != 0 {
			t ^= q - 1
		}
	}
	key := uint64(0)
	for b := bits - 1; b >= 0; b-- {
		for i := range x {
			key = key<<1 | uint64((x[i]^t)>>b&1)
		}
	}
	return key
}
