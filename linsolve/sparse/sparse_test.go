// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/testfunc"
)

// fromRaw returns the matrix of a generator.
func fromRaw(t testing.TB, m *testfunc.Matrix) *CSR {
	t.Helper()
	a, err := NewCSR(m.Rows, m.Cols, m.Ptr, m.Ind, m.Val)
	require.NoError(t, err)
	return a
}

// read returns a matrix of the module's collection.
func read(t testing.TB, name string) *CSR {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "testdata", "matrices", name))
	require.NoError(t, err)
	defer f.Close()
	a, err := ReadMatrixMarket(f)
	require.NoError(t, err, name)
	return a
}

// randomCOO returns nnz random entries, about a tenth of them twice.
func randomCOO(r *rand.Rand, rows, cols, nnz int) *COO {
	c := NewCOO(rows, cols)
	if rows == 0 || cols == 0 {
		return c
	}
	for range nnz {
		i, j := r.IntN(rows), r.IntN(cols)
		c.Add(i, j, r.NormFloat64())
		if r.IntN(10) == 0 {
			c.Add(i, j, r.NormFloat64())
		}
	}
	return c
}

// random returns a random matrix whose rows have from none to many entries.
func random(t testing.TB, r *rand.Rand, rows, cols, nnz int) *CSR {
	t.Helper()
	a, err := randomCOO(r, rows, cols, nnz).ToCSR()
	require.NoError(t, err)
	return a
}

// eachRandom calls f for random matrices of many shapes.
func eachRandom(t *testing.T, f func(t *testing.T, r *rand.Rand, a *CSR)) {
	shapes := [][3]int{{0, 0, 0}, {0, 3, 0}, {3, 0, 0}, {1, 1, 0}, {1, 1, 1}, {1, 40, 30}, {40, 1, 30}, {7, 7, 20}, {8, 8, 64},
		{9, 17, 60}, {64, 64, 300}, {65, 63, 3000}, {300, 20, 2000}, {20, 300, 2000}, {1000, 1000, 3000}, {300, 400, 20000}}
	for n, s := range shapes {
		r := rand.New(rand.NewPCG(1, uint64(n)))
		t.Run(fmt.Sprintf("%dx%d nnz=%d", s[0], s[1], s[2]), func(t *testing.T) {
			f(t, r, random(t, r, s[0], s[1], s[2]))
		})
	}
}

func normals(r *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

// entries returns a as a map from place to value.
func entries(a *CSR) map[[2]int]float64 {
	m := map[[2]int]float64{}
	for i := range a.rows {
		for k := a.ptr[i]; k < a.ptr[i+1]; k++ {
			m[[2]int{i, int(a.ind[k])}] = a.val[k]
		}
	}
	return m
}

// requireValid fails unless a satisfies what NewCSR asks for.
func requireValid(t testing.TB, a *CSR) {
	t.Helper()
	_, err := NewCSR(a.rows, a.cols, a.ptr, a.ind, a.val)
	require.NoError(t, err)
	require.Equal(t, cut(a.ptr), a.pieces)
}

// requireSame fails unless a and b have the same pattern and bits.
func requireSame(t testing.TB, want, got *CSR) {
	t.Helper()
	requireValid(t, got)
	require.Equal(t, want.rows, got.rows)
	require.Equal(t, want.cols, got.cols)
	require.True(t, slices.Equal(want.ptr, got.ptr), "row pointers differ")
	require.True(t, slices.Equal(want.ind, got.ind), "columns differ")
	require.True(t, slices.Equal(want.val, got.val), "values differ")
}

// dense returns a as a gonum matrix, entry by entry through At's inverse, the map.
func dense(a *CSR) *mat.Dense {
	if a.rows == 0 || a.cols == 0 {
		return &mat.Dense{}
	}
	d := mat.NewDense(a.rows, a.cols, nil)
	for at, v := range entries(a) {
		d.Set(at[0], at[1], v)
	}
	return d
}
