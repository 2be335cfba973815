// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math"
	"math/big"
	"os"
)

// fit returns the polynomial, in ascending powers of t, that interpolates f at
// the Chebyshev points of [a, b], of the least degree whose error, found at
// many points between, stays below tol. Such a polynomial is within a small
// factor of the best one.
func fit(what string, a, b, tol float64, f func(t *big.Float) *big.Float) []*big.Float {
	const checks = 67
	at, want := make([]*big.Float, checks), make([]*big.Float, checks)
	for i := range at {
		at[i] = num(a + (b-a)*(float64(i)+0.31)/checks)
		want[i] = f(at[i])
	}
	for degree := 2; ; degree++ {
		p := interpolate(a, b, degree, f)
		worst := 0.0
		for i, t := range at {
			e, _ := sub(evaluate(p, t), want[i]).Float64()
			worst = max(worst, math.Abs(e))
		}
		if worst < tol {
			fmt.Fprintf(os.Stderr, "%s: degree %d, error %.2g\n", what, degree, worst)
			return p
		}
	}
}

func evaluate(p []*big.Float, t *big.Float) *big.Float {
	y := num(0)
	for i := len(p) - 1; i >= 0; i-- {
		y = add(mul(y, t), p[i])
	}
	return y
}

// interpolate finds the polynomial by Newton's divided differences.
func interpolate(a, b float64, degree int, f func(t *big.Float) *big.Float) []*big.Float {
	n := degree + 1
	x, d := make([]*big.Float, n), make([]*big.Float, n)
	for i := range x {
		x[i] = num((a+b)/2 + (b-a)/2*math.Cos(math.Pi*(float64(i)+0.5)/float64(n)))
		d[i] = f(x[i])
	}
	for j := 1; j < n; j++ {
		for i := n - 1; i >= j; i-- {
			d[i] = quo(sub(d[i], d[i-1]), sub(x[i], x[i-j]))
		}
	}
	p := []*big.Float{d[n-1]}
	for i := n - 2; i >= 0; i-- { // p <- p (t - x_i) + d_i
		next := make([]*big.Float, len(p)+1)
		next[len(p)] = p[len(p)-1]
		for k := len(p) - 1; k > 0; k-- {
			next[k] = sub(p[k-1], mul(p[k], x[i]))
		}
		next[0] = sub(d[i], mul(p[0], x[i]))
		p = next
	}
	return p
}
