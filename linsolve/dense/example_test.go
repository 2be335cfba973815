// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense_test

import (
	"fmt"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/linsolve/dense"
)

// Plain gonum code runs on the fast kernels between Use and restore.
func ExampleUse() {
	restore := dense.Use()
	defer restore()

	a := mat.NewDense(2, 3, []float64{
		1, 2, 3,
		4, 5, 6,
	})
	var gram mat.Dense
	gram.Mul(a, a.T())
	fmt.Println(mat.Formatted(&gram))
	// Output:
	// ⎡14  32⎤
	// ⎣32  77⎦
}

// An Implementation can be called without being installed. This one keeps to two
// goroutines; it computes C = 2·Aᵀ·B + C.
func ExampleImplementation_Dgemm() {
	impl := dense.Implementation{Workers: 2}
	a := []float64{ // 3×2
		1, 2,
		3, 4,
		5, 6,
	}
	b := []float64{ // 3×2
		1, 0,
		0, 1,
		1, 1,
	}
	c := []float64{ // 2×2
		100, 200,
		300, 400,
	}
	impl.Dgemm(blas.Trans, blas.NoTrans, 2, 2, 3, 2, a, 2, b, 2, 1, c, 2)
	fmt.Println(c)
	// Output: [112 216 316 420]
}
