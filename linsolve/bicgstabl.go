// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

const defaultDegree = 2

// BiCGStabL is BiCGStab(L) for any non-singular system, with the preconditioner
// applied from the right: L steps of the bi-conjugate gradient recurrence, then
// one residual-minimising polynomial of degree L. With L ≥ 2 it treats
// eigenvalues near the imaginary axis, on which [BiCGStab] stalls.
//
// The polynomial is the convex combination of Sleijpen and van der Vorst, which
// keeps the recurrence's coefficients accurate. The iterate is x + M⁻¹y, formed
// when it is asked for.
//
// An iteration costs 2·L products and as many applications of the
// preconditioner. 2·L+3 vectors are held, and two more with a preconditioner.
//
// Source: G. L. G. Sleijpen and D. R. Fokkema, BiCGstab(ℓ) for linear equations
// involving unsymmetric matrices with complex spectrum, Electron. Trans. Numer.
// Anal. 1 (1993), 11–32; the combination: G. L. G. Sleijpen and H. A. van der
// Vorst, Numer. Algorithms 10 (1995), 203–223.
type BiCGStabL struct {
	// L is the degree of the polynomial; zero means 2.
	L int

	iterator          Iterator
	s                 *system
	l, j              int
	r, u              []float64 // L+1 rows of n each: A^i·r and A^i·u
	shadow            []float64
	y, t              []float64 // with a preconditioner: x = x₀ + M⁻¹y
	rho, alpha, omega float64
	beta              float64
	gamma             []float64 // coefficients of the polynomial, from 1
	gram              []float64 // (L+1)² products of the rows of r
	partial           []float64 // as many a block
	inner, c0, cl     []float64 // products of rows 1 … L−1, and what they give

	directionPass, reducePass, gramPass, polynomialPass pass
}

func (m *BiCGStabL) kept() *Iterator { return &m.iterator }

func (m *BiCGStabL) monotone() bool { return false }

func (m *BiCGStabL) init(s *system) error {
	if m.L < 0 || m.L > 20 {
		return fmt.Errorf("linsolve: BiCGStabL.L is %d, want 1 to 20, or zero for %d: %w", m.L, defaultDegree, ErrParam)
	}
	m.s = s
	if m.L == 0 && m.l != defaultDegree || m.L != 0 && m.l != m.L {
		if m.l = m.L; m.l == 0 {
			m.l = defaultDegree
		}
		m.gamma = make([]float64, m.l+1)
		m.gram = make([]float64, (m.l+1)*(m.l+1))
		m.inner = make([]float64, (m.l-1)*(m.l-1))
		m.c0, m.cl = make([]float64, m.l-1), make([]float64, m.l-1)
	}
	n := s.n
	m.r, m.u, m.shadow = grow(m.r, (m.l+1)*n), grow(m.u, (m.l+1)*n), grow(m.shadow, n)
	m.partial = grow(m.partial, len(m.gram)*blocks(n))
	if s.prec != nil {
		m.y, m.t = grow(m.y, n), grow(m.t, n)
	}
	if m.directionPass == nil {
		m.makePasses()
	}
	return nil
}

func (m *BiCGStabL) row(a []float64, i int) []float64 { return a[i*m.s.n : (i+1)*m.s.n] }

// sum is where corrections are added up: x itself, or y.
func (m *BiCGStabL) sum() []float64 {
	if m.s.prec != nil {
		return m.y
	}
	return m.s.x
}

func (m *BiCGStabL) makePasses() {
	// u_i = r_i − βu_i for i ≤ j
	m.directionPass = func(_, lo, hi int) {
		for i := range m.j + 1 {
			u := m.row(m.u, i)[lo:hi]
			kernel.AxpyTo(u, -m.beta, u, m.row(m.r, i)[lo:hi])
		}
	}
	// r_i −= αu_{i+1} for i ≤ j, x += αu_0
	m.reducePass = func(_, lo, hi int) {
		for i := range m.j + 1 {
			kernel.Axpy(m.row(m.r, i)[lo:hi], -m.alpha, m.row(m.u, i+1)[lo:hi])
		}
		kernel.Axpy(m.sum()[lo:hi], m.alpha, m.row(m.u, 0)[lo:hi])
	}
	m.gramPass = func(b, lo, hi int) {
		sums := m.partial[b*len(m.gram):][:len(m.gram)]
		for i := range m.l + 1 {
			for k := i; k <= m.l; k++ {
				sums[i*(m.l+1)+k] = kernel.Dot(m.row(m.r, i)[lo:hi], m.row(m.r, k)[lo:hi])
			}
		}
	}
	m.polynomialPass = func(b, lo, hi int) {
		x := m.sum()[lo:hi]
		r, u := m.row(m.r, 0)[lo:hi], m.row(m.u, 0)[lo:hi]
		kernel.Axpy(x, m.gamma[1], r)
		for i := 1; i <= m.l; i++ {
			if i < m.l {
				kernel.Axpy(x, m.gamma[i+1], m.row(m.r, i)[lo:hi])
			}
			kernel.Axpy(u, -m.gamma[i], m.row(m.u, i)[lo:hi])
			kernel.Axpy(r, -m.gamma[i], m.row(m.r, i)[lo:hi])
		}
		m.s.sums[maxSums*b] = kernel.SumSquares(r)
	}
}

// product sets dst = A·M⁻¹·v.
func (m *BiCGStabL) product(dst, v []float64) error {
	if m.s.prec == nil {
		m.s.mul(dst, v)
		return nil
	}
	if err := m.s.solvePrec(m.t, v); err != nil {
		return err
	}
	m.s.mul(dst, m.t)
	return nil
}

func (m *BiCGStabL) start() error {
	copy(m.row(m.r, 0), m.s.r)
	clear(m.row(m.u, 0))
	kernel.ScaleTo(m.shadow, 1/m.s.rnorm, m.s.r)
	if m.s.prec != nil {
		clear(m.y)
	}
	m.rho, m.alpha, m.omega = 1, 0, 1
	return nil
}

func (m *BiCGStabL) step() (float64, error) {
	s := m.s
	m.rho *= -m.omega
	for m.j = 0; m.j < m.l; m.j++ {
		rho := s.dot(m.row(m.r, m.j), m.shadow)
		if m.rho == 0 || rho == 0 {
			return 0, fmt.Errorf("%w: the residual is orthogonal to its shadow", ErrBreakdown)
		}
		m.beta = m.alpha * rho / m.rho
		m.rho = rho
		s.run(m.directionPass)
		if err := m.product(m.row(m.u, m.j+1), m.row(m.u, m.j)); err != nil {
			return 0, err
		}
		sigma := s.dot(m.row(m.u, m.j+1), m.shadow)
		if sigma == 0 {
			return 0, fmt.Errorf("%w: r̂ᵀ·A·u = 0", ErrBreakdown)
		}
		m.alpha = rho / sigma
		if math.IsNaN(m.alpha) || math.IsInf(m.alpha, 0) {
			return 0, notFinite("r̂ᵀ·A·M⁻¹·u")
		}
		s.run(m.reducePass)
		if err := m.product(m.row(m.r, m.j+1), m.row(m.r, m.j)); err != nil {
			return 0, err
		}
	}
	s.run(m.gramPass)
	clear(m.gram)
	for b := range blocks(s.n) {
		for i, v := range m.partial[b*len(m.gram):][:len(m.gram)] {
			m.gram[i] += v
		}
	}
	for _, v := range m.gram {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return 0, notFinite("A·M⁻¹·r")
		}
	}
	if m.gram[0] == 0 {
		return 0, nil // the bi-conjugate part has ended it exactly
	}
	if err := m.polynomial(); err != nil {
		return 0, err
	}
	s.run(m.polynomialPass)
	return math.Sqrt(s.total(0)), nil
}

// polynomial finds gamma from the products of the rows of r. The minimiser over
// degrees 1 … L−1 of r_0 and that of r_L are combined so that the leading
// coefficient is not smaller than a cosine of 0.7 between them would make it.
func (m *BiCGStabL) polynomial() error {
	l, k := m.l, m.l+1
	g := func(i, j int) float64 {
		if i > j {
			i, j = j, i
		}
		return m.gram[i*k+j]
	}
	for i := 1; i < l; i++ {
		for j := 1; j <= i; j++ {
			m.inner[(i-1)*(l-1)+j-1] = g(i, j)
		}
		m.c0[i-1], m.cl[i-1] = g(i, 0), g(i, l)
	}
	// Products square the condition of the rows; whatever gamma that gives, x
	// and r stay consistent.
	if !factorSmall(m.inner, l-1) {
		return fmt.Errorf("%w: powers of A on the residual are linearly dependent", ErrBreakdown)
	}
	solveSmall(m.inner, m.c0, l-1)
	solveSmall(m.inner, m.cl, l-1)
	at := func(c []float64, first, last float64, i int) float64 {
		switch i {
		case 0:
			return first
		case l:
			return last
		}
		return c[i-1]
	}
	var a, b, ab float64 // the squared norms and the product of the two residuals
	for i := range k {
		for j := range k {
			y0i, yli := at(m.c0, -1, 0, i), at(m.cl, 0, -1, i)
			y0j, ylj := at(m.c0, -1, 0, j), at(m.cl, 0, -1, j)
			a += y0i * g(i, j) * y0j
			b += yli * g(i, j) * ylj
			ab += yli * g(i, j) * y0j
		}
	}
	if !(a > 0 && b > 0) || math.IsInf(a, 1) || math.IsInf(b, 1) {
		return fmt.Errorf("%w: powers of A on the residual are linearly dependent", ErrBreakdown)
	}
	c := ab / math.Sqrt(a*b)
	lead := math.Copysign(max(math.Abs(c), leastCosine), c) * math.Sqrt(a/b)
	for i := 1; i <= l; i++ {
		m.gamma[i] = at(m.c0, -1, 0, i) - lead*at(m.cl, 0, -1, i)
	}
	m.omega = m.gamma[l]
	return nil
}

func (m *BiCGStabL) iterate() ([]float64, error) {
	s := m.s
	if s.prec == nil {
		return s.x, nil
	}
	if err := s.solvePrec(m.t, m.y); err != nil {
		return nil, err
	}
	s.axpyTo(m.t, 1, m.t, s.x)
	return m.t, nil
}
