// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import "fmt"

// Permute returns the matrix B with B(i, j) = A(rows[i], cols[j]). rows and cols
// are permutations; nil means the identity. The error wraps ErrShape if one has
// a wrong length or is no permutation.
func (a *CSR) Permute(rows, cols []int) (*CSR, error) {
	if err := checkPermutation("rows", rows, a.rows); err != nil {
		return nil, err
	}
	if err := checkPermutation("cols", cols, a.cols); err != nil {
		return nil, err
	}
	ptr := makeInts(a.rows + 1)
	source := func(i int) int {
		if rows == nil {
			return i
		}
		return rows[i]
	}
	for i := range a.rows {
		r := source(i)
		ptr[i+1] = ptr[i] + a.ptr[r+1] - a.ptr[r]
	}
	to := make([]int32, 0)
	if cols != nil {
		to = make([]int32, a.cols)
		for j, c := range cols {
			to[c] = int32(j)
		}
	}
	ind, val := makeInt32s(len(a.ind)), makeFloats(len(a.val))
	var s rowSorter
	for i := range a.rows {
		c, v := a.Row(source(i))
		p, q := ptr[i], ptr[i+1]
		copy(val[p:q], v)
		if cols == nil {
			copy(ind[p:q], c)
			continue
		}
		for k, j := range c {
			ind[p+k] = to[j]
		}
		s.sort(ind[p:q], val[p:q])
	}
	return newCSR(a.rows, a.cols, ptr, ind, val), nil
}

func checkPermutation(name string, p []int, n int) error {
	if p == nil {
		return nil
	}
	if len(p) != n {
		return fmt.Errorf("sparse: Permute: %s has length %d, want %d: %w", name, len(p), n, ErrShape)
	}
	seen := make([]bool, n)
	for i, k := range p {
		if k < 0 || k >= n || seen[k] {
			return fmt.Errorf("sparse: Permute: %s[%d] is %d, want each of 0 to %d once: %w", name, i, k, n-1, ErrShape)
		}
		seen[k] = true
	}
	return nil
}

// Submatrix returns the matrix B with B(i, j) = A(rows[i], cols[j]); nil means
// all. Rows may repeat and come in any order; columns must not repeat. The error
// wraps ErrShape if an index is out of range, ErrInput if a column repeats.
func (a *CSR) Submatrix(rows, cols []int) (*CSR, error) {
	if rows == nil {
		rows = make([]int, a.rows)
		for i := range rows {
			rows[i] = i
		}
	}
	for k, i := range rows {
		if i < 0 || i >= a.rows {
			return nil, fmt.Errorf("sparse: Submatrix: rows[%d] is %d, want one in [0, %d): %w", k, i, a.rows, ErrShape)
		}
	}
	to := make([]int32, a.cols) // one more than the new column; 0: none
	width := a.cols
	if cols == nil {
		for j := range to {
			to[j] = int32(j) + 1
		}
	} else {
		width = len(cols)
		for k, j := range cols {
			if j < 0 || j >= a.cols {
				return nil, fmt.Errorf("sparse: Submatrix: cols[%d] is %d, want one in [0, %d): %w", k, j, a.cols, ErrShape)
			}
			if to[j] != 0 {
				return nil, fmt.Errorf("sparse: Submatrix: cols[%d] is %d, which cols[%d] is too: %w", k, j, to[j]-1, ErrInput)
			}
			to[j] = int32(k) + 1
		}
	}
	ptr := makeInts(len(rows) + 1)
	for i, r := range rows {
		n := 0
		c, _ := a.Row(r)
		for _, j := range c {
			if to[j] != 0 {
				n++
			}
		}
		ptr[i+1] = ptr[i] + n
	}
	ind, val := makeInt32s(ptr[len(rows)]), makeFloats(ptr[len(rows)])
	var s rowSorter
	for i, r := range rows {
		k := ptr[i]
		c, v := a.Row(r)
		for l, j := range c {
			if to[j] != 0 {
				ind[k], val[k] = to[j]-1, v[l]
				k++
			}
		}
		s.sort(ind[ptr[i]:k], val[ptr[i]:k])
	}
	return newCSR(len(rows), width, ptr, ind, val), nil
}

// Filter returns the matrix with those entries of A for which keep returns true.
func (a *CSR) Filter(keep func(i, j int, v float64) bool) *CSR {
	ptr := makeInts(a.rows + 1)
	var ind []int32
	var val []float64
	for i := range a.rows {
		c, v := a.Row(i)
		for k, j := range c {
			if keep(i, int(j), v[k]) {
				ind, val = append(ind, j), append(val, v[k])
			}
		}
		ptr[i+1] = len(val)
	}
	ind, val = clone(ind, val) // to the size
	return newCSR(a.rows, a.cols, ptr, ind, val)
}

// Lower returns the entries on and below diagonal k, which is that of a_{i,i+k}:
// 0 the main diagonal, −1 the one below it.
func (a *CSR) Lower(k int) *CSR {
	return a.Filter(func(i, j int, _ float64) bool { return j-i <= k })
}

// Upper returns the entries on and above diagonal k; see [CSR.Lower].
func (a *CSR) Upper(k int) *CSR {
	return a.Filter(func(i, j int, _ float64) bool { return j-i >= k })
}
