// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"slices"

	"github.com/relaxnum/relax/internal/kernel"
)

const defaultPatience = 1000

// Chain is a list of methods of which each takes over from the one before it
// when that fails: when it breaks down, stagnates, meets negative curvature or
// takes the system for inconsistent, or has not halved the least residual in
// Patience iterations. It begins from the best iterate there was. The last
// method ends the solve as it would alone, and the Result is the best of all.
//
// All methods are prepared when the solve begins, so that a bad parameter of any
// is an error then, and each holds its own vectors. Iterations and products are
// counted over all of them.
type Chain struct {
	// Methods are tried in this order; nil means &BiCGStab{}, &IDR{S: 4} and
	// &GMRES{Restart: 60}. A method may be in the list once.
	Methods []Method
	// Patience is how many iterations a method other than the last may take to
	// halve the least residual; zero means 1000.
	Patience int

	iterator Iterator
	relay
	defaults []Method
	methods  []Method
	at       int
	patience int
}

func (c *Chain) kept() *Iterator { return &c.iterator }

func (c *Chain) init(s *system) error {
	if c.Patience < 0 {
		return fmt.Errorf("linsolve: Chain.Patience is %d, want ≥ 1, or zero for %d: %w", c.Patience, defaultPatience, ErrParam)
	}
	if c.patience = c.Patience; c.patience == 0 {
		c.patience = defaultPatience
	}
	if c.methods = c.Methods; c.methods == nil {
		if c.defaults == nil {
			c.defaults = []Method{&BiCGStab{}, &IDR{S: 4}, &GMRES{Restart: 60}}
		}
		c.methods = c.defaults
	}
	if len(c.methods) == 0 {
		return fmt.Errorf("linsolve: Chain.Methods is empty, want at least one method, or nil for three: %w", ErrParam)
	}
	for i, m := range c.methods {
		if m == nil || slices.Contains(c.methods[:i], m) {
			return fmt.Errorf("linsolve: Chain.Methods[%d] is nil or there twice, want a value of its own: %w", i, ErrParam)
		}
		if _, ok := m.(*Chain); ok {
			return fmt.Errorf("linsolve: Chain.Methods[%d] is a Chain, want its methods in its place: %w", i, ErrParam)
		}
		if err := m.init(s); err != nil {
			return fmt.Errorf("linsolve: Chain.Methods[%d]: %w", i, err)
		}
	}
	c.s, c.at, c.current = s, 0, c.methods[0]
	c.mark(s.rnorm)
	return nil
}

func (c *Chain) start() error { return c.current.start() }

// step reports a method that is too slow as stagnated, which makes the driver
// fall back to the next.
func (c *Chain) step() (float64, error) {
	estimate, err := c.current.step()
	if err != nil || c.at == len(c.methods)-1 {
		return estimate, err
	}
	if estimate <= 0.5*c.before {
		c.mark(estimate)
	} else if c.steps++; c.steps >= c.patience && estimate > c.s.goal {
		return 0, fmt.Errorf("%w: %d iterations did not halve the residual", ErrNotConverged, c.steps)
	}
	return estimate, nil
}

// next makes the next method the current one, to be started, if there is one.
func (c *Chain) next() bool {
	if c.at++; c.at >= len(c.methods) {
		return false
	}
	c.current = c.methods[c.at]
	return true
}

// acting returns the method that does the steps.
func (it *Iterator) acting() Method {
	if c, ok := it.method.(*Chain); ok {
		return c.current
	}
	return it.method
}

// fallBack starts the next method of a chain from x, nil for the start.
func (it *Iterator) fallBack(x []float64) bool {
	c, ok := it.method.(*Chain)
	if !ok || !c.next() {
		return false
	}
	s := &it.sys
	if x == nil {
		clear(s.x)
		if it.set.X0 != nil {
			kernel.ScaleTo(s.x, 1/it.scale, it.set.X0)
			s.project(s.x)
		}
		x = s.x
	}
	norm := s.trueResidual(it.check, x)
	it.best = grow(it.best, s.n)
	copy(it.best, x)
	it.bestNorm, it.stale, it.shadows, it.near = norm, 0, 0, 0
	c.mark(norm)
	it.restart(x, norm)
	return true
}
