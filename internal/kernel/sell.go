// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// Bits of the code of a column of a chunk; see [SELLMulVec].
const (
	SELLContiguous = 1   // the 8 indices are consecutive, the first alone is stored
	SELLUniform    = 2   // the 8 values are equal, one is stored
	SELLMasked     = 4   // a byte after the code tells which rows have an entry; only with SELLContiguous
	SELLLast       = 128 // the chunk ends here
)

// SELLPad is how many elements ind must have after those that are used: their
// values do not matter, the kernel reads ahead.
const SELLPad = xAhead

// SELLMulVec sets dst, whose length is a multiple of 8, to the product of chunks
// of 8 rows with x. A chunk is a sequence of at least one column, each with an
// entry of each row. For a column there is a code, with its mask if it has one,
// 8 or 1 elements of ind and 8 or 1 of val; all of these follow each other
// without gaps, and [SELLPad] elements more of ind. Indices must be within x but
// for the rows that a mask leaves out: they are not checked.
//
// Each row has one sum, which starts from 0 and takes one fused multiply-add a
// column, in order; a row that the mask leaves out multiplies by 0 instead of an
// element of x. All levels give the same bits.
func SELLMulVec(dst []float64, code []uint8, ind []int32, val, x []float64) {
	if len(dst)%8 != 0 || len(code) < len(dst)/8 || len(ind) < len(dst)/8+SELLPad && len(dst) > 0 {
		panic("kernel: bad length of destination, codes or indices")
	}
	sellMulVec(dst, code, ind, val, x)
}

func sellMulVecGo(dst []float64, code []uint8, ind []int32, val, x []float64) {
	for ; len(dst) >= 8; dst = dst[8:] {
		var s [8]float64
		for last := false; !last; {
			c := code[0]
			code = code[1:]
			last = c&SELLLast != 0
			v := (*[8]float64)(nil)
			if c&SELLUniform != 0 {
				w := val[0]
				v = &[8]float64{w, w, w, w, w, w, w, w}
				val = val[1:]
			} else {
				v = (*[8]float64)(val)
				val = val[8:]
			}
			switch {
			case c&SELLContiguous == 0:
				j := (*[8]int32)(ind)
				ind = ind[8:]
				for r := range s {
					s[r] = math.FMA(v[r], x[j[r]], s[r])
				}
			case c&SELLMasked == 0:
				w := (*[8]float64)(x[ind[0]:])
				ind = ind[1:]
				for r := range s {
					s[r] = math.FMA(v[r], w[r], s[r])
				}
			default:
				j := int(ind[0])
				mask := code[0]
				ind, code = ind[1:], code[1:]
				for r := range s {
					w := 0.0
					if mask>>r&1 != 0 {
						w = x[j+r]
					}
					s[r] = math.FMA(v[r], w, s[r])
				}
			}
		}
		copy(dst, s[:])
	}
}
