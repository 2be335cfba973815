// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"context"
	"fmt"
	"math"
)

// A Target is a function to be approximated on an interval, and how the error
// is measured.
type Target struct {
	// F is the function. It must be finite on [Lo, Hi].
	F func(x float64) float64
	// Lo < Hi are the ends of the interval.
	Lo, Hi float64
	// Relative measures the error relative to F, which must not vanish then:
	// divide a zero out and approximate the quotient.
	Relative bool
	// Weight multiplies the error, absolute or relative; nil means 1. It must
	// be positive and finite.
	Weight func(x float64) float64
}

func (t *Target) check() error {
	if t.F == nil {
		return fmt.Errorf("approx: Target.F is nil, want a function: %w", ErrInput)
	}
	if !(t.Lo < t.Hi) || math.IsInf(t.Hi-t.Lo, 0) {
		return fmt.Errorf("approx: Target interval is [%v, %v], want finite Lo < Hi: %w", t.Lo, t.Hi, ErrDomain)
	}
	if 0.5*(t.Lo+t.Hi) <= t.Lo || 0.5*(t.Lo+t.Hi) >= t.Hi || (t.Hi-t.Lo) < 1e-9*max(math.Abs(t.Lo), math.Abs(t.Hi)) || t.Hi-t.Lo < 1e-290 {
		return fmt.Errorf("approx: Target interval is [%v, %v], want ends that differ by 1e-9 of their size: %w", t.Lo, t.Hi, ErrDomain)
	}
	return nil
}

// at returns F(x) and the factor that multiplies the absolute error.
func (t *Target) at(x float64) (f, w float64, err error) {
	f, w = t.F(x), 1
	if t.Weight != nil {
		w = t.Weight(x)
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return f, w, fmt.Errorf("approx: Target.F(%v) is %v, want a finite number: %w", x, f, ErrDomain)
	}
	if !(w > 0) || math.IsInf(w, 1) {
		return f, w, fmt.Errorf("approx: Target.Weight(%v) is %v, want a positive finite number: %w", x, w, ErrDomain)
	}
	if t.Relative {
		w /= math.Abs(f)
		if math.IsInf(w, 1) || w == 0 {
			return f, w, fmt.Errorf("approx: Target.F(%v) is %v, want a number that a relative error can be measured by (divide a zero out): %w", x, f, ErrDomain)
		}
	}
	return f, w, nil
}

// keepsSign reports an error if a relative error is asked for and F changes its
// sign on the interval, as 257 points show it: it vanishes somewhere between.
func (t *Target) keepsSign(ctx context.Context) error {
	if !t.Relative {
		return nil
	}
	last := 0.0
	for _, x := range t.chebyshev(257) {
		if err := ctx.Err(); err != nil {
			return err
		}
		f, _, err := t.at(x)
		if err != nil {
			return err
		}
		if last*math.Copysign(1, f) < 0 {
			return fmt.Errorf("approx: Target.F changes its sign below %v, want a function that a relative error can be measured by (divide the zero out): %w", x, ErrDomain)
		}
		last = math.Copysign(1, f)
	}
	return nil
}

// scaled returns the target divided by the power of two that takes values at about
// n points near 1, if squares of them might leave the range, and its exponent.
func (t *Target) scaled(ctx context.Context, n int) (*Target, int, error) {
	most := 0.0
	for _, x := range t.chebyshev(max(n, 33)) {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		f, _, err := t.at(x)
		if err != nil {
			return nil, 0, err
		}
		most = max(most, math.Abs(f))
	}
	_, power := math.Frexp(most)
	if most == 0 || power > -400 && power < 400 {
		return t, 0, nil
	}
	s, f := *t, t.F
	s.F = func(x float64) float64 { return math.Ldexp(f(x), -power) }
	return &s, power, nil
}

// unscale maps u in [−1, 1] to the interval.
func (t *Target) unscale(u float64) float64 {
	x := t.Lo + (t.Hi-t.Lo)*(0.5*(u+1))
	return min(max(x, t.Lo), t.Hi)
}

// scale maps x to [−1, 1].
func (t *Target) scale(x float64) float64 { return (x-t.Lo)/(t.Hi-t.Lo)*2 - 1 }

// chebyshev returns n Chebyshev points of the interval, ends included,
// ascending.
func (t *Target) chebyshev(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = t.unscale(-math.Cos(math.Pi * float64(i) / float64(n-1)))
	}
	return x
}
