// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package dense is a BLAS for gonum, in Go and assembly: gonum's own with the
// routines replaced that decide how long dense linear algebra takes.
//
//	package main
//
//	import (
//		"fmt"
//
//		"github.com/relaxnum/relax/linsolve/dense"
//		"gonum.org/v1/gonum/mat"
//	)
//
//	func main() {
//		defer dense.Use()()
//		var c mat.Dense
//		c.Mul(mat.NewDense(1000, 1000, nil), mat.NewDense(1000, 1000, nil))
//		fmt.Println(c.Dims())
//	}
//
// Nothing changes for a program that does not call [Use], or hand an
// [Implementation] to gonum's blas64.Use and blas32.Use itself.
//
// # What is replaced
//
//	level 1   Dot, Axpy, Scal, Swap, Nrm2, Asum, I?amax (increments of 1), Dsdot, Sdsdot
//	level 2   Gemv, Ger
//	level 3   Gemm
//
// each for float64 and float32. The rest, Copy, rotations, symmetric, banded and
// triangular routines and the complex types, is gonum's, as is LAPACK.
// What of it calls a replaced routine gets faster with it: the blocked
// factorizations of gonum's LAPACK spend part of their time in Gemm, through
// blas64.
//
// # When it helps
//
//	products of matrices   from 1×1 on, 2 times at 4×4, 5 to 10 times from 8×8
//	                       on; all of a few cores for large ones
//	matrix times vector    from about 15×15 on, 24×24 with increments: twice for
//	                       matrices in cache, by memory bandwidth beyond
//	vectors                from about 30 elements on while they are in cache;
//	                       norms and largest elements much more
//
// Gemv and Ger on less than that, or on matrices of very few rows or columns, are
// left to gonum's routines. They take 4 to 6 ns longer than gonum alone for it:
// 25 ns become 31 at 4×4, 34 become 40 at 8×8, with increments or without. Level 1
// takes up to 6 ns longer for one element and 3 ns for 4, and no longer from 20 on.
//
// These are figures of a processor with AVX2. The module's make bench prints
// them for the machine it runs on, beside OpenBLAS, where NumPy has it, and the
// rate of fused multiply-adds that touch no memory; the targets are at least
// OpenBLAS on one core and 0.65 of that rate for products of 128×128 and up.
//
// The kernels are those for AVX-512 or AVX2 with FMA, whichever the processor
// has, and portable Go elsewhere and with the build tags noasm and purego. The
// portable product runs at the speed of scalar code; on an amd64 processor
// without AVX2, gonum's assembly is the faster one.
//
// # Results
//
// Results have the same bits for any number of workers. An element of a product
// has the same bits wherever it stands in C, and the same with AVX2 and AVX-512;
// the portable level differs by rounding. Products of a single row or column are
// apart: with m·n·k above 2¹⁵ they are left to Gemv, which sums in another order,
// so their elements may differ by rounding from those of a C of several rows and
// columns.
//
// Zeros are not special: where gonum's product passes over a zero in A, this one
// multiplies it, so NaN and infinities in B reach C. With beta = 0 an output is overwritten whatever it
// held; with alpha = 0 inputs are not read. Wrong arguments panic as gonum's do,
// except where a size overflows an int, which gonum does not notice.
//
// # Memory
//
// Large products copy blocks of A and B into buffers, at most 4 MiB a worker,
// and vectors with increments are copied whole, unless the matrix is small. The
// buffers go back to a sync.Pool: calls allocate nothing once sizes repeat, and
// the garbage collector frees what is not used for a while.
//
// # References
//
//   - K. Goto, R. A. van de Geijn, Anatomy of high-performance matrix
//     multiplication, ACM Trans. Math. Softw. 34, 12 (2008), doi:10.1145/1356052.1356053
//   - F. G. Van Zee, R. A. van de Geijn, BLIS: a framework for rapidly
//     instantiating BLAS functionality, ACM Trans. Math. Softw. 41, 14 (2015),
//     doi:10.1145/2764454
package dense
