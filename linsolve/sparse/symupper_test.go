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

func TestSymUpper(t *testing.T) {
	band := NewCOO(40000, 40000) // reaches over several stretches
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 40000 {
		for _, d := range []int{0, 1, 7, 9000} {
			if v := r.NormFloat64(); i+d < 40000 && d > 0 {
				band.Add(i, i+d, v)
				band.Add(i+d, i, v)
			} else if i%3 > 0 && d == 0 {
				band.Add(i, i, v)
			}
		}
	}
	wide, err := band.ToCSR()
	require.NoError(t, err)
	for name, a := range map[string]*CSR{
		"poisson": fromRaw(t, testfunc.Poisson2D(150)), "small": fromRaw(t, testfunc.Darcy2D(9, 1, 1)), "graph": fromRaw(t, testfunc.PowerLaw(20000, 8, 1)),
		"band": wide, "stiffness": read(t, "bcsstk16.mtx.gz"), "zero": Diagonal([]float64{0, 1}), "empty": Identity(0),
	} {
		t.Run(name, func(t *testing.T) {
			s, err := a.ToSymUpper()
			require.NoError(t, err)
			requireSame(t, a, s.ToCSR())
			require.True(t, s.IsSymmetric())
			r := rand.New(rand.NewPCG(1, 1))
			x, y := normals(r, a.cols), normals(r, a.rows)
			s.MulVecWorkers(1, y, x)
			for i := range y { // at most as many roundings as entries, plus one a stretch
				want, magnitude := exactRow(a, i, x)
				c, _ := a.Row(i)
				if math.Abs(y[i]-want) > float64(len(c)+2+len(s.pieces))*0x1p-53*magnitude {
					t.Fatalf("row %d: got %v, want %v", i, y[i], want)
				}
			}
			for _, w := range []int{0, 2, 7} {
				z := normals(r, a.rows)
				s.MulVecWorkers(w, z, x)
				require.Equal(t, y, z, "workers %d", w)
			}
			z := make([]float64, a.rows)
			s.MulVecTrans(z, x)
			require.Equal(t, y, z)
			s.MulVecAdd(z, x)
			for i := range z { // twice y, but for rounding
				_, magnitude := exactRow(a, i, x)
				require.InDelta(t, 2*y[i], z[i], 1e-14*float64(2+len(s.pieces))*(magnitude+1e-300))
			}
			require.InEpsilon(t, 1+a.NormInf(), 1+s.NormInf(), 1e-13)
			if a.rows > 0 && a.rows < 100 {
				require.True(t, mat.Equal(a, s))
				require.True(t, mat.Equal(a, s.T()))
			}
		})
	}
	s, err := wide.ToSymUpper()
	require.NoError(t, err)
	assert.Greater(t, len(s.pieces), 3)
}

func TestSymUpperErrors(t *testing.T) {
	_, err := fromRaw(t, testfunc.ConvectionDiffusion2D(5, 40, 20)).ToSymUpper()
	assert.ErrorIs(t, err, ErrInput)
	_, err = read(t, "ash219.mtx").ToSymUpper()
	assert.ErrorIs(t, err, ErrInput)
	s, err := Identity(4).ToSymUpper()
	require.NoError(t, err)
	x := make([]float64, 4)
	assert.Panics(t, func() { s.MulVec(x[1:], x) })
	assert.Panics(t, func() { s.MulVecAdd(x, x[1:]) })
	assert.Panics(t, func() { s.At(0, 4) })
	if testfunc.Race {
		return
	}
	s, err = fromRaw(t, testfunc.Poisson2D(200)).ToSymUpper()
	require.NoError(t, err)
	x, y := make([]float64, 40000), make([]float64, 40000)
	s.MulVecWorkers(2, y, x)
	assert.Zero(t, testing.AllocsPerRun(20, func() { s.MulVecWorkers(2, y, x) }))
}
