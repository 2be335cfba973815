// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"fmt"
	"math"
)

// Bounds of A_p and an approximation between them share one form,
//
//	g(κ) = κ / (a + hypot(κ, b)),  a = ν + ½,
//
// with b = ν + 3/2 below A_p and b = ν + ½ above it (Amos 1974, equations 11
// and 16), and b = ν + 1 close to it. Each has a closed inverse.

// invert returns the κ at which g is r, of which 1 − r is given too: near 1 it
// is what holds the information. For r = 0 it is 0.
func invert(a, b, r, rc float64) float64 {
	m := rc * (1 + r)
	return r * (a + math.Sqrt(a*a+(b-a)*(b+a)*m)) / m
}

// bracket returns a lower and an upper bound of the κ with A_p(κ) = r.
func bracket(nu, r, rc float64) (lo, hi float64) {
	a := nu + 0.5
	// The bounds are exact; their inverses are off by a few ulp.
	const ulps = 0x1p-48
	return invert(a, a, r, rc) * (1 - ulps), invert(a, a+1, r, rc) * (1 + ulps)
}

// A newton solves A_p(κ) = R by Newton steps in the coordinate g(κ), in which
// A_p is close to the identity.
type newton struct {
	nu, r, rc   float64 // R and 1 − R
	k           float64
	lo, hi      float64
	steps       int
	residual    float64 // R − A at the last k that was evaluated
	improvement float64 // |Δκ|/κ of the last step
}

func newNewton(p int, r float64) newton {
	n := newton{nu: order(p), r: r, rc: 1 - r}
	n.lo, n.hi = bracket(n.nu, n.r, n.rc)
	n.k = min(max(invert(n.nu+0.5, n.nu+1, n.r, n.rc), n.lo), n.hi)
	return n
}

// closeStep is the relative step after which κ is as good as it gets: what is left
// of a Newton error is of the order of its square.
const closeStep = 0x1p-27

// step does one step and reports whether it was the last one needed.
func (n *newton) step() bool {
	if n.r < 0x1p-27 {
		// A_p(κ) = κ/p − κ³/(p²(p+2)) + … is κ/p to the last bit. A subnormal R
		// has not the digits to converge in.
		n.k = (2*n.nu + 2) * n.r
		n.steps++
		return true
	}
	a, c, da := moments(n.nu, n.k)
	if n.r < 0.5 {
		n.residual = n.r - a
	} else {
		n.residual = c - n.rc
	}
	if n.residual > 0 {
		n.lo = max(n.lo, n.k)
	} else {
		n.hi = min(n.hi, n.k)
	}
	A, B := n.nu+0.5, n.nu+1
	h := math.Sqrt(n.k*n.k + B*B)
	t := 1 / (A + h)
	slope := (A + B*B/h) * t * t // g′
	factor := slope / da
	if !(factor > 0.2 && factor < 5) {
		factor = 1
	}
	d := n.residual * factor
	g, gc := n.k*t+d, (A+B*B/(h+n.k))*t-d
	next := (n.lo + n.hi) / 2
	if g > 0 && gc > 0 {
		// Rounding may have put a bound a few ulp on the wrong side.
		const slack = 0x1p-40
		if k := invert(A, B, g, gc); k >= n.lo*(1-slack) && k <= n.hi*(1+slack) {
			next = k
		}
	}
	n.improvement = math.Abs(next-n.k) / next
	n.k = next
	n.steps++
	return n.improvement <= closeStep
}

// maxSteps is the default limit; a handful are needed.
const maxSteps = 50

// KappaMLE returns the maximum-likelihood concentration for a mean of length
// rbar in ℝᵖ, the root of A_p(κ) = rbar, and the number of evaluations of A_p
// that it took. It is 0 for rbar = 0.
//
// The relative error is a few ulp: the equation is solved for 1 − A_p where rbar
// is above ½, so that it does not grow with κ, apart from what the rounding of
// rbar itself means. Nothing is allocated.
//
// The error wraps [ErrDimension] for p < 2, [ErrDomain] for rbar outside [0, 1]
// or NaN, both with κ = NaN, and [ErrDegenerate] for rbar >= 1 − 2⁻⁵², with
// κ = +Inf.
func KappaMLE(p int, rbar float64) (kappa float64, iter int, err error) {
	if kappa, err := checkKappa(p, rbar); err != nil || rbar == 0 {
		return kappa, 0, err
	}
	n := newNewton(p, rbar)
	for n.steps < maxSteps {
		if n.step() {
			return n.k, n.steps, nil
		}
	}
	return n.k, n.steps, fmt.Errorf("vmf: p = %d, rbar = %v: %w in %d steps", p, rbar, ErrNotConverged, maxSteps)
}

const epsilon = 0x1p-52

func checkKappa(p int, rbar float64) (kappa float64, err error) {
	switch {
	case p < 2:
		return math.NaN(), fmt.Errorf("vmf: p is %d, want at least 2: %w", p, ErrDimension)
	case !(rbar >= 0 && rbar <= 1):
		return math.NaN(), fmt.Errorf("vmf: rbar is %v, want a number in [0, 1]: %w", rbar, ErrDomain)
	case rbar >= 1-epsilon:
		return math.Inf(1), fmt.Errorf("vmf: rbar is %v, want less than 1 − 2⁻⁵²: %w", rbar, ErrDegenerate)
	}
	return 0, nil
}
