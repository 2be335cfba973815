// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package persist

import (
	"fmt"
	"math"
)

// A Covariance is the covariance function r of a stationary Gaussian process
// with mean zero and variance one: r(0) = 1 and, the process being smooth,
// r′(0) = 0 and r″(0) < 0. Only t ≥ 0 is asked for. Both methods must be safe
// for concurrent use and precise relative to the value also where it is small:
// the slow tail decides.
//
// The package looks for two more methods, which make results more precise, and
// does by quadrature and extrapolation without them:
//
//	OneMinusR(t float64) float64 // 1 − r(t) without cancellation
//	Curvature() float64          // −r″(0)
type Covariance interface {
	R(t float64) float64  // r(t)
	DR(t float64) float64 // r′(t)
}

// oneMinusR and curvature are the optional methods of a Covariance.
type oneMinusR interface{ OneMinusR(t float64) float64 }
type curvature interface{ Curvature() float64 }

// checked is implemented by the covariances of this package: it says whether
// their parameters are in range.
type checked interface{ check() error }

// Diffusion is the covariance of the diffusion equation with random initial
// values in Dim dimensions, t being the logarithm of time:
//
//	r(t) = sech(t/2)^(Dim/2).
//
// S. N. Majumdar, C. Sire, A. J. Bray and S. J. Cornell; B. Derrida, V. Hakim
// and R. Zeitak, Phys. Rev. Lett. 77 (1996) 2867 and 2871.
type Diffusion struct {
	// Dim is the number of dimensions, a positive number; zero means 1.
	Dim float64
}

func (c Diffusion) dim() float64 {
	if c.Dim == 0 {
		return 1
	}
	return c.Dim
}

func (c Diffusion) check() error {
	if d := c.dim(); !(d > 0) || math.IsInf(d, 1) {
		return fmt.Errorf("persist: Diffusion.Dim is %v, want a positive number, or zero for 1: %w", c.Dim, ErrDomain)
	}
	return nil
}

// logR returns log r(t). Written through 1 − tanh² it would vanish beyond
// t = 75 or so and cut the tail off.
func (c Diffusion) logR(t float64) float64 {
	x := t / 2
	if x < 1 {
		// log cosh x = log(1 + 2 sinh²(x/2))
		s := math.Sinh(x / 2)
		return -c.dim() / 2 * math.Log1p(2*s*s)
	}
	return -c.dim() / 2 * (x - math.Ln2 + math.Log1p(math.Exp(-t)))
}

// R returns r(t).
func (c Diffusion) R(t float64) float64 { return math.Exp(c.logR(t)) }

// DR returns r′(t).
func (c Diffusion) DR(t float64) float64 {
	return -c.dim() / 4 * math.Tanh(t/2) * math.Exp(c.logR(t))
}

// OneMinusR returns 1 − r(t).
func (c Diffusion) OneMinusR(t float64) float64 { return -math.Expm1(c.logR(t)) }

// Curvature returns −r″(0) = Dim/8.
func (c Diffusion) Curvature() float64 { return c.dim() / 8 }

// RandomAcceleration is the covariance of a randomly accelerated particle's
// position, t being the logarithm of time and the variance scaled to one:
//
//	r(t) = (3e^(−t/2) − e^(−3t/2))/2.
//
// Its persistence exponent is 1/4: T. W. Burkhardt, J. Phys. A 26 (1993) L1157.
type RandomAcceleration struct{}

// R returns r(t).
func (RandomAcceleration) R(t float64) float64 {
	q := math.Exp(-t / 2)
	return q * (3 - q*q) / 2
}

// DR returns r′(t).
func (RandomAcceleration) DR(t float64) float64 {
	return 0.75 * math.Exp(-t/2) * math.Expm1(-t)
}

// OneMinusR returns 1 − r(t) = (1−q)²(2+q)/2 with q = e^(−t/2).
func (RandomAcceleration) OneMinusR(t float64) float64 {
	p := -math.Expm1(-t / 2)
	return p * p * (3 - p) / 2
}

// Curvature returns −r″(0) = 3/4.
func (RandomAcceleration) Curvature() float64 { return 0.75 }

// Gaussian is the covariance r(t) = exp(−(t/Scale)²/2).
type Gaussian struct {
	// Scale is the unit of t; zero means 1.
	Scale float64
}

func (c Gaussian) scale() float64 {
	if c.Scale == 0 {
		return 1
	}
	return c.Scale
}

func (c Gaussian) check() error { return checkScale("Gaussian", c.scale()) }

// R returns r(t).
func (c Gaussian) R(t float64) float64 {
	t /= c.scale()
	return math.Exp(-t * t / 2)
}

// DR returns r′(t).
func (c Gaussian) DR(t float64) float64 {
	t /= c.scale()
	return -t * math.Exp(-t*t/2) / c.scale()
}

// OneMinusR returns 1 − r(t).
func (c Gaussian) OneMinusR(t float64) float64 {
	t /= c.scale()
	return -math.Expm1(-t * t / 2)
}

// Curvature returns −r″(0) = 1/Scale².
func (c Gaussian) Curvature() float64 { return 1 / (c.scale() * c.scale()) }

func checkScale(name string, s float64) error {
	if !(s > 1e-100 && s < 1e100) {
		return fmt.Errorf("persist: %s.Scale is %v, want a number between 1e-100 and 1e100, or zero for 1: %w", name, s, ErrDomain)
	}
	return nil
}
