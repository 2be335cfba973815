// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import "errors"

// automatic is what a nil method means: CG for a symmetric operator, and GMRES
// for any other or as soon as CG meets negative curvature.
type automatic struct {
	cg      CG
	gmres   GMRES
	current Method
	s       *system
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
	return m.orGMRES(m.current.start())
}

func (m *automatic) step() (float64, error) {
	estimate, err := m.current.step()
	if err != nil && m.current == Method(&m.cg) {
		if err = m.orGMRES(err); err == nil {
			return m.current.step()
		}
	}
	return estimate, err
}

// orGMRES starts GMRES from CG's iterate if err says that the system or its
// preconditioner is not definite, and otherwise returns err.
func (m *automatic) orGMRES(err error) error {
	if err == nil || m.current != Method(&m.cg) || !errors.Is(err, ErrNotSPD) {
		return err
	}
	m.current = &m.gmres
	if err := m.gmres.init(m.s); err != nil {
		return err
	}
	m.s.rnorm = m.s.trueResidual(m.s.r, m.s.x)
	return m.gmres.start()
}

func (m *automatic) iterate() ([]float64, error) { return m.current.iterate() }
