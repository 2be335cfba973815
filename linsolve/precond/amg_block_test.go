// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// lattice returns the stiffness of n×n points joined by springs to their eight
// neighbours, held at x = 0, two displacements a point, and its rigid body
// modes.
func lattice(t testing.TB, n int) (*sparse.CSR, *mat.Dense) {
	t.Helper()
	c := sparse.NewCOO(2*n*n, 2*n*n)
	spring := func(p, q int, dx, dy float64) {
		l := dx*dx + dy*dy
		d := [2]float64{dx, dy}
		for i := range 2 {
			for j := range 2 {
				k := d[i] * d[j] / l
				c.Add(2*p+i, 2*p+j, k)
				c.Add(2*q+i, 2*q+j, k)
				c.Add(2*p+i, 2*q+j, -k)
				c.Add(2*q+i, 2*p+j, -k)
			}
		}
	}
	modes := mat.NewDense(2*n*n, 3, nil)
	for i := range n {
		for j := range n {
			p := i*n + j
			if j+1 < n {
				spring(p, p+1, 1, 0)
			}
			if i+1 < n {
				spring(p, p+n, 0, 1)
				if j+1 < n {
					spring(p, p+n+1, 1, 1)
				}
				if j > 0 {
					spring(p, p+n-1, -1, 1)
				}
			}
			if j == 0 {
				c.Add(2*p, 2*p, 1)
				c.Add(2*p+1, 2*p+1, 1)
			}
			modes.SetRow(2*p, []float64{1, 0, float64(-i)})
			modes.SetRow(2*p+1, []float64{0, 1, float64(j)})
		}
	}
	a, err := c.ToCSR()
	require.NoError(t, err)
	return a, modes
}

// Rigid body modes make multigrid work in elasticity, better than translations
// alone do, and these better than a single constant.
func TestAMGRigidBodyModes(t *testing.T) {
	points := 60
	if testfunc.Slow() {
		points = 30
	}
	a, modes := lattice(t, points)
	n, _ := a.Dims()
	b := constant(n)
	plain, _ := iterations(t, a, b, nil)
	translations, _ := iterations(t, a, b, &precond.AMGSettings{BlockSize: 2})
	rigid, m := iterations(t, a, b, &precond.AMGSettings{BlockSize: 2, NearNull: modes})
	t.Log(plain, translations, rigid, m.OperatorComplexity())
	assert.Less(t, translations, plain)
	assert.Less(t, rigid, translations)
	assert.LessOrEqual(t, rigid, 22)
	assert.Greater(t, m.Levels(), 1)
	// A dependent vector changes nothing: it is left out of every aggregate.
	twice := mat.NewDense(n, 4, nil)
	for i := range n {
		twice.SetRow(i, append(mat.Row(nil, i, modes), modes.At(i, 0)+2*modes.At(i, 2)))
	}
	again, m2 := iterations(t, a, b, &precond.AMGSettings{BlockSize: 2, NearNull: twice})
	assert.InDelta(t, rigid, again, 1)
	assert.InDelta(t, m.OperatorComplexity(), m2.OperatorComplexity(), 1e-12)
}
