// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense

import (
	"testing"

	"gonum.org/v1/gonum/blas/testblas"
)

// Gonum's own tests of a BLAS pass, those of the routines that are gonum's as
// well as those of ours.
func TestGonumSuite(t *testing.T) {
	suite := []struct {
		name string
		run  func(t *testing.T, impl Implementation)
	}{
		{"Ddot", func(t *testing.T, impl Implementation) { testblas.DdotTest(t, impl) }},
		{"Dnrm2", func(t *testing.T, impl Implementation) { testblas.Dnrm2Test(t, impl) }},
		{"Dasum", func(t *testing.T, impl Implementation) { testblas.DasumTest(t, impl) }},
		{"Idamax", func(t *testing.T, impl Implementation) { testblas.IdamaxTest(t, impl) }},
		{"Dswap", func(t *testing.T, impl Implementation) { testblas.DswapTest(t, impl) }},
		{"Dcopy", func(t *testing.T, impl Implementation) { testblas.DcopyTest(t, impl) }},
		{"Daxpy", func(t *testing.T, impl Implementation) { testblas.DaxpyTest(t, impl) }},
		{"Dscal", func(t *testing.T, impl Implementation) { testblas.DscalTest(t, impl) }},
		{"Drotg", func(t *testing.T, impl Implementation) { testblas.DrotgTest(t, impl, false) }},
		{"Drot", func(t *testing.T, impl Implementation) { testblas.DrotTest(t, impl) }},
		{"Dgemv", func(t *testing.T, impl Implementation) { testblas.DgemvTest(t, impl) }},
		{"Dger", func(t *testing.T, impl Implementation) { testblas.DgerTest(t, impl) }},
		{"Dtxmv", func(t *testing.T, impl Implementation) { testblas.DtxmvTest(t, impl) }},
		{"Dsymv", func(t *testing.T, impl Implementation) { testblas.DsymvTest(t, impl) }},
		{"Dgemm", func(t *testing.T, impl Implementation) { testblas.TestDgemm(t, impl) }},
		{"Dsymm", func(t *testing.T, impl Implementation) { testblas.DsymmTest(t, impl) }},
		{"Dsyrk", func(t *testing.T, impl Implementation) { testblas.DsyrkTest(t, impl) }},
		{"Dsyr2k", func(t *testing.T, impl Implementation) { testblas.Dsyr2kTest(t, impl) }},
		{"Dtrmm", func(t *testing.T, impl Implementation) { testblas.DtrmmTest(t, impl) }},
		{"Dtrsm", func(t *testing.T, impl Implementation) { testblas.DtrsmTest(t, impl) }},
	}
	eachLevel(t, func(t *testing.T) {
		for _, s := range suite {
			t.Run(s.name, func(t *testing.T) {
				s.run(t, Implementation{})
				s.run(t, Implementation{Workers: 1})
			})
		}
	})
}
