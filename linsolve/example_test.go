// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"context"
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// poisson returns the matrix of −u” on n interior points, (−1, 2, −1).
func poisson(n int) *sparse.CSR {
	c := sparse.NewCOO(n, n)
	for i := range n {
		c.Add(i, i, 2)
		if i > 0 {
			c.Add(i, i-1, -1)
			c.Add(i-1, i, -1)
		}
	}
	a, err := c.ToCSR()
	if err != nil {
		panic(err)
	}
	return a
}

func ExampleSolve() {
	a := poisson(5)
	b := []float64{1, 1, 1, 1, 1}
	res, err := linsolve.Solve(context.Background(), a, b, &linsolve.CG{}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v after %d iterations: %.4f\n", res.Status, res.Iter, res.X)
	// Output:
	// Converged after 3 iterations: [2.5000 4.0000 4.5000 4.0000 2.5000]
}

func ExampleSolve_preconditioner() {
	a := poisson(1000)
	b := make([]float64, 1000)
	b[0], b[999] = 1, 1 // x = 1 everywhere
	m, err := precond.NewSSOR(a, 1.99)
	if err != nil {
		fmt.Println(err)
		return
	}
	res, err := linsolve.Solve(context.Background(), a, b, &linsolve.CG{}, &linsolve.Settings{Prec: m, RelTol: 1e-10})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("x[500] = %.6f, true residual below 1e-10: %v\n", res.X[500], res.RelRes <= 1e-10)
	// Output:
	// x[500] = 1.000000, true residual below 1e-10: true
}

// A solve that falls short says so and still returns its best iterate.
func ExampleSolve_notConverged() {
	a := poisson(1000)
	b := make([]float64, 1000)
	b[0] = 1
	res, err := linsolve.Solve(context.Background(), a, b, &linsolve.CG{}, &linsolve.Settings{MaxIter: 10})
	fmt.Println(errors.Is(err, linsolve.ErrNotConverged), res.Status, res.Iter)
	// Output:
	// true MaxIter 10
}

// Directions from a rough inverse that differs at every call: sweeps of
// Gauss-Seidel, the more of them the longer the solve lasts.
func ExampleConjugateDirections() {
	const n = 100
	a := poisson(n)
	b := make([]float64, n)
	b[0], b[n-1] = 1, 1 // x = 1 everywhere
	calls := 0
	sweeps := linsolve.GeneratorFunc(func(dst, r []float64) error {
		calls++
		clear(dst)
		for range 10 * calls {
			for i := range dst {
				near := r[i]
				if i > 0 {
					near += dst[i-1]
				}
				if i < n-1 {
					near += dst[i+1]
				}
				dst[i] = near / 2
			}
		}
		return nil
	})
	flexible, err := linsolve.Solve(context.Background(), a, b, &linsolve.ConjugateDirections{Generator: sweeps}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	plain, err := linsolve.Solve(context.Background(), a, b, &linsolve.CG{}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("x[50] = %.4f, fallbacks: %d\n", flexible.X[50], flexible.Fallbacks)
	fmt.Println("less than two thirds of CG's iterations:", 3*flexible.Iter < 2*plain.Iter)
	// Output:
	// x[50] = 1.0000, fallbacks: 0
	// less than two thirds of CG's iterations: true
}

// Flexible CG: a preconditioner that is itself a short, nonlinear iteration.
func ExampleConjugateDirections_flexibleCG() {
	a := poisson(200)
	b := make([]float64, 200)
	b[100] = 1
	inner := &linsolve.CG{}
	m := linsolve.PreconditionerFunc(func(dst, r []float64) error {
		_, err := linsolve.Solve(context.Background(), a, r, inner, &linsolve.Settings{Dst: dst, RelTol: 0.1})
		return err
	})
	res, err := linsolve.Solve(context.Background(), a, b, &linsolve.ConjugateDirections{}, &linsolve.Settings{Prec: m})
	fmt.Println(res.Status, err, res.Iter < 20)
	// Output:
	// Converged <nil> true
}

func ExampleNewIterator() {
	ctx := context.Background()
	it, err := linsolve.NewIterator(poisson(5), []float64{1, 1, 1, 1, 1}, &linsolve.GMRES{}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for it.Next(ctx) {
		fmt.Printf("%d: %.4f\n", it.Iter(), it.Residual())
	}
	res, err := it.Result()
	fmt.Println(res.Status, err)
	// Output:
	// 1: 1.7321
	// 2: 1.0000
	// Converged <nil>
}

func ExampleFromFunc() {
	// An operator without a matrix: x ↦ 2x + the mean of x.
	n := 4
	a := linsolve.FromFunc(n, func(dst, x []float64) {
		mean := 0.0
		for _, v := range x {
			mean += v / float64(n)
		}
		for i, v := range x {
			dst[i] = 2*v + mean
		}
	})
	res, err := linsolve.Solve(context.Background(), a, []float64{3, 3, 3, 3}, nil, &linsolve.Settings{Symmetric: true})
	fmt.Printf("%.4f %v\n", res.X, err)
	// Output:
	// [1.0000 1.0000 1.0000 1.0000] <nil>
}

// Forty systems whose matrices drift, by one method value that carries over what it
// learns.
func ExampleSolveSequence() {
	const n = 400
	laplacian := poisson(n)
	b := make([]float64, n)
	b[n/2] = 1
	seq := linsolve.SequenceFunc(40, func(i int) (linsolve.Operator, []float64, linsolve.Preconditioner, error) {
		shift := 0.002 + 0.0001*float64(i)
		return linsolve.FromFunc(n, func(dst, x []float64) {
			laplacian.MulVec(dst, x)
			for j, v := range x {
				dst[j] += shift * v
			}
		}), b, nil, nil
	})
	products := func(method linsolve.Method) (sum int) {
		results, err := linsolve.SolveSequence(context.Background(), seq, method, nil)
		if err != nil {
			fmt.Println(err)
		}
		for _, res := range results {
			sum += res.MatVecs
		}
		return sum
	}
	gmres, recycled := products(&linsolve.GMRES{Restart: 40}), products(&linsolve.Recycler{})
	fmt.Println("recycling takes less than half of the products:", 2*recycled < gmres)
	// Output:
	// recycling takes less than half of the products: true
}

func ExampleGreedyOrder() {
	params := mat.NewDense(4, 1, []float64{0.1, 0.9, 0.2, 0.7}) // one row a system
	order, err := linsolve.GreedyOrder(params)
	fmt.Println(order, err)
	// Output:
	// [0 2 3 1] <nil>
}
