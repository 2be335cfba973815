// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relaxnum/relax/internal/bigfun"
)

func TestLgamma1pAgainstTable(t *testing.T) {
	var s tally
	for _, r := range readCSV(t, "elementary.csv") {
		if r[0] != "loggamma1p" {
			continue
		}
		x := double(t, r[1])
		s.add(mixed(Lgamma1p(x), decimal(t, r[2]), x >= -0.5), x, 0)
	}
	t.Logf("%d points, %.2f eps at %v", len(s.errors), s.worst, s.at)
	assert.Greater(t, len(s.errors), 100)
	assert.LessOrEqual(t, s.worst, 1.) // the terms are pairs; what is left is the last sum
}

func TestLgamma1pAgainstBigFloats(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 60))
	n := 4000
	if testing.Short() {
		n = 400
	}
	var right, left tally
	check := func(x float64) {
		e := mixed(Lgamma1p(x), bigfun.Lgamma1p(bigfun.Float(x)), x >= -0.5)
		if x >= -0.5 {
			right.add(e, x, 0)
		} else {
			left.add(e, x, 0)
		}
	}
	for m := range 42 { // the borders of the pieces, and the zeros
		for _, d := range []float64{-1e-9, -1e-15, 0, 1e-15, 1e-9} {
			check((float64(m)/2 + 0.25) * (1 + d))
			check((1 + float64(m)/2) * (1 + d))
		}
	}
	for range n {
		check(25 * r.Float64())
		check(math.Exp(40 * r.NormFloat64()))
		check(1 + math.Exp(-30*r.Float64())*r.NormFloat64()/3)
		check(-0.5 * r.Float64())
		check(-0.5 * math.Exp(-30*r.Float64()))
		check(-0.5 - 0.5*r.Float64())
	}
	t.Logf("%.2f eps at %v, left %.2f at %v", right.worst, right.at, left.worst, left.at)
	assert.LessOrEqual(t, right.worst, 1.5) // below 0 the polynomial's leading terms are not
	assert.LessOrEqual(t, left.worst, 2.)
	// Beyond -1: Γ(1+x) Γ(-x) = -π/sin(πx).
	for range n {
		x := -1 - 40*r.Float64()
		s := math.Abs(sinPi(x))
		g := bigfun.Lgamma(bigfun.Float(-x))
		want := bigfun.Log(bigfun.Pi())
		want.Sub(want, bigfun.Log(bigfun.Float(s))).Sub(want, g)
		assert.LessOrEqual(t, mixed(Lgamma1p(x), want, false), 4., "Lgamma1p(%v)", x)
	}
}

func TestLgamma1pSpecialCases(t *testing.T) {
	for _, c := range []struct{ x, want float64 }{
		{0, 0}, {1, 0}, {-1, inf}, {-2, inf}, {-1e300, inf}, {inf, inf}, {-inf, inf}, {nan, nan}, {2.6e305, inf}, {math.MaxFloat64, inf},
	} {
		same(t, c.want, Lgamma1p(c.x), "Lgamma1p(%v)", c.x)
	}
	assert.Equal(t, 5e-324*0, Lgamma1p(5e-324)+5e-324) // -γ times the least number, rounded
	assert.InEpsilon(t, -0.57721566490153286*1e-300, Lgamma1p(1e-300), eps)
	assert.False(t, math.IsInf(Lgamma1p(2.5e305), 0))
}

func TestSinPiIsExactAtMultiplesOfAHalf(t *testing.T) {
	for n := -9.; n < 9; n++ {
		assert.Zero(t, sinPi(n))
		assert.Equal(t, 1-2*math.Mod(math.Abs(n), 2), sinPi(n+0.5)*math.Copysign(1, 1), "n = %v", n)
	}
	r := rand.New(rand.NewPCG(1, 61))
	for range 1000 {
		x := 3 * r.NormFloat64()
		assert.InDelta(t, math.Sin(math.Pi*x), sinPi(x), 1e-14)
		assert.Equal(t, sinPi(0x1p40+0.375), sinPi(0.375))
	}
}
