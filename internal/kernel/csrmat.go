// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

// CSRMulMat sets dst to the product of rows of a sparse matrix with width vectors,
// 4 or 8, whose elements lie side by side: element j of vector r is
// x[(j−first)·width+r], and likewise, from row 0, in dst, whose length is width
// times the number of rows. Rows are given and checked as for [CSRMulVec], and each vector's sums are
// formed as there: the bits are the same.
func CSRMulMat(dst []float64, width int, ptr []int, ind []int32, val, x []float64, first int) {
	if checkCSR(csrMatRows(dst, width), ptr, ind, val) {
		csrMulMat(dst, width, ptr, ind, val, x, first)
	}
}

// CSRMulMatInOrder is CSRMulMat with every row summed in order.
func CSRMulMatInOrder(dst []float64, width int, ptr []int, ind []int32, val, x []float64, first int) {
	if checkCSR(csrMatRows(dst, width), ptr, ind, val) {
		csrMulMatInOrder(dst, width, ptr, ind, val, x, first)
	}
}

func csrMatRows(dst []float64, width int) int {
	if width != 4 && width != 8 || len(dst)%width != 0 {
		panic("kernel: width is not 4 or 8, or the destination not a multiple")
	}
	return len(dst) / width
}

func csrMulMatGo(dst []float64, width int, ptr []int, ind []int32, val, x []float64, first int) {
	for i := range len(dst) / width {
		out := dst[i*width : (i+1)*width]
		c, v := ind[ptr[i]:ptr[i+1]], val[ptr[i]:ptr[i+1]]
		for r := range out {
			k, s := 0, 0.0
			if len(c) >= laneRow {
				var lane [4]float64
				for ; k+4 <= len(c); k += 4 {
					for q := range lane {
						lane[q] += float64(v[k+q] * x[(int(c[k+q])-first)*width+r])
					}
				}
				s = (lane[0] + lane[2]) + (lane[1] + lane[3])
			}
			for ; k < len(c); k++ {
				s += float64(v[k] * x[(int(c[k])-first)*width+r])
			}
			out[r] = s
		}
	}
}

func csrMulMatInOrderGo(dst []float64, width int, ptr []int, ind []int32, val, x []float64, first int) {
	for i := range len(dst) / width {
		out := dst[i*width : (i+1)*width]
		clear(out)
		for k := ptr[i]; k < ptr[i+1]; k++ {
			v, w := val[k], x[(int(ind[k])-first)*width:][:width]
			for r := range out {
				out[r] += float64(v * w[r])
			}
		}
	}
}
