// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"math"
	"math/big"

	"github.com/relaxnum/relax/internal/bigfun"
)

func init() { tables["internal/kernel/nodesums_table.go"] = expTable }

// expTable writes p with e^r = 1 + r + r² p(r) for the exponential of the node
// sums.
func expTable(f *file) {
	half := math.Ln2/2 + 1e-6
	// An error of 4e-16 in p is one of 5e-17 in e^r.
	p := fit("exp", -half, half, 4e-16, func(r *big.Float) *big.Float {
		e := sub(sub(bigfun.Exp(r), num(1)), r)
		return quo(e, mul(r, r))
	})
	f.line("// nodeExp has the coefficients of p, in ascending powers, with e^r = 1 + r + r² p(r) for")
	f.line("// |r| <= log(2)/2.")
	f.line("var nodeExp = [%d]float64{%s}", len(p), list(p))
}
