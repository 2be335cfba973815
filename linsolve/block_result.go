// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"errors"
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// finish takes note of the end of the right-hand side at position i. A converged one has
// the iterate x and the true residual norm d.norms[i]; any other takes what is best of x,
// the iterate kept and the start. If that is small enough, nothing has failed.
func (d *blockDriver) finish(i int, status Status, err error, x []float64) {
	goal, side := d.sys.goal[i], &d.side[d.rows[i]]
	norm := d.norms[i]
	if status != Converged {
		if norm = d.measure(i, x); math.IsNaN(norm) {
			norm = math.Inf(1)
		}
		if side.bestNorm < norm {
			best := d.best[i*d.n : (i+1)*d.n]
			if kept := d.measure(i, best); kept < norm {
				x, norm = best, kept
			}
		}
		if !(norm <= side.first) {
			x, norm = nil, side.first
		}
		if x != nil && norm <= goal && status != Canceled && status != Stopped {
			status, err = Converged, nil
		}
	}
	d.write(i, x, norm, status, err)
}

// measure returns the true residual norm of x for the right-hand side at position i.
func (d *blockDriver) measure(i int, x []float64) float64 {
	d.sys.residuals(d.check, d.one[:], d.sys.b[i*d.n:(i+1)*d.n], x, 1)
	return d.one[0]
}

// write fills in the result for the right-hand side at position i. A nil x stands for the
// start.
func (d *blockDriver) write(i int, x []float64, norm float64, status Status, err error) {
	n, j, res := d.n, d.rows[i], &d.result
	side := &d.side[j]
	dst := res.X.RawRowView(j)
	switch {
	case x != nil && side.scale == 1:
		copy(dst, x)
	case x != nil:
		kernel.ScaleTo(dst, side.scale, x)
		// What is small inside may overflow or vanish on its way back to the scale of b.
		d.sys.mulRows(d.check, dst, 1)
		check := d.check[:n]
		kernel.Scale(check, -1/side.scale)
		kernel.Axpy(check, 1, d.sys.b[i*n:(i+1)*n])
		back := kernel.Nrm2(check)
		if status == Converged && !(back <= d.sys.goal[i]) {
			status, err = Breakdown, fmt.Errorf("%w: the solution overflows or vanishes at the scale of b", ErrBreakdown)
		}
		if norm = back; !(norm <= side.first) {
			x, norm = nil, side.first
		}
	}
	if x == nil {
		if d.set.X0 != nil && side.normB > 0 {
			copy(dst, d.set.X0.RawRowView(j))
		} else {
			clear(dst)
		}
	}
	res.Status[j], res.ResNorm[j], res.RelRes[j] = status, norm*side.scale, 0
	if side.normB > 0 {
		res.RelRes[j] = norm / (side.normB / side.scale)
	} else if norm > 0 {
		res.RelRes[j] = math.Inf(1)
	}
	d.progress[j] = res.ResNorm[j]
	if err != nil {
		d.errs = append(d.errs, fmt.Errorf("linsolve: right-hand side %d: %w", j, err))
	}
}

// failAll ends every right-hand side that has not ended.
func (d *blockDriver) failAll(status Status, err error) {
	s := &d.sys
	x, failed := d.method.blockIterate()
	if failed != nil {
		x = s.x // the last restart's
	}
	d.retire(func(int) (Status, error) { return status, err }, x)
}

// release forgets what is the caller's.
func (d *blockDriver) release() {
	s := &d.sys
	s.release()
	s.left, s.right, s.q, s.ap, s.dir, s.next = nil, nil, nil, nil, nil, nil
	s.a, s.multi, s.block, s.blockMany, s.prec = nil, nil, nil, nil, nil
	d.set.Prec, d.set.Recorder, d.set.X0 = nil, nil, nil
}

// outcome returns the result and the errors of the right-hand sides.
func (d *blockDriver) outcome() (*BlockResult, error) {
	res := &d.result
	res.Iter, res.MatVecs, res.PrecSolves, res.Replacements = d.iter, d.sys.matVecs, d.sys.precSolves, d.replaced
	err := errors.Join(d.errs...)
	if d.set.Dst != nil {
		return res, err
	}
	own := *res
	d.result = BlockResult{}
	return &own, err
}
