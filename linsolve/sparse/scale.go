// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import "fmt"

// Scale returns αA. The pattern is shared with A.
func (a *CSR) Scale(alpha float64) *CSR {
	val := makeFloats(len(a.val))
	for k, v := range a.val {
		val[k] = alpha * v
	}
	return a.withValues(val)
}

// ScaleRows returns diag(d) A. The pattern is shared with A. The error wraps
// ErrShape if d does not have an element a row.
func (a *CSR) ScaleRows(d []float64) (*CSR, error) {
	if len(d) != a.rows {
		return nil, fmt.Errorf("sparse: ScaleRows: d has length %d, want %d: %w", len(d), a.rows, ErrShape)
	}
	val := makeFloats(len(a.val))
	for i, s := range d {
		for k := a.ptr[i]; k < a.ptr[i+1]; k++ {
			val[k] = s * a.val[k]
		}
	}
	return a.withValues(val), nil
}

// ScaleCols returns A diag(d). The pattern is shared with A. The error wraps
// ErrShape if d does not have an element a column.
func (a *CSR) ScaleCols(d []float64) (*CSR, error) {
	if len(d) != a.cols {
		return nil, fmt.Errorf("sparse: ScaleCols: d has length %d, want %d: %w", len(d), a.cols, ErrShape)
	}
	val := makeFloats(len(a.val))
	for k, j := range a.ind {
		val[k] = a.val[k] * d[j]
	}
	return a.withValues(val), nil
}
