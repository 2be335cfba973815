// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

// A relay passes a solve from one method to another on the way.
type relay struct {
	current Method
	s       *system
	steps   int     // of the current method since the residual was
	before  float64 // this
}

func (r *relay) monotone() bool { return r.current.monotone() }

func (r *relay) iterate() ([]float64, error) { return r.current.iterate() }

// mark counts steps from here.
func (r *relay) mark(norm float64) { r.steps, r.before = 0, norm }

// switchTo starts next from the iterate that the current method has.
func (r *relay) switchTo(next Method) error {
	s := r.s
	x, err := r.current.iterate()
	if err != nil {
		return err
	}
	if &x[0] != &s.x[0] {
		copy(s.x, x)
	}
	s.rnorm = s.trueResidual(s.r, s.x)
	r.current = next
	if err := next.init(s); err != nil {
		return err
	}
	r.mark(s.rnorm)
	return next.start()
}
