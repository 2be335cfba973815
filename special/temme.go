// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"

	"github.com/relaxnum/relax/internal/dd"
)

// For hypot(v, x) < debyeMin and x < temmeBelow, K comes from Temme's series for
// an order μ in [-1/2, 1/2] and from raising the order: N. Temme, On the
// numerical evaluation of the modified Bessel function of the third kind,
// J. Comput. Phys. 19 (1975).
const temmeBelow = 0.5

// temmePair returns K_μ(x) and (x/2) K_{μ+1}(x), |μ| <= 1/2, for
// log(2/x) = l + low, l > 1.
func temmePair(mu, x, l, low float64) (k0, k1 float64) {
	z := mu * mu
	g1, g2 := polynomial(temmeGamma1[:], z), polynomial(temmeGamma2[:], z)
	plus, minus := g2-mu*g1, g2+mu*g1 // 1/Γ(1+μ), 1/Γ(1-μ)
	sigma, sigmaLow := dd.TwoProd(mu, l)
	sigmaLow += mu * low
	e := math.Exp(sigma)
	e += e * sigmaLow
	i := 1 / e
	var cosh, sinhc float64 // cosh σ, sinh(σ)/σ
	if math.Abs(sigma) < 1 {
		q := sigma * sigma
		sinhc = 1 + q/6*(1+q/20*(1+q/42*(1+q/72*(1+q/110*(1+q/156*(1+q/210*(1+q/272)))))))
		cosh = 1 + q/2*(1+q/12*(1+q/30*(1+q/56*(1+q/90*(1+q/132*(1+q/182*(1+q/240)))))))
	} else {
		sinhc, cosh = 0.5*(e-i)/sigma, 0.5*(e+i)
	}
	f := (g1*cosh + g2*sinhc*l) / (plus * minus)
	p, q := 0.5*e/plus, 0.5*i/minus
	h := 0.5 * x
	y := h * h
	c := 1.0
	k0, k1 = f, p
	for k := 1.0; ; k++ {
		a, b := k-mu, k+mu
		d := 1 / (a * b)
		f = (k*f + p + q) * d
		p *= b * d
		q *= a * d
		c *= y / k
		k0 += c * f
		k1 += c * (p - k*f)
		if c*f < 0x1p-56*k0 && c < 0x1p-56 {
			return k0, k1
		}
	}
}

// temmeK is log K_v(x).
func temmeK(v, x float64) float64 {
	l, low := logHalf(x)
	l, low = -l, -low
	k, n := temmeScaled(v, x, l, low)
	// log K = log k + n log(2/x)
	a, aLow := dd.TwoProd(n, l)
	b, bLow := dd.LogPair(k)
	f, e := dd.TwoSum(a, b)
	return f + (e + (aLow + n*low + bLow))
}

// temmeScaled returns (x/2)^n K_v(x) and n, the integer next to v. With
// k_j = (x/2)^j K_{μ+j}, k_{j+1} = (μ+j) k_j + (x²/4) k_{j-1}, where all terms
// are positive from j = 1 on.
func temmeScaled(v, x, l, low float64) (k, n float64) {
	n = math.Floor(v + 0.5)
	mu := v - n
	before, k := temmePair(mu, x, l, low)
	if n == 0 {
		return before, 0
	}
	h := 0.5 * x
	y := h * h
	for j := 1.0; j < n; j++ {
		before, k = k, (mu+j)*k+y*before
	}
	return k, n
}
