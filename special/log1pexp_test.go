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

func TestLogarithmsOfSumsOfExponentials(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 62))
	n := 4000
	if testing.Short() {
		n = 400
	}
	var plus, minus tally
	for range n {
		x := math.Copysign(math.Exp(20*r.Float64()-13), r.Float64()-0.5)
		if math.Abs(x) > 700 {
			x /= 1000
		}
		want := bigfun.Log1p(bigfun.Exp(bigfun.Float(x)))
		plus.add(mixed(Log1pExp(x), want, true), x, 0)

		e := bigfun.Exp(bigfun.Float(-math.Abs(x)))
		e.Neg(e)
		minus.add(mixed(Log1mExp(-math.Abs(x)), bigfun.Log1p(e), true), x, 0)

		// The sum of two goes back to them.
		a, b := x, 10*r.NormFloat64()
		sum := bigfun.Exp(bigfun.Float(a))
		sum.Add(sum, bigfun.Exp(bigfun.Float(b)))
		assert.LessOrEqual(t, mixed(LogAddExp(a, b), bigfun.Log(sum), false), 4., "LogAddExp(%v, %v)", a, b)
		assert.Equal(t, LogAddExp(a, b), LogAddExp(b, a))
		if a != b {
			a, b = max(a, b), min(a, b)
			d := bigfun.Float(b)
			d = bigfun.Exp(d.Sub(d, bigfun.Float(a)))
			want := bigfun.Log1p(d.Neg(d))
			want.Add(want, bigfun.Float(a))
			// b - a is rounded, and the logarithm feels a relative error of it as much.
			assert.LessOrEqual(t, mixed(LogSubExp(a, b), want, false), 4., "LogSubExp(%v, %v)", a, b)
		}
	}
	t.Logf("Log1pExp %.2f eps at %v, Log1mExp %.2f at %v", plus.worst, plus.at, minus.worst, minus.at)
	// exp, expm1 and log1p of the library err by up to an ulp and a half.
	assert.LessOrEqual(t, plus.worst, 2.)
	assert.LessOrEqual(t, minus.worst, 2.)
}

func TestSpecialCasesOfSumsOfExponentials(t *testing.T) {
	for _, c := range []struct{ x, plus, minus float64 }{
		{0, math.Ln2, -inf}, {-inf, 0, 0}, {inf, inf, nan}, {nan, nan, nan}, {1, 1.3132616875182228, nan}, {1e300, 1e300, nan}, {-800, 0, 0}, {-5e-324, math.Ln2, math.Log(5e-324)},
	} {
		same(t, c.plus, Log1pExp(c.x), "Log1pExp(%v)", c.x)
		same(t, c.minus, Log1mExp(c.x), "Log1mExp(%v)", c.x)
	}
	for _, c := range []struct{ a, b, add, sub float64 }{
		{-inf, -inf, -inf, -inf}, {inf, inf, inf, nan}, {inf, -inf, inf, inf}, {inf, 3, inf, inf}, {3, -inf, 3, 3}, {3, 3, 3 + math.Ln2, -inf},
		{2, 3, 3.313261687518223, nan}, {nan, 1, nan, nan}, {1, nan, nan, nan}, {inf, nan, nan, nan}, {nan, inf, nan, nan}, {-inf, 3, 3, nan},
		{1e308, -1e308, 1e308, 1e308},
	} {
		same(t, c.add, LogAddExp(c.a, c.b), "LogAddExp(%v, %v)", c.a, c.b)
		same(t, c.sub, LogSubExp(c.a, c.b), "LogSubExp(%v, %v)", c.a, c.b)
	}
}
