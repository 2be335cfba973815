// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense

import (
	"math"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// Package mat computes with our product after Use, and with what was there
// before after restore. Gonum's product passes over zeros in A, so that 0·NaN
// tells which it is.
func TestUse(t *testing.T) {
	zero, nan := mat.NewDense(1, 1, []float64{0}), mat.NewDense(1, 1, []float64{math.NaN()})
	oursInUse := func() bool {
		var c mat.Dense
		c.Mul(zero, nan)
		return math.IsNaN(c.At(0, 0))
	}
	old64, old32 := blas64.Implementation(), blas32.Implementation()
	assert.False(t, oursInUse())
	restore := Use()
	assert.True(t, oursInUse())
	assert.Equal(t, Implementation{}, blas64.Implementation())
	assert.Equal(t, Implementation{}, blas32.Implementation())
	restore()
	assert.False(t, oursInUse())
	assert.Equal(t, old64, blas64.Implementation())
	assert.Equal(t, old32, blas32.Implementation())

	// What was there before need not be gonum's.
	blas64.Use(Implementation{Workers: 3})
	defer blas64.Use(old64)
	restore = Use()
	assert.Equal(t, Implementation{}, blas64.Implementation())
	restore()
	assert.Equal(t, Implementation{Workers: 3}, blas64.Implementation())
}

// Factorizations of package mat run on it: their residuals are small. The
// constants of the bounds n·u are below 10 for matrices like these.
func TestFactorizationsOnOurs(t *testing.T) {
	defer Use()()
	const n = 150
	const tol = 10 * n * 0x1p-53
	a := mat.NewDense(n, n, vector64(1, n*n))
	b := mat.NewDense(n, 3, vector64(2, n*3))
	residual := func(c, d mat.Matrix) float64 {
		var r mat.Dense
		r.Sub(c, d)
		return mat.Norm(&r, 2) / mat.Norm(d, 2)
	}

	var lu mat.LU
	lu.Factorize(a)
	var x, ax mat.Dense
	assert.NoError(t, lu.SolveTo(&x, false, b))
	ax.Mul(a, &x)
	assert.Less(t, residual(&ax, b), tol*lu.Cond())

	var qr mat.QR
	qr.Factorize(a)
	var q, r, back mat.Dense
	qr.QTo(&q)
	qr.RTo(&r)
	back.Mul(&q, &r)
	assert.Less(t, residual(&back, a), tol)

	var gram mat.SymDense
	gram.SymOuterK(1, a)
	var chol mat.Cholesky
	assert.True(t, chol.Factorize(&gram))
	var again mat.SymDense
	chol.ToSym(&again)
	assert.Less(t, residual(&again, &gram), tol)

	var svd mat.SVD
	assert.True(t, svd.Factorize(a, mat.SVDThin))
	var u, v mat.Dense
	svd.UTo(&u)
	svd.VTo(&v)
	us := mat.NewDense(n, n, nil)
	us.Mul(&u, mat.NewDiagDense(n, svd.Values(nil)))
	back.Mul(us, v.T())
	assert.Less(t, residual(&back, a), tol)
}

// One Implementation serves many goroutines.
func TestConcurrentUse(t *testing.T) {
	impl := Implementation{Workers: 2}
	g := newCall(blas.NoTrans, blas.Trans, 170, 160, 165, 0, 1, 0, integers[float64](1)) // shared by two workers
	c := newGemvCase(blas.Trans, 3000, 200, 0, 1, 2, integers[float64](1))
	product, vector := g.want(), c.want(1, 1)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 4 {
				assert.Equal(t, -1, sameBits(product, g.run(impl)))
				assert.Equal(t, -1, sameBits(vector, c.run(impl, 1, 1)))
			}
		})
	}
	wg.Wait()
}
