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
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/testfunc"
)

// equalDense reports whether two matrices agree to tol, gonum's empty one
// standing for any without entries.
func requireDense(t testing.TB, want mat.Matrix, got *CSR, tol float64) {
	t.Helper()
	requireValid(t, got)
	if got.rows == 0 || got.cols == 0 {
		return
	}
	require.True(t, mat.EqualApprox(want, got, tol))
}

func TestAdd(t *testing.T) {
	eachRandom(t, func(t *testing.T, r *rand.Rand, a *CSR) {
		b := random(t, r, a.rows, a.cols, 200)
		c, err := Add(2, a, -3, b)
		require.NoError(t, err)
		requireValid(t, c)
		want := map[[2]int]float64{}
		for at, v := range entries(a) {
			want[at] = 2 * v
		}
		for at, v := range entries(b) {
			want[at] += float64(-3 * v)
		}
		require.Equal(t, want, entries(c))

		zero, err := Add(1, a, -1, a)
		require.NoError(t, err)
		require.Equal(t, a.ptr, zero.ptr)
		require.Zero(t, zero.MaxAbs())
	})
	_, err := Add(1, Identity(3), 1, Identity(4))
	assert.ErrorIs(t, err, ErrShape)
}

func TestMulAgainstDense(t *testing.T) {
	eachRandom(t, func(t *testing.T, r *rand.Rand, a *CSR) {
		b := random(t, r, a.cols, 37, 500)
		c, err := Mul(a, b)
		require.NoError(t, err)
		if a.rows > 0 && a.cols > 0 {
			var want mat.Dense
			want.Mul(dense(a), dense(b))
			requireDense(t, &want, c, 1e-12) // at most 300 terms of size 10
		}
		// The pattern is the structural product.
		pattern := map[[2]int]bool{}
		for at := range entries(a) {
			cols, _ := b.Row(at[1])
			for _, j := range cols {
				pattern[[2]int{at[0], int(j)}] = true
			}
		}
		require.Len(t, pattern, c.NNZ())
	})
	_, err := Mul(Identity(3), Identity(4))
	assert.ErrorIs(t, err, ErrShape)
}

func TestMulIsTheSameForAnyWorkers(t *testing.T) {
	for name, a := range large(t) {
		switch {
		case name == "arrow":
			continue // its square is full
		case name == "graph" && testing.Short():
			a = fromRaw(t, testfunc.PowerLaw(5000, 8, 1))
		}
		b := a
		if a.rows != a.cols {
			b = a.Transpose()
		}
		if name == "tall" {
			a, b = b, a
		}
		want, err := MulWorkers(1, a, b)
		require.NoError(t, err)
		workers := []int{0, 2, 7}
		if testing.Short() {
			workers = workers[1:2]
		}
		for _, w := range workers {
			got, err := MulWorkers(w, a, b)
			require.NoError(t, err)
			requireSame(t, want, got)
		}
	}
}

// (AB)ᵀ = BᵀAᵀ, A I = A, and products associate.
func TestMulIdentities(t *testing.T) {
	eachRandom(t, func(t *testing.T, r *rand.Rand, a *CSR) {
		c, err := Mul(a, Identity(a.cols))
		require.NoError(t, err)
		requireSame(t, a, c)
		c, err = Mul(Identity(a.rows), a)
		require.NoError(t, err)
		requireSame(t, a, c)

		p := random(t, r, a.cols, 11, 150)
		q := random(t, r, a.rows, 13, 150)
		abc, err := TripleProduct(q, a, p)
		require.NoError(t, err)
		if a.rows > 0 && a.cols > 0 {
			var want mat.Dense
			want.Product(dense(q).T(), dense(a), dense(p))
			requireDense(t, &want, abc, 1e-10)
		}
		ap, _ := Mul(a, p)
		pa, err := Mul(p.Transpose(), a.Transpose())
		require.NoError(t, err)
		requireDense(t, ap.T(), pa, 1e-12)
	})
	_, err := TripleProduct(Identity(3), Identity(4), Identity(4))
	assert.ErrorIs(t, err, ErrShape)
	_, err = TripleProduct(Identity(4), Identity(4), Identity(3))
	assert.ErrorIs(t, err, ErrShape)
}

func TestPermute(t *testing.T) {
	eachRandom(t, func(t *testing.T, r *rand.Rand, a *CSR) {
		p, q := r.Perm(a.rows), r.Perm(a.cols)
		for _, rows := range [][]int{nil, p} {
			for _, cols := range [][]int{nil, q} {
				b, err := a.Permute(rows, cols)
				require.NoError(t, err)
				requireValid(t, b)
				require.Equal(t, a.NNZ(), b.NNZ())
				for at, v := range entries(b) {
					i, j := at[0], at[1]
					if rows != nil {
						i = rows[i]
					}
					if cols != nil {
						j = cols[j]
					}
					require.Equal(t, a.At(i, j), v)
				}
			}
		}
	})
	a := Identity(3)
	for _, p := range [][]int{{0, 1}, {0, 1, 1}, {0, 1, 3}, {0, 1, -1}} {
		_, err := a.Permute(p, nil)
		assert.ErrorIs(t, err, ErrShape)
		_, err = a.Permute(nil, p)
		assert.ErrorIs(t, err, ErrShape)
	}
}

func TestSubmatrixAndTriangles(t *testing.T) {
	eachRandom(t, func(t *testing.T, r *rand.Rand, a *CSR) {
		rows := make([]int, 0)
		for range r.IntN(2*a.rows + 1) {
			rows = append(rows, r.IntN(a.rows))
		}
		cols := r.Perm(a.cols)[:(a.cols+1)/2]
		b, err := a.Submatrix(rows, cols)
		require.NoError(t, err)
		requireValid(t, b)
		for i, row := range rows {
			for j, col := range cols {
				require.Equal(t, a.At(row, col), b.At(i, j))
			}
		}
		all, err := a.Submatrix(nil, nil)
		require.NoError(t, err)
		requireSame(t, a, all)

		for _, k := range []int{-2, 0, 1} {
			l, u := a.Lower(k), a.Upper(k+1)
			requireValid(t, l)
			requireValid(t, u)
			sum, err := Add(1, l, 1, u)
			require.NoError(t, err)
			requireSame(t, a, sum)
			for at := range entries(l) {
				require.LessOrEqual(t, at[1]-at[0], k)
			}
		}
	})
	a := Identity(3)
	for _, bad := range [][]int{{-1}, {3}} {
		_, err := a.Submatrix(bad, nil)
		assert.ErrorIs(t, err, ErrShape)
		_, err = a.Submatrix(nil, bad)
		assert.ErrorIs(t, err, ErrShape)
	}
	_, err := a.Submatrix(nil, []int{1, 1})
	assert.ErrorIs(t, err, ErrInput)
}

func TestScale(t *testing.T) {
	eachRandom(t, func(t *testing.T, r *rand.Rand, a *CSR) {
		d, e := normals(r, a.rows), normals(r, a.cols)
		b, err := a.ScaleRows(d)
		require.NoError(t, err)
		c, err := b.ScaleCols(e)
		require.NoError(t, err)
		s := a.Scale(-2)
		for _, m := range []*CSR{b, c, s} {
			requireValid(t, m)
		}
		for at, v := range entries(a) {
			require.Equal(t, d[at[0]]*v, b.At(at[0], at[1]))
			require.Equal(t, d[at[0]]*v*e[at[1]], c.At(at[0], at[1]))
			require.Equal(t, -2*v, s.At(at[0], at[1]))
		}
	})
	_, err := Identity(3).ScaleRows(make([]float64, 2))
	assert.ErrorIs(t, err, ErrShape)
	_, err = Identity(3).ScaleCols(make([]float64, 4))
	assert.ErrorIs(t, err, ErrShape)
}

func TestNorms(t *testing.T) {
	eachRandom(t, func(t *testing.T, r *rand.Rand, a *CSR) {
		if a.rows == 0 || a.cols == 0 {
			require.Zero(t, a.Norm1()+a.NormInf()+a.NormFrob()+a.MaxAbs())
			return
		}
		d := dense(a)
		require.InEpsilon(t, 1+mat.Norm(d, 1), 1+a.Norm1(), 1e-14)
		require.InEpsilon(t, 1+mat.Norm(d, math.Inf(1)), 1+a.NormInf(), 1e-14)
		require.InEpsilon(t, 1+mat.Norm(d, 2), 1+a.NormFrob(), 1e-14)
		require.Equal(t, max(0, floats.Max(d.RawMatrix().Data), -floats.Min(d.RawMatrix().Data)), a.MaxAbs())
		for _, scale := range []float64{0x1p-1060, 0x1p-600, 0x1p600, 0x1p1000} {
			// The values lose bits when they become subnormal, the norm then too.
			require.InEpsilon(t, a.NormFrob()+0x1p-20, a.Scale(scale).NormFrob()/scale+0x1p-20, max(1e-14, 0x1p-1074/scale))
		}
	})
	nan := Diagonal([]float64{1, math.NaN(), 2})
	for _, v := range []float64{nan.Norm1(), nan.NormInf(), nan.NormFrob(), nan.MaxAbs()} {
		assert.True(t, math.IsNaN(v))
	}
	inf := Diagonal([]float64{1, math.Inf(-1), 2})
	for _, v := range []float64{inf.Norm1(), inf.NormInf(), inf.NormFrob(), inf.MaxAbs()} {
		assert.Equal(t, math.Inf(1), v)
	}
}

func TestTriSolve(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(1, seed))
		n := 1 + r.IntN(60)
		c := NewCOO(n, n)
		for i := range n {
			c.Add(i, i, 4+r.Float64())
			for range 4 {
				c.Add(i, r.IntN(n), r.NormFloat64()/4)
			}
		}
		a, err := c.ToCSR()
		require.NoError(t, err)
		x := normals(r, n)
		for kind := range 8 {
			k := Triangle{Upper: kind&1 != 0, Trans: kind&2 != 0, Unit: kind&4 != 0}
			m := a.Lower(0)
			if k.Upper {
				m = a.Upper(0)
			}
			if k.Unit {
				strict, err := Add(1, m, -1, Diagonal(m.Diag(nil)))
				require.NoError(t, err)
				m, err = Add(1, strict, 1, Identity(n))
				require.NoError(t, err)
			}
			if k.Trans {
				m = m.Transpose()
			}
			b, got := make([]float64, n), make([]float64, n)
			m.MulVec(b, x)
			require.NoError(t, a.TriSolve(k, got, b))
			// Rows sum to little off the diagonal: errors stay near an ulp of x,
			// except with a unit diagonal, where they may grow.
			require.True(t, floats.EqualApprox(x, got, 1e-9), "seed %d, %+v", seed, k)
			require.NoError(t, a.TriSolve(k, b, b))
			require.Equal(t, got, b, "in place")
		}
	}
}

func TestTriSolveErrors(t *testing.T) {
	a := read(t, "west0067.mtx") // has zero diagonal entries
	x := make([]float64, 67)
	for kind := range 4 {
		var pivot *ZeroPivotError
		err := a.TriSolve(Triangle{Upper: kind&1 != 0, Trans: kind&2 != 0}, x, x)
		require.ErrorAs(t, err, &pivot)
		assert.ErrorIs(t, err, ErrZeroPivot)
		assert.Zero(t, a.At(pivot.Row, pivot.Row))
	}
	assert.ErrorIs(t, a.TriSolve(Triangle{}, x[1:], x), ErrShape)
	assert.ErrorIs(t, a.TriSolve(Triangle{}, x, x[1:]), ErrShape)
	assert.ErrorIs(t, read(t, "ash219.mtx").TriSolve(Triangle{}, x, x), ErrShape)
}

func TestTriSolveAllocatesNothing(t *testing.T) {
	a := fromRaw(t, testfunc.Poisson2D(20))
	x := normals(rand.New(rand.NewPCG(1, 1)), a.rows)
	y := make([]float64, len(x))
	for kind := range 4 {
		k := Triangle{Upper: kind&1 != 0, Trans: kind&2 != 0}
		assert.Zero(t, testing.AllocsPerRun(10, func() {
			if err := a.TriSolve(k, y, x); err != nil {
				panic(err)
			}
		}))
	}
}

func TestFromMatrixAndToDense(t *testing.T) {
	eachRandom(t, func(t *testing.T, r *rand.Rand, a *CSR) {
		if a.rows == 0 || a.cols == 0 {
			require.True(t, a.ToDense().IsEmpty())
			require.True(t, a.ToCSC().ToDense().IsEmpty())
			return
		}
		d := dense(a)
		require.True(t, mat.Equal(d, a.ToDense()))
		require.True(t, mat.Equal(d, a.ToCSC().ToDense()))
		for _, m := range []mat.Matrix{d, d.T().T(), mat.Matrix(a), a.ToCSC(), hide{d}} {
			b, err := FromMatrix(m)
			require.NoError(t, err)
			requireSame(t, a, b)
		}
	})
	band := mat.NewBandDense(4, 4, 1, 0, []float64{0, 1, 2, 3, 4, 5, 6, 7})
	b, err := FromMatrix(band)
	require.NoError(t, err)
	requireDense(t, band, b, 0)
	assert.Equal(t, 7, b.NNZ())
}

// hide hides what a matrix is.
type hide struct{ mat.Matrix }
