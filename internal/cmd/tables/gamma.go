// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"github.com/relaxnum/relax/internal/bigfun"
)

func init() {
	tables["special/lgamma1p_table.go"] = gammaTable
	tables["special/temme_table.go"] = temmeTable
}

// gammaPieces is the number of unit intervals around 0, 1, ... that have a
// polynomial of their own; Stirling's series takes over at gammaPieces - 1/2.
const gammaPieces = 8

// gammaCoefs is the number of coefficients of every piece, zeros included, so
// that they are evaluated without a branch.
const gammaCoefs = 20

// gammaTable writes log Γ(1+m+t) = value + t (slope + t p(t)), |t| <= 1/2, for
// each m, and the series in Stirling's formula as a polynomial in 1/v².
func gammaTable(f *file) {
	f.line("// A gammaPiece has log Γ(1+m+t) = value + t (slope + t p(t)): value and slope as pairs,")
	f.line("// the coefficients of p in ascending powers.")
	f.line("type gammaPiece struct {")
	f.line("value, valueLow, slope, slopeLow float64")
	f.line("p [%d]float64", gammaCoefs)
	f.line("}")
	f.line("")
	f.line("// gammaPieces is indexed by m and holds for |t| <= 1/2, except the first, for 0 <= t.")
	f.line("var gammaPieces = [%d]gammaPiece{", gammaPieces)
	for m := range gammaPieces {
		low := -0.5
		if m == 0 {
			low = 0
		}
		value, slope, p := gammaFit(m, low, 0.5)
		if len(p) > gammaCoefs {
			panic("gammaCoefs is too small")
		}
		v, s := words(value, 2), words(slope, 2)
		f.line("{%s, %s, %s, %s, [%d]float64{%s}},", v[0], v[1], s[0], s[1], gammaCoefs, list(p))
	}
	f.line("}")
	f.line("")
	_, _, p := gammaFit(0, -0.5, 0)
	f.line("// gammaBelow is p of the first piece for -1/2 <= t <= 0.")
	f.line("var gammaBelow = [...]float64{%s}", list(p))
	f.line("")

	const from = gammaPieces - 0.5
	p = fit("Stirling", 1e-9, 1/(from*from), 2e-19, func(z *big.Float) *big.Float {
		v := quo(num(1), bigfun.Sqrt(z))
		s := sub(bigfun.Lgamma1p(v), mul(add(v, num(0.5)), bigfun.Log(v)))
		s = add(s, v)
		s = sub(s, quo(bigfun.Log(mul(num(2), bigfun.Pi())), num(2)))
		return mul(s, v)
	})
	f.line("// stirlingFrom is where the pieces end.")
	f.line("const stirlingFrom = %v", from)
	f.line("")
	f.line("// gammaStirling is a polynomial in 1/v² with log Γ(1+v) = (v+1/2) log v - v + log(2π)/2 +")
	f.line("// gammaStirling/v for v >= stirlingFrom.")
	f.line("var gammaStirling = [%d]float64{%s}", len(p), list(p))
	w := words(quo(bigfun.Log(mul(num(2), bigfun.Pi())), num(2)), 2)
	f.line("")
	f.line("// halfLog2Pi is log(2π)/2.")
	f.line("const halfLog2Pi, halfLog2PiLow = %s, %s", w[0], w[1])
	w = words(quo(bigfun.Log(quo(bigfun.Pi(), num(2))), num(2)), 2)
	f.line("")
	f.line("// halfLogHalfPi is log(π/2)/2.")
	f.line("const halfLogHalfPi, halfLogHalfPiLow = %s, %s", w[0], w[1])
}

// gammaFit returns value, slope and p of the piece m for low <= t <= high.
func gammaFit(m int, low, high float64) (value, slope *big.Float, p []*big.Float) {
	center := num(float64(m))
	value = bigfun.Lgamma1p(center)
	if m < 2 {
		value = num(0)
	}
	slope = bigfun.Digamma(add(center, num(1)))
	return value, slope, fit(fmt.Sprintf("log gamma, m=%d from %v", m, low), low, high, 1e-18, func(t *big.Float) *big.Float {
		y := sub(bigfun.Lgamma1p(add(center, t)), value)
		return quo(sub(quo(y, t), slope), t)
	})
}

func list(p []*big.Float) string {
	c := make([]string, len(p))
	for i, a := range p {
		c[i] = nearest(a)
	}
	return strings.Join(c, ", ")
}

// temmeTable writes Temme's Γ_1 and Γ_2 as polynomials in μ².
func temmeTable(f *file) {
	inverse := func(mu *big.Float) *big.Float { return bigfun.Exp(sub(num(0), bigfun.Lgamma1p(mu))) }
	root := func(z *big.Float) (plus, minus, mu *big.Float) {
		mu = bigfun.Sqrt(z)
		return inverse(mu), inverse(sub(num(0), mu)), mu
	}
	one := fit("Temme 1", math.Exp2(-40), 0.25, 2e-19, func(z *big.Float) *big.Float {
		plus, minus, mu := root(z)
		return quo(sub(minus, plus), mul(num(2), mu))
	})
	two := fit("Temme 2", math.Exp2(-40), 0.25, 2e-19, func(z *big.Float) *big.Float {
		plus, minus, _ := root(z)
		return quo(add(minus, plus), num(2))
	})
	sinc := fit("Temme sin", math.Exp2(-40), 0.25, 2e-19, func(z *big.Float) *big.Float {
		plus, minus, _ := root(z)
		return quo(sub(mul(plus, minus), num(1)), z) // sin(πμ)/πμ = 1/(Γ(1+μ) Γ(1-μ))
	})
	f.line("// temmeGamma1 and temmeGamma2 are polynomials in μ² for |μ| <= 1/2:")
	f.line("// Γ_1 = (1/Γ(1-μ) - 1/Γ(1+μ)) / 2μ and Γ_2 = (1/Γ(1-μ) + 1/Γ(1+μ)) / 2;")
	f.line("// temmeSine has sin(πμ)/πμ = 1 + μ² temmeSine.")
	f.line("var (")
	f.line("temmeGamma1 = [...]float64{%s}", list(one))
	f.line("temmeGamma2 = [...]float64{%s}", list(two))
	f.line("temmeSine = [...]float64{%s}", list(sinc))
	f.line(")")
}
