// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"fmt"
	"slices"
)

// COO collects the entries of a matrix in any order and turns them into a
// [CSR] or [CSC], adding entries of the same place. It takes 16 bytes an entry.
//
// It is not safe for concurrent use.
type COO struct {
	rows, cols int
	i, j       []int32
	val        []float64
	err        error // of the first entry that was out of range
}

// NewCOO returns an empty collection for a rows×cols matrix. Wrong dimensions
// are reported by ToCSR and ToCSC.
func NewCOO(rows, cols int) *COO {
	c := &COO{rows: rows, cols: cols}
	if err := checkDims(rows, cols); err != nil {
		c.err = fmt.Errorf("sparse: NewCOO: %w", err)
	}
	return c
}

// Grow makes room for n further entries.
func (c *COO) Grow(n int) {
	c.i, c.j, c.val = slices.Grow(c.i, n), slices.Grow(c.j, n), slices.Grow(c.val, n)
}

// Add adds v to the entry at row i and column j. An index out of range is
// reported by ToCSR and ToCSC.
func (c *COO) Add(i, j int, v float64) {
	if uint(i) >= uint(c.rows) || uint(j) >= uint(c.cols) || c.err != nil {
		c.refuse(i, j)
		return
	}
	c.i, c.j, c.val = append(c.i, int32(i)), append(c.j, int32(j)), append(c.val, v)
}

func (c *COO) refuse(i, j int) {
	if c.err == nil {
		c.err = fmt.Errorf("sparse: COO: entry %d is at (%d, %d), want indices within %d×%d: %w", len(c.val), i, j, c.rows, c.cols, ErrShape)
	}
}

// Reset removes all entries and any error about them and keeps the memory.
func (c *COO) Reset() {
	c.i, c.j, c.val, c.err = c.i[:0], c.j[:0], c.val[:0], nil
	if err := checkDims(c.rows, c.cols); err != nil {
		c.err = fmt.Errorf("sparse: NewCOO: %w", err)
	}
}

// Dims returns the number of rows and columns.
func (c *COO) Dims() (rows, cols int) { return c.rows, c.cols }

// Len returns the number of entries that were added.
func (c *COO) Len() int { return len(c.val) }

// ToCSR returns the matrix by rows. Entries of the same place are added in the
// order in which they came; entries that are or become zero stay in the
// pattern. The collection stays as it is. The error wraps ErrShape if an index
// was out of range or the dimensions are negative or more than 2³¹−1.
func (c *COO) ToCSR() (*CSR, error) {
	if c.err != nil {
		return nil, c.err
	}
	return compress(c.rows, c.cols, c.i, c.j, c.val), nil
}

// ToCSC returns the matrix by columns, as [COO.ToCSR] does by rows.
func (c *COO) ToCSC() (*CSC, error) {
	if c.err != nil {
		return nil, c.err
	}
	return &CSC{t: compress(c.cols, c.rows, c.j, c.i, c.val)}, nil
}

// compress sorts the entries by row (a counting sort), then each row by column,
// both stably, and adds up neighbours of the same place.
func compress(rows, cols int, i, j []int32, v []float64) *CSR {
	ptr := makeInts(rows + 1)
	for _, r := range i {
		ptr[r+1]++
	}
	for r := range rows {
		ptr[r+1] += ptr[r]
	}
	ind, val := makeInt32s(len(v)), makeFloats(len(v))
	// ptr[r] runs from the start of row r to its end, where row r+1 starts;
	// afterwards everything is one place too far.
	for k, r := range i {
		p := ptr[r]
		ind[p], val[p] = j[k], v[k]
		ptr[r] = p + 1
	}
	copy(ptr[1:], ptr)
	ptr[0] = 0

	var s rowSorter
	out := 0
	for r := range rows {
		p, q := ptr[r], ptr[r+1]
		ptr[r] = out
		s.sort(ind[p:q], val[p:q])
		for ; p < q; out++ {
			c, sum := ind[p], val[p]
			for p++; p < q && ind[p] == c; p++ {
				sum += val[p]
			}
			ind[out], val[out] = c, sum
		}
	}
	ptr[rows] = out
	if out < len(val)-len(val)/8 { // many duplicates: give the room back
		ind, val = clone(ind[:out], val[:out])
	}
	return newCSR(rows, cols, ptr, ind[:out:out], val[:out:out])
}

// A rowSorter sorts rows by column, stably. Its buffers serve row after row.
type rowSorter struct {
	key []uint64 // column and position
	val []float64
}

func (s *rowSorter) sort(ind []int32, val []float64) {
	if slices.IsSorted(ind) {
		return
	}
	if len(ind) <= 24 {
		for k := 1; k < len(ind); k++ {
			c, v := ind[k], val[k]
			l := k
			for ; l > 0 && ind[l-1] > c; l-- {
				ind[l], val[l] = ind[l-1], val[l-1]
			}
			ind[l], val[l] = c, v
		}
		return
	}
	// 31 bits hold the column, which leaves 33 for the position.
	s.key, s.val = s.key[:0], append(s.val[:0], val...)
	for k, c := range ind {
		s.key = append(s.key, uint64(c)<<33|uint64(k))
	}
	slices.Sort(s.key)
	for k, key := range s.key {
		ind[k], val[k] = int32(key>>33), s.val[key&(1<<33-1)]
	}
}
