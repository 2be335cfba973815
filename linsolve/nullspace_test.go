// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"

	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// neumann returns the 5-point Laplacian on m×m cells with no flow through the
// boundary, copies of it on the diagonal.
func neumann(m, copies int) *sparse.CSR {
	n := m * m
	a := sparse.NewCOO(copies*n, copies*n)
	edge := func(i, j int) {
		a.Add(i, i, 1)
		a.Add(j, j, 1)
		a.Add(i, j, -1)
		a.Add(j, i, -1)
	}
	for c := range copies {
		for i := range n {
			if i%m+1 < m {
				edge(c*n+i, c*n+i+1)
			}
			if i+m < n {
				edge(c*n+i, c*n+i+m)
			}
		}
	}
	return csr(a)
}

// constants returns vectors that span the null space of copies grids with n
// cells each, and are not orthogonal.
func constants(n, copies int) [][]float64 {
	basis := make([][]float64, copies)
	for k := range basis {
		basis[k] = make([]float64, copies*n)
		for i := range (k + 1) * n {
			basis[k][i] = 1e200 * float64(k+1) // whose squares overflow
		}
	}
	return basis
}

// mean returns the greatest mean over one of the grids, in magnitude.
func mean(x []float64, copies int) (greatest float64) {
	n := len(x) / copies
	for k := range copies {
		greatest = max(greatest, math.Abs(floats.Sum(x[k*n:(k+1)*n]))/float64(n))
	}
	return greatest
}

func TestNullSpaceNeumann(t *testing.T) {
	const m = 24
	for _, copies := range []int{1, 2} {
		a := neumann(m, copies)
		n, _ := a.Dims()
		null := constants(m*m, copies)
		want := randomVector(n, 3)
		for k := range copies {
			part := want[k*m*m : (k+1)*m*m]
			floats.AddConst(-floats.Sum(part)/float64(m*m), part)
		}
		b := make([]float64, n)
		a.MulVec(b, want)
		ssor, err := precond.NewSSOR(a, 1.5)
		require.NoError(t, err)
		guess := randomVector(n, 4)
		for name, method := range methods() {
			for _, p := range []linsolve.Preconditioner{nil, ssor} {
				for _, x0 := range [][]float64{nil, guess} {
					label := fmt.Sprint(name, copies, p != nil, x0 != nil)
					set := linsolve.Settings{RelTol: 1e-10, NullSpace: null, Prec: symmetricPrec(name, p), X0: x0, Symmetric: true}
					res, err := linsolve.Solve(ctx, a, b, method, &set)
					require.NoError(t, err, label)
					assert.LessOrEqual(t, trueResidual(a, b, res.X), 1.01e-10*floats.Norm(b, 2), label)
					// The shortest solution, to the tolerance times the condition,
					// 4/(2−2cos(π/24))·2 = 470.
					assert.LessOrEqual(t, floats.Distance(res.X, want, 2), 5e-8*floats.Norm(want, 2), label)
					assert.LessOrEqual(t, mean(res.X, copies), 1e-14*floats.Norm(res.X, 2), label)
				}
			}
		}
	}
}

// The null space takes out what makes CG drift away, and what is left is said to
// be a least residual, not a solution.
func TestNullSpaceInconsistent(t *testing.T) {
	const m = 16
	a := neumann(m, 1)
	n, _ := a.Dims()
	b := randomVector(n, 5)
	floats.AddConst(0.5, b)
	jacobi, err := precond.NewJacobi(a)
	require.NoError(t, err)
	for _, scale := range []float64{1, 1e-250, 1e250} {
		rhs := make([]float64, n)
		floats.ScaleTo(rhs, scale, b)
		for name, method := range methods() {
			set := linsolve.Settings{NullSpace: constants(n, 1), Prec: symmetricPrec(name, jacobi), Symmetric: true}
			res, err := linsolve.Solve(ctx, a, rhs, method, &set)
			require.ErrorIs(t, err, linsolve.ErrInconsistent, name)
			require.Equal(t, linsolve.Inconsistent, res.Status, name)
			// What is left is the part of b in the null space: √n times its mean.
			assert.InEpsilon(t, math.Abs(mean(b, 1))*math.Sqrt(float64(n)), res.ResNorm/scale, 1e-10, name)
			r := make([]float64, n)
			a.MulVec(r, res.X)
			floats.SubTo(r, rhs, r)
			assert.InEpsilon(t, res.ResNorm/scale, floats.Norm(r, math.Inf(1))/scale*math.Sqrt(float64(n)), 1e-5, name)
		}
		// With a tolerance above that part the system counts as solved.
		res, err := linsolve.Solve(ctx, a, rhs, nil, &linsolve.Settings{RelTol: 0.9, NullSpace: constants(n, 1), Symmetric: true})
		require.NoError(t, err)
		assert.Less(t, res.ResNorm/scale, 0.9*floats.Norm(b, 2))
	}

	// Nothing of b is left: X is zero.
	res, err := linsolve.Solve(ctx, a, ones(n), nil, &linsolve.Settings{NullSpace: constants(n, 1), X0: ones(n)})
	require.ErrorIs(t, err, linsolve.ErrInconsistent)
	assert.InEpsilon(t, math.Sqrt(float64(n)), res.ResNorm, 1e-14)
	assert.LessOrEqual(t, floats.Norm(res.X, math.Inf(1)), 1e-14)
}

func TestNullSpaceGraph(t *testing.T) {
	a := matrix(t, "graphlap_300.mtx")
	n, _ := a.Dims()
	b := make([]float64, n)
	a.MulVec(b, randomVector(n, 6))
	res, err := linsolve.Solve(ctx, a, b, &linsolve.CG{}, &linsolve.Settings{NullSpace: [][]float64{ones(n)}, RelTol: 1e-12})
	require.NoError(t, err)
	assert.LessOrEqual(t, mean(res.X, 1), 1e-14*floats.Norm(res.X, 2))
	short, err := linsolve.Solve(ctx, a, b, &linsolve.MINRESQLP{}, &linsolve.Settings{RelTol: 1e-12})
	require.NoError(t, err)
	assert.InEpsilon(t, floats.Norm(short.X, 2), floats.Norm(res.X, 2), 1e-9)
}

// A vector that is not in the null space makes no false success.
func TestNullSpaceThatIsNone(t *testing.T) {
	a := poisson2D(t, 10)
	n, _ := a.Dims()
	b := randomVector(n, 7)
	for name, method := range methods() {
		res, err := linsolve.Solve(ctx, a, b, method, &linsolve.Settings{NullSpace: [][]float64{ones(n)}, MaxIter: 300, Symmetric: true})
		require.Error(t, err, name)
		assert.False(t, res.Status.Success(), name)
	}
}

func TestNullSpaceBadInput(t *testing.T) {
	a := neumann(3, 1)
	b := make([]float64, 9)
	one := ones(9)
	almost := ones(9)
	almost[4] += 1e-9
	bad := ones(9)
	bad[2] = math.NaN()
	for name, c := range map[string]struct {
		null [][]float64
		err  error
		text string
	}{
		"dependent": {[][]float64{one, {2, 2, 2, 2, 2, 2, 2, 2, 2}}, linsolve.ErrParam, "NullSpace[1] depends"},
		"nearly":    {[][]float64{one, almost}, linsolve.ErrParam, "NullSpace[1] depends"},
		"zero":      {[][]float64{make([]float64, 9)}, linsolve.ErrParam, "NullSpace[0] is zero"},
		"nan":       {[][]float64{one, bad}, linsolve.ErrNotFinite, "NullSpace[1][2] is NaN"},
		"short":     {[][]float64{ones(8)}, linsolve.ErrShape, "NullSpace[0] has 8 elements, want 9"},
		"nil":       {[][]float64{nil}, linsolve.ErrShape, "NullSpace[0] has 0 elements, want 9"},
		"many":      {make([][]float64, 10), linsolve.ErrShape, "NullSpace has 10 vectors"},
	} {
		res, err := linsolve.Solve(ctx, a, b, nil, &linsolve.Settings{NullSpace: c.null})
		require.ErrorIs(t, err, c.err, name)
		require.ErrorIs(t, err, linsolve.ErrInput, name)
		assert.ErrorContains(t, err, c.text, name)
		assert.Nil(t, res, name)
	}
}

func TestNullSpaceAllocatesNothing(t *testing.T) {
	if testfunc.Race {
		t.Skip("the race detector makes pools forget")
	}
	a := neumann(12, 1)
	n, _ := a.Dims()
	b := make([]float64, n)
	a.MulVec(b, randomVector(n, 8))
	set := linsolve.Settings{NullSpace: constants(n, 1), Dst: make([]float64, n)}
	method := &linsolve.CG{}
	assert.Zero(t, testing.AllocsPerRun(3, func() {
		if _, err := linsolve.Solve(ctx, a, b, method, &set); err != nil {
			t.Error(err)
		}
	}))
}
