// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package persist_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/relaxnum/relax/special/persist"
)

func ExampleExponent() {
	for dim := 1; dim <= 3; dim++ {
		res, err := persist.Exponent(context.Background(), persist.Diffusion{Dim: float64(dim)}, nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("diffusion in %d dimensions: %.8f\n", dim, res.Theta)
	}
	// Output:
	// diffusion in 1 dimensions: 0.12032798
	// diffusion in 2 dimensions: 0.18621071
	// diffusion in 3 dimensions: 0.23577448
}

func ExampleSurvival() {
	t := []float64{0.5, 1, 2, 4}
	p, err := persist.Survival(context.Background(), nil, t, persist.Matern{Nu: 1.5}, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range t {
		fmt.Printf("P(T > %.1f) = %.6f\n", t[i], p[i])
	}
	// Output:
	// P(T > 0.5) = 0.854444
	// P(T > 1.0) = 0.735772
	// P(T > 2.0) = 0.543308
	// P(T > 4.0) = 0.284017
}

func ExampleNewSampler() {
	s, err := persist.NewSampler(persist.Gaussian{}, rand.NewPCG(1, 2))
	if err != nil {
		fmt.Println(err)
		return
	}
	sum := 0.0
	const n = 100000
	for range n {
		sum += s.Rand()
	}
	fmt.Printf("mean time between zeros: %.2f (Rice's formula: 3.14)\n", sum/n)
	// Output: mean time between zeros: 3.14 (Rice's formula: 3.14)
}
