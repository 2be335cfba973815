// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"context"
	"fmt"
	"math"

	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// A sequence of systems (A + c·I)·x = b whose best relaxation factor moves with
// c: a tuner learns it from the sweeps that each solve takes.
func ExampleTuner() {
	ctx := context.Background()
	tuner, err := linsolve.NewChebUCB(&linsolve.TunerSettings{Min: 0, Max: 0.2})
	if err != nil {
		fmt.Println(err)
		return
	}
	a := poisson(30)
	b := make([]float64, 30)
	var sor linsolve.SOR
	learned, fixed := 0, 0
	for t := range 400 {
		c := 0.1 + 0.1*math.Sin(float64(t))
		shifted, err := sparse.Add(1, a, c, sparse.Identity(30))
		if err != nil {
			fmt.Println(err)
			return
		}
		for i := range b {
			b[i] = math.Cos(float64(t * (i + 1)))
		}
		sor.Omega, _ = tuner.Suggest(c)
		res, err := linsolve.Solve(ctx, shifted, b, &sor, &linsolve.Settings{MaxIter: 10000})
		if err != nil {
			fmt.Println(err)
			return
		}
		tuner.Observe(float64(res.Iter))
		learned += res.Iter

		// with the factor that is best for the sequence as a whole
		res, err = linsolve.Solve(ctx, shifted, b, &linsolve.SOR{Omega: 1.65}, &linsolve.Settings{MaxIter: 10000})
		if err != nil {
			fmt.Println(err)
			return
		}
		fixed += res.Iter
	}
	fmt.Println("learned factors save at least a fifth:", float64(learned) < 0.8*float64(fixed))
	// Output:
	// learned factors save at least a fifth: true
}

func ExampleTsallisINF() {
	// Ask a tuner without context what it would have played, against a loss that
	// is least at 1.4.
	tuner, err := linsolve.NewTsallisINF(&linsolve.TunerSettings{Grid: []float64{1, 1.2, 1.4, 1.6, 1.8}})
	if err != nil {
		fmt.Println(err)
		return
	}
	plays := make([]int, 5)
	for range 1000 {
		omega, arm := tuner.Suggest(0)
		tuner.Observe(40 + 100*math.Abs(omega-1.4))
		plays[arm]++
	}
	fmt.Println("arm 2 most often:", plays[2] > 500)
	// Output:
	// arm 2 most often: true
}

// The tuner chooses the relaxation factor of SSOR, the preconditioner of CG, along a
// sequence of systems; what it has learned stays with it.
func ExampleSolveSequence_tuner() {
	a := poisson(200)
	shifts := make([]float64, 60)
	for i := range shifts {
		shifts[i] = 0.01 * float64(i%5)
	}
	b := make([]float64, 200)
	for i := range b {
		b[i] = 1
	}
	omega := 1.0
	seq := linsolve.SequenceFunc(len(shifts), func(i int) (linsolve.Operator, []float64, linsolve.Preconditioner, error) {
		m, err := sparse.Add(1, a, shifts[i], sparse.Identity(200))
		if err != nil {
			return nil, nil, nil, err
		}
		ssor, err := precond.NewSSOR(m, omega)
		return m, b, ssor, err
	})
	tuner, err := linsolve.NewChebUCB(&linsolve.TunerSettings{Min: 0, Max: 0.04})
	if err != nil {
		fmt.Println(err)
		return
	}
	results, err := linsolve.SolveSequence(context.Background(), seq, &linsolve.CG{}, &linsolve.SequenceSettings{
		Tuner:   tuner,
		Context: shifts,
		Apply:   func(param float64) error { omega = param; return nil },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	early, late := 0, 0
	for i := range 10 {
		early += results[i].Iter
		late += results[len(results)-1-i].Iter
	}
	fmt.Println("the last ten systems take fewer iterations than the first ten:", late < early)
	// Output:
	// the last ten systems take fewer iterations than the first ten: true
}
