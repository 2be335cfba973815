// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

// CSRMulVec sets dst to the product of len(dst) rows of a sparse matrix with x.
// Row i has the entries ptr[i] to ptr[i+1] of ind, the columns, and val. Columns
// must be within x: they are not checked.
//
// Rows of fewer than 16 entries are summed in order. Of a longer one entry k of
// its first multiple of 4 goes to sum k mod 4, the sums are combined as
// (s0+s2)+(s1+s3), and the rest follows in order. Products and sums are rounded
// separately, so all levels give the same bits.
func CSRMulVec(dst []float64, ptr []int, ind []int32, val, x []float64) {
	if checkCSR(len(dst), ptr, ind, val) {
		csrMulVec(dst, ptr, ind, val, x)
	}
}

// CSRMulVecInOrder is CSRMulVec with every row summed in order.
func CSRMulVecInOrder(dst []float64, ptr []int, ind []int32, val, x []float64) {
	if checkCSR(len(dst), ptr, ind, val) {
		csrMulVecInOrder(dst, ptr, ind, val, x)
	}
}

// laneRow is the length from which CSRMulVec sums a row in four lanes. The
// generator has the constant too.
const laneRow = 16

// csrFetchX is the length of x from which its elements are fetched ahead of
// their use: half of a small second cache.
const csrFetchX = 1 << 15

// xAhead is how many entries ahead that is. The generator has the constant too.
const xAhead = 24

// fetchable returns how many rows, from the first, a kernel may do that reads
// the column xAhead entries after each.
func fetchable(rows int, ptr []int, ind []int32) int {
	for rows > 0 && ptr[rows]+xAhead > len(ind) {
		rows--
	}
	return rows
}

// checkCSR panics unless ind and val have the entries of the rows, and reports
// whether there are rows.
func checkCSR(rows int, ptr []int, ind []int32, val []float64) bool {
	if rows == 0 {
		return false
	}
	if len(ptr) <= rows {
		panic("kernel: short row pointers")
	}
	if p, q := ptr[0], ptr[rows]; p < 0 || q < p || q > len(ind) || q > len(val) {
		panic("kernel: rows have more entries than there are")
	}
	return true
}

func csrMulVecGo(dst []float64, ptr []int, ind []int32, val, x []float64) {
	ptr = ptr[:len(dst)+1]
	p := ptr[0]
	for i := range dst {
		q := ptr[i+1]
		c := ind[p:q]
		v := val[p:q][:len(c)]
		p = q
		var s float64
		if len(c) >= laneRow {
			var s0, s1, s2, s3 float64
			for len(c) >= 4 && len(v) >= 4 {
				s0 += float64(v[0] * x[c[0]])
				s1 += float64(v[1] * x[c[1]])
				s2 += float64(v[2] * x[c[2]])
				s3 += float64(v[3] * x[c[3]])
				c, v = c[4:], v[4:]
			}
			s = (s0 + s2) + (s1 + s3)
			v = v[:len(c)]
		}
		for k, j := range c {
			s += float64(v[k] * x[j])
		}
		dst[i] = s
	}
}

func csrMulVecInOrderGo(dst []float64, ptr []int, ind []int32, val, x []float64) {
	ptr = ptr[:len(dst)+1]
	p := ptr[0]
	for i := range dst {
		q := ptr[i+1]
		c := ind[p:q]
		v := val[p:q][:len(c)]
		p = q
		s := 0.0
		for k, j := range c {
			s += float64(v[k] * x[j])
		}
		dst[i] = s
	}
}
