// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/testfunc"
)

// Every row has the bits of the product with one vector, for any number of
// vectors and workers.
func TestMulMatIsMulVecRowByRow(t *testing.T) {
	check := func(t *testing.T, a *CSR, counts ...int) {
		t.Helper()
		r := rand.New(rand.NewPCG(1, 1))
		for _, count := range counts {
			wide := mat.NewDense(count, a.cols+3, normals(r, count*(a.cols+3)))
			x := wide.Slice(0, count, 1, a.cols+1).(*mat.Dense)
			xt := mat.NewDense(count, a.rows, normals(r, count*a.rows))
			want, got := make([]float64, a.rows), make([]float64, a.cols)
			for _, w := range []int{0, 1, 3} {
				var y, z mat.Dense
				a.MulMatWorkers(w, &y, x)
				a.ToCSC().MulMatTrans(&z, xt)
				yt := mat.NewDense(count, a.cols+2, nil).Slice(0, count, 1, a.cols+1).(*mat.Dense)
				a.MulMatTransWorkers(w, yt, xt)
				for i := range count {
					a.MulVec(want, x.RawRowView(i))
					require.Equal(t, want, y.RawRowView(i), "vector %d of %d", i, count)
					a.MulVecTrans(got, xt.RawRowView(i))
					require.Equal(t, got, yt.RawRowView(i), "vector %d of %d, transposed", i, count)
					a.ToCSC().MulVecTrans(got, xt.RawRowView(i))
					require.Equal(t, got, z.RawRowView(i), "vector %d of %d, by columns", i, count)
				}
			}
		}
	}
	eachRandom(t, func(t *testing.T, _ *rand.Rand, a *CSR) {
		if a.rows > 0 && a.cols > 0 {
			check(t, a, 1, 2, 3, 4, 5, 8, 9, 12, 19)
		}
	})
	for name, a := range large(t) {
		if testing.Short() {
			check(t, a, 5)
		} else {
			t.Run(name, func(t *testing.T) { check(t, a, 3, 8, 13) })
		}
	}
	graph := fromRaw(t, testfunc.PowerLaw(70000, 6, 1))
	require.True(t, graph.readsAllOver())
	require.False(t, fromRaw(t, testfunc.Poisson2D(260)).readsAllOver())
	check(t, graph, 5)
}

func TestMulMatShapes(t *testing.T) {
	a := random(t, rand.New(rand.NewPCG(1, 1)), 5, 7, 20)
	x := mat.NewDense(3, 7, nil)
	for k, f := range []func(){
		func() { a.MulMat(new(mat.Dense), mat.NewDense(3, 6, nil)) },
		func() { a.MulMat(mat.NewDense(3, 6, nil), x) },
		func() { a.MulMat(mat.NewDense(2, 5, nil), x) },
		func() { a.MulMatTrans(new(mat.Dense), x) },
	} {
		assert.Panics(t, f, k)
	}
	empty, err := NewCOO(0, 7).ToCSR()
	require.NoError(t, err)
	var y mat.Dense
	empty.MulMat(&y, x)
	assert.True(t, y.IsEmpty())
	var zero mat.Dense
	empty.MulMatTrans(&zero, new(mat.Dense))
	assert.True(t, zero.IsEmpty())
}

func TestMulMatKeepsVectorsApart(t *testing.T) {
	a := fromRaw(t, testfunc.Poisson2D(12))
	x := mat.NewDense(7, a.cols, normals(rand.New(rand.NewPCG(1, 1)), 7*a.cols))
	x.Set(3, 60, math.Inf(1))
	x.Set(5, 0, math.NaN())
	var y mat.Dense
	a.MulMat(&y, x)
	for r := range 7 {
		finite := true
		for _, v := range y.RawRowView(r) {
			finite = finite && !math.IsNaN(v) && !math.IsInf(v, 0)
		}
		assert.Equal(t, r != 3 && r != 5, finite, "vector %d", r)
	}
}

func TestMulMatAllocatesNothing(t *testing.T) {
	if testfunc.Race {
		t.Skip("the race detector makes pools forget")
	}
	a := fromRaw(t, testfunc.Poisson2D(150))
	x := mat.NewDense(8, a.cols, nil)
	y := mat.NewDense(8, a.rows, nil)
	for _, w := range []int{1, 2} {
		a.MulMatWorkers(w, y, x)
		assert.LessOrEqual(t, testing.AllocsPerRun(20, func() { a.MulMatWorkers(w, y, x) }), 0.5, "workers %d", w)
	}
}
