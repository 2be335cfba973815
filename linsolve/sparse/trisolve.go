// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"fmt"
	"slices"
)

// A Triangle says which triangular system [CSR.TriSolve] solves. The zero value
// is L x = b.
type Triangle struct {
	Upper bool // the upper triangle instead of the lower one
	Trans bool // the transpose of the triangle
	Unit  bool // with a diagonal of ones, whatever is stored there
}

// TriSolve solves T x = b, or Tᵀ x = b, for a triangle T of the square matrix A
// and puts x into dst, which may be b. Entries of the other triangle are passed
// over, so the factors L and U may share one matrix. The rows are taken one
// after the other, nothing is allocated.
//
// The error is a [*ZeroPivotError] if a diagonal entry is missing or zero, and
// wraps ErrShape if A is not square or a length is wrong; dst is then
// undefined.
func (a *CSR) TriSolve(kind Triangle, dst, b []float64) error {
	if a.rows != a.cols {
		return fmt.Errorf("sparse: TriSolve: matrix is %d×%d, want it square: %w", a.rows, a.cols, ErrShape)
	}
	if len(dst) != a.rows || len(b) != a.rows {
		return fmt.Errorf("sparse: TriSolve: dst and b have lengths %d and %d, want %d: %w", len(dst), len(b), a.rows, ErrShape)
	}
	switch {
	case kind.Trans:
		copy(dst, b)
		return a.triScatter(kind, dst)
	case kind.Upper:
		return a.solveUpper(kind.Unit, dst, b)
	}
	return a.solveLower(kind.Unit, dst, b)
}

func (a *CSR) solveLower(unit bool, dst, b []float64) error {
	for i := range dst {
		c, v := a.Row(i)
		v = v[:len(c)]
		s, diagonal := b[i], 0.0
		for k, j := range c {
			if int(j) >= i {
				if int(j) == i {
					diagonal = v[k]
				}
				break
			}
			s -= float64(v[k] * dst[j])
		}
		if !unit {
			if diagonal == 0 {
				return &ZeroPivotError{i}
			}
			s /= diagonal
		}
		dst[i] = s
	}
	return nil
}

func (a *CSR) solveUpper(unit bool, dst, b []float64) error {
	for i := len(dst) - 1; i >= 0; i-- {
		c, v := a.Row(i)
		v = v[:len(c)]
		s, diagonal := b[i], 0.0
		for k := len(c) - 1; k >= 0; k-- {
			j := int(c[k])
			if j <= i {
				if j == i {
					diagonal = v[k]
				}
				break
			}
			s -= float64(v[k] * dst[j])
		}
		if !unit {
			if diagonal == 0 {
				return &ZeroPivotError{i}
			}
			s /= diagonal
		}
		dst[i] = s
	}
	return nil
}

// triScatter solves with the transpose in place: once x_i is known, row i of the
// triangle takes its part out of the others.
func (a *CSR) triScatter(kind Triangle, x []float64) error {
	n := len(x)
	for step := range n {
		i := n - 1 - step // the transpose of a lower triangle is solved from the end
		if kind.Upper {
			i = step
		}
		c, v := a.Row(i)
		p, ok := slices.BinarySearch(c, int32(i))
		q := p // entries before p are below the diagonal, those from q above it
		if ok {
			q++
		}
		xi := x[i]
		if !kind.Unit {
			if !ok || v[p] == 0 {
				return &ZeroPivotError{i}
			}
			xi /= v[p]
			x[i] = xi
		}
		if kind.Upper {
			c, v = c[q:], v[q:]
		} else {
			c, v = c[:p], v[:p]
		}
		for k, j := range c {
			x[j] -= float64(v[k] * xi)
		}
	}
	return nil
}
