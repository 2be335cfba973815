// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package testfunc

import (
	"math"
	"math/rand/v2"
	"slices"
)

// A Matrix is a sparse matrix by rows: the entries of row i are
// Val[Ptr[i]:Ptr[i+1]] in the ascending columns Ind[Ptr[i]:Ptr[i+1]].
type Matrix struct {
	Rows, Cols int
	Ptr        []int
	Ind        []int32
	Val        []float64
}

// newMatrix returns an empty n×n matrix with room for nnz entries; add and
// endRow fill it in order.
func newMatrix(n, nnz int) *Matrix {
	return &Matrix{n, n, append(make([]int, 0, n+1), 0), make([]int32, 0, nnz), make([]float64, 0, nnz)}
}

func (m *Matrix) add(there bool, j int, v float64) {
	if there {
		m.Ind, m.Val = append(m.Ind, int32(j)), append(m.Val, v)
	}
}

func (m *Matrix) endRow() { m.Ptr = append(m.Ptr, len(m.Val)) }

// Poisson2D returns the 5-point Laplacian on n×n interior points with Dirichlet
// boundaries, not scaled: 4 on the diagonal and −1 beside it.
func Poisson2D(n int) *Matrix { return ConvectionDiffusion2D(n, 0, 0) }

// ConvectionDiffusion2D returns −Δu + (vx, vy)·∇u on n×n interior points of the
// unit square by central differences, times h² with h = 1/(n+1). The first
// direction is the fast one: point (i, j), with y = (i+1)h and x = (j+1)h, is
// row i·n+j.
func ConvectionDiffusion2D(n int, vx, vy float64) *Matrix {
	h := 1 / float64(n+1)
	m := newMatrix(n*n, 5*n*n)
	for i := range n {
		for j := range n {
			k := i*n + j
			m.add(i > 0, k-n, -1-vy*h/2)
			m.add(j > 0, k-1, -1-vx*h/2)
			m.add(true, k, 4)
			m.add(j < n-1, k+1, -1+vx*h/2)
			m.add(i < n-1, k+n, -1+vy*h/2)
			m.endRow()
		}
	}
	return m
}

// Poisson3D returns the 7-point Laplacian on n×n×n interior points with Dirichlet
// boundaries, not scaled: 6 on the diagonal and −1 beside it.
func Poisson3D(n int) *Matrix {
	m := newMatrix(n*n*n, 7*n*n*n)
	for i := range n {
		for j := range n {
			for l := range n {
				k := (i*n+j)*n + l
				m.add(i > 0, k-n*n, -1)
				m.add(j > 0, k-n, -1)
				m.add(l > 0, k-1, -1)
				m.add(true, k, 6)
				m.add(l < n-1, k+1, -1)
				m.add(j < n-1, k+n, -1)
				m.add(i < n-1, k+n*n, -1)
				m.endRow()
			}
		}
	}
	return m
}

// Darcy2D returns −div(a ∇u) on n×n interior points with a lognormal coefficient,
// a = exp(sigma·g) with g independent standard normals a point, harmonic means on
// the faces, scaled by h². It is the symmetric positive definite stencil whose
// values all differ.
func Darcy2D(n int, sigma float64, seed uint64) *Matrix {
	r := rand.New(rand.NewPCG(seed, 0x646172637932))
	a := make([]float64, n*n)
	for k := range a {
		a[k] = math.Exp(sigma * r.NormFloat64())
	}
	face := func(there bool, k, l int) float64 { // boundary faces use the point's own value
		if !there {
			return a[k]
		}
		return 2 * a[k] * a[l] / (a[k] + a[l])
	}
	m := newMatrix(n*n, 5*n*n)
	for i := range n {
		for j := range n {
			k := i*n + j
			up, left := face(i > 0, k, k-n), face(j > 0, k, k-1)
			right, down := face(j < n-1, k, k+1), face(i < n-1, k, k+n)
			m.add(i > 0, k-n, -up)
			m.add(j > 0, k-1, -left)
			m.add(true, k, up+left+right+down)
			m.add(j < n-1, k+1, -right)
			m.add(i < n-1, k+n, -down)
			m.endRow()
		}
	}
	return m
}

// PowerLaw returns L + I for the Laplacian L of a random graph on n nodes with
// n·degree/2 edges, whose degrees follow a power law: one end of an edge is
// n·u³ for uniform u, renumbered at random, the other uniform. Edges drawn twice
// count twice. The matrix is symmetric positive definite.
func PowerLaw(n, degree int, seed uint64) *Matrix {
	r := rand.New(rand.NewPCG(seed, 0x706f7765726c6177))
	edges := n * degree / 2
	name := r.Perm(n)
	ends := make([][2]int32, edges)
	ptr := make([]int, n+1)
	for e := range ends {
		u := r.Float64()
		i, j := name[int(float64(n)*(u*u*u))], r.IntN(n)
		ends[e] = [2]int32{int32(i), int32(j)}
		ptr[i+1]++
		ptr[j+1]++
	}
	for i := range n {
		ptr[i+1] += ptr[i]
	}
	// Neighbour lists, with the node itself once more than its loops.
	next, list := slices.Clone(ptr[:n]), make([]int32, 2*edges)
	for _, e := range ends {
		i, j := e[0], e[1]
		list[next[i]] = j
		next[i]++
		list[next[j]] = i
		next[j]++
	}
	m := newMatrix(n, 2*edges+n)
	for i := range n {
		near := list[ptr[i]:ptr[i+1]]
		slices.Sort(near)
		diagonal, done := float64(len(near)+1), false
		for k := 0; k < len(near); {
			j, count := near[k], 0.0
			for ; k < len(near) && near[k] == j; k++ {
				count++
			}
			switch {
			case int(j) == i:
				diagonal -= count // added with the diagonal below
				continue
			case int(j) > i && !done:
				m.add(true, i, diagonal)
				done = true
			}
			m.add(true, int(j), -count)
		}
		m.add(!done, i, diagonal)
		m.endRow()
	}
	return m
}
