// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"

	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
)

// The steps are those of CG, with a preconditioner too, until rounding parts them,
// and about as many are needed; recomputing costs four products every 50 steps, and
// the driver looks at the residual now and then.
func TestPipelinedCGStepsAsCG(t *testing.T) {
	for name, a := range map[string]interface {
		linsolve.Operator
		Diag([]float64) []float64
	}{"darcy": matrix(t, "darcy_400.mtx"), "Poisson": poisson2D(t, 40)} {
		n, _ := a.Dims()
		b := randomVector(n, 1)
		diagonal := a.Diag(nil)
		jacobi := linsolve.PreconditionerFunc(func(dst, r []float64) error { floats.DivTo(dst, r, diagonal); return nil })
		for _, m := range []linsolve.Preconditioner{nil, jacobi} {
			want, err := linsolve.Solve(ctx, a, b, &linsolve.CG{}, &linsolve.Settings{Prec: m, History: true})
			require.NoError(t, err)
			res, err := linsolve.Solve(ctx, a, b, &linsolve.PipelinedCG{}, &linsolve.Settings{Prec: m, History: true})
			require.NoError(t, err)
			for i := range 20 {
				assert.InEpsilon(t, want.History[i], res.History[i], 1e-6, "%s %d", name, i)
			}
			assert.InEpsilon(t, float64(want.Iter), float64(res.Iter), 0.12, name)
			assert.LessOrEqual(t, res.MatVecs, res.Iter+6+4*(res.Iter/50)+res.Iter/30, name)
			assert.LessOrEqual(t, trueResidual(a, b, res.X), 1e-8*floats.Norm(b, 2)*(1+1e-9), name)
		}
	}
}

// The stiffness matrix of a dam.
func TestPipelinedCGOnARealMatrix(t *testing.T) {
	a := matrix(t, "bcsstk16.mtx.gz")
	n, _ := a.Dims()
	b := make([]float64, n)
	a.MulVec(b, ones(n))
	jacobi, err := precond.NewJacobi(a)
	require.NoError(t, err)
	res, err := linsolve.Solve(ctx, a, b, &linsolve.PipelinedCG{}, &linsolve.Settings{Prec: jacobi})
	require.NoError(t, err)
	assert.LessOrEqual(t, trueResidual(a, b, res.X), 1e-8*floats.Norm(b, 2)*(1+1e-9))
}

// A direction of negative curvature is shown with its curvature.
func TestPipelinedCGNamesIndefinite(t *testing.T) {
	a := matrix(t, "helmholtz_400.mtx")
	n, _ := a.Dims()
	_, err := linsolve.Solve(ctx, a, ones(n), &linsolve.PipelinedCG{}, nil)
	var spd *linsolve.NotSPDError
	require.ErrorAs(t, err, &spd)
	q := make([]float64, n)
	a.MulVec(q, spd.Direction)
	assert.Negative(t, floats.Dot(spd.Direction, q))
	assert.InEpsilon(t, floats.Dot(spd.Direction, q), spd.Curvature, 1e-9)

	_, err = linsolve.Solve(ctx, poisson2D(t, 10), ones(100), &linsolve.PipelinedCG{}, &linsolve.Settings{
		Prec: linsolve.PreconditionerFunc(func(dst, r []float64) error { floats.ScaleTo(dst, -1, r); return nil })})
	require.ErrorAs(t, err, &spd)
	assert.True(t, spd.Preconditioner)
}
