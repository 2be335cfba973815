// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

var ctx = context.Background()

func matrix(t testing.TB, name string) *sparse.CSR {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "testdata", "matrices", name))
	require.NoError(t, err)
	defer f.Close()
	a, err := sparse.ReadMatrixMarket(f)
	require.NoError(t, err)
	return a
}

func ones(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = 1
	}
	return x
}

// trueResidual returns ‖b − A·x‖₂ by a plain loop.
func trueResidual(a linsolve.Operator, b, x []float64) float64 {
	r := make([]float64, len(b))
	a.MulVec(r, x)
	floats.SubTo(r, b, r)
	return floats.Norm(r, 2)
}

// methods returns one fresh value of every method.
func methods() map[string]linsolve.Method {
	return map[string]linsolve.Method{"cg": &linsolve.CG{}, "minres": &linsolve.MINRES{}, "gmres": &linsolve.GMRES{},
		"fgmres": &linsolve.FGMRES{}, "cr": &linsolve.CR{}, "bicgstab": &linsolve.BiCGStab{}, "tfqmr": &linsolve.TFQMR{}, "bicgstabl": &linsolve.BiCGStabL{},
		"idr": &linsolve.IDR{}, "symmlq": &linsolve.SYMMLQ{}, "minresqlp": &linsolve.MINRESQLP{},
		"lgmres": &linsolve.LGMRES{}, "gmresdr": &linsolve.GMRESDR{}, "qmr": &linsolve.QMR{}, "bicg": &linsolve.BiCG{}, "cgs": &linsolve.CGS{},
		"pipelinedcg": &linsolve.PipelinedCG{}, "conjugate": &linsolve.ConjugateDirections{},
		"all directions": &linsolve.ConjugateDirections{Mem: linsolve.AllDirections}, "rminres": &linsolve.RMINRES{}, "nil": nil}
}

// forSymmetric says whether the method is for symmetric systems only.
func forSymmetric(name string) bool {
	return slices.Contains([]string{"cg", "cr", "minres", "symmlq", "minresqlp", "pipelinedcg", "conjugate", "all directions", "rminres"}, name)
}

// needsTranspose says whether the method multiplies by the transposes of A and M.
func needsTranspose(name string) bool { return name == "qmr" || name == "bicg" }

// selfTransposed is a preconditioner of which M is symmetric.
type selfTransposed struct{ linsolve.Preconditioner }

func (p selfTransposed) SolveTrans(dst, r []float64) error { return p.Solve(dst, r) }

// symmetricPrec makes a symmetric m fit for the method.
func symmetricPrec(name string, m linsolve.Preconditioner) linsolve.Preconditioner {
	if m == nil || !needsTranspose(name) {
		return m
	}
	return selfTransposed{m}
}

// Iteration counts equal those of an independent program.
func TestIterationCounts(t *testing.T) {
	data, err := os.ReadFile("testdata/iterations.json")
	require.NoError(t, err)
	var counts map[string]map[string]any
	require.NoError(t, json.Unmarshal(data, &counts))

	prec := map[string]func(a *sparse.CSR) (linsolve.Preconditioner, error){
		"cg":         func(*sparse.CSR) (linsolve.Preconditioner, error) { return nil, nil },
		"cg_jacobi":  func(a *sparse.CSR) (linsolve.Preconditioner, error) { return precond.NewJacobi(a) },
		"cg_ssor1.0": func(a *sparse.CSR) (linsolve.Preconditioner, error) { return precond.NewSSOR(a, 1) },
		"cg_ssor1.5": func(a *sparse.CSR) (linsolve.Preconditioner, error) { return precond.NewSSOR(a, 1.5) },
	}
	restart := map[string]int{"gmres10": 10, "gmres30": 30, "gmres60": 60}
	rows := 0
	for name, row := range counts {
		a := matrix(t, name+".mtx")
		b := ones(len(a.Diag(nil)))
		for key, val := range row {
			want, isCount := val.(float64)
			var method linsolve.Method
			set := linsolve.Settings{MaxIter: 20000, History: true}
			// The order of summation alone moves a count: CG on darcy_400 by
			// plain NumPy takes 202 to 206 iterations as sums are regrouped.
			tol := 1 + 0.015*want
			if build, ok := prec[key]; ok {
				m, err := build(a)
				require.NoError(t, err)
				set.Prec = m
				method = &linsolve.CG{}
			} else if m, ok := restart[key]; ok && isCount {
				method = &linsolve.GMRES{Restart: m}
				tol = 1 + 0.02*want
			} else {
				continue
			}
			rows++
			res, err := linsolve.Solve(ctx, a, b, method, &set)
			require.NoError(t, err, "%s %s", name, key)
			assert.InDelta(t, want, float64(res.Iter), tol, "%s %s", name, key)
			assert.LessOrEqual(t, trueResidual(a, b, res.X), 1e-8*floats.Norm(b, 2)*(1+1e-6))
			if key == "cg" {
				history := row["cg_history"].([]any)
				for i, h := range history[:min(len(history), 12)] {
					assert.InEpsilon(t, h.(float64), res.History[i], 1e-6, "%s history %d", name, i)
				}
			}
		}
	}
	assert.GreaterOrEqual(t, rows, 14)
}

// Solutions of systems solved in 60-digit arithmetic.
func TestExactSolutions(t *testing.T) {
	data, err := os.ReadFile("testdata/exact_solves.json")
	require.NoError(t, err)
	var systems map[string]struct {
		N       int
		A, B, X []float64
		Cond2   float64
	}
	require.NoError(t, json.Unmarshal(data, &systems))
	for _, name := range []string{"indef", "nonsym"} {
		s := systems[name]
		require.NotZero(t, s.N, name)
		a := linsolve.FromMatrix(mat.NewDense(s.N, s.N, s.A))
		// a residual below a few roundings of ‖A‖·‖x‖ cannot be had
		tol := 8 * 0x1p-52 * floats.Norm(s.A, 2) * floats.Norm(s.X, 2) / floats.Norm(s.B, 2)
		res, err := linsolve.Solve(ctx, a, s.B, &linsolve.GMRES{Restart: s.N}, &linsolve.Settings{RelTol: tol})
		require.NoError(t, err, name)
		// ‖x − x*‖/‖x*‖ ≤ cond·‖r‖/(‖A‖·‖x*‖)
		diff := floats.Distance(res.X, s.X, 2) / floats.Norm(s.X, 2)
		assert.LessOrEqual(t, diff, 8*0x1p-52*math.Sqrt(float64(s.N))*s.Cond2, name)
	}
}

// Real matrices, each by every method that suits it; success means the true
// residual.
func TestRealMatrices(t *testing.T) {
	for name, file := range map[string]string{"bus": "1138_bus.mtx", "dam": "bcsstk16.mtx.gz", "ani4": "ani4.mtx.gz"} {
		a := matrix(t, file)
		n, _ := a.Dims()
		b := make([]float64, n)
		a.MulVec(b, ones(n))
		jacobi, err := precond.NewJacobi(a)
		require.NoError(t, err)
		ssor, err := precond.NewSSOR(a, 1.2)
		require.NoError(t, err)
		for pname, m := range map[string]linsolve.Preconditioner{"jacobi": jacobi, "ssor": ssor} {
			res, err := linsolve.Solve(ctx, a, b, &linsolve.CG{}, &linsolve.Settings{Prec: m})
			require.NoError(t, err, "%s %s", name, pname)
			assert.Equal(t, linsolve.Converged, res.Status)
			tr := trueResidual(a, b, res.X)
			assert.LessOrEqual(t, tr, 1e-8*floats.Norm(b, 2)*(1+1e-9), "%s %s", name, pname)
			assert.InEpsilon(t, tr, res.ResNorm, 1e-6)
		}
	}
}

// A residual that the recurrence loses is never reported as reached: tolerances
// below what rounding allows end as Stagnated, with the residual that is true.
func TestUnreachableToleranceIsNotClaimed(t *testing.T) {
	a := matrix(t, "bcsstk16.mtx.gz")
	var fast linsolve.Operator = a
	if kernel.Active() > kernel.Portable {
		fast = sparse.Optimize(a)
	}
	n, _ := a.Dims()
	b := make([]float64, n)
	a.MulVec(b, ones(n))
	m, err := precond.NewJacobi(a)
	require.NoError(t, err)
	for name, method := range map[string]linsolve.Method{"cg": &linsolve.CG{}, "gmres": &linsolve.GMRES{Restart: 60}} {
		res, err := linsolve.Solve(ctx, a, b, method, &linsolve.Settings{RelTol: 1e-18, Prec: m, MaxIter: 1500})
		require.ErrorIs(t, err, linsolve.ErrNotConverged, name)
		// At the level of rounding a residual is what the product makes of it
		// that it was computed with: solves on a matrix as large use this form.
		assert.InEpsilon(t, trueResidual(fast, b, res.X), res.ResNorm, 1e-6, name)
		assert.Less(t, res.RelRes, 1e-4, name)
	}
}

func TestWarmStart(t *testing.T) {
	a := matrix(t, "darcy_400.mtx")
	n, _ := a.Dims()
	b := ones(n)
	first, err := linsolve.Solve(ctx, a, b, &linsolve.CG{}, &linsolve.Settings{RelTol: 1e-6})
	require.NoError(t, err)
	for name, method := range methods() {
		cold, err := linsolve.Solve(ctx, a, b, method, &linsolve.Settings{MaxIter: 5000})
		require.NoError(t, err, name)
		warm, err := linsolve.Solve(ctx, a, b, method, &linsolve.Settings{X0: first.X, MaxIter: 5000})
		require.NoError(t, err, name)
		assert.Less(t, warm.Iter, cold.Iter, name)
		again, err := linsolve.Solve(ctx, a, b, method, &linsolve.Settings{X0: cold.X})
		require.NoError(t, err, name)
		assert.Zero(t, again.Iter, name)
		assert.Equal(t, cold.X, again.X, name)
	}
}

func TestZeroRightSide(t *testing.T) {
	a := matrix(t, "poisson2d_100.mtx")
	b := make([]float64, 100)
	for name, method := range methods() {
		for _, x0 := range [][]float64{nil, ones(100), make([]float64, 100)} {
			res, err := linsolve.Solve(ctx, a, b, method, &linsolve.Settings{X0: x0})
			require.NoError(t, err, name)
			assert.Equal(t, linsolve.Converged, res.Status)
			assert.Zero(t, res.Iter)
			assert.Equal(t, b, res.X, name)
		}
	}
	// a guess that solves A·x = 0 exactly is kept
	singular := linsolve.FromFunc(2, func(dst, x []float64) { d := x[0] - x[1]; dst[0], dst[1] = d, -d })
	res, err := linsolve.Solve(ctx, singular, []float64{0, 0}, &linsolve.CG{}, &linsolve.Settings{X0: []float64{3, 3}})
	require.NoError(t, err)
	assert.Equal(t, []float64{3, 3}, res.X)
}

// Right-hand sides of any magnitude: the squares of these norms overflow or
// underflow.
func TestExtremeScales(t *testing.T) {
	a := matrix(t, "poisson2d_100.mtx")
	for _, scale := range []float64{1e-300, 1e-160, 1, 1e160, 1e300} {
		b := ones(100)
		floats.Scale(scale, b)
		for name, method := range methods() {
			res, err := linsolve.Solve(ctx, a, b, method, nil)
			require.NoError(t, err, "%s %g", name, scale)
			floats.Scale(1/scale, res.X)
			assert.LessOrEqual(t, trueResidual(a, ones(100), res.X), 1.01e-7, "%s %g", name, scale)
			warm, err := linsolve.Solve(ctx, a, b, method, &linsolve.Settings{X0: make([]float64, 100)})
			require.NoError(t, err)
			assert.Equal(t, res.Iter, warm.Iter)
		}
	}
}

func TestIndefiniteIsNamed(t *testing.T) {
	a := matrix(t, "helmholtz_400.mtx")
	n, _ := a.Dims()
	res, err := linsolve.Solve(ctx, a, ones(n), &linsolve.CG{}, nil)
	require.ErrorIs(t, err, linsolve.ErrNotSPD)
	var spd *linsolve.NotSPDError
	require.ErrorAs(t, err, &spd)
	assert.Equal(t, linsolve.NegativeCurvature, res.Status)
	assert.False(t, spd.Preconditioner)
	q := make([]float64, n)
	a.MulVec(q, spd.Direction)
	assert.Negative(t, floats.Dot(spd.Direction, q))
	assert.InEpsilon(t, floats.Dot(spd.Direction, q), spd.Curvature, 1e-9)
	assert.LessOrEqual(t, res.ResNorm, floats.Norm(ones(n), 2), "worse than the start")

	// a nil method goes on with GMRES
	res, err = linsolve.Solve(ctx, a, ones(n), nil, &linsolve.Settings{MaxIter: 20000})
	require.NoError(t, err)
	assert.LessOrEqual(t, trueResidual(a, ones(n), res.X), 1e-8*20.000001)

	// an indefinite preconditioner is told from an indefinite operator
	spdA := matrix(t, "poisson2d_100.mtx")
	_, err = linsolve.Solve(ctx, spdA, ones(100), &linsolve.CG{}, &linsolve.Settings{
		Prec: linsolve.PreconditionerFunc(func(dst, r []float64) error { floats.ScaleTo(dst, -1, r); return nil })})
	require.ErrorAs(t, err, &spd)
	assert.True(t, spd.Preconditioner)
}

// Singular systems: solved when consistent, never a success when not.
func TestSingularSystems(t *testing.T) {
	a := matrix(t, "graphlap_300.mtx")
	n, _ := a.Dims()
	r := rand.New(rand.NewPCG(1, 1))
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	consistent := make([]float64, n)
	a.MulVec(consistent, x)
	inconsistent := ones(n)
	for name, method := range map[string]linsolve.Method{"cg": &linsolve.CG{}, "gmres": &linsolve.GMRES{Restart: 300}} {
		res, err := linsolve.Solve(ctx, a, consistent, method, nil)
		require.NoError(t, err, name)
		assert.LessOrEqual(t, trueResidual(a, consistent, res.X), 1.01e-8*floats.Norm(consistent, 2), name)
		res, err = linsolve.Solve(ctx, a, inconsistent, method, &linsolve.Settings{MaxIter: 3000})
		require.Error(t, err, name)
		assert.False(t, res.Status.Success(), name)
		assert.LessOrEqual(t, res.Iter, 3000)
		assert.LessOrEqual(t, res.ResNorm, floats.Norm(inconsistent, 2)*(1+1e-12), name)
		assert.False(t, floats.HasNaN(res.X), name)
	}
	zero := linsolve.FromFunc(3, func(dst, _ []float64) { clear(dst) })
	for name, method := range methods() {
		res, err := linsolve.Solve(ctx, zero, []float64{1, 2, 3}, method, &linsolve.Settings{Symmetric: needsTranspose(name)})
		if name == "minres" || name == "minresqlp" || name == "rminres" { // those that can tell
			require.ErrorIs(t, err, linsolve.ErrInconsistent, name)
		} else {
			require.ErrorIs(t, err, linsolve.ErrBreakdown, name)
			assert.Equal(t, linsolve.Breakdown, res.Status)
		}
		assert.Equal(t, []float64{0, 0, 0}, res.X)
	}
}

func TestBadInput(t *testing.T) {
	a := matrix(t, "poisson2d_100.mtx")
	wide, err := sparse.NewCOO(2, 3).ToCSR()
	require.NoError(t, err)
	nan := ones(100)
	nan[17] = math.NaN()
	for name, c := range map[string]struct {
		a    linsolve.Operator
		b    []float64
		set  linsolve.Settings
		m    linsolve.Method
		is   error
		text string
	}{
		"nil operator":    {nil, ones(3), linsolve.Settings{}, nil, linsolve.ErrInput, "a is nil"},
		"not square":      {wide, ones(2), linsolve.Settings{}, nil, linsolve.ErrShape, "a is 2×3"},
		"empty":           {linsolve.FromFunc(0, nil), nil, linsolve.Settings{}, nil, linsolve.ErrShape, "0×0"},
		"short b":         {a, ones(99), linsolve.Settings{}, nil, linsolve.ErrShape, "b has 99 elements, want 100"},
		"NaN in b":        {a, nan, linsolve.Settings{}, nil, linsolve.ErrNotFinite, "b[17] is NaN"},
		"NaN in X0":       {a, ones(100), linsolve.Settings{X0: nan}, nil, linsolve.ErrNotFinite, "X0[17]"},
		"short X0":        {a, ones(100), linsolve.Settings{X0: ones(3)}, nil, linsolve.ErrShape, "X0 has 3"},
		"short Dst":       {a, ones(100), linsolve.Settings{Dst: ones(3)}, nil, linsolve.ErrShape, "Dst has 3"},
		"negative RelTol": {a, ones(100), linsolve.Settings{RelTol: -1}, nil, linsolve.ErrParam, "RelTol is -1"},
		"NaN AbsTol":      {a, ones(100), linsolve.Settings{AbsTol: math.NaN()}, nil, linsolve.ErrParam, "AbsTol is NaN"},
		"MaxIter":         {a, ones(100), linsolve.Settings{MaxIter: -2}, nil, linsolve.ErrParam, "MaxIter is -2"},
		"MaxTime":         {a, ones(100), linsolve.Settings{MaxTime: -2}, nil, linsolve.ErrParam, "MaxTime"},
		"Workers":         {a, ones(100), linsolve.Settings{Workers: -1}, nil, linsolve.ErrParam, "Workers is -1"},
		"Restart":         {a, ones(100), linsolve.Settings{}, &linsolve.GMRES{Restart: -1}, linsolve.ErrParam, "Restart is -1"},
		"Mem":             {a, ones(100), linsolve.Settings{}, &linsolve.ConjugateDirections{Mem: -3}, linsolve.ErrParam, "Mem is -3"},
	} {
		res, err := linsolve.Solve(ctx, c.a, c.b, c.m, &c.set)
		assert.Nil(t, res, name)
		assert.ErrorIs(t, err, c.is, name)
		assert.ErrorIs(t, err, linsolve.ErrInput, name)
		assert.ErrorContains(t, err, c.text, name)
	}
}

// NaN and Inf out of the operator or the preconditioner end a solve with an
// error, whenever they appear.
func TestNotFiniteOnTheWay(t *testing.T) {
	a := matrix(t, "poisson2d_100.mtx")
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for after := range 4 {
			for name, method := range methods() {
				count := 0
				op := linsolve.FromFunc(100, func(dst, x []float64) {
					a.MulVec(dst, x)
					if count++; count > after {
						dst[3] = bad
					}
				})
				res, err := linsolve.Solve(ctx, op, ones(100), method, &linsolve.Settings{Symmetric: true})
				require.Error(t, err, "%s %v %d", name, bad, after)
				assert.ErrorIs(t, err, linsolve.ErrBreakdown)
				assert.ErrorIs(t, err, linsolve.ErrNotFinite)
				assert.False(t, floats.HasNaN(res.X))
				count = 0
				prec := linsolve.PreconditionerFunc(func(dst, r []float64) error {
					copy(dst, r)
					if count++; count > after {
						dst[3] = bad
					}
					return nil
				})
				res, err = linsolve.Solve(ctx, a, ones(100), method, &linsolve.Settings{Prec: symmetricPrec(name, prec)})
				require.Error(t, err, "%s %v %d", name, bad, after)
				assert.ErrorIs(t, err, linsolve.ErrNotFinite)
				assert.False(t, floats.HasNaN(res.X))
			}
		}
	}
	broken := errors.New("pump failed")
	_, err := linsolve.Solve(ctx, a, ones(100), nil, &linsolve.Settings{
		Prec: linsolve.PreconditionerFunc(func(_, _ []float64) error { return broken })})
	assert.ErrorIs(t, err, broken)
	assert.ErrorIs(t, err, linsolve.ErrBreakdown)
}
