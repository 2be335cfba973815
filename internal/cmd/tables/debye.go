// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/relaxnum/relax/internal/bigfun"
)

func init() {
	tables["special/debye_table.go"] = debyeTable
	tables["special/debye_pairs_table.go"] = debyePairsTable
}

// How many terms the double-precision sums have at most: those of the
// derivatives converge more slowly.
const (
	debyeTerms = 20
	slopeTerms = 24
)

func rational(a *big.Rat) *big.Float { return num(0).SetRat(a) }

// debyeTable writes three sums as straight-line code: loops over a triangle of
// coefficients would spend more time on branches than on arithmetic.
func debyeTable(f *file) {
	d := bigfun.DebyeLog(slopeTerms)
	sums(f, "debyeSums", "w^k d_k(s)", "", d[:debyeTerms])

	// With c_kj the coefficients of d_k:
	slopes := each(d, func(k, j int, c, next *big.Rat) *big.Rat {
		return new(big.Rat).Mul(c, big.NewRat(int64(k+2*j), 1))
	})
	sums(f, "debyeSlopes", "w^k e_k(s)",
		"e_k(s) = k d_k(s) + 2s d_k'(s) makes it the derivative in x, divided by -x w².", slopes)

	orders := each(d, func(k, j int, c, next *big.Rat) *big.Rat {
		a := new(big.Rat).Mul(c, big.NewRat(-int64(k+2*j), 1))
		return a.Add(a, new(big.Rat).Mul(next, big.NewRat(2*int64(j+1), 1)))
	})
	sums(f, "debyeOrders", "w^k g_k(s)",
		"g_k(s) = 2(1-s) d_k'(s) - k d_k(s) makes it the derivative in v, divided by v w².", orders)
}

// each maps the coefficient c of s^j of d_k, and the one after it.
func each(d [][]*big.Rat, f func(k, j int, c, next *big.Rat) *big.Rat) [][]*big.Rat {
	g := make([][]*big.Rat, len(d))
	for i, row := range d {
		for j, c := range row {
			next := new(big.Rat)
			if j+1 < len(row) {
				next = row[j+1]
			}
			g[i] = append(g[i], f(i+1, j, c, next))
		}
	}
	return g
}

// sums writes a function that sums the polynomials with the coefficients d.
func sums(f *file, name, term, explain string, d [][]*big.Rat) {
	f.line("// %s returns Σ %s over the odd k and over the even k, k <= n, where n is", name, term)
	f.line("// 0, 1 or an even number up to %d. %s", len(d), explain)
	f.line("func %s(n int, w, s float64) (odd, even float64) {", name)
	f.line("w2 := w*w")
	f.line("if n <= 2 {")
	f.line("if n == 0 { return 0, 0 }")
	f.line("odd = w*(%s)", horner(literals(d[0]), "s"))
	f.line("if n == 2 { even = w2*(%s) }", horner(literals(d[1]), "s"))
	f.line("return odd, even")
	f.line("}")
	f.line("z := s*s")
	for k := len(d); k >= 2; k -= 2 {
		closing := ""
		if k > 4 {
			f.line("if n >= %d {", k)
			closing = "}"
		}
		f.line("even = even*w2 + (%s)", estrin(literals(d[k-1])))
		f.line("odd = odd*w2 + (%s)", estrin(literals(d[k-2])))
		f.line("%s", closing)
	}
	f.line("return odd*w, even*w2")
	f.line("}")
	f.line("")
}

func literals(row []*big.Rat) []string {
	c := make([]string, len(row))
	for j, a := range row {
		c[j] = nearest(rational(a))
	}
	return c
}

// horner writes the polynomial in x with coefficients c in ascending powers.
func horner(c []string, x string) string {
	n := len(c)
	var y strings.Builder
	y.WriteString(strings.Repeat("(", max(0, n-2)) + c[n-1])
	for i := n - 2; i >= 0; i-- {
		y.WriteString(fmt.Sprintf("*%s + %s", x, c[i]))
		if i > 0 {
			y.WriteString(")")
		}
	}
	return y.String()
}

// estrin writes a polynomial in s as two in z = s², for two chains of
// dependent operations instead of one.
func estrin(c []string) string {
	if len(c) < 5 {
		return horner(c, "s")
	}
	var even, odd []string
	for i, a := range c {
		if i%2 == 0 {
			even = append(even, a)
		} else {
			odd = append(odd, a)
		}
	}
	return fmt.Sprintf("(%s) + s*(%s)", horner(even, "z"), horner(odd, "z"))
}

// debyePairsTable has the coefficients of more terms as pairs, for the
// double-double sums.
func debyePairsTable(f *file) {
	const terms = 26
	f.line("import \"github.com/relaxnum/relax/internal/dd\"")
	f.line("")
	f.line("// debyePairs holds the coefficients of d_1, d_2, ... in ascending powers of s, as")
	f.line("// sums of two words.")
	f.line("var debyePairs = [%d][]dd.Num{", terms)
	for _, row := range bigfun.DebyeLog(terms) {
		f.line("{")
		for _, a := range row {
			w := words(rational(a), 2)
			f.line("{Hi: %s, Lo: %s},", w[0], w[1])
		}
		f.line("},")
	}
	f.line("}")
}
