// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond

import (
	"fmt"
	"slices"
	"sync/atomic"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/linsolve/sparse"
)

// AMGCycle is the order in which an AMG preconditioner visits its levels.
type AMGCycle int

const (
	VCycle AMGCycle = iota // each level once down and once up; symmetric
	WCycle                 // each coarser level twice; symmetric, for hard problems
	FCycle                 // a coarser F-cycle, then a V-cycle; not symmetric: for FGMRES and its like, not for CG
)

// AMGSmoother is what an AMG preconditioner does on each level before and after
// the coarse correction.
type AMGSmoother int

const (
	GaussSeidel AMGSmoother = iota // a forward sweep before and a backward one after; on one core
	Chebyshev                      // a polynomial of degree 2 of D⁻¹A; on every core, for symmetric matrices alone
)

// AMGSettings are the settings of NewAMG. The zero value, and nil, are the
// defaults.
type AMGSettings struct {
	// Theta: a_ij is strong on the finest level if |a_ij|² > Theta²·|a_ii·a_jj|,
	// with half the Theta on each coarser level. 0 means 0.08; below 1.
	Theta float64

	// BlockSize is the number of unknowns of a node, which are consecutive rows
	// and are aggregated together. 0 means 1.
	BlockSize int

	// NearNull has the vectors that A nearly maps to zero as its columns, such as
	// the rigid body modes in elasticity. Nil means the vector of ones, or with
	// blocks a vector for each unknown of a node.
	NearNull mat.Matrix

	Cycle      AMGCycle    // default VCycle
	Smoother   AMGSmoother // default GaussSeidel
	CoarseSize int         // the number of rows that is solved directly; 0 means 500
	MaxLevels  int         // 0 means 20
	Workers    int         // goroutines; 0 means GOMAXPROCS. Results do not depend on it.
}

// AMG is smoothed aggregation algebraic multigrid, for symmetric positive
// definite matrices of elliptic problems: the iterations that CG needs hardly
// grow with the size. Semidefinite ones (Neumann conditions, graph Laplacians)
// are served too. On matrices that are not symmetric it restricts with the
// transpose of the prolongation, which is good enough for mild convection.
// Neither symmetry nor definiteness is checked.
//
// Rows are gathered into aggregates of strongly connected ones; an aggregate is
// as many unknowns of the next level as near-null vectors are independent on it;
// the prolongation is smoothed by a step of weighted Jacobi with a matrix that
// has the weak entries lumped onto the diagonal. Coarsening ends at CoarseSize
// rows, which are solved directly, by a pseudo-inverse if singular, or where a
// level would have more than 0.8 of the rows before, which are then smoothed
// alone: a diagonal matrix is one level, and solved exactly.
//
// Setting it up costs one to three hundred products with A on a stencil, Rebuild half
// of that, and an application five to nine. Solve allocates nothing when one
// goroutine at a time calls it.
//
// Sources: P. Vaněk, J. Mandel and M. Brezina, Computing 56 (1996), 179–196;
// smoothers: M. Adams, M. Brezina, J. Hu and R. Tuminaro, J. Comput. Phys. 188
// (2003), 593–610.
type AMG struct {
	set    AMGSettings
	levels []*level
	coarse *coarse
	near   []float64                 // near-null vectors of the finest level, row by row
	kept   atomic.Pointer[workspace] // of the last Solve
}

// A level is one matrix of the hierarchy and the way to the next.
type level struct {
	a       *sparse.CSR
	fast    multiplier // a in its fast form
	diag    []int      // where the diagonal entry of each row is
	inverse []float64  // 1/diagonal; 0 for rows that are zero but for rounding
	weak    []bool     // entries that are not strong; nil if there are none
	theta   float64
	node    []int32 // first row of each node, and the end
	group   aggregates
	radius  float64     // of D⁻¹A with weak entries lumped
	p, r    *sparse.CSR // prolongation and its transpose; nil on the last level
	ap      *sparse.CSR // a·p
	bound   float64     // radius of D⁻¹A, for Chebyshev
}

type multiplier interface {
	MulVecWorkers(workers int, dst, x []float64)
}

// NewAMG sets up the hierarchy for a. Nil settings are the defaults. A diagonal
// entry that is missing, zero or too small to have an inverse gives a
// *sparse.ZeroPivotError, NaN or Inf anywhere in a or the near-null vectors
// ErrNotFinite, a setting out of its range ErrParam, near-null vectors or blocks
// that do not fit ErrShape.
func NewAMG(a *sparse.CSR, settings *AMGSettings) (*AMG, error) {
	m := new(AMG)
	if settings != nil {
		m.set = *settings
	}
	n, err := checkSquare(a)
	if err != nil {
		return nil, err
	}
	if err := m.set.check(n); err != nil {
		return nil, err
	}
	near, k, err := m.set.nearNull(n)
	if err != nil {
		return nil, err
	}
	m.set.NearNull, m.near = nil, near
	if err := checkValues(a); err != nil {
		return nil, err
	}
	if err := m.build(a.Clone(), near, k); err != nil {
		return nil, err
	}
	return m, nil
}

// checkValues reports an entry that is no number or a diagonal entry without an
// inverse.
func checkValues(a *sparse.CSR) error {
	if err := checkFinite(a); err != nil {
		return err
	}
	for i, d := range a.Diag(nil) {
		if _, err := invert(i, d); err != nil {
			return err
		}
	}
	return nil
}

func (s *AMGSettings) check(n int) error {
	switch {
	case !(s.Theta >= 0 && s.Theta < 1):
		return fmt.Errorf("precond: Theta is %v, want 0 <= Theta < 1: %w", s.Theta, ErrParam)
	case s.BlockSize < 0:
		return fmt.Errorf("precond: BlockSize is %d, want at least 1, or zero for 1: %w", s.BlockSize, ErrParam)
	case s.Cycle < VCycle || s.Cycle > FCycle:
		return fmt.Errorf("precond: Cycle is %d, want VCycle, WCycle or FCycle: %w", s.Cycle, ErrParam)
	case s.Smoother < GaussSeidel || s.Smoother > Chebyshev:
		return fmt.Errorf("precond: Smoother is %d, want GaussSeidel or Chebyshev: %w", s.Smoother, ErrParam)
	case s.CoarseSize < 0:
		return fmt.Errorf("precond: CoarseSize is %d, want at least 1, or zero for 500: %w", s.CoarseSize, ErrParam)
	case s.MaxLevels < 0:
		return fmt.Errorf("precond: MaxLevels is %d, want at least 1, or zero for 20: %w", s.MaxLevels, ErrParam)
	case s.Workers < 0:
		return fmt.Errorf("precond: Workers is %d, want at least 1, or zero for GOMAXPROCS: %w", s.Workers, ErrParam)
	}
	if s.Theta == 0 {
		s.Theta = 0.08
	}
	s.BlockSize = max(s.BlockSize, 1)
	if s.CoarseSize == 0 {
		s.CoarseSize = 500
	}
	if s.MaxLevels == 0 {
		s.MaxLevels = 20
	}
	if n%s.BlockSize != 0 {
		return fmt.Errorf("precond: a has %d rows, want a multiple of BlockSize = %d: %w", n, s.BlockSize, ErrShape)
	}
	return nil
}

// nearNull returns the k near-null vectors of the settings row by row.
func (s *AMGSettings) nearNull(n int) (near []float64, k int, err error) {
	if s.NearNull == nil {
		k = s.BlockSize
		near = make([]float64, n*k)
		for i := range n {
			near[i*k+i%k] = 1
		}
		return near, k, nil
	}
	r, k := s.NearNull.Dims()
	if r != n || k == 0 {
		return nil, 0, fmt.Errorf("precond: NearNull is %d×%d, want %d rows and at least one column: %w", r, k, n, ErrShape)
	}
	near = make([]float64, 0, n*k)
	for i := range n {
		for j := range k {
			v := s.NearNull.At(i, j)
			if !finite(v) {
				return nil, 0, fmt.Errorf("precond: entry (%d, %d) of NearNull is %v, want a finite value: %w", i, j, v, ErrNotFinite)
			}
			near = append(near, v)
		}
	}
	return near, k, nil
}

// build makes the hierarchy.
func (m *AMG) build(a *sparse.CSR, near []float64, k int) error {
	n, _ := a.Dims()
	l := &level{a: a, theta: m.set.Theta}
	for i := 0; i <= n; i += m.set.BlockSize {
		l.node = append(l.node, int32(i))
	}
	for {
		m.levels = append(m.levels, l)
		n, _ = l.a.Dims()
		if n <= m.set.CoarseSize && l.a.NNZ() > n {
			break
		}
		if err := l.smoothable(len(m.levels)-1, m.previous()); err != nil {
			return err
		}
		if len(m.levels) == m.set.MaxLevels {
			break
		}
		l.group = l.aggregate()
		tent, next, node := l.tentative(near, k)
		if c := node[len(node)-1]; c == 0 || float64(c) > 0.8*float64(n) {
			l.weak, l.group = nil, aggregates{}
			break
		}
		if err := m.descend(l, tent); err != nil {
			return err
		}
		c, err := product(m.set.Workers, nil, l.r, l.ap)
		if err != nil {
			return err
		}
		near = next
		l = &level{a: c, theta: l.theta / 2, node: node}
	}
	return m.finish()
}

// previous returns the level before the last one, or nil.
func (m *AMG) previous() *level {
	if len(m.levels) < 2 {
		return nil
	}
	return m.levels[len(m.levels)-2]
}

// finish makes what the cycle needs besides the matrices.
func (m *AMG) finish() error {
	last := m.levels[len(m.levels)-1]
	m.coarse = nil
	if last.inverse == nil {
		if err := checkFinite(last.a); err != nil {
			return fmt.Errorf("AMG: level %d: %w", len(m.levels)-1, err)
		}
		c, err := newCoarse(last.a)
		if err != nil {
			return err
		}
		m.coarse = c
	}
	for _, l := range m.levels {
		if l.inverse == nil {
			continue
		}
		l.fast = l.a
		if m.set.Smoother == Chebyshev {
			if l.bound = l.radius; l.weak != nil || l.p == nil {
				l.bound = l.spectralRadius(l.a.Raw())
			}
			if l.a.NNZ() > fastNNZ {
				l.fast = sparse.OptimizeWorkers(m.set.Workers, l.a)
			}
		}
	}
	if m.kept.Load() == nil {
		m.kept.Store(m.newWorkspace())
	}
	return nil
}

// fastNNZ is the number of entries from which on the fast form of a matrix pays
// its making.
const fastNNZ = 1 << 16

// Rebuild takes new values on the pattern of the first matrix; the aggregates
// and all patterns stay, so that it costs about half as much as NewAMG. The errors
// are those of NewAMG, and ErrShape for another pattern; these leave m as it is.
// After an error of a coarser level m must not be used. No Solve may run meanwhile.
func (m *AMG) Rebuild(a *sparse.CSR) error {
	n, err := checkSquare(a)
	if err != nil {
		return err
	}
	first := m.levels[0].a
	if want, _ := first.Dims(); n != want {
		return fmt.Errorf("precond: a has %d rows, want %d as before: %w", n, want, ErrShape)
	}
	ptr, ind, val := a.Raw()
	wantPtr, wantInd, _ := first.Raw()
	if !slices.Equal(ptr, wantPtr) || !slices.Equal(ind, wantInd) {
		return fmt.Errorf("precond: a has another pattern than before, want the same: %w", ErrShape)
	}
	if err := checkValues(a); err != nil {
		return err
	}
	if err := first.SetValues(val); err != nil {
		return err
	}
	near, k := m.near, len(m.near)/n
	for i, l := range m.levels {
		if l.inverse == nil {
			break
		}
		var before *level
		if i > 0 {
			before = m.levels[i-1]
		}
		if err := l.smoothable(i, before); err != nil {
			return err
		}
		if i+1 == len(m.levels) {
			break
		}
		tent, next, _ := l.tentative(near, k)
		if err := m.descend(l, tent); err != nil {
			return err
		}
		if _, err := product(m.set.Workers, m.levels[i+1].a, l.r, l.ap); err != nil {
			return err
		}
		near = next
	}
	return m.finish()
}

// Levels returns the number of levels.
func (m *AMG) Levels() int { return len(m.levels) }

// OperatorComplexity returns the entries of the matrices of all levels by those
// of the finest: what a cycle costs beside smoothing the finest level.
func (m *AMG) OperatorComplexity() float64 {
	sum := 0
	for _, l := range m.levels {
		sum += l.a.NNZ()
	}
	return float64(sum) / float64(m.levels[0].a.NNZ())
}

// GridComplexity returns the rows of all levels by those of the finest.
func (m *AMG) GridComplexity() float64 {
	sum, first := 0, len(m.levels[0].inverse)
	for i, l := range m.levels {
		n, _ := l.a.Dims()
		if sum += n; i == 0 {
			first = n
		}
	}
	return float64(sum) / float64(first)
}
