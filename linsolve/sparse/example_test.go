// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/relaxnum/relax/linsolve/sparse"
)

func ExampleCOO() {
	c := sparse.NewCOO(3, 3)
	for i := range 3 {
		c.Add(i, i, 2)
		if i > 0 {
			c.Add(i, i-1, -1)
			c.Add(i-1, i, -1)
		}
	}
	c.Add(0, 0, 1) // entries of the same place are added
	a, err := c.ToCSR()
	if err != nil {
		log.Fatal(err)
	}
	y := make([]float64, 3)
	a.MulVec(y, []float64{1, 2, 3})
	fmt.Println(a.NNZ(), a.IsSymmetric(), y)
	// Output:
	// 7 true [1 0 4]
}

func ExampleReadMatrixMarket() {
	const file = `%%MatrixMarket matrix coordinate real symmetric
% the lower triangle of a 3x3 matrix
3 3 4
1 1 4
2 1 -1
2 2 4
3 3 4
`
	a, err := sparse.ReadMatrixMarket(strings.NewReader(file))
	if err != nil {
		log.Fatal(err)
	}
	rows, cols := a.Dims()
	fmt.Println(rows, cols, a.NNZ(), a.At(0, 1))

	_, err = sparse.ReadMatrixMarket(strings.NewReader(strings.Replace(file, "2 1 -1", "2 7 -1", 1)))
	fmt.Println(err)
	// Output:
	// 3 3 5 -1
	// sparse: line 5: column index is 7, want one in [1, 3]
}

// A matrix with constant coefficients takes a byte or two an entry, and products
// run as much faster.
func ExampleOptimize() {
	const n = 1000
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
		log.Fatal(err)
	}
	s := sparse.Optimize(a)
	x, y := make([]float64, n), make([]float64, n)
	x[0], x[n-1] = 1, 1
	quadratic := s.MulVecDot(y, x)
	fmt.Println(y[:3], quadratic)
	fmt.Println(12*a.NNZ()+8*n, "bytes become", s.Bytes())
	// Output:
	// [2 -1 0] 4
	// 43976 bytes become 4973
}

func ExampleCSR_TriSolve() {
	c := sparse.NewCOO(2, 2)
	c.Add(0, 0, 2)
	c.Add(1, 0, 1)
	c.Add(1, 1, 4)
	a, err := c.ToCSR()
	if err != nil {
		log.Fatal(err)
	}
	x := []float64{6, 11}
	if err := a.TriSolve(sparse.Triangle{}, x, x); err != nil {
		log.Fatal(err)
	}
	fmt.Println(x)
	// Output:
	// [3 2]
}

func ExampleMul() {
	c := sparse.NewCOO(2, 3)
	c.Add(0, 0, 1)
	c.Add(0, 2, 2)
	c.Add(1, 1, 3)
	a, err := c.ToCSR()
	if err != nil {
		log.Fatal(err)
	}
	gram, err := sparse.Mul(a, a.Transpose())
	if err != nil {
		log.Fatal(err)
	}
	gram.DoNonZero(func(i, j int, v float64) { fmt.Println(i, j, v) })
	// Output:
	// 0 0 5
	// 1 1 9
}
