// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

func read(t testing.TB, name string) *sparse.CSR {
	t.Helper()
	f, err := os.Open("../../testdata/matrices/" + name)
	require.NoError(t, err)
	defer f.Close()
	a, err := sparse.ReadMatrixMarket(f)
	require.NoError(t, err)
	return a
}

// dense returns the matrices L, D, U of a = L + D + U.
func split(a *sparse.CSR) (l, d, u *mat.Dense) {
	n, _ := a.Dims()
	l, d, u = mat.NewDense(n, n, nil), mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)
	a.DoNonZero(func(i, j int, v float64) {
		switch {
		case j < i:
			l.Set(i, j, v)
		case j > i:
			u.Set(i, j, v)
		default:
			d.Set(i, j, v)
		}
	})
	return l, d, u
}

// M·(M⁻¹r) is r, with M multiplied out densely from its definition.
func TestSolveInvertsTheDefinition(t *testing.T) {
	for _, name := range []string{"darcy_400.mtx", "convdiff_400.mtx"} {
		a := read(t, name)
		n, _ := a.Dims()
		l, d, u := split(a)
		r := make([]float64, n)
		rnd := rand.New(rand.NewPCG(1, 1))
		for i := range r {
			r[i] = rnd.NormFloat64()
		}
		check := func(what string, m interface{ Solve(dst, r []float64) error }, def mat.Matrix) {
			z := make([]float64, n)
			require.NoError(t, m.Solve(z, r))
			var back mat.VecDense
			back.MulVec(def, mat.NewVecDense(n, z))
			scale := mat.Norm(def, math.Inf(1)) * mat.Norm(mat.NewVecDense(n, z), math.Inf(1))
			for i, v := range r {
				// a triangular sweep is backward stable: rounding of the size of M·z
				assert.InDelta(t, v, back.AtVec(i), 1e-14*scale, "%s %s row %d", name, what, i)
			}
			inPlace := append([]float64(nil), r...)
			require.NoError(t, m.Solve(inPlace, inPlace))
			assert.Equal(t, z, inPlace, "%s %s in place", name, what)
			assert.Zero(t, testing.AllocsPerRun(5, func() { _ = m.Solve(z, r) }))
		}
		jacobi, err := precond.NewJacobi(a)
		require.NoError(t, err)
		check("jacobi", jacobi, d)
		for _, omega := range []float64{0, 0.3, 1, 1.5, 1.9} {
			ssor, err := precond.NewSSOR(a, omega)
			require.NoError(t, err)
			w := omega
			if w == 0 {
				w = 1
			}
			// (D+ωL)·D⁻¹·(D+ωU)/(ω(2−ω))
			var dl, du, inv, m mat.Dense
			dl.Scale(w, l)
			dl.Add(&dl, d)
			du.Scale(w, u)
			du.Add(&du, d)
			require.NoError(t, inv.Inverse(d))
			m.Product(&dl, &inv, &du)
			m.Scale(1/(w*(2-w)), &m)
			check(fmt.Sprint("ssor ", omega), ssor, &m)
		}
	}
}

// Update takes new values without allocating and equals a new preconditioner.
func TestUpdate(t *testing.T) {
	a := read(t, "darcy_400.mtx")
	_, _, val := a.Raw()
	b := a.Clone()
	scaled := make([]float64, len(val))
	for i, v := range val {
		scaled[i] = 3 * v
	}
	require.NoError(t, b.SetValues(scaled))
	n, _ := a.Dims()
	r, z, want := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range r {
		r[i] = float64(i%7) - 3
	}
	ssor, err := precond.NewSSOR(a, 1.3)
	require.NoError(t, err)
	fresh, err := precond.NewSSOR(b, 1.3)
	require.NoError(t, err)
	require.NoError(t, ssor.Update(b))
	require.NoError(t, ssor.Solve(z, r))
	require.NoError(t, fresh.Solve(want, r))
	assert.Equal(t, want, z)
	assert.Zero(t, testing.AllocsPerRun(3, func() { _ = ssor.Update(a) }))

	jacobi, err := precond.NewJacobi(a)
	require.NoError(t, err)
	require.NoError(t, jacobi.Update(b))
	require.NoError(t, jacobi.Solve(z, r))
	for i := range z {
		assert.InEpsilon(t, r[i]/b.At(i, i)+10, z[i]+10, 1e-15)
	}
	assert.Zero(t, testing.AllocsPerRun(3, func() { _ = jacobi.Update(a) }))
}

func csr(t *testing.T, rows, cols int, entries ...float64) *sparse.CSR {
	t.Helper()
	c := sparse.NewCOO(rows, cols)
	for k, v := range entries {
		if v != 0 {
			c.Add(k/cols, k%cols, v)
		}
	}
	a, err := c.ToCSR()
	require.NoError(t, err)
	return a
}

func TestBadInput(t *testing.T) {
	zero := csr(t, 2, 2, 1, 2, 3, 0)
	wide := csr(t, 2, 3, 1, 0, 0, 0, 1, 0)
	tiny := csr(t, 2, 2, 1, 0, 0, 5e-324) // its inverse overflows
	good := csr(t, 2, 2, 2, 1, 1, 2)
	build := map[string]func(a *sparse.CSR) error{
		"jacobi": func(a *sparse.CSR) error { _, err := precond.NewJacobi(a); return err },
		"ssor":   func(a *sparse.CSR) error { _, err := precond.NewSSOR(a, 1); return err },
	}
	for name, f := range build {
		var pivot *sparse.ZeroPivotError
		require.ErrorAs(t, f(zero), &pivot, name)
		assert.Equal(t, 1, pivot.Row)
		assert.ErrorIs(t, f(zero), precond.ErrZeroPivot)
		assert.ErrorIs(t, f(wide), precond.ErrShape, name)
		assert.ErrorContains(t, f(wide), "2×3")
		assert.ErrorIs(t, f(nil), precond.ErrInput, name)
		assert.ErrorIs(t, f(tiny), precond.ErrNotFinite, name)
	}
	for _, omega := range []float64{-0.1, 2, 3, math.NaN(), math.Inf(1)} {
		m, err := precond.NewSSOR(good, omega)
		assert.ErrorIs(t, err, precond.ErrParam, "%v", omega)
		assert.ErrorContains(t, err, "omega is")
		assert.Nil(t, m)
	}
	ssor, err := precond.NewSSOR(good, 1)
	require.NoError(t, err)
	jacobi, err := precond.NewJacobi(good)
	require.NoError(t, err)
	three := csr(t, 3, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1)
	assert.ErrorIs(t, ssor.Update(three), precond.ErrShape)
	assert.ErrorIs(t, jacobi.Update(three), precond.ErrShape)
	assert.ErrorIs(t, ssor.Solve(make([]float64, 2), make([]float64, 3)), precond.ErrShape)
	assert.ErrorIs(t, jacobi.Solve(make([]float64, 1), make([]float64, 2)), precond.ErrShape)
}
