// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond_test

import (
	"context"
	"fmt"
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

func assembled(t testing.TB, m *testfunc.Matrix) *sparse.CSR {
	t.Helper()
	a, err := sparse.NewCSR(m.Rows, m.Cols, m.Ptr, m.Ind, m.Val)
	require.NoError(t, err)
	return a
}

// stencil returns the matrix of −∂(k ∂u) on n×n points with coefficients kx and
// ky and no flux through the boundary but, with dirichlet, through x = 0.
func stencil(t testing.TB, n int, kx, ky float64, dirichlet bool) *sparse.CSR {
	t.Helper()
	c := sparse.NewCOO(n*n, n*n)
	link := func(i, j int, k float64) {
		c.Add(i, i, k)
		c.Add(j, j, k)
		c.Add(i, j, -k)
		c.Add(j, i, -k)
	}
	for i := range n {
		for j := range n {
			at := i*n + j
			if j+1 < n {
				link(at, at+1, kx)
			}
			if i+1 < n {
				link(at, at+n, ky)
			}
			if dirichlet && j == 0 {
				c.Add(at, at, 2*kx)
			}
		}
	}
	a, err := c.ToCSR()
	require.NoError(t, err)
	return a
}

func iterations(t testing.TB, a *sparse.CSR, b []float64, set *precond.AMGSettings) (int, *precond.AMG) {
	t.Helper()
	m, err := precond.NewAMG(a, set)
	require.NoError(t, err)
	res, err := linsolve.Solve(context.Background(), a, b, &linsolve.CG{}, &linsolve.Settings{Prec: m, MaxIter: 500})
	require.NoError(t, err)
	require.Equal(t, linsolve.Converged, res.Status)
	return res.Iter, m
}

func constant(n int) []float64 {
	b := make([]float64, n)
	for i := range b {
		b[i] = 1
	}
	return b
}

// The iterations hardly grow with the size, and the levels stay cheap. Bounds
// leave a fifth to what was counted, for other rounding.
func TestAMGIterations(t *testing.T) {
	type problem struct {
		name string
		a    *sparse.CSR
		set  *precond.AMGSettings
		most int
	}
	cheb, w := &precond.AMGSettings{Smoother: precond.Chebyshev}, &precond.AMGSettings{Cycle: precond.WCycle}
	problems := []problem{
		{"Poisson 50²", assembled(t, testfunc.Poisson2D(50)), nil, 13},
		{"Poisson 100²", assembled(t, testfunc.Poisson2D(100)), nil, 14},
		{"Poisson 100², Chebyshev", assembled(t, testfunc.Poisson2D(100)), cheb, 12},
		{"Poisson 100², W", assembled(t, testfunc.Poisson2D(100)), w, 14},
		{"Poisson 20³", assembled(t, testfunc.Poisson3D(20)), nil, 12},
		{"anisotropic 100², 0.01", stencil(t, 100, 1, 0.01, true), nil, 18},
		{"anisotropic 100², 1e-6", stencil(t, 100, 1, 1e-6, true), nil, 18},
		{"jumping 100²", assembled(t, testfunc.Darcy2D(100, 2, 1)), nil, 35},
	}
	if testfunc.Slow() {
		problems = problems[:2]
	} else if !testing.Short() {
		problems = append(problems,
			problem{"Poisson 400²", assembled(t, testfunc.Poisson2D(400)), nil, 15},
			problem{"Poisson 40³", assembled(t, testfunc.Poisson3D(40)), nil, 12})
	}
	for _, p := range problems {
		n, _ := p.a.Dims()
		its, m := iterations(t, p.a, constant(n), p.set)
		t.Log(p.name, its, m.OperatorComplexity(), m.GridComplexity())
		assert.LessOrEqual(t, its, p.most, p.name)
		assert.Greater(t, m.Levels(), 1, p.name)
		assert.InDelta(t, 1.6, m.OperatorComplexity(), 0.5, p.name)
		assert.InDelta(t, 1.3, m.GridComplexity(), 0.3, p.name)
	}
}

// One cycle is a symmetric positive definite operator, as CG needs; the product
// with every unit vector tells.
func TestAMGIsSymmetric(t *testing.T) {
	a := assembled(t, testfunc.Poisson2D(18))
	n, _ := a.Dims()
	for _, smoother := range []precond.AMGSmoother{precond.GaussSeidel, precond.Chebyshev} {
		for _, cycle := range []precond.AMGCycle{precond.VCycle, precond.WCycle} {
			m, err := precond.NewAMG(a, &precond.AMGSettings{Smoother: smoother, Cycle: cycle, CoarseSize: 2})
			require.NoError(t, err)
			require.GreaterOrEqual(t, m.Levels(), 3)
			inverse := mat.NewDense(n, n, nil)
			col := make([]float64, n)
			for j := range n {
				clear(col)
				col[j] = 1
				require.NoError(t, m.Solve(col, col))
				inverse.SetCol(j, col)
			}
			scale := mat.Max(inverse)
			sym := mat.NewSymDense(n, nil)
			for i := range n {
				for j := range i + 1 {
					// sums of some ten terms, through a few levels
					require.InDelta(t, inverse.At(i, j), inverse.At(j, i), 1e-13*scale, "%v %v (%d, %d)", smoother, cycle, i, j)
					sym.SetSym(i, j, inverse.At(i, j))
				}
			}
			var chol mat.Cholesky
			assert.True(t, chol.Factorize(sym), "%v %v", smoother, cycle)
		}
	}
}

// Every cycle and smoother contracts the error of a plain iteration.
func TestAMGCyclesConverge(t *testing.T) {
	a := assembled(t, testfunc.Poisson2D(60))
	n, _ := a.Dims()
	for _, smoother := range []precond.AMGSmoother{precond.GaussSeidel, precond.Chebyshev} {
		for _, cycle := range []precond.AMGCycle{precond.VCycle, precond.WCycle, precond.FCycle} {
			m, err := precond.NewAMG(a, &precond.AMGSettings{Smoother: smoother, Cycle: cycle, CoarseSize: 20})
			require.NoError(t, err)
			x, r, z := make([]float64, n), constant(n), make([]float64, n)
			first := floats.Norm(r, 2)
			for range 30 {
				require.NoError(t, m.Solve(z, r))
				floats.Add(x, z)
				a.MulVec(r, x)
				for i := range r {
					r[i] = 1 - r[i]
				}
			}
			// a factor of 0.6 a cycle at worst
			assert.Less(t, floats.Norm(r, 2), math.Pow(0.6, 30)*first, "%v %v", smoother, cycle)
		}
	}
}

// A diagonal matrix is one level and solved exactly, as is a small matrix.
func TestAMGOfOneLevel(t *testing.T) {
	for _, n := range []int{1, 3, 700} {
		d := make([]float64, n)
		for i := range d {
			d[i] = float64(i%7 + 1)
		}
		for _, smoother := range []precond.AMGSmoother{precond.GaussSeidel, precond.Chebyshev} {
			m, err := precond.NewAMG(sparse.Diagonal(d), &precond.AMGSettings{Smoother: smoother})
			require.NoError(t, err)
			assert.Equal(t, 1, m.Levels())
			assert.Equal(t, 1.0, m.OperatorComplexity())
			assert.Equal(t, 1.0, m.GridComplexity())
			z := make([]float64, n)
			require.NoError(t, m.Solve(z, d))
			assert.InDeltaSlice(t, constant(n), z, 1e-15) // a product with an inverse
		}
	}
	for _, name := range []string{"darcy_400.mtx", "convdiff_400.mtx"} { // symmetric and not
		a := read(t, name)
		n, _ := a.Dims()
		m, err := precond.NewAMG(a, nil)
		require.NoError(t, err)
		require.Equal(t, 1, m.Levels())
		b, z := make([]float64, n), make([]float64, n)
		a.MulVec(b, constant(n))
		require.NoError(t, m.Solve(z, b))
		assert.InDeltaSlice(t, constant(n), z, 1e-10, name) // the condition, 1e3 to 1e4, times rounding
	}
}

// Singular matrices: without flux through the boundary, in one piece and in
// several, some of which are one aggregate.
func TestAMGSingular(t *testing.T) {
	for _, coarseSize := range []int{0, 30} {
		a := stencil(t, 40, 1, 1, false)
		n, _ := a.Dims()
		b := make([]float64, n)
		b[0], b[n-1] = 1, -1
		its, m := iterations(t, a, b, &precond.AMGSettings{CoarseSize: coarseSize})
		assert.LessOrEqual(t, its, 16)
		assert.Greater(t, m.Levels(), 1)
	}
	// pairs, and a path of 600
	c := sparse.NewCOO(2600, 2600)
	link := func(i, j int) {
		c.Add(i, i, 1)
		c.Add(j, j, 1)
		c.Add(i, j, -1)
		c.Add(j, i, -1)
	}
	for i := 0; i < 2000; i += 2 {
		link(i, i+1)
	}
	for i := 2000; i+1 < 2600; i++ {
		link(i, i+1)
	}
	a, err := c.ToCSR()
	require.NoError(t, err)
	b := make([]float64, 2600)
	for i := range b {
		b[i] = float64(1 - 2*(i%2))
	}
	its, _ := iterations(t, a, b, nil)
	assert.LessOrEqual(t, its, 20)
}

// The bits do not depend on the number of goroutines, nothing is allocated, and
// calls from several goroutines do not disturb each other.
func TestAMGSameBits(t *testing.T) {
	a := assembled(t, testfunc.Poisson2D(130))
	n, _ := a.Dims()
	r := make([]float64, n)
	rnd := rand.New(rand.NewPCG(1, 5))
	for i := range r {
		r[i] = rnd.NormFloat64()
	}
	for _, smoother := range []precond.AMGSmoother{precond.GaussSeidel, precond.Chebyshev} {
		var first []float64
		for _, workers := range []int{1, 2, 7} {
			m, err := precond.NewAMG(a, &precond.AMGSettings{Smoother: smoother, Workers: workers})
			require.NoError(t, err)
			z := make([]float64, n)
			require.NoError(t, m.Solve(z, r))
			if first == nil {
				first = z
			}
			require.Equal(t, first, z, "%v, %d workers", smoother, workers)
			if workers == 1 {
				assert.Zero(t, testing.AllocsPerRun(3, func() { _ = m.Solve(z, r) }))
			}
			done := make(chan []float64)
			for range 3 {
				go func() {
					z := append([]float64(nil), r...)
					_ = m.Solve(z, z)
					done <- z
				}()
			}
			for range 3 {
				require.Equal(t, first, <-done)
			}
		}
	}
}

// Rebuild with new values is as good as new, with the old ones the same bits.
func TestAMGRebuild(t *testing.T) {
	a := assembled(t, testfunc.Darcy2D(60, 1, 1))
	other := assembled(t, testfunc.Darcy2D(60, 1, 2))
	n, _ := a.Dims()
	m, err := precond.NewAMG(a, nil)
	require.NoError(t, err)
	want, got := make([]float64, n), make([]float64, n)
	require.NoError(t, m.Solve(want, constant(n)))
	complexity := m.OperatorComplexity()
	require.NoError(t, m.Rebuild(other))
	assert.Equal(t, complexity, m.OperatorComplexity())
	res, err := linsolve.Solve(context.Background(), other, constant(n), &linsolve.CG{}, &linsolve.Settings{Prec: m})
	require.NoError(t, err)
	fresh, _ := iterations(t, other, constant(n), nil)
	assert.LessOrEqual(t, res.Iter, 2*fresh)
	require.NoError(t, m.Rebuild(a))
	require.NoError(t, m.Solve(got, constant(n)))
	assert.Equal(t, want, got)
	for name, bad := range map[string]*sparse.CSR{"size": tridiagonal(t, 5), "pattern": tridiagonal(t, n)} {
		assert.ErrorIs(t, m.Rebuild(bad), precond.ErrShape, name)
	}
	assert.ErrorIs(t, m.Rebuild(nil), precond.ErrInput)
	require.NoError(t, m.Solve(got, constant(n)))
	assert.Equal(t, want, got)
}

// The matrix is copied.
func TestAMGKeepsItsMatrix(t *testing.T) {
	a := assembled(t, testfunc.Poisson2D(40))
	n, _ := a.Dims()
	m, err := precond.NewAMG(a, nil)
	require.NoError(t, err)
	want, got := make([]float64, n), make([]float64, n)
	require.NoError(t, m.Solve(want, constant(n)))
	_, _, val := a.Raw()
	clear(val)
	require.NoError(t, m.Solve(got, constant(n)))
	assert.Equal(t, want, got)
}

func TestAMGErrors(t *testing.T) {
	a := tridiagonal(t, 6)
	for _, set := range []precond.AMGSettings{{Theta: -1}, {Theta: 1}, {Theta: math.NaN()}, {BlockSize: -1}, {Cycle: 3}, {Cycle: -1}, {Smoother: 2}, {CoarseSize: -1}, {MaxLevels: -1}, {Workers: -1}} {
		_, err := precond.NewAMG(a, &set)
		assert.ErrorIs(t, err, precond.ErrParam, fmt.Sprintf("%+v", set))
	}
	for _, set := range []precond.AMGSettings{{BlockSize: 4}, {NearNull: mat.NewDense(5, 1, nil)}} {
		_, err := precond.NewAMG(a, &set)
		assert.ErrorIs(t, err, precond.ErrShape)
	}
	_, err := precond.NewAMG(a, &precond.AMGSettings{NearNull: mat.NewDense(6, 1, []float64{1, 1, math.NaN(), 1, 1, 1})})
	assert.ErrorIs(t, err, precond.ErrNotFinite)
	_, err = precond.NewAMG(nil, nil)
	assert.ErrorIs(t, err, precond.ErrInput)
	c := sparse.NewCOO(2, 3)
	rect, err := c.ToCSR()
	require.NoError(t, err)
	_, err = precond.NewAMG(rect, nil)
	assert.ErrorIs(t, err, precond.ErrShape)
	big := tridiagonal(t, 600)
	_, _, val := big.Raw()
	val[0] = 0
	_, err = precond.NewAMG(big, nil)
	var pivot *sparse.ZeroPivotError
	require.ErrorAs(t, err, &pivot)
	assert.Zero(t, pivot.Row)
	for _, v := range []float64{math.NaN(), math.Inf(1)} {
		val[0] = v
		_, err = precond.NewAMG(big, nil)
		assert.ErrorIs(t, err, precond.ErrNotFinite)
	}
	m, err := precond.NewAMG(a, nil)
	require.NoError(t, err)
	assert.ErrorIs(t, m.Solve(make([]float64, 5), make([]float64, 6)), precond.ErrShape)
}

func BenchmarkAMG(b *testing.B) {
	for name, p := range map[string]*testfunc.Matrix{"Poisson400²": testfunc.Poisson2D(400), "Poisson40³": testfunc.Poisson3D(40)} {
		a := assembled(b, p)
		for _, smoother := range []precond.AMGSmoother{precond.GaussSeidel, precond.Chebyshev} {
			set := &precond.AMGSettings{Smoother: smoother, Workers: 1}
			m, err := precond.NewAMG(a, set)
			require.NoError(b, err)
			name := fmt.Sprintf("%s/smoother=%d", name, smoother)
			b.Run(name+"/new", func(b *testing.B) {
				for b.Loop() {
					_, err := precond.NewAMG(a, set)
					require.NoError(b, err)
				}
			})
			b.Run(name+"/rebuild", func(b *testing.B) {
				for b.Loop() {
					require.NoError(b, m.Rebuild(a))
				}
			})
			z, r := make([]float64, p.Rows), constant(p.Rows)
			b.Run(name+"/solve", func(b *testing.B) {
				for b.Loop() {
					require.NoError(b, m.Solve(z, r))
				}
			})
			y := make([]float64, p.Rows)
			b.Run(name+"/product", func(b *testing.B) {
				for b.Loop() {
					a.MulVecWorkers(1, y, r)
				}
			})
		}
	}
}
