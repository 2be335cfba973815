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

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/testfunc"
)

// chained is the product as the documentation of SELL has it: one chain of fused
// multiply-adds a row, except for long rows.
func chained(s *SELL, x []float64) []float64 {
	a := s.a
	y := make([]float64, a.rows)
	for i := range y {
		c, v := a.Row(i)
		for k, j := range c {
			y[i] = math.FMA(v[k], x[j], y[i])
		}
	}
	for _, i := range s.long {
		a.mulRows(int(i), int(i)+1, y, x)
	}
	for w := range len(s.windows) - 1 {
		if s.windows[w].csr {
			a.mulRows(w*windowRows, min((w+1)*windowRows, a.rows), y, x)
		}
	}
	return y
}

// sellMatrices have every kind of column, chunk and window.
func sellMatrices(t testing.TB) map[string]*CSR {
	m := large(t)
	m["poisson 7"] = fromRaw(t, testfunc.Poisson2D(7))
	m["poisson 3d"] = fromRaw(t, testfunc.Poisson3D(23))
	m["darcy"] = fromRaw(t, testfunc.Darcy2D(61, 1, 1))
	m["convection"] = fromRaw(t, testfunc.ConvectionDiffusion2D(50, 40, 20))
	r := rand.New(rand.NewPCG(1, 9))
	c := NewCOO(3000, 3000) // a band with holes, empty rows, two long rows
	for i := range 3000 {
		if i%37 == 0 {
			continue
		}
		for d := -3; d <= 3; d++ {
			if j := i + d; j >= 0 && j < 3000 && r.IntN(5) > 0 {
				c.Add(i, j, float64(1+r.IntN(2)))
			}
		}
	}
	for j := range 400 {
		c.Add(1234, 7*j, r.NormFloat64())
		c.Add(2000, 3*j, 1)
	}
	var err error
	m["band with holes"], err = c.ToCSR()
	require.NoError(t, err)
	return m
}

func TestSELLIsTheChainOfItsRows(t *testing.T) {
	check := func(t *testing.T, a *CSR) {
		t.Helper()
		s := Optimize(a)
		x, y := normals(rand.New(rand.NewPCG(1, 1)), a.cols), normals(rand.New(rand.NewPCG(1, 2)), a.rows)
		want := chained(s, x)
		for _, w := range []int{0, 1, 2, 7} {
			s.MulVecWorkers(w, y, x)
			require.Equal(t, want, y, "workers %d", w)
			if a.rows == a.cols {
				clear(y)
				require.Equal(t, s.MulVecDotWorkers(1, make([]float64, len(y)), x), s.MulVecDotWorkers(w, y, x))
				require.Equal(t, want, y, "workers %d, with the inner product", w)
			}
		}
		requireProduct(t, a, x, y)
		xt, yt, zt := normals(rand.New(rand.NewPCG(1, 1)), a.rows), make([]float64, a.cols), make([]float64, a.cols)
		s.MulVecTrans(yt, xt)
		a.MulVecTrans(zt, xt)
		require.Equal(t, zt, yt)
	}
	eachRandom(t, func(t *testing.T, _ *rand.Rand, a *CSR) { check(t, a) })
	for name, a := range sellMatrices(t) {
		t.Run(name, func(t *testing.T) { check(t, a) })
	}
	for _, name := range []string{"bcsstk16.mtx.gz", "1138_bus.mtx", "ani4.mtx.gz", "fs_183_1.mtx", "west0067.mtx", "ash219.mtx"} {
		t.Run(name, func(t *testing.T) { check(t, read(t, name)) })
	}
}

// Levels agree bit by bit through the whole product, not only in the kernel.
func TestSELLLevelsAgree(t *testing.T) {
	for name, a := range sellMatrices(t) {
		s := Optimize(a)
		x := normals(rand.New(rand.NewPCG(1, 1)), a.cols)
		want := chained(s, x)
		for _, l := range kernel.Levels() {
			restore := kernel.Limit(l)
			y := make([]float64, a.rows)
			s.MulVec(y, x)
			restore()
			require.Equal(t, want, y, "%s, %v", name, l)
		}
	}
}

func TestSELLKeepsNonFiniteValuesInTheirRows(t *testing.T) {
	for name, a := range sellMatrices(t) {
		s := Optimize(a)
		for _, bad := range []float64{math.NaN(), math.Inf(-1)} {
			for _, at := range []int{0, 1, a.cols / 2, a.cols - 1} {
				x, y := normals(rand.New(rand.NewPCG(1, 1)), a.cols), make([]float64, a.rows)
				x[at] = bad
				s.MulVec(y, x)
				for i := range y {
					if (a.find(i, at) >= 0) != (math.IsNaN(y[i]) || math.IsInf(y[i], 0)) {
						t.Fatalf("%s: x[%d] is %g, y[%d] is %g", name, at, bad, i, y[i])
					}
				}
			}
		}
	}
	// In the matrix: constant columns of infinities with rows left out.
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		c := NewCOO(64, 64)
		for i := range 64 {
			if i != 11 && i != 30 {
				c.Add(i, i, bad)
			}
			c.Add(i, (i+5)%64, 1)
		}
		a, err := c.ToCSR()
		require.NoError(t, err)
		x, y := normals(rand.New(rand.NewPCG(1, 1)), 64), make([]float64, 64)
		Optimize(a).MulVec(y, x)
		for i := range y {
			require.Equal(t, i != 11 && i != 30, math.IsNaN(y[i]) || math.IsInf(y[i], 0), "row %d", i)
		}
	}
}

func TestSELLMemory(t *testing.T) {
	for _, c := range []struct {
		m     *testfunc.Matrix
		bytes float64 // a row at most
	}{
		{testfunc.Poisson2D(200), 13},                     // 5 columns of 13 bytes for 8 rows, and the edges
		{testfunc.Darcy2D(200, 1, 1), 46},                 // 5 columns of 69 bytes for 8 rows, and the edges
		{testfunc.Poisson3D(40), 20},                      // 7 columns, many edges
		{testfunc.ConvectionDiffusion2D(200, 40, 20), 13}, // as the first
	} {
		a := fromRaw(t, c.m)
		s := Optimize(a)
		got := float64(s.Bytes()) / float64(a.rows)
		assert.LessOrEqual(t, got, c.bytes)
	}
}

func TestSELLShapesAndInterfaces(t *testing.T) {
	a := fromRaw(t, testfunc.PowerLaw(3000, 8, 1))
	s := Optimize(a)
	rows, cols := s.Dims()
	assert.Equal(t, [3]int{3000, 3000, a.NNZ()}, [3]int{rows, cols, s.NNZ()})
	assert.True(t, s.IsSymmetric())
	assert.Same(t, a, s.CSR())
	assert.Equal(t, a.At(5, 5), s.At(5, 5))
	x := make([]float64, 2999)
	y := make([]float64, 3000)
	assert.Panics(t, func() { s.MulVec(y, x) })
	assert.Panics(t, func() { s.MulVec(x, y) })
	assert.Panics(t, func() { s.MulVecDot(x, y) })
	if testfunc.Race {
		return // pools forget
	}
	a = fromRaw(t, testfunc.PowerLaw(30000, 8, 1))
	s = Optimize(a)
	x, y = make([]float64, 30000), make([]float64, 30000)
	for _, w := range []int{1, 2} {
		s.MulVecWorkers(w, y, x)
		assert.Zero(t, testing.AllocsPerRun(20, func() { s.MulVecWorkers(w, y, x) }), "workers %d", w)
		s.MulVecDotWorkers(w, y, x)
		assert.Zero(t, testing.AllocsPerRun(20, func() { s.MulVecDotWorkers(w, y, x) }), "workers %d", w)
	}
}
