// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/rng"
)

// omegaSteps bounds the Lanczos steps, omegaSettled is the relative change of
// 1 − β in ten of them that ends the process, and omegaSeed that of the start.
const (
	omegaSteps   = 300
	omegaSettled = 1e-3
	omegaSeed    = 1
)

// OptimalOmega returns the relaxation factor that is best for [SOR] on a
// symmetric positive definite a that is consistently ordered, as a block
// tridiagonal matrix with diagonal blocks on its diagonal is, and the 5-point
// matrix in its natural order:
//
//	ω = 1 + (β/(1 + √(1−β²)))²,  β = the spectral radius of I − D⁻¹·A
//
// β comes from the Lanczos process on D^(−1/2)·A·D^(−1/2), from a fixed random
// vector, until it has settled: up to 300 products. For other symmetric positive
// definite matrices the result is a fair guess, between 1 and 2. It needs the
// entries of a, as SOR does. A zero on the diagonal is a *sparse.ZeroPivotError;
// a negative one, or β ≥ 1, at which Jacobi's method does not converge and the formula does
// not hold, wraps [ErrParam]. Symmetry is not checked.
//
// Source: D. M. Young, Iterative methods for solving partial difference equations
// of elliptic type, Trans. Amer. Math. Soc. 76 (1954), 92–111.
func OptimalOmega(a Operator) (float64, error) {
	if a == nil {
		return 0, fmt.Errorf("linsolve: a is nil, want an operator: %w", ErrInput)
	}
	n, cols := a.Dims()
	if n != cols || n == 0 {
		return 0, fmt.Errorf("linsolve: a is %d×%d, want a square matrix that is not empty: %w", n, cols, ErrShape)
	}
	m, err := entries(a, "OptimalOmega")
	if err != nil {
		return 0, err
	}
	root := make([]float64, n) // of 1/a_ii
	for i := range root {
		if root[i], err = scaledInverse(1, i, m.At(i, i)); err != nil {
			return 0, err
		}
		if root[i] < 0 {
			return 0, fmt.Errorf("linsolve: a[%d,%d] is negative, want a positive diagonal: %w", i, i, ErrParam)
		}
		root[i] = math.Sqrt(root[i])
	}
	beta, err := jacobiRadius(n, root, m.MulVec)
	if err != nil {
		return 0, err
	}
	if !(beta < 1) {
		return 0, fmt.Errorf("linsolve: a has a spectral radius of I − D⁻¹·a of %v, want < 1: %w", beta, ErrParam)
	}
	q := beta / (1 + math.Sqrt((1-beta)*(1+beta)))
	return 1 + q*q, nil
}

// jacobiRadius returns the spectral radius of I − R·A·R, R the diagonal matrix
// root, as the greatest Ritz value in magnitude.
func jacobiRadius(n int, root []float64, mul func(dst, x []float64)) (float64, error) {
	u, old, next, t := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	var alpha, beta []float64
	rng.New(omegaSeed, 0).Normals(u, 0)
	kernel.Scale(u, 1/kernel.Nrm2(u))
	radius, last := 0.0, math.Inf(1)
	for k := 1; k <= min(omegaSteps, n); k++ {
		kernel.Mul(t, root, u)
		mul(next, t)
		kernel.Mul(next, root, next)
		kernel.Scale(next, -1)
		kernel.Axpy(next, 1, u)
		d := kernel.Dot(u, next)
		alpha = append(alpha, d)
		kernel.Axpy(next, -d, u)
		if k > 1 {
			kernel.Axpy(next, -beta[k-2], old)
		}
		norm := kernel.Nrm2(next)
		if math.IsNaN(norm) || math.IsInf(norm, 0) {
			return 0, notFinite("D⁻¹·A·v")
		}
		invariant := norm <= 0x1p-48
		if invariant || k%10 == 0 || k == min(omegaSteps, n) {
			tri := mat.NewSymDense(k, nil)
			for i := range k {
				tri.SetSym(i, i, alpha[i])
				if i > 0 {
					tri.SetSym(i, i-1, beta[i-1])
				}
			}
			var eig mat.EigenSym
			if !eig.Factorize(tri, false) {
				return 0, fmt.Errorf("%w: the eigenvalues of a tridiagonal matrix of order %d were not found", ErrNotConverged, k)
			}
			values := eig.Values(nil)
			radius = max(math.Abs(values[0]), math.Abs(values[k-1]))
			if invariant || math.Abs(radius-last) <= omegaSettled*math.Abs(1-radius) {
				return radius, nil
			}
			last = radius
		}
		beta = append(beta, norm)
		kernel.Scale(next, 1/norm)
		old, u, next = u, next, old
	}
	return radius, nil
}
