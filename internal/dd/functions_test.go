// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dd_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relaxnum/relax/internal/bigfun"
	"github.com/relaxnum/relax/internal/dd"
)

func bf(x float64) *big.Float { return bigfun.Float(x) }

func op(f func(z, x, y *big.Float) *big.Float, x, y *big.Float) *big.Float {
	return f(new(big.Float).SetPrec(600), x, y)
}

func add(x, y *big.Float) *big.Float { return op((*big.Float).Add, x, y) }
func sub(x, y *big.Float) *big.Float { return op((*big.Float).Sub, x, y) }
func mul(x, y *big.Float) *big.Float { return op((*big.Float).Mul, x, y) }
func quo(x, y *big.Float) *big.Float { return op((*big.Float).Quo, x, y) }

// erf is the Taylor series, enough of it for |x| < 4.
func erf(x float64) *big.Float {
	v, sum, term := bf(x), bf(0), bf(x)
	for n := range 200 {
		sum = add(sum, quo(term, bf(float64(2*n+1))))
		term = quo(mul(term, mul(v, v)), bf(-float64(n+1)))
	}
	return quo(mul(sum, bf(2)), bigfun.Sqrt(bigfun.Pi()))
}

// The references of this package are good to 2⁻⁸⁰; big floats of 256 bits say so
// where no more than 100 of them cancel.
func TestFunctionsAgainstBigFloats(t *testing.T) {
	one := bf(1)
	exp := func(x float64) *big.Float { return bigfun.Exp(bf(x)) }
	ln2 := bigfun.Log(bf(2))
	r := rand.New(rand.NewPCG(5, 1))
	between := func(lo, hi float64) func() float64 { return func() float64 { return lo + (hi-lo)*r.Float64() } }
	small := func(lo, hi float64) func() float64 { // magnitudes down to 2⁻⁶⁰ as well
		return func() float64 {
			if x := math.Ldexp(r.NormFloat64(), -r.IntN(60)); x > lo && x < hi && r.IntN(2) == 0 {
				return x
			}
			return between(lo, hi)()
		}
	}
	for name, c := range map[string]struct {
		f    func(float64) (dd.Num, int)
		want func(x float64) *big.Float
		arg  func() float64
	}{
		"exp2":     {dd.Exp2, func(x float64) *big.Float { return bigfun.Exp(mul(bf(x), ln2)) }, small(-1070, 1020)},
		"expm1":    {dd.Expm1, func(x float64) *big.Float { return sub(exp(x), one) }, small(-60, 700)},
		"sinh":     {dd.Sinh, func(x float64) *big.Float { return quo(sub(exp(x), exp(-x)), bf(2)) }, small(-700, 700)},
		"cosh":     {dd.Cosh, func(x float64) *big.Float { return quo(add(exp(x), exp(-x)), bf(2)) }, small(-700, 700)},
		"sigmoid":  {dd.Sigmoid, func(x float64) *big.Float { return quo(one, add(one, exp(-x))) }, small(-700, 60)},
		"log2":     {dd.Log2, func(x float64) *big.Float { return quo(bigfun.Log(bf(x)), ln2) }, small(1e-9, 1000)},
		"log1p":    {dd.Log1pFloat, func(x float64) *big.Float { return bigfun.Log(add(bf(x), one)) }, small(-1, 1000)},
		"log1pexp": {dd.Log1pExp, func(x float64) *big.Float { return bigfun.Log1p(exp(x)) }, small(-700, 700)},
		"log1mexp": {dd.Log1mExp, func(x float64) *big.Float { return bigfun.Log(sub(one, exp(x))) }, small(-90, -1e-18)},
		"logit":    {dd.Logit, func(x float64) *big.Float { return bigfun.Log(quo(bf(x), sub(one, bf(x)))) }, small(1e-18, 1)},
		"pow":      {func(x float64) (dd.Num, int) { return dd.Pow(x, -7.3) }, func(x float64) *big.Float { return bigfun.Exp(mul(bf(-7.3), bigfun.Log(bf(x)))) }, small(1e-40, 1e40)},
		"erf":      {dd.Erf, erf, small(-4, 4)},
		"erfc":     {dd.Erfc, func(x float64) *big.Float { return sub(one, erf(x)) }, small(-4, 4)},
	} {
		worst, at := 0.0, 0.0
		for range 200 {
			x := c.arg()
			m, k := c.f(x)
			got := add(bf(m.Hi), bf(m.Lo))
			got.SetMantExp(got, k)
			if want := c.want(x); want.Sign() != 0 {
				if e := math.Abs(bigfun.Ratio(sub(got, want), want)); e > worst {
					worst, at = e, x
				}
			}
		}
		assert.LessOrEqual(t, worst, 0x1p-80, "%s at %v", name, at)
	}
}
