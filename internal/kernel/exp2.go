// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// The constants of the power of two, besides those of the exponential.
const (
	exp2Ln2   = 0x1.62e42fefa39efp-1
	exp2Ln2Lo = 0x1.abc9e3b39803fp-56
	exp2Quick = 1021
	exp2Max   = 1025
	exp2Min   = -1076
)

// exp2Table is for exp2 what expTable is for exp (_asm/exp2.go).
//
//lint:ignore U1000 read by the assembly
var exp2Table = [...]float64{exp2Ln2, expShift, exp2Ln2, exp2Ln2Lo, exp2Quick, exp2Max, exp2Min, 1,
	expC0, expC1, expC2, expC3, expC4, expC5, expC6, expC7, expC8, expC9}

// Exp2 sets dst[i] = 2^x[i]. len(dst) must be at least len(x).
//
// The error is below 0.85 ulp, of subnormal results of their spacing; powers of
// integers are exact. exp2(±0) = 1, exp2(+Inf) = +Inf, exp2(-Inf) = +0; from
// 1024 on the result is +Inf. NaN gives a quiet NaN whose payload is not
// specified.
func Exp2(dst, x []float64) { exp2(dst[:len(x)], x) }

// Exp232 is [Exp2] for float32, computed in float64 and rounded: the error is
// below 0.5001 ulp.
func Exp232(dst, x []float32) { exp232(dst[:len(x)], x) }

// exp2Split returns z, which has k = round(x) in its last bits, and the
// unevaluated sum s + t = 2^(x-k).
func exp2Split(x float64) (z, s, t float64) {
	z = x + expShift
	f := x - (z - expShift) // exact
	r := float64(f * exp2Ln2)
	lo := math.FMA(f, exp2Ln2Lo, math.FMA(f, exp2Ln2, -r))
	s = 1 + r
	t = math.FMA(lo, s, r-(s-1))
	return z, s, math.FMA(expTail(r), float64(r*r), t)
}

// exp21 returns 2^x: the specification of [Exp2].
func exp21(x float64) float64 {
	if x != x {
		return x
	}
	z, s, t := exp2Split(max(exp2Min, min(exp2Max, x)))
	return scaled(s+t, z)
}

// scaled returns y·2^k for the k in the last bits of z. Of the two factors the
// first gives an exact product: there is one rounding, also when the result is
// subnormal.
func scaled(y, z float64) float64 {
	k := int32(math.Float64bits(z))
	h := k >> 1
	return y * pow2(h) * pow2(k-h)
}

func exp2Go(dst, x []float64) {
	for i, v := range x {
		dst[i] = exp21(v)
	}
}

func exp232Go(dst, x []float32) {
	for i, v := range x {
		dst[i] = float32(exp21(float64(v)))
	}
}
