// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import "fmt"

const (
	defaultGMRESDRM = 30
	defaultGMRESDRK = 10
)

// GMRESDR is GMRES-DR(M, K), [GMRES] with deflated restarting, for any
// non-singular system, with the preconditioner applied from the right.
//
// A cycle minimises the residual over M dimensions: those of the K harmonic
// Ritz vectors of least magnitude of the cycle before, and M−K new ones,
//
//	span{y₁, …, y_K, r, A·M⁻¹·r, …, (A·M⁻¹)^(M−K−1)·r}
//
// so that the eigenvalues next to zero, which delay a short cycle most, are
// taken out of the problem once and stay out. It is carried out as the
// restarts of [Recycler] are, which for one system spans the same spaces; what
// it learns is forgotten with the solve. For a sequence of systems use that.
//
// What it does not check: that K is enough. Where convergence does not depend
// on a few eigenvalues, a restart costs its orthogonalisation for nothing.
//
// An iteration costs one product, one application of the preconditioner, and
// reads K to M vectors three times; the end of a cycle costs about 6·K·M
// operations an element, an eigenvalue problem of size M, which allocates, and
// a product once in ten cycles. M+2·K+6 vectors are held, one more with a
// preconditioner.
//
// Source: R. B. Morgan, GMRES with deflated restarting, SIAM J. Sci. Comput. 24
// (2002), 20–37, https://doi.org/10.1137/S1064827599364659; the form carried
// out: M. L. Parks et al., SIAM J. Sci. Comput. 28 (2006), 1651–1674,
// https://doi.org/10.1137/040607277, section 2.4.
type GMRESDR struct {
	// M is the number of dimensions of a cycle; zero means 30. More than n are
	// n.
	M int
	// K of these, less than M, are the Ritz vectors; zero means 10, or M/2
	// where that is less.
	K int

	core Recycler
}

func (g *GMRESDR) kept() *Iterator { return g.core.kept() }

func (g *GMRESDR) monotone() bool { return true }

func (g *GMRESDR) init(s *system) error {
	m, k := g.M, g.K
	if m < 0 || m == 1 {
		return fmt.Errorf("linsolve: M is %d, want ≥ 2, or zero for %d: %w", m, defaultGMRESDRM, ErrParam)
	}
	if m == 0 {
		m = defaultGMRESDRM
	}
	if k < 0 || k >= m {
		return fmt.Errorf("linsolve: K is %d, want at least 1 and less than M, %d, or zero for %d: %w", k, m, defaultGMRESDRK, ErrParam)
	}
	if k == 0 {
		k = min(defaultGMRESDRK, m/2)
	}
	g.core.M, g.core.K = m, k
	g.core.Reset()
	return g.core.init(s)
}

func (g *GMRESDR) start() error { return g.core.start() }

func (g *GMRESDR) step() (float64, error) { return g.core.step() }

func (g *GMRESDR) iterate() ([]float64, error) { return g.core.iterate() }
