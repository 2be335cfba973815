// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/testfunc"
)

// exactRow returns the inner product of row i with x, rounded once, and the sum
// of the magnitudes of its terms.
func exactRow(a *CSR, i int, x []float64) (sum, magnitude float64) {
	s := new(big.Float).SetPrec(2200)
	c, v := a.Row(i)
	for k, j := range c {
		p := new(big.Float).SetPrec(2200).Mul(big.NewFloat(v[k]), big.NewFloat(x[j]))
		s.Add(s, p)
		magnitude += math.Abs(v[k] * x[j])
	}
	sum, _ = s.Float64()
	return sum, magnitude
}

// requireProduct checks y = A x against exact sums: n products and n−1 sums, each
// off by half an ulp of at most the sum of magnitudes.
func requireProduct(t *testing.T, a *CSR, x, y []float64) {
	t.Helper()
	for i := range y {
		want, magnitude := exactRow(a, i, x)
		c, _ := a.Row(i)
		if math.Abs(y[i]-want) > float64(len(c)+1)*0x1p-53*magnitude {
			t.Fatalf("row %d of %d entries: got %v, want %v", i, len(c), y[i], want)
		}
	}
}

func TestMulVecAgainstExactSums(t *testing.T) {
	eachRandom(t, func(t *testing.T, r *rand.Rand, a *CSR) {
		x, y := normals(r, a.cols), normals(r, a.rows)
		a.MulVec(y, x)
		requireProduct(t, a, x, y)
		xt, yt := normals(r, a.rows), normals(r, a.cols)
		a.MulVecTrans(yt, xt)
		requireProduct(t, a.Transpose(), xt, yt)

		c := a.ToCSC()
		c.MulVec(y, x)
		requireProduct(t, a, x, y)
		c.MulVecTrans(yt, xt)
		requireProduct(t, a.Transpose(), xt, yt)
	})
}

func TestRowLengths(t *testing.T) {
	// One row of each length 0..70, where the unrolled loop and its rest meet.
	r := rand.New(rand.NewPCG(1, 1))
	c := NewCOO(71, 200)
	for i := range 71 {
		for _, j := range r.Perm(200)[:i] {
			c.Add(i, j, r.NormFloat64())
		}
	}
	a, err := c.ToCSR()
	require.NoError(t, err)
	x, y := normals(r, 200), make([]float64, 71)
	a.MulVec(y, x)
	requireProduct(t, a, x, y)
}

// large matrices have several pieces and several blocks of rows.
func large(t testing.TB) map[string]*CSR {
	m := map[string]*CSR{
		"poisson": fromRaw(t, testfunc.Poisson2D(120)),
		"graph":   fromRaw(t, testfunc.PowerLaw(20000, 8, 1)),
		"tall":    random(t, rand.New(rand.NewPCG(1, 1)), 30000, 50, 100000),
		"wide":    random(t, rand.New(rand.NewPCG(1, 2)), 50, 30000, 100000),
	}
	c := NewCOO(20000, 20000) // one full row and column
	for i := range 20000 {
		c.Add(i, i, 3)
		c.Add(7777, i, float64(i%13))
		c.Add(i, 7777, 1)
	}
	var err error
	m["arrow"], err = c.ToCSR()
	require.NoError(t, err)
	return m
}

func TestProductsHaveTheSameBitsForAnyWorkers(t *testing.T) {
	for name, a := range large(t) {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 1))
			x, xt := normals(r, a.cols), normals(r, a.rows)
			y, yt := make([]float64, a.rows), make([]float64, a.cols)
			a.MulVecWorkers(1, y, x)
			a.MulVecTransWorkers(1, yt, xt)
			requireProduct(t, a, x, y)
			dotWant := 0.0
			if a.rows == a.cols {
				dotWant = a.MulVecDotWorkers(1, make([]float64, a.rows), x)
			}
			for _, w := range []int{0, 2, 3, 7, 64} {
				z, zt := normals(r, a.rows), normals(r, a.cols)
				a.MulVecWorkers(w, z, x)
				require.Equal(t, y, z, "workers %d", w)
				a.MulVecTransWorkers(w, zt, xt)
				require.Equal(t, yt, zt, "workers %d, transposed", w)
				if a.rows == a.cols {
					require.Equal(t, dotWant, a.MulVecDotWorkers(w, z, x), "workers %d", w)
					require.Equal(t, y, z, "workers %d, with the inner product", w)
				}
			}
		})
	}
}

func TestMulVecDotIsTheBlockedInnerProduct(t *testing.T) {
	a := fromRaw(t, testfunc.Poisson2D(120))
	x, y := normals(rand.New(rand.NewPCG(1, 1)), a.cols), make([]float64, a.rows)
	got := a.MulVecDot(y, x)
	sum, magnitude := 0.0, 0.0
	for i := range x {
		sum += x[i] * y[i]
		magnitude += math.Abs(x[i] * y[i])
	}
	// Both sums are off by at most n/2 ulps of the magnitudes; in practice √n.
	assert.InDelta(t, sum, got, float64(len(x))*0x1p-53*magnitude)
}

func TestCutCoversAllRows(t *testing.T) {
	for name, a := range large(t) {
		p := a.pieces
		require.Equal(t, 0, p[0], name)
		require.Equal(t, a.rows, p[len(p)-1], name)
		longest := 0
		for i := range a.rows {
			longest = max(longest, a.ptr[i+1]-a.ptr[i])
		}
		for k := 1; k < len(p); k++ {
			require.Greater(t, p[k], p[k-1], name)
			if k < len(p)-1 {
				require.Zero(t, p[k]%8, name)
			}
			w := a.ptr[p[k]] - a.ptr[p[k-1]] + 2*(p[k]-p[k-1])
			require.LessOrEqual(t, w, 2*pieceWeight+8*longest, name)
		}
	}
}

func TestProductsAllocateNothing(t *testing.T) {
	if testfunc.Race {
		t.Skip("the race detector makes pools forget")
	}
	a := fromRaw(t, testfunc.Poisson2D(150))
	x, y := normals(rand.New(rand.NewPCG(1, 1)), a.cols), make([]float64, a.rows)
	for _, w := range []int{1, 2} {
		for name, f := range map[string]func(){
			"MulVec":      func() { a.MulVecWorkers(w, y, x) },
			"MulVecTrans": func() { a.MulVecTransWorkers(w, y, x) },
			"MulVecDot":   func() { a.MulVecDotWorkers(w, y, x) },
		} {
			f()
			assert.Zero(t, testing.AllocsPerRun(50, f), "%s, workers %d", name, w)
		}
	}
}

func TestConcurrentProducts(t *testing.T) {
	a := fromRaw(t, testfunc.PowerLaw(20000, 8, 1))
	r := rand.New(rand.NewPCG(1, 1))
	x := normals(r, a.cols)
	want, wantT := make([]float64, a.rows), make([]float64, a.cols)
	a.MulVec(want, x)
	a.Clone().MulVecTransWorkers(1, wantT, x)
	before := runtime.NumGoroutine()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			y := make([]float64, a.rows)
			for range 5 {
				a.MulVecWorkers(3, y, x)
				assert.Equal(t, want, y)
				a.MulVecTransWorkers(3, y, x)
				assert.Equal(t, wantT, y)
				assert.True(t, a.IsSymmetric())
			}
		})
	}
	wg.Wait()
	for i := 0; runtime.NumGoroutine() > before && i < 1000; i++ {
		time.Sleep(time.Millisecond) // exiting goroutines are counted until they are gone
	}
	assert.LessOrEqual(t, runtime.NumGoroutine(), before)
}

func TestNonFiniteValuesStayInTheirRows(t *testing.T) {
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		a := fromRaw(t, testfunc.Poisson2D(20))
		x, y := normals(rand.New(rand.NewPCG(1, 1)), a.cols), make([]float64, a.rows)
		x[57] = bad
		a.MulVec(y, x)
		for i := range y {
			hit := a.find(i, 57) >= 0
			require.Equal(t, hit, math.IsNaN(y[i]) || math.IsInf(y[i], 0), "row %d", i)
		}
		a.MulVecTrans(y, x)
		for i := range y {
			require.Equal(t, a.find(i, 57) >= 0, math.IsNaN(y[i]) || math.IsInf(y[i], 0), "row %d", i)
		}
	}
}

func TestMulVecTo(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	a := random(t, r, 30, 20, 200)
	d := dense(a)
	type mulVecToer interface {
		MulVecTo(dst *mat.VecDense, trans bool, x mat.Vector)
	}
	for _, m := range []mulVecToer{a, a.ToCSC()} {
		for _, trans := range []bool{false, true} {
			rows, cols := 30, 20
			op := mat.Matrix(d)
			if trans {
				rows, cols = cols, rows
				op = d.T()
			}
			x := mat.NewVecDense(cols, normals(r, cols))
			wide := mat.NewDense(cols, 3, normals(r, 3*cols))
			wide.SetCol(1, x.RawVector().Data)
			var want mat.VecDense
			want.MulVec(op, x)
			for _, in := range []mat.Vector{x, wide.ColView(1), x.TVec()} {
				var empty mat.VecDense
				out := mat.NewDense(rows, 2, nil).ColView(1).(*mat.VecDense)
				for _, dst := range []*mat.VecDense{&empty, mat.NewVecDense(rows, nil), out} {
					m.MulVecTo(dst, trans, in)
					require.True(t, mat.EqualApprox(&want, dst, 1e-13)) // 20 terms of size 1
				}
			}
			assert.Panics(t, func() { m.MulVecTo(new(mat.VecDense), trans, mat.NewVecDense(cols+1, nil)) })
			assert.Panics(t, func() { m.MulVecTo(mat.NewVecDense(rows+1, nil), trans, x) })
		}
	}
	sq := fromRaw(t, testfunc.Poisson2D(3))
	v := mat.NewVecDense(9, normals(r, 9))
	var want mat.VecDense
	want.MulVec(dense(sq), v)
	sq.MulVecTo(v, false, v) // in place
	assert.True(t, mat.EqualApprox(&want, v, 1e-13))
}

func TestProductsPanicOnWrongLengths(t *testing.T) {
	a := random(t, rand.New(rand.NewPCG(1, 1)), 4, 6, 10)
	x4, x5, x6 := make([]float64, 4), make([]float64, 5), make([]float64, 6)
	for k, f := range []func(){
		func() { a.MulVec(x5, x6) }, func() { a.MulVec(x4, x5) }, func() { a.MulVecTrans(x5, x4) },
		func() { a.MulVecTrans(x6, x5) }, func() { a.MulVecDot(x4, x6) },
	} {
		assert.Panics(t, f, fmt.Sprint(k))
	}
}
