// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

// FGMRES is flexible GMRES: [GMRES] that allows the preconditioner to differ
// from one application to the next, as an inner iteration does. It keeps the
// preconditioned basis vectors, so it holds 2·Restart+3 vectors; a cycle needs
// no application of the preconditioner beyond one an iteration.
//
// Source: Y. Saad, A flexible inner-outer preconditioned GMRES algorithm, SIAM
// J. Sci. Comput. 14 (1993), 461–469.
type FGMRES struct {
	// Restart is the number of iterations of a cycle; zero means 30.
	Restart int

	core GMRES
}

func (f *FGMRES) kept() *Iterator { return &f.core.iterator }

func (f *FGMRES) monotone() bool { return true }

func (f *FGMRES) init(s *system) error {
	f.core.Restart = f.Restart
	f.core.flexible = s.prec != nil
	return f.core.init(s)
}

func (f *FGMRES) start() error { return f.core.start() }

func (f *FGMRES) step() (float64, error) { return f.core.step() }

func (f *FGMRES) iterate() ([]float64, error) { return f.core.iterate() }
