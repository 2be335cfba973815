// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dd

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relaxnum/relax/internal/bigfun"
)

func TestExpPairAgainstDoubleDouble(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 10))
	worst, low, high := 0.0, 2.0, 1.0
	for range 100000 {
		hi := 1400*r.Float64() - 700
		lo := hi * 0x1p-53 * (2*r.Float64() - 1)
		ref, k := Exp(Sum(hi, lo))
		m, n := ExpPair(hi, lo)
		low, high = min(low, m), max(high, m)
		worst = max(worst, Errors(math.Ldexp(m, n-k), ref, 0, 53, -1022))
	}
	t.Logf("%.3f ulp", worst)
	assert.True(t, low > 0.98 && high < 2, "[%v, %v]", low, high)
	assert.Less(t, worst, 0.55) // half an ulp of the last sum and the errors of p < 0.015
}

func TestExpFloatAtTheBordersOfTheRange(t *testing.T) {
	const top, bottom = 709.782712893384, -745.1332191019411
	assert.Equal(t, 1.0, ExpFloat(0, 0))
	assert.InEpsilon(t, math.MaxFloat64, ExpFloat(top, 0), 1e-12)
	assert.Equal(t, math.Inf(1), ExpFloat(math.Nextafter(top, 800), 0))
	assert.Equal(t, math.SmallestNonzeroFloat64, ExpFloat(bottom, 0))
	assert.Equal(t, 0.0, ExpFloat(bottom-1e-9, 0))
	assert.Equal(t, math.Inf(1), ExpFloat(math.Inf(1), 0))
	assert.Equal(t, 0.0, ExpFloat(math.Inf(-1), 0))
	assert.True(t, math.IsNaN(ExpFloat(math.NaN(), 0)))
}

func TestExpNumAgainstBigFloats(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 11))
	n := 1500
	if testing.Short() {
		n = 150
	}
	worst := 0.0
	for range n {
		a := Sum(2000*r.Float64()-1000, 0)
		a = Add(a, Of(a.Hi*0x1p-53*(r.Float64()-0.5)))
		wide := bigfun.Float(a.Hi)
		m, k := ExpNum(a)
		want := bigfun.Exp(wide.Add(wide, bigfun.Float(a.Lo)))
		want.SetMantExp(want, -k)
		worst = max(worst, errorOf(m, want, m.Hi, 102))
	}
	t.Logf("%.2g of the bound", worst)
	assert.Less(t, worst, 1.)
}
