// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

func randomVector(n int, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(1, seed))
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

func convectionDiffusion(t testing.TB, n int) *sparse.CSR {
	t.Helper()
	m := testfunc.ConvectionDiffusion2D(n, 40, 20)
	a, err := sparse.NewCSR(m.Rows, m.Cols, m.Ptr, m.Ind, m.Val)
	require.NoError(t, err)
	return a
}

// Products that prototypes of the step lists took on convection–diffusion 40²
// with a random right-hand side; another random vector moves them by a tenth.
func TestProductsOnConvectionDiffusion(t *testing.T) {
	a := convectionDiffusion(t, 40)
	for seed := range uint64(5) {
		b := randomVector(1600, seed)
		for name, c := range map[string]struct {
			method linsolve.Method
			want   float64
		}{
			"IDR(4)":      {&linsolve.IDR{}, 109},
			"BiCGStab(2)": {&linsolve.BiCGStabL{}, 132},
			"TFQMR":       {&linsolve.TFQMR{}, 146},
		} {
			res, err := linsolve.Solve(ctx, a, b, c.method, nil)
			require.NoError(t, err, name)
			assert.InEpsilon(t, c.want, float64(res.MatVecs), 0.15, "%s seed %d", name, seed)
		}
	}
}

// The right-hand side of ones on convection–diffusion makes textbook
// transpose-free recursions claim residuals that they do not have.
func TestNoFalseConvergence(t *testing.T) {
	for _, n := range []int{40, 100} {
		if n > 40 && testfunc.Slow() {
			continue // half a minute
		}
		a := convectionDiffusion(t, n)
		b := ones(n * n)
		ssor, err := precond.NewSSOR(a, 1)
		require.NoError(t, err)
		for name, method := range methods() {
			if forSymmetric(name) {
				continue // not symmetric
			}
			for _, m := range []linsolve.Preconditioner{nil, ssor} {
				if m != nil && needsTranspose(name) {
					continue
				}
				res, err := linsolve.Solve(ctx, a, b, method, &linsolve.Settings{Prec: m})
				if res.Status.Success() != (err == nil) {
					t.Errorf("%s: status %v with error %v", name, res.Status, err)
				}
				tr := trueResidual(a, b, res.X)
				assert.InEpsilon(t, tr, res.ResNorm, 1e-6, name)
				if err == nil {
					assert.LessOrEqual(t, tr, 1e-8*floats.Norm(b, 2)*(1+1e-9), name)
				}
				if m != nil {
					assert.NoError(t, err, "%s n=%d", name, n)
				}
			}
		}
	}
}

// Every method solves every kind of system that it is for, with and without a
// preconditioner, from a cold and a warm start.
func TestMethodsOnTheirKinds(t *testing.T) {
	spd := matrix(t, "darcy_400.mtx")
	indefinite := matrix(t, "helmholtz_400.mtx")
	general := matrix(t, "convdiff_400.mtx")
	kinds := map[string][]*sparse.CSR{
		"cg": {spd}, "cr": {spd}, "minres": {spd, indefinite}, "symmlq": {spd, indefinite}, "minresqlp": {spd, indefinite}, "rminres": {spd, indefinite},
		"lgmres": {spd, general}, "gmresdr": {spd, general}, "qmr": {spd, general}, "bicg": {spd, general}, "cgs": {spd, general}, "pipelinedcg": {spd}, "gmres": {spd, general}, "fgmres": {spd, general},
		"bicgstab": {spd, general}, "bicgstabl": {spd, general}, "tfqmr": {spd, general}, "idr": {spd, general},
		"conjugate": {spd}, "all directions": {spd}, "nil": {spd, indefinite, general},
	}
	for name, method := range methods() {
		require.NotEmpty(t, kinds[name], name)
		for k, a := range kinds[name] {
			n, _ := a.Dims()
			jacobi, err := precond.NewJacobi(a)
			require.NoError(t, err)
			exact := randomVector(n, 3)
			b := make([]float64, n)
			a.MulVec(b, exact)
			for _, m := range []linsolve.Preconditioner{nil, jacobi} {
				if a == indefinite && m != nil {
					continue // its diagonal is not positive
				}
				for _, x0 := range [][]float64{nil, randomVector(n, 4)} {
					res, err := linsolve.Solve(ctx, a, b, method, &linsolve.Settings{Prec: symmetricPrec(name, m), X0: x0, MaxIter: 20000})
					require.NoError(t, err, "%s kind %d", name, k)
					assert.LessOrEqual(t, trueResidual(a, b, res.X), 1e-8*floats.Norm(b, 2)*(1+1e-9), name)
				}
			}
		}
	}
}

// MINRES and CR minimise the residual over the same space as full GMRES, so on
// a definite system the three histories agree until rounding parts them.
func TestMinimalResidualMethodsAgree(t *testing.T) {
	a := poisson2D(t, 12)
	b := randomVector(144, 1)
	history := func(m linsolve.Method) []float64 {
		res, err := linsolve.Solve(ctx, a, b, m, &linsolve.Settings{History: true})
		require.NoError(t, err)
		return res.History
	}
	full := history(&linsolve.GMRES{Restart: 144})
	for name, h := range map[string][]float64{"minres": history(&linsolve.MINRES{}), "cr": history(&linsolve.CR{}),
		"fgmres": history(&linsolve.FGMRES{Restart: 144})} {
		for i := range 30 {
			assert.InEpsilon(t, full[i], h[i], 1e-6, "%s %d", name, i)
		}
	}
}

// The x of an inconsistent system minimises the residual: b − A·x is the part
// of b in the null space.
func TestMINRESOnInconsistentSystems(t *testing.T) {
	a := matrix(t, "graphlap_300.mtx") // A·1 = 0, and nothing else is mapped to 0
	b := randomVector(300, 1)
	mean := floats.Sum(b) / 300
	res, err := linsolve.Solve(ctx, a, b, &linsolve.MINRES{}, nil)
	require.ErrorIs(t, err, linsolve.ErrInconsistent)
	assert.Equal(t, linsolve.Inconsistent, res.Status)
	assert.InEpsilon(t, math.Abs(mean)*math.Sqrt(300), res.ResNorm, 1e-9)

	// ill-conditioned is not inconsistent
	a = matrix(t, "1138_bus.mtx")
	b = make([]float64, 1138)
	a.MulVec(b, ones(1138))
	_, err = linsolve.Solve(ctx, a, b, &linsolve.MINRES{}, &linsolve.Settings{MaxIter: 20000})
	assert.NoError(t, err)
}

// A preconditioner that changes from step to step, here CG to a loose
// tolerance, is what FGMRES is for.
func TestFGMRESWithAnInnerIteration(t *testing.T) {
	a := poisson2D(t, 40)
	b := ones(1600)
	inner := &linsolve.CG{}
	dst := make([]float64, 1600)
	prec := linsolve.PreconditionerFunc(func(z, r []float64) error {
		_, err := linsolve.Solve(ctx, a, r, inner, &linsolve.Settings{RelTol: 0.1, Dst: dst})
		copy(z, dst)
		return err
	})
	res, err := linsolve.Solve(ctx, a, b, &linsolve.FGMRES{}, &linsolve.Settings{Prec: prec, RelTol: 1e-10})
	require.NoError(t, err)
	assert.LessOrEqual(t, res.Iter, 14) // each step gains at least a factor of ten, but for the combination
	assert.LessOrEqual(t, trueResidual(a, b, res.X), 1e-10*40*(1+1e-9))
}

// Eigenvalues 0.1 ± iw: polynomials of degree one damp them hardly at all, one
// of degree two does.
func TestBiCGStabLNearTheImaginaryAxis(t *testing.T) {
	n := 400
	rotation := mat.NewDense(n, n, nil)
	for i := 0; i < n; i += 2 {
		w := 1 + float64(i)/float64(n)
		rotation.Set(i, i, 0.1)
		rotation.Set(i+1, i+1, 0.1)
		rotation.Set(i, i+1, -w)
		rotation.Set(i+1, i, w)
	}
	a, b := linsolve.FromMatrix(rotation), randomVector(n, 1)
	two, err := linsolve.Solve(ctx, a, b, &linsolve.BiCGStabL{}, nil)
	require.NoError(t, err)
	one, err := linsolve.Solve(ctx, a, b, &linsolve.BiCGStab{}, nil)
	if err == nil {
		assert.Greater(t, one.MatVecs, 2*two.MatVecs)
	}
}

func TestMethodParameters(t *testing.T) {
	a := poisson2D(t, 10)
	for text, m := range map[string]linsolve.Method{"Restart is -3": &linsolve.FGMRES{Restart: -3}, "S is -1": &linsolve.IDR{S: -1},
		"L is -1": &linsolve.BiCGStabL{L: -1}, "L is 21": &linsolve.BiCGStabL{L: 21}} {
		res, err := linsolve.Solve(ctx, a, ones(100), m, nil)
		assert.Nil(t, res)
		require.ErrorIs(t, err, linsolve.ErrParam)
		assert.ErrorContains(t, err, text)
	}
	for s := 1; s <= 8; s++ {
		_, err := linsolve.Solve(ctx, a, ones(100), &linsolve.IDR{S: s}, nil)
		assert.NoError(t, err, "IDR(%d)", s)
		_, err = linsolve.Solve(ctx, a, ones(100), &linsolve.BiCGStabL{L: s}, nil)
		assert.NoError(t, err, "BiCGStab(%d)", s)
	}
	// more shadow vectors or basis vectors than dimensions
	for _, m := range []linsolve.Method{&linsolve.IDR{S: 50}, &linsolve.GMRES{Restart: 500}, &linsolve.FGMRES{Restart: 500}} {
		_, err := linsolve.Solve(ctx, linsolve.FromMatrix(mat.NewDense(2, 2, []float64{2, 1, 0, 3})), []float64{1, 2}, m, nil)
		assert.NoError(t, err)
	}
}
