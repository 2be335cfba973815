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

	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
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

// product returns the matrix that m inverts, column by column, from m's own
// Solve: an independent way to what its factors multiply to.
func product(t *testing.T, m interface{ Solve(dst, r []float64) error }, n int) *mat.Dense {
	t.Helper()
	inverse := mat.NewDense(n, n, nil)
	col := make([]float64, n)
	for j := range n {
		clear(col)
		col[j] = 1
		require.NoError(t, m.Solve(col, col))
		inverse.SetCol(j, col)
	}
	var def mat.Dense
	require.NoError(t, def.Inverse(inverse))
	return &def
}

// Incomplete factors multiply to A on the pattern of A, which defines them; a
// matrix without fill is factorized completely.
func TestIncompleteFactors(t *testing.T) {
	for _, name := range []string{"poisson2d_100.mtx", "darcy_400.mtx", "convdiff_400.mtx"} {
		a := read(t, name)
		n, _ := a.Dims()
		ilu, err := precond.NewILU0(a, nil)
		require.NoError(t, err)
		all := map[string]interface{ Solve(dst, r []float64) error }{"ilu0": ilu}
		if a.IsSymmetric() {
			ic, err := precond.NewIC0(a)
			require.NoError(t, err)
			assert.Zero(t, ic.Shift(), name) // an M-matrix needs none
			all["ic0"] = ic
		}
		for what, m := range all {
			def := product(t, m, n)
			tol := 1e-9 * mat.Norm(def, math.Inf(1))
			a.DoNonZero(func(i, j int, v float64) {
				// two inversions of a well-conditioned M
				assert.InDelta(t, v, def.At(i, j), tol, "%s %s %d,%d", name, what, i, j)
			})
		}
	}
	// tridiagonal, not symmetric: no fill
	c := sparse.NewCOO(50, 50)
	for i := range 50 {
		c.Add(i, i, 3)
		if i > 0 {
			c.Add(i, i-1, -1.5)
			c.Add(i-1, i, -0.5)
		}
	}
	a, err := c.ToCSR()
	require.NoError(t, err)
	ilu, err := precond.NewILU0(a, nil)
	require.NoError(t, err)
	x, b := make([]float64, 50), make([]float64, 50)
	for i := range x {
		x[i] = float64(i%5) - 2
	}
	a.MulVec(b, x)
	require.NoError(t, ilu.Solve(b, b))
	assert.InDeltaSlice(t, x, b, 1e-13)
	// a missing diagonal entry joins the pattern: [[1 2] [3 0]]
	ilu, err = precond.NewILU0(csr(t, 2, 2, 1, 2, 3, 0), nil)
	require.NoError(t, err)
	b = []float64{5, 3} // times (1, 2)
	require.NoError(t, ilu.Solve(b, b))
	assert.InDeltaSlice(t, []float64{1, 2}, b, 1e-15)
}

// A positive definite matrix whose incomplete factorization breaks down
// (Kershaw's example) gets a shift and a preconditioner that still helps.
func TestIC0Shift(t *testing.T) {
	a := csr(t, 4, 4, 3, -2, 0, 2, -2, 3, -2, 0, 0, -2, 3, -2, 2, 0, -2, 3)
	m, err := precond.NewIC0(a)
	require.NoError(t, err)
	assert.Positive(t, m.Shift())
	b := []float64{1, 2, 3, 4}
	res, err := linsolve.Solve(t.Context(), a, b, &linsolve.CG{}, &linsolve.Settings{Prec: m})
	require.NoError(t, err)
	assert.LessOrEqual(t, res.RelRes, 1e-8)
}

// Iterations that PETSc 3.18 takes with its own ICC(0) and ILU(0), b = ones, to
// 1e-8: the same factors give the same counts to a few per cent.
func TestIterationsOfPeers(t *testing.T) {
	if testing.Short() {
		t.Skip("a few hundred iterations on 160 000 unknowns")
	}
	build := func(m *testfunc.Matrix) *sparse.CSR {
		a, err := sparse.NewCSR(m.Rows, m.Cols, m.Ptr, m.Ind, m.Val)
		require.NoError(t, err)
		return a
	}
	for _, c := range []struct {
		name   string
		a      *sparse.CSR
		method linsolve.Method
		want   float64
	}{
		{"Poisson 400², CG+IC(0)", build(testfunc.Poisson2D(400)), &linsolve.CG{}, 274},
		{"Poisson 40³, CG+IC(0)", build(testfunc.Poisson3D(40)), &linsolve.CG{}, 44},
	} {
		n, _ := c.a.Dims()
		b := make([]float64, n)
		for i := range b {
			b[i] = 1
		}
		ic, err := precond.NewIC0(c.a)
		require.NoError(t, err)
		res, err := linsolve.Solve(t.Context(), c.a, b, c.method, &linsolve.Settings{Prec: ic})
		require.NoError(t, err)
		assert.InEpsilon(t, c.want, float64(res.Iter), 0.05, c.name)
	}
	a := build(testfunc.ConvectionDiffusion2D(300, 40, 20))
	b := make([]float64, 300*300)
	for i := range b {
		b[i] = 1
	}
	ilu, err := precond.NewILU0(a, nil)
	require.NoError(t, err)
	res, err := linsolve.Solve(t.Context(), a, b, &linsolve.GMRES{}, &linsolve.Settings{Prec: ilu})
	require.NoError(t, err)
	assert.InEpsilon(t, 312, float64(res.Iter), 0.1, "convection–diffusion 300², GMRES(30)+ILU(0)")
	res, err = linsolve.Solve(t.Context(), a, b, &linsolve.BiCGStab{}, &linsolve.Settings{Prec: ilu})
	require.NoError(t, err)
	assert.Less(t, res.Iter, 250, "PETSc takes 151; BiCGStab's count is chaotic")
	t.Log("BiCGStab iterations:", res.Iter)
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

	ic, err := precond.NewIC0(a)
	require.NoError(t, err)
	freshIC, err := precond.NewIC0(b)
	require.NoError(t, err)
	require.NoError(t, ic.Update(b))
	require.NoError(t, ic.Solve(z, r))
	require.NoError(t, freshIC.Solve(want, r))
	assert.Equal(t, want, z)
	assert.Zero(t, testing.AllocsPerRun(3, func() { _ = ic.Update(a) }))
	ilu, err := precond.NewILU0(a, nil)
	require.NoError(t, err)
	freshILU, err := precond.NewILU0(b, nil)
	require.NoError(t, err)
	require.NoError(t, ilu.Update(b))
	require.NoError(t, ilu.Solve(z, r))
	require.NoError(t, freshILU.Solve(want, r))
	assert.Equal(t, want, z)
	assert.Zero(t, testing.AllocsPerRun(3, func() { _ = ilu.Update(a) }))

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
		"ic0":    func(a *sparse.CSR) error { _, err := precond.NewIC0(a); return err },
	}
	for name, f := range build {
		var pivot *sparse.ZeroPivotError
		require.ErrorAs(t, f(zero), &pivot, name)
		assert.Equal(t, 1, pivot.Row)
		assert.ErrorIs(t, f(zero), precond.ErrZeroPivot)
		assert.ErrorIs(t, f(wide), precond.ErrShape, name)
		assert.ErrorContains(t, f(wide), "2×3")
		assert.ErrorIs(t, f(nil), precond.ErrInput, name)
		assert.ErrorIs(t, f(tiny), precond.ErrZeroPivot, name)
	}
	for _, omega := range []float64{-0.1, 2, 3, math.NaN(), math.Inf(1)} {
		m, err := precond.NewSSOR(good, omega)
		assert.ErrorIs(t, err, precond.ErrParam, "%v", omega)
		assert.ErrorContains(t, err, "omega is")
		assert.Nil(t, m)
	}
	ilu := func(a *sparse.CSR) error { _, err := precond.NewILU0(a, nil); return err }
	assert.ErrorIs(t, ilu(wide), precond.ErrShape)
	assert.ErrorIs(t, ilu(nil), precond.ErrInput)
	assert.ErrorIs(t, ilu(csr(t, 2, 2, 1, 0, 0, math.NaN())), precond.ErrNotFinite)
	var pivot *sparse.ZeroPivotError
	require.ErrorAs(t, ilu(csr(t, 2, 2, 1, 2, 3, 6)), &pivot)
	assert.Equal(t, 1, pivot.Row)
	fixed, err := precond.NewILU0(csr(t, 2, 2, 1, 2, 3, 6), &precond.ILUSettings{PivotFix: true})
	require.NoError(t, err)
	z := []float64{1, 1}
	require.NoError(t, fixed.Solve(z, z))
	assert.False(t, math.IsNaN(z[0]+z[1]) || math.IsInf(z[0]+z[1], 0))
	negative, err := precond.NewIC0(csr(t, 2, 2, -1, 0, 0, 1))
	assert.ErrorIs(t, err, precond.ErrNotSPD)
	assert.Nil(t, negative)

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
