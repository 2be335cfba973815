// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"
)

// A Sweep is the order in which [SOR] visits the unknowns.
type Sweep int

// Sweeps.
const (
	Forward   Sweep = iota // first to last
	Backward               // last to first
	Symmetric              // first to last and back: one iteration of SSOR
)

var sweepNames = [...]string{"Forward", "Backward", "Symmetric"}

// String returns the name of the constant.
func (s Sweep) String() string {
	if s < 0 || int(s) >= len(sweepNames) {
		return fmt.Sprintf("Sweep(%d)", int(s))
	}
	return sweepNames[s]
}

// SOR is successive over-relaxation: one unknown after the other,
//
//	x_i ← (1−ω)·x_i + ω·(b_i − Σ_{j≠i} a_ij·x_j) / a_ii
//
// It converges for every symmetric positive definite A; for other matrices that
// is not checked, and an iteration that diverges ends as [Stagnated]. It needs
// the entries of A, which must be a *sparse.CSR, a *sparse.SELL, or a
// mat.RowNonZeroDoer, directly or through [FromMatrix]; the last is copied at
// each solve. A zero on the diagonal is a *sparse.ZeroPivotError.
// Settings.Prec must be nil.
//
// The sweep runs on corrections: with A = L + D + U, the correction
// δ = (D/ω + L)⁻¹·r leaves the residual ((1/ω − 1)·D − U)·δ, which the next
// sweep forms row by row while it goes. So the residual is known after each
// sweep, and an iteration costs one pass over A, for Symmetric too, on one core.
// Five vectors are held, with Symmetric seven.
//
// Source: Y. Saad, Iterative Methods for Sparse Linear Systems, 2nd edition,
// SIAM 2003, section 4.1.
type SOR struct {
	// Omega is the relaxation factor, 0 < Omega < 2; zero means 1.5.
	Omega float64
	// Sweep is the order; the zero value is Forward.
	Sweep Sweep

	iterator Iterator
	s        *system
	omega    float64
	ptr, mid []int // start of row i, and its diagonal entry
	ind      []int32
	val      []float64
	scaled   []float64 // ω/a_ii
	d        []float64 // the correction under way; of the forward sweep if Symmetric
	e, back  []float64 // Symmetric: both corrections, and that of the backward sweep
}

func (m *SOR) kept() *Iterator { return &m.iterator }

func (m *SOR) monotone() bool { return false }

func (m *SOR) init(s *system) error {
	if m.Sweep < Forward || m.Sweep > Symmetric {
		return fmt.Errorf("linsolve: SOR.Sweep is %d, want Forward, Backward or Symmetric: %w", m.Sweep, ErrParam)
	}
	omega, err := relaxation(m.Omega, 1.5, "SOR")
	if err != nil {
		return err
	}
	if err := unpreconditioned(s, "SOR"); err != nil {
		return err
	}
	a, err := entries(s.a, "SOR")
	if err != nil {
		return err
	}
	m.s, m.omega = s, omega
	m.ptr, m.ind, m.val = a.Raw()
	if cap(m.mid) < s.n {
		m.mid = make([]int, s.n)
	}
	m.mid = m.mid[:s.n]
	m.scaled, m.d = grow(m.scaled, s.n), grow(m.d, s.n)
	if m.Sweep == Symmetric {
		m.e, m.back = grow(m.e, s.n), grow(m.back, s.n)
	}
	for i := range m.mid {
		k := m.ptr[i]
		for k < m.ptr[i+1] && int(m.ind[k]) < i {
			k++
		}
		diag := 0.0
		if k < m.ptr[i+1] && int(m.ind[k]) == i {
			diag = m.val[k]
		}
		if m.scaled[i], err = scaledInverse(omega, i, diag); err != nil {
			return err
		}
		m.mid[i] = k
	}
	return nil
}

// less returns t − Σ a_ij·x_j over the entries lo to hi of a row.
func (m *SOR) less(t float64, lo, hi int, x []float64) float64 {
	for k := lo; k < hi; k++ {
		t -= m.val[k] * x[m.ind[k]]
	}
	return t
}

func (m *SOR) start() error {
	r := m.s.r
	if m.Sweep == Backward {
		for i := len(r) - 1; i >= 0; i-- {
			m.d[i] = m.scaled[i] * m.less(r[i], m.mid[i]+1, m.ptr[i+1], m.d)
		}
		return nil
	}
	for i, v := range r {
		m.d[i] = m.scaled[i] * m.less(v, m.ptr[i], m.mid[i], m.d)
	}
	return nil
}

func (m *SOR) step() (float64, error) {
	var norm float64
	switch m.Sweep {
	case Forward:
		norm = m.forward()
	case Backward:
		norm = m.backward()
	default:
		norm = m.symmetric()
	}
	if norm > divergence*m.s.rnorm {
		return 0, errDiverged
	}
	return norm, nil
}

// forward adds the correction to x and puts the next one in its place. Entries
// of d before i are new, those after i old. What a row waits for is the entry
// before it, so that term comes last, and nothing but a product after it.
func (m *SOR) forward() float64 {
	x, d, rr := m.s.x, m.d, 0.0
	ptr, mid, ind, val, scaled := m.ptr, m.mid, m.ind, m.val, m.scaled
	keep := (1 - m.omega) / m.omega
	lo := ptr[0]
	for i, old := range d {
		x[i] += old
		diag, hi := mid[i], ptr[i+1]
		r := keep * val[diag] * old
		for k := diag + 1; k < hi; k++ {
			r -= val[k] * d[ind[k]]
		}
		rr += r * r
		for k := lo; k < diag; k++ {
			r -= val[k] * d[ind[k]]
		}
		d[i] = scaled[i] * r
		lo = hi
	}
	return math.Sqrt(rr)
}

func (m *SOR) backward() float64 {
	x, d, rr := m.s.x, m.d, 0.0
	ptr, mid, ind, val, scaled := m.ptr, m.mid, m.ind, m.val, m.scaled
	keep := (1 - m.omega) / m.omega
	for i := len(d) - 1; i >= 0; i-- {
		old := d[i]
		x[i] += old
		lo, diag := ptr[i], mid[i]
		r := keep * val[diag] * old
		for k := lo; k < diag; k++ {
			r -= val[k] * d[ind[k]]
		}
		rr += r * r
		for k := ptr[i+1] - 1; k > diag; k-- {
			r -= val[k] * d[ind[k]]
		}
		d[i] = scaled[i] * r
	}
	return math.Sqrt(rr)
}

// symmetric solves (D/ω + U)·e = (2/ω − 1)·D·d for the sum e of both
// corrections: what the forward one, d, leaves, and what it has done.
func (m *SOR) symmetric() float64 {
	x, d, e, back, rr := m.s.x, m.d, m.e, m.back, 0.0
	ptr, mid, ind, val, scaled := m.ptr, m.mid, m.ind, m.val, m.scaled
	both, keep := (2-m.omega)/m.omega, (1-m.omega)/m.omega
	for i := len(d) - 1; i >= 0; i-- {
		diag := mid[i]
		r := both * val[diag] * d[i]
		for k := ptr[i+1] - 1; k > diag; k-- {
			r -= val[k] * e[ind[k]]
		}
		r *= scaled[i]
		e[i] = r
		x[i] += r
		back[i] = r - d[i]
	}
	for i, old := range back {
		lo, diag := ptr[i], mid[i]
		r := keep * val[diag] * old
		t := 0.0
		for k := lo; k < diag; k++ {
			j := ind[k]
			r -= val[k] * back[j]
			t += val[k] * d[j]
		}
		rr += r * r
		d[i] = scaled[i] * (r - t)
	}
	return math.Sqrt(rr)
}

func (m *SOR) iterate() ([]float64, error) { return m.s.x, nil }
