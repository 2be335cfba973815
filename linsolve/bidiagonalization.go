// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// A bidiagonalization is the process of Golub and Kahan,
//
//	βu = Āv − αu;  αv = M⁻¹(Āᵀu − βMv)
//
// from βu = r. Its vectors are kept as βu, αv and αMv, and divided where they are
// used, which saves a pass over each. An iteration costs two products and 24
// bytes of traffic an element of u and of v.
//
// Source: G. Golub and W. Kahan, Calculating the singular values and
// pseudo-inverse of a matrix, SIAM J. Numer. Anal. 2 (1965), 205–224; with M: M.
// Arioli, Generalized Golub–Kahan bidiagonalization and stopping criteria, SIAM
// J. Matrix Anal. Appl. 34 (2013), 571–592.
type bidiagonalization struct {
	s           *rectangular
	u, v        []float64 // βu and αv
	mv          []float64 // αMv, with a preconditioner
	ubuf, vbuf  []float64 // products
	alpha, beta float64
	norm2       float64 // ‖B‖_F² of the bidiagonal matrix so far

	window            int // earlier right vectors, and their products with M
	past, pastM       []float64
	count             int
	rowsPass, colPass pass
	c, d              float64
}

func (k *bidiagonalization) init(s *rectangular) {
	k.s, k.window = s, min(s.window, s.n)
	k.u, k.ubuf = grow(k.u, s.rows.n), grow(k.ubuf, s.rows.n)
	k.v, k.vbuf = grow(k.v, s.n), grow(k.vbuf, s.n)
	k.past = grow(k.past, k.window*s.n)
	if s.prec != nil {
		k.mv = grow(k.mv, s.n)
		k.pastM = grow(k.pastM, k.window*s.n)
	}
	if k.rowsPass != nil {
		return
	}
	// Both set x = c·x + d·y.
	k.rowsPass = func(b, lo, hi int) {
		v := &k.s.rows
		v.sums[maxSums*b] = combine(v.x[lo:hi], k.c, k.d, v.y[lo:hi])
	}
	k.colPass = func(b, lo, hi int) {
		v := &k.s.cols
		v.sums[maxSums*b] = combine(v.x[lo:hi], k.c, k.d, v.y[lo:hi])
	}
}

// combine sets x = c·x + d·y and returns its squared norm.
func combine(x []float64, c, d float64, y []float64) float64 {
	kernel.Scale(x, c)
	kernel.Axpy(x, d, y)
	return kernel.SumSquares(x)
}

// start takes the residual and its gradient.
func (k *bidiagonalization) start() error {
	s := k.s
	copy(k.u, s.r)
	k.beta, k.alpha, k.norm2, k.count = s.rnorm, s.gnorm/s.rnorm, 0, 0
	if s.prec == nil {
		kernel.ScaleTo(k.v, 1/s.rnorm, s.g)
	} else {
		kernel.ScaleTo(k.mv, 1/s.rnorm, s.g)
		if _, err := s.solvePrec(k.v, k.mv); err != nil {
			return err
		}
	}
	k.remember()
	return nil
}

// step finds the next β and α. With β = 0, or α = 0, there are no further
// vectors.
func (k *bidiagonalization) step() error {
	s := k.s
	s.mul(k.ubuf, k.v)
	s.rows.x, s.rows.y = k.u, k.ubuf
	k.c, k.d = -k.alpha/k.beta, 1/k.alpha
	s.rows.run(k.rowsPass)
	k.norm2 += k.alpha * k.alpha
	k.beta = safeNorm(s.rows.total(0), k.u)
	k.norm2 += k.beta * k.beta
	if k.beta == 0 {
		k.alpha = 0
		return nil
	}
	s.mulTrans(k.vbuf, k.u)
	mv := k.v
	if s.prec != nil {
		mv = k.mv
	}
	s.cols.x, s.cols.y = mv, k.vbuf
	k.c, k.d = -k.beta/k.alpha, 1/k.beta
	s.cols.run(k.colPass)
	square := s.cols.total(0)
	if k.window > 0 {
		square = k.reorthogonalize(mv)
	}
	if s.prec == nil {
		k.alpha = safeNorm(square, k.v)
	} else {
		var err error
		if square, err = s.solvePrec(k.v, k.mv); err != nil {
			return err
		}
		k.alpha = math.Sqrt(square)
	}
	if k.alpha > 0 {
		k.remember()
	}
	return nil
}

// remember keeps the new right vector in the window.
func (k *bidiagonalization) remember() {
	if k.window == 0 {
		return
	}
	n := k.s.n
	at := k.count % k.window * n
	kernel.ScaleTo(k.past[at:at+n], 1/k.alpha, k.v)
	if k.s.prec != nil {
		kernel.ScaleTo(k.pastM[at:at+n], 1/k.alpha, k.mv)
	}
	k.count++
}

// reorthogonalize removes from mv what it has of the vectors in the window, and
// returns its squared norm.
func (k *bidiagonalization) reorthogonalize(mv []float64) float64 {
	s, n := k.s, k.s.n
	for i := range min(k.count, k.window) {
		at := (k.count - 1 - i) % k.window * n
		v, past := k.past[at:at+n], k.past[at:at+n]
		if s.prec != nil {
			past = k.pastM[at : at+n]
		}
		s.cols.axpyTo(mv, -s.cols.dot(v, mv), past, mv)
	}
	return s.cols.dot(mv, mv)
}
