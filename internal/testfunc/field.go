// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package testfunc

import (
	"math"
	"math/rand/v2"
)

// GaussianField returns a random field on n×n cell centres of the unit square with
// mean 0 and the covariance (−Δ + tau²)^−alpha, scaled by tau^(2·alpha−2), under
// Neumann conditions: a cosine series with n² terms.
func GaussianField(n int, tau, alpha float64, src rand.Source) []float64 {
	r := rand.New(src)
	basis := make([]float64, n*n) // orthonormal cosines, one frequency a row
	for k := range n {
		scale := math.Sqrt(2 / float64(n))
		if k == 0 {
			scale = math.Sqrt(1 / float64(n))
		}
		for i := range n {
			basis[k*n+i] = scale * math.Cos(math.Pi*float64(k)*(float64(i)+0.5)/float64(n))
		}
	}
	half := make([]float64, n*n) // coefficients, transformed along the second index
	for k := range n {
		for l := range n {
			c := r.NormFloat64() * float64(n) * math.Pow(tau, alpha-1) *
				math.Pow(math.Pi*math.Pi*float64(k*k+l*l)+tau*tau, -alpha/2)
			if k == 0 && l == 0 {
				c = 0
			}
			for j := range n {
				half[k*n+j] += c * basis[l*n+j]
			}
		}
	}
	f := make([]float64, n*n)
	for k := range n {
		for i := range n {
			for j := range n {
				f[i*n+j] += basis[k*n+i] * half[k*n+j]
			}
		}
	}
	return f
}

// DarcyField returns −h²·div(a ∇u) for the coefficient a at the n×n interior points,
// h = 1/(n+1): harmonic means on the faces, the point's own a on those at the
// boundary, where u = 0.
func DarcyField(n int, a []float64) *Matrix {
	m := newMatrix(n*n, 5*n*n)
	for i := range n {
		for j := range n {
			own := a[i*n+j]
			face := func(there bool, neighbour int) float64 {
				if !there {
					return own
				}
				return 2 * own * a[neighbour] / (own + a[neighbour])
			}
			p := i*n + j
			up, left, right, down := face(i > 0, p-n), face(j > 0, p-1), face(j < n-1, p+1), face(i < n-1, p+n)
			m.add(i > 0, p-n, -up)
			m.add(j > 0, p-1, -left)
			m.add(true, p, up+left+right+down)
			m.add(j < n-1, p+1, -right)
			m.add(i < n-1, p+n, -down)
			m.endRow()
		}
	}
	return m
}

// HelmholtzField returns h²·(−Δu − k²u) for the wavenumber k at the n×n interior
// points, u = 0 on the boundary: symmetric, and indefinite for k² above 2π².
func HelmholtzField(n int, k []float64) *Matrix {
	m := newMatrix(n*n, 5*n*n)
	h := 1 / float64(n+1)
	for i := range n {
		for j := range n {
			p := i*n + j
			m.add(i > 0, p-n, -1)
			m.add(j > 0, p-1, -1)
			m.add(true, p, 4-h*h*k[p]*k[p])
			m.add(j < n-1, p+1, -1)
			m.add(i < n-1, p+n, -1)
			m.endRow()
		}
	}
	return m
}
