// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"fmt"
	"math"
	"reflect"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/dd"
	"github.com/relaxnum/relax/internal/kernel"
)

// rows reads a matrix row by row.
type rows struct {
	m         mat.Matrix
	data      []float64 // nil if m has no raw rows
	stride    int
	n, p      int
	normalize bool
}

// rowsOf checks the shape of x.
func rowsOf(x mat.Matrix, normalize bool) (rows, error) {
	if isNil(x) {
		return rows{}, fmt.Errorf("vmf: x is nil, want a matrix of unit rows: %w", ErrDimension)
	}
	n, p := x.Dims()
	if n < 1 || p < 2 {
		return rows{}, fmt.Errorf("vmf: x is %d×%d, want at least one row and two columns: %w", n, p, ErrDimension)
	}
	r := rows{m: x, n: n, p: p, normalize: normalize}
	if raw, ok := x.(mat.RawMatrixer); ok {
		g := raw.RawMatrix()
		r.data, r.stride = g.Data, g.Stride
	}
	return r, nil
}

// isNil reports whether v is nil, or an interface that holds a nil pointer.
func isNil(v any) bool {
	if v == nil {
		return true
	}
	p := reflect.ValueOf(v)
	return p.Kind() == reflect.Pointer && p.IsNil()
}

// buffer returns what row needs to read into.
func (r *rows) buffer() []float64 {
	if r.data != nil {
		return nil
	}
	return make([]float64, r.p)
}

func (r *rows) row(i int, buf []float64) []float64 {
	if r.data != nil {
		return r.data[i*r.stride : i*r.stride+r.p]
	}
	return mat.Row(buf, i, r.m)
}

// scale returns the factor by which row i, which is x, is to be multiplied.
func (r *rows) scale(i int, x []float64) (float64, error) {
	if !r.normalize {
		norm := math.Sqrt(kernel.SumSquares(x))
		d := math.Abs(norm - 1)
		switch {
		case !(d <= unitTol):
			return 0, fmt.Errorf("vmf: row %d of x has length %v, want 1: %w", i, norm, ErrNotUnit)
		case d <= 4*epsilon:
			return 1, nil // nothing to gain
		}
		return 1 / norm, nil
	}
	norm := kernel.Nrm2(x)
	f := 1 / norm
	if !(norm > 0) || math.IsInf(norm, 1) || math.IsInf(f, 1) {
		return 0, fmt.Errorf("vmf: row %d of x has length %v and cannot be normalized: %w", i, norm, ErrNotUnit)
	}
	return f, nil
}

// weightSum checks weights for n rows and returns their sum.
func weightSum(weights []float64, n int) (float64, error) {
	if weights == nil {
		return float64(n), nil
	}
	if len(weights) != n {
		return 0, fmt.Errorf("vmf: Weights has %d elements, want one for each of %d rows: %w", len(weights), n, ErrWeights)
	}
	var s, c float64
	for i, w := range weights {
		if !(w >= 0) || math.IsInf(w, 1) {
			return 0, fmt.Errorf("vmf: Weights[%d] is %v, want a finite number ≥ 0: %w", i, w, ErrWeights)
		}
		var e float64
		if s, e = dd.TwoSum(s, w); math.IsInf(s, 1) {
			return 0, fmt.Errorf("vmf: Weights[:%d] add to +Inf, want a finite sum (Weights[%d] is %v): %w", i+1, i, w, ErrWeights)
		}
		c += e
	}
	if s += c; !(s > 0) || math.IsInf(s, 1) {
		return 0, fmt.Errorf("vmf: Weights add to %v, want a finite number > 0: %w", s, ErrWeights)
	}
	return s, nil
}
