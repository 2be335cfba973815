// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/testfunc"
)

// randomBlocks returns a matrix of rows×cols points with b unknowns each, blocks
// mostly full.
func randomBlocks(t testing.TB, r *rand.Rand, b, rows, cols, blocks int) *CSR {
	t.Helper()
	c := NewCOO(rows*b, cols*b)
	for range blocks {
		i, j := r.IntN(rows), r.IntN(cols)
		for k := range b * b {
			if r.IntN(10) > 0 {
				c.Add(i*b+k/b, j*b+k%b, r.NormFloat64())
			}
		}
	}
	a, err := c.ToCSR()
	require.NoError(t, err)
	return a
}

func TestBSR(t *testing.T) {
	for b := 2; b <= 6; b++ {
		for n, s := range [][3]int{{1, 1, 0}, {1, 1, 1}, {5, 7, 20}, {40, 30, 200}, {900, 900, 5000}} {
			t.Run(fmt.Sprintf("b=%d %v", b, s), func(t *testing.T) {
				r := rand.New(rand.NewPCG(uint64(b), uint64(n)))
				a := randomBlocks(t, r, b, s[0], s[1], s[2])
				m, err := a.ToBSR(b)
				require.NoError(t, err)
				require.Zero(t, m.NNZ()%(b*b))
				require.Equal(t, b, m.BlockSize())
				requireSame(t, a, m.ToCSR())
				x, y := normals(r, a.cols), normals(r, a.rows)
				m.MulVecWorkers(1, y, x)
				requireProduct(t, m.ToCSR(), x, y)
				for _, w := range []int{0, 2, 7} {
					z := normals(r, a.rows)
					m.MulVecWorkers(w, z, x)
					require.Equal(t, y, z, "workers %d", w)
				}
				xt, yt := normals(r, a.rows), normals(r, a.cols)
				m.MulVecTrans(yt, xt)
				requireProduct(t, a.Transpose(), xt, yt)
				require.True(t, a.rows > 400 || mat.Equal(a.ToDense(), m))
				require.True(t, a.rows > 400 || mat.Equal(a.ToDense().T(), m.T()))
				var v mat.VecDense
				m.MulVecTo(&v, false, mat.NewVecDense(a.cols, x))
				require.Equal(t, y, v.RawVector().Data)
			})
		}
	}
}

func TestBSRErrors(t *testing.T) {
	a := fromRaw(t, testfunc.Poisson2D(6))
	for _, b := range []int{-1, 0, 1, 7} {
		_, err := a.ToBSR(b)
		assert.ErrorIs(t, err, ErrParam)
	}
	_, err := a.ToBSR(5)
	assert.ErrorIs(t, err, ErrShape)
	m, err := a.ToBSR(2)
	require.NoError(t, err)
	x := make([]float64, 36)
	for _, f := range []func(){
		func() { m.MulVec(x[1:], x) }, func() { m.MulVec(x, x[1:]) }, func() { m.MulVecTrans(x, x[1:]) },
		func() { m.At(36, 0) }, func() { m.At(0, -1) },
	} {
		assert.Panics(t, f)
	}
}
