// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/lapack64"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/linsolve/dense"
)

// clearPivot is the least square of the sine of the angle between A·z and those before it
// for which z is taken into account: what is made of it is then orthonormal to a part in
// 10⁸.
const clearPivot = 1e-8

// A window chooses the space of an [RMINRES] from vectors Z: the space found so far, in
// the first have places, and Lanczos vectors.
//
// The harmonic Ritz values θ of M⁻¹A in the span of Z, in the inner product of M, are those
// of
//
//	ZᵀAᵀM⁻¹A·Z·y = θ·ZᵀA·Z·y
//
// whose matrices are symmetric and the left one definite. With G = (A·Z)ᵀM⁻¹A·Z = L·Lᵀ
// their inverses are the eigenvalues of L⁻¹·ZᵀAZ·L⁻ᵀ, and Z·L⁻ᵀ times its eigenvectors
// is a space whose A·Z is orthonormal and ZᵀAZ diagonal: for it, both matrices are known.
type window struct {
	s            *system
	k, l         int
	have, count  int
	known        bool      // A·Z is right for the last matrix
	z, az, maz   []float64 // rows; maz is az without a preconditioner
	spare        []float64 // room for k rows
	inner        []float64 // ZᵀAZ of the first have
	cell         []float64 // sums of products, a block after the other
	g, t, p      []float64
	values, work []float64
	scale        []float64
	kept, order  []int
	coef         []float64 // the next space in Z

	gramPass, renewPass, innerPass pass
}

// resize prepares for at most k vectors of a space and l of a window. The first have
// rows stay.
func (p *window) resize(s *system, k, l int) {
	m, n := k+l, s.n
	p.s, p.k, p.l = s, k, l
	p.z, p.az, p.spare = grow(p.z, m*n), grow(p.az, m*n), grow(p.spare, k*n)
	if s.prec != nil {
		p.maz = grow(p.maz, m*n)
	} else {
		p.maz = p.az
	}
	p.inner = grow(p.inner, k*k)
	p.cell = grow(p.cell, 2*m*m*blocks(n))
	p.g, p.t, p.p, p.coef = grow(p.g, m*m), grow(p.t, m*m), grow(p.p, m*m), grow(p.coef, k*m)
	p.values, p.scale = grow(p.values, m), grow(p.scale, m)
	p.work = grow(p.work, 34*m+1)
	if cap(p.kept) < m {
		p.kept, p.order = make([]int, 0, m), make([]int, 0, m)
	}
	if p.gramPass != nil {
		return
	}
	one := dense.Implementation{Workers: 1}
	// (A·Z)ᵀ times M⁻¹A·Z and times Z, of the window's vectors
	p.gramPass = func(b, lo, hi int) {
		m, n := p.have+p.count, p.s.n
		size := m * p.count
		at := p.have*n + lo
		cell := p.cell[2*b*size:]
		one.Dgemm(blas.NoTrans, blas.Trans, m, p.count, hi-lo, 1, p.az[lo:], n, p.maz[at:], n, 0, cell, p.count)
		one.Dgemm(blas.NoTrans, blas.Trans, m, p.count, hi-lo, 1, p.az[lo:], n, p.z[at:], n, 0, cell[size:], p.count)
	}
	p.innerPass = func(b, lo, hi int) {
		n := p.s.n
		one.Dgemm(blas.NoTrans, blas.Trans, p.have, p.have, hi-lo, 1, p.az[lo:], n, p.z[lo:], n, 0, p.cell[b*p.have*p.have:], p.have)
	}
	// the next space in the place of the last
	p.renewPass = func(_, lo, hi int) {
		p.renewPart(p.z, lo, hi)
		p.renewPart(p.az, lo, hi)
		if p.s.prec != nil {
			p.renewPart(p.maz, lo, hi)
		}
	}
}

// renewPart sets elements lo to hi of the space's vectors in v.
func (p *window) renewPart(v []float64, lo, hi int) {
	m, n, next := p.have+p.count, p.s.n, len(p.order)
	dense.Implementation{Workers: 1}.Dgemm(blas.NoTrans, blas.NoTrans, next, hi-lo, m, 1, p.coef, m, v[lo:], n, 0, p.spare[lo:], n)
	for i := range next {
		copy(v[i*n+lo:i*n+hi], p.spare[i*n+lo:i*n+hi])
	}
}

// begin starts from the space u, of which A·u = c is orthonormal.
func (p *window) begin(u, c, mc []float64, k int) {
	n := p.s.n
	p.have, p.count, p.known = k, 0, true
	copy(p.z, u[:k*n])
	copy(p.az, c[:k*n])
	if p.s.prec != nil {
		copy(p.maz, mc[:k*n])
	}
	if k == 0 {
		return
	}
	p.s.run(p.innerPass)
	p.sumCells(p.inner[:k*k], 1)
}

// sumCells adds up the first of parts sums, as long as dst, of each block.
func (p *window) sumCells(dst []float64, parts int) {
	clear(dst)
	for b := range blocks(p.s.n) {
		kernel.Axpy(dst, 1, p.cell[b*parts*len(dst):][:len(dst)])
	}
}

// fold makes the next space of the vectors there are, and begins a window.
func (p *window) fold() {
	if p.count == 0 || p.k == 0 {
		return
	}
	m := p.have + p.count
	p.s.run(p.gramPass)
	size := m * p.count
	part := p.p[:size]
	p.sumCells(part, 2)
	g, t := p.g[:m*m], p.t[:m*m]
	p.fill(g, part)
	clear(part)
	for b := range blocks(p.s.n) {
		kernel.Axpy(part, 1, p.cell[2*b*size+size:][:size])
	}
	p.fill(t, part)
	for i := range p.have {
		for j := range p.have {
			g[i*m+j] = 0
			t[i*m+j] = p.inner[i*p.have+j]
		}
		g[i*m+i] = 1
	}
	if !p.choose(m) {
		p.have, p.count = 0, 0
		return
	}
	p.s.run(p.renewPass)
	p.have, p.count = len(p.order), 0
	clear(p.inner[:p.have*p.have])
	for i, at := range p.order {
		p.inner[i*p.have+i] = p.values[at]
	}
}

// straight is the greatest sine of the angle between z and M⁻¹A·z for which z is known to
// be close to an eigenvector.
const straight = 0.1

// isStraight reports whether z is close to an eigenvector of M⁻¹A.
func (p *window) isStraight(z, maz []float64) bool {
	both := math.Sqrt(p.s.dot(z, z)) * math.Sqrt(p.s.dot(maz, maz))
	return math.Abs(p.s.dot(z, maz)) >= math.Sqrt(1-straight*straight)*both
}

// alike is the greatest part of M⁻¹A·z that may have changed since the last system for a
// vector that is one of many that the system may need.
const alike = 0.5

// isAlike reports whether the vectors differ by little.
func (p *window) isAlike(x, y []float64) bool {
	yy := p.s.dot(y, y)
	return p.s.dot(x, x)-2*p.s.dot(x, y)+yy <= alike*alike*yy
}

// keepStraight keeps the first most vectors of the space that are close to eigenvectors. To
// project out what is none makes systems with few other small eigenvalues harder than
// they were, which may cost more than the vectors' own products.
func (p *window) keepStraight(most int) {
	n, kept := p.s.n, 0
	for i := range p.have {
		if kept == most {
			break
		}
		z, maz := p.z[i*n:(i+1)*n], p.maz[i*n:(i+1)*n]
		if !p.isStraight(z, maz) {
			continue
		}
		if kept != i {
			copy(p.z[kept*n:(kept+1)*n], z)
			copy(p.az[kept*n:(kept+1)*n], p.az[i*n:(i+1)*n])
			if p.s.prec != nil {
				copy(p.maz[kept*n:(kept+1)*n], maz)
			}
		}
		kept++
	}
	p.have = kept
}

// fill sets the rows and columns of the window in the symmetric a.
func (p *window) fill(a, part []float64) {
	m := p.have + p.count
	for i := range m {
		for j := range p.count {
			v := part[i*p.count+j]
			if i >= p.have { // rounding of either order
				v = (v + part[(p.have+j)*p.count+i-p.have]) / 2
			}
			a[i*m+p.have+j], a[(p.have+j)*m+i] = v, v
		}
	}
}

// choose sets the coefficients of the next space and order, where its values stand, and
// reports whether it could.
func (p *window) choose(m int) bool {
	// Cholesky factor of G with unit diagonal, in its place, of the rows that it does
	// not say depend on those before.
	g, t := p.g, p.t
	for i := range m {
		d := g[i*m+i]
		if math.IsNaN(d) || math.IsInf(d, 0) {
			return false
		}
		p.scale[i] = 0
		if d > 0 {
			p.scale[i] = 1 / math.Sqrt(d)
		}
	}
	p.kept = p.kept[:0]
	for i := range m {
		if p.scale[i] == 0 || math.IsInf(p.scale[i], 0) {
			continue
		}
		row, left := g[i*m:(i+1)*m], 1.0
		for _, j := range p.kept {
			v := row[j] * p.scale[i] * p.scale[j]
			for _, a := range p.kept {
				if a == j {
					break
				}
				v -= row[a] * g[j*m+a]
			}
			row[j] = v / g[j*m+j]
			left -= row[j] * row[j]
		}
		if math.IsNaN(left) {
			return false
		}
		if left >= clearPivot {
			row[i] = math.Sqrt(left)
			p.kept = append(p.kept, i)
		}
	}
	q := len(p.kept)
	if q == 0 {
		return false
	}
	// L⁻¹·T·L⁻ᵀ
	for a, i := range p.kept {
		for b, j := range p.kept {
			p.p[a*q+b] = t[i*m+j] * p.scale[i] * p.scale[j]
		}
	}
	reduce := func() { // the columns
		for c := range q {
			for a, i := range p.kept {
				v := p.p[a*q+c]
				for b, j := range p.kept[:a] {
					v -= g[i*m+j] * p.p[b*q+c]
				}
				p.p[a*q+c] = v / g[i*m+i]
			}
		}
	}
	reduce()
	transposeSmall(p.p, q)
	reduce()
	if v := blas64.Asum(blas64.Vector{N: q * q, Inc: 1, Data: p.p}); math.IsNaN(v) || math.IsInf(v, 0) {
		return false
	}
	if !lapack64.Syev(lapack.EVCompute, blas64.Symmetric{N: q, Stride: q, Data: p.p, Uplo: blas.Lower}, p.values[:q], p.work, len(p.work)) {
		return false
	}
	p.order = p.order[:0]
	for i := range q {
		p.order = append(p.order, i)
	}
	slices.SortStableFunc(p.order, func(a, b int) int { return cmp.Compare(math.Abs(p.values[b]), math.Abs(p.values[a])) })
	p.order = p.order[:min(p.k, q)]
	// Z·D·L⁻ᵀ·y
	clear(p.coef[:len(p.order)*m])
	for r, at := range p.order {
		y := p.coef[r*m : (r+1)*m]
		for a := q - 1; a >= 0; a-- {
			i := p.kept[a]
			v := p.p[a*q+at]
			for _, j := range p.kept[a+1:] {
				v -= g[j*m+i] * y[j]
			}
			y[i] = v / g[i*m+i]
		}
		for i := range y {
			y[i] *= p.scale[i]
		}
	}
	return true
}

// transposeSmall transposes the n×n matrix a in place.
func transposeSmall(a []float64, n int) {
	for i := range n {
		for j := range i {
			a[i*n+j], a[j*n+i] = a[j*n+i], a[i*n+j]
		}
	}
}
