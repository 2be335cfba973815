// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/linsolve/sparse"
)

// errDiverged ends a stationary iteration whose residual grows without bound.
var errDiverged = fmt.Errorf("%w: the iteration diverges", ErrNotConverged)

// A stationary iteration whose residual has grown by this factor diverges: the
// transient growth of one that converges stays far below.
const divergence = 1e30

// entries returns the matrix that a multiplies by, for methods that need its
// rows. A mat.RowNonZeroDoer is copied.
func entries(a Operator, method string) (*sparse.CSR, error) {
	var m any = a
	switch o := a.(type) {
	case *sparse.CSR:
		return o, nil
	case *sparse.SELL:
		return o.CSR(), nil
	case *matrixOperator:
		m = o.m
	case *symmetricMatrix:
		m = o.m
	}
	rows, ok := m.(mat.RowNonZeroDoer)
	if !ok {
		return nil, fmt.Errorf("linsolve: a is a %T, want a *sparse.CSR, *sparse.SELL or mat.RowNonZeroDoer, because %s needs its entries: %w", m, method, ErrInput)
	}
	n, _ := a.Dims()
	c := sparse.NewCOO(n, n)
	for i := range n {
		rows.DoRowNonZero(i, c.Add)
	}
	return c.ToCSR()
}

// relaxation returns omega, or def if it is zero, for the method of that name.
func relaxation(omega, def float64, method string) (float64, error) {
	if omega == 0 {
		return def, nil
	}
	if !(omega > 0 && omega < 2) {
		return 0, fmt.Errorf("linsolve: %s.Omega is %v, want 0 < Omega < 2, or zero for %v: %w", method, omega, def, ErrParam)
	}
	return omega, nil
}

// scaledInverse returns omega/d for diagonal entry d of row i.
func scaledInverse(omega float64, i int, d float64) (float64, error) {
	inv := omega / d
	switch {
	case d == 0:
		return 0, fmt.Errorf("linsolve: %w", &sparse.ZeroPivotError{Row: i})
	case math.IsNaN(d) || math.IsInf(d, 0) || math.IsInf(inv, 0):
		return 0, fmt.Errorf("linsolve: diagonal entry %d of a is %v, want a finite value with a finite inverse: %w", i, d, ErrNotFinite)
	}
	return inv, nil
}

// unpreconditioned is the error of a stationary method that is given a
// preconditioner: it is one itself.
func unpreconditioned(s *system, method string) error {
	if s.prec != nil {
		return fmt.Errorf("linsolve: Settings.Prec is a %T, want nil with %s: %w", s.prec, method, ErrInput)
	}
	return nil
}
