// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"math"
	"sync"

	"github.com/relaxnum/relax/internal/dd"
)

// Below the border of the uniform expansion orders and arguments are small, and
// sums of positive terms need few of them.

// uniform holds the density of the uniform distribution, Γ(p/2) / (2 π^(p/2)),
// by dimension, for every one below the border: p/2 − 1 < debyeBorder.
var uniform = sync.OnceValue(func() *[2*debyeBorder + 2]dd.Num {
	t := new([2*debyeBorder + 2]dd.Num)
	pi := dd.Num{Hi: math.Pi, Lo: 0x1.1a62633145c07p-53}
	inverse := dd.Div(dd.Of(1), pi)
	t[2], t[3] = dd.Scale(inverse, -1), dd.Scale(inverse, -2)
	for p := 4; p < len(t); p++ {
		t[p] = dd.Mul(dd.Mul(t[p-2], inverse), dd.Of(float64(p-2)/2))
	}
	return t
})

// besselSeries returns Σ_{k>=0} (κ²/4)^k / (k! (ν+1)_k) = Γ(ν+1) (2/κ)^ν I_ν(κ)
// for κ < debyeBorder. All terms are positive, and a pair of words makes the
// result good to the last bit of one.
func besselSeries(nu, k float64) dd.Num {
	y := dd.Prod(k/2, k/2)
	sum, term := dd.Of(1), dd.Of(1)
	for i := 1.0; term.Hi > 0x1p-70*sum.Hi; i++ {
		term = divide(dd.Mul(term, y), i*(nu+i))
		sum = dd.Add(sum, term)
	}
	return sum
}

// divide returns a / b.
func divide(a dd.Num, b float64) dd.Num {
	q := a.Hi / b
	return dd.Num{Hi: q, Lo: (math.FMA(-q, b, a.Hi) + a.Lo) / b}
}

// millerMoments returns A = I_{ν+1}/I_ν, 1 − A and A′ for r < debyeBorder, by
// downward recurrence of I and of its differences, I_j − I_{j+1}, which makes
// 1 − A as accurate as A:
//
//	I_{j−1} = c I_j + I_{j+1},  I_{j−1} − I_j = c I_j − (I_j − I_{j+1}),  c = 2(ν+j)/κ.
func millerMoments(nu, k float64) (a, c, da float64) {
	p := 2*nu + 2
	if k < 1e-4*p {
		// Three terms of the series in z = κ²/(p(p+2)) < 1e-8.
		z := k / p * (k / (p + 2))
		b := z * p / (p + 4)
		a = k / p * (1 - z*(1-2*b))
		return a, 1 - a, (1 - z*(3-10*b)) / p
	}
	n := millerDepth(nu, k)
	// The Amos-like value at the far end is good to a percent or better; every
	// step downwards multiplies its error by the square of the ratio.
	m := nu + float64(n)
	f := 1.0
	g := 1 - k/(m+0.5+math.Sqrt(k*k+(m+1)*(m+1)))
	var above, gAbove float64 // f and g one order up
	scale := 2 / k
	for i := n; i > 0; i-- {
		above, gAbove = f, g
		g = math.FMA((nu+float64(i))*scale, f, -g)
		f += g
	}
	a, c = above/f, g/f
	// A′ = A (1/κ − (A_{p} − A_{p+2})), from A′ = 1 − A² − (p−1)A/κ and the
	// recurrence of A in p.
	return a, c, a * (1/k - (gAbove/above - c))
}

// millerDepth returns a number of steps n with Π (I_{ν+j+1}/I_{ν+j})² < 1e-15
// over j < n. The ratio is below exp(−asinh((ν+j+½)/κ)), and asinh u is at
// least 0.88 min(u, 1).
func millerDepth(nu, k float64) int {
	const want = 17.3 / 0.88 // of Σ min(u, 1)
	if nu >= k {
		return int(math.Ceil(want))
	}
	if u2 := nu*nu + 2*k*want; u2 <= k*k {
		return int(math.Sqrt(u2)-nu) + 2
	}
	return int(k-nu+want-(k-nu)*(k+nu)/(2*k)) + 2
}
