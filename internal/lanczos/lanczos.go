// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package lanczos

import (
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// Radius estimates the spectral radius of S·A·S by steps of Lanczos' process,
// where A is a symmetric matrix of size len(s), which mul multiplies with, and S
// the diagonal matrix s. With s = |D|^(−1/2) that is the radius of |D|⁻¹·A. The
// estimate is a Ritz value, so that it is not above the radius but for rounding;
// ten steps come within a few percent on the matrices of elliptic problems. The
// start is the same for every call. It is zero for S·A·S = 0.
//
// Source: C. Lanczos, J. Res. Nat. Bur. Standards 45 (1950), 255–282.
func Radius(mul func(dst, x []float64), s []float64, steps int) float64 {
	n := len(s)
	steps = min(steps, n)
	buf := make([]float64, 4*n)
	v, last, w, scaled := buf[:n], buf[n:2*n], buf[2*n:3*n], buf[3*n:]
	start(v)
	for i, si := range s {
		if si == 0 {
			v[i] = 0 // no part of the matrix
		}
	}
	norm := kernel.Nrm2(v)
	if norm == 0 {
		return 0
	}
	kernel.Scale(v, 1/norm)
	alpha, beta := make([]float64, 0, steps), make([]float64, 0, steps)
	b, largest := 0.0, 0.0
	for range steps {
		kernel.Mul(scaled, s, v)
		mul(w, scaled)
		kernel.Mul(w, w, s)
		a := kernel.Dot(w, v)
		kernel.Axpy(w, -a, v)
		kernel.Axpy(w, -b, last)
		alpha, beta = append(alpha, a), append(beta, b)
		b = kernel.Nrm2(w)
		largest = max(largest, math.Abs(a)+b)
		if !(b > 1e-12*largest) {
			break // the space is invariant
		}
		last, v, w = v, w, last
		kernel.Scale(v, 1/b)
	}
	return radius(alpha, beta)
}

// start fills v with numbers in (−1, 1) that look random.
func start(v []float64) {
	x := uint64(0x9e3779b97f4a7c15)
	for i := range v {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		v[i] = float64(int64(x)>>11) * 0x1p-52
	}
}

// radius returns the largest modulus of the eigenvalues of the symmetric
// tridiagonal matrix with diagonal alpha and beta[1:] beside it, by bisection
// with Sturm's sequence.
func radius(alpha, beta []float64) float64 {
	bound := 0.0
	for i, a := range alpha {
		r := math.Abs(a) + beta[i]
		if i+1 < len(beta) {
			r += beta[i+1]
		}
		bound = max(bound, r)
	}
	if bound == 0 || math.IsNaN(bound) || math.IsInf(bound, 0) {
		return bound
	}
	// within reports whether all eigenvalues are in (−x, x).
	within := func(x float64) bool {
		for _, sign := range []float64{1, -1} {
			q := 1.0
			for i, a := range alpha {
				q = x - sign*a - float64(beta[i]*beta[i])/q
				if !(q > 0) {
					return false
				}
			}
		}
		return true
	}
	lo, hi := 0.0, bound
	for range 60 {
		mid := (lo + hi) / 2
		if within(mid) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi
}
