// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"math"
	"math/rand/v2"
	"slices"
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

func TestLeastSquaresWarmStart(t *testing.T) {
	a := tall(t, 300, 80, 5, 10, 1)
	b := normals(rand.New(rand.NewPCG(2, 2)), 300)
	for name, method := range leastSquaresMethods() {
		for _, lambda := range []float64{0, 0.5} {
			set := linsolve.LeastSquaresSettings{Damp: lambda}
			cold, err := linsolve.LeastSquares(ctx, a, b, method, &set)
			require.NoError(t, err, name)
			set.ATol = 1e-3
			rough, err := linsolve.LeastSquares(ctx, a, b, method, &set)
			require.NoError(t, err, name)
			set.ATol, set.X0 = 0, rough.X
			warm, err := linsolve.LeastSquares(ctx, a, b, method, &set)
			require.NoError(t, err, name)
			assert.Less(t, warm.Iter, cold.Iter, name)
			assert.LessOrEqual(t, relativeDistance(warm.X, cold.X), 1e-7, name)
			set.X0, set.ATol = cold.X, 1e-8 // ‖Ā‖ is known less well at the start
			again, err := linsolve.LeastSquares(ctx, a, b, method, &set)
			require.NoError(t, err, name)
			assert.Zero(t, again.Iter, name)
			assert.Equal(t, cold.X, again.X, name)
		}
	}
}

// Squared column norms as preconditioner undo a bad scaling of the columns: the
// iterations of the unscaled matrix, and the same solution.
func TestLeastSquaresPreconditioner(t *testing.T) {
	good, badly := tall(t, 400, 100, 4, 1, 9), tall(t, 400, 100, 4, 1e4, 9)
	b := normals(rand.New(rand.NewPCG(9, 9)), 400)
	for _, lambda := range []float64{0, 0.3} {
		diag := make([]float64, 100)
		dense := badly.ToDense()
		for j := range diag {
			diag[j] = lambda * lambda
			for i := range 400 {
				diag[j] += dense.At(i, j) * dense.At(i, j)
			}
		}
		scaling := linsolve.PreconditionerFunc(func(dst, g []float64) error {
			floats.DivTo(dst, g, diag)
			return nil
		})
		want := bySVD(t, dense, b, lambda)
		for name, method := range leastSquaresMethods() {
			set := &linsolve.LeastSquaresSettings{Damp: lambda, Prec: scaling, ATol: 1e-12}
			for _, window := range []int{0, 4} {
				if name != "cgls" && name != "crls" {
					set.Reorthogonalize = window
				}
				res, err := linsolve.LeastSquares(ctx, badly, b, method, set)
				require.NoError(t, err, name)
				assert.Equal(t, linsolve.Minimized, res.Status, name)
				assert.LessOrEqual(t, relativeDistance(res.X, want), 1e-8, name)
				assert.Positive(t, res.PrecSolves)
				plain, err := linsolve.LeastSquares(ctx, good, b, method, &linsolve.LeastSquaresSettings{ATol: 1e-12})
				require.NoError(t, err, name)
				assert.Less(t, res.Iter, 2*plain.Iter, name)
			}
		}
		// what is not definite is found out
		for name, method := range everyLeastSquaresMethod() {
			if name == "craig" && lambda > 0 {
				continue
			}
			indefinite := linsolve.PreconditionerFunc(func(dst, g []float64) error {
				floats.ScaleTo(dst, -1, g)
				return nil
			})
			res, err := linsolve.LeastSquares(ctx, good, b, method, &linsolve.LeastSquaresSettings{Damp: lambda, Prec: indefinite})
			require.ErrorIs(t, err, linsolve.ErrNotSPD, name)
			assert.Equal(t, linsolve.NegativeCurvature, res.Status, name)
			zero := linsolve.PreconditionerFunc(func(dst, g []float64) error {
				clear(dst)
				return nil
			})
			_, err = linsolve.LeastSquares(ctx, good, b, method, &linsolve.LeastSquaresSettings{Damp: lambda, Prec: zero})
			require.ErrorIs(t, err, linsolve.ErrBreakdown, name)
		}
	}
	// a factorization of the normal equations solves in a few iterations
	dense := good.ToDense()
	var normal mat.Dense
	normal.Mul(dense.T(), dense)
	coo := sparse.NewCOO(100, 100)
	for i := range 100 {
		for j := range 100 {
			if v := normal.At(i, j); v != 0 {
				coo.Add(i, j, v)
			}
		}
	}
	csr, err := coo.ToCSR()
	require.NoError(t, err)
	ic, err := precond.NewIC0(csr)
	require.NoError(t, err)
	plain, err := linsolve.LeastSquares(ctx, good, b, nil, nil)
	require.NoError(t, err)
	res, err := linsolve.LeastSquares(ctx, good, b, nil, &linsolve.LeastSquaresSettings{Prec: ic})
	require.NoError(t, err)
	assert.Less(t, res.Iter, plain.Iter/2)
	// A wide compatible system by CRAIG, in the norm that the preconditioner makes.
	wide := linsolve.FromMatrix(dense.T())
	half := linsolve.PreconditionerFunc(func(dst, g []float64) error {
		floats.ScaleTo(dst, 0.5, g)
		return nil
	})
	rhs := normals(rand.New(rand.NewPCG(9, 10)), 100)
	minimal, err := linsolve.LeastSquares(ctx, wide, rhs, &linsolve.CRAIG{}, &linsolve.LeastSquaresSettings{Prec: half})
	require.NoError(t, err)
	assert.LessOrEqual(t, relativeDistance(minimal.X, bySVD(t, dense.T(), rhs, 0)), 1e-7)
}

func TestLSQRVariance(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 10))
	dense := gaussian(r, 40, 8, 4)
	b := normals(r, 40)
	for _, lambda := range []float64{0, 0.5} {
		for _, sa := range []float64{1, 0x1p+300} {
			full := augmented(dense, lambda)
			var normal, inverse mat.Dense
			normal.Mul(full.T(), full)
			require.NoError(t, inverse.Inverse(&normal))
			var scaled mat.Dense
			scaled.Scale(sa, dense)
			// one at a time each of the 8 directions is found
			res, err := linsolve.LeastSquares(ctx, linsolve.FromMatrix(&scaled), b, &linsolve.LSQR{}, &linsolve.LeastSquaresSettings{Damp: lambda * sa, Variance: true, ATol: 1e-14, Reorthogonalize: 8})
			require.NoError(t, err)
			require.Len(t, res.Variance, 8)
			for j, v := range res.Variance {
				assert.InEpsilon(t, inverse.At(j, j), v*sa*sa, 1e-6)
			}
			short, err := linsolve.LeastSquares(ctx, linsolve.FromMatrix(&scaled), b, &linsolve.LSQR{}, &linsolve.LeastSquaresSettings{Damp: lambda * sa, Variance: true, MaxIter: 4})
			require.Error(t, err)
			for j, v := range short.Variance {
				assert.LessOrEqual(t, v*sa*sa, inverse.At(j, j)*(1+1e-12))
			}
		}
	}
}

// Reorthogonalization against all vectors keeps the number of iterations at that
// of exact arithmetic on an ill-conditioned problem.
func TestLeastSquaresReorthogonalize(t *testing.T) {
	n := 30
	dense := mat.NewDense(40, n, nil)
	r := rand.New(rand.NewPCG(11, 11))
	var qr mat.QR
	qr.Factorize(gaussian(r, 40, n, 1))
	var q mat.Dense
	qr.QTo(&q)
	for i := range 40 {
		for j := range n {
			dense.Set(i, j, q.At(i, j)*math.Pow(10, -6*float64(j)/float64(n-1)))
		}
	}
	a := linsolve.FromMatrix(dense)
	b := make([]float64, 40)
	a.MulVec(b, normals(r, n))
	for _, method := range []linsolve.LeastSquaresMethod{&linsolve.LSQR{}, &linsolve.LSMR{}, &linsolve.LSLQ{}, &linsolve.CRAIG{}} {
		plain, err := linsolve.LeastSquares(ctx, a, b, method, &linsolve.LeastSquaresSettings{MaxIter: 5000, BTol: 1e-12, ATol: 1e-14})
		require.NoError(t, err, "%T", method)
		full, err := linsolve.LeastSquares(ctx, a, b, method, &linsolve.LeastSquaresSettings{Reorthogonalize: n, BTol: 1e-12, ATol: 1e-14})
		require.NoError(t, err, "%T", method)
		assert.LessOrEqual(t, full.Iter, n+2, "%T", method)
		assert.Greater(t, plain.Iter, full.Iter, "%T", method)
	}
}

func TestLeastSquaresSameBitsForAnyWorkers(t *testing.T) {
	m, n := 60000, 20000 // more than one block on both sides, and shared out
	a := tall(t, m, n, 3, 10, 12)
	b := normals(rand.New(rand.NewPCG(12, 12)), m)
	var jacobi linsolve.Preconditioner = linsolve.PreconditionerFunc(func(dst, g []float64) error {
		floats.ScaleTo(dst, 0.25, g)
		return nil
	})
	limit := 12
	if testfunc.Slow() {
		limit = 3
	}
	for name, method := range everyLeastSquaresMethod() {
		for _, lambda := range []float64{0, 0.3} {
			if name == "craig" && lambda > 0 {
				continue
			}
			for _, prec := range []linsolve.Preconditioner{nil, jacobi} {
				var want *linsolve.LeastSquaresResult
				for _, w := range []int{1, 2, 7} {
					set := &linsolve.LeastSquaresSettings{Damp: lambda, Prec: prec, MaxIter: limit, Workers: w, History: true}
					if name == "lsqr" {
						set.Variance, set.Reorthogonalize = true, 2
					}
					res, err := linsolve.LeastSquares(ctx, a, b, method, set)
					require.ErrorIs(t, err, linsolve.ErrNotConverged)
					if want == nil {
						want = res
					}
					assert.True(t, slices.Equal(want.X, res.X), "%s workers %d", name, w)
					assert.Equal(t, want.History, res.History, "%s workers %d", name, w)
					assert.True(t, slices.Equal(want.Variance, res.Variance), "%s workers %d", name, w)
					assert.Len(t, res.History, limit+1)
				}
			}
		}
	}
}

func TestLeastSquaresSecondSolveAllocatesNothing(t *testing.T) {
	if testfunc.Race {
		t.Skip("the race detector makes pools forget")
	}
	for _, size := range []int{300, 24000} {
		wide, high := tall(t, size/3, size, 9, 2, 13), tall(t, size, size/3, 3, 2, 13)
		half := linsolve.PreconditionerFunc(func(dst, g []float64) error {
			floats.ScaleTo(dst, 0.5, g)
			return nil
		})
		for name, method := range everyLeastSquaresMethod() {
			if method == nil {
				continue
			}
			a := high
			if name == "craig" {
				a = wide
			}
			m, n := a.Dims()
			b := normals(rand.New(rand.NewPCG(13, 13)), m)
			for _, prec := range []linsolve.Preconditioner{nil, half} {
				set := &linsolve.LeastSquaresSettings{Dst: make([]float64, n), Prec: prec, ATol: 1e-2, BTol: 1e-2, Workers: 2, History: true}
				if name == "lsqr" {
					set.Variance, set.Reorthogonalize, set.Damp = true, 3, 0.1
				}
				solve := func() {
					if _, err := linsolve.LeastSquares(ctx, a, b, method, set); err != nil {
						t.Fatal(name, err)
					}
				}
				solve()
				// starting goroutines may allocate now and then, in the runtime
				assert.Less(t, testing.AllocsPerRun(3, solve), 1.0, "%s n=%d", name, n)
			}
		}
	}
}

func TestLeastSquaresIterator(t *testing.T) {
	a := tall(t, 100, 20, 4, 1, 14)
	b := normals(rand.New(rand.NewPCG(14, 14)), 100)
	it, err := linsolve.NewLeastSquaresIterator(a, b, nil, nil)
	require.NoError(t, err)
	x := make([]float64, 20)
	n := 0
	for it.Next(ctx) {
		n++
		assert.Equal(t, n, it.Iter())
		it.X(x)
		assert.InEpsilon(t, trueResidual(a, b, x), it.Residual(), 1e-8)
		running, err := it.Result()
		require.NoError(t, err)
		assert.Equal(t, linsolve.Running, running.Status)
		assert.Equal(t, it.NormalResidual(), running.NormalRes)
	}
	assert.False(t, it.Next(ctx))
	res, err := it.Result()
	require.NoError(t, err)
	it.X(x)
	assert.Equal(t, res.X, x)
	assert.Equal(t, res.ResNorm, it.Residual())
	assert.Equal(t, res.NormalRes, it.NormalResidual())
	assert.Panics(t, func() { it.X(x[:3]) })

	// Without Dst results are the caller's; Dst may be b or X0.
	method := &linsolve.LSQR{}
	first, err := linsolve.LeastSquares(ctx, a, b, method, &linsolve.LeastSquaresSettings{History: true})
	require.NoError(t, err)
	kept := slices.Clone(first.X)
	_, err = linsolve.LeastSquares(ctx, a, ones(100), method, &linsolve.LeastSquaresSettings{History: true})
	require.NoError(t, err)
	assert.Equal(t, kept, first.X)
	x0 := make([]float64, 20)
	res, err = linsolve.LeastSquares(ctx, a, b, method, &linsolve.LeastSquaresSettings{X0: x0, Dst: x0})
	require.NoError(t, err)
	assert.Same(t, &x0[0], &res.X[0])
	assert.LessOrEqual(t, relativeDistance(x0, kept), 1e-8)
}

// Every kind of matrix of package sparse, gonum's and pairs of functions serve.
func TestLeastSquaresOperators(t *testing.T) {
	csr := tall(t, 64, 16, 4, 1, 15)
	b := normals(rand.New(rand.NewPCG(15, 15)), 64)
	want, err := linsolve.LeastSquares(ctx, csr, b, nil, nil)
	require.NoError(t, err)
	dense := csr.ToDense()
	for name, a := range map[string]linsolve.TransOperator{
		"dense": linsolve.FromMatrix(dense), "transposed": linsolve.FromMatrix(dense.T().T()), "csr": linsolve.FromMatrix(csr),
		"funcs": linsolve.FromFuncs(64, 16, csr.MulVec, csr.MulVecTrans),
	} {
		res, err := linsolve.LeastSquares(ctx, a, b, nil, nil)
		require.NoError(t, err, name)
		assert.LessOrEqual(t, relativeDistance(res.X, want.X), 1e-9, name)
	}
	symmetric := linsolve.FromMatrix(mat.NewSymDense(2, []float64{2, 1, 1, 3}))
	res, err := linsolve.LeastSquares(ctx, symmetric, []float64{3, 4}, nil, nil)
	require.NoError(t, err)
	assert.InDeltaSlice(t, []float64{1, 1}, res.X, 1e-9)
	assert.Equal(t, linsolve.Converged, res.Status)
}
