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
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/linsolve"
)

// triangle is the preconditioner of the lower triangle of a dense matrix.
type triangle struct{ m *mat.TriDense }

func (p triangle) Solve(dst, r []float64) error {
	return mat.NewVecDense(len(dst), dst).SolveVec(p.m, mat.NewVecDense(len(r), append([]float64(nil), r...)))
}

func (p triangle) SolveTrans(dst, r []float64) error {
	return mat.NewVecDense(len(dst), dst).SolveVec(p.m.T(), mat.NewVecDense(len(r), append([]float64(nil), r...)))
}

// With a preconditioner that is not symmetric, its transpose is what is used, and
// it helps.
func TestTransposedPreconditioner(t *testing.T) {
	a := convectionDiffusion(t, 12)
	n := 144
	lower := mat.NewTriDense(n, mat.Lower, nil)
	for i := range n {
		for j := range i + 1 {
			lower.SetTri(i, j, a.At(i, j))
		}
	}
	b := randomVector(n, 1)
	for name, method := range map[string]linsolve.Method{"qmr": &linsolve.QMR{}, "bicg": &linsolve.BiCG{}, "cgs": &linsolve.CGS{}} {
		plain, err := linsolve.Solve(ctx, a, b, method, nil)
		require.NoError(t, err, name)
		x := make([]float64, n)
		res, err := linsolve.Solve(ctx, a, b, method, &linsolve.Settings{Prec: triangle{lower}, RelTol: 1e-8, Recorder: func(p linsolve.Progress) error {
			p.X(x)
			assert.InDelta(t, trueResidual(a, b, x), p.ResNorm, 1e-8*floats.Norm(b, 2), "%s %d", name, p.Iter)
			return nil
		}})
		require.NoError(t, err, name)
		assert.Less(t, res.Iter, plain.Iter*3/4, name)
	}
}

func TestTransposeMissing(t *testing.T) {
	a := poisson2D(t, 5)
	op := linsolve.FromFunc(25, a.MulVec)
	prec := linsolve.PreconditionerFunc(func(dst, r []float64) error { copy(dst, r); return nil })
	for name, method := range map[string]linsolve.Method{"qmr": &linsolve.QMR{}, "bicg": &linsolve.BiCG{}} {
		res, err := linsolve.Solve(ctx, op, ones(25), method, nil)
		assert.Nil(t, res, name)
		require.ErrorIs(t, err, linsolve.ErrInput, name)
		assert.ErrorContains(t, err, "MulVecTrans", name)
		res, err = linsolve.Solve(ctx, a, ones(25), method, &linsolve.Settings{Prec: prec})
		assert.Nil(t, res, name)
		require.ErrorIs(t, err, linsolve.ErrInput, name)
		assert.ErrorContains(t, err, "SolveTrans", name)
		_, err = linsolve.Solve(ctx, op, ones(25), method, &linsolve.Settings{Symmetric: true})
		assert.NoError(t, err, name)
	}
}

// For a symmetric positive definite matrix BiCG is CG, and QMR its smoothed form:
// 1/‖rQMR‖² is the sum of all 1/‖rCG‖² as long as the Lanczos basis is orthogonal.
func TestBiCGAndQMROnDefiniteSystems(t *testing.T) {
	a := poisson2D(t, 12)
	b := randomVector(144, 1)
	history := func(m linsolve.Method) []float64 {
		res, err := linsolve.Solve(ctx, a, b, m, &linsolve.Settings{History: true})
		require.NoError(t, err)
		return res.History
	}
	cg, bicg, qmr := history(&linsolve.CG{}), history(&linsolve.BiCG{}), history(&linsolve.QMR{})
	minres := history(&linsolve.MINRES{})
	sum := 0.0
	for i := range 25 {
		sum += 1 / (cg[i] * cg[i])
		assert.InEpsilon(t, cg[i], bicg[i], 1e-6, "%d", i)
		assert.InEpsilon(t, 1/math.Sqrt(sum), qmr[i], 1e-6, "%d", i)
		assert.InEpsilon(t, minres[i], qmr[i], 1e-6, "%d", i)
	}
}
