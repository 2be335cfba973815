// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"context"
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

func init() { areas["ilut"] = verifyILUT }

// verifyILUT counts iterations on convection–diffusion, b = 1, to 1e-8.
func verifyILUT(v *measure.Verify) {
	p := testfunc.ConvectionDiffusion2D(300, 40, 20)
	row := func(reference string, set precond.ILUTSettings, method linsolve.Method, ok func(iter int) bool) {
		iter, err := iterationsWithILUT(p, &set, method)
		if err != nil {
			v.Row(reference, err.Error(), false)
			return
		}
		v.Row(reference, fmt.Sprint(iter), ok(iter))
	}
	// With a fill factor of 5 Eigen keeps 13 entries on either side and drops by
	// another norm, and counts of BiCGStab are chaotic: they agree within a half.
	row("convection–diffusion 300², BiCGStab+ILUT(1e-3): Eigen with a fill factor of 5: 53 iterations", precond.ILUTSettings{Fill: 13},
		&linsolve.BiCGStab{}, func(iter int) bool { return math.Abs(float64(iter)/53-1) <= 0.5 })
	row("— ILUT(1e-3, 10): at most 53 iterations", precond.ILUTSettings{},
		&linsolve.BiCGStab{}, func(iter int) bool { return iter <= 53 })
	row("— GMRES(30)+ILUT(1e-3, 10): below the 312 of ILU(0) in PETSc", precond.ILUTSettings{},
		&linsolve.GMRES{}, func(iter int) bool { return iter < 312 })
	p = testfunc.ConvectionDiffusion2D(60, 40, 20)
	row("convection–diffusion 60², ILUT(0, n) is LU: 1 iteration", precond.ILUTSettings{DropTol: new(0.0), Fill: 3600},
		&linsolve.BiCGStab{}, func(iter int) bool { return iter == 1 })
}

func iterationsWithILUT(p *testfunc.Matrix, set *precond.ILUTSettings, method linsolve.Method) (int, error) {
	a, err := sparse.NewCSR(p.Rows, p.Cols, p.Ptr, p.Ind, p.Val)
	if err != nil {
		return 0, err
	}
	m, err := precond.NewILUT(a, set)
	if err != nil {
		return 0, err
	}
	b := make([]float64, p.Rows)
	for i := range b {
		b[i] = 1
	}
	res, err := linsolve.Solve(context.Background(), a, b, method, &linsolve.Settings{Prec: m})
	if err != nil {
		return 0, err
	}
	return res.Iter, nil
}
