// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

func blockMethods() map[string]linsolve.BlockMethod {
	return map[string]linsolve.BlockMethod{"cg": &linsolve.BlockCG{}, "gmres": &linsolve.BlockGMRES{}, "nil": nil}
}

// randomRows returns s random rows of length n.
func randomRows(s, n int, seed uint64) *mat.Dense {
	return mat.NewDense(s, n, randomVector(s*n, seed))
}

// requireSolved checks every row against the definition of convergence.
func requireSolved(t *testing.T, a linsolve.Operator, b *mat.Dense, res *linsolve.BlockResult, err error, tol float64, name string) {
	t.Helper()
	require.NoError(t, err, name)
	rows, _ := b.Dims()
	for j := range rows {
		require.Equal(t, linsolve.Converged, res.Status[j], "%s row %d", name, j)
		norm := floats.Norm(b.RawRowView(j), 2)
		r := trueResidual(a, b.RawRowView(j), res.X.RawRowView(j))
		require.LessOrEqual(t, r, tol*norm*(1+1e-9), "%s row %d", name, j)
		require.InDelta(t, r, res.ResNorm[j], 1e-9*tol*norm+1e-13*norm, "%s row %d", name, j)
		if norm > 0 {
			require.InDelta(t, res.ResNorm[j]/norm, res.RelRes[j], 1e-15, "%s row %d", name, j)
		}
	}
}

// An independent program takes 76 block steps for 6 right-hand sides and 121 to 127
// iterations for each alone.
func TestBlockCGCounts(t *testing.T) {
	a := poisson2D(t, 40)
	b := randomRows(6, 1600, 1)
	res, err := linsolve.SolveBlock(ctx, a, b, &linsolve.BlockCG{}, nil)
	requireSolved(t, a, b, res, err, 1e-8, "block")
	assert.InDelta(t, 76, res.Iter, 3) // other right-hand sides
	alone := 0
	for j := range 6 {
		one, err := linsolve.Solve(ctx, a, b.RawRowView(j), &linsolve.CG{}, nil)
		require.NoError(t, err)
		alone += one.MatVecs
	}
	t.Log(res.Iter, res.MatVecs, alone)
	assert.Less(t, float64(res.MatVecs), 0.68*float64(alone))
}

// Every row is solved, with and without a preconditioner, for symmetric and other
// matrices, from a guess too.
func TestSolveBlock(t *testing.T) {
	poisson := poisson2D(t, 30)
	convection := matrix(t, "convdiff_400.mtx")
	for name, method := range blockMethods() {
		for _, a := range []*sparse.CSR{poisson, convection} {
			if name == "cg" && !a.IsSymmetric() {
				continue
			}
			n, _ := a.Dims()
			ilu, err := precond.NewILU0(a, nil)
			require.NoError(t, err)
			jacobi, err := precond.NewJacobi(a)
			require.NoError(t, err)
			b := randomRows(5, n, 7)
			for _, m := range []linsolve.Preconditioner{nil, jacobi, ilu} {
				label := fmt.Sprintf("%s %d %T", name, n, m)
				res, err := linsolve.SolveBlock(ctx, a, b, method, &linsolve.BlockSettings{Prec: m})
				requireSolved(t, a, b, res, err, 1e-8, label)
				again, err := linsolve.SolveBlock(ctx, a, b, method, &linsolve.BlockSettings{Prec: m, X0: res.X, RelTol: 1e-12})
				requireSolved(t, a, b, again, err, 1e-12, label)
				assert.LessOrEqual(t, again.Iter, 2*res.Iter, label)
				hidden := linsolve.FromFunc(n, a.MulVec) // one vector after the other
				other, err := linsolve.SolveBlock(ctx, hidden, b, method, &linsolve.BlockSettings{Prec: m, Symmetric: a.IsSymmetric()})
				require.NoError(t, err)
				assert.Equal(t, res.X.RawMatrix().Data, other.X.RawMatrix().Data, label)
				assert.Equal(t, res.MatVecs, other.MatVecs)
			}
		}
	}
}

// Zero, equal and dependent rows, rows solved from the start and more rows than unknowns.
func TestSolveBlockDependentRows(t *testing.T) {
	a := poisson2D(t, 12)
	const n = 144
	ssor, err := precond.NewSSOR(a, 1.2)
	require.NoError(t, err)
	b := randomRows(8, n, 3)
	clear(b.RawRowView(1))
	copy(b.RawRowView(2), b.RawRowView(0))
	floats.ScaleTo(b.RawRowView(3), -1e5, b.RawRowView(0))
	floats.AddScaledTo(b.RawRowView(4), b.RawRowView(0), 2, b.RawRowView(5))
	floats.AddScaledTo(b.RawRowView(6), b.RawRowView(5), 1e-10, b.RawRowView(7)) // nearly dependent
	for name, method := range blockMethods() {
		for _, m := range []linsolve.Preconditioner{nil, ssor} {
			for _, tol := range []float64{1e-3, 1e-8, 1e-12} {
				label := fmt.Sprintf("%s %v %g", name, m != nil, tol)
				res, err := linsolve.SolveBlock(ctx, a, b, method, &linsolve.BlockSettings{Prec: m, RelTol: tol})
				requireSolved(t, a, b, res, err, tol, label)
				assert.Equal(t, make([]float64, n), res.X.RawRowView(1))
				// three dimensions and a nearly dependent one
				assert.LessOrEqual(t, res.MatVecs, 4*res.Iter+8*(res.Replacements+2)+res.Iter, label)
			}
			// a row that the guess solves
			x0 := mat.NewDense(8, n, nil)
			exact, err := linsolve.Solve(ctx, a, b.RawRowView(5), nil, &linsolve.Settings{RelTol: 1e-13})
			require.NoError(t, err)
			x0.SetRow(5, exact.X)
			res, err := linsolve.SolveBlock(ctx, a, b, method, &linsolve.BlockSettings{Prec: m, X0: x0})
			requireSolved(t, a, b, res, err, 1e-8, name)
			assert.Equal(t, exact.X, res.X.RawRowView(5))
		}
		small := poisson2D(t, 3)
		many := randomRows(25, 9, 4)
		res, err := linsolve.SolveBlock(ctx, small, many, method, nil)
		requireSolved(t, small, many, res, err, 1e-8, name)
		assert.LessOrEqual(t, res.Iter, 3)
		res, err = linsolve.SolveBlock(ctx, small, mat.NewDense(2, 9, nil), method, nil)
		require.NoError(t, err)
		assert.Zero(t, res.Iter)
		one := tridiagonal(1, 0, 2, 0)
		res, err = linsolve.SolveBlock(ctx, one, mat.NewDense(3, 1, []float64{4, 0, -6}), method, nil)
		require.NoError(t, err, name)
		assert.Equal(t, []float64{2, 0, -3}, res.X.RawMatrix().Data)
	}
}

// Full block GMRES ends in ⌈n/s⌉ steps, and on one right-hand side it is GMRES.
func TestBlockGMRESProperties(t *testing.T) {
	a := matrix(t, "convdiff_400.mtx")
	b := randomRows(8, 400, 2)
	res, err := linsolve.SolveBlock(ctx, a, b, &linsolve.BlockGMRES{Restart: 100}, &linsolve.BlockSettings{RelTol: 1e-9})
	requireSolved(t, a, b, res, err, 1e-9, "full")
	assert.LessOrEqual(t, res.Iter, 51)
	assert.Zero(t, res.Replacements)
	single := mat.NewDense(1, 400, b.RawRowView(0))
	res, err = linsolve.SolveBlock(ctx, a, single, &linsolve.BlockGMRES{}, nil)
	requireSolved(t, a, single, res, err, 1e-8, "one")
	want, err := linsolve.Solve(ctx, a, b.RawRowView(0), &linsolve.GMRES{}, nil)
	require.NoError(t, err)
	assert.InDelta(t, want.Iter, res.Iter, 1+0.02*float64(want.Iter)) // another order of operations
	one, err := linsolve.Solve(ctx, poisson2D(t, 20), randomVector(400, 5), &linsolve.CG{}, nil)
	require.NoError(t, err)
	cg, err := linsolve.SolveBlock(ctx, poisson2D(t, 20), mat.NewDense(1, 400, randomVector(400, 5)), &linsolve.BlockCG{}, nil)
	require.NoError(t, err)
	assert.InDelta(t, one.Iter, cg.Iter, 1+0.02*float64(one.Iter))
}

// What is not positive definite is said so with a direction, and a nil method goes on.
func TestSolveBlockIndefinite(t *testing.T) {
	diag := ones(60)
	for i := range diag {
		diag[i] = float64(i) - 9.5
	}
	a := linsolve.FromFunc(60, func(dst, x []float64) { floats.MulTo(dst, diag, x) })
	b := randomRows(3, 60, 1)
	res, err := linsolve.SolveBlock(ctx, a, b, &linsolve.BlockCG{}, nil)
	var spd *linsolve.NotSPDError
	require.ErrorAs(t, err, &spd)
	ad := make([]float64, 60)
	a.MulVec(ad, spd.Direction)
	assert.Negative(t, floats.Dot(ad, spd.Direction))
	assert.InEpsilon(t, spd.Curvature, floats.Dot(ad, spd.Direction), 1e-6)
	assert.Equal(t, linsolve.NegativeCurvature, res.Status[2])
	res, err = linsolve.SolveBlock(ctx, a, b, nil, &linsolve.BlockSettings{Symmetric: true})
	requireSolved(t, a, b, res, err, 1e-8, "nil")
	minus := linsolve.PreconditionerFunc(func(dst, r []float64) error { floats.ScaleTo(dst, -1, r); return nil })
	p := poisson2D(t, 8)
	_, err = linsolve.SolveBlock(ctx, p, randomRows(2, 64, 1), &linsolve.BlockCG{}, &linsolve.BlockSettings{Prec: minus})
	require.ErrorAs(t, err, &spd)
	assert.True(t, spd.Preconditioner)
	res, err = linsolve.SolveBlock(ctx, p, randomRows(2, 64, 1), nil, &linsolve.BlockSettings{Prec: minus})
	requireSolved(t, p, randomRows(2, 64, 1), res, err, 1e-8, "nil, preconditioner")
}

// Rows of any size, of very different sizes too, and matrices of any.
func TestSolveBlockScales(t *testing.T) {
	for name, method := range blockMethods() {
		for _, size := range []float64{1e-300, 1e-160, 1, 1e160, 1e300} {
			a := poisson2D(t, 8)
			b := randomRows(4, 64, 2)
			floats.Scale(size, b.RawRowView(0))
			floats.Scale(1/size, b.RawRowView(1))
			floats.Scale(1e-8, b.RawRowView(2))
			res, err := linsolve.SolveBlock(ctx, a, b, method, nil)
			require.NoError(t, err, "%s %g", name, size)
			for j := range 4 {
				scaled := floats.ScaleTo(make([]float64, 64), 1/floats.Norm(b.RawRowView(j), 2), b.RawRowView(j))
				x := floats.ScaleTo(make([]float64, 64), 1/floats.Norm(b.RawRowView(j), 2), res.X.RawRowView(j))
				assert.LessOrEqual(t, trueResidual(a, scaled, x), 1e-8*(1+1e-6), "%s %g row %d", name, size, j)
			}
		}
		// a solution out of range is no success
		a := tridiagonal(3, -1e200, 4e200, -1e200)
		res, err := linsolve.SolveBlock(ctx, a, mat.NewDense(1, 3, []float64{1e-200, 2e-200, 3e-200}), method, nil)
		require.Error(t, err, name)
		assert.NotEqual(t, linsolve.Converged, res.Status[0])
	}
}

func TestSolveBlockNotFinite(t *testing.T) {
	b := randomRows(3, 20, 1)
	for name, method := range blockMethods() {
		calls := 0
		bad := linsolve.FromFunc(20, func(dst, x []float64) {
			floats.ScaleTo(dst, 2, x)
			dst[3] += x[4]
			if calls++; calls > 4 {
				dst[7] = math.NaN()
			}
		})
		res, err := linsolve.SolveBlock(ctx, bad, b, method, &linsolve.BlockSettings{RelTol: 1e-12})
		require.ErrorIs(t, err, linsolve.ErrBreakdown, name)
		require.ErrorIs(t, err, linsolve.ErrNotFinite, name)
		assert.False(t, floats.HasNaN(res.X.RawMatrix().Data))
		for j := range 3 {
			assert.Equal(t, linsolve.Breakdown, res.Status[j])
		}
		all := linsolve.FromFunc(20, func(dst, _ []float64) { dst[0] = math.Inf(1) })
		_, err = linsolve.SolveBlock(ctx, all, mat.NewDense(2, 20, nil), method, nil)
		require.ErrorIs(t, err, linsolve.ErrNotFinite, "%s: also when there is nothing to do", name)
		wrong := errors.New("no inverse")
		prec := linsolve.PreconditionerFunc(func(_, _ []float64) error { return wrong })
		_, err = linsolve.SolveBlock(ctx, poisson2D(t, 5), randomRows(2, 25, 1), method, &linsolve.BlockSettings{Prec: prec})
		require.ErrorIs(t, err, wrong, name)
		nan := linsolve.PreconditionerFunc(func(dst, _ []float64) error { dst[0] = math.NaN(); return nil })
		_, err = linsolve.SolveBlock(ctx, poisson2D(t, 5), randomRows(2, 25, 1), method, &linsolve.BlockSettings{Prec: nan})
		require.ErrorIs(t, err, linsolve.ErrNotFinite, name)
	}
}

// A singular system is no success for the rows without a solution, and one for the others.
func TestSolveBlockSingular(t *testing.T) {
	diag := ones(40)
	for i := range diag {
		diag[i] = float64(i % 8)
	}
	a := linsolve.FromFunc(40, func(dst, x []float64) { floats.MulTo(dst, diag, x) })
	b := randomRows(3, 40, 1)
	for i := range 40 {
		if diag[i] == 0 {
			b.Set(0, i, 0)
			b.Set(2, i, 0)
		}
	}
	for name, method := range blockMethods() {
		res, err := linsolve.SolveBlock(ctx, a, b, method, &linsolve.BlockSettings{Symmetric: true, MaxIter: 200})
		require.Error(t, err, name)
		assert.NotEqual(t, linsolve.Converged, res.Status[1], name)
		assert.InDelta(t, trueResidual(a, b.RawRowView(1), res.X.RawRowView(1)), res.ResNorm[1], 1e-9, name)
		assert.LessOrEqual(t, res.ResNorm[1], floats.Norm(b.RawRowView(1), 2)*(1+1e-12))
		consistent := mat.NewDense(2, 40, append(append([]float64(nil), b.RawRowView(0)...), b.RawRowView(2)...))
		res, err = linsolve.SolveBlock(ctx, a, consistent, method, &linsolve.BlockSettings{Symmetric: true})
		requireSolved(t, a, consistent, res, err, 1e-8, name)
	}
}

func TestSolveBlockContextAndLimits(t *testing.T) {
	a := poisson2D(t, 40)
	b := randomRows(4, 1600, 1)
	for name, method := range blockMethods() {
		canceled, cancel := context.WithCancel(ctx)
		cancel()
		res, err := linsolve.SolveBlock(canceled, a, b, method, nil)
		require.ErrorIs(t, err, context.Canceled, name)
		assert.Equal(t, make([]float64, 4*1600), res.X.RawMatrix().Data)
		assert.Equal(t, linsolve.Canceled, res.Status[3])

		res, err = linsolve.SolveBlock(ctx, a, b, method, &linsolve.BlockSettings{MaxIter: 20})
		require.ErrorIs(t, err, linsolve.ErrNotConverged, name)
		assert.Equal(t, 20, res.Iter)
		for j := range 4 {
			assert.Equal(t, linsolve.MaxIter, res.Status[j])
			assert.InEpsilon(t, trueResidual(a, b.RawRowView(j), res.X.RawRowView(j)), res.ResNorm[j], 1e-9)
			assert.Less(t, res.RelRes[j], 1.0)
		}
		res, err = linsolve.SolveBlock(ctx, a, b, method, &linsolve.BlockSettings{MaxTime: time.Nanosecond})
		require.ErrorIs(t, err, linsolve.ErrNotConverged, name)
		assert.Equal(t, linsolve.TimeLimit, res.Status[0])
		enough := errors.New("enough")
		res, err = linsolve.SolveBlock(ctx, a, b, method, &linsolve.BlockSettings{Recorder: func(p linsolve.BlockProgress) error {
			assert.Len(t, p.ResNorm, 4)
			assert.Equal(t, 4*p.Iter, p.MatVecs)
			if p.Iter == 3 {
				return enough
			}
			return nil
		}})
		require.ErrorIs(t, err, enough, name)
		assert.Equal(t, linsolve.Stopped, res.Status[1])
		assert.Equal(t, 3, res.Iter)
		_, err = linsolve.SolveBlock(ctx, a, b, method, nil) // the method value is still good
		assert.NoError(t, err)
	}
}

func TestSolveBlockBadInput(t *testing.T) {
	a := poisson2D(t, 4)
	b := randomRows(2, 16, 1)
	nan := randomRows(2, 16, 1)
	nan.Set(1, 3, math.NaN())
	for name, c := range map[string]struct {
		a    linsolve.Operator
		b    *mat.Dense
		m    linsolve.BlockMethod
		set  *linsolve.BlockSettings
		want error
	}{
		"nil a": {nil, b, nil, nil, linsolve.ErrInput}, "nil b": {a, nil, nil, nil, linsolve.ErrShape},
		"empty b": {a, &mat.Dense{}, nil, nil, linsolve.ErrShape}, "columns": {a, randomRows(2, 15, 1), nil, nil, linsolve.ErrShape},
		"NaN":     {a, nan, nil, nil, linsolve.ErrNotFinite},
		"X0":      {a, b, nil, &linsolve.BlockSettings{X0: randomRows(3, 16, 1)}, linsolve.ErrShape},
		"X0 NaN":  {a, b, nil, &linsolve.BlockSettings{X0: nan}, linsolve.ErrNotFinite},
		"Dst":     {a, b, nil, &linsolve.BlockSettings{Dst: randomRows(2, 15, 1)}, linsolve.ErrShape},
		"RelTol":  {a, b, nil, &linsolve.BlockSettings{RelTol: -1}, linsolve.ErrParam},
		"MaxIter": {a, b, nil, &linsolve.BlockSettings{MaxIter: -1}, linsolve.ErrParam},
		"Restart": {a, b, &linsolve.BlockGMRES{Restart: -1}, nil, linsolve.ErrParam},
	} {
		res, err := linsolve.SolveBlock(ctx, c.a, c.b, c.m, c.set)
		require.ErrorIs(t, err, c.want, name)
		require.ErrorIs(t, err, linsolve.ErrInput, name)
		assert.Nil(t, res, name)
	}
}

// The bits of a result do not depend on the number of workers.
func TestSolveBlockSameBitsForAnyWorkers(t *testing.T) {
	a := poisson2D(t, 200)
	b := randomRows(5, 40000, 1)
	limit := 12
	if testfunc.Slow() {
		limit = 5
	}
	ssor, err := precond.NewSSOR(a, 1.5)
	require.NoError(t, err)
	for name, method := range blockMethods() {
		for _, m := range []linsolve.Preconditioner{nil, ssor} {
			var want *linsolve.BlockResult
			for _, w := range []int{1, 2, 7} {
				res, err := linsolve.SolveBlock(ctx, a, b, method, &linsolve.BlockSettings{MaxIter: limit, Workers: w, Prec: m})
				require.ErrorIs(t, err, linsolve.ErrNotConverged)
				if want == nil {
					want = res
				}
				assert.True(t, slices.Equal(want.X.RawMatrix().Data, res.X.RawMatrix().Data), "%s workers %d", name, w)
			}
		}
	}
}

// The second solve of the same shape into Dst allocates nothing.
func TestSecondSolveBlockAllocatesNothing(t *testing.T) {
	if testfunc.Race {
		t.Skip("the race detector makes pools forget")
	}
	for _, size := range []int{20, 150} {
		a := poisson2D(t, size)
		n, _ := a.Dims()
		b := randomRows(5, n, 1)
		jacobi, err := precond.NewJacobi(a)
		require.NoError(t, err)
		for name, method := range blockMethods() {
			if method == nil {
				continue
			}
			for _, m := range []linsolve.Preconditioner{nil, jacobi} {
				set := &linsolve.BlockSettings{Dst: mat.NewDense(5, n, nil), Prec: m, RelTol: 0.2, Workers: 2}
				solve := func() {
					if _, err := linsolve.SolveBlock(ctx, a, b, method, set); err != nil {
						t.Fatal(err)
					}
				}
				solve()
				assert.Less(t, testing.AllocsPerRun(5, solve), 1.0, "%s n=%d", name, n)
			}
		}
	}
}

// Without Dst the result is the caller's; Dst may be b or X0.
func TestSolveBlockOwnership(t *testing.T) {
	a := poisson2D(t, 10)
	b := randomRows(3, 100, 1)
	for name, method := range blockMethods() {
		first, err := linsolve.SolveBlock(ctx, a, b, method, nil)
		require.NoError(t, err)
		x, norms := mat.DenseCopyOf(first.X), slices.Clone(first.ResNorm)
		_, err = linsolve.SolveBlock(ctx, a, randomRows(3, 100, 9), method, &linsolve.BlockSettings{RelTol: 1e-2})
		require.NoError(t, err)
		assert.Equal(t, x.RawMatrix().Data, first.X.RawMatrix().Data, name)
		assert.Equal(t, norms, first.ResNorm, name)
		inPlace := mat.DenseCopyOf(b)
		res, err := linsolve.SolveBlock(ctx, a, inPlace, method, &linsolve.BlockSettings{Dst: inPlace})
		require.NoError(t, err)
		assert.Same(t, inPlace, res.X)
		assert.Equal(t, x.RawMatrix().Data, inPlace.RawMatrix().Data, name)
		x0 := randomRows(3, 100, 4)
		start := mat.DenseCopyOf(x0)
		_, err = linsolve.SolveBlock(ctx, a, b, method, &linsolve.BlockSettings{X0: x0, Dst: x0, RelTol: 1e-9})
		require.NoError(t, err)
		want, err := linsolve.SolveBlock(ctx, a, b, method, &linsolve.BlockSettings{X0: start, RelTol: 1e-9})
		require.NoError(t, err)
		assert.Equal(t, want.X.RawMatrix().Data, x0.RawMatrix().Data, name)
	}
}

func FuzzSolveBlock(f *testing.F) {
	f.Add(uint8(3), uint8(2), 1.0, -0.3, 1.0, 1e-8)
	f.Add(uint8(1), uint8(9), 0.0, 0.0, 0.0, 0.0)
	f.Add(uint8(5), uint8(3), math.NaN(), math.Inf(1), 5e-324, 1e-3)
	f.Add(uint8(9), uint8(4), 1e300, -1e300, 1e300, 1e-5)
	f.Add(uint8(7), uint8(12), 1e-300, 1e-310, 1e-300, math.Inf(-1))
	f.Fuzz(func(t *testing.T, size, rows uint8, diag, off, rhs, tol float64) {
		n, s := int(size%16)+1, int(rows%20)+1
		op := linsolve.FromFunc(n, func(dst, x []float64) {
			for i := range dst {
				dst[i] = diag * x[i]
				if i > 0 {
					dst[i] += off * x[i-1]
				}
				if i+1 < n {
					dst[i] += off * x[i+1]
				}
			}
		})
		b := mat.NewDense(s, n, nil)
		for i := range s {
			for j := range n {
				b.Set(i, j, rhs*float64((i*j)%5))
			}
		}
		limit, cancel := context.WithTimeout(ctx, 20*time.Second)
		defer cancel()
		for name, method := range blockMethods() {
			res, err := linsolve.SolveBlock(limit, op, b, method, &linsolve.BlockSettings{RelTol: tol, MaxIter: 200, Symmetric: true})
			if errors.Is(err, context.DeadlineExceeded) {
				t.Fatal(name, "200 steps of a small system took twenty seconds")
			}
			if res != nil && floats.HasNaN(res.X.RawMatrix().Data) {
				t.Fatal(name, "NaN in a solution")
			}
			if err != nil {
				continue
			}
			for i := range s {
				target := max(tol, 0) * floats.Norm(b.RawRowView(i), 2)
				if tol == 0 {
					target = 1e-8 * floats.Norm(b.RawRowView(i), 2)
				}
				if got := trueResidual(op, b.RawRowView(i), res.X.RawRowView(i)); !(got <= target*(1+1e-6)+1e-300) {
					t.Fatalf("%s: success with a true residual of %g over the target %g", name, got, target)
				}
			}
		}
	})
}

// Right-hand sides that share a matrix are solved together.
func ExampleSolveBlock() {
	a := poisson(100)
	b := mat.NewDense(3, 100, nil) // a right-hand side a row
	for i := range 100 {
		b.Set(0, i, 1)
		b.Set(1, i, float64(i))
		b.Set(2, i, math.Sin(float64(i)))
	}
	res, err := linsolve.SolveBlock(context.Background(), a, b, &linsolve.BlockCG{}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(res.Status)
	fmt.Printf("%.4f\n", res.X.At(0, 50))
	// Output:
	// [Converged Converged Converged]
	// 1275.0000
}
