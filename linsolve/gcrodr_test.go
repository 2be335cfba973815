// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"os"
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

// darcySequence is a reference sequence with the counts of an independent program.
type darcySequence struct {
	Grid     int
	A        [][]float64
	Order    []int    `json:"greedy_order"`
	GMRES    []int    `json:"gmres30"`
	Unsorted [][2]int `json:"gcrodr30_10_unsorted"`
	Sorted   [][2]int `json:"gcrodr30_10_sorted"`
	matrices []*sparse.CSR
	b        []float64
}

func readDarcySequence(t testing.TB) *darcySequence {
	t.Helper()
	data, err := os.ReadFile("testdata/darcy_sequence.json")
	require.NoError(t, err)
	s := &darcySequence{}
	require.NoError(t, json.Unmarshal(data, s))
	for _, a := range s.A {
		m := testfunc.DarcyField(s.Grid, a)
		c, err := sparse.NewCSR(m.Rows, m.Cols, m.Ptr, m.Ind, m.Val)
		require.NoError(t, err)
		s.matrices = append(s.matrices, c)
	}
	h := 1 / float64(s.Grid+1)
	s.b = ones(s.Grid * s.Grid)
	floats.Scale(h*h, s.b)
	return s
}

func TestRecyclerCounts(t *testing.T) {
	s := readDarcySequence(t)
	identity := make([]int, len(s.A))
	for i := range identity {
		identity[i] = i
	}
	for name, c := range map[string]struct {
		order []int
		want  [][2]int
	}{"unsorted": {identity, s.Unsorted}, "sorted": {s.Order, s.Sorted}} {
		r := &linsolve.Recycler{M: 30, K: 10}
		ours, want := 0, 0
		for i, at := range c.order {
			res, err := linsolve.Solve(ctx, s.matrices[at], s.b, r, nil)
			require.NoError(t, err)
			ours += res.Iter
			want += c.want[i][0]
		}
		assert.InEpsilon(t, want, ours, 0.1, name)
	}
}

// Counts of an independent program for single systems, from no space.
func TestRecyclerSingleSystems(t *testing.T) {
	for name, want := range map[string]int{"convdiff_400.mtx": 53, "helmholtz_400.mtx": 1063} {
		a := matrix(t, name)
		b := ones(400)
		res, err := linsolve.Solve(ctx, a, b, &linsolve.Recycler{M: 30, K: 10}, &linsolve.Settings{MaxIter: 5000})
		require.NoError(t, err, name)
		assert.InEpsilon(t, want, res.Iter, 0.1, name)
		assert.LessOrEqual(t, trueResidual(a, b, res.X), 1e-8*floats.Norm(b, 2)*(1+1e-9), name)
	}
}

// With no space the first cycle is GMRES, bit for bit.
func TestRecyclerEmptySpaceIsGMRES(t *testing.T) {
	a := matrix(t, "convdiff_400.mtx")
	b := randomVector(400, 1)
	m, err := precond.NewILU0(a, nil)
	require.NoError(t, err)
	set := &linsolve.Settings{Prec: m, History: true}
	want, err := linsolve.Solve(ctx, a, b, &linsolve.GMRES{Restart: 40}, set)
	require.NoError(t, err)
	require.Less(t, want.Iter, 40)
	r := &linsolve.Recycler{}
	for range 2 { // and again after Reset
		res, err := linsolve.Solve(ctx, a, b, r, set)
		require.NoError(t, err)
		assert.Equal(t, want.History, res.History)
		assert.Equal(t, want.X, res.X)
		assert.Equal(t, want.MatVecs, res.MatVecs)
		require.NotNil(t, r.Space())
		r.Reset()
		assert.Nil(t, r.Space())
	}
}

// A space that A leaves invariant solves every system with a right-hand side in it
// without an iteration, and any other as if the spectrum were without it.
func TestRecyclerInvariantSpace(t *testing.T) {
	const n = 200
	d := ones(n)
	b := make([]float64, n)
	for i := range 6 {
		d[i] = math.Pow(10, float64(i-6))
		b[i] = 1 + float64(i)
	}
	a := linsolve.FromFunc(n, func(dst, x []float64) { floats.MulTo(dst, d, x) })
	r := &linsolve.Recycler{M: 20, K: 6}
	_, err := linsolve.Solve(ctx, a, b, r, &linsolve.Settings{RelTol: 1e-12})
	require.NoError(t, err)
	space := r.Space()
	rows, _ := space.Dims()
	require.Equal(t, 6, rows)
	for i := range rows {
		// the space is that of the first six unit vectors
		row := space.RawRowView(i)
		assert.LessOrEqual(t, floats.Norm(row[6:], 2), 1e-9*floats.Norm(row, 2))
	}
	inside := make([]float64, n)
	copy(inside, []float64{3, 1, 4, 1, 5, 9})
	res, err := linsolve.Solve(ctx, a, inside, r, nil)
	require.NoError(t, err)
	assert.LessOrEqual(t, res.Iter, 1)
	assert.LessOrEqual(t, res.MatVecs, 6+2)
	r.SameMatrix = true
	res, err = linsolve.Solve(ctx, a, inside, r, nil)
	require.NoError(t, err)
	assert.LessOrEqual(t, res.MatVecs, 2, "the products of the space are not done again")
	res, err = linsolve.Solve(ctx, a, randomVector(n, 3), r, nil)
	require.NoError(t, err)
	assert.LessOrEqual(t, res.Iter, 2)
}

// harmonicVectors returns the harmonic Ritz vectors of a in the span of the columns
// of v, in the order of the magnitude of their values, by dense solvers.
func harmonicVectors(t *testing.T, a, v *mat.Dense) (vectors [][]complex128, values []complex128) {
	t.Helper()
	var w, gram, cross, p mat.Dense
	w.Mul(a, v)
	gram.Mul(w.T(), &w)
	cross.Mul(w.T(), v)
	require.NoError(t, p.Solve(&gram, &cross))
	var eigen mat.Eigen
	require.True(t, eigen.Factorize(&p, mat.EigenRight))
	inverse := eigen.Values(nil)
	var z mat.CDense
	eigen.VectorsTo(&z)
	n, cols := v.Dims()
	order := make([]int, cols)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(cmplx.Abs(inverse[j]), cmplx.Abs(inverse[i])) })
	for _, i := range order {
		x := make([]complex128, n)
		for r := range n {
			for c := range cols {
				x[r] += complex(v.At(r, c), 0) * z.At(c, i)
			}
		}
		vectors, values = append(vectors, x), append(values, inverse[i])
	}
	return vectors, values
}

// arnoldi returns m orthonormal columns of the Krylov space of (I − CCᵀ)·A from r.
func arnoldi(a *mat.Dense, r []float64, c [][]float64, m int) [][]float64 {
	v := [][]float64{append([]float64(nil), r...)}
	floats.Scale(1/floats.Norm(r, 2), v[0])
	for len(v) < m {
		w := make([]float64, len(r))
		mat.NewVecDense(len(w), w).MulVec(a, mat.NewVecDense(len(w), v[len(v)-1]))
		for range 3 {
			for _, q := range append(append([][]float64(nil), c...), v...) {
				floats.AddScaled(w, -floats.Dot(q, w), q)
			}
		}
		floats.Scale(1/floats.Norm(w, 2), w)
		v = append(v, w)
	}
	return v
}

func columns(vectors [][]float64) *mat.Dense {
	m := mat.NewDense(len(vectors[0]), len(vectors), nil)
	for j, v := range vectors {
		m.SetCol(j, v)
	}
	return m
}

// The space after one cycle, and after another that began with it, is spanned by the
// harmonic Ritz vectors of least value that dense solvers find.
func TestRecyclerSpaceIsHarmonicRitz(t *testing.T) {
	const n, m, k = 80, 20, 6
	rnd := rand.New(rand.NewPCG(1, 5))
	a := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			a.Set(i, j, 0.3*rnd.NormFloat64()/math.Sqrt(n))
		}
		a.Set(i, i, a.At(i, i)+0.05+float64(i)/8)
	}
	b := randomVector(n, 8)
	op := linsolve.FromMatrix(a)
	r := &linsolve.Recycler{M: m, K: k}
	check := func(space *mat.Dense, basis [][]float64) {
		rows, _ := space.Dims()
		require.GreaterOrEqual(t, rows, k-1)
		vectors, values := harmonicVectors(t, a, columns(basis))
		q := orthonormalRows(space)
		checked := 0
		for i := 0; i < rows-1; i++ {
			if imag(values[i]) != 0 && i+1 >= rows {
				break // the pair may not have fit
			}
			for _, part := range []func(complex128) float64{func(z complex128) float64 { return real(z) }, func(z complex128) float64 { return imag(z) }} {
				x := make([]float64, n)
				for j, z := range vectors[i] {
					x[j] = part(z)
				}
				norm := floats.Norm(x, 2)
				if norm < 1e-3 {
					continue
				}
				for _, u := range q {
					floats.AddScaled(x, -floats.Dot(u, x), u)
				}
				// the dense problem squares the condition of A, about 1e3 here
				assert.LessOrEqual(t, floats.Norm(x, 2), 1e-7*norm, "vector %d, value %v", i, 1/values[i])
				checked++
			}
		}
		assert.GreaterOrEqual(t, checked, k-2)
	}
	first, err := linsolve.Solve(ctx, op, b, r, &linsolve.Settings{MaxIter: m, RelTol: 1e-13})
	require.ErrorIs(t, err, linsolve.ErrNotConverged)
	space := r.Space()
	check(space, arnoldi(a, b, nil, m))

	// the next cycle, from the residual of the first with the same C
	var w mat.Dense
	w.Mul(a, space.T())
	var c, u [][]float64
	rows, _ := space.Dims()
	for i := range rows {
		c = append(c, mat.Col(nil, i, &w))
		u = append(u, space.RawRowView(i))
		for j := range i + 1 {
			want := 0.0
			if i == j {
				want = 1
			}
			assert.InDelta(t, want, floats.Dot(c[i], c[j]), 1e-12, "C is orthonormal")
		}
	}
	res := make([]float64, n)
	op.MulVec(res, first.X)
	floats.SubTo(res, b, res)
	for _, q := range c {
		assert.InDelta(t, 0, floats.Dot(q, res), 1e-12, "the residual is orthogonal to C")
	}
	fresh := &linsolve.Recycler{M: m, K: k}
	_, err = linsolve.Solve(ctx, op, b, fresh, &linsolve.Settings{MaxIter: m + m - rows, RelTol: 1e-13})
	require.ErrorIs(t, err, linsolve.ErrNotConverged)
	check(fresh.Space(), append(u, arnoldi(a, res, c, m-rows)...))
}

// orthonormalRows returns an orthonormal basis of the rows of space.
func orthonormalRows(space *mat.Dense) [][]float64 {
	rows, _ := space.Dims()
	var q [][]float64
	for i := range rows {
		x := append([]float64(nil), space.RawRowView(i)...)
		for range 2 {
			for _, u := range q {
				floats.AddScaled(x, -floats.Dot(u, x), u)
			}
		}
		floats.Scale(1/floats.Norm(x, 2), x)
		q = append(q, x)
	}
	return q
}

// Every target, with a preconditioner and a warm start, ends with a true residual.
func TestRecyclerTargetsAndFlexible(t *testing.T) {
	s := readDarcySequence(t)
	for target := linsolve.SmallestMagnitude; target <= linsolve.SmallestReal; target++ {
		for _, flexible := range []bool{false, true} {
			r := &linsolve.Recycler{M: 20, K: 5, Target: target, Flexible: flexible}
			var x []float64
			for _, a := range s.matrices[:4] {
				m, err := precond.NewJacobi(a)
				require.NoError(t, err)
				res, err := linsolve.Solve(ctx, a, s.b, r, &linsolve.Settings{Prec: m, X0: x})
				require.NoError(t, err, "%v %v", target, flexible)
				assert.LessOrEqual(t, trueResidual(a, s.b, res.X), 1e-8*floats.Norm(s.b, 2)*(1+1e-9))
				x = res.X
			}
		}
	}
}

// With a fixed preconditioner the flexible form does the same iteration; with one
// that varies it still converges, and carries over what helps.
func TestRecyclerFlexible(t *testing.T) {
	s := readDarcySequence(t)
	jacobi, err := precond.NewJacobi(s.matrices[0])
	require.NoError(t, err)
	total := func(r *linsolve.Recycler, vary bool) (iter, solves int) {
		rnd := rand.New(rand.NewPCG(1, 1))
		for _, a := range s.matrices {
			m := linsolve.PreconditionerFunc(func(dst, x []float64) error {
				err := jacobi.Solve(dst, x)
				if vary {
					for i := range dst {
						dst[i] *= 1 + 0.2*rnd.Float64()
					}
				}
				return err
			})
			res, err := linsolve.Solve(ctx, a, s.b, r, &linsolve.Settings{Prec: m})
			require.NoError(t, err)
			assert.LessOrEqual(t, trueResidual(a, s.b, res.X), 1e-8*floats.Norm(s.b, 2)*(1+1e-9))
			iter += res.Iter
			solves += res.PrecSolves
		}
		return iter, solves
	}
	fixed, solves := total(&linsolve.Recycler{M: 20, K: 6}, false)
	flexible, fewer := total(&linsolve.Recycler{M: 20, K: 6, Flexible: true}, false)
	assert.InEpsilon(t, fixed, flexible, 0.05)
	assert.Less(t, fewer, solves)
	varying, _ := total(&linsolve.Recycler{M: 20, K: 6, Flexible: true}, true)
	plain := 0
	rnd := rand.New(rand.NewPCG(1, 1))
	for _, a := range s.matrices {
		m := linsolve.PreconditionerFunc(func(dst, x []float64) error {
			err := jacobi.Solve(dst, x)
			for i := range dst {
				dst[i] *= 1 + 0.2*rnd.Float64()
			}
			return err
		})
		res, err := linsolve.Solve(ctx, a, s.b, &linsolve.FGMRES{Restart: 20}, &linsolve.Settings{Prec: m})
		require.NoError(t, err)
		plain += res.Iter
	}
	assert.Less(t, varying, plain)
}

func TestRecyclerSameBitsForAnyWorkers(t *testing.T) {
	a := poisson2D(t, 300)
	n, _ := a.Dims()
	b := ones(n)
	limit := 45
	if testfunc.Race {
		limit = 12
	}
	var want, wantAgain *linsolve.Result
	for _, w := range []int{1, 2, 7} {
		r := &linsolve.Recycler{M: 20, K: 5}
		set := &linsolve.Settings{MaxIter: limit, Workers: w, History: true}
		res, err := linsolve.Solve(ctx, a, b, r, set)
		require.ErrorIs(t, err, linsolve.ErrNotConverged)
		again, err := linsolve.Solve(ctx, a, b, r, set)
		require.ErrorIs(t, err, linsolve.ErrNotConverged)
		if want == nil {
			want, wantAgain = res, again
		}
		assert.Equal(t, want.History, res.History, "workers %d", w)
		assert.True(t, slices.Equal(wantAgain.X, again.X), "workers %d", w)
	}
	assert.Less(t, wantAgain.RelRes, want.RelRes, "the second solve starts with the space of the first")
}

// Between the ends of cycles nothing allocates.
func TestRecyclerIterationsAllocateNothing(t *testing.T) {
	a := poisson2D(t, 60)
	b := randomVector(3600, 1)
	r := &linsolve.Recycler{M: 40, K: 10}
	set := &linsolve.Settings{Dst: make([]float64, 3600), Workers: 1}
	_, err := linsolve.Solve(ctx, a, b, r, set)
	require.NoError(t, err)
	it, err := linsolve.NewIterator(a, b, r, set)
	require.NoError(t, err)
	assert.Zero(t, testing.AllocsPerRun(20, func() { it.Next(ctx) }))
}

func TestRecyclerContextAndReuse(t *testing.T) {
	s := readDarcySequence(t)
	r := &linsolve.Recycler{M: 20, K: 5}
	late, cancel := context.WithCancel(ctx)
	res, err := linsolve.Solve(late, s.matrices[0], s.b, r, &linsolve.Settings{Recorder: func(p linsolve.Progress) error {
		if p.Iter == 25 {
			cancel()
		}
		return nil
	}})
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, linsolve.Canceled, res.Status)
	assert.Equal(t, 25, res.Iter)
	assert.InEpsilon(t, trueResidual(s.matrices[0], s.b, res.X), res.ResNorm, 1e-6)
	// what was learned stays, and goes with another size
	rows, cols := r.Space().Dims()
	assert.Equal(t, []int{5, 256}, []int{rows, cols})
	small := matrix(t, "poisson2d_100.mtx")
	_, err = linsolve.Solve(ctx, small, ones(100), r, nil)
	require.NoError(t, err)
	_, cols = r.Space().Dims()
	assert.Equal(t, 100, cols)
	// dimensions from one up
	for n := 1; n < 6; n++ {
		d := ones(n)
		for i := range d {
			d[i] += float64(i)
		}
		a := linsolve.FromFunc(n, func(dst, x []float64) { floats.MulTo(dst, d, x) })
		for range 3 {
			res, err := linsolve.Solve(ctx, a, ones(n), r, nil)
			require.NoError(t, err, "n %d", n)
			assert.LessOrEqual(t, trueResidual(a, ones(n), res.X), 1e-7)
		}
	}
}

func TestRecyclerBadInput(t *testing.T) {
	a := matrix(t, "poisson2d_100.mtx")
	for name, r := range map[string]*linsolve.Recycler{"M": {M: -1}, "K": {K: -1}, "K<M": {M: 10, K: 10}, "default M": {K: 40}, "Target": {Target: 7}} {
		res, err := linsolve.Solve(ctx, a, ones(100), r, nil)
		require.ErrorIs(t, err, linsolve.ErrParam, name)
		assert.Nil(t, res)
	}
	// A product that is not finite is a breakdown, and the value can be used again.
	r := &linsolve.Recycler{M: 10, K: 4}
	_, err := linsolve.Solve(ctx, a, ones(100), r, nil)
	require.NoError(t, err)
	bad := linsolve.FromFunc(100, func(dst, x []float64) { dst[3] = math.NaN() })
	res, err := linsolve.Solve(ctx, bad, ones(100), r, nil)
	require.ErrorIs(t, err, linsolve.ErrNotFinite)
	assert.Equal(t, linsolve.Breakdown, res.Status)
	res, err = linsolve.Solve(ctx, a, ones(100), r, nil)
	require.NoError(t, err)
	assert.Equal(t, linsolve.Converged, res.Status)
	// So are a preconditioner that fails and an operator that panics, at every product.
	plain, err := linsolve.Solve(ctx, a, ones(100), r, nil)
	require.NoError(t, err)
	for at := range plain.MatVecs {
		calls := 0
		failing := linsolve.PreconditionerFunc(func(dst, x []float64) error {
			if calls++; calls > at {
				return io.ErrUnexpectedEOF
			}
			copy(dst, x)
			return nil
		})
		res, err := linsolve.Solve(ctx, a, ones(100), r, &linsolve.Settings{Prec: failing})
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, "at %d", at)
		assert.InEpsilon(t, trueResidual(a, ones(100), res.X), res.ResNorm, 1e-6)
		calls = 0
		assert.Panics(t, func() {
			panicking := linsolve.FromFunc(100, func(dst, x []float64) {
				if calls++; calls > at {
					panic("product")
				}
				a.MulVec(dst, x)
			})
			_, _ = linsolve.Solve(ctx, panicking, ones(100), r, nil)
		}, "at %d", at)
		res, err = linsolve.Solve(ctx, a, ones(100), r, nil)
		require.NoError(t, err, "at %d", at)
		assert.LessOrEqual(t, trueResidual(a, ones(100), res.X), 1e-7)
	}
}
