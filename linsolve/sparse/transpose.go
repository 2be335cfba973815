// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

// Transpose returns the transpose as a matrix of its own, in O(nnz + rows +
// cols) by a counting sort. [CSR.T] gives a view instead.
func (a *CSR) Transpose() *CSR {
	ptr := makeInts(a.cols + 1)
	for _, j := range a.ind {
		ptr[j+1]++
	}
	for j := range a.cols {
		ptr[j+1] += ptr[j]
	}
	ind, val := makeInt32s(len(a.ind)), makeFloats(len(a.val))
	for i := range a.rows {
		c, v := a.Row(i)
		for k, j := range c {
			p := ptr[j]
			ind[p], val[p] = int32(i), v[k]
			ptr[j] = p + 1
		}
	}
	copy(ptr[1:], ptr) // each entry has moved to where the next row starts
	ptr[0] = 0
	return newCSR(a.cols, a.rows, ptr, ind, val)
}

// Transpose returns the transpose by columns, as a matrix of its own.
// [CSC.T] gives a view instead.
func (a *CSC) Transpose() *CSC { return &CSC{t: a.t.Transpose()} }
