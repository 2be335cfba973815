// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package sparse holds sparse matrices: formats, products, algebra and files.
//
// | format | made by | for | bytes |
// | --- | --- | --- | --- |
// | [COO] | NewCOO, Add | collecting entries in any order | 16 an entry |
// | [CSR] | COO.ToCSR, ReadMatrixMarket, NewCSR | everything: products, algebra, preconditioners | 12 an entry, 8 a row |
// | [CSC] | CSR.T, CSR.ToCSC, COO.ToCSC | work by columns, transposes for nothing | 12 an entry, 8 a column |
//
// The smallest program assembles a matrix and multiplies by it:
//
//	c := sparse.NewCOO(2, 2)
//	c.Add(0, 0, 2)
//	c.Add(1, 0, -1)
//	c.Add(1, 1, 3)
//	a, err := c.ToCSR()
//	if err != nil {
//		log.Fatal(err)
//	}
//	y := make([]float64, 2)
//	a.MulVec(y, []float64{1, 1}) // y = [2 2]
//
// Matrices implement [mat.Matrix] of gonum, and products work on plain slices.
//
// [mat.Matrix]: https://pkg.go.dev/gonum.org/v1/gonum/mat#Matrix
package sparse
