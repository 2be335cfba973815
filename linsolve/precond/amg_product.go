// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond

import (
	"github.com/relaxnum/relax/internal/parallel"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// productRows is the least number of rows that a goroutine is given.
const productRows = 4096

// product returns a·b, in the matrix kept if that is not nil: a product of
// matrices with the same patterns, of which the values alone are computed again,
// by the same sums.
func product(workers int, kept, a, b *sparse.CSR) (*sparse.CSR, error) {
	if kept == nil {
		return sparse.MulWorkers(workers, a, b)
	}
	rows, cols := kept.Dims()
	ptr, ind, val := kept.Raw()
	parallel.For(workers, rows, productRows, 8, func(lo, hi int) {
		sum := make([]float64, cols)
		for i := lo; i < hi; i++ {
			ca, va := a.Row(i)
			for l, k := range ca {
				v := va[l]
				cb, vb := b.Row(int(k))
				for m, j := range cb {
					sum[j] += float64(v * vb[m])
				}
			}
			out := val[ptr[i]:ptr[i+1]]
			for k, j := range ind[ptr[i]:ptr[i+1]] {
				out[k], sum[j] = sum[j], 0
			}
		}
	})
	return kept, kept.SetValues(val) // which drops what was known of the old ones
}
