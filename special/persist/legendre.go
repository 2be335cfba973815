// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package persist

import (
	"math"
	"math/cmplx"
	"slices"

	"gonum.org/v1/gonum/integrate/quad"
)

// order is the number of Gauss-Legendre nodes of a panel and of the Legendre
// coefficients that they give.
const order = 20

// rule holds nodes and weights on [−1, 1], and transform the matrix from values
// at the nodes to Legendre coefficients: (2k+1)/2 wᵢ Pₖ(xᵢ).
var rule = newRule(order)

type gauss struct {
	x, w      []float64
	transform [][]float64
}

func newRule(n int) gauss {
	g := gauss{make([]float64, n), make([]float64, n), make([][]float64, n)}
	quad.Legendre{}.FixedLocations(g.x, g.w, -1, 1)
	if g.x[0] > g.x[n-1] { // their order is not documented; the weights are symmetric
		slices.Reverse(g.x)
	}
	for k := range g.transform {
		g.transform[k] = make([]float64, n)
	}
	p := make([]float64, n)
	for i, x := range g.x {
		legendre(p, x)
		for k := range n {
			g.transform[k][i] = (float64(k) + 0.5) * g.w[i] * p[k]
		}
	}
	return g
}

// legendre fills p with P₀(x), P₁(x), ….
func legendre(p []float64, x float64) {
	p[0] = 1
	if len(p) > 1 {
		p[1] = x
	}
	for k := 1; k+1 < len(p); k++ {
		p[k+1] = (float64(2*k+1)*x*p[k] - float64(k)*p[k-1]) / float64(k+1)
	}
}

// moments fills m with e^(−|Re z|) iₖ(z), iₖ being the modified spherical Bessel
// functions: ∫ Pₖ(x) e^(zx) dx over [−1, 1] is 2iₖ(z). With them a panel's
// Laplace transform is exact for its polynomial however fast e^(−st) turns.
func moments(m *[order]complex128, z complex128) {
	negative := real(z) < 0
	if negative {
		z = -z // iₖ(−z) = (−1)ᵏ iₖ(z)
	}
	if cmplx.Abs(z) > 1.5*order {
		// Upwards: nothing grows faster than iₖ while k < |z|.
		e := cmplx.Exp(-2 * z)
		turn := cmplx.Exp(complex(0, imag(z)))
		m[0] = turn * (1 - e) / (2 * z)
		m[1] = turn * (1 + e) / (2 * z)
		m[1] -= m[0] / z
		inv := 1 / z
		for k := 1; k+1 < order; k++ {
			m[k+1] = m[k-1] - complex(float64(2*k+1), 0)*inv*m[k]
		}
	} else {
		backward(m, z)
	}
	if negative {
		for k := 1; k < order; k += 2 {
			m[k] = -m[k]
		}
	}
}

// backward is Miller's algorithm, normalised by Σ (2k+1) iₖ(z) = e^z.
func backward(m *[order]complex128, z complex128) {
	if cmplx.Abs(z) < 1e-8 {
		// iₖ ~ zᵏ/(2k+1)!!: two terms are exact to rounding.
		*m = [order]complex128{1, z / 3}
		m[0] = 1 - complex(math.Abs(real(z)), 0)
		return
	}
	// The first neglected function is below 1e-18 of the last wanted one: the
	// ratio of neighbours is |z|/(2k+3) or so.
	start := order + 12 + int(1.6*cmplx.Abs(z))
	var up, now complex128 = 0, 1e-280
	sum := complex(float64(2*start+1), 0) * now
	inv := 1 / z
	for k := start; k > 0; k-- {
		up, now = now, up+complex(float64(2*k+1), 0)*inv*now
		if k-1 < order {
			m[k-1] = now
		}
		sum += complex(float64(2*k-1), 0) * now
		if a := max(math.Abs(real(now)), math.Abs(imag(now))); a > 1e250 {
			s := complex(1/a, 0)
			up *= s
			now *= s
			sum *= s
			for j := k - 1; j < order; j++ {
				m[j] *= s
			}
		}
	}
	scale := cmplx.Exp(complex(0, imag(z))) / sum
	for k := range m {
		m[k] *= scale
	}
}
