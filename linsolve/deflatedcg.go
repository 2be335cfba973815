// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/linsolve/dense"
)

const (
	defaultDeflatedK = 10
	defaultDeflatedL = 20
)

// DeflatedCG is [CG] for sequences of symmetric positive definite systems. It keeps K
// vectors W that approximate the eigenvectors of M⁻¹·A of least eigenvalues, and
// takes their part out of the start and of every direction:
//
//	x += W·(WᵀAW)⁻¹·Wᵀr at the start,  p = z + βp − W·(WᵀAW)⁻¹·(AW)ᵀz
//
// so that CG converges as if these eigenvalues were not there. After a solve it takes
// for W the harmonic Ritz vectors of least value in the space of W and the solve's
// first L directions. W improves from system to system.
//
// Symmetry is not checked, and definiteness only on the directions met and on W, as
// with CG.
//
// A solve costs K products at its start, K applications of the preconditioner too,
// and an iteration 16·K bytes of vector traffic an element more than with CG.
// 3·K+2·L+6 vectors are held, K+L+1 more with a preconditioner. The products at the start
// count in Result.MatVecs and not in Result.Iter.
//
// Source: Y. Saad, M. Yeung, J. Erhel and F. Guyomarc'h, A deflated version of the
// conjugate gradient algorithm, SIAM J. Sci. Comput. 21 (2000), 1909–1926,
// https://doi.org/10.1137/S1064829598339761.
type DeflatedCG struct {
	// K is the number of vectors of W; zero means 10, or as many as the field W has.
	K int
	// L is the number of directions of each solve that W is made of; zero means 20.
	L int
	// W holds vectors to begin with, one a row; nil means none. It is read by the first
	// solve and after Reset.
	W *mat.Dense
	// SameMatrix promises that A and the preconditioner are those of the last solve
	// with this value, so that its A·W is right and costs no products.
	SameMatrix bool

	cg         CG
	n, k, l    int
	have       int  // vectors of W
	count      int  // directions kept of this solve
	known      bool // A·W is right for the last matrix
	begun      bool // this solve has begun with W
	recording  bool // keeps directions
	settled    bool
	z, az, maz []float64 // W and the directions, A-orthonormal; A times them; M⁻¹A times them
	spare      []float64 // room for k vectors
	gram       []float64 // sums of products, a block after the other
	coef       []float64 // the next W in those vectors, k rows
	mu         []float64
	fixed      []float64 // the vector that is made A-orthogonal to W, and A times it
	fixedA     []float64
	beta       float64

	dotsPass, startPass, directionPass, fixPass, gramPass, renewPass pass
}

// Reset forgets W but for the field.
func (d *DeflatedCG) Reset() { d.have, d.count, d.known = 0, 0, false }

func (d *DeflatedCG) kept() *Iterator { return d.cg.kept() }

func (d *DeflatedCG) monotone() bool { return false }

func (d *DeflatedCG) init(s *system) error {
	rows := 0
	if d.W != nil && !d.W.IsEmpty() {
		r, c := d.W.Dims()
		if c != s.n {
			return fmt.Errorf("linsolve: W is %d×%d, want rows of length %d: %w", r, c, s.n, ErrShape)
		}
		rows = r
	}
	if d.K < 0 || d.K > 0 && d.K < rows {
		return fmt.Errorf("linsolve: K is %d, want at least the rows of W, %d, or zero for %d or these: %w", d.K, rows, defaultDeflatedK, ErrParam)
	}
	if d.L < 0 {
		return fmt.Errorf("linsolve: L is %d, want ≥ 1, or zero for %d: %w", d.L, defaultDeflatedL, ErrParam)
	}
	k, l := d.K, d.L
	if k == 0 {
		k = max(rows, min(defaultDeflatedK, s.n/2))
	}
	if l == 0 {
		l = defaultDeflatedL
	}
	k, l = min(k, s.n), min(l, s.n)
	if d.n != s.n || d.k != k || d.l != l {
		d.Reset()
	}
	if err := d.cg.init(s); err != nil {
		return err
	}
	d.n, d.k, d.l = s.n, k, l
	d.z, d.az, d.spare = grow(d.z, (k+l)*s.n), grow(d.az, (k+l)*s.n), grow(d.spare, k*s.n)
	d.gram = grow(d.gram, (k+l)*(k+l)*blocks(s.n))
	d.coef, d.mu = grow(d.coef, k*(k+l)), grow(d.mu, k)
	if d.dotsPass == nil {
		d.makePasses()
	}
	d.renew() // from the directions of the last solve
	if d.maz = d.maz[:0]; s.prec != nil {
		d.maz = grow(d.maz, (k+l)*s.n)
	}
	if d.have == 0 && rows > 0 {
		d.have, d.known = rows, false
		for i := range rows {
			copy(d.z[i*s.n:], d.W.RawRowView(i))
		}
		if norm := kernel.Nrm2(d.z[:rows*s.n]); math.IsNaN(norm) || math.IsInf(norm, 0) {
			d.have = 0
			return finiteError("W", d.z[:rows*s.n])
		}
	}
	d.begun, d.recording = false, false
	return nil
}

func (d *DeflatedCG) makePasses() {
	c := &d.cg
	blasOne := dense.Implementation{Workers: 1}
	// (AW)ᵀ·fixed, for the first have vectors of W
	d.dotsPass = func(b, lo, hi int) {
		sums := d.gram[b*d.have : (b+1)*d.have]
		clear(sums)
		kernel.GemvN(sums, 1, d.fixedA[lo:], d.n, d.fixed[lo:hi])
	}
	// x += W·mu, r −= AW·mu and ‖r‖²
	d.startPass = func(b, lo, hi int) {
		kernel.GemvT(c.s.x[lo:hi], 1, d.z[lo:], d.n, d.mu[:d.have])
		kernel.GemvT(c.s.r[lo:hi], -1, d.az[lo:], d.n, d.mu[:d.have])
		c.s.sums[maxSums*b] = kernel.SumSquares(c.s.r[lo:hi])
	}
	// p = z + βp − W·mu
	d.directionPass = func(_, lo, hi int) {
		p := c.p[lo:hi]
		kernel.AxpyTo(p, d.beta, p, d.fixed[lo:hi])
		kernel.GemvT(p, -1, d.z[lo:], d.n, d.mu[:d.have])
	}
	// vector have of W −= those before it times mu, and A times it likewise
	d.fixPass = func(_, lo, hi int) {
		kernel.GemvT(d.z[d.have*d.n:][lo:hi], -1, d.z[lo:], d.n, d.mu[:d.have])
		kernel.GemvT(d.az[d.have*d.n:][lo:hi], -1, d.az[lo:], d.n, d.mu[:d.have])
	}
	// (AZ)ᵀ·M⁻¹·AZ
	d.gramPass = func(b, lo, hi int) {
		m := d.have + d.count
		right := d.az
		if len(d.maz) > 0 {
			right = d.maz
		}
		blasOne.Dgemm(blas.NoTrans, blas.Trans, m, m, hi-lo, 1, d.az[lo:], d.n, right[lo:], d.n, 0, d.gram[b*m*m:], m)
	}
	// the next W and A·W in the place of the last
	d.renewPass = func(_, lo, hi int) {
		m := d.have + d.count
		k := min(d.k, m)
		for _, from := range [][]float64{d.z, d.az} {
			blasOne.Dgemm(blas.NoTrans, blas.NoTrans, k, hi-lo, m, 1, d.coef, m, from[lo:], d.n, 0, d.spare[lo:], d.n)
			for i := range k {
				copy(from[i*d.n+lo:i*d.n+hi], d.spare[i*d.n+lo:i*d.n+hi])
			}
		}
	}
}

// dots sets mu = Fᵀ·v for the first have vectors F of from.
func (d *DeflatedCG) dots(from, v []float64) {
	d.fixedA, d.fixed = from, v
	d.cg.s.run(d.dotsPass)
	clear(d.mu)
	for b := range blocks(d.n) {
		kernel.Axpy(d.mu[:d.have], 1, d.gram[b*d.have:(b+1)*d.have])
	}
}

// prepare makes W A-orthonormal for a new A, and keeps A·W.
func (d *DeflatedCG) prepare() error {
	s, n := d.cg.s, d.n
	all := d.have
	d.have = 0
	for i := range all {
		at := d.have * n
		w, aw := d.z[at:at+n], d.az[at:at+n]
		if d.have != i {
			copy(w, d.z[i*n:(i+1)*n])
		}
		if !d.known {
			s.mul(aw, w)
		} else if d.have != i {
			copy(aw, d.az[i*n:(i+1)*n])
		}
		before := s.dot(w, aw)
		switch {
		case math.IsNaN(before) || math.IsInf(before, 0):
			d.have = 0
			return notFinite("A·w")
		case before < 0:
			direction := append([]float64(nil), w...)
			d.have = 0
			return &NotSPDError{Curvature: before, Direction: direction}
		}
		for range 2 {
			d.dots(d.az, w)
			s.run(d.fixPass)
		}
		energy := s.dot(w, aw)
		if !(energy > dependent*before) {
			continue
		}
		kernel.Scale(w, 1/math.Sqrt(energy))
		kernel.Scale(aw, 1/math.Sqrt(energy))
		d.have++
	}
	d.known = true
	for i := 0; s.prec != nil && i < d.have; i++ {
		if err := s.solvePrec(d.maz[i*n:(i+1)*n], d.az[i*n:(i+1)*n]); err != nil {
			return err
		}
	}
	return nil
}

func (d *DeflatedCG) start() error {
	s := d.cg.s
	first := !d.begun
	d.begun, d.recording = true, first && d.k > 0 // later directions are not conjugate to these
	if first {
		d.count = 0
		d.known = d.known && d.SameMatrix
		if err := d.prepare(); err != nil {
			return err
		}
	}
	if d.have > 0 {
		d.dots(d.z, s.r)
		s.run(d.startPass)
		s.rnorm = math.Sqrt(s.total(0))
	}
	if d.settled = s.rnorm <= s.goal; s.rnorm == 0 {
		return nil
	}
	if err := d.cg.start(); err != nil {
		return err
	}
	if s.prec != nil {
		copy(d.cg.z, d.cg.p)
	}
	d.beta = 0
	d.direct()
	return nil
}

// direct sets the next direction, z + βp without its part in W.
func (d *DeflatedCG) direct() {
	s := d.cg.s
	z := s.r
	if s.prec != nil {
		z = d.cg.z
	}
	d.dots(d.az, z)
	d.fixed = z
	s.run(d.directionPass)
}

func (d *DeflatedCG) step() (float64, error) {
	c, s := &d.cg, d.cg.s
	if d.settled || s.rnorm == 0 {
		d.settled = false
		return s.rnorm, nil
	}
	curvature := s.mulDot(c.q, c.p)
	if err := c.checkCurvature(curvature); err != nil {
		return 0, err
	}
	alpha := c.rz / curvature
	record := d.recording && d.count < d.l
	at := (d.have + d.count) * d.n
	if record {
		kernel.ScaleTo(d.z[at:at+d.n], 1/math.Sqrt(curvature), c.p)
		kernel.ScaleTo(d.az[at:at+d.n], 1/math.Sqrt(curvature), c.q)
		if s.prec != nil {
			copy(d.maz[at:at+d.n], c.z)
		} else {
			d.count++
		}
	}
	rr := s.update(s.x, s.r, alpha, c.p, c.q)
	estimate := math.Sqrt(rr)
	if estimate == 0 {
		s.rnorm = 0 // the driver verifies; there is no direction to go on with
		return 0, nil
	}
	rz := rr
	if s.prec != nil {
		if err := s.solvePrec(c.z, s.r); err != nil {
			return 0, err
		}
		if record { // M⁻¹·A·p is what z lost, over α
			m := d.maz[at : at+d.n]
			kernel.Sub(m, m, c.z)
			kernel.Scale(m, 1/(alpha*math.Sqrt(curvature)))
			d.count++
		}
		rz = s.dot(s.r, c.z)
	}
	d.beta = rz / c.rz
	if c.rz = rz; s.prec != nil {
		if err := c.checkPreconditioner(); err != nil {
			return 0, err
		}
	}
	d.direct()
	return estimate, nil
}

func (d *DeflatedCG) iterate() ([]float64, error) { return d.cg.s.x, nil }

// renew takes for W the harmonic Ritz vectors of least value in the space of W and the
// directions. Z is A-orthonormal, so their values are the eigenvalues of
// (AZ)ᵀM⁻¹AZ.
func (d *DeflatedCG) renew() {
	m := d.have + d.count
	if d.count == 0 {
		return
	}
	d.cg.s.run(d.gramPass)
	size := m * m
	for b := 1; b < blocks(d.n); b++ {
		kernel.Axpy(d.gram[:size], 1, d.gram[b*size:(b+1)*size])
	}
	sum := 0.0
	for _, v := range d.gram[:size] {
		sum += v
	}
	var eigen mat.EigenSym
	if math.IsNaN(sum) || math.IsInf(sum, 0) || !eigen.Factorize(mat.NewSymDense(m, d.gram[:size]), true) {
		d.count = 0
		return
	}
	var y mat.Dense
	eigen.VectorsTo(&y)
	k := min(d.k, m)
	for i := range k {
		for j := range m {
			d.coef[i*m+j] = y.At(j, i) // values ascend
		}
	}
	d.cg.s.run(d.renewPass)
	d.have, d.count = k, 0
}

// Space returns W, one vector a row, or nil if there is none yet; those of least
// harmonic Ritz values stand first.
func (d *DeflatedCG) Space() *mat.Dense {
	d.renew()
	if d.have == 0 {
		return nil
	}
	return mat.NewDense(d.have, d.n, append([]float64(nil), d.z[:d.have*d.n]...))
}
