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
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"

	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

func poisson2D(t testing.TB, n int) *sparse.CSR {
	t.Helper()
	m := testfunc.Poisson2D(n)
	a, err := sparse.NewCSR(m.Rows, m.Cols, m.Ptr, m.Ind, m.Val)
	require.NoError(t, err)
	return a
}

// The bits of a result do not depend on the number of workers. 90 000 unknowns
// are enough for every operation to be shared out.
func TestSameBitsForAnyWorkers(t *testing.T) {
	a := poisson2D(t, 200) // ten blocks, enough for two goroutines
	n, _ := a.Dims()
	b := ones(n)
	ssor, err := precond.NewSSOR(a, 1.5)
	require.NoError(t, err)
	limit := 35
	if testfunc.Slow() {
		limit = 6
	}
	for name, method := range methods() {
		for _, m := range []linsolve.Preconditioner{nil, ssor} {
			var want *linsolve.Result
			for _, w := range []int{1, 2, 7} {
				res, err := linsolve.Solve(ctx, a, b, method, &linsolve.Settings{Prec: symmetricPrec(name, m), MaxIter: limit, Workers: w, History: true})
				require.ErrorIs(t, err, linsolve.ErrNotConverged)
				if want == nil {
					want = res
				}
				assert.True(t, slices.Equal(want.X, res.X), "%s workers %d", name, w)
				assert.Equal(t, want.History, res.History, "%s workers %d", name, w)
			}
		}
	}
}

// The second solve of the same size into the caller's Dst allocates nothing.
func TestSecondSolveAllocatesNothing(t *testing.T) {
	if testfunc.Race {
		t.Skip("the race detector makes pools forget")
	}
	for _, size := range []int{30, 200} { // one block; several, shared by two workers
		a := poisson2D(t, size)
		n, _ := a.Dims()
		b := make([]float64, n)
		r := rand.New(rand.NewPCG(1, 1))
		for i := range b {
			b[i] = r.NormFloat64() // rough, so that the residual falls at once
		}
		jacobi, err := precond.NewJacobi(a)
		require.NoError(t, err)
		for name, method := range methods() {
			if method == nil {
				continue // a nil method has no value to keep anything in
			}
			for _, m := range []linsolve.Preconditioner{nil, jacobi} {
				set := &linsolve.Settings{Dst: make([]float64, n), Prec: symmetricPrec(name, m), RelTol: 0.3, Workers: 2, History: true, MaxIter: 10000}
				solve := func() {
					if _, err := linsolve.Solve(ctx, a, b, method, set); err != nil {
						t.Fatal(err)
					}
				}
				solve()
				// starting goroutines may allocate now and then, in the runtime
				assert.Less(t, testing.AllocsPerRun(5, solve), 1.0, "%s n=%d", name, n)
			}
		}
	}
}

func TestResultOwnership(t *testing.T) {
	a := poisson2D(t, 10)
	b := ones(100)
	cg := &linsolve.CG{}
	first, err := linsolve.Solve(ctx, a, b, cg, &linsolve.Settings{History: true})
	require.NoError(t, err)
	x, h := append([]float64(nil), first.X...), append([]float64(nil), first.History...)
	_, err = linsolve.Solve(ctx, a, floats.ScaleTo(make([]float64, 100), 5, b), cg, &linsolve.Settings{History: true, RelTol: 1e-3})
	require.NoError(t, err)
	assert.Equal(t, x, first.X, "without Dst the result is the caller's")
	assert.Equal(t, h, first.History)
	dst := make([]float64, 100)
	res, err := linsolve.Solve(ctx, a, b, cg, &linsolve.Settings{Dst: dst})
	require.NoError(t, err)
	assert.Same(t, &dst[0], &res.X[0])
	assert.Equal(t, x, dst)
}

func TestContextAndLimits(t *testing.T) {
	a := poisson2D(t, 40)
	b := ones(1600)
	for name, method := range methods() {
		canceled, cancel := context.WithCancelCause(ctx)
		cancel(nil)
		res, err := linsolve.Solve(canceled, a, b, method, nil)
		require.ErrorIs(t, err, context.Canceled, name)
		assert.Equal(t, linsolve.Canceled, res.Status)
		assert.Equal(t, make([]float64, 1600), res.X)

		late, cancelLate := context.WithCancel(ctx)
		res, err = linsolve.Solve(late, a, b, method, &linsolve.Settings{Recorder: func(p linsolve.Progress) error {
			if p.Iter == 20 {
				cancelLate()
			}
			return nil
		}})
		require.ErrorIs(t, err, context.Canceled, name)
		assert.Equal(t, 20, res.Iter)
		assert.InEpsilon(t, trueResidual(a, b, res.X), res.ResNorm, 1e-9)
		assert.LessOrEqual(t, res.ResNorm, floats.Norm(b, 2)) // never worse than the start

		res, err = linsolve.Solve(ctx, a, b, method, &linsolve.Settings{MaxTime: time.Nanosecond})
		require.ErrorIs(t, err, linsolve.ErrNotConverged, name)
		assert.Equal(t, linsolve.TimeLimit, res.Status)

		enough := errors.New("enough")
		res, err = linsolve.Solve(ctx, a, b, method, &linsolve.Settings{Recorder: func(p linsolve.Progress) error {
			if p.Iter == 3 {
				return enough
			}
			return nil
		}})
		require.ErrorIs(t, err, enough, name)
		assert.Equal(t, linsolve.Stopped, res.Status)
		assert.Equal(t, 3, res.Iter)
	}
}

// A recorder sees the iterate of its own iteration, whose residual is what the
// recurrence says while rounding is small.
func TestProgressFormsTheIterate(t *testing.T) {
	a := poisson2D(t, 20)
	b := floats.ScaleTo(make([]float64, 400), 1e200, ones(400))
	for name, method := range methods() {
		x, calls := make([]float64, 400), 0
		_, err := linsolve.Solve(ctx, a, b, method, &linsolve.Settings{RelTol: 1e-4, Recorder: func(p linsolve.Progress) error {
			calls++
			p.X(x)
			assert.InEpsilon(t, trueResidual(a, b, x), p.ResNorm, 1e-6, "%s %d", name, p.Iter)
			assert.Equal(t, calls, p.Iter)
			return nil
		}})
		require.NoError(t, err)
		assert.NotZero(t, calls)

		// with a preconditioner the estimate is still of the plain residual
		m, err := precond.NewSSOR(a, 1.3)
		require.NoError(t, err)
		_, err = linsolve.Solve(ctx, a, b, method, &linsolve.Settings{RelTol: 1e-4, Prec: symmetricPrec(name, m), Recorder: func(p linsolve.Progress) error {
			p.X(x)
			assert.InEpsilon(t, trueResidual(a, b, x), p.ResNorm, 1e-6, "%s %d", name, p.Iter)
			return nil
		}})
		require.NoError(t, err)
	}
}

func TestIteratorMatchesSolve(t *testing.T) {
	a := poisson2D(t, 20)
	b := ones(400)
	for name, method := range methods() {
		want, err := linsolve.Solve(ctx, a, b, method, nil)
		require.NoError(t, err)
		it, err := linsolve.NewIterator(a, b, method, nil)
		require.NoError(t, err)
		x := make([]float64, 400)
		for it.Next(ctx) {
			it.X(x)
			res, err := it.Result()
			require.NoError(t, err)
			assert.Equal(t, linsolve.Running, res.Status)
			assert.Equal(t, it.Iter(), res.Iter)
		}
		assert.False(t, it.Next(ctx))
		res, err := it.Result()
		require.NoError(t, err)
		assert.Equal(t, want.X, res.X, name)
		assert.Equal(t, want.Iter, res.Iter, name)
		it.X(x)
		assert.Equal(t, want.X, x)
	}
}

func TestPanicReachesTheCaller(t *testing.T) {
	a := poisson2D(t, 200)
	cg := &linsolve.CG{}
	op := linsolve.FromFunc(40000, func(_, _ []float64) { panic("operator") })
	assert.PanicsWithValue(t, "operator", func() { _, _ = linsolve.Solve(ctx, op, ones(40000), cg, nil) })
	_, err := linsolve.Solve(ctx, a, ones(40000), cg, nil) // the method value is still good
	assert.NoError(t, err)
}

// Restarted GMRES reduces to full GMRES when the cycle is as long as n, which
// ends in at most n iterations; its residual never grows.
func TestGMRESProperties(t *testing.T) {
	for _, name := range []string{"convdiff_400.mtx", "west0067.mtx", "fs_183_1.mtx"} {
		a := matrix(t, name)
		n, _ := a.Dims()
		b := make([]float64, n)
		a.MulVec(b, ones(n))
		res, err := linsolve.Solve(ctx, a, b, &linsolve.GMRES{Restart: n + 10}, &linsolve.Settings{History: true, RelTol: 1e-8})
		require.NoError(t, err, name)
		assert.LessOrEqual(t, res.Iter, n+1, name)
		for i := 1; i < len(res.History); i++ {
			assert.LessOrEqual(t, res.History[i], res.History[i-1]*(1+1e-12), "%s %d", name, i)
		}
	}
	// the cyclic shift: no progress before step n, none ever when restarted sooner
	n := 12
	shift := linsolve.FromFunc(n, func(dst, x []float64) {
		for i := range x {
			dst[(i+1)%n] = x[i]
		}
	})
	b := make([]float64, n)
	b[0] = 1
	res, err := linsolve.Solve(ctx, shift, b, &linsolve.GMRES{Restart: n}, nil)
	require.NoError(t, err)
	assert.Equal(t, n, res.Iter)
	res, err = linsolve.Solve(ctx, shift, b, &linsolve.GMRES{Restart: 5}, nil)
	require.ErrorIs(t, err, linsolve.ErrNotConverged)
	assert.Equal(t, linsolve.MaxIter, res.Status)
}

// CG solves −Δu = f with second-order accuracy in h: the whole chain from the
// stencil to the solution is right.
func TestPoissonIsSecondOrder(t *testing.T) {
	var last float64
	for _, n := range []int{15, 31, 63} {
		a := poisson2D(t, n)
		h := 1 / float64(n+1)
		b, exact := make([]float64, n*n), make([]float64, n*n)
		for i := range n {
			for j := range n {
				u := math.Sin(math.Pi*float64(i+1)*h) * math.Sin(math.Pi*float64(j+1)*h)
				exact[i*n+j] = u
				b[i*n+j] = 2 * math.Pi * math.Pi * u * h * h
			}
		}
		res, err := linsolve.Solve(ctx, a, b, nil, &linsolve.Settings{RelTol: 1e-11})
		require.NoError(t, err)
		e := floats.Distance(res.X, exact, math.Inf(1))
		if last > 0 {
			assert.InDelta(t, 2, math.Log2(last/e), 0.02, "n=%d", n)
		}
		last = e
	}
}

func FuzzSolve(f *testing.F) {
	f.Add(uint8(3), 1.0, -1.0, 2.0, 1.0, 1e-8, uint8(0))
	f.Add(uint8(1), 0.0, 0.0, 0.0, 0.0, 0.0, uint8(1))
	f.Add(uint8(5), math.NaN(), math.Inf(1), 5e-324, -1e300, 1e-3, uint8(2))
	f.Add(uint8(9), 1e300, -1e300, 1e300, 1e300, -1.0, uint8(0))
	f.Add(uint8(7), 1e-300, 1e-310, 1e-300, 1e-300, math.Inf(-1), uint8(1))
	for pick := range uint8(11) {
		f.Add(uint8(12), 4.0, -1.0, -1.0, 1.0, 1e-10, pick)
		f.Add(uint8(8), 1e-3, -1.0, 1.0, 1e200, 1e-6, pick)
		f.Add(uint8(6), math.Inf(1), 1e-310, 1.0, 3.0, 1e-8, pick)
	}
	f.Fuzz(func(t *testing.T, size uint8, diag, off, skew, rhs, tol float64, pick uint8) {
		n := int(size%16) + 1
		band := func(lower, upper float64) func(dst, x []float64) {
			return func(dst, x []float64) {
				for i := range dst {
					dst[i] = diag * x[i]
					if i > 0 {
						dst[i] += lower * x[i-1]
					}
					if i+1 < n {
						dst[i] += upper * x[i+1]
					}
				}
			}
		}
		op := linsolve.FromFunc(n, band(off, skew))
		transposable := linsolve.FromFuncs(n, n, band(off, skew), band(skew, off))
		b := make([]float64, n)
		for i := range b {
			b[i] = rhs * float64(i%3)
		}
		var method linsolve.Method
		switch pick % 11 {
		case 0:
			method = &linsolve.CG{}
		case 1:
			method = &linsolve.GMRES{Restart: int(pick) / 16}
		case 3:
			method = &linsolve.SYMMLQ{}
		case 4:
			method = &linsolve.MINRESQLP{}
		case 5:
			method = &linsolve.LGMRES{}
		case 6:
			method = &linsolve.GMRESDR{}
		case 7:
			method, op = &linsolve.QMR{}, transposable
		case 8:
			method, op = &linsolve.BiCG{}, transposable
		case 9:
			method = &linsolve.CGS{}
		case 10:
			method = &linsolve.PipelinedCG{}
		}
		limit, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		res, err := linsolve.Solve(limit, op, b, method, &linsolve.Settings{RelTol: tol, MaxIter: 500})
		if errors.Is(err, context.DeadlineExceeded) {
			t.Fatal("500 iterations of a small system took ten seconds")
		}
		if err == nil {
			if floats.HasNaN(res.X) || !(res.ResNorm >= 0) {
				t.Fatal(fmt.Sprint("success with NaN: ", res))
			}
			target := max(tol, 0) * floats.Norm(b, 2)
			if tol == 0 {
				target = 1e-8 * floats.Norm(b, 2)
			}
			if got := trueResidual(op, b, res.X); !(got <= target*(1+1e-6)+1e-300) {
				t.Fatalf("success with a true residual of %g over the target %g", got, target)
			}
		}
	})
}
