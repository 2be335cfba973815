// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"

	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
)

// On a definite system the CG point is the better one as a rule, and its
// residuals are those of CG.
func TestSYMMLQHasTheCGPoint(t *testing.T) {
	a := poisson2D(t, 12)
	b := randomVector(144, 1)
	history := func(m linsolve.Method) []float64 {
		res, err := linsolve.Solve(ctx, a, b, m, &linsolve.Settings{History: true})
		require.NoError(t, err)
		return res.History
	}
	cg, lq := history(&linsolve.CG{}), history(&linsolve.SYMMLQ{})
	same := 0
	for i := range 25 {
		assert.LessOrEqual(t, lq[i], cg[i]*(1+1e-6), "%d", i)
		if math.Abs(lq[i]-cg[i]) <= 1e-6*cg[i] {
			same++
		}
	}
	assert.Greater(t, same, 15)
}

// The estimate of the residual is that of the iterate formed, on an indefinite
// system too, and the point that is returned is at most as bad as that of CG.
func TestSYMMLQOnAnIndefiniteSystem(t *testing.T) {
	a := matrix(t, "helmholtz_400.mtx")
	n, _ := a.Dims()
	b := randomVector(n, 2)
	weights := make([]float64, n)
	for i := range weights {
		weights[i] = 1 + float64(i%7)
	}
	diagonal := linsolve.PreconditionerFunc(func(dst, r []float64) error { floats.DivTo(dst, r, weights); return nil })
	for _, m := range []linsolve.Preconditioner{nil, diagonal} {
		x := make([]float64, n)
		res, err := linsolve.Solve(ctx, a, b, &linsolve.SYMMLQ{}, &linsolve.Settings{Prec: m, MaxIter: 20000, Recorder: func(p linsolve.Progress) error {
			if p.Iter <= 60 {
				p.X(x)
				assert.InEpsilon(t, trueResidual(a, b, x), p.ResNorm, 1e-7, "%d", p.Iter)
			}
			return nil
		}})
		require.NoError(t, err)
		assert.LessOrEqual(t, trueResidual(a, b, res.X), 1e-8*floats.Norm(b, 2)*(1+1e-9))
	}
}

// A consistent singular system is solved by its shortest solution.
func TestSYMMLQOnSingularSystems(t *testing.T) {
	a := matrix(t, "graphlap_300.mtx")
	exact := randomVector(300, 3)
	floats.AddConst(-floats.Sum(exact)/300, exact) // the null space is the constants
	b := make([]float64, 300)
	a.MulVec(b, exact)
	res, err := linsolve.Solve(ctx, a, b, &linsolve.SYMMLQ{}, &linsolve.Settings{RelTol: 1e-12})
	require.NoError(t, err)
	assert.InDelta(t, 0, floats.Distance(res.X, exact, 2)/floats.Norm(exact, 2), 1e-9) // 1e-12 times the condition

	floats.AddConst(1, b)
	res, err = linsolve.Solve(ctx, a, b, &linsolve.SYMMLQ{}, &linsolve.Settings{MaxIter: 3000})
	require.Error(t, err)
	assert.LessOrEqual(t, res.ResNorm, floats.Norm(b, 2))
	assert.False(t, floats.HasNaN(res.X))

	jacobi, err := precond.NewJacobi(a)
	require.NoError(t, err)
	a.MulVec(b, exact)
	_, err = linsolve.Solve(ctx, a, b, &linsolve.SYMMLQ{}, &linsolve.Settings{Prec: jacobi})
	assert.NoError(t, err)
}
