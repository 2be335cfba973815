// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package persist

import (
	"fmt"
	"math"
)

// Matern is the covariance of Matérn's class,
//
//	r(t) = 2^(1−Nu)/Γ(Nu) uᴺᵘ K_Nu(u),  u = t/Scale.
//
// No factor √(2Nu) stands in u: with Nu = 3/2 it is (1+u)e^(−u). The process has
// a derivative for Nu > 1.
type Matern struct {
	// Nu is the smoothness: a half-integer above 1 and at most 20.5; zero
	// means 3/2.
	Nu float64
	// Scale is the unit of t; zero means 1.
	Scale float64
}

func (c Matern) nu() float64 {
	if c.Nu == 0 {
		return 1.5
	}
	return c.Nu
}

func (c Matern) scale() float64 {
	if c.Scale == 0 {
		return 1
	}
	return c.Scale
}

func (c Matern) check() error {
	if _, ok := half(c.nu()); !ok || c.nu() < 1 {
		return fmt.Errorf("persist: Matern.Nu is %v, want 1.5, 2.5, …, 20.5, or zero for 1.5: %w", c.Nu, ErrDomain)
	}
	return checkScale("Matern", c.scale())
}

// R returns r(t).
func (c Matern) R(t float64) float64 { return maternR(c.nu(), t/c.scale()) }

// DR returns r′(t): the derivative of rᵥ is −u/(2(v−1)) rᵥ₋₁.
func (c Matern) DR(t float64) float64 {
	u := t / c.scale()
	v := c.nu() - 1
	return -u / (2 * v) * maternR(v, u) / c.scale()
}

// OneMinusR returns 1 − r(t).
func (c Matern) OneMinusR(t float64) float64 {
	v, u := c.nu(), t/c.scale()
	if d := 1 - maternR(v, u); d > 0.25 {
		return d
	}
	p, _ := half(v)
	return oneMinusHalf(p, u)
}

// Curvature returns −r″(0) = 1/(2(Nu−1)Scale²).
func (c Matern) Curvature() float64 {
	s := c.scale()
	return 1 / (2 * (c.nu() - 1) * s * s)
}

// half returns p for v = p + 1/2, p a small integer: rᵥ(u) is then e^(−u) times
// a polynomial of degree p with the coefficients
//
//	cₖ = 2ᵏ p!/(2p)! · (2p−k)!/(k! (p−k)!),
//
// all positive and at most 1/k!.
func half(v float64) (p int, ok bool) {
	const maxHalf = 20
	q := v - 0.5
	if q >= 0 && q == math.Floor(q) && q <= maxHalf {
		return int(q), true
	}
	return 0, false
}

// maternR returns rᵥ(u), v > 0.
func maternR(v, u float64) float64 {
	p, _ := half(v)
	if u > 1000 {
		return 0 // 1000²⁰e^(−1000) is below the float64 range
	}
	sum, term := 1.0, 1.0
	for k := range p {
		term *= u * float64(2*(p-k)) / float64((2*p-k)*(k+1))
		sum += term
	}
	e := math.Exp(-u / 2) // e^(−u) alone may be subnormal, and inexact, where the product is not
	return sum * e * e
}

// oneMinusHalf returns 1 − rᵥ(u) = e^(−u) Σ (1/k! − cₖ) uᵏ, a sum of positive
// terms.
func oneMinusHalf(p int, u float64) float64 {
	sum, c, f, power := 0.0, 1.0, 1.0, 1.0
	for k := range 200 {
		if k < p {
			c *= float64(2*(p-k)) / float64((2*p-k)*(k+1))
		} else {
			c = 0
		}
		f /= float64(k + 1)
		power *= u
		add := (f - c) * power
		sum += add
		if k > 1 && add < 1e-18*sum {
			break
		}
	}
	return sum * math.Exp(-u)
}
