// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/relaxnum/relax/internal/dd"
	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/measure"
)

func init() { areas["kernel_elementary"] = verifyElementary }

// verifyElementary looks for the worst error of the elementary functions against
// double-double references, on arguments of every magnitude, and over all
// float32 against package math in float64.
func verifyElementary(v *measure.Verify) {
	const (
		samples = 20_000_000
		chunk   = 4096
	)
	x, y := make([]float64, chunk), make([]float64, chunk)
	for _, f := range []struct {
		name string
		f    func(dst, x []float64)
		ref  func(x float64) (dd.Num, int)
		arg  func(r *rand.Rand) float64
	}{
		{"exp", kernel.Exp, func(x float64) (dd.Num, int) { return dd.Exp(dd.Of(x)) }, func(r *rand.Rand) float64 {
			if r.IntN(2) == 0 {
				return -745 + 1454.7*r.Float64()
			}
			return math.Ldexp(r.NormFloat64(), -r.IntN(60))
		}},
		{"log", kernel.Log, func(x float64) (dd.Num, int) { return dd.Log(x), 0 }, func(r *rand.Rand) float64 {
			if r.IntN(2) == 0 {
				return math.Float64frombits(1 + r.Uint64N(0x7ff0_0000_0000_0000-1))
			}
			return 1 + math.Ldexp(r.NormFloat64(), -2-r.IntN(52))
		}},
		{"tanh", kernel.Tanh, func(x float64) (dd.Num, int) { return dd.Tanh(x), 0 }, func(r *rand.Rand) float64 {
			if r.IntN(2) == 0 {
				return 46 * (r.Float64() - 0.5)
			}
			return math.Ldexp(r.NormFloat64(), -r.IntN(300))
		}},
	} {
		r := rand.New(rand.NewPCG(1, 7))
		worst, at := 0.0, 0.0
		for range samples / chunk {
			for i := range x {
				for x[i] = f.arg(r); x[i] == 0; {
					x[i] = f.arg(r)
				}
			}
			f.f(y, x)
			for i, x := range x {
				ref, k := f.ref(x)
				frac, n := math.Frexp(ref.Hi)
				if frac == 0 {
					continue // log 1
				}
				if u := dd.Errors(y[i], dd.Scale(ref, -n), k+n, 53, -1022); u > worst {
					worst, at = u, x
				}
			}
		}
		v.Row(fmt.Sprintf("%s: at most 1 ulp on %d arguments, %v", f.name, samples, kernel.Active()),
			fmt.Sprintf("%.3f ulp at %x", worst, at), worst <= 1)
	}
	x32, y32 := make([]float32, chunk), make([]float32, chunk)
	for _, f := range []struct {
		name string
		f    func(dst, x []float32)
		ref  func(float64) float64
	}{{"exp", kernel.Exp32, math.Exp}, {"log", kernel.Log32, math.Log}, {"tanh", kernel.Tanh32, math.Tanh}} {
		worst, at, bad := 0.0, float32(0), 0
		for first := uint64(0); first < 1<<32; first += chunk {
			for i := range x32 {
				x32[i] = math.Float32frombits(uint32(first) + uint32(i))
			}
			f.f(y32, x32)
			for i, x := range x32 {
				want, got := f.ref(float64(x)), float64(y32[i])
				switch {
				case want != want || math.IsInf(float64(float32(want)), 0) || want == 0:
					if got != float64(float32(want)) && (got == got || want == want) {
						bad++
					}
					continue
				}
				// the spacing of float32 at want, from its exponent
				e := int(math.Float64bits(want)>>52&0x7ff) - 1023
				if u := math.Abs(got-want) * math.Float64frombits(uint64(1023+23-max(e, -126))<<52); u > worst {
					worst, at = u, x
				}
			}
		}
		v.Row(fmt.Sprintf("%s, float32: at most 1 ulp on all 2³² arguments, %v", f.name, kernel.Active()),
			fmt.Sprintf("%.3f ulp at %x, %d limits wrong", worst, at, bad), worst <= 1 && bad == 0)
	}
}
