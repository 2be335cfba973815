// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx_test

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/relaxnum/relax/special/approx"
)

func ExampleRemez() {
	target := approx.Target{F: math.Exp, Lo: 0, Hi: 1, Relative: true}
	fit, err := approx.Remez(context.Background(), target, &approx.RemezSettings{Degree: 3})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("relative error %.2g, level at %d points\n", fit.Error, len(fit.Points))
	fmt.Printf("%.4f\n", fit.Num)
	// Output:
	// relative error 0.00032, level at 5 points
	// [0.9997 1.0122 0.4342 0.2714]
}

// A quotient of two polynomials, and its Go code.
func ExampleFit_GoSource() {
	// (x − 1)/(x + 1) is a good variable for the logarithm; here it is found.
	target := approx.Target{F: func(x float64) float64 { return x / (2 + x) }, Lo: 0, Hi: 1}
	fit, err := approx.Remez(context.Background(), target, &approx.RemezSettings{Degree: 1, Denominator: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, part := range [][]float64{fit.Num, fit.Den} {
		for i, c := range part {
			part[i] = math.Round(c*1e9) / 1e9 // an exact fit has digits of rounding only
		}
	}
	src, err := fit.GoSource("half", "float32")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(src)
	// Output:
	// func half(x float32) float32 {
	// 	t0 := float32(float32(0.5) * x)
	// 	t1 := float32(t0 + float32(0))
	// 	t2 := float32(float32(0.5) * x)
	// 	t3 := float32(t2 + float32(1))
	// 	t4 := float32(t1 / t3)
	// 	return t4
	// }
}

// Programs of at most three operations for e^x.
func ExampleSearch() {
	target := approx.Target{F: math.Exp, Lo: 0, Hi: 1, Relative: true}
	res, err := approx.Search(context.Background(), target, &approx.Evolution{MaxOps: 3}, &approx.Settings{Evaluations: 1500})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range res.Front {
		fmt.Printf("%d operations: %.2g\n", p.Ops(), p.Error)
	}
	// Output:
	// 0 operations: 0.46
	// 1 operations: 0.19
	// 2 operations: 0.062
	// 3 operations: 0.0026
}

// The Taylor polynomial of e^x of degree 8, cut down for [−1, 1].
func ExampleEconomize() {
	taylor := []float64{1, 1, 1. / 2, 1. / 6, 1. / 24, 1. / 120, 1. / 720, 1. / 5040, 1. / 40320}
	p, bound, err := approx.Economize(taylor, -1, 1, 1e-4)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("degree %d, within %.2g of the Taylor polynomial\n", len(p)-1, bound)
	// Output: degree 5, within 4.8e-05 of the Taylor polynomial
}

func ExampleULPError() {
	third := 1.0 / 3
	fmt.Println(approx.ULPError(math.Nextafter(third, 1), third))
	// Output: 1
}

// How good is √ by logarithm and exponential, over random numbers?
func ExampleAuditFloat64() {
	f := func(x float64) float64 { return math.Exp(0.5 * math.Log(x)) }
	root := func(x float64) (hi, lo float64) {
		hi = math.Sqrt(x)
		return hi, math.FMA(-hi, hi, x) / (2 * hi) // one step of Newton
	}
	a, err := approx.AuditFloat64(context.Background(), f, root, &approx.AuditSettings{Lo: 1, Hi: 1e6, Samples: 50000})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a.Inputs, "inputs; more than one unit off somewhere:", a.Max > 1, "- more than 16:", a.Max > 16)
	// Output: 50000 inputs; more than one unit off somewhere: true - more than 16: false
}

// All float32 numbers take a minute; a context limits it, and a bad argument is
// refused at once.
func ExampleAuditFloat32() {
	square := func(x float32) float64 { return float64(x * x) }
	_, err := approx.AuditFloat32(context.Background(), square, nil, 0)
	fmt.Println(errors.Is(err, approx.ErrInput))
	// Output: true
}
