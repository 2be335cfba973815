// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"context"
	"fmt"
)

// A Method estimates the concentration in [Fit] from the mean resultant length
// R: [Newton], [Banerjee], [Tanabe] or [Sra]. Values and pointers both serve; a
// pointer keeps the workspace of Fit from call to call, and then one goroutine
// at a time may use it.
type Method interface {
	// estimate returns the concentration for 0 < r < 1 − 2⁻⁵².
	estimate(ctx context.Context, p int, r float64, record func(Progress) error) (estimate, error)
	// check reports a parameter that is out of range.
	check() error
}

// An estimate is what a Method came to.
type estimate struct {
	kappa  float64
	iter   int // evaluations of A
	status Status
}

// Newton solves A_p(κ) = R to rounding by Newton steps in the coordinate
// g(κ) = κ/(a + hypot(κ, b)), a = ν+½, b = ν+1, which is close to A_p itself:
//
//	κ ← g⁻¹( g(κ) + (R − A_p(κ)) g′(κ)/A_p′(κ) ),
//
// from κ = g⁻¹(R) and inside a bracket of Amos's bounds. The difference R − A_p
// is that of 1 − A_p and 1 − R where R > ½, so that the error stays a few ulp
// at any concentration. Two or three steps are the rule, five the most seen.
// The status is Converged, or MaxIter.
type Newton struct {
	// MaxIter limits the steps; zero means 50.
	MaxIter int

	kept
}

// Banerjee is the estimate κ = R(p − R²)/(1 − R²) of A. Banerjee, I. Dhillon,
// J. Ghosh and S. Sra, JMLR 6 (2005), equation 4.4. Its relative error is below
// some percent, and falls as p grows. The status is Converged.
type Banerjee struct{ kept }

// Tanabe is the estimate of A. Tanabe, K. Fukumizu, S. Oba, T. Takenouchi and
// S. Ishii, Comput. Stat. 22 (2007): one secant step for the fixed point of
// Φ(κ) = κR/A_p(κ) from its bounds R(p−2)/(1−R²) and Rp/(1−R²). It takes two
// evaluations of A_p. The status is Converged.
type Tanabe struct{ kept }

// Sra is the estimate of S. Sra, Comput. Stat. 27 (2012): exactly two plain
// Newton steps for A_p(κ) = R from Banerjee's estimate. The status is Converged.
type Sra struct{ kept }

func (m Newton) estimate(ctx context.Context, p int, r float64, record func(Progress) error) (estimate, error) {
	limit := m.MaxIter
	if limit == 0 {
		limit = maxSteps
	}
	n := newNewton(p, r)
	for n.steps < limit {
		if err := ctx.Err(); err != nil {
			return estimate{n.k, n.steps, Canceled}, err
		}
		last := n.step()
		if record != nil {
			if err := record(Progress{Iter: n.steps, Kappa: n.k, Residual: n.residual}); err != nil {
				return estimate{n.k, n.steps, Stopped}, err
			}
		}
		if last {
			return estimate{n.k, n.steps, Converged}, nil
		}
	}
	return estimate{n.k, n.steps, MaxIter}, fmt.Errorf("vmf: %w: %d steps done, the last of %.2g", ErrNotConverged, n.steps, n.improvement)
}

func (Banerjee) estimate(_ context.Context, p int, r float64, _ func(Progress) error) (estimate, error) {
	return estimate{banerjee(p, r), 0, Converged}, nil
}

func banerjee(p int, r float64) float64 { return r * (float64(p) - r*r) / ((1 - r) * (1 + r)) }

func (Tanabe) estimate(_ context.Context, p int, r float64, _ func(Progress) error) (estimate, error) {
	m := (1 - r) * (1 + r)
	lo, hi := r*float64(p-2)/m, r*float64(p)/m
	phi := func(k float64) float64 {
		if k == 0 {
			return r * float64(p) // A_p(κ)/κ tends to 1/p
		}
		return k * r / MeanResultant(p, k)
	}
	// κ = (l Φ(u) − u Φ(l)) / ((Φ(u) − Φ(l)) − (u − l)), with the differences
	// d = Φ − κ at both ends, which have opposite signs.
	dl, du := phi(lo)-lo, phi(hi)-hi
	if dl == du {
		return estimate{lo, 2, Converged}, nil
	}
	return estimate{lo + (hi-lo)*(dl/(dl-du)), 2, Converged}, nil
}

func (Sra) estimate(_ context.Context, p int, r float64, _ func(Progress) error) (estimate, error) {
	k := banerjee(p, r)
	for range 2 {
		a, c, da := moments(order(p), k)
		d := r - a
		if r > 0.5 {
			d = c - (1 - r)
		}
		// Far below the root of a concave A, Newton may overshoot but not pass 0.
		k = max(k+d/da, 0)
	}
	return estimate{k, 2, Converged}, nil
}

func (m Newton) check() error {
	if m.MaxIter < 0 {
		return fmt.Errorf("vmf: Newton.MaxIter is %d, want ≥ 0: %w", m.MaxIter, ErrDomain)
	}
	return nil
}

func (Banerjee) check() error { return nil }
func (Tanabe) check() error   { return nil }
func (Sra) check() error      { return nil }

// A keeper is a method that keeps a workspace: a pointer to one.
type keeper interface{ workspace() *workspace }

// kept is embedded in methods, whose values do not keep one.
type kept struct{ ws workspace }

func (k *kept) workspace() *workspace { return &k.ws }
