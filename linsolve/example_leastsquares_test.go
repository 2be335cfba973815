// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve_test

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/linsolve"
)

// A line through four points: y = 3.5 + 1.4·t.
func ExampleLeastSquares() {
	a := linsolve.FromMatrix(mat.NewDense(4, 2, []float64{
		1, 1,
		1, 2,
		1, 3,
		1, 4,
	}))
	y := []float64{6, 5, 7, 10}
	res, err := linsolve.LeastSquares(context.Background(), a, y, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v: %.4f, residual %.4f\n", res.Status, res.X, res.ResNorm)
	// Output:
	// Minimized: [3.5000 1.4000], residual 2.0494
}

// The solution of least norm of x₀ + x₁ + x₂ = 6, and a damped one.
func ExampleLeastSquares_underdetermined() {
	a := linsolve.FromFuncs(1, 3,
		func(dst, x []float64) { dst[0] = x[0] + x[1] + x[2] },
		func(dst, y []float64) { dst[0], dst[1], dst[2] = y[0], y[0], y[0] })
	b := []float64{6}
	ctx := context.Background()
	for _, damp := range []float64{0, 1} {
		res, err := linsolve.LeastSquares(ctx, a, b, &linsolve.LSQR{}, &linsolve.LeastSquaresSettings{Damp: damp})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%v: %.4f\n", res.Status, res.X)
	}
	// Output:
	// Converged: [2.0000 2.0000 2.0000]
	// Minimized: [1.5000 1.5000 1.5000]
}

// The standard deviations of fitted parameters come from the variances of LSQR.
func ExampleLSQR_variance() {
	a := linsolve.FromMatrix(mat.NewDense(4, 2, []float64{
		1, 1,
		1, 2,
		1, 3,
		1, 4,
	}))
	y := []float64{6, 5, 7, 10}
	res, err := linsolve.LeastSquares(context.Background(), a, y, &linsolve.LSQR{}, &linsolve.LeastSquaresSettings{Variance: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	noise := res.ResNorm * res.ResNorm / (4 - 2) // its variance, estimated
	for j, v := range res.Variance {
		fmt.Printf("%.4f ± %.4f\n", res.X[j], math.Sqrt(noise*v))
	}
	// Output:
	// 3.5000 ± 1.7748
	// 1.4000 ± 0.6481
}
