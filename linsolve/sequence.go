// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// A Sequence is a number of linear systems that resemble each other.
type Sequence interface {
	// Len returns the number of systems.
	Len() int
	// System returns system i: a·x = b and its preconditioner, nil for
	// Settings.Prec. What it returns is used until the next call, so memory may be
	// reused. An error counts as the failure of this system.
	System(i int) (a Operator, b []float64, prec Preconditioner, err error)
}

type funcSequence struct {
	n      int
	system func(i int) (Operator, []float64, Preconditioner, error)
}

func (s *funcSequence) Len() int { return s.n }

func (s *funcSequence) System(i int) (Operator, []float64, Preconditioner, error) { return s.system(i) }

// SequenceFunc returns the sequence of n systems that the function builds.
func SequenceFunc(n int, system func(i int) (a Operator, b []float64, prec Preconditioner, err error)) Sequence {
	return &funcSequence{n, system}
}

// SequenceSettings are the settings of a [SolveSequence].
type SequenceSettings struct {
	// Settings hold for each system by itself: limits, tolerances, and X0 where
	// there is no Guess yet. Dst must be nil.
	Settings
	// Order is the order in which to solve, a permutation as [GreedyOrder] and
	// [HilbertOrder] return it; nil means as they come.
	Order []int
	// Guess forms initial guesses from the solutions so far; nil means none.
	Guess Guess

	// Tuner learns a parameter of the solver, or of its preconditioner, from the
	// iterations that each system takes; nil means none. Before System(i) is called
	// it suggests a value for Context[i], which Apply puts in place, as a closure that
	// sets SOR.Omega or what Sequence builds the preconditioner with. After the solve
	// it observes Result.Iter, or its cap when the system has failed for any reason but
	// the context's or the recorder's. It is not reset, so that it goes on learning
	// over several sequences.
	Tuner Tuner
	// Context holds a number for each system, by its index in the sequence, whatever
	// the order of solving; nil means zeros, for tuners without context.
	Context []float64
	// Apply sets the parameter. It must not be nil with a Tuner. An error counts as the
	// failure of the system.
	Apply func(param float64) error
}

// SolveSequence solves the systems one after the other with one method value, so
// that what the method learns of one serves the next. Results stand in the order of
// the sequence, whatever the order of solving.
//
// A nil method means CG, going on as MINRES, for a system that says that it is
// symmetric, and a [Recycler] for any other. Products that a Guess needs count in
// Result.MatVecs.
//
// A system that fails does not end the sequence: its result is what [Solve] returns,
// nil for bad input. The error joins those of all systems, each with its number, and
// is nil exactly when all have converged. When the context ends or the recorder
// returns an error no further system is begun, and their results are nil.
func SolveSequence(ctx context.Context, seq Sequence, method Method, settings *SequenceSettings) ([]*Result, error) {
	if seq == nil {
		return nil, fmt.Errorf("linsolve: seq is nil, want a sequence: %w", ErrInput)
	}
	if settings == nil {
		settings = &SequenceSettings{}
	}
	n := seq.Len()
	order, err := settings.order(n)
	if err != nil {
		return nil, err
	}
	if settings.Dst != nil {
		return nil, fmt.Errorf("linsolve: SequenceSettings.Dst is set, want nil, as there is a solution for each system: %w", ErrParam)
	}
	if g := settings.Guess; g != nil {
		if err := g.begin(settings.Workers); err != nil {
			return nil, err
		}
	}
	if err := settings.checkTuner(n); err != nil {
		return nil, err
	}
	results := make([]*Result, n)
	choice := &sequenceMethod{given: method}
	var failed []error
	for _, i := range order {
		if err := ctx.Err(); err != nil {
			failed = append(failed, err)
			break
		}
		res, err := solveTuned(ctx, seq, i, choice, settings)
		results[i] = res
		if err != nil {
			failed = append(failed, fmt.Errorf("linsolve: system %d: %w", i, err))
		}
		if res != nil && (res.Status == Canceled || res.Status == Stopped) {
			break
		}
	}
	return results, errors.Join(failed...)
}

// order checks Order for n systems.
func (s *SequenceSettings) order(n int) ([]int, error) {
	order := s.Order
	if order == nil {
		order = make([]int, n)
		for i := range order {
			order[i] = i
		}
	}
	if len(order) != n {
		return nil, fmt.Errorf("linsolve: SequenceSettings.Order has %d elements, want %d, the length of the sequence: %w", len(order), n, ErrShape)
	}
	seen := make([]bool, n)
	for k, i := range order {
		if i < 0 || i >= n || seen[i] {
			return nil, fmt.Errorf("linsolve: SequenceSettings.Order[%d] is %d, want each of 0 to %d once: %w", k, i, n-1, ErrParam)
		}
		seen[i] = true
	}
	return order, nil
}

// checkTuner checks that Tuner, Context and Apply go together, for n systems.
func (s *SequenceSettings) checkTuner(n int) error {
	switch {
	case s.Tuner == nil && (s.Context != nil || s.Apply != nil):
		return fmt.Errorf("linsolve: SequenceSettings.Tuner is nil with Context or Apply set, want a tuner: %w", ErrParam)
	case s.Tuner != nil && s.Apply == nil:
		return fmt.Errorf("linsolve: SequenceSettings.Apply is nil with a Tuner, want a function that sets the parameter: %w", ErrParam)
	case s.Context != nil && len(s.Context) != n:
		return fmt.Errorf("linsolve: SequenceSettings.Context has %d elements, want %d, the length of the sequence: %w", len(s.Context), n, ErrShape)
	}
	return nil
}

// solveTuned solves system i with the parameter that the tuner suggests, if there is one.
func solveTuned(ctx context.Context, seq Sequence, i int, choice *sequenceMethod, settings *SequenceSettings) (*Result, error) {
	t := settings.Tuner
	if t == nil {
		return solveNext(ctx, seq, i, choice, settings)
	}
	c := 0.0
	if settings.Context != nil {
		c = settings.Context[i]
	}
	param, _ := t.Suggest(c)
	if err := settings.Apply(param); err != nil {
		t.Observe(math.NaN())
		return nil, fmt.Errorf("parameter %v: %w", param, err)
	}
	res, err := solveNext(ctx, seq, i, choice, settings)
	switch {
	case err == nil:
		t.Observe(float64(res.Iter))
	case res == nil || res.Status != Canceled && res.Status != Stopped:
		t.Observe(math.NaN()) // which counts as the cap
	}
	return res, err
}

func solveNext(ctx context.Context, seq Sequence, i int, choice *sequenceMethod, settings *SequenceSettings) (*Result, error) {
	a, b, prec, err := seq.System(i)
	if err != nil {
		return nil, err
	}
	set := settings.Settings
	if prec != nil {
		set.Prec = prec
	}
	if err := checkShape(a, b); err != nil {
		return nil, err
	}
	products := 0
	if settings.Guess != nil {
		var x0 []float64
		if x0, products = settings.Guess.propose(a, b); x0 != nil {
			set.X0 = x0
		}
	}
	res, err := Solve(ctx, a, b, choice.choose(a, &set), &set)
	if err == nil && settings.Guess != nil {
		products += settings.Guess.learn(a, res.X)
	}
	if res != nil {
		res.MatVecs += products
	}
	return res, err
}

// A sequenceMethod is the method given, or two to choose from.
type sequenceMethod struct {
	given     Method
	symmetric automatic
	general   Recycler
}

func (m *sequenceMethod) choose(a Operator, set *Settings) Method {
	if m.given != nil {
		return m.given
	}
	symmetric := set.Symmetric
	if o, ok := a.(symmetricOperator); ok && !symmetric {
		symmetric = o.IsSymmetric()
	}
	if symmetric {
		return &m.symmetric
	}
	return &m.general
}
