// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import "errors"

// automaticBlock is what a nil method of SolveBlock means: BlockCG for a symmetric
// operator, going on as BlockGMRES when the operator or the preconditioner turns out to
// be indefinite; BlockGMRES for any other.
type automaticBlock struct {
	cg      BlockCG
	gmres   BlockGMRES
	current BlockMethod
	s       *blockSystem
}

func (m *automaticBlock) blockKept() *blockDriver { return &m.cg.driver }

func (m *automaticBlock) blockMonotone() bool { return m.current == BlockMethod(&m.gmres) }

func (m *automaticBlock) blockInit(s *blockSystem) error {
	m.s = s
	symmetric := m.cg.driver.set.Symmetric
	if o, ok := s.a.(symmetricOperator); ok && !symmetric {
		symmetric = o.IsSymmetric()
	}
	if m.current = &m.gmres; symmetric {
		m.current = &m.cg
	}
	return m.current.blockInit(s)
}

func (m *automaticBlock) blockStart() error { return m.orElse(m.current.blockStart()) }

func (m *automaticBlock) blockStep() error {
	err := m.current.blockStep()
	if err == nil {
		return nil
	}
	if err = m.orElse(err); err != nil {
		return err
	}
	return m.current.blockStep()
}

// orElse goes on as BlockGMRES if err says that BlockCG does not suit the system, and
// otherwise returns err.
func (m *automaticBlock) orElse(err error) error {
	var spd *NotSPDError
	if m.current != BlockMethod(&m.cg) || !errors.As(err, &spd) && !errors.Is(err, errFlat) {
		return err
	}
	s := m.s
	s.residuals(s.r, s.estimate, s.b, s.x, s.k)
	m.current = &m.gmres
	if err := m.gmres.blockInit(s); err != nil {
		return err
	}
	return m.gmres.blockStart()
}

func (m *automaticBlock) blockIterate() ([]float64, error) { return m.current.blockIterate() }

func (m *automaticBlock) blockKeep(positions []int) { m.current.blockKeep(positions) }
