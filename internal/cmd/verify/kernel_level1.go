// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/measure"
)

func init() { areas["kernel level 1"] = verifyLevel1 }

// verifyLevel1 measures the error of norms over the whole range of the numbers,
// subnormal and near overflow included, against sums in 2200 bits.
func verifyLevel1(v *measure.Verify) {
	for _, l := range kernel.Levels() {
		restore := kernel.Limit(l)
		for _, n := range []int{3, 32, 1000} {
			// The root halves the error of the sum. The roundings in a lane, of
			// which the portable level makes 250 for a thousand elements and the
			// others 32, have either sign and mostly cancel.
			limit := 2.0
			if n == 1000 && l == kernel.Portable {
				limit = 8
			}
			name := fmt.Sprintf("Nrm2 of %d from 2^-1074 to 2^1023, %s: exact within %g ulp", n, l, limit)
			found, ok := worst(n, -1074, 1023, limit, func(x []float64) (got, want, ulp float64) {
				want, _ = exactNorm(x).Float64()
				return kernel.Nrm2(x), want, math.Nextafter(want, math.Inf(1)) - want
			})
			v.Row(name, found, ok)
			name = fmt.Sprintf("Nrm232 of %d from 2^-149 to 2^127, %s: exact within %g ulp", n, l, limit)
			found, ok = worst(n, -149, 127, limit, func(x []float64) (got, want, ulp float64) {
				y := make([]float32, n)
				for i := range y {
					y[i] = float32(x[i])
					x[i] = float64(y[i])
				}
				w, _ := exactNorm(x).Float32()
				return float64(kernel.Nrm232(y)), float64(w), float64(math.Nextafter32(w, float32(math.Inf(1)))) - float64(w)
			})
			v.Row(name, found, ok)
		}
		restore()
	}
}

// worst returns the largest error of a norm in ulps over vectors of n elements
// of every exponent from lo to hi, and whether it is within the limit.
func worst(n, lo, hi int, limit float64, norm func(x []float64) (got, want, ulp float64)) (string, bool) {
	r := rand.New(rand.NewPCG(3, uint64(n)))
	x := make([]float64, n)
	var most float64
	at := 0
	for e := lo; e <= hi; e++ {
		spread := 1 << r.IntN(8)
		for i := range x {
			x[i] = math.Ldexp(r.Float64()*2-1, e-r.IntN(spread))
		}
		got, want, ulp := norm(x)
		if got == want { // both infinite perhaps
			continue
		}
		if d := math.Abs(got-want) / ulp; !(d <= most) {
			most, at = d, e
		}
	}
	return fmt.Sprintf("%.3g ulp at 2^%d", most, at), most <= limit
}

// exactNorm returns the norm of x to 2200 bits, of which the squares of the
// least and the largest numbers leave more than enough.
func exactNorm(x []float64) *big.Float {
	s := new(big.Float).SetPrec(2200)
	for _, v := range x {
		b := new(big.Float).SetPrec(2200).SetFloat64(v)
		s.Add(s, b.Mul(b, b))
	}
	return s.Sqrt(s)
}
