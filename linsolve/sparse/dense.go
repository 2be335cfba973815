// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import "gonum.org/v1/gonum/mat"

// FromMatrix returns the entries of m that are not zero. A NaN is not zero. A
// matrix that can say where its entries are, such as gonum's band and diagonal
// ones, is asked. A *CSR or *CSC is converted with its pattern.
func FromMatrix(m mat.Matrix) (*CSR, error) {
	switch m := m.(type) {
	case *CSR:
		return m, nil
	case *CSC:
		return m.ToCSR(), nil
	}
	rows, cols := m.Dims()
	c := NewCOO(rows, cols)
	switch m := m.(type) {
	case mat.NonZeroDoer:
		m.DoNonZero(c.Add)
	case mat.RawMatrixer:
		raw := m.RawMatrix()
		for i := range rows {
			for j, v := range raw.Data[i*raw.Stride : i*raw.Stride+cols] {
				if v != 0 {
					c.Add(i, j, v)
				}
			}
		}
	default:
		for i := range rows {
			for j := range cols {
				if v := m.At(i, j); v != 0 {
					c.Add(i, j, v)
				}
			}
		}
	}
	return c.ToCSR()
}

// ToDense returns A as a dense matrix, an empty one if A has no rows or no
// columns.
func (a *CSR) ToDense() *mat.Dense {
	if a.rows == 0 || a.cols == 0 {
		return new(mat.Dense)
	}
	d := mat.NewDense(a.rows, a.cols, nil)
	raw := d.RawMatrix()
	for i := range a.rows {
		c, v := a.Row(i)
		row := raw.Data[i*raw.Stride : i*raw.Stride+a.cols]
		for k, j := range c {
			row[j] = v[k]
		}
	}
	return d
}

// ToDense returns A as a dense matrix, as [CSR.ToDense] does.
func (a *CSC) ToDense() *mat.Dense {
	if a.NNZ() == 0 && (a.t.rows == 0 || a.t.cols == 0) {
		return new(mat.Dense)
	}
	return mat.DenseCopyOf(a.t.ToDense().T())
}
