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

func TestNewCSRRefusesWrongArrays(t *testing.T) {
	cases := []struct {
		name       string
		rows, cols int
		ptr        []int
		ind        []int32
		val        []float64
		err        error
	}{
		{"negative", -1, 2, []int{}, nil, nil, ErrShape},
		{"too many columns", 0, math.MaxInt32, []int{0}, nil, nil, nil},
		{"nil ptr", 0, 0, nil, nil, nil, ErrShape},
		{"long ptr", 1, 1, []int{0, 0, 0}, nil, nil, ErrShape},
		{"ptr[0]", 1, 1, []int{1, 1}, []int32{0}, []float64{1}, ErrShape},
		{"descending", 2, 2, []int{0, 1, 0}, []int32{0}, []float64{1}, ErrShape},
		{"overshoot", 2, 2, []int{0, 5, 1}, []int32{0}, []float64{1}, ErrShape},
		{"short ind", 1, 2, []int{0, 2}, []int32{0}, []float64{1, 1}, ErrShape},
		{"short val", 1, 2, []int{0, 2}, []int32{0, 1}, []float64{1}, ErrShape},
		{"column too large", 1, 2, []int{0, 1}, []int32{2}, []float64{1}, ErrShape},
		{"negative column", 1, 2, []int{0, 1}, []int32{-1}, []float64{1}, ErrShape},
		{"unsorted", 1, 2, []int{0, 2}, []int32{1, 0}, []float64{1, 1}, ErrInput},
		{"duplicate", 1, 2, []int{0, 2}, []int32{1, 1}, []float64{1, 1}, ErrInput},
		{"good", 2, 3, []int{0, 2, 3}, []int32{0, 2, 1}, []float64{1, 2, 3}, nil},
	}
	for _, c := range cases {
		a, err := NewCSR(c.rows, c.cols, c.ptr, c.ind, c.val)
		b, err2 := NewCSC(c.cols, c.rows, c.ptr, c.ind, c.val)
		if c.err == nil {
			assert.NoError(t, err, c.name)
			assert.NoError(t, err2, c.name)
			continue
		}
		assert.Nil(t, a, c.name)
		assert.ErrorIs(t, err, c.err, c.name)
		assert.ErrorIs(t, err, ErrInput, c.name)
		assert.Nil(t, b, c.name)
		assert.ErrorIs(t, err2, c.err, c.name)
	}
	if math.MaxInt > math.MaxInt32 {
		n := math.MaxInt32
		_, err := NewCSR(0, n+1, []int{0}, nil, nil)
		assert.ErrorIs(t, err, ErrShape)
		_, err = NewCOO(n+1, 1).ToCSR()
		assert.ErrorIs(t, err, ErrShape)
	}
}

func TestCOOAddsDuplicatesAndSorts(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(1, seed))
		rows, cols := 1+r.IntN(60), 1+r.IntN(60)
		c := randomCOO(r, rows, cols, r.IntN(4000))
		want := map[[2]int]float64{}
		for k := range c.val {
			want[[2]int{int(c.i[k]), int(c.j[k])}] += c.val[k] // in order, so the same bits
		}
		a, err := c.ToCSR()
		require.NoError(t, err)
		requireValid(t, a)
		require.Equal(t, want, entries(a), "seed %d", seed)
		b, err := c.ToCSC()
		require.NoError(t, err)
		requireSame(t, a, b.ToCSR())
	}
}

func TestCOOReportsIndicesOutOfRange(t *testing.T) {
	for _, at := range [][2]int{{-1, 0}, {0, -1}, {3, 0}, {0, 4}, {math.MaxInt, 0}} {
		c := NewCOO(3, 4)
		c.Add(2, 3, 1)
		c.Add(at[0], at[1], 1)
		c.Add(0, 0, 1)
		_, err := c.ToCSR()
		assert.ErrorIs(t, err, ErrShape)
		assert.ErrorContains(t, err, "entry 1 ")
		_, err = c.ToCSC()
		assert.ErrorIs(t, err, ErrShape)
		c.Reset()
		c.Add(0, 0, 1)
		a, err := c.ToCSR()
		assert.NoError(t, err)
		assert.Equal(t, 1, a.NNZ())
	}
	_, err := NewCOO(-1, 1).ToCSR()
	assert.ErrorIs(t, err, ErrShape)
}

func TestCSRAsGonumMatrix(t *testing.T) {
	eachRandom(t, func(t *testing.T, r *rand.Rand, a *CSR) {
		if a.rows == 0 || a.cols == 0 {
			return // gonum has no such matrices
		}
		d := dense(a)
		for _, m := range []mat.Matrix{a, a.ToCSC(), a.T().T(), a.Transpose().T(), a.ToCSC().T().T()} {
			require.True(t, mat.Equal(d, m), "%T", m)
			require.True(t, mat.Equal(d.T(), m.T()), "%T", m)
			sum, want := 0.0, 0.0
			m.(mat.NonZeroDoer).DoNonZero(func(i, j int, v float64) {
				require.Equal(t, d.At(i, j), v)
				sum += v * v
			})
			for _, v := range d.RawMatrix().Data {
				want += v * v
			}
			require.InDelta(t, want, sum, 1e-12*want) // another order
		}
		for i, v := range a.Diag(nil) {
			require.Equal(t, d.At(i, i), v)
		}
	})
	a := fromRaw(t, testfunc.Poisson2D(3))
	for _, f := range []func(){
		func() { a.At(-1, 0) }, func() { a.At(0, 9) }, func() { a.T().At(9, 0) }, func() { a.T().At(0, -1) },
		func() { a.DoRowNonZero(9, func(int, int, float64) {}) }, func() { a.Diag(make([]float64, 8)) },
		func() { a.ToCSC().DoColNonZero(-1, func(int, int, float64) {}) },
	} {
		assert.Panics(t, f)
	}
}

func TestTransposeIsAnInvolution(t *testing.T) {
	eachRandom(t, func(t *testing.T, r *rand.Rand, a *CSR) {
		b := a.Transpose()
		requireValid(t, b)
		for at, v := range entries(a) {
			require.Equal(t, v, b.At(at[1], at[0]))
		}
		requireSame(t, a, b.Transpose())
		requireSame(t, a, a.ToCSC().ToCSR())
		requireSame(t, a, a.ToCSC().Transpose().T().(*CSR))
	})
}

func TestIsSymmetric(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(1, seed))
		n := 1 + r.IntN(40)
		c := NewCOO(n, n)
		for range r.IntN(6 * n) {
			i, j, v := r.IntN(n), r.IntN(n), r.NormFloat64()
			c.Add(i, j, v)
			c.Add(j, i, v)
		}
		a, err := c.ToCSR()
		require.NoError(t, err)
		require.True(t, a.IsSymmetric(), "seed %d", seed)
		require.True(t, a.T().(*CSC).IsSymmetric(), "seed %d", seed)
		require.True(t, a.HasSymmetricPattern(), "seed %d", seed)

		// One entry more, off the diagonal.
		i, j := r.IntN(n), r.IntN(n)
		for _, v := range []float64{0, 1, math.NaN()} {
			c2 := NewCOO(n, n)
			c2.i, c2.j, c2.val = append(c2.i, c.i...), append(c2.j, c.j...), append(c2.val, c.val...)
			c2.Add(i, j, v)
			b, err := c2.ToCSR()
			require.NoError(t, err)
			require.Equal(t, v == 0 || i == j && v == 1, b.IsSymmetric(), "seed %d, v=%g at (%d, %d)", seed, v, i, j)
			require.Equal(t, i == j || a.find(i, j) >= 0, b.HasSymmetricPattern(), "seed %d", seed)
			require.Equal(t, b.IsSymmetric(), b.IsSymmetricWithin(0), "seed %d", seed)
		}
	}
	a := fromRaw(t, testfunc.Poisson2D(10))
	assert.True(t, a.IsSymmetric())
	val := append([]float64{}, a.val...)
	val[1] *= 1 + 1e-10
	require.NoError(t, a.SetValues(val))
	assert.False(t, a.IsSymmetric())
	assert.True(t, a.IsSymmetricWithin(2e-10))
	assert.False(t, a.IsSymmetricWithin(1e-11))
	assert.ErrorIs(t, a.SetValues(val[1:]), ErrShape)
	assert.False(t, fromRaw(t, testfunc.ConvectionDiffusion2D(10, 40, 20)).IsSymmetric())
	assert.False(t, random(t, rand.New(rand.NewPCG(1, 1)), 3, 4, 5).IsSymmetric())
	assert.False(t, random(t, rand.New(rand.NewPCG(1, 1)), 3, 4, 5).HasSymmetricPattern())
}

func TestSetValuesAndClone(t *testing.T) {
	a := fromRaw(t, testfunc.PowerLaw(8000, 8, 1)) // large enough for a cached transpose
	x, y, z := normals(rand.New(rand.NewPCG(1, 1)), 8000), make([]float64, 8000), make([]float64, 8000)
	a.MulVecTransWorkers(2, y, x)
	b := a.Clone()
	val := append([]float64{}, a.val...)
	for k := range val {
		val[k] *= 2
	}
	require.NoError(t, a.SetValues(val))
	a.MulVecTransWorkers(2, z, x)
	for i := range y {
		require.Equal(t, 2*y[i], z[i]) // the cached transpose was dropped
	}
	b.MulVecTransWorkers(2, z, x)
	require.Equal(t, y, z)
}
