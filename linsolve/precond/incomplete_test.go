// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// shuffled returns scattered with its columns in random order, so that the
// diagonal is mostly empty.
func shuffled(t *testing.T, n int, seed uint64) *sparse.CSR {
	order := rand.New(rand.NewPCG(2, seed)).Perm(n)
	c := sparse.NewCOO(n, n)
	scattered(t, n, 4, seed).DoNonZero(func(i, j int, v float64) { c.Add(i, order[j], v) })
	a, err := c.ToCSR()
	require.NoError(t, err)
	return a
}

// Without dropping ILUTP is Gaussian elimination with column pivoting: M is A,
// whatever stands on the diagonal, and Mᵀ is Aᵀ.
func TestILUTPComplete(t *testing.T) {
	for seed := range uint64(12) {
		n := 2 + 9*int(seed)
		a := shuffled(t, n, seed)
		m, err := precond.NewILUTP(a, &precond.ILUTSettings{DropTol: new(0.0), Fill: n, PermTol: []float64{0, 1}[seed%2]})
		require.NoError(t, err, "seed %d", seed)
		x, b, z := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range x {
			x[i] = math.Sin(float64(i + 1))
		}
		a.MulVec(b, x)
		require.NoError(t, m.Solve(z, b))
		// growth is small with pivots within a tenth of the largest
		assert.InDeltaSlice(t, x, z, 1e-10, "seed %d", seed)
		require.NoError(t, m.Solve(b, b))
		assert.Equal(t, z, b, "in place, seed %d", seed)
		a.MulVecTrans(b, x)
		require.NoError(t, m.SolveTrans(z, b))
		assert.InDeltaSlice(t, x, z, 1e-10, "transposed, seed %d", seed)
		require.NoError(t, m.SolveTrans(b, b))
		assert.Equal(t, z, b, "transposed in place, seed %d", seed)
		assert.Zero(t, testing.AllocsPerRun(3, func() { _ = m.Update(a) }))
		assert.Zero(t, testing.AllocsPerRun(3, func() { _ = m.Solve(z, b) }))
	}
}

// With dropping it still solves what ILUT cannot even factorize.
func TestILUTPTakesZeroDiagonals(t *testing.T) {
	a := shuffled(t, 400, 1)
	_, err := precond.NewILUT(a, nil)
	require.ErrorIs(t, err, precond.ErrZeroPivot)
	m, err := precond.NewILUTP(a, nil)
	require.NoError(t, err)
	b := make([]float64, 400)
	b[7] = 1
	res, err := linsolve.Solve(t.Context(), a, b, &linsolve.GMRES{}, &linsolve.Settings{Prec: m})
	require.NoError(t, err)
	assert.LessOrEqual(t, res.RelRes, 1e-8)
}

// Where no pivot is small ILUTP has the bits of ILUT.
func TestILUTPWithoutExchange(t *testing.T) {
	a := scattered(t, 200, 5, 3)
	p, err := precond.NewILUTP(a, nil)
	require.NoError(t, err)
	m, err := precond.NewILUT(a, nil)
	require.NoError(t, err)
	z, want := make([]float64, 200), make([]float64, 200)
	z[3], want[3] = 1, 1
	require.NoError(t, p.Solve(z, z))
	require.NoError(t, m.Solve(want, want))
	assert.Equal(t, want, z)
}

// Level 0 is ILU0 to the bit, every level multiplies to A on the pattern of A, and
// enough levels are LU.
func TestILUK(t *testing.T) {
	for _, name := range []string{"darcy_400.mtx", "convdiff_400.mtx"} {
		a := read(t, name)
		n, _ := a.Dims()
		b, z, want := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range b {
			b[i] = math.Sin(float64(i))
		}
		zero, err := precond.NewILUK(a, 0, nil)
		require.NoError(t, err)
		ilu0, err := precond.NewILU0(a, nil)
		require.NoError(t, err)
		require.NoError(t, zero.Solve(z, b))
		require.NoError(t, ilu0.Solve(want, b))
		assert.Equal(t, want, z, name)
		last, entries := math.MaxInt, 0
		for _, level := range []int{0, 1, 3, n} {
			m, err := precond.NewILUK(a, level, nil)
			require.NoError(t, err)
			assert.Greater(t, m.NNZ(), entries, "%s level %d", name, level)
			entries = m.NNZ()
			if level == 1 {
				def := product(t, m, n)
				a.DoNonZero(func(i, j int, v float64) {
					// two inversions of a well-conditioned M
					assert.InDelta(t, v, def.At(i, j), 1e-9*mat.Norm(def, math.Inf(1)), "%s %d,%d", name, i, j)
				})
			}
			res, err := linsolve.Solve(t.Context(), a, b, &linsolve.GMRES{}, &linsolve.Settings{Prec: m})
			require.NoError(t, err)
			assert.Less(t, res.Iter, last, "%s level %d", name, level)
			last = res.Iter
			assert.Zero(t, testing.AllocsPerRun(2, func() { _ = m.Update(a) }))
		}
		assert.Equal(t, 1, last, name)
	}
	_, err := precond.NewILUK(tridiagonal(t, 3), -1, nil)
	assert.ErrorIs(t, err, precond.ErrParam)
	// On a stencil of five points level 1 adds one entry to either side of a row:
	// the corners of the rectangle whose other corners it has.
	p := testfunc.Poisson2D(20)
	a, err := sparse.NewCSR(p.Rows, p.Cols, p.Ptr, p.Ind, p.Val)
	require.NoError(t, err)
	m, err := precond.NewILUK(a, 1, nil)
	require.NoError(t, err)
	assert.Equal(t, a.NNZ()+2*19*19, m.NNZ())
}

// Without dropping ICT is Cholesky's factorization; with it, better than IC0.
func TestICT(t *testing.T) {
	a := read(t, "darcy_400.mtx")
	n, _ := a.Dims()
	b := make([]float64, n)
	for i := range b {
		b[i] = math.Sin(float64(i))
	}
	count := func(m linsolve.Preconditioner) int {
		res, err := linsolve.Solve(t.Context(), a, b, &linsolve.CG{}, &linsolve.Settings{Prec: m})
		require.NoError(t, err)
		return res.Iter
	}
	complete, err := precond.NewICT(a, &precond.ILUTSettings{DropTol: new(0.0), Fill: n})
	require.NoError(t, err)
	assert.Zero(t, complete.Shift())
	assert.Equal(t, 1, count(complete))
	ic0, err := precond.NewIC0(a)
	require.NoError(t, err)
	m, err := precond.NewICT(a, nil)
	require.NoError(t, err)
	assert.Less(t, count(m), count(ic0))
	assert.Zero(t, testing.AllocsPerRun(2, func() { _ = m.Update(a) }))
	assert.Zero(t, testing.AllocsPerRun(2, func() { _ = m.Solve(b, b) }))

	// The complete factorization of Kershaw's matrix exists, and one that drops
	// its fill needs the shift of IC0.
	kershaw := csr(t, 4, 4, 3, -2, 0, 2, -2, 3, -2, 0, 0, -2, 3, -2, 2, 0, -2, 3)
	m, err = precond.NewICT(kershaw, &precond.ILUTSettings{DropTol: new(0.0)})
	require.NoError(t, err)
	assert.Zero(t, m.Shift())
	m, err = precond.NewICT(kershaw, &precond.ILUTSettings{DropTol: new(0.4)})
	require.NoError(t, err)
	assert.Positive(t, m.Shift())
	_, err = precond.NewICT(csr(t, 2, 2, 1, 3, 3, 1), nil)
	assert.ErrorIs(t, err, precond.ErrNotSPD)
	_, err = precond.NewICT(csr(t, 2, 2, -1, 0, 0, 1), nil)
	assert.ErrorIs(t, err, precond.ErrNotSPD)
	_, err = precond.NewICT(kershaw, &precond.ILUTSettings{Fill: -1})
	assert.ErrorIs(t, err, precond.ErrParam)
}
