// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"math/big"
	"strings"

	"github.com/relaxnum/relax/internal/bigfun"
)

func init() { tables["special/trapezoid_table.go"] = trapezoidTable }

// trapezoidNodes is the number of nodes on each side of the saddle point. The
// integrand is widest at x = 1/2, the least x that the rule serves: there it has
// fallen by e^-41 at node 36 with step 1/5 (r = 2.9) and at node 43 with step
// 1/6 (r = 3.8), the latest of all.
const trapezoidNodes = 48

// trapezoidTable writes the nodes u_k = k h for each step h.
func trapezoidTable(f *file) {
	f.line("// A trapezoid has the functions of the nodes u = k h, k = 0, 1, ..., that the rule with")
	f.line("// step h needs.")
	f.line("type trapezoid struct {")
	f.line("halfStep float64")
	f.line("c [%d]float64 // cosh u - 1", trapezoidNodes)
	f.line("s [%d]float64 // sinh u - u", trapezoidNodes)
	f.line("u [%d]float64", trapezoidNodes)
	f.line("grow [%d]float64 // e^u", trapezoidNodes)
	f.line("shrink [%d]float64 // e^-u", trapezoidNodes)
	f.line("}")
	f.line("")
	f.line("// trapezoids has steps 1/5, 1/6, 1/7 and 1/8.")
	f.line("var trapezoids = [4]trapezoid{")
	for inverse := 5; inverse <= 8; inverse++ {
		h := quo(num(1), num(float64(inverse)))
		column := func(g func(u, e, inverse *big.Float) *big.Float) string {
			var c []string
			for k := range trapezoidNodes {
				u := mul(h, num(float64(k)))
				e := bigfun.Exp(u)
				c = append(c, nearest(g(u, e, quo(num(1), e))))
			}
			return "{" + strings.Join(c, ", ") + "},"
		}
		f.line("{")
		f.line("halfStep: %s,", nearest(quo(h, num(2))))
		f.line("c: [%d]float64%s", trapezoidNodes, column(func(u, e, i *big.Float) *big.Float {
			return sub(quo(add(e, i), num(2)), num(1))
		}))
		f.line("s: [%d]float64%s", trapezoidNodes, column(func(u, e, i *big.Float) *big.Float {
			return sub(quo(sub(e, i), num(2)), u)
		}))
		f.line("u: [%d]float64%s", trapezoidNodes, column(func(u, e, i *big.Float) *big.Float { return u }))
		f.line("grow: [%d]float64%s", trapezoidNodes, column(func(u, e, i *big.Float) *big.Float { return e }))
		f.line("shrink: [%d]float64%s", trapezoidNodes, column(func(u, e, i *big.Float) *big.Float { return i }))
		f.line("},")
	}
	f.line("}")
}
