// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relaxnum/relax/internal/dd"
)

// powers are exponents of all kinds.
var powers = []float64{0.5, -0.5, 1. / 3, 3, -1, -2, 2.5, 17, -300.25, 1e-3, 1e-300, 4503599627370497, 1e300, -1e300, 0x1p53, 5e-324}

// powArgument returns a base whose power y is often finite and not 0.
func powArgument(r *rand.Rand, y float64) float64 {
	switch r.IntN(3) {
	case 0:
		return math.Float64frombits(1 + r.Uint64N(0x7ff0_0000_0000_0000-1))
	case 1:
		return 1 + math.Ldexp(r.Float64()-0.5, -r.IntN(50))
	}
	return math.Exp(min(700, max(-740, 745*(2*r.Float64()-1)/y)))
}

func TestPowErrors(t *testing.T) {
	n := 4000
	if !testing.Short() {
		n = 100000
	}
	worst, atX, atY := 0.0, 0.0, 0.0
	for i, y := range powers {
		r := rand.New(rand.NewPCG(3, uint64(i)))
		bad, odd := powSigns(y)
		for range n {
			x := powArgument(r, y)
			got := pow1(x, y, bad, odd)
			if got == 0 || math.IsInf(got, 0) {
				continue // the limits have their own test
			}
			ref, k := dd.Pow(x, y)
			frac, e := math.Frexp(ref.Hi)
			if frac == 0 {
				t.Fatalf("pow(%v, %v) = %v, want 0", x, y, got)
			}
			if u := dd.Errors(got, dd.Scale(ref, -e), k+e, 53, -1022); u > worst {
				worst, atX, atY = u, x, y
			}
		}
	}
	t.Logf("worst error %.3f ulp at pow(%x, %x)", worst, atX, atY)
	assert.LessOrEqual(t, worst, 1.0, "pow(%x, %x)", atX, atY)
}

func TestPowLevels(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, y := range []float64{1. / 3, -1, 17, -300.25, 1e300} {
			r := rand.New(rand.NewPCG(1, 2))
			bad, odd := powSigns(y)
			bad32, odd32 := powSigns(float64(float32(y)))
			eachShape(func(n, off int) {
				x, x32 := make([]float64, n), make([]float32, n)
				for i := range x {
					x[i] = powArgument(r, y)
					switch r.IntN(40) {
					case 0:
						x[i] = special64[r.IntN(len(special64))]
					case 1:
						x[i] = -x[i]
					}
					x32[i] = float32(x[i])
				}
				checkMap(t, "pow", func(dst, x []float64) { Pow(dst, x, y) },
					func(x float64) float64 { return pow1(x, y, bad, odd) }, x, off)
				if y32 := float32(y); y32 != 0 && y32-y32 == 0 {
					checkMap(t, "pow32", func(dst, x []float32) { Pow32(dst, x, y32) },
						func(x float32) float32 { return float32(pow1(float64(x), float64(y32), bad32, odd32)) }, x32, off)
				}
			})
		}
	})
}

// The special cases are those of package math.
func TestPowLimits(t *testing.T) {
	y := append([]float64{0, 1, 2, math.NaN(), math.Inf(1), math.Inf(-1), -3, 1e17}, powers...)
	eachLevel(t, func(t *testing.T) {
		for _, y := range y {
			x := append([]float64{}, special64...)
			Pow(x, x, y)
			for i, v := range special64 {
				want := math.Pow(v, y)
				if want != want {
					assert.True(t, x[i] != x[i], "pow(%v, %v) = %v, want NaN", v, y, x[i])
					continue
				}
				if want != 0 && !math.IsInf(want, 0) && y-y == 0 && y != 0 {
					// package math is far off for subnormal bases and great exponents
					ref, k := dd.Pow(math.Abs(v), y)
					want = math.Copysign(dd.Scale(ref, k).Float(), want)
				}
				if want != x[i] { // also where both are infinite
					assert.InDelta(t, want, x[i], 1.01*0x1p-52*math.Abs(want)+5e-324, "pow(%v, %v)", v, y)
				}
				assert.Equal(t, want == 0, x[i] == 0, "pow(%v, %v) = %v, want %v", v, y, x[i], want)
				assert.Equal(t, math.Signbit(want), math.Signbit(x[i]), "pow(%v, %v) = %v, want %v", v, y, x[i], want)
			}
		}
	})
}
