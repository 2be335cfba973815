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
	relay
	cg     CG
	minres MINRES
	gmres  GMRES
	idr    IDR
}

func (m *automatic) kept() *Iterator { return &m.cg.iterator }

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
	m.mark(m.s.rnorm)
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
		m.mark(estimate)
	}
	return estimate, nil
}

// orElse goes on with another method if err says that the current one does not
// suit the system, and otherwise returns err.
func (m *automatic) orElse(err error) error {
	var spd *NotSPDError
	indefinite := errors.As(err, &spd)
	if m.current == Method(&m.cg) && (indefinite && !spd.Preconditioner || errors.Is(err, errFlat)) {
		return m.orElse(m.switchTo(&m.minres))
	}
	if indefinite {
		return m.switchTo(&m.gmres)
	}
	return err
}
