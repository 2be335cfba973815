// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// A coarse is the inverse of the last matrix, multiplied out: a few hundred rows
// are read faster so than two triangles are solved with. With S = |D|^(−1/2) it
// is S·(S·A·S)⁺·S, which does not mistake uneven rows for a singular matrix.
type coarse struct {
	n       int
	inverse []float64
}

func newCoarse(a *sparse.CSR) (*coarse, error) {
	n, _ := a.Dims()
	s := a.Diag(nil)
	largest := 0.0
	for _, d := range s {
		largest = max(largest, math.Abs(d))
	}
	if largest == 0 {
		largest = a.MaxAbs()
	}
	for i, d := range s {
		if d = math.Abs(d); d <= rounding*rounding*largest {
			d = largest // a row of zeros, or one whose diagonal says nothing
		}
		if s[i] = 1 / math.Sqrt(d); math.IsInf(s[i], 0) {
			s[i] = 1
		}
	}
	scaled := mat.NewDense(n, n, nil)
	a.DoNonZero(func(i, j int, v float64) { scaled.Set(i, j, v*s[i]*s[j]) })
	inverse, err := pseudoInverse(scaled)
	if err != nil {
		return nil, err
	}
	c := &coarse{n: n, inverse: inverse.RawMatrix().Data}
	for i := range n {
		kernel.Mul(c.inverse[i*n:i*n+n], c.inverse[i*n:i*n+n], s)
		kernel.Scale(c.inverse[i*n:i*n+n], s[i])
	}
	return c, nil
}

// solve sets x = A⁺·b.
func (c *coarse) solve(x, b []float64) {
	clear(x)
	kernel.GemvN(x, 1, c.inverse, c.n, b)
}

// pseudoInverse returns the inverse of a matrix of unit diagonal, or what is
// closest to one.
func pseudoInverse(a *mat.Dense) (*mat.Dense, error) {
	n, _ := a.Dims()
	limit := 1 / (64 * float64(n) * 0x1p-52) // condition beyond which a is singular but for rounding
	var inverse mat.Dense
	if !symmetric(a) {
		var lu mat.LU
		if lu.Factorize(a); lu.Cond() < limit {
			one := mat.NewDense(n, n, nil)
			for i := range n {
				one.Set(i, i, 1)
			}
			if err := lu.SolveTo(&inverse, false, one); err == nil {
				return &inverse, nil
			}
		}
		return pseudoInverseSVD(a, limit)
	}
	sym := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			sym.SetSym(i, j, 0.5*(a.At(i, j)+a.At(j, i)))
		}
	}
	var chol mat.Cholesky
	if chol.Factorize(sym) && chol.Cond() < limit {
		var inv mat.SymDense
		if err := chol.InverseTo(&inv); err == nil {
			inverse.CloneFrom(&inv)
			return &inverse, nil
		}
	}
	var eig mat.EigenSym
	if !eig.Factorize(sym, true) {
		return nil, fmt.Errorf("precond: AMG: coarsest level: %w", errEigen)
	}
	values := eig.Values(nil)
	largest := max(math.Abs(values[0]), math.Abs(values[n-1]))
	var q, scaled mat.Dense
	eig.VectorsTo(&q)
	scaled.CloneFrom(&q)
	for j, v := range values {
		inv := 0.0
		if math.Abs(v) > largest/limit {
			inv = 1 / v
		}
		for i := range n {
			scaled.Set(i, j, inv*q.At(i, j))
		}
	}
	inverse.Mul(&scaled, q.T())
	return &inverse, nil
}

var errEigen = errors.New("eigenvalues not found")

func pseudoInverseSVD(a *mat.Dense, limit float64) (*mat.Dense, error) {
	var svd mat.SVD
	if !svd.Factorize(a, mat.SVDThin) {
		return nil, fmt.Errorf("precond: AMG: coarsest level: %w", errEigen)
	}
	var u, v, inverse mat.Dense
	svd.UTo(&u)
	svd.VTo(&v)
	values := svd.Values(nil)
	for j, s := range values {
		inv := 0.0
		if s > values[0]/limit {
			inv = 1 / s
		}
		for i := range values {
			v.Set(i, j, inv*v.At(i, j))
		}
	}
	inverse.Mul(&v, u.T())
	return &inverse, nil
}

// symmetric reports whether a is, but for the rounding of Galerkin products.
func symmetric(a *mat.Dense) bool {
	n, _ := a.Dims()
	largest := 0.0
	for _, v := range a.RawMatrix().Data {
		largest = max(largest, math.Abs(v))
	}
	for i := range n {
		for j := range i {
			if math.Abs(a.At(i, j)-a.At(j, i)) > 1e-12*largest {
				return false
			}
		}
	}
	return true
}
