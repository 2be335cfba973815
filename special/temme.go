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
	// Γ_1 = -γ + g1, Γ_2 = 1 + g2
	g1, g2 := z*polynomial(temmeGamma1[1:], z), z*polynomial(temmeGamma2[1:], z)
	m1 := mu * (temmeGamma1[0] + g1)
	plus, minus := 1+(g2-m1), 1+(g2+m1) // 1/Γ(1+μ), 1/Γ(1-μ)
	sigma, sigmaLow := dd.TwoProd(mu, l)
	sigmaLow += mu * low
	e, power := dd.ExpPair(sigma, sigmaLow)
	e = dd.Scale2(e, power)
	i := 1 / e
	p, q := 0.5*e/plus, 0.5*i/minus
	var f float64
	if math.Abs(sigma) < 1 {
		// (πμ/sin πμ) (Γ_1 cosh σ + Γ_2 log(2/x) sinh(σ)/σ), its two large terms,
		// -γ and log(2/x), joined first
		s := sigma * sigma
		sinh := s / 6 * (1 + s/20*(1+s/42*(1+s/72*(1+s/110*(1+s/156*(1+s/210*(1+s/272)))))))
		cosh := s / 2 * (1 + s/12*(1+s/30*(1+s/56*(1+s/90*(1+s/132*(1+s/182*(1+s/240)))))))
		head, headLow := dd.TwoSum(l, gammaPieces[0].slope)
		rest := (g1 + g2*l) + ((temmeGamma1[0]+g1)*cosh + (1+g2)*l*sinh)
		f = (head + (rest + (headLow + low + gammaPieces[0].slopeLow))) / (1 + z*polynomial(temmeSine[:], z))
	} else {
		f = (p - q) / mu
	}
	h := 0.5 * x
	y := h * h
	// The terms fall at least as fast as y^k / k!; the first one is added last.
	first, second := f, p
	k0, k1 = 0, 0
	c := 1.0
	for k := 1.0; ; k++ {
		a, b := k-mu, k+mu
		d := 1 / (a * b)
		f = (k*f + p + q) * d
		p *= b * d
		q *= a * d
		c *= y / k
		k0 += c * f
		k1 += c * (p - k*f)
		if c*f < 0x1p-56*first && c < 0x1p-56 {
			return first + k0, second + k1
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
