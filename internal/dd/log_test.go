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

	"github.com/relaxnum/relax/internal/bigfun"
)

// errorOf returns |got - want| in units of 2^-bits · unit.
func errorOf(got Num, want *big.Float, unit float64, bits int) float64 {
	d := bigfun.Float(got.Hi)
	d.Add(d, bigfun.Float(got.Lo)).Sub(d, want)
	f, _ := d.SetMantExp(d, bits).Float64()
	return math.Abs(f) / unit
}

// logArguments covers every part of the table, its borders, the neighbourhood
// of 1, and all exponents.
func logArguments(n int) []float64 {
	r := rand.New(rand.NewPCG(1, 7))
	var x []float64
	for i := range uint64(129) {
		border := math.Float64frombits(logOffset + i<<45)
		x = append(x, border, math.Nextafter(border, 0), border*(1+r.Float64()/300))
	}
	for range n {
		x = append(x, 1+math.Copysign(math.Exp2(-52*r.Float64()), r.Float64()-0.5)/2, math.Exp2(2040*r.Float64()-1020), r.Float64())
	}
	return append(x, 0x1p-1022, math.MaxFloat64)
}

func TestLogarithmsAgainstBigFloats(t *testing.T) {
	n := 1500
	if testing.Short() {
		n = 150
	}
	r := rand.New(rand.NewPCG(1, 8))
	worstPair, worstNum := 0.0, 0.0
	for _, x := range logArguments(n) {
		if x == 1 {
			continue
		}
		want := bigfun.Log(bigfun.Float(x))
		size, _ := want.Float64()
		size = math.Abs(size)
		hi, lo := LogPair(x)
		assert.Equal(t, hi, hi+lo)
		e := errorOf(Num{hi, lo}, want, min(0.5+size, 8*size), 70)
		worstPair = max(worstPair, e)
		assert.Less(t, e, 1., "LogPair(%v)", x)

		a := Num{x, x * 0x1p-53 * (r.Float64() - 0.5)}
		wide := bigfun.Float(a.Hi)
		want = bigfun.Log(wide.Add(wide, bigfun.Float(a.Lo)))
		e = errorOf(LogNum(a), want, size+min(size, 1./16)*4, 102)
		worstNum = max(worstNum, e)
		assert.Less(t, e, 1., "LogNum(%v)", a)
	}
	for range n {
		a := Sum(math.Exp2(-80*r.Float64())*(r.Float64()*1.9-0.9), 0)
		a = Add(a, Of(a.Hi*0x1p-54*r.Float64()))
		wide := bigfun.Float(a.Hi)
		want := bigfun.Log1p(wide.Add(wide, bigfun.Float(a.Lo)))
		size, _ := want.Float64()
		assert.Less(t, errorOf(Log1pNum(a), want, math.Abs(size), 100), 1., "Log1pNum(%v)", a)
	}
	t.Logf("worst error: LogPair %.2g, LogNum %.2g of the bounds", worstPair, worstNum)
	for _, x := range []float64{5e-324, 0x0.123456p-1022, 0x1p-1023} {
		hi, lo := LogPair(x)
		assert.Less(t, errorOf(Num{hi, lo}, bigfun.Log(bigfun.Float(x)), 745, 70), 1., "LogPair(%v)", x)
	}
	for _, x := range []float64{0, math.Inf(1)} {
		hi, lo := LogPair(x)
		assert.Equal(t, []float64{math.Log(x), 0}, []float64{hi, lo})
	}
	for _, x := range []float64{-1, math.NaN(), math.Inf(-1)} {
		hi, _ := LogPair(x)
		assert.True(t, math.IsNaN(hi))
	}
	assert.Equal(t, Num{}, LogNum(Of(1)))
}

func TestErrorFreeTransformations(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	for range 500 {
		a, b := r.NormFloat64(), r.NormFloat64()*math.Exp2(100*r.Float64()-50)
		exactly := func(s, e float64, want *big.Float) {
			t.Helper()
			sum := bigfun.Float(s)
			assert.Zero(t, sum.Add(sum, bigfun.Float(e)).Cmp(want), "%v %v", a, b)
		}
		wa, wb := bigfun.Float(a), bigfun.Float(b)
		s, e := TwoSum(a, b)
		exactly(s, e, bigfun.Float(0).Add(wa, wb))
		if math.Abs(a) >= math.Abs(b) {
			s, e = FastTwoSum(a, b)
			exactly(s, e, bigfun.Float(0).Add(wa, wb))
		}
		s, e = TwoProd(a, b)
		exactly(s, e, bigfun.Float(0).Mul(wa, wb))

		x := Sum(math.Abs(a), b*0x1p-60)
		if x.Hi <= 0 {
			continue
		}
		wide := bigfun.Float(x.Hi)
		wide.Add(wide, bigfun.Float(x.Lo))
		root := bigfun.Sqrt(wide)
		assert.Less(t, errorOf(Sqrt(x), root, Sqrt(x).Hi, 103), 1.)
		assert.Less(t, errorOf(MulFloat(x, b), bigfun.Float(0).Mul(wide, wb), math.Abs(x.Hi*b), 103), 1.)
		assert.Less(t, errorOf(AddFloat(x, math.Abs(b)), bigfun.Float(0).Add(wide, bigfun.Float(math.Abs(b))), x.Hi+math.Abs(b), 103), 1.)
		assert.Less(t, errorOf(Sub(x, Of(-math.Abs(b))), bigfun.Float(0).Add(wide, bigfun.Float(math.Abs(b))), x.Hi+math.Abs(b), 103), 1.)
	}
	assert.Equal(t, Num{}, Sqrt(Num{}))
	assert.Equal(t, math.Inf(1), Sqrt(Of(math.Inf(1))).Hi)
	assert.Equal(t, 3.0, Num{3, 0x1p-60}.Float())
}

func BenchmarkLogPair(b *testing.B) {
	x, s := 0.3, 0.0
	for b.Loop() {
		hi, lo := LogPair(x)
		s += hi + lo
		x += 1e-9
	}
	sink = s
}

func BenchmarkLogNum(b *testing.B) {
	x, s := 0.3, 0.0
	for b.Loop() {
		s += LogNum(Num{x, 1e-20}).Hi
		x += 1e-9
	}
	sink = s
}

var sink float64
