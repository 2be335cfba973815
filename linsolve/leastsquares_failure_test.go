// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/linsolve"
)

func everyLeastSquaresMethod() map[string]linsolve.LeastSquaresMethod {
	methods := leastSquaresMethods()
	methods["craig"] = &linsolve.CRAIG{}
	return methods
}

func TestLeastSquaresZeroRightSide(t *testing.T) {
	a := tall(t, 30, 10, 3, 1, 1)
	for name, method := range everyLeastSquaresMethod() {
		for _, x0 := range [][]float64{nil, ones(10)} {
			res, err := linsolve.LeastSquares(ctx, a, make([]float64, 30), method, &linsolve.LeastSquaresSettings{X0: x0})
			require.NoError(t, err, name)
			assert.Equal(t, linsolve.Converged, res.Status, name)
			assert.Equal(t, make([]float64, 10), res.X, name)
			assert.Zero(t, res.Iter)
		}
	}
	// a guess that solves A·x = 0 exactly is kept
	difference := linsolve.FromFuncs(1, 2, func(dst, x []float64) { dst[0] = x[0] - x[1] }, func(dst, y []float64) { dst[0], dst[1] = y[0], -y[0] })
	res, err := linsolve.LeastSquares(ctx, difference, []float64{0}, nil, &linsolve.LeastSquaresSettings{X0: []float64{3, 3}})
	require.NoError(t, err)
	assert.Equal(t, []float64{3, 3}, res.X)
}

// Where b is orthogonal to the range of A zero is the solution, exactly or to
// rounding; CRAIG says that there is none.
func TestLeastSquaresOrthogonalRightSide(t *testing.T) {
	for _, rows := range [][]float64{{0, 0, 0, 0}, {1, 2, 0, 0}, {0.1, 0.7, -0.1, -0.7}} { // 2×2; b is orthogonal to the columns
		b := []float64{0, 3}
		if rows[2] != 0 {
			b = []float64{0.3, 0.3}
		}
		a := linsolve.FromMatrix(mat.NewDense(2, 2, rows))
		for name, method := range everyLeastSquaresMethod() {
			res, err := linsolve.LeastSquares(ctx, a, b, method, nil)
			assert.LessOrEqual(t, floats.Norm(res.X, 2), 1e-15, name)
			if name == "craig" {
				require.ErrorIs(t, err, linsolve.ErrInconsistent, "%v", rows)
				assert.Equal(t, linsolve.Inconsistent, res.Status)
				continue
			}
			require.NoError(t, err, name)
			assert.Equal(t, linsolve.Minimized, res.Status, name)
		}
	}
}

// A singular wide system without a solution: the others minimise, CRAIG never
// claims success.
func TestLeastSquaresInconsistentWide(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	dense := mat.NewDense(8, 30, nil)
	dense.Mul(gaussian(r, 8, 4, 1), gaussian(r, 4, 30, 1))
	a := linsolve.FromMatrix(dense)
	b := normals(r, 8)
	want := bySVD(t, dense, b, 0)
	for name, method := range everyLeastSquaresMethod() {
		res, err := linsolve.LeastSquares(ctx, a, b, method, nil)
		if name == "craig" {
			require.Error(t, err)
			assert.True(t, errors.Is(err, linsolve.ErrInconsistent) || errors.Is(err, linsolve.ErrNotConverged), "%v", err)
			assert.False(t, res.Status.Success())
			assert.LessOrEqual(t, res.ResNorm, floats.Norm(b, 2)*(1+1e-12))
			continue
		}
		require.NoError(t, err, name)
		assert.Equal(t, linsolve.Minimized, res.Status, name)
		assert.LessOrEqual(t, relativeDistance(res.X, want), 1e-8, name)
	}
}

// Right-hand sides, matrices and dampings of any magnitude whose solution has a
// representable one. All are powers of two apart, so that the solution is the
// same but for the power, down to subnormal numbers.
func TestLeastSquaresExtremeScales(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	dense := gaussian(r, 20, 6, 3)
	b := normals(r, 20)
	for name, method := range leastSquaresMethods() {
		for _, lambda := range []float64{0, 0.75} {
			want, err := linsolve.LeastSquares(ctx, linsolve.FromMatrix(dense), b, method, &linsolve.LeastSquaresSettings{Damp: lambda})
			require.NoError(t, err)
			for _, scale := range [][2]int{{1000, 0}, {-1000, 0}, {0, 600}, {0, -600}, {900, 900}, {-900, -900}, {-400, 400}, {400, -400}} {
				sb, sa := math.Ldexp(1, scale[0]), math.Ldexp(1, scale[1])
				var scaled mat.Dense
				scaled.Scale(sa, dense)
				rhs := floats.ScaleTo(make([]float64, 20), sb, b)
				res, err := linsolve.LeastSquares(ctx, linsolve.FromMatrix(&scaled), rhs, method, &linsolve.LeastSquaresSettings{Damp: lambda * sa})
				what := fmt.Sprintf("%s λ = %v %v", name, lambda, scale)
				require.NoError(t, err, what)
				x := make([]float64, 6)
				for i, v := range res.X {
					x[i] = math.Ldexp(v, scale[1]-scale[0])
				}
				assert.LessOrEqual(t, relativeDistance(x, want.X), 1e-9, what)
				assert.InEpsilon(t, want.ResNorm, res.ResNorm/sb, 1e-9, what)
			}
		}
		// A solution beyond the range of numbers is not claimed.
		res, err := linsolve.LeastSquares(ctx, linsolve.FromMatrix(mat.NewDense(1, 1, []float64{1e-200})), []float64{1e200}, method, nil)
		require.ErrorIs(t, err, linsolve.ErrBreakdown, name)
		assert.Equal(t, []float64{0}, res.X, name)
	}
}

func TestLeastSquaresExtremeDamping(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 5))
	dense := gaussian(r, 20, 6, 3)
	b := normals(r, 20)
	a := linsolve.FromMatrix(dense)
	gradient := make([]float64, 6)
	a.MulVecTrans(gradient, b)
	undamped := bySVD(t, dense, b, 0)
	for name, method := range leastSquaresMethods() {
		for _, lambda := range []float64{1e10, 1e60, 1e100, 1e150, 1e200, 1e300} {
			res, err := linsolve.LeastSquares(ctx, a, b, method, &linsolve.LeastSquaresSettings{Damp: lambda})
			require.NoError(t, err, "%s %v", name, lambda)
			want := floats.ScaleTo(make([]float64, 6), 1/lambda/lambda, gradient) // to a relative (‖A‖/λ)²
			if floats.Norm(want, 1) > 1e-290 {
				assert.LessOrEqual(t, relativeDistance(res.X, want), 1e-9, "%s %v", name, lambda)
			} else {
				assert.LessOrEqual(t, floats.Norm(res.X, math.Inf(1)), 1e-290, "%s %v", name, lambda)
			}
		}
		for _, lambda := range []float64{1e-10, 1e-100, 1e-200, 1e-300, 5e-324} {
			res, err := linsolve.LeastSquares(ctx, a, b, method, &linsolve.LeastSquaresSettings{Damp: lambda})
			require.NoError(t, err, "%s %v", name, lambda)
			assert.LessOrEqual(t, relativeDistance(res.X, undamped), 1e-8, "%s %v", name, lambda)
		}
	}
}

func TestLeastSquaresBadInput(t *testing.T) {
	a := tall(t, 30, 10, 3, 1, 1)
	b := ones(30)
	nan, inf := math.NaN(), math.Inf(1)
	bad := ones(30)
	bad[3] = nan
	type settings = linsolve.LeastSquaresSettings
	for _, c := range []struct {
		a      linsolve.TransOperator
		b      []float64
		method linsolve.LeastSquaresMethod
		set    settings
		want   error
	}{
		{nil, b, nil, settings{}, linsolve.ErrInput},
		{a, b[:29], nil, settings{}, linsolve.ErrShape},
		{a, nil, nil, settings{}, linsolve.ErrShape},
		{linsolve.FromFuncs(0, 0, nil, nil), nil, nil, settings{}, linsolve.ErrShape},
		{linsolve.FromFuncs(3, 0, nil, nil), ones(3), nil, settings{}, linsolve.ErrShape},
		{a, bad, nil, settings{}, linsolve.ErrNotFinite},
		{a, b, nil, settings{X0: []float64{inf, 0, 0, 0, 0, 0, 0, 0, 0, 0}}, linsolve.ErrNotFinite},
		{a, b, nil, settings{X0: ones(9)}, linsolve.ErrShape},
		{a, b, nil, settings{Dst: ones(30)}, linsolve.ErrShape},
		{a, b, nil, settings{Damp: -1}, linsolve.ErrParam},
		{a, b, nil, settings{Damp: nan}, linsolve.ErrParam},
		{a, b, nil, settings{Damp: inf}, linsolve.ErrParam},
		{a, b, nil, settings{ATol: -1}, linsolve.ErrParam},
		{a, b, nil, settings{BTol: nan}, linsolve.ErrParam},
		{a, b, nil, settings{BTol: inf}, linsolve.ErrParam},
		{a, b, nil, settings{ConLim: -1}, linsolve.ErrParam},
		{a, b, nil, settings{ConLim: nan}, linsolve.ErrParam},
		{a, b, nil, settings{MaxIter: -1}, linsolve.ErrParam},
		{a, b, nil, settings{MaxTime: -1}, linsolve.ErrParam},
		{a, b, nil, settings{Workers: -1}, linsolve.ErrParam},
		{a, b, nil, settings{Reorthogonalize: -1}, linsolve.ErrParam},
		{a, b, nil, settings{Variance: true}, linsolve.ErrParam},
		{a, b, &linsolve.LSLQ{}, settings{Variance: true}, linsolve.ErrParam},
		{a, b, &linsolve.CGLS{}, settings{Variance: true}, linsolve.ErrParam},
		{a, b, &linsolve.CRLS{}, settings{Variance: true}, linsolve.ErrParam},
		{a, b, &linsolve.CRAIG{}, settings{Variance: true}, linsolve.ErrParam},
		{a, b, &linsolve.CGLS{}, settings{Reorthogonalize: 2}, linsolve.ErrParam},
		{a, b, &linsolve.CRLS{}, settings{Reorthogonalize: 2}, linsolve.ErrParam},
		{a, b, &linsolve.CRAIG{}, settings{Damp: 1}, linsolve.ErrParam},
		{a, b, &linsolve.LSLQ{Sigma: -1}, settings{}, linsolve.ErrParam},
		{a, b, &linsolve.LSLQ{Sigma: nan}, settings{}, linsolve.ErrParam},
	} {
		res, err := linsolve.LeastSquares(ctx, c.a, c.b, c.method, &c.set)
		assert.Nil(t, res, "%v", err)
		require.ErrorIs(t, err, c.want)
		require.ErrorIs(t, err, linsolve.ErrInput)
	}
}

// NaN and Inf in A never leave with success, also when there is nothing to do.
func TestLeastSquaresNotFiniteOperator(t *testing.T) {
	for name, method := range everyLeastSquaresMethod() {
		for _, v := range []float64{math.NaN(), math.Inf(1)} {
			for _, at := range []int{0, 5} {
				dense := mat.NewDense(3, 2, []float64{1, 2, 3, 4, 5, 6})
				dense.RawMatrix().Data[at] = v
				for _, b := range [][]float64{{1, 1, 1}, {0, 0, 0}} {
					res, err := linsolve.LeastSquares(ctx, linsolve.FromMatrix(dense), b, method, nil)
					require.ErrorIs(t, err, linsolve.ErrBreakdown, name)
					require.ErrorIs(t, err, linsolve.ErrNotFinite, name)
					assert.Equal(t, linsolve.Breakdown, res.Status)
					assert.Equal(t, []float64{0, 0}, res.X)
				}
			}
		}
		// from the third product on
		calls := 0
		op := linsolve.FromFuncs(2, 2, func(dst, x []float64) {
			if calls++; calls > 1 {
				dst[0], dst[1] = math.NaN(), 0
				return
			}
			dst[0], dst[1] = x[0], 2*x[1]
		}, func(dst, x []float64) { dst[0], dst[1] = x[0], 2*x[1] })
		res, err := linsolve.LeastSquares(ctx, op, []float64{1, 1}, method, nil)
		require.ErrorIs(t, err, linsolve.ErrBreakdown, name)
		assert.False(t, floats.HasNaN(res.X), name)
	}
}

func TestLeastSquaresContextAndLimits(t *testing.T) {
	a := tall(t, 400, 100, 4, 1e4, 9)
	b := ones(400)
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	for name, method := range everyLeastSquaresMethod() {
		res, err := linsolve.LeastSquares(canceled, a, b, method, nil)
		require.ErrorIs(t, err, context.Canceled, name)
		assert.Equal(t, linsolve.Canceled, res.Status)
		res, err = linsolve.LeastSquares(ctx, a, b, method, &linsolve.LeastSquaresSettings{MaxIter: 3})
		require.ErrorIs(t, err, linsolve.ErrNotConverged, name)
		assert.Equal(t, linsolve.MaxIter, res.Status, name)
		assert.Equal(t, 3, res.Iter)
		assert.LessOrEqual(t, res.ResNorm, floats.Norm(b, 2)*(1+1e-14), name)
		res, err = linsolve.LeastSquares(ctx, a, b, method, &linsolve.LeastSquaresSettings{MaxTime: time.Nanosecond})
		require.ErrorIs(t, err, linsolve.ErrNotConverged, name)
		assert.Equal(t, linsolve.TimeLimit, res.Status, name)
		boom := errors.New("boom")
		res, err = linsolve.LeastSquares(ctx, a, b, method, &linsolve.LeastSquaresSettings{Recorder: func(p linsolve.LeastSquaresProgress) error {
			if p.Iter == 2 {
				return boom
			}
			return nil
		}})
		require.ErrorIs(t, err, boom, name)
		assert.Equal(t, linsolve.Stopped, res.Status, name)
		assert.Equal(t, 2, res.Iter)
		if name == "craig" {
			continue
		}
		res, err = linsolve.LeastSquares(ctx, a, b, method, &linsolve.LeastSquaresSettings{ConLim: 10})
		require.ErrorIs(t, err, linsolve.ErrNotConverged, name)
		assert.Equal(t, linsolve.CondLimit, res.Status, name)
	}
}

// Tolerances that rounding cannot reach end as Stagnated, close to the solution.
func TestLeastSquaresUnreachable(t *testing.T) {
	a := tall(t, 300, 40, 4, 10, 8)
	b := normals(rand.New(rand.NewPCG(8, 8)), 300)
	want := bySVD(t, a.ToDense(), b, 0)
	for name, method := range leastSquaresMethods() {
		res, err := linsolve.LeastSquares(ctx, a, b, method, &linsolve.LeastSquaresSettings{ATol: math.Inf(-1), BTol: math.Inf(-1), MaxIter: 3000})
		require.ErrorIs(t, err, linsolve.ErrNotConverged, name)
		assert.Equal(t, linsolve.Stagnated, res.Status, name)
		assert.LessOrEqual(t, relativeDistance(res.X, want), 1e-12, name)
		assert.Positive(t, res.Replacements, name)
	}
}

func FuzzLeastSquares(f *testing.F) {
	f.Add(uint8(3), uint8(4), 1.0, -1.0, 1.0, 0.0, 1e-8, uint8(0))
	f.Add(uint8(1), uint8(1), 0.0, 0.0, 0.0, 0.0, 0.0, uint8(1))
	f.Add(uint8(5), uint8(2), math.NaN(), math.Inf(1), 5e-324, 1.0, 1e-3, uint8(2))
	f.Add(uint8(2), uint8(9), 1e300, -1e300, 1e300, 1e300, -1.0, uint8(3))
	f.Add(uint8(7), uint8(7), 1e-300, 1e-310, 1e-300, 5e-324, math.Inf(-1), uint8(4))
	f.Add(uint8(4), uint8(1), 1e200, 1e200, 1e-200, 1e100, 1e-3, uint8(5))
	f.Fuzz(func(t *testing.T, rows, cols uint8, p, q, rhs, damp, tol float64, pick uint8) {
		m, n := int(rows%12)+1, int(cols%12)+1
		dense := mat.NewDense(m, n, nil)
		for i := range m {
			for j := range n {
				switch (i + 2*j) % 3 {
				case 0:
					dense.Set(i, j, p)
				case 1:
					dense.Set(i, j, q*float64(j+1))
				}
			}
		}
		b := make([]float64, m)
		for i := range b {
			b[i] = rhs * float64(i%3-1)
		}
		method := []linsolve.LeastSquaresMethod{&linsolve.LSQR{}, &linsolve.LSMR{}, &linsolve.LSLQ{}, &linsolve.CGLS{}, &linsolve.CRLS{}, &linsolve.CRAIG{}}[pick%6]
		limited, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		res, err := linsolve.LeastSquares(limited, linsolve.FromMatrix(dense), b, method, &linsolve.LeastSquaresSettings{Damp: damp, ATol: tol, BTol: tol, MaxIter: 200})
		if res == nil {
			require.ErrorIs(t, err, linsolve.ErrInput)
			return
		}
		require.NotErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, res.Status.Success(), err == nil)
		require.False(t, floats.HasNaN(res.X))
		if err == nil {
			require.False(t, math.IsNaN(res.ResNorm+res.NormalRes+res.XNorm+res.ANorm))
		}
	})
}
