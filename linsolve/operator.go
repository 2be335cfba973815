// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// An Operator is a matrix A known by its products. The matrices of package
// sparse are operators (*sparse.SELL, which sparse.Optimize makes of a CSR, is
// the fastest); [FromMatrix] makes one of a gonum matrix,
// [FromFunc] one of a function and [FromFuncs] one of two.
type Operator interface {
	// Dims returns the numbers of rows and columns.
	Dims() (r, c int)
	// MulVec sets dst = A·x. dst has one element a row, x one a column; the
	// two never overlap.
	MulVec(dst, x []float64)
}

// A TransOperator is an Operator that can also multiply by its transpose.
type TransOperator interface {
	Operator
	// MulVecTrans sets dst = Aᵀ·x. dst has one element a column, x one a row.
	MulVecTrans(dst, x []float64)
}

// Operators may offer more. Solvers use what is there.
type (
	// A workersMultiplier multiplies on at most so many goroutines.
	workersMultiplier interface {
		MulVecWorkers(workers int, dst, x []float64)
	}
	// A dotMultiplier sets dst = A·x and returns xᵀ·A·x from the same pass.
	dotMultiplier interface {
		MulVecDotWorkers(workers int, dst, x []float64) float64
	}
	// A symmetricOperator knows whether it equals its transpose.
	symmetricOperator interface {
		IsSymmetric() bool
	}
)

// A Preconditioner applies an approximate inverse M⁻¹ of A. Those of package
// precond are built from a matrix; any function fits through
// [PreconditionerFunc].
type Preconditioner interface {
	// Solve sets dst = M⁻¹·r. dst may be r itself. An error ends the solve
	// with [Breakdown].
	Solve(dst, r []float64) error
}

// A PreconditionerFunc is a function that applies M⁻¹.
type PreconditionerFunc func(dst, r []float64) error

// Solve calls f.
func (f PreconditionerFunc) Solve(dst, r []float64) error { return f(dst, r) }

type funcOperator struct {
	n int
	f func(dst, x []float64)
}

func (o *funcOperator) Dims() (r, c int)        { return o.n, o.n }
func (o *funcOperator) MulVec(dst, x []float64) { o.f(dst, x) }

// FromFunc returns the n×n operator whose product is f, which must set every
// element of dst.
func FromFunc(n int, f func(dst, x []float64)) Operator { return &funcOperator{n, f} }

type funcsOperator struct {
	rows, cols       int
	forward, adjoint func(dst, x []float64)
}

func (o *funcsOperator) Dims() (r, c int)             { return o.rows, o.cols }
func (o *funcsOperator) MulVec(dst, x []float64)      { o.forward(dst, x) }
func (o *funcsOperator) MulVecTrans(dst, x []float64) { o.adjoint(dst, x) }

// FromFuncs returns the rows×cols operator whose product is forward, and whose
// product with the transpose is adjoint. Both must set every element of dst,
// which has rows elements for forward and cols for adjoint.
func FromFuncs(rows, cols int, forward, adjoint func(dst, x []float64)) TransOperator {
	return &funcsOperator{rows, cols, forward, adjoint}
}

// FromMatrix returns an operator that multiplies by m: a TransOperator as it is,
// another gonum matrix through mat.VecDense.MulVec. It says that it is symmetric where
// m is a mat.Symmetric.
func FromMatrix(m mat.Matrix) TransOperator {
	if o, ok := m.(TransOperator); ok {
		return o
	}
	if s, ok := m.(mat.Symmetric); ok {
		return &symmetricMatrix{matrixOperator{m: s}}
	}
	return &matrixOperator{m: m}
}

// A matrixOperator multiplies by a gonum matrix.
type matrixOperator struct {
	m mat.Matrix
}

func (o *matrixOperator) Dims() (r, c int) { return o.m.Dims() }

func (o *matrixOperator) MulVec(dst, x []float64) { product(dst, o.m, x) }

func (o *matrixOperator) MulVecTrans(dst, x []float64) { product(dst, o.m.T(), x) }

func product(dst []float64, m mat.Matrix, x []float64) {
	y := mat.NewVecDense(len(dst), dst)
	y.MulVec(m, mat.NewVecDense(len(x), x))
}

type symmetricMatrix struct{ matrixOperator }

func (o *symmetricMatrix) IsSymmetric() bool { return true }

// checkShape reports what is wrong with the shapes of a·x = b.
func checkShape(a Operator, b []float64) error {
	if a == nil {
		return fmt.Errorf("linsolve: a is nil, want an operator: %w", ErrInput)
	}
	r, c := a.Dims()
	switch {
	case r != c:
		return fmt.Errorf("linsolve: a is %d×%d, want a square operator: %w", r, c, ErrShape)
	case r == 0:
		return fmt.Errorf("linsolve: a is 0×0, want at least one row: %w", ErrShape)
	case len(b) != r:
		return fmt.Errorf("linsolve: b has %d elements, want %d, the rows of a: %w", len(b), r, ErrShape)
	}
	return nil
}
