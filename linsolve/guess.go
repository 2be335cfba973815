// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// A Guess forms initial guesses from earlier solutions of a sequence:
// [ProjectOnLast] or [Extrapolate]. It keeps its state for one [SolveSequence]
// and is not safe for concurrent use.
type Guess interface {
	// begin forgets all solutions.
	begin(workers int) error
	// propose returns a guess for a·x = b, in memory of its own, or nil, and the
	// products that it took.
	propose(a Operator, b []float64) (x0 []float64, products int)
	// learn takes note of the solution x of the system proposed for.
	learn(a Operator, x []float64) (products int)
}

// ProjectOnLast guesses the combination of the last Q solutions that has the least
// residual:
//
//	x₀ = X·c,  c = argmin ‖b − A·X·c‖₂
//
// It costs a product for every solution kept, or one with SameMatrix, and never
// starts with more than the residual of zero. 4·Q vectors are held.
//
// Source: P. F. Fischer, Projection techniques for iterative solution of Ax = b with
// successive right-hand sides, Comput. Methods Appl. Mech. Engrg. 163 (1998), 193–204.
type ProjectOnLast struct {
	// Q is the number of solutions; zero means 8.
	Q int
	// SameMatrix promises that A is the same for all systems, so that the products
	// of earlier solutions are right.
	SameMatrix bool

	sys    system
	q, n   int
	next   int         // where the next solution goes
	x, ax  [][]float64 // solutions and their products
	xs, ws [][]float64 // the same, made orthonormal in ws
	guess  []float64
}

func (p *ProjectOnLast) begin(workers int) error {
	if p.Q < 0 {
		return fmt.Errorf("linsolve: Q is %d, want ≥ 1, or zero for 8: %w", p.Q, ErrParam)
	}
	if p.q = p.Q; p.q == 0 {
		p.q = 8
	}
	p.sys.workers = workers
	p.n, p.next, p.x, p.ax = 0, 0, nil, nil
	return nil
}

// attend makes products by a possible.
func (p *ProjectOnLast) attend(a Operator, n int) {
	if p.n != n {
		workers := p.sys.workers
		p.n, p.next, p.x, p.ax, p.xs, p.ws = n, 0, nil, nil, nil, nil
		p.sys.resize(n, workers)
	}
	p.sys.a = a
	p.sys.multiplyBy(a)
	p.sys.matVecs = 0
}

func (p *ProjectOnLast) propose(a Operator, b []float64) (x0 []float64, products int) {
	p.attend(a, len(b))
	if len(p.x) == 0 {
		return nil, 0
	}
	s := &p.sys
	p.guess = grow(p.guess, p.n)
	clear(p.guess)
	kept := 0
	for k := range p.x {
		i := (p.next + len(p.x) - 1 - k) % len(p.x) // the newest first
		if !p.SameMatrix {
			s.mul(p.ax[i], p.x[i])
		}
		if kept == len(p.ws) {
			p.ws, p.xs = append(p.ws, grow(nil, p.n)), append(p.xs, grow(nil, p.n))
		}
		w, x := p.ws[kept], p.xs[kept]
		copy(w, p.ax[i])
		copy(x, p.x[i])
		before := math.Sqrt(s.dot(w, w))
		for range 2 {
			for c := range kept {
				t := s.dot(p.ws[c], w)
				s.axpyTo(w, -t, p.ws[c], w)
				s.axpyTo(x, -t, p.xs[c], x)
			}
		}
		norm := math.Sqrt(s.dot(w, w))
		if !(norm > dependent*before) || math.IsInf(norm, 0) {
			continue // depends on newer ones, or is no number
		}
		kernel.Scale(w, 1/norm)
		kernel.Scale(x, 1/norm)
		s.axpyTo(p.guess, s.dot(w, b), x, p.guess)
		kept++
	}
	if norm := kernel.Nrm2(p.guess); kept == 0 || math.IsNaN(norm) || math.IsInf(norm, 0) {
		return nil, s.matVecs
	}
	return p.guess, s.matVecs
}

func (p *ProjectOnLast) learn(a Operator, x []float64) (products int) {
	p.attend(a, len(x))
	if len(p.x) < p.q {
		p.x, p.ax = append(p.x, grow(nil, p.n)), append(p.ax, grow(nil, p.n))
		p.next = len(p.x) - 1
	}
	copy(p.x[p.next], x)
	if p.SameMatrix {
		p.sys.mul(p.ax[p.next], x)
	}
	p.next = (p.next + 1) % len(p.x)
	p.sys.a, p.sys.multi = nil, nil
	p.sys.release()
	return p.sys.matVecs
}

// Extrapolate guesses the value of the polynomial through the last Order+1
// solutions, taken as equally spaced; of fewer as long as there are fewer. It costs
// no product. Use it where systems are steps in time: where they are not, Order zero,
// the last solution, is the most that is safe, and a guess may start with more than
// the residual of zero.
type Extrapolate struct {
	// Order is the degree, 0 to 4.
	Order int

	last  [][]float64 // the newest first
	guess []float64
}

func (e *Extrapolate) begin(int) error {
	if e.Order < 0 || e.Order > 4 {
		return fmt.Errorf("linsolve: Order is %d, want 0 to 4: %w", e.Order, ErrParam)
	}
	e.last = nil
	return nil
}

func (e *Extrapolate) propose(_ Operator, b []float64) (x0 []float64, products int) {
	if len(e.last) > 0 && len(e.last[0]) != len(b) {
		e.last = nil
	}
	if len(e.last) == 0 {
		return nil, 0
	}
	e.guess = grow(e.guess, len(b))
	clear(e.guess)
	// Σ (−1)^j·C(m, j+1)·x_j for m solutions, x_0 the newest
	m := len(e.last)
	c := float64(m)
	for j, x := range e.last {
		kernel.Axpy(e.guess, c, x)
		c *= -float64(m-j-1) / float64(j+2)
	}
	if norm := kernel.Nrm2(e.guess); math.IsNaN(norm) || math.IsInf(norm, 0) {
		return nil, 0
	}
	return e.guess, 0
}

func (e *Extrapolate) learn(_ Operator, x []float64) (products int) {
	var oldest []float64
	if len(e.last) > e.Order {
		oldest = e.last[len(e.last)-1]
		e.last = e.last[:len(e.last)-1]
	}
	oldest = grow(oldest, len(x))
	copy(oldest, x)
	e.last = append([][]float64{oldest}, e.last...)
	return 0
}
