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

	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// A scriptedTuner plays fixed parameters and writes down what it is told.
type scriptedTuner struct {
	params   []float64
	contexts []float64
	losses   []float64
}

func (s *scriptedTuner) Suggest(c float64) (param float64, arm int) {
	arm = len(s.contexts) % len(s.params)
	s.contexts = append(s.contexts, c)
	return s.params[arm], arm
}

func (s *scriptedTuner) Observe(loss float64) { s.losses = append(s.losses, loss) }

func shiftedSequence(t testing.TB, shifts []float64) linsolve.Sequence {
	a := poisson2D(t, 10)
	return linsolve.SequenceFunc(len(shifts), func(i int) (linsolve.Operator, []float64, linsolve.Preconditioner, error) {
		m, err := sparse.Add(1, a, shifts[i], sparse.Identity(100))
		return m, randomVector(100, uint64(i)), nil, err
	})
}

// Each solve uses the parameter suggested for its own context, in the order of solving,
// and its iterations are what the tuner observes.
func TestSequenceTuner(t *testing.T) {
	shifts := []float64{0.5, 0.1, 0.3, 0.2}
	order := []int{1, 3, 2, 0}
	tuner := &scriptedTuner{params: []float64{1, 1.5, 1.3, 1.7}}
	sor := &linsolve.SOR{}
	results, err := linsolve.SolveSequence(ctx, shiftedSequence(t, shifts), sor, &linsolve.SequenceSettings{
		Settings: linsolve.Settings{MaxIter: 10000}, Order: order, Context: shifts, Tuner: tuner,
		Apply: func(omega float64) error { sor.Omega = omega; return nil },
	})
	require.NoError(t, err)
	assert.Equal(t, []float64{0.1, 0.2, 0.3, 0.5}, tuner.contexts)
	for k, i := range order {
		a, b, _, err := shiftedSequence(t, shifts).System(i)
		require.NoError(t, err)
		want, err := linsolve.Solve(ctx, a, b, &linsolve.SOR{Omega: tuner.params[k]}, &linsolve.Settings{MaxIter: 10000})
		require.NoError(t, err)
		assert.Equal(t, want.X, results[i].X)
		assert.Equal(t, float64(want.Iter), tuner.losses[k])
	}
	// without contexts they are zero
	tuner = &scriptedTuner{params: []float64{1.2}}
	_, err = linsolve.SolveSequence(ctx, shiftedSequence(t, shifts), sor, &linsolve.SequenceSettings{Tuner: tuner,
		Settings: linsolve.Settings{MaxIter: 10000}, Apply: func(omega float64) error { sor.Omega = omega; return nil }})
	require.NoError(t, err)
	assert.Equal(t, make([]float64, 4), tuner.contexts)
}

// Failures count as the cap, whoever fails; the end of the context or a recorder's wish
// is no verdict on the parameter.
func TestSequenceTunerFailures(t *testing.T) {
	shifts := []float64{0.1, 0.1, 0.1, 0.1, 0.1}
	refused, broken := errors.New("no such parameter"), errors.New("no such matrix")
	good := shiftedSequence(t, shifts)
	seq := linsolve.SequenceFunc(5, func(i int) (linsolve.Operator, []float64, linsolve.Preconditioner, error) {
		if i == 2 {
			return nil, nil, nil, broken
		}
		return good.System(i)
	})
	sor := &linsolve.SOR{}
	// fine, out of SOR's range, (no matrix), refused, too slow
	tuner := &scriptedTuner{params: []float64{1.5, 7, 1, -1, 0.01}}
	set := &linsolve.SequenceSettings{Settings: linsolve.Settings{MaxIter: 500}, Tuner: tuner, Apply: func(omega float64) error {
		if omega < 0 {
			return refused
		}
		sor.Omega = omega
		return nil
	}}
	results, err := linsolve.SolveSequence(ctx, seq, sor, set)
	require.ErrorIs(t, err, refused)
	require.ErrorIs(t, err, broken)
	require.ErrorIs(t, err, linsolve.ErrParam)
	require.ErrorIs(t, err, linsolve.ErrNotConverged)
	require.Len(t, tuner.losses, 5)
	assert.Equal(t, float64(results[0].Iter), tuner.losses[0])
	for i, loss := range tuner.losses[1:] {
		assert.True(t, math.IsNaN(loss), "system %d", i+1)
	}
	assert.Equal(t, linsolve.MaxIter, results[4].Status)
	assert.Nil(t, results[3])

	canceled, cancel := context.WithCancel(ctx)
	tuner = &scriptedTuner{params: []float64{1}}
	set.Tuner = tuner
	set.Recorder = func(linsolve.Progress) error { cancel(); return nil }
	_, err = linsolve.SolveSequence(canceled, seq, sor, set)
	require.ErrorIs(t, err, context.Canceled)
	assert.Empty(t, tuner.losses)
	assert.Len(t, tuner.contexts, 1)

	apply := func(float64) error { return nil }
	for name, bad := range map[string]*linsolve.SequenceSettings{
		"no Apply": {Tuner: tuner}, "no Tuner": {Apply: apply}, "no Tuner for the contexts": {Context: shifts},
		"contexts": {Tuner: tuner, Apply: apply, Context: shifts[:2]},
	} {
		results, err := linsolve.SolveSequence(ctx, seq, sor, bad)
		require.ErrorIs(t, err, linsolve.ErrInput, name)
		assert.Nil(t, results, name)
	}
}

// A contextual tuner over a sequence beats the best fixed relaxation factor.
func TestSequenceTunerLearns(t *testing.T) {
	shifts := make([]float64, 400)
	for i := range shifts {
		shifts[i] = 0.3 + 0.3*math.Sin(float64(i))
	}
	sor := &linsolve.SOR{}
	run := func(tuner linsolve.Tuner) (sum int) {
		results, err := linsolve.SolveSequence(ctx, shiftedSequence(t, shifts), sor, &linsolve.SequenceSettings{
			Settings: linsolve.Settings{MaxIter: 10000}, Context: shifts, Tuner: tuner,
			Apply: func(omega float64) error { sor.Omega = omega; return nil }})
		require.NoError(t, err)
		for _, r := range results {
			sum += r.Iter
		}
		return sum
	}
	best := math.MaxInt
	for _, omega := range []float64{1.2, 1.3, 1.4, 1.5, 1.6} {
		best = min(best, run(&scriptedTuner{params: []float64{omega}}))
	}
	tuner, err := linsolve.NewChebUCB(&linsolve.TunerSettings{Min: 0, Max: 0.6})
	require.NoError(t, err)
	assert.Less(t, run(tuner), best)
}
