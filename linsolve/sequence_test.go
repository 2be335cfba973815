// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
)

func (s *darcySequence) sequence() linsolve.Sequence {
	return linsolve.SequenceFunc(len(s.matrices), func(i int) (linsolve.Operator, []float64, linsolve.Preconditioner, error) {
		return s.matrices[i], s.b, nil, nil
	})
}

func (s *darcySequence) params() *mat.Dense {
	p := mat.NewDense(len(s.A), len(s.A[0]), nil)
	for i, a := range s.A {
		p.SetRow(i, a)
	}
	return p
}

func totalProducts(results []*linsolve.Result) (sum int) {
	for _, r := range results {
		sum += r.MatVecs
	}
	return sum
}

func TestGreedyOrder(t *testing.T) {
	s := readDarcySequence(t)
	order, err := linsolve.GreedyOrder(s.params())
	require.NoError(t, err)
	assert.Equal(t, s.Order, order)
	ties, err := linsolve.GreedyOrder(mat.NewDense(5, 1, []float64{0, 2, 1, -1, 2}))
	require.NoError(t, err)
	assert.Equal(t, []int{0, 2, 1, 4, 3}, ties, "of equally near ones the least index")
}

func TestHilbertOrder(t *testing.T) {
	line, err := linsolve.HilbertOrder(mat.NewDense(6, 1, []float64{5, 3, 9, -1, 3, 0}))
	require.NoError(t, err)
	assert.Equal(t, []int{3, 5, 1, 4, 0, 2}, line)
	// along the four quarters of a square, beside a feature that says nothing
	square, err := linsolve.HilbertOrder(mat.NewDense(4, 3, []float64{0, 7, 0, 1, 7, 1, 1, 7, 0, 0, 7, 1}))
	require.NoError(t, err)
	assert.Contains(t, [][]int{{0, 3, 1, 2}, {0, 2, 1, 3}}, square)
}

func TestOrderBadInput(t *testing.T) {
	for name, order := range map[string]func(*mat.Dense) ([]int, error){"greedy": linsolve.GreedyOrder, "Hilbert": linsolve.HilbertOrder} {
		_, err := order(nil)
		require.ErrorIs(t, err, linsolve.ErrShape, name)
		_, err = order(&mat.Dense{})
		require.ErrorIs(t, err, linsolve.ErrShape, name)
		_, err = order(mat.NewDense(2, 1, []float64{0, math.NaN()}))
		require.ErrorIs(t, err, linsolve.ErrNotFinite, name)
	}
}

// Results stand in the order of the sequence, and equal those of Solve in the order of
// solving.
func TestSolveSequence(t *testing.T) {
	s := readDarcySequence(t)
	results, err := linsolve.SolveSequence(ctx, s.sequence(), &linsolve.Recycler{M: 30, K: 10}, &linsolve.SequenceSettings{Order: s.Order})
	require.NoError(t, err)
	r := &linsolve.Recycler{M: 30, K: 10}
	sum := 0
	for k, i := range s.Order {
		want, err := linsolve.Solve(ctx, s.matrices[i], s.b, r, nil)
		require.NoError(t, err)
		assert.Equal(t, want, results[i])
		sum += s.Sorted[k][0]
	}
	for name, method := range map[string]linsolve.Method{"nil": nil, "gmres": &linsolve.GMRES{}} {
		results, err := linsolve.SolveSequence(ctx, s.sequence(), method, nil)
		require.NoError(t, err, name)
		for i, res := range results {
			assert.LessOrEqual(t, trueResidual(s.matrices[i], s.b, res.X), 1e-8*floats.Norm(s.b, 2)*(1+1e-9), "%s %d", name, i)
		}
	}
	// a preconditioner of the sequence goes before that of the settings
	calls := 0
	counting := linsolve.PreconditionerFunc(func(dst, r []float64) error { calls++; copy(dst, r); return nil })
	own := linsolve.SequenceFunc(2, func(i int) (linsolve.Operator, []float64, linsolve.Preconditioner, error) {
		if i == 0 {
			return s.matrices[0], s.b, nil, nil
		}
		m, err := precond.NewJacobi(s.matrices[1])
		return s.matrices[1], s.b, m, err
	})
	results, err = linsolve.SolveSequence(ctx, own, nil, &linsolve.SequenceSettings{Settings: linsolve.Settings{Prec: counting}})
	require.NoError(t, err)
	assert.Equal(t, results[0].PrecSolves, calls)
	assert.Positive(t, results[1].PrecSolves)
}

// A system that fails does not end the sequence; the context and the recorder do.
func TestSolveSequenceFailures(t *testing.T) {
	s := readDarcySequence(t)
	broken := errors.New("no such matrix")
	seq := linsolve.SequenceFunc(4, func(i int) (linsolve.Operator, []float64, linsolve.Preconditioner, error) {
		switch i {
		case 1:
			return nil, nil, nil, broken
		case 2:
			return s.matrices[2], s.b[:5], nil, nil
		}
		return s.matrices[i], s.b, nil, nil
	})
	for _, guess := range []linsolve.Guess{nil, &linsolve.ProjectOnLast{}, &linsolve.Extrapolate{Order: 1}} {
		results, err := linsolve.SolveSequence(ctx, seq, &linsolve.Recycler{}, &linsolve.SequenceSettings{Guess: guess})
		require.ErrorIs(t, err, broken)
		require.ErrorIs(t, err, linsolve.ErrShape)
		assert.ErrorContains(t, err, "system 1")
		assert.ErrorContains(t, err, "system 2")
		assert.Equal(t, linsolve.Converged, results[0].Status)
		assert.Nil(t, results[1])
		assert.Nil(t, results[2])
		assert.Equal(t, linsolve.Converged, results[3].Status)
	}

	canceled, cancel := context.WithCancel(ctx)
	steps := 0
	set := &linsolve.SequenceSettings{Settings: linsolve.Settings{Recorder: func(linsolve.Progress) error {
		if steps++; steps == 100 {
			cancel()
		}
		return nil
	}}}
	results, err := linsolve.SolveSequence(canceled, s.sequence(), &linsolve.Recycler{M: 30, K: 10}, set)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, linsolve.Converged, results[0].Status)
	assert.Equal(t, linsolve.Canceled, results[1].Status)
	assert.Nil(t, results[2])
	stop := errors.New("enough")
	set.Recorder = func(linsolve.Progress) error { return stop }
	results, err = linsolve.SolveSequence(ctx, s.sequence(), nil, set)
	require.ErrorIs(t, err, stop)
	assert.Equal(t, linsolve.Stopped, results[0].Status)
	assert.Nil(t, results[1])
	results, err = linsolve.SolveSequence(canceled, s.sequence(), nil, nil)
	require.ErrorIs(t, err, context.Canceled)
	assert.Nil(t, results[0])

	for name, bad := range map[string]*linsolve.SequenceSettings{
		"short order": {Order: []int{0, 1}}, "repeated": {Order: []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10}},
		"range": {Order: []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12}}, "Dst": {Settings: linsolve.Settings{Dst: s.b}},
		"Q": {Guess: &linsolve.ProjectOnLast{Q: -1}}, "extrapolation": {Guess: &linsolve.Extrapolate{Order: 5}},
	} {
		results, err := linsolve.SolveSequence(ctx, s.sequence(), nil, bad)
		require.ErrorIs(t, err, linsolve.ErrInput, name)
		assert.Nil(t, results, name)
	}
	_, err = linsolve.SolveSequence(ctx, nil, nil, nil)
	require.ErrorIs(t, err, linsolve.ErrInput)
	empty, err := linsolve.SolveSequence(ctx, linsolve.SequenceFunc(0, nil), nil, nil)
	require.NoError(t, err)
	assert.Empty(t, empty)
}

// Solutions that are a polynomial in time are extrapolated exactly, and a right-hand
// side that combines earlier ones is projected on them exactly.
func TestGuessesAreExact(t *testing.T) {
	a := poisson2D(t, 20)
	x := [][]float64{randomVector(400, 1), randomVector(400, 2), randomVector(400, 3)}
	const n = 8
	polynomial := func(degree int) linsolve.Sequence {
		return linsolve.SequenceFunc(n, func(i int) (linsolve.Operator, []float64, linsolve.Preconditioner, error) {
			sum, b := make([]float64, 400), make([]float64, 400)
			for d := 0; d <= degree; d++ {
				floats.AddScaled(sum, math.Pow(float64(i)/4, float64(d)), x[d])
			}
			a.MulVec(b, sum)
			return a, b, nil, nil
		})
	}
	set := linsolve.Settings{RelTol: 1e-9}
	for degree := range 3 {
		for name, guess := range map[string]linsolve.Guess{"extrapolate": &linsolve.Extrapolate{Order: degree},
			"project": &linsolve.ProjectOnLast{Q: 5}, "project same": &linsolve.ProjectOnLast{SameMatrix: true}} {
			results, err := linsolve.SolveSequence(ctx, polynomial(degree), &linsolve.CG{}, &linsolve.SequenceSettings{Settings: set, Guess: guess})
			require.NoError(t, err)
			for i, res := range results {
				if i <= degree {
					assert.Positive(t, res.Iter, "%s degree %d system %d", name, degree, i)
				} else {
					// the guess inherits the tolerance of the solves, a few times
					assert.LessOrEqual(t, res.Iter, 25, "%s degree %d system %d", name, degree, i)
					assert.Less(t, res.Iter, results[0].Iter/2)
				}
			}
			products := results[n-1].MatVecs - results[n-1].Iter
			if results[n-1].Iter == 0 {
				products++ // the start was its own check
			}
			switch name {
			case "project":
				assert.Equal(t, 5+2, products, "one a solution, the start's, the check's")
			case "project same":
				assert.Equal(t, 1+2, products)
			default:
				assert.Equal(t, 2, products)
			}
		}
	}
}

// On slowly changing systems the projection gains more than it costs.
func TestProjectOnLastGains(t *testing.T) {
	a := poisson2D(t, 40)
	seq := linsolve.SequenceFunc(20, func(i int) (linsolve.Operator, []float64, linsolve.Preconditioner, error) {
		b := make([]float64, 1600)
		for j := range b {
			b[j] = math.Sin(0.01*float64(j) + 0.1*float64(i))
		}
		shift := linsolve.FromFunc(1600, func(dst, x []float64) {
			a.MulVec(dst, x)
			floats.AddScaled(dst, 0.01*(1+0.001*float64(i)), x)
		})
		return shift, b, nil, nil
	})
	total := func(guess linsolve.Guess) int {
		results, err := linsolve.SolveSequence(ctx, seq, &linsolve.CG{}, &linsolve.SequenceSettings{Guess: guess})
		require.NoError(t, err)
		return totalProducts(results)
	}
	assert.Less(t, float64(total(&linsolve.ProjectOnLast{})), 0.6*float64(total(nil)))
	assert.Less(t, total(&linsolve.Extrapolate{Order: 2}), total(nil))
}

// Recycling as much as has paid never costs more than a hundredth more products than
// GMRES of the same memory, and gains where there is something to gain.
func TestRecyclerDimensionByItself(t *testing.T) {
	s := readDarcySequence(t)
	seq := func(prec bool) linsolve.Sequence {
		return linsolve.SequenceFunc(3*len(s.matrices), func(i int) (linsolve.Operator, []float64, linsolve.Preconditioner, error) {
			a := s.matrices[i%len(s.matrices)]
			if !prec {
				return a, s.b, nil, nil
			}
			m, err := precond.NewILU0(a, nil)
			return a, s.b, m, err
		})
	}
	for _, c := range []struct {
		prec bool
		tol  float64
		gain float64
	}{{false, 1e-8, 1.3}, {false, 1e-4, 1.05}, {true, 1e-8, 0.99}, {true, 1e-2, 0.99}, {true, 0.5, 0.99}} {
		set := &linsolve.SequenceSettings{Settings: linsolve.Settings{RelTol: c.tol}}
		plain, err := linsolve.SolveSequence(ctx, seq(c.prec), &linsolve.GMRES{Restart: 40}, set)
		require.NoError(t, err)
		ours, err := linsolve.SolveSequence(ctx, seq(c.prec), &linsolve.Recycler{}, set)
		require.NoError(t, err)
		ratio := float64(totalProducts(plain)) / float64(totalProducts(ours))
		assert.GreaterOrEqual(t, ratio, c.gain, "%+v", c)
	}
}
