// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vec_test

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/special/vec"
)

func ExampleExp() {
	x := []float64{-1, 0, 1, 2}
	fmt.Printf("%.4f\n", vec.Exp(nil, x))
	// Output: [0.3679 1.0000 2.7183 7.3891]
}

func ExampleExpm1() {
	x := []float64{1e-20, -1e-10, 1}
	vec.Expm1(x, x) // in place
	fmt.Printf("%.4g\n", x)
	// Output: [1e-20 -1e-10 1.718]
}

func ExampleSigmoid() {
	fmt.Printf("%.4g\n", vec.Sigmoid(nil, []float64{-700, -1, 0, 1, 700}))
	// Output: [9.86e-305 0.2689 0.5 0.7311 1]
}

func ExampleLog1p() {
	fmt.Printf("%.4g\n", vec.Log1p(nil, []float64{1e-20, -0.5, 1}))
	// Output: [1e-20 -0.6931 0.6931]
}

func ExampleLog1mExp() {
	fmt.Printf("%.4g\n", vec.Log1mExp(nil, []float64{-1e-10, -1, -50}))
	// Output: [-23.03 -0.4587 -1.929e-22]
}

func ExampleErfc() {
	// probability of more than 1, 6 and 37 standard deviations above the mean
	p := vec.Erfc(nil, []float64{1 / math.Sqrt2, 6 / math.Sqrt2, 37 / math.Sqrt2})
	for i := range p {
		p[i] /= 2
	}
	fmt.Printf("%.4g\n", p)
	// Output: [0.1587 9.866e-10 5.726e-300]
}

func ExamplePow() {
	fmt.Printf("%.4f\n", vec.Pow(nil, []float64{1, 2, 8, 27}, 1./3))
	// Output: [1.0000 1.2599 2.0000 3.0000]
}

func ExampleLogSumExp() {
	fmt.Printf("%.4f\n", vec.LogSumExp([]float64{1000, 1001, 1002}))
	// Output: 1002.4076
}

func ExampleLogSumExpWeighted() {
	// log(e^1001 - e^1000)
	fmt.Printf("%.4f\n", vec.LogSumExpWeighted([]float64{1001, 1000}, []float64{1, -1}))
	// Output: 1000.5413
}

func ExampleSoftmax() {
	fmt.Printf("%.4f\n", vec.Softmax(nil, []float64{1, 2, 3}))
	fmt.Printf("%.4f\n", vec.LogSoftmax(nil, []float64{0, 1000}))
	// Output:
	// [0.0900 0.2447 0.6652]
	// [-1000.0000 0.0000]
}
