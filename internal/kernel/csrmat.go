// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

// CSRMulMat multiplies rows of a sparse matrix by four vectors: element j of vector
// r is x[r·xStride+j], the product of row i with it goes to dst[r·dstStride+i].
// The rows are as many as ptr has elements, less one, and are given and checked
// as for [CSRMulVec]; each vector's sums are formed as there, to the same bits.
// x must have all elements that the columns of the rows ask for: that is not
// checked.
func CSRMulMat(dst []float64, dstStride int, ptr []int, ind []int32, val, x []float64, xStride int) {
	if rows := csrMatRows(dst, dstStride, ptr, ind, val, x, xStride); rows > 0 {
		csrMulMat(dst, dstStride, rows, ptr, ind, val, x, xStride)
	}
}

// CSRMulMatInOrder is CSRMulMat with every row summed in order.
func CSRMulMatInOrder(dst []float64, dstStride int, ptr []int, ind []int32, val, x []float64, xStride int) {
	if rows := csrMatRows(dst, dstStride, ptr, ind, val, x, xStride); rows > 0 {
		csrMulMatInOrder(dst, dstStride, rows, ptr, ind, val, x, xStride)
	}
}

// csrMatRows checks the arguments and returns the number of rows.
func csrMatRows(dst []float64, dstStride int, ptr []int, ind []int32, val, x []float64, xStride int) int {
	rows := len(ptr) - 1
	if rows <= 0 {
		return 0
	}
	if dstStride < rows || dstStride > len(dst)/3 || len(dst)-3*dstStride < rows || xStride < 0 || xStride > len(x)/3 {
		panic("kernel: vectors are too short for their strides")
	}
	checkCSR(rows, ptr, ind, val)
	return rows
}

func csrMulMatGo(dst []float64, dstStride, rows int, ptr []int, ind []int32, val, x []float64, xStride int) {
	for r := range 4 {
		csrMulVecGo(dst[r*dstStride:][:rows], ptr, ind, val, x[r*xStride:])
	}
}

func csrMulMatInOrderGo(dst []float64, dstStride, rows int, ptr []int, ind []int32, val, x []float64, xStride int) {
	for r := range 4 {
		csrMulVecInOrderGo(dst[r*dstStride:][:rows], ptr, ind, val, x[r*xStride:])
	}
}
