// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"math/big"

	"github.com/relaxnum/relax/internal/bigfun"
)

func init() { tables["internal/kernel/normal_table.go"] = normalTable }

// normalTable writes the polynomials of the Box-Muller transform. The factor
// √(2 log 2) of the radius is in sine and cosine, where it costs nothing. An error
// of 8e-8 in a deviate changes the density at ten standard deviations by eight
// parts in 10^7: to see that takes more draws than a machine makes in its life.
func normalTable(f *file) {
	const tol = 8e-8
	ln2 := bigfun.Log(num(2))
	log := fit("normal log", 0, 1, tol/8, func(g *big.Float) *big.Float {
		return quo(bigfun.Log1p(quo(g, num(-2))), mul(sub(num(0), ln2), g))
	})
	// Both in y = x².
	scale := bigfun.Sqrt(mul(num(2), ln2))
	root := bigfun.Sqrt(mul(num(2), scale))
	angle := func(y *big.Float) (x, sin, cos *big.Float) {
		x = bigfun.Sqrt(y)
		half := quo(x, num(2))
		return x, mul(root, bigfun.SinPi(half)), mul(root, bigfun.SinPi(sub(num(0.5), half)))
	}
	sin := fit("normal sin", 0, 1, tol, func(y *big.Float) *big.Float {
		x, s, _ := angle(y)
		return quo(s, x)
	})
	cos := fit("normal cos", 0, 1, tol, func(y *big.Float) *big.Float {
		_, _, c := angle(y)
		return c
	})
	f.line("// Coefficients in ascending powers, with κ = √(2 log 2):")
	f.line("// normalLog of g in -log2(1-g/2) = g p(g) for 0 <= g <= 1, normalSin of x² in")
	f.line("// √(2κ) sin(πx/2) = x p(x²) and normalCos of x² in √(2κ) cos(πx/2) = p(x²) for")
	f.line("// |x| <= 1, each with an error below %g.", tol)
	f.line("var normalTable = [...]float64{")
	for i, p := range [][]*big.Float{log, sin, cos} {
		f.line("// %s", []string{"normalLog", "normalSin", "normalCos"}[i])
		f.line("%s,", list(p))
	}
	f.line("}")
	f.line("// The indices of each polynomial's first coefficient and of the end, and κ.")
	f.line("const (")
	f.line("normalLog = 0")
	f.line("normalSin = %d", len(log))
	f.line("normalCos = %d", len(log)+len(sin))
	f.line("normalEnd = %d", len(log)+len(sin)+len(cos))
	f.line("normalKappa = %s", nearest(scale))
	f.line(")")
}
