// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/sparse"
)

func init() { areas["leastsquares"] = verifyLeastSquares }

// verifyLeastSquares compares solutions with those of 50-digit arithmetic, and
// iterations with SciPy's.
func verifyLeastSquares(v *measure.Verify) {
	verifyLeastSquaresData(v)
	verifyLeastSquaresCounts(v)
}

func verifyLeastSquaresData(v *measure.Verify) {
	data, err := os.ReadFile(filepath.Join("linsolve", "testdata", "least_squares.json"))
	if err != nil {
		v.Row("least squares of 50 digits", err.Error(), false)
		return
	}
	var cases map[string]struct {
		M, N    int
		A, B, X []float64
		Damp    float64
		XDamped []float64 `json:"x_damped"`
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		v.Row("least squares of 50 digits", err.Error(), false)
		return
	}
	for _, name := range []string{"over", "under"} {
		c := cases[name]
		a := linsolve.FromMatrix(mat.NewDense(c.M, c.N, c.A))
		for _, method := range []linsolve.LeastSquaresMethod{&linsolve.LSQR{}, &linsolve.LSMR{}, &linsolve.LSLQ{}, &linsolve.CGLS{}, &linsolve.CRLS{}, &linsolve.CRAIG{}} {
			if _, ok := method.(*linsolve.CRAIG); ok && name == "over" {
				continue // no solution
			}
			for _, damp := range []float64{0, c.Damp} {
				want := c.X
				if damp > 0 {
					want = c.XDamped
				}
				if _, ok := method.(*linsolve.CRAIG); ok && damp > 0 {
					continue // refused
				}
				reference := fmt.Sprintf("least squares %d×%d, λ = %g, 50 digits, %T: relative error below 1e-9", c.M, c.N, damp, method)
				res, err := linsolve.LeastSquares(context.Background(), a, c.B, method, &linsolve.LeastSquaresSettings{Damp: damp, ATol: 1e-12, BTol: 1e-12})
				if err != nil {
					v.Row(reference, err.Error(), false)
					continue
				}
				diff := floats.Distance(res.X, want, 2) / floats.Norm(want, 2)
				v.Row(reference, fmt.Sprintf("%.1e, %d iterations", diff, res.Iter), diff <= 1e-9)
			}
		}
	}
}

// countProblem returns a matrix of 2000×500, or its transpose, that any program
// makes with the same bits, and a right-hand side.
func countProblem(transposed bool) (*sparse.CSR, []float64, error) {
	const rows, columns = 2000, 500
	c := sparse.NewCOO(rows, columns)
	if transposed {
		c = sparse.NewCOO(columns, rows)
	}
	for i := range rows {
		for k := range 5 {
			j := (i*7 + k*k*31 + k) % columns
			value := float64((i*13+k*17)%21-9) / float64(1+j%50)
			if transposed {
				c.Add(j, i, value)
			} else {
				c.Add(i, j, value)
			}
		}
	}
	a, err := c.ToCSR()
	if err != nil {
		return nil, nil, err
	}
	m, _ := a.Dims()
	b := make([]float64, m)
	for i := range b {
		b[i] = float64((i*29)%101-50) / 50
	}
	return a, b, nil
}

// verifyLeastSquaresCounts compares iterations and ‖x‖ with those of lsqr and lsmr
// of SciPy 1.10.1, atol = btol = 1e-10, conlim = 0. The loss of orthogonality makes
// counts near the number of columns depend on rounding: 5 %.
func verifyLeastSquaresCounts(v *measure.Verify) {
	for _, c := range []struct {
		wide       bool
		damp       float64
		lsqr, lsmr int
		xnorm      float64
	}{
		{false, 0, 457, 434, 19.86080309},
		{false, 1. / 16, 452, 425, 19.50914857},
		{true, 0, 452, 460, 18.76848216},
		{true, 1. / 16, 512, 491, 18.38701874},
	} {
		a, b, err := countProblem(c.wide)
		for _, m := range []struct {
			name   string
			method linsolve.LeastSquaresMethod
			want   int
		}{{"lsqr", &linsolve.LSQR{}, c.lsqr}, {"lsmr", &linsolve.LSMR{}, c.lsmr}} {
			shape := "2000×500"
			if c.wide {
				shape = "500×2000"
			}
			reference := fmt.Sprintf("least squares %s, λ = %g, SciPy's %s: %d iterations, ‖x‖ = %.8f", shape, c.damp, m.name, m.want, c.xnorm)
			if err != nil {
				v.Row(reference, err.Error(), false)
				continue
			}
			res, err := linsolve.LeastSquares(context.Background(), a, b, m.method, &linsolve.LeastSquaresSettings{Damp: c.damp, MaxIter: 5000})
			if err != nil {
				v.Row(reference, err.Error(), false)
				continue
			}
			ok := math.Abs(float64(res.Iter-m.want)) <= 0.05*float64(m.want) && math.Abs(res.XNorm-c.xnorm) <= 2e-8*c.xnorm
			v.Row(reference, fmt.Sprintf("%d iterations, ‖x‖ = %.8f, %v", res.Iter, res.XNorm, res.Status), ok)
		}
	}
}
