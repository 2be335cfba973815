// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"math/big"

	"github.com/relaxnum/relax/internal/bigfun"
)

func init() {
	tables["special/precise_gamma_table.go"] = preciseGammaTable
	tables["special/precise_nodes_table.go"] = preciseNodesTable
}

func pairs(f *file, p []*big.Float) {
	for _, a := range p {
		w := words(a, 2)
		f.line("{Hi: %s, Lo: %s},", w[0], w[1])
	}
}

// preciseGammaTable has log Γ(2+v) for small v and Stirling's series, for
// double-double arithmetic.
func preciseGammaTable(f *file) {
	f.line("import \"github.com/relaxnum/relax/internal/dd\"")
	f.line("")
	p := fit("log gamma at 2, pairs", 0, 0.5, 1e-32, func(v *big.Float) *big.Float {
		if v.Sign() == 0 {
			return bigfun.Digamma(num(2))
		}
		y := add(bigfun.Lgamma1p(v), bigfun.Log1p(v))
		return quo(y, v)
	})
	f.line("// gammaPairs has the coefficients, in ascending powers, of p with log Γ(2+v) = v p(v) for")
	f.line("// 0 <= v <= 1/2.")
	f.line("var gammaPairs = [%d]dd.Num{", len(p))
	pairs(f, p)
	f.line("}")
	f.line("")
	const terms = 15
	s := make([]*big.Float, terms)
	for k, b := range bigfun.Bernoulli(terms) {
		m := int64(2 * (k + 1))
		s[k] = rational(new(big.Rat).Quo(b, big.NewRat(m*(m-1), 1)))
	}
	f.line("// stirlingPairs has B_2k / (2k (2k-1)); the terms of Stirling's series fall below 2^-107 at v = 20.")
	f.line("var stirlingPairs = [%d]dd.Num{", terms)
	pairs(f, s)
	f.line("}")
}

// preciseNodes is the number of nodes on each side: the integrand has fallen by
// e^-75 at node 154 for v = 0, x = 0.07, where log K = 1.
const preciseNodes = 184

func preciseNodesTable(f *file) {
	f.line("import \"github.com/relaxnum/relax/internal/dd\"")
	f.line("")
	f.line("// preciseNodes has cosh u - 1 and sinh u - u at u = k/20, k = 1, 2, ...")
	f.line("var preciseNodes = [%d]struct{ c, s dd.Num }{", preciseNodes)
	for k := 1; k <= preciseNodes; k++ {
		u := quo(num(float64(k)), num(20))
		e := bigfun.Exp(u)
		i := quo(num(1), e)
		c := words(sub(quo(add(e, i), num(2)), num(1)), 2)
		s := words(sub(quo(sub(e, i), num(2)), u), 2)
		f.line("{dd.Num{Hi: %s, Lo: %s}, dd.Num{Hi: %s, Lo: %s}},", c[0], c[1], s[0], s[1])
	}
	f.line("}")
}
