// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dd

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// prec is the working precision of the references, in bits.
const prec = 320

func number(x float64) *big.Float { return new(big.Float).SetPrec(prec).SetFloat64(x) }

func fresh() *big.Float { return new(big.Float).SetPrec(prec) }

func exact(a Num) *big.Float { return fresh().Add(number(a.Hi), number(a.Lo)) }

// bigExpm1 sums the Taylor series of exp(x)-1 at x/2^64 and doubles 64 times.
func bigExpm1(x *big.Float) *big.Float {
	r := fresh().SetMantExp(x, -64)
	term, sum := fresh().Set(r), fresh().Set(r)
	for n := 2; n < 12; n++ {
		term.Mul(term, r)
		term.Quo(term, number(float64(n)))
		sum.Add(sum, term)
	}
	for range 64 {
		sum.Mul(sum, fresh().Add(sum, number(2)))
	}
	return sum
}

// bigExp avoids the cancellation of 1 + expm1 below zero.
func bigExp(x *big.Float) *big.Float {
	if x.Sign() < 0 {
		return fresh().Quo(number(1), bigExp(fresh().Neg(x)))
	}
	return fresh().Add(bigExpm1(x), number(1))
}

// bigLog inverts bigExp by Newton steps from the library's logarithm.
func bigLog(x *big.Float) *big.Float {
	f, _ := x.Float64()
	y := number(math.Log(f))
	for range 4 { // 2⁻⁵⁰ relative to 1, squared each time: more than 320 bits
		u := fresh().Sub(fresh().Mul(x, bigExp(fresh().Neg(y))), number(1))
		y.Add(y, u)
	}
	return y
}

// digits returns -log2 of the relative error of a.
func digits(a Num, want *big.Float) float64 {
	d := fresh().Sub(exact(a), want)
	if d.Sign() == 0 {
		return prec
	}
	q, _ := d.Quo(d, want).Float64()
	return -math.Log2(math.Abs(q))
}

// arguments covers the exponents from 2^lo to 2^hi, both signs.
func arguments(n int, lo, hi float64) []float64 {
	r := rand.New(rand.NewPCG(1, 2))
	x := make([]float64, n)
	for i := range x {
		x[i] = math.Exp2(lo + (hi-lo)*r.Float64())
		if i%2 == 1 {
			x[i] = -x[i]
		}
	}
	return x
}

func TestElementaryFunctionsAgainstBigFloats(t *testing.T) {
	n := 2000
	if testing.Short() {
		n = 300
	}
	const want = 95 // bits
	for _, x := range append(arguments(n, -60, 9.5), 0.3465735, -0.3465736, 0x1p-4) {
		m, k := Exp(Of(x))
		assert.GreaterOrEqual(t, digits(m, fresh().SetMantExp(bigExp(number(x)), -k)), float64(want), "exp %v", x)
		if math.Abs(x) < 30 {
			e2 := bigExpm1(number(2 * x))
			th := fresh().Quo(e2, fresh().Add(e2, number(2)))
			assert.GreaterOrEqual(t, digits(Tanh(x), th), float64(want), "tanh %v", x)
		}
	}
	for _, x := range append(arguments(n, -300, 300), math.Nextafter(1, 2), math.Nextafter(1, 0), 17./16, 15./16, 0.5, 2) {
		if x = math.Abs(x); x != 1 {
			assert.GreaterOrEqual(t, digits(Log(x), bigLog(number(x))), float64(want), "log %v", x)
		}
	}
	for _, x := range append(arguments(n/4, -60, 60), 0x1p-53, 0x1p-52) {
		x = math.Abs(x)
		assert.GreaterOrEqual(t, digits(Log1p(Of(x)), bigLog(fresh().Add(number(x), number(1)))), float64(want), "log1p %v", x)
	}
	assert.Equal(t, Num{}, Log(1))
	assert.Equal(t, Num{}, Tanh(0))
}

func TestArithmeticAgainstBigFloats(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 3))
	draw := func() Num {
		a := r.NormFloat64()
		return fastSum(a, a*0x1p-54*r.Float64())
	}
	for range 1000 {
		a, b := draw(), draw()
		// The bounds of the algorithms are 2⁻¹⁰³ and better.
		assert.GreaterOrEqual(t, digits(Mul(a, b), fresh().Mul(exact(a), exact(b))), 102.)
		assert.GreaterOrEqual(t, digits(Div(a, b), fresh().Quo(exact(a), exact(b))), 100.)
		if s := fresh().Add(exact(a), exact(b)); math.Signbit(a.Hi) == math.Signbit(b.Hi) {
			assert.GreaterOrEqual(t, digits(Add(a, b), s), 103.)
		}
	}
}

func TestErrorsCountsUnitsInTheLastPlace(t *testing.T) {
	// Between 1 and 2 the spacing is 2⁻⁵², below 1 half of that.
	assert.Equal(t, 0.5, Errors(1, Num{1, 0x1p-53}, 0, 53, -1022))
	assert.Equal(t, 1.0, Errors(1, Num{1, -0x1p-53}, 0, 53, -1022))
	assert.Equal(t, 1.0, Errors(1, Of(1-0x1p-53), 0, 53, -1022))
	assert.Equal(t, 0.25, Errors(3, Num{3, 0x1p-53}, 0, 53, -1022))
	// Scaled references, subnormal ones among them.
	assert.Equal(t, 0.5, Errors(0x1p-1074, Of(1.5), -1074, 53, -1022))
	assert.Equal(t, 0.25, Errors(0, Of(1), -1076, 53, -1022))
	assert.Equal(t, 0.0, Errors(math.MaxFloat64, Of(1-0x1p-53), 1024, 53, -1022))
	// float32
	assert.Equal(t, 1.0, Errors(1+0x1p-23, Of(1), 0, 24, -126))
	assert.Equal(t, 0.5, Errors(0, Of(1), -150, 24, -126))
}
