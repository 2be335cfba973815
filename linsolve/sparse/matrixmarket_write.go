// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
)

// WriteMatrixMarket writes A in the Matrix Market exchange format, coordinate
// and real, every value in as many digits as it takes to read back the same
// bits. A matrix that is symmetric bit by bit is written as symmetric, its lower
// triangle. Reading gives the same matrix, pattern and all.
//
// The error wraps ErrNotFinite if a value is NaN or infinite, which the format
// does not have, and then nothing is written; errors of w are passed on.
func WriteMatrixMarket(w io.Writer, a *CSR) error {
	for i := range a.rows {
		c, v := a.Row(i)
		for k, x := range v {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return fmt.Errorf("sparse: WriteMatrixMarket: entry (%d, %d) is %g: %w", i, c[k], x, ErrNotFinite)
			}
		}
	}
	symmetry, count := "general", len(a.val)
	half := a.rows == a.cols && a.pairs(func(k, l int) bool {
		return k >= 0 && l >= 0 && math.Float64bits(a.val[k]) == math.Float64bits(a.val[l])
	})
	if half {
		symmetry, count = "symmetric", 0
		for i := range a.rows {
			for _, j := range a.ind[a.ptr[i]:a.ptr[i+1]] {
				if int(j) <= i {
					count++
				}
			}
		}
	}
	b := bufio.NewWriterSize(w, 1<<16)
	fmt.Fprintf(b, "%%%%MatrixMarket matrix coordinate real %s\n%d %d %d\n", symmetry, a.rows, a.cols, count)
	line := make([]byte, 0, 64)
	for i := range a.rows {
		c, v := a.Row(i)
		for k, j := range c {
			if half && int(j) > i {
				break
			}
			line = strconv.AppendInt(line[:0], int64(i)+1, 10)
			line = append(line, ' ')
			line = strconv.AppendInt(line, int64(j)+1, 10)
			line = append(line, ' ')
			line = strconv.AppendFloat(line, v[k], 'g', -1, 64)
			line = append(line, '\n')
			if _, err := b.Write(line); err != nil {
				return fmt.Errorf("sparse: WriteMatrixMarket: %w", err)
			}
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("sparse: WriteMatrixMarket: %w", err)
	}
	return nil
}
