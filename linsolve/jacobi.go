// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// Jacobi is the damped Jacobi iteration x += ω·D⁻¹·(b − A·x), D the diagonal of
// A.
//
// With ω = 1 it converges for matrices that are strictly diagonally dominant by
// rows; for symmetric positive definite ones when ω < 2/λ, λ the greatest
// eigenvalue of D⁻¹·A. That is not checked: an iteration that diverges ends as
// [Stagnated]. Requirements on A are those of [SOR], and Settings.Prec must be
// nil.
//
// An iteration costs one product and 72 bytes of vector traffic an element, on
// as many cores as a product. Seven vectors are held.
//
// Source: Y. Saad, Iterative Methods for Sparse Linear Systems, 2nd edition,
// SIAM 2003, section 4.1.
type Jacobi struct {
	// Omega is the damping factor, 0 < Omega < 2; zero means 1.
	Omega float64

	iterator Iterator
	s        *system
	scaled   []float64 // ω/a_ii
	d, q     []float64 // the correction and A times it
	correct  pass
}

func (m *Jacobi) kept() *Iterator { return &m.iterator }

func (m *Jacobi) monotone() bool { return false }

func (m *Jacobi) init(s *system) error {
	omega, err := relaxation(m.Omega, 1, "Jacobi")
	if err != nil {
		return err
	}
	if err := unpreconditioned(s, "Jacobi"); err != nil {
		return err
	}
	a, err := entries(s.a, "Jacobi")
	if err != nil {
		return err
	}
	m.s = s
	m.scaled, m.d, m.q = grow(m.scaled, s.n), grow(m.d, s.n), grow(m.q, s.n)
	for i, d := range a.Diag(m.scaled) {
		if m.scaled[i], err = scaledInverse(omega, i, d); err != nil {
			return err
		}
	}
	if m.correct == nil {
		m.correct = func(_, lo, hi int) { kernel.Mul(m.d[lo:hi], m.scaled[lo:hi], m.s.r[lo:hi]) }
	}
	return nil
}

func (m *Jacobi) start() error { return nil }

func (m *Jacobi) step() (float64, error) {
	s := m.s
	s.run(m.correct)
	s.mul(m.q, m.d)
	norm := math.Sqrt(s.update(s.x, s.r, 1, m.d, m.q))
	if norm > divergence*s.rnorm {
		return 0, errDiverged
	}
	return norm, nil
}

func (m *Jacobi) iterate() ([]float64, error) { return m.s.x, nil }
