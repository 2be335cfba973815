// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import "math"

// Norm1 returns the largest sum of magnitudes of a column, 0 for an empty
// matrix. Here and in the other norms a NaN in A gives NaN.
func (a *CSR) Norm1() float64 {
	sum := make([]float64, a.cols)
	for k, j := range a.ind {
		sum[j] += math.Abs(a.val[k])
	}
	return largest(sum)
}

// NormInf returns the largest sum of magnitudes of a row, 0 for an empty matrix.
func (a *CSR) NormInf() float64 {
	norm := 0.0
	for i := range a.rows {
		_, v := a.Row(i)
		sum := 0.0
		for _, x := range v {
			sum += math.Abs(x)
		}
		norm = max(norm, sum) // keeps a NaN
	}
	return norm
}

// NormFrob returns the Frobenius norm, the root of the sum of squares of the
// entries, without undue overflow or underflow.
func (a *CSR) NormFrob() float64 {
	sum := 0.0
	for _, v := range a.val {
		sum += v * v
	}
	if sum > 0x1p-900 && sum < 0x1p1000 { // no square was lost or too large
		return math.Sqrt(sum)
	}
	m := a.MaxAbs()
	if m == 0 || math.IsInf(m, 0) || math.IsNaN(m) {
		return m
	}
	_, e := math.Frexp(m)
	sum = 0
	for _, v := range a.val {
		v = math.Ldexp(v, -e)
		sum += v * v
	}
	return math.Ldexp(math.Sqrt(sum), e)
}

// MaxAbs returns the largest magnitude of an entry, 0 for an empty matrix.
func (a *CSR) MaxAbs() float64 {
	m := 0.0
	for _, v := range a.val {
		m = max(m, math.Abs(v))
	}
	return m
}

func largest(x []float64) float64 {
	m := 0.0
	for _, v := range x {
		m = max(m, v)
	}
	return m
}
