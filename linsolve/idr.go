// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/rng"
)

const defaultShadow = 4

// IDR is the induced dimension reduction method IDR(S) for any non-singular
// system, with the preconditioner applied from the right. It forces the
// residual into spaces of shrinking dimension by keeping it orthogonal to S
// fixed random vectors; with S = 4 it often needs little more than the products
// of full GMRES at the memory of a short recurrence.
//
// What it does not check: the residual is not monotone.
//
// An iteration costs one product, one application of the preconditioner, and
// reads about 3·S vectors. 3·S+6 vectors are held. The random vectors come from
// a fixed seed.
//
// Source: M. B. van Gijzen and P. Sonneveld, Algorithm 913: an elegant IDR(s)
// variant that efficiently exploits biorthogonality properties, ACM Trans. Math.
// Softw. 38 (2011), 5:1–5:19.
type IDR struct {
	// S is the number of shadow vectors; zero means 4. More than n are n.
	S int

	iterator Iterator
	s        *system
	dim, k   int
	p, g, u  []float64 // S rows of n
	v, t     []float64
	m        []float64 // S×S, lower triangle: m[i][j] = p_iᵀg_j
	f, c, h  []float64
	omega    float64
	beta     float64
	partial  []float64 // S sums a block
	shadowN  int       // length that p was made for

	shadowPass, directionPass, projectPass, updatePass, anglesPass, polishPass pass
}

func (d *IDR) kept() *Iterator { return &d.iterator }

func (d *IDR) monotone() bool { return false }

func (d *IDR) init(s *system) error {
	if d.S < 0 {
		return fmt.Errorf("linsolve: IDR.S is %d, want ≥ 1, or zero for %d: %w", d.S, defaultShadow, ErrParam)
	}
	d.s = s
	dim := d.S
	if dim == 0 {
		dim = defaultShadow
	}
	dim = min(dim, s.n)
	if d.shadowN != s.n || d.dim != dim {
		d.dim, d.shadowN = dim, 0
		d.p = grow(d.p, dim*s.n)
		d.makeShadow()
		d.shadowN = s.n
	}
	d.g, d.u = grow(d.g, dim*s.n), grow(d.u, dim*s.n)
	d.v, d.t = grow(d.v, s.n), grow(d.t, s.n)
	d.m = grow(d.m, dim*dim)
	d.f, d.c, d.h = grow(d.f, dim), grow(d.c, dim), grow(d.h, dim)
	d.partial = grow(d.partial, dim*blocks(s.n))
	if d.shadowPass == nil {
		d.makePasses()
	}
	return nil
}

// makeShadow fills p with orthonormal random rows.
func (d *IDR) makeShadow() {
	n := d.s.n
	random, at := rng.New(shadowSeed, uint64(d.dim)), uint64(0)
	for i := range d.dim {
		row := d.p[i*n : (i+1)*n]
		for again := true; again; {
			random.Normals(row, at)
			at += uint64(n)
			before := kernel.Nrm2(row)
			for range 2 { // once loses digits
				for k := range i {
					other := d.p[k*n : (k+1)*n]
					kernel.Axpy(row, -kernel.Dot(row, other), other)
				}
			}
			norm := kernel.Nrm2(row)
			if again = norm < 1e-8*before; !again { // dependent, when n is about S
				kernel.Scale(row, 1/norm)
			}
		}
	}
}

func (d *IDR) makePasses() {
	row := func(a []float64, i, lo, hi int) []float64 { return a[i*d.s.n+lo : i*d.s.n+hi] }
	shadow := func(b int, x []float64, lo int) {
		sums := d.partial[b*d.dim:][:d.dim]
		clear(sums)
		kernel.GemvN(sums, 1, d.p[lo:], d.s.n, x)
	}
	// f = P·r
	d.shadowPass = func(b, lo, hi int) { shadow(b, d.s.r[lo:hi], lo) }
	// v = r − Σ_{i≥k} c_i·g_i
	d.directionPass = func(_, lo, hi int) {
		v := d.v[lo:hi]
		copy(v, d.s.r[lo:hi])
		kernel.GemvT(v, -1, d.g[d.k*d.s.n+lo:], d.s.n, d.c[d.k:])
	}
	// u_k = ωv + Σ_{i≥k} c_i·u_i
	d.projectPass = func(_, lo, hi int) {
		u := row(d.u, d.k, lo, hi)
		kernel.Scale(u, d.c[d.k])
		if d.k+1 < d.dim {
			kernel.GemvT(u, 1, d.u[(d.k+1)*d.s.n+lo:], d.s.n, d.c[d.k+1:])
		}
		kernel.Axpy(u, d.omega, d.v[lo:hi])
	}
	// h = P·g_k
	d.anglesPass = func(b, lo, hi int) { shadow(b, row(d.g, d.k, lo, hi), lo) }
	// g_k and u_k made biorthogonal, r −= βg_k, x += βu_k, ‖r‖²
	d.updatePass = func(b, lo, hi int) {
		g, u := row(d.g, d.k, lo, hi), row(d.u, d.k, lo, hi)
		if d.k > 0 {
			kernel.GemvT(g, -1, d.g[lo:], d.s.n, d.c[:d.k])
			kernel.GemvT(u, -1, d.u[lo:], d.s.n, d.c[:d.k])
		}
		d.s.sums[maxSums*b] = kernel.Update(d.s.x[lo:hi], d.s.r[lo:hi], d.beta, u, g)
	}
	// x += ωv, r −= ωt, ‖r‖², f = P·r
	d.polishPass = func(b, lo, hi int) {
		r := d.s.r[lo:hi]
		d.s.sums[maxSums*b] = kernel.Update(d.s.x[lo:hi], r, d.omega, d.v[lo:hi], d.t[lo:hi])
		shadow(b, r, lo)
	}
}

// reduce adds the block sums of P·x into dst in order.
func (d *IDR) reduce(dst []float64) {
	clear(dst)
	for b := range blocks(d.s.n) {
		for i, v := range d.partial[b*d.dim:][:d.dim] {
			dst[i] += v
		}
	}
}

func (d *IDR) start() error {
	clear(d.g)
	clear(d.u)
	clear(d.m)
	for i := range d.dim {
		d.m[i*d.dim+i] = 1
	}
	d.omega, d.k = 1, 0
	d.s.run(d.shadowPass)
	d.reduce(d.f)
	return nil
}

func (d *IDR) step() (float64, error) {
	if d.k == d.dim {
		return d.polish()
	}
	s, dim, k := d.s, d.dim, d.k
	for i := k; i < dim; i++ { // the lower part of M·c = f
		t := d.f[i]
		for j := k; j < i; j++ {
			t -= d.m[i*dim+j] * d.c[j]
		}
		d.c[i] = t / d.m[i*dim+i]
	}
	s.run(d.directionPass)
	if s.prec != nil {
		if err := s.solvePrec(d.v, d.v); err != nil {
			return 0, err
		}
	}
	s.run(d.projectPass)
	s.mul(d.g[k*s.n:(k+1)*s.n], d.u[k*s.n:(k+1)*s.n])

	// Biorthogonalisation against p_0 … p_{k−1}: the products with all of P
	// are taken at once, and what each step takes away from the later ones is
	// known from M.
	s.run(d.anglesPass)
	d.reduce(d.h)
	for i := range k {
		d.c[i] = d.h[i] / d.m[i*dim+i]
		for j := i; j < dim; j++ {
			d.h[j] -= d.c[i] * d.m[j*dim+i]
		}
	}
	for i := k; i < dim; i++ {
		d.m[i*dim+k] = d.h[i]
	}
	pivot := d.h[k]
	if math.IsNaN(pivot) || math.IsInf(pivot, 0) {
		return 0, notFinite("A·M⁻¹·v")
	}
	if pivot == 0 {
		return 0, fmt.Errorf("%w: p_kᵀ·A·u_k = 0", ErrBreakdown)
	}
	d.beta = d.f[k] / pivot
	s.run(d.updatePass)
	for i := k + 1; i < dim; i++ {
		d.f[i] -= d.beta * d.m[i*dim+k]
	}
	d.k++
	return math.Sqrt(s.total(0)), nil
}

// polish takes the residual into the next space.
func (d *IDR) polish() (float64, error) {
	s := d.s
	if err := s.solvePrec(d.v, s.r); err != nil {
		return 0, err
	}
	s.mul(d.t, d.v)
	tr, tt, rr := s.dot(d.t, s.r), s.dot(d.t, d.t), s.dot(s.r, s.r)
	omega := stabilise(tr, tt, math.Sqrt(rr), leastCosine)
	if math.IsNaN(omega) || math.IsInf(omega, 0) {
		return 0, notFinite("A·M⁻¹·r")
	}
	if omega == 0 {
		return 0, fmt.Errorf("%w: A·M⁻¹·r = 0 with r ≠ 0", ErrBreakdown)
	}
	d.omega = omega
	s.run(d.polishPass)
	d.reduce(d.f)
	d.k = 0
	return math.Sqrt(s.total(0)), nil
}

func (d *IDR) iterate() ([]float64, error) { return d.s.x, nil }
