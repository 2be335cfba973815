// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// An exchange is the state of Remez's algorithm for numerators of degree n and
// denominators of degree m.
type exchange struct {
	target *Target
	n, m   int
	tol    float64
	best   *levelled // the one with the least error so far
	worst  float64   // its largest error
	iter   int
	status Status
}

// An extremum is a point of an error curve.
type extremum struct{ x, e float64 }

// run does exchanges from a reference until the error is level. The solution
// depends on the reference without a jump, so an exchange that leads to a pole
// is cut back towards the last reference without one.
func (e *exchange) run(ctx context.Context, x []float64, limit int) error {
	const halvings = 12
	e.best, e.worst, e.status = nil, math.Inf(1), Running
	form := fmt.Sprintf("degree %d over %d", e.n, e.m)
	var good []float64
	for cuts := 0; ; {
		if err := ctx.Err(); err != nil {
			e.status = Canceled
			return err
		}
		if e.iter >= limit {
			e.status = MaxIter
			return fmt.Errorf("approx: %s, %d exchanges, largest error %.3g: %w", form, e.iter, e.worst, ErrNotConverged)
		}
		e.iter++
		l, err := newLevelled(ctx, e.target, x, e.n, e.m)
		if err != nil {
			return err
		}
		var all []extremum
		if l != nil {
			if all, err = l.extrema(); err != nil {
				if err == ctx.Err() {
					e.status = Canceled
				}
				return err
			}
		}
		worst := 0.0
		for _, p := range all {
			if a := math.Abs(p.e); !(a <= worst) {
				worst = a
			}
		}
		if all == nil || !(worst <= math.MaxFloat64) {
			if cuts++; good == nil || cuts > halvings {
				e.status = Breakdown
				return fmt.Errorf("approx: %s, every function on a reference has a pole: %w", form, ErrBreakdown)
			}
			for i, v := range good {
				x[i] = v + (x[i]-v)/2
			}
			continue
		}
		good, cuts = x, 0
		if worst < e.worst || e.best == nil {
			e.best, e.worst = l, worst
		}
		// An error of a few noises is all rounding, which has no extrema to exchange.
		if worst-math.Abs(l.level) <= e.tol*worst+l.noise || worst <= 4*l.noise {
			e.best, e.worst = l, worst
			e.status = Converged
			return nil
		}
		x = l.choose(all)
	}
}

// ladder goes from a polynomial, or from a constant numerator, to the degrees
// asked for one step at a time: the extrema of one form tell where those of the
// next must be. Forms on the way that have no solution are passed over.
func (e *exchange) ladder(ctx context.Context, limit int) error {
	n, m := e.n, e.m
	k := min(n, m)
	x := e.target.chebyshev(n + m - 2*k + 2)
	for ; ; k-- {
		e.n, e.m, e.iter = n-k, m-k, 0
		err := e.run(ctx, spread(x, e.n+e.m+2), limit)
		if k == 0 || e.status == Canceled || err != nil && e.status == Running {
			return err
		}
		if e.status == Converged {
			x = e.best.x
		}
	}
}

// spread returns n points that are distributed like x.
func spread(x []float64, n int) []float64 {
	y := make([]float64, n)
	for i := range y {
		at := float64(i) * float64(len(x)-1) / float64(n-1)
		k := min(int(at), len(x)-2)
		y[i] = x[k] + (x[k+1]-x[k])*(at-float64(k))
	}
	y[n-1] = x[len(x)-1]
	return y
}

// extrema returns the largest error between every two changes of its sign, in
// order; nil if the denominator changes its sign.
func (l *levelled) extrema() ([]extremum, error) {
	const between = 12
	t := l.target
	var curve []extremum
	add := func(x float64) error {
		e, err := l.errorAt(x)
		curve = append(curve, extremum{x, e})
		return err
	}
	lo := t.Lo
	for k := 0; k <= len(l.x); k++ {
		hi := t.Hi
		if k < len(l.x) {
			hi = l.x[k]
		}
		if k == 0 && lo < hi {
			if err := add(lo); err != nil {
				return nil, err
			}
		}
		if lo < hi {
			for j := 1; j < between; j++ {
				// Dense near both ends, where the next extrema are.
				x := lo + (hi-lo)*(0.5-0.5*math.Cos(math.Pi*float64(j)/between))
				if x <= lo || x >= hi {
					continue
				}
				if !(l.denominator(x) > 0) {
					return nil, nil
				}
				if err := add(x); err != nil {
					return nil, err
				}
			}
		}
		if k < len(l.x) {
			curve = append(curve, extremum{hi, l.sign(k) * l.level})
		} else if lo < hi {
			if err := add(hi); err != nil {
				return nil, err
			}
		}
		lo = hi
	}
	var all []extremum
	peak := -1
	flush := func() error {
		if peak < 0 {
			return nil
		}
		p, err := l.climb(curve, peak)
		all = append(all, p)
		peak = -1
		return err
	}
	for i, p := range curve {
		if p.e == 0 {
			continue
		}
		if peak >= 0 && (p.e > 0) != (curve[peak].e > 0) {
			if err := flush(); err != nil {
				return nil, err
			}
		}
		if peak < 0 || math.Abs(p.e) > math.Abs(curve[peak].e) {
			peak = i
		}
	}
	err := flush()
	if len(all) == 0 { // no error at all
		all = append(all, curve[0])
	}
	return all, err
}

// climb goes from a point of the curve to the extremum between its neighbours by
// golden section.
func (l *levelled) climb(curve []extremum, i int) (extremum, error) {
	best := curve[i]
	a, b := curve[max(i-1, 0)].x, curve[min(i+1, len(curve)-1)].x
	const golden = 0.6180339887498949
	sign := math.Copysign(1, best.e)
	c, d := b-golden*(b-a), a+golden*(b-a)
	value := func(x float64) (float64, error) {
		e, err := l.errorAt(x)
		if sign*e > sign*best.e {
			best = extremum{x, e}
		}
		return sign * e, err
	}
	fc, err := value(c)
	if err != nil {
		return best, err
	}
	fd, err := value(d)
	// The error curve is flat at the top: half the digits of x give all of e.
	for step := 0; step < 40 && err == nil && c < d; step++ {
		if fc > fd {
			b, d, fd = d, c, fc
			c = b - golden*(b-a)
			fc, err = value(c)
		} else {
			a, c, fc = c, d, fd
			d = a + golden*(b-a)
			fd, err = value(d)
		}
	}
	return best, err
}

// choose returns the next reference: as many extrema as it needs, of signs in
// turn, the largest among them.
func (l *levelled) choose(all []extremum) []float64 {
	n := len(l.x)
	size := func(i int) float64 { return math.Abs(all[i].e) }
	for len(all) > n {
		last := len(all) - 1
		small := 0
		if len(all) == n+1 {
			if size(last) < size(0) {
				small = last
			}
			all = slices.Delete(all, small, small+1)
			continue
		}
		for i := range all {
			if size(i) < size(small) {
				small = i
			}
		}
		switch {
		case small == 0 || small == last:
			all = slices.Delete(all, small, small+1)
		case size(small-1) < size(small+1):
			all = slices.Delete(all, small-1, small+1)
		default:
			all = slices.Delete(all, small, small+2)
		}
	}
	x := make([]float64, n)
	if len(all) == n {
		for i, p := range all {
			x[i] = p.x
		}
		return x
	}
	// The level is lost in rounding errors: one point goes in.
	copy(x, l.x)
	top := all[0]
	for _, p := range all {
		if math.Abs(p.e) > math.Abs(top.e) {
			top = p
		}
	}
	k, _ := slices.BinarySearch(x, top.x) // x[k−1] < top.x ≤ x[k]
	same := func(i int) bool { return (l.sign(i)*l.level >= 0) == (top.e > 0) }
	switch {
	case k < n && same(k):
		x[k] = top.x
	case k > 0 && same(k-1):
		x[k-1] = top.x
	case k == 0:
		copy(x[1:], x[:n-1])
		x[0] = top.x
	default: // k == n
		copy(x, x[1:])
		x[n-1] = top.x
	}
	return x
}
