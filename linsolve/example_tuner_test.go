// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"context"
	"fmt"
	"math"

	"github.com/relaxnum/relax/linsolve"
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
