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

func init() { areas["precond"] = verifyPrecond }

// verifyPrecond counts the iterations of CG with multigrid to a residual of 1e-8,
// b = 1 where the matrix is not singular.
func verifyPrecond(v *measure.Verify) {
	counts := map[int]int{}
	for _, n := range []int{200, 400, 1000} {
		most := map[int]int{200: 17, 400: 17, 1000: 17}[n]
		counts[n] = verifyMultigrid(v, fmt.Sprintf("Poisson %d²", n), testfunc.Poisson2D(n), most, 1.7)
	}
	growth := float64(counts[1000]) / float64(counts[200])
	v.Row("CG+AMG, Poisson: growth from 200² to 1000² at most 1.3", fmt.Sprintf("%.2f", growth), counts[200] > 0 && growth <= 1.3)
	verifyMultigrid(v, "Poisson 40³", testfunc.Poisson3D(40), 12, 1.7)
	verifyMultigrid(v, "Poisson 100³", testfunc.Poisson3D(100), 16, 1.7)
	for _, epsilon := range []float64{0.1, 0.01, 0.001, 1e-5} {
		verifyMultigrid(v, fmt.Sprintf("anisotropic 200², ε = %g", epsilon), anisotropic(200, epsilon), 20, 2)
	}
	for _, sigma := range []float64{1, 2} {
		m := testfunc.Darcy2D(200, sigma, 1)
		least, largest := math.Inf(1), 0.0
		for i := range m.Rows {
			for k := m.Ptr[i]; k < m.Ptr[i+1]; k++ {
				if int(m.Ind[k]) == i {
					least, largest = min(least, m.Val[k]), max(largest, m.Val[k])
				}
			}
		}
		verifyMultigrid(v, fmt.Sprintf("jumping coefficients 200², diagonal uneven by %.0e", largest/least), m, 40, 1.7)
	}
	verifyMultigrid(v, "Neumann 200², singular", neumann(200), 17, 1.7)
}

// verifyMultigrid reports a row and returns the iterations, or 0.
func verifyMultigrid(v *measure.Verify, name string, p *testfunc.Matrix, most int, complexity float64) int {
	reference := fmt.Sprintf("CG+AMG, %s: at most %d iterations, operator complexity at most %g", name, most, complexity)
	a, err := sparse.NewCSR(p.Rows, p.Cols, p.Ptr, p.Ind, p.Val)
	if err != nil {
		v.Row(reference, err.Error(), false)
		return 0
	}
	m, err := precond.NewAMG(a, nil)
	if err != nil {
		v.Row(reference, err.Error(), false)
		return 0
	}
	b := make([]float64, p.Rows)
	for i := range b {
		b[i] = 1
	}
	rows := make([]float64, p.Rows)
	a.MulVec(rows, b)
	if singular := maxAbs(rows) <= 1e-12*a.MaxAbs(); singular {
		// what is solvable sums to zero
		for i := range b {
			b[i] = float64(i%7) - 3
		}
		mean := 0.0
		for _, x := range b {
			mean += x / float64(len(b))
		}
		for i := range b {
			b[i] -= mean
		}
	}
	res, err := linsolve.Solve(context.Background(), a, b, &linsolve.CG{}, &linsolve.Settings{Prec: m, MaxIter: 1000})
	if err != nil {
		v.Row(reference, err.Error(), false)
		return 0
	}
	ok := res.Status == linsolve.Converged && res.Iter <= most && m.OperatorComplexity() <= complexity
	v.Row(reference, fmt.Sprintf("%d, %.2f, %d levels, %v", res.Iter, m.OperatorComplexity(), m.Levels(), res.Status), ok)
	return res.Iter
}

func maxAbs(x []float64) float64 {
	largest := 0.0
	for _, v := range x {
		largest = max(largest, math.Abs(v))
	}
	return largest
}

// anisotropic is the matrix of Poisson2D with links of weight epsilon in one
// direction.
func anisotropic(n int, epsilon float64) *testfunc.Matrix {
	m := testfunc.Poisson2D(n)
	for i := range m.Rows {
		for k := m.Ptr[i]; k < m.Ptr[i+1]; k++ {
			switch int(m.Ind[k]) - i {
			case 0:
				m.Val[k] *= (1 + epsilon) / 2
			case n, -n:
				m.Val[k] *= epsilon
			}
		}
	}
	return m
}

// neumann is the matrix of Poisson2D with rows that sum to zero.
func neumann(n int) *testfunc.Matrix {
	m := testfunc.Poisson2D(n)
	for i := range m.Rows {
		diagonal, sum := 0, 0.0
		for k := m.Ptr[i]; k < m.Ptr[i+1]; k++ {
			if int(m.Ind[k]) == i {
				diagonal = k
			} else {
				sum += m.Val[k]
			}
		}
		m.Val[diagonal] = -sum
	}
	return m
}
