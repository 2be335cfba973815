// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// cutoff is the eigenvalue, relative to the greatest, below which a Gram matrix
// counts as singular.
const cutoff = 1e-10

// A boxSolver minimises ½·xᵀGx − hᵀx over |x_i| ≤ bound_i, for least squares
// with few unknowns.
type boxSolver struct {
	eig    mat.EigenSym
	vec    mat.Dense
	values []float64
	fixed  []int // −1 at the lower bound, 1 at the upper, 0 free
	index  []int
	w      []float64
}

// minimumNorm sets x to the solution of G·x = h of least norm, G m×m row-major
// and positive semidefinite. It reports whether there are eigenvalues.
func (s *boxSolver) minimumNorm(x, g, h []float64) bool {
	m := len(h)
	for i := range x {
		x[i] = 0
	}
	if m == 0 {
		return true
	}
	if !s.eig.Factorize(mat.NewSymDense(m, g), true) {
		return false
	}
	s.values = s.eig.Values(resized(s.values, m))
	s.vec.Reset()
	s.eig.VectorsTo(&s.vec)
	for k, lambda := range s.values {
		if !(lambda > cutoff*s.values[m-1]) {
			continue
		}
		t := 0.0
		for i, v := range h {
			t += s.vec.At(i, k) * v
		}
		t /= lambda
		for i := range x {
			x[i] += t * s.vec.At(i, k)
		}
	}
	return true
}

func resized(x []float64, n int) []float64 {
	if cap(x) < n {
		return make([]float64, n)
	}
	return x[:n]
}

// solve starts from x cut to the box and changes it to a minimum there, by the
// active-set method of Stark and Parker (Bounded-variable least-squares,
// Comput. Statist. 10 (1995), 129–141).
func (s *boxSolver) solve(x, g, h, bound []float64) {
	m := len(x)
	if len(s.fixed) != m {
		s.fixed, s.index, s.w = make([]int, m), make([]int, m), make([]float64, m)
	}
	for i, u := range bound {
		switch s.fixed[i] = 0; {
		case !(x[i] > -u):
			x[i], s.fixed[i] = -u, -1
		case !(x[i] < u):
			x[i], s.fixed[i] = u, 1
		}
	}
	scale := 0.0
	for i := range h {
		scale = max(scale, math.Abs(h[i]))
		for j := range x {
			scale = max(scale, math.Abs(g[i*m+j])*bound[j])
		}
	}
	tol := 1e-12 * scale
	for range 20 * (m + 1) { // far more than it takes; a bound against cycling by rounding
		if !s.moveFree(x, g, h, bound) {
			continue // a variable met its bound
		}
		worst, at := tol, -1
		for i, f := range s.fixed {
			// the descent direction must point into the box, which has width
			if f != 0 && bound[i] > 0 {
				if w := -float64(f) * s.descent(x, g, h, i); w > worst {
					worst, at = w, i
				}
			}
		}
		if at < 0 {
			return
		}
		s.fixed[at] = 0
	}
}

// descent returns element i of h − G·x.
func (s *boxSolver) descent(x, g, h []float64, i int) float64 {
	t := h[i]
	for j, v := range x {
		t -= g[i*len(x)+j] * v
	}
	return t
}

// moveFree goes to the minimum over the free variables, or towards it as far as
// the box allows; then it fixes the variable that is in the way and returns
// false.
func (s *boxSolver) moveFree(x, g, h, bound []float64) bool {
	m, n := len(x), 0
	for i, f := range s.fixed {
		if f == 0 {
			s.index[n] = i
			n++
		}
	}
	if n == 0 {
		return true
	}
	index := s.index[:n]
	sub, rhs, step := make([]float64, n*n), s.w[:n], make([]float64, n)
	for k, i := range index {
		rhs[k] = s.descent(x, g, h, i)
		for l, j := range index {
			sub[k*n+l] = g[i*m+j]
		}
	}
	if !s.minimumNorm(step, sub, rhs) {
		return true
	}
	alpha, at := 1.0, -1
	for k, i := range index {
		if y := x[i] + step[k]; math.Abs(y) > bound[i] {
			if a := (math.Copysign(bound[i], y) - x[i]) / step[k]; a < alpha || at < 0 {
				alpha, at = min(a, alpha), k
			}
		}
	}
	for k, i := range index {
		x[i] = min(max(x[i]+alpha*step[k], -bound[i]), bound[i])
	}
	if at < 0 {
		return true
	}
	i := index[at]
	s.fixed[i] = int(math.Copysign(1, step[at]))
	x[i] = float64(s.fixed[i]) * bound[i]
	return false
}
