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
