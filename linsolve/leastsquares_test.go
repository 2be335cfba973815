// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// leastSquaresMethods returns one fresh value of every method for problems of
// any kind, so without CRAIG.
func leastSquaresMethods() map[string]linsolve.LeastSquaresMethod {
	return map[string]linsolve.LeastSquaresMethod{"lsqr": &linsolve.LSQR{}, "lsmr": &linsolve.LSMR{}, "lslq": &linsolve.LSLQ{},
		"cgls": &linsolve.CGLS{}, "crls": &linsolve.CRLS{}, "nil": nil}
}

// gaussian returns an m×n matrix of normal numbers whose columns are scaled by
// up to spread.
func gaussian(r *rand.Rand, m, n int, spread float64) *mat.Dense {
	a := mat.NewDense(m, n, nil)
	for j := range n {
		f := math.Pow(spread, r.Float64())
		for i := range m {
			a.Set(i, j, f*r.NormFloat64())
		}
	}
	return a
}

func normals(r *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

// augmented returns [A; λI].
func augmented(a mat.Matrix, lambda float64) *mat.Dense {
	m, n := a.Dims()
	g := mat.NewDense(m+n, n, nil)
	g.Slice(0, m, 0, n).(*mat.Dense).Copy(a)
	for j := range n {
		g.Set(m+j, j, lambda)
	}
	return g
}

// bySVD returns the solution of least norm of min ‖b − A·x‖² + λ²‖x‖².
func bySVD(t testing.TB, a mat.Matrix, b []float64, lambda float64) []float64 {
	t.Helper()
	m, n := a.Dims()
	rhs := append([]float64(nil), b...)
	if lambda > 0 {
		a = augmented(a, lambda)
		rhs = append(rhs, make([]float64, n)...)
		m += n
	}
	var svd mat.SVD
	require.True(t, svd.Factorize(a, mat.SVDThin))
	var x mat.VecDense
	svd.SolveVecTo(&x, mat.NewVecDense(m, rhs), svd.Rank(1e-12))
	return x.RawVector().Data
}

// normalResidual returns ‖Aᵀ(b − A·x) − λ²x‖ by plain loops.
func normalResidual(a mat.Matrix, b, x []float64, lambda float64) float64 {
	m, n := a.Dims()
	r := append([]float64(nil), b...)
	for i := range m {
		for j := range n {
			r[i] -= a.At(i, j) * x[j]
		}
	}
	s := 0.0
	for j := range n {
		g := -lambda * lambda * x[j]
		for i := range m {
			g += a.At(i, j) * r[i]
		}
		s += g * g
	}
	return math.Sqrt(s)
}

func relativeDistance(x, want []float64) float64 {
	return floats.Distance(x, want, 2) / floats.Norm(want, 2)
}

type leastSquaresCase struct {
	M, N     int
	A, B, X  []float64
	Damp     float64
	XDamped  []float64 `json:"x_damped"`
	operator linsolve.TransOperator
}

// readLeastSquares returns problems solved in 50-digit arithmetic.
func readLeastSquares(t testing.TB) map[string]*leastSquaresCase {
	t.Helper()
	data, err := os.ReadFile("testdata/least_squares.json")
	require.NoError(t, err)
	var cases map[string]*leastSquaresCase
	require.NoError(t, json.Unmarshal(data, &cases))
	require.Len(t, cases, 2)
	for _, c := range cases {
		c.operator = linsolve.FromMatrix(mat.NewDense(c.M, c.N, c.A))
	}
	return cases
}

// A tolerance of 1e-12 and the conditions of these problems, below 10, leave
// 1e-10 of error; 1e-9 is asked.
func TestLeastSquaresReference(t *testing.T) {
	for name, c := range readLeastSquares(t) {
		for mname, method := range leastSquaresMethods() {
			for _, reorthogonalize := range []int{0, 3, 40} {
				if reorthogonalize > 0 && (mname == "cgls" || mname == "crls") {
					continue
				}
				set := &linsolve.LeastSquaresSettings{ATol: 1e-12, BTol: 1e-12, Reorthogonalize: reorthogonalize}
				res, err := linsolve.LeastSquares(ctx, c.operator, c.B, method, set)
				require.NoError(t, err, "%s %s", name, mname)
				assert.LessOrEqual(t, relativeDistance(res.X, c.X), 1e-9, "%s %s", name, mname)
				want := linsolve.Minimized
				if name == "under" {
					want = linsolve.Converged
				}
				assert.Equal(t, want, res.Status, "%s %s", name, mname)
				assert.LessOrEqual(t, res.Iter, 10, "%s %s", name, mname)
				// CRLS knows the spectral norm at best, √8 times less at worst
				assert.InEpsilon(t, floats.Norm(c.A, 2), res.ANorm, 0.65, "%s %s", name, mname)

				set.Damp = c.Damp
				res, err = linsolve.LeastSquares(ctx, c.operator, c.B, method, set)
				require.NoError(t, err, "%s %s", name, mname)
				assert.Equal(t, linsolve.Minimized, res.Status, "%s %s", name, mname)
				assert.LessOrEqual(t, relativeDistance(res.X, c.XDamped), 1e-9, "%s %s damped", name, mname)
			}
		}
		craig, err := linsolve.LeastSquares(ctx, c.operator, c.B, &linsolve.CRAIG{}, &linsolve.LeastSquaresSettings{ATol: 1e-12, BTol: 1e-12})
		if name == "over" {
			require.Error(t, err)
			assert.False(t, craig.Status.Success())
			continue
		}
		require.NoError(t, err)
		assert.Equal(t, linsolve.Converged, craig.Status)
		assert.LessOrEqual(t, relativeDistance(craig.X, c.X), 1e-9)
	}
}

// Random problems of all shapes and ranks against the singular value
// decomposition.
func TestLeastSquaresAgainstSVD(t *testing.T) {
	for i := range 12 {
		r := rand.New(rand.NewPCG(1, uint64(i)))
		shape := [][2]int{{1, 1}, {1, 7}, {9, 1}, {20, 20}, {40, 15}, {15, 40}}[i%6]
		m, n := shape[0], shape[1]
		dense := gaussian(r, m, n, 10)
		if i >= 6 && min(m, n) > 3 { // of rank 3
			dense.Mul(gaussian(r, m, 3, 1), gaussian(r, 3, n, 10))
		}
		b := normals(r, m)
		for _, lambda := range []float64{0, 0.7} {
			want := bySVD(t, dense, b, lambda)
			a := linsolve.FromMatrix(dense)
			for name, method := range leastSquaresMethods() {
				what := fmt.Sprintf("problem %d, %s, λ = %v", i, name, lambda)
				res, err := linsolve.LeastSquares(ctx, a, b, method, &linsolve.LeastSquaresSettings{Damp: lambda, ATol: 1e-13, BTol: 1e-13, MaxIter: 3000})
				require.NoError(t, err, what)
				// ‖x − x*‖ ≤ cond²·ATol at worst; conditions are below 1e3
				assert.LessOrEqual(t, relativeDistance(res.X, want), 1e-8, what)
				assert.InDelta(t, normalResidual(dense, b, res.X, lambda), res.NormalRes, 1e-11*res.ANorm*floats.Norm(b, 2), what)
				assert.InDelta(t, trueResidual(a, b, res.X), res.ResNorm, 1e-12*floats.Norm(b, 2), what)
				assert.InEpsilon(t, floats.Norm(res.X, 2), res.XNorm, 1e-14, what)
			}
		}
	}
}

// tall returns a sparse matrix of m rows with k entries each, whose columns
// differ in length by up to spread.
func tall(t testing.TB, m, n, k int, spread float64, seed uint64) *sparse.CSR {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 7))
	c := sparse.NewCOO(m, n)
	for i := range m {
		for range k {
			j := r.IntN(n)
			c.Add(i, j, r.NormFloat64()*math.Pow(spread, float64(j)/float64(n)))
		}
	}
	a, err := c.ToCSR()
	require.NoError(t, err)
	return a
}

// What the sources prove of each method: LSQR and CGLS lower ‖r‖ in every
// iteration, LSMR and CRLS also ‖Aᵀr‖, LSLQ and CRAIG the error; LSLQ's bound of
// it holds. Estimates are those of the iterate.
func TestLeastSquaresMonotone(t *testing.T) {
	a := tall(t, 300, 80, 5, 10, 1)
	dense := a.ToDense()
	r := rand.New(rand.NewPCG(2, 2))
	var svd mat.SVD
	require.True(t, svd.Factorize(dense, mat.SVDNone))
	values := svd.Values(nil)
	for _, lambda := range []float64{0, 0.5} {
		b := normals(r, 300)
		want := bySVD(t, dense, b, lambda)
		methods := leastSquaresMethods()
		methods["lslq"] = &linsolve.LSLQ{Sigma: math.Hypot(values[79], lambda) * 0.999}
		bounds := 0
		for name, method := range methods {
			x := make([]float64, 80)
			last := linsolve.LeastSquaresProgress{ResNorm: math.Inf(1), NormalRes: math.Inf(1)}
			lastErr := math.Inf(1)
			iters := 0
			res, err := linsolve.LeastSquares(ctx, a, b, method, &linsolve.LeastSquaresSettings{Damp: lambda, ATol: 1e-11, Recorder: func(p linsolve.LeastSquaresProgress) error {
				iters++
				p.X(x)
				if p.Iter > 30 && p.NormalRes < 1e-8 {
					return nil // what rounding leaves of monotony
				}
				what := fmt.Sprintf("%s λ = %v iteration %d", name, lambda, p.Iter)
				assert.InEpsilon(t, math.Hypot(trueResidual(a, b, x), lambda*floats.Norm(x, 2)), p.ResNorm, 1e-8, what)
				assert.InEpsilon(t, normalResidual(dense, b, x, lambda), p.NormalRes, 1e-5, what)
				dist := floats.Distance(x, want, 2)
				switch name {
				case "lslq":
					assert.LessOrEqual(t, dist, lastErr*(1+1e-10), what)
					assert.LessOrEqual(t, dist, p.ErrorBound*(1+1e-6), what)
					if p.ErrorBound < 10*dist {
						bounds++
					}
				case "lsmr", "crls", "nil":
					assert.LessOrEqual(t, p.NormalRes, last.NormalRes, what)
					fallthrough
				default:
					assert.LessOrEqual(t, p.ResNorm, last.ResNorm*(1+1e-14), what)
					assert.True(t, math.IsInf(p.ErrorBound, 1))
				}
				last, lastErr = p, dist
				return nil
			}})
			require.NoError(t, err, name)
			assert.Greater(t, iters, 10, name)
			assert.LessOrEqual(t, relativeDistance(res.X, want), 1e-8, name)
			// LSQR, LSLQ and CGLS estimate ‖Ā‖_F‖Ā⁺‖_F, at most 80 times the
			// condition; the others the condition itself, from below.
			cond := math.Hypot(values[0], lambda) / math.Hypot(values[79], lambda)
			assert.Greater(t, res.Cond, cond/3, name)
			assert.Less(t, res.Cond, 80*cond, name)
		}
		assert.Greater(t, bounds, 5, "the bound is of use")
	}
}

// In exact arithmetic LSQR and CGLS have the same iterates, and LSMR and CRLS.
func TestLeastSquaresPairs(t *testing.T) {
	a := tall(t, 200, 60, 4, 3, 3)
	b := normals(rand.New(rand.NewPCG(5, 5)), 200)
	for _, pair := range [][2]linsolve.LeastSquaresMethod{{&linsolve.LSQR{}, &linsolve.CGLS{}}, {&linsolve.LSMR{}, &linsolve.CRLS{}}} {
		for _, k := range []int{1, 2, 5, 12} {
			set := &linsolve.LeastSquaresSettings{MaxIter: k, Damp: 0.1}
			p, err := linsolve.LeastSquares(ctx, a, b, pair[0], set)
			require.ErrorIs(t, err, linsolve.ErrNotConverged)
			q, err := linsolve.LeastSquares(ctx, a, b, pair[1], set)
			require.ErrorIs(t, err, linsolve.ErrNotConverged)
			assert.Equal(t, linsolve.MaxIter, q.Status)
			assert.LessOrEqual(t, relativeDistance(p.X, q.X), 1e-10, "%T %d", pair[0], k)
		}
	}
}

// CRAIG's error falls in every iteration, and the solution is that of least norm.
func TestCRAIG(t *testing.T) {
	a := tall(t, 60, 150, 6, 5, 4)
	dense := a.ToDense()
	b := normals(rand.New(rand.NewPCG(6, 6)), 60)
	want := bySVD(t, dense, b, 0)
	x := make([]float64, 150)
	last := math.Inf(1)
	res, err := linsolve.LeastSquares(ctx, a, b, &linsolve.CRAIG{}, &linsolve.LeastSquaresSettings{Recorder: func(p linsolve.LeastSquaresProgress) error {
		p.X(x)
		dist := floats.Distance(x, want, 2)
		assert.LessOrEqual(t, dist, last*(1+1e-12)+1e-12)
		assert.InDelta(t, trueResidual(a, b, x), p.ResNorm, 1e-9*floats.Norm(b, 2))
		assert.True(t, math.IsNaN(p.NormalRes))
		last = dist
		return nil
	}})
	require.NoError(t, err)
	assert.Equal(t, linsolve.Converged, res.Status)
	assert.LessOrEqual(t, relativeDistance(res.X, want), 1e-8)
}
