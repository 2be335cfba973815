// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package persist

import (
	"math"
	"math/cmplx"
)

// laplace returns L(s) = ∫ e^(−st) E₀(t) dt, up to the end of the table.
func (t *table) laplace(s complex128) complex128 {
	return laplaceSum(t.panels, s)
}

// laplaceSum adds up the panels that count: L is of the order of 1/|s| at least.
func laplaceSum(panels []panel, s complex128) complex128 {
	var sum complex128
	var m [order]complex128
	small := -45 - math.Log(cmplx.Abs(s)+math.SmallestNonzeroFloat64)
	for i := range panels {
		p := &panels[i]
		if p.logSize-real(s)*p.lo+max(0, -real(s))*(p.hi-p.lo) > small {
			sum += p.laplace(s, &m)
		}
	}
	return sum
}

// laplace is exact for the polynomial of the panel. e^(−Re s·t) and the scale,
// each of which may leave the float64 range, are multiplied as logarithms.
func (p *panel) laplace(s complex128, m *[order]complex128) complex128 {
	if p.scale == 0 {
		return 0
	}
	h := (p.hi - p.lo) / 2
	c := p.lo + h
	z := -s * complex(h, 0)
	moments(m, z)
	var part complex128
	for k, a := range p.coef {
		part += complex(a, 0) * m[k]
	}
	shift := complex(math.Abs(real(z))+p.logScale, 0) - s*complex(c, 0)
	return cmplx.Exp(shift) * part * complex(2*h, 0)
}

// gain returns g(θ) = θ L(−θ), whose value one marks the exponent, and the part
// of L that lies in the last hundredth of what the table resolves: a tail that
// is an extrapolation, or nearly.
func (t *table) gain(theta float64) (g, tail float64) {
	var m [order]complex128
	sum := 0.0
	for i := range t.panels {
		v := real(t.panels[i].laplace(complex(-theta, 0), &m))
		sum += v
		if t.panels[i].scale < 1e-285 {
			tail += v
		}
	}
	// Beyond the end E₀ goes on with the slope that it has there.
	if last := t.e0(t.end); last > 0 {
		v := math.Exp(theta*t.end+math.Log(last)) / (t.decay - theta)
		sum += v
		tail += v
	}
	return theta * sum, theta * tail
}

// gainByParts returns θ L(−θ) by another road: integrated by parts it is
//
//	θ π/(2σ) + θ²/σ ∫ e^(θt) arcsin(r(t)) dt,
//
// which needs neither r′ nor σ but as a factor. The sum runs over plain Gauss
// nodes.
func (t *table) gainByParts(theta float64) float64 {
	sum := 0.0
	for i := range t.panels {
		p := &t.panels[i]
		h := (p.hi - p.lo) / 2
		part := 0.0
		for j, x := range rule.x {
			u := p.lo + h + h*x
			if a := t.rest(u); a > 0 {
				part += rule.w[j] * math.Exp(theta*u+math.Log(a))
			}
		}
		sum += h * part
	}
	t.evals += order * len(t.panels)
	if a := t.rest(t.end); a > 0 && t.decay > theta {
		sum += math.Exp(theta*t.end+math.Log(a)) / (t.decay - theta)
	}
	return theta*math.Pi/(2*t.sigma) + theta*theta*sum
}
