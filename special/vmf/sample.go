// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"math"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/rng"
)

// Rand stores a random unit vector in x and returns it. A nil x allocates; it
// panics for another length than Dim. Two goroutines must not call it at once.
//
// The component along the mean direction is drawn by the rejection of G. Ulrich
// (1984) and A. Wood (1994), or in closed form for p = 3; the rest is a Gaussian
// direction, turned to the mean direction by one reflection: 2p multiplications
// and p − 1 normals, whatever κ. Acceptance is above 0.65 for every p and κ.
func (d *Dist) Rand(x []float64) []float64 {
	x = d.vector(x)
	v := d.versineRand()
	along, across := 1-v, math.Sqrt(v*(2-v))
	tangent := x[1:]
	d.direction(tangent, across)

	// Reflecting in the plane orthogonal to u = μ + σe₁, σ the sign of μ₁, takes
	// e₁ to −σμ. Unlike μ − e₁ this u is never small, nor zero for μ = e₁.
	sign := math.Copysign(1, d.mu[0])
	x[0] = -sign * along
	c := (kernel.Dot(d.mu, x) + sign*x[0]) / (1 + math.Abs(d.mu[0])) // 2 u·x / u·u
	kernel.Axpy(x, -c, d.mu)
	x[0] -= sign * c
	return x
}

// bulk is the number of normals from which on a stream of its own is faster than
// one draw after another.
const bulk = 16

// direction fills t with a vector of the given length in a uniform direction.
func (d *Dist) direction(t []float64, length float64) {
	if len(t) == 1 {
		if d.rnd.Uint64()>>63 == 1 {
			length = -length
		}
		t[0] = length
		return
	}
	norm := 0.0
	for norm == 0 { // as good as never again
		if len(t) < bulk {
			for i := range t {
				t[i] = d.rnd.NormFloat64()
			}
		} else {
			rng.From(d.rnd).Normals(t, 0)
		}
		norm = kernel.Nrm2(t)
	}
	kernel.Scale(t, length/norm)
}

// versineRand draws V = 1 − μ·x.
//
// Wood draws Z from Beta(½(p−1), ½(p−1)) and takes V = 2bZ/(1−(1−b)Z). In terms
// of X = 2Z − 1, which is cos(2πU₂) √(1 − U₁^(2/(p−2))), and of t = x₀X with
// x₀ = (1−b)/(1+b), his condition
//
//	κW + (p−1) log(1−x₀W) − c ≥ log U,  W = 1 − V,
//
// becomes (p−1) (−t/(1−t) − log(1−t)) ≥ log U by κ(1−x₀²) = (p−1)x₀, and all
// that cancelled is gone.
func (d *Dist) versineRand() float64 {
	q := float64(len(d.mu) - 1)
	if q == 2 {
		return versine3(d.kappa, d.rnd.Float64())
	}
	b := q / 2 / (d.kappa + math.Hypot(d.kappa, q/2))
	x0 := (1 - b) / (1 + b)
	for {
		x := math.Cos(2 * math.Pi * d.rnd.Float64())
		if q > 1 {
			x *= math.Sqrt(-math.Expm1(2 * math.Log(d.rnd.Float64()) / (q - 1)))
		}
		t := x0 * x
		if q*(-t/(1-t)-math.Log1p(-t)) >= math.Log(d.rnd.Float64()) {
			return min(2*b*(1+x)/((1+b)*(1-t)), 2)
		}
	}
}

// versine3 is the quantile function of V for p = 3, where V has a truncated
// exponential distribution.
func versine3(k, u float64) float64 {
	if k < 0x1p-60 {
		return 2 * u
	}
	return min(-math.Log1p(u*math.Expm1(-2*k))/k, 2)
}
