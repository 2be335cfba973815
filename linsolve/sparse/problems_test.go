// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/internal/testfunc"
)

// The generators of the module make the matrices that NumPy wrote to the
// collection.
func TestProblemsAreThoseOfTheCollection(t *testing.T) {
	requireSame(t, read(t, "poisson2d_100.mtx"), fromRaw(t, testfunc.Poisson2D(10)))
	want, got := read(t, "convdiff_400.mtx"), fromRaw(t, testfunc.ConvectionDiffusion2D(20, 40, 20))
	require.Equal(t, want.ptr, got.ptr)
	require.Equal(t, want.ind, got.ind)
	require.InDeltaSlice(t, want.val, got.val, 0x1p-51) // an ulp of 2: h may be rounded otherwise
}

func TestProblemsAreWhatTheySay(t *testing.T) {
	ones := func(n int) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = 1
		}
		return x
	}
	for name, m := range map[string]*testfunc.Matrix{
		"Poisson2D": testfunc.Poisson2D(17), "Poisson3D": testfunc.Poisson3D(7), "Darcy2D": testfunc.Darcy2D(17, 1, 3), "PowerLaw": testfunc.PowerLaw(500, 8, 2),
	} {
		a := fromRaw(t, m)
		require.True(t, a.IsSymmetric(), name)
		y := make([]float64, a.rows)
		a.MulVec(y, ones(a.cols))
		interior := 0
		for i := range y {
			switch {
			case name == "PowerLaw":
				require.Equal(t, 1.0, y[i]) // small integers: exact
			case y[i] > 1e-12: // a point next to the boundary
			default:
				require.InDelta(t, 0, y[i], 1e-13*a.MaxAbs())
				interior++
			}
		}
		if name != "PowerLaw" {
			require.Greater(t, interior, a.rows/5, name)
		}
	}
	require.Equal(t, testfunc.PowerLaw(300, 6, 9), testfunc.PowerLaw(300, 6, 9))
	require.NotEqual(t, testfunc.PowerLaw(300, 6, 9).Ind, testfunc.PowerLaw(300, 6, 8).Ind)
	require.Equal(t, testfunc.Poisson3D(5).Rows, 125)
}
