// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import "errors"

// slowSteps is the number of GMRES iterations, three cycles, that have to halve
// the residual for automatic to stay with it.
const slowSteps = 3 * defaultRestart

// automatic is what a nil method means: CG for a symmetric operator, going on
// as MINRES when the operator turns out indefinite; GMRES for any other, and
// when the preconditioner is indefinite, going on as IDR when it is slow.
type automatic struct {
	cg      CG
	minres  MINRES
	gmres   GMRES
	idr     IDR
	current Method
	s       *system
	steps   int     // of GMRES since the residual was
	before  float64 // this
}

func (m *automatic) kept() *Iterator { return &m.cg.iterator }

func (m *automatic) monotone() bool { return m.current.monotone() }

func (m *automatic) init(s *system) error {
	m.s = s
	symmetric := m.cg.iterator.set.Symmetric
	if o, ok := s.a.(symmetricOperator); ok && !symmetric {
		symmetric = o.IsSymmetric()
	}
	if m.current = &m.gmres; symmetric {
		m.current = &m.cg
	}
	return m.current.init(s)
}

func (m *automatic) start() error {
	m.steps, m.before = 0, m.s.rnorm
	return m.orElse(m.current.start())
}

func (m *automatic) step() (float64, error) {
	estimate, err := m.current.step()
	if err != nil {
		if err = m.orElse(err); err != nil {
			return 0, err
		}
		return m.current.step()
	}
	if m.current != Method(&m.gmres) {
		return estimate, nil
	}
	if m.steps++; m.steps == slowSteps {
		if estimate > 0.5*m.before {
			return estimate, m.switchTo(&m.idr)
		}
		m.steps, m.before = 0, estimate
	}
	return estimate, nil
}

// orElse goes on with another method if err says that the current one does not
// suit the system, and otherwise returns err.
func (m *automatic) orElse(err error) error {
	var spd *NotSPDError
	if !errors.As(err, &spd) {
		return err
	}
	if m.current == Method(&m.cg) && !spd.Preconditioner {
		return m.orElse(m.switchTo(&m.minres))
	}
	return m.switchTo(&m.gmres)
}

// switchTo starts next from the iterate that the current method has.
func (m *automatic) switchTo(next Method) error {
	s := m.s
	x, err := m.current.iterate()
	if err != nil {
		return err
	}
	if &x[0] != &s.x[0] {
		copy(s.x, x)
	}
	s.rnorm = s.trueResidual(s.r, s.x)
	m.current = next
	if err := next.init(s); err != nil {
		return err
	}
	m.steps, m.before = 0, s.rnorm
	return next.start()
}

func (m *automatic) iterate() ([]float64, error) { return m.current.iterate() }
