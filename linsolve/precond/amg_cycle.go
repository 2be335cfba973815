// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond

import (
	"github.com/relaxnum/relax/internal/kernel"
)

// A workspace has the vectors of each level: right-hand side, solution (both but
// on the finest), and for residuals and Chebyshev steps.
type workspace struct {
	b, x, r, d [][]float64
}

func (m *AMG) newWorkspace() *workspace {
	w := new(workspace)
	for i, l := range m.levels {
		n, _ := l.a.Dims()
		var b, d []float64
		if i > 0 {
			b = make([]float64, n)
		}
		if m.set.Smoother == Chebyshev {
			d = make([]float64, n)
		}
		w.b, w.x, w.r, w.d = append(w.b, b), append(w.x, make([]float64, n)), append(w.r, make([]float64, n)), append(w.d, d)
	}
	return w
}

// Solve sets dst to the result of one cycle for A·dst = r from zero. dst may be
// r.
func (m *AMG) Solve(dst, r []float64) error {
	n, _ := m.levels[0].a.Dims()
	if err := checkLengths(dst, r, n); err != nil {
		return err
	}
	w := m.kept.Swap(nil)
	if w == nil {
		w = m.newWorkspace()
	}
	w.b[0] = r
	m.cycle(w, 0, m.set.Cycle, true)
	copy(dst, w.x[0])
	w.b[0] = nil
	m.kept.Store(w)
	return nil
}

// cycle improves x of a level, which counts as zero on entry if zero is set.
func (m *AMG) cycle(w *workspace, i int, kind AMGCycle, zero bool) {
	l := m.levels[i]
	b, x, r := w.b[i], w.x[i], w.r[i]
	if i+1 == len(m.levels) {
		m.last(w, zero)
		return
	}
	m.before(l, w, i, zero)
	l.r.MulVecWorkers(m.set.Workers, w.b[i+1], r)
	m.cycle(w, i+1, kind, true)
	if i+2 < len(m.levels) {
		switch kind {
		case WCycle:
			m.cycle(w, i+1, WCycle, false)
		case FCycle:
			m.cycle(w, i+1, VCycle, false)
		}
	}
	l.p.MulVecWorkers(m.set.Workers, r, w.x[i+1])
	kernel.Add(x, x, r)
	if m.set.Smoother == Chebyshev {
		l.chebyshev(m, x, b, r, w.d[i], false)
	} else {
		l.backward(x, b)
	}
}

// last solves on the last level: directly, or by a symmetric Gauss–Seidel sweep,
// which is exact for a diagonal matrix.
func (m *AMG) last(w *workspace, zero bool) {
	i := len(m.levels) - 1
	l, x, b := m.levels[i], w.x[i], w.b[i]
	switch {
	case m.coarse != nil:
		m.coarse.solve(x, b)
		return
	case zero:
		l.forwardFromZero(x, b)
	default:
		l.forward(x, b)
	}
	l.backward(x, b)
}

// before smooths and leaves the residual in r.
func (m *AMG) before(l *level, w *workspace, i int, zero bool) {
	b, x, r := w.b[i], w.x[i], w.r[i]
	switch {
	case m.set.Smoother == Chebyshev:
		l.chebyshev(m, x, b, r, w.d[i], zero)
		l.fast.MulVecWorkers(m.set.Workers, r, x)
		kernel.Sub(r, b, r)
	case zero:
		l.forwardFromZero(x, b)
		l.residualOfForward(r, x, b)
	default:
		l.forward(x, b)
		l.fast.MulVecWorkers(m.set.Workers, r, x)
		kernel.Sub(r, b, r)
	}
}

// forwardFromZero is a forward sweep from x = 0, which reads the lower triangle
// alone.
func (l *level) forwardFromZero(x, b []float64) {
	ptr, ind, val := l.a.Raw()
	b, inverse, diag, ptr := b[:len(x)], l.inverse[:len(x)], l.diag[:len(x)], ptr[:len(x)]
	for i := range x {
		c := ind[ptr[i]:diag[i]]
		v := val[ptr[i]:diag[i]][:len(c)]
		s := b[i]
		for k, j := range c {
			s -= float64(v[k] * x[j])
		}
		x[i] = s * inverse[i]
	}
}

// residualOfForward sets r = b − A·x for the x of forwardFromZero: −U·x, with U
// the strictly upper triangle.
func (l *level) residualOfForward(r, x, b []float64) {
	ptr, ind, val := l.a.Raw()
	inverse, diag, end := l.inverse[:len(r)], l.diag[:len(r)], ptr[1:][:len(r)]
	for i := range r {
		s := 0.0
		at := diag[i]
		if inverse[i] != 0 {
			c := ind[at+1 : end[i]]
			v := val[at+1 : end[i]][:len(c)]
			for k, j := range c {
				s -= float64(v[k] * x[j])
			}
		}
		r[i] = s
	}
}

// forward is a sweep over the rows in their order.
func (l *level) forward(x, b []float64) {
	for i := range x {
		l.relax(i, x, b)
	}
}

// backward is a sweep over the rows from the last to the first.
func (l *level) backward(x, b []float64) {
	ptr, ind, val := l.a.Raw()
	inverse := l.inverse[:len(x)]
	b = b[:len(x)]
	ptr = ptr[:len(x)+1]
	end := ptr[len(x)]
	for i := len(x) - 1; i >= 0; i-- {
		start := ptr[i]
		c := ind[start:end]
		v := val[start:end][:len(c)]
		end = start
		s := b[i]
		for k, j := range c {
			s -= float64(v[k] * x[j])
		}
		// The diagonal entry was subtracted too.
		if inverse[i] == 0 {
			x[i] = 0
		} else {
			x[i] += s * inverse[i]
		}
	}
}

// relax solves row i for its unknown.
func (l *level) relax(i int, x, b []float64) {
	c, v := l.a.Row(i)
	s := b[i]
	for k, j := range c {
		s -= float64(v[k] * x[j])
	}
	if l.inverse[i] == 0 {
		x[i] = 0
	} else {
		x[i] += s * l.inverse[i]
	}
}

// The interval of the Chebyshev smoother, in terms of the estimated radius of
// D⁻¹A: what is above is what the coarse levels do not see.
const (
	chebyshevLow  = 0.25
	chebyshevHigh = 1.1
)

// chebyshev applies the two steps of Chebyshev's iteration.
func (l *level) chebyshev(m *AMG, x, b, r, d []float64, zero bool) {
	low, high := chebyshevLow*l.bound, chebyshevHigh*l.bound
	theta, delta := (high+low)/2, (high-low)/2
	if theta == 0 {
		theta, delta = 1, 0
	}
	if zero {
		kernel.Mul(d, b, l.inverse)
		kernel.Scale(d, 1/theta)
		copy(x, d)
	} else {
		l.fast.MulVecWorkers(m.set.Workers, r, x)
		kernel.Sub(r, b, r)
		kernel.Mul(d, r, l.inverse)
		kernel.Scale(d, 1/theta)
		kernel.Add(x, x, d)
	}
	sigma := theta / delta
	if delta == 0 {
		return
	}
	rho := 1 / sigma
	next := 1 / (2*sigma - rho)
	l.fast.MulVecWorkers(m.set.Workers, r, x)
	kernel.Sub(r, b, r)
	kernel.Mul(r, r, l.inverse)
	kernel.Scale(d, rho*next)
	kernel.Axpy(d, 2*next/delta, r)
	kernel.Add(x, x, d)
}
