// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// vectorProducts returns all entry points of products with a vector, for a square
// matrix.
func vectorProducts(a *CSR, sell *SELL, bsr *BSR, sym *SymUpper) map[string]func(dst, x []float64) {
	csc := &CSC{t: a}
	return map[string]func(dst, x []float64){
		"CSR.MulVec":                a.MulVec,
		"CSR.MulVecWorkers":         func(dst, x []float64) { a.MulVecWorkers(2, dst, x) },
		"CSR.MulVecTrans":           a.MulVecTrans,
		"CSR.MulVecTransWorkers":    func(dst, x []float64) { a.MulVecTransWorkers(2, dst, x) },
		"CSR.MulVecDot":             func(dst, x []float64) { a.MulVecDot(dst, x) },
		"CSR.MulVecDotWorkers":      func(dst, x []float64) { a.MulVecDotWorkers(2, dst, x) },
		"CSC.MulVec":                csc.MulVec,
		"CSC.MulVecWorkers":         func(dst, x []float64) { csc.MulVecWorkers(2, dst, x) },
		"CSC.MulVecTrans":           csc.MulVecTrans,
		"CSC.MulVecTransWorkers":    func(dst, x []float64) { csc.MulVecTransWorkers(2, dst, x) },
		"SELL.MulVec":               sell.MulVec,
		"SELL.MulVecWorkers":        func(dst, x []float64) { sell.MulVecWorkers(2, dst, x) },
		"SELL.MulVecTrans":          sell.MulVecTrans,
		"SELL.MulVecTransWorkers":   func(dst, x []float64) { sell.MulVecTransWorkers(2, dst, x) },
		"SELL.MulVecDot":            func(dst, x []float64) { sell.MulVecDot(dst, x) },
		"SELL.MulVecDotWorkers":     func(dst, x []float64) { sell.MulVecDotWorkers(2, dst, x) },
		"BSR.MulVec":                bsr.MulVec,
		"BSR.MulVecWorkers":         func(dst, x []float64) { bsr.MulVecWorkers(2, dst, x) },
		"BSR.MulVecTrans":           bsr.MulVecTrans,
		"SymUpper.MulVec":           sym.MulVec,
		"SymUpper.MulVecWorkers":    func(dst, x []float64) { sym.MulVecWorkers(2, dst, x) },
		"SymUpper.MulVecTrans":      sym.MulVecTrans,
		"SymUpper.MulVecAdd":        sym.MulVecAdd,
		"SymUpper.MulVecAddWorkers": func(dst, x []float64) { sym.MulVecAddWorkers(2, dst, x) },
	}
}

// matrixProducts returns all entry points of products with several vectors.
func matrixProducts(a *CSR) map[string]func(dst, x *mat.Dense) {
	csc := &CSC{t: a}
	return map[string]func(dst, x *mat.Dense){
		"CSR.MulMat":             a.MulMat,
		"CSR.MulMatWorkers":      func(dst, x *mat.Dense) { a.MulMatWorkers(2, dst, x) },
		"CSR.MulMatTrans":        a.MulMatTrans,
		"CSR.MulMatTransWorkers": func(dst, x *mat.Dense) { a.MulMatTransWorkers(2, dst, x) },
		"CSC.MulMat":             csc.MulMat,
		"CSC.MulMatTrans":        csc.MulMatTrans,
	}
}

// Every product panics when dst and x share an element, and only then.
func TestProductsPanicOnOverlap(t *testing.T) {
	const n = 100
	a := read(t, "poisson2d_100.mtx")
	bsr, err := a.ToBSR(2)
	require.NoError(t, err)
	sym, err := a.ToSymUpper()
	require.NoError(t, err)
	memory := make([]float64, 3*n)
	for name, mul := range vectorProducts(a, Optimize(a), bsr, sym) {
		for _, shift := range []int{0, 1, n / 2, n - 1} {
			assert.PanicsWithValue(t, overlapPanic, func() { mul(memory[n:2*n], memory[n-shift:2*n-shift]) }, "%s −%d", name, shift)
			assert.PanicsWithValue(t, overlapPanic, func() { mul(memory[n:2*n:2*n], memory[n+shift:2*n+shift]) }, "%s +%d", name, shift)
		}
		assert.NotPanics(t, func() { mul(memory[n:2*n], memory[:n]) }, name)
		assert.NotPanics(t, func() { mul(memory[n:2*n], memory[2*n:]) }, name)
	}
	for name, mul := range matrixProducts(a) {
		for _, rows := range []int{1, 2, 5} {
			d := mat.NewDense(20, 3*n+7, nil)
			part := func(i, j int) *mat.Dense { return d.Slice(i, i+rows, j, j+n).(*mat.Dense) }
			for _, at := range [][2]int{{5, n}, {5, n + 1}, {5, n - 1}, {5, 1}, {5, 2*n - 1}, {5 - rows + 1, n}, {5 + rows - 1, 2*n - 1}, {5 + rows - 1, 1}} {
				assert.PanicsWithValue(t, overlapPanic, func() { mul(part(5, n), part(at[0], at[1])) }, "%s %d rows at %v", name, rows, at)
			}
			for _, at := range [][2]int{{5, 0}, {5, 2 * n}, {5 - rows, n}, {5 + rows, n}, {4, 2 * n}, {6, 0}, {6, 2*n + 7}} {
				assert.NotPanics(t, func() { mul(part(5, n), part(at[0], at[1])) }, "%s %d rows at %v", name, rows, at)
			}
		}
		// Columns that go on in the next row of the other matrix.
		m := mat.NewDense(3, n+5, nil).RawMatrix()
		x, y := mat.NewDense(1, 1, nil), mat.NewDense(1, 1, nil)
		set := func(d *mat.Dense, offset, rows int) {
			raw := m
			raw.Data, raw.Rows, raw.Cols = m.Data[offset:], rows, n
			d.SetRawMatrix(raw)
		}
		set(x, 0, 2)
		set(y, n+1, 2)
		assert.PanicsWithValue(t, overlapPanic, func() { mul(x, y) }, name)
		assert.PanicsWithValue(t, overlapPanic, func() { mul(y, x) }, name)

		// Interleaved with different strides.
		long := mat.NewDense(2, 2*n, nil)
		whole := long.RawMatrix()
		y.SetRawMatrix(whole)
		short := mat.NewDense(2, n, whole.Data[n:3*n])
		assert.PanicsWithValue(t, overlapPanic, func() { mul(long.Slice(0, 2, 0, n).(*mat.Dense), short) }, name)
	}
}

// The zero value of a format is no matrix, nor is nil: products say so.
func TestProductsPanicOnZeroValues(t *testing.T) {
	for name, mul := range vectorProducts(nil, new(SELL), new(BSR), new(SymUpper)) {
		assert.PanicsWithValue(t, unmadePanic, func() { mul(nil, nil) }, name)
	}
	for name, mul := range vectorProducts(new(CSR), &SELL{a: new(CSR)}, new(BSR), &SymUpper{u: new(CSR)}) {
		assert.PanicsWithValue(t, unmadePanic, func() { mul(nil, nil) }, name)
	}
	for _, a := range []*CSR{nil, new(CSR)} {
		for name, mul := range matrixProducts(a) {
			assert.PanicsWithValue(t, unmadePanic, func() { mul(new(mat.Dense), new(mat.Dense)) }, name)
		}
	}
	none := Identity(0)
	bsr, err := none.ToBSR(2)
	require.NoError(t, err)
	sym, err := none.ToSymUpper()
	require.NoError(t, err)
	for name, mul := range vectorProducts(none, Optimize(none), bsr, sym) {
		assert.NotPanics(t, func() { mul(nil, nil) }, name)
	}
}
