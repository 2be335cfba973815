// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vec_test

import (
	"fmt"

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
