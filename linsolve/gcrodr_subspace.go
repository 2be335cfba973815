// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"cmp"
	"math"
	"math/cmplx"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A subspace chooses the next U and C of a [Recycler] from the space of a cycle.
//
// With W = [C V], V̂ = [U V] and A·M⁻¹·V̂ = W·G, G = Q·R by the cycle's rotations,
// the vectors W·Q and V̂·R⁻¹ are as C and U, only as many as the cycle's whole space has.
// The harmonic Ritz values are the inverses of the eigenvalues μ of
//
//	(W·Q)ᵀ·V̂·R⁻¹ = Qᵀ·Wᵀ·V̂·R⁻¹
//
// and an orthonormal basis Y of its eigenvectors gives C = W·Q·Y, U = V̂·R⁻¹·Y. This is
// the problem GᵀG·z = θ·GᵀWᵀV̂·z for z = R⁻¹·y without the square of the condition of G.
type subspace struct {
	k, cols      int
	coefU, coefC []float64 // k rows of cols, and of cols+1
	r, s         []float64
	inside       []float64 // CᵀU, known of each U and C from those before
	whole, half  []float64 // [C V]ᵀ[U V], and that times the new U
}

// choose fills in the coefficients for at most k vectors and reports whether it could.
func (p *subspace) choose(rc *Recycler, k int) bool {
	g := &rc.core
	lead, cols := g.lead, g.lead+g.j
	rows := cols + 1
	p.cols = cols
	p.r, p.s = grow(p.r, cols*cols), grow(p.s, rows*cols)
	p.coefU, p.coefC = grow(p.coefU, rc.k*cols), grow(p.coefC, rc.k*rows)

	// R = [I B; 0 R_H]
	r := p.r
	clear(r)
	for i := range lead {
		r[i*cols+i] = 1
	}
	for j := range g.j {
		for i := range lead {
			r[i*cols+lead+j] = rc.b[j*rc.k+i]
		}
		for i := range j + 1 {
			r[(lead+i)*cols+lead+j] = g.r[j*g.m+i]
		}
	}
	// S = WᵀV̂ = [CᵀU 0; VᵀU I], U as it is given to the preconditioner
	s := p.s
	clear(s)
	for i := range lead {
		copy(s[i*cols:], p.inside[i*lead:(i+1)*lead])
	}
	for i := range g.j + 1 {
		copy(s[(lead+i)*cols:], rc.gram[i*lead:(i+1)*lead])
	}
	for j := range g.j {
		s[(lead+j)*cols+lead+j] = 1
	}
	p.whole = append(p.whole[:0], s...)
	for i := range g.j {
		a, b := s[(lead+i)*cols:(lead+i+1)*cols], s[(lead+i+1)*cols:(lead+i+2)*cols]
		for c := range a {
			a[c], b[c] = g.cos[i]*a[c]+g.sin[i]*b[c], g.cos[i]*b[c]-g.sin[i]*a[c]
		}
	}
	for i := range cols {
		row := s[i*cols : (i+1)*cols]
		for c := range row {
			row[c] /= r[c*cols+c]
			for d := c + 1; d < cols; d++ {
				row[d] -= row[c] * r[c*cols+d]
			}
		}
	}
	s = s[:cols*cols]
	if math.IsNaN(floats.Sum(s)) || math.IsInf(floats.Norm(s, 2), 0) {
		return false
	}
	values, vectors := eigenvectors(s, cols)
	if p.k = p.basis(values, vectors, rc.Target, k); p.k == 0 {
		return false
	}
	for i := range p.k {
		c := p.coefC[i*rows : (i+1)*rows]
		u := p.coefU[i*cols : (i+1)*cols]
		copy(u, c)
		for a := cols - 1; a >= 0; a-- {
			for b := a + 1; b < cols; b++ {
				u[a] -= r[a*cols+b] * u[b]
			}
			u[a] /= r[a*cols+a]
		}
		c[cols] = 0
		g.unrotate(c[lead:])
	}
	p.follow()
	return true
}

// follow sets inside for the U and C chosen.
func (p *subspace) follow() {
	rows := p.cols + 1
	coefU := mat.NewDense(p.k, p.cols, p.coefU[:p.k*p.cols])
	coefC := mat.NewDense(p.k, rows, p.coefC[:p.k*rows])
	p.half, p.inside = grow(p.half, rows*p.k), grow(p.inside, p.k*p.k)
	half := mat.NewDense(rows, p.k, p.half)
	half.Mul(mat.NewDense(rows, p.cols, p.whole), coefU.T())
	mat.NewDense(p.k, p.k, p.inside).Mul(coefC, half)
}

// asymmetry is how far from its transpose, relative to its norm, a matrix is taken
// for symmetric. Eigenvectors of the symmetric part are then as good, for a third of
// the time.
const asymmetry = 1e-12

// eigenvectors returns the eigenvalues of the n×n matrix a, the members of a conjugate
// pair side by side, and element i of eigenvector j; no values when it cannot.
func eigenvectors(a []float64, n int) (values []complex128, element func(i, j int) complex128) {
	odd := 0.0
	for i := range n {
		for j := range i {
			d := a[i*n+j] - a[j*n+i]
			odd += d * d
		}
	}
	if math.Sqrt(odd) <= asymmetry*floats.Norm(a, 2) {
		var eigen mat.EigenSym
		if !eigen.Factorize(mat.NewSymDense(n, a), true) {
			return nil, nil
		}
		var z mat.Dense
		eigen.VectorsTo(&z)
		for _, v := range eigen.Values(nil) {
			values = append(values, complex(v, 0))
		}
		return values, func(i, j int) complex128 { return complex(z.At(i, j), 0) }
	}
	var eigen mat.Eigen
	if !eigen.Factorize(mat.NewDense(n, n, a), mat.EigenRight) {
		return nil, nil
	}
	var z mat.CDense
	eigen.VectorsTo(&z)
	return eigen.Values(nil), z.At
}

// unrotate applies the inverse of the cycle's rotations to t, of length j+1.
func (g *GMRES) unrotate(t []float64) {
	for i := g.j - 1; i >= 0; i-- {
		t[i], t[i+1] = g.cos[i]*t[i]-g.sin[i]*t[i+1], g.sin[i]*t[i]+g.cos[i]*t[i+1]
	}
}

// A ritz is a harmonic Ritz value, or a conjugate pair of them, and where it stands.
type ritz struct {
	inverse complex128
	at      int
}

// basis puts an orthonormal basis of the eigenvectors that target prefers, at most k,
// into the rows of coefC. A conjugate pair is taken as real and imaginary part, or
// left out where there is room for one vector only.
func (p *subspace) basis(values []complex128, element func(i, j int) complex128, target Target, k int) int {
	var order []ritz
	for i := 0; i < len(values); i++ {
		order = append(order, ritz{values[i], i})
		if imag(values[i]) != 0 {
			i++
		}
	}
	slices.SortStableFunc(order, func(a, b ritz) int { return cmp.Compare(target.rank(a.inverse), target.rank(b.inverse)) })
	count := 0
	for _, z := range order {
		if target != SmallestMagnitude && z.inverse == 0 {
			continue // an infinite Ritz value is none
		}
		if imag(z.inverse) != 0 && count+2 > k {
			continue
		}
		if count == k {
			break
		}
		if p.add(count, func(i int) float64 { return real(element(i, z.at)) }) {
			count++
		}
		if imag(z.inverse) != 0 && p.add(count, func(i int) float64 { return imag(element(i, z.at)) }) {
			count++
		}
	}
	return count
}

// add makes the vector y orthogonal to the first count rows of coefC and normal, and
// puts it there unless it depends on them.
func (p *subspace) add(count int, y func(i int) float64) bool {
	rows := p.cols + 1
	dst := p.coefC[count*rows : count*rows+p.cols]
	for i := range dst {
		dst[i] = y(i)
	}
	before := floats.Norm(dst, 2)
	for range 2 {
		for c := range count {
			q := p.coefC[c*rows : c*rows+p.cols]
			floats.AddScaled(dst, -floats.Dot(q, dst), q)
		}
	}
	norm := floats.Norm(dst, 2)
	if !(norm > 1e-10*before) {
		return false
	}
	floats.Scale(1/norm, dst)
	return true
}

// rank orders harmonic Ritz values, given their inverses: the first are kept.
func (t Target) rank(inverse complex128) float64 {
	switch t {
	case LargestMagnitude:
		return cmplx.Abs(inverse)
	case SmallestReal:
		return real(1 / inverse)
	}
	return -cmplx.Abs(inverse)
}
