// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"math/big"
	"slices"

	"github.com/relaxnum/relax/internal/bigfun"
)

func init() { tables["internal/kernel/nodesums_table.go"] = expTable }

// expTable writes p with 2^f = 1 + f p(f) for the exponential of the node sums.
func expTable(f *file) {
	ln2 := bigfun.Log(num(2))
	// An error of 1e-16 in p is one of 5e-17 in 2^f.
	p := fit("exp2", -0.5, 0.5, 1e-16, func(t *big.Float) *big.Float {
		if t.Sign() == 0 {
			return ln2
		}
		return quo(sub(bigfun.Exp(mul(t, ln2)), num(1)), t)
	})
	f.line("// nodeExp2 has the coefficients of p, in ascending powers, with 2^f = 1 + f p(f) for")
	f.line("// |f| <= 1/2, eight times each: as many as a vector has lanes.")
	f.line("var nodeExp2 = [%d][8]float64{", len(p))
	for _, c := range p {
		f.line("{%s},", list(slices.Repeat([]*big.Float{c}, 8)))
	}
	f.line("}")
}
