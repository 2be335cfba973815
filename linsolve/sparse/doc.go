// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package sparse holds sparse matrices: formats, products, algebra and files.
//
//	format    made by                             for                                        bytes
//	COO       NewCOO, Add                         collecting entries in any order            16 an entry
//	CSR       COO.ToCSR, ReadMatrixMarket, NewCSR everything: products, algebra, solvers     12 an entry, 8 a row
//	CSC       CSR.T, CSR.ToCSC, COO.ToCSC         work by columns, transposes for nothing    12 an entry, 8 a column
//	SELL      Optimize                            the fastest products, on top of a CSR      1 to 12 an entry more
//	BSR       CSR.ToBSR                           b unknowns a point, dense b×b blocks       8 an entry, 4 a block
//	SymUpper  CSR.ToSymUpper                      symmetric matrices that do not fit         6 an entry of the whole
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
// # Products
//
// MulVec(dst, x) and MulVecTrans(dst, x) work on plain slices, which must have the
// right lengths and not overlap; they panic otherwise, as gonum does. MulVecDot
// gives xᵀAx from the same pass, and MulMat multiplies by several vectors, the
// rows of a mat.Dense. Each has a variant ending in Workers whose first argument
// is the largest number of goroutines; without it, and for 0, that is GOMAXPROCS.
// Matrices with fewer than 2¹⁵ entries stay on one. No result depends on the
// number, nor does any product allocate once it has been done before.
//
// Matrices are never changed but by SetValues, so any number of goroutines may
// use one at once. They implement mat.Matrix of gonum (Dims, At, T), its NonZeroDoer
// interfaces, and the MulVecTo of gonum's iterative solvers.
//
// # Algebra and files
//
// [Add], [Mul] (Gustavson's algorithm), [TripleProduct], [CSR.Permute],
// [CSR.Submatrix], [CSR.Lower], [CSR.Upper], [CSR.Filter], scalings, norms,
// [CSR.TriSolve] for triangular systems. [ReadMatrixMarket], [WriteMatrixMarket]
// and [ReadHarwellBoeing] exchange matrices with the rest of the world;
// [FromMatrix] and ToDense with gonum.
//
// # Errors
//
// Wrong input gives an error that wraps [ErrInput] and, where it says more,
// [ErrShape], [ErrNotFinite] or [ErrParam]; a malformed file a [*ParseError] with
// the number of the line. Values are not looked at except where they are read
// from a file: a NaN in a matrix spreads as in any arithmetic.
package sparse
