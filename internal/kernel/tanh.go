// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// The constants of the hyperbolic tangent. The coefficients are those of
// (exp(r) - 1 - r - r²/2)/r³ as for the exponential (exp_table.go), but minimise
// the error relative to exp(r) - 1, which is what a small argument needs: 2⁻⁶¹·⁶
// and, in float32, 2⁻³¹·².
const (
	tanhC1  = 0x1.5555555555559p-3
	tanhC2  = 0x1.5555555555550p-5
	tanhC3  = 0x1.111111110f65fp-7
	tanhC4  = 0x1.6c16c16c18a14p-10
	tanhC5  = 0x1.a01a01b01e092p-13
	tanhC6  = 0x1.a01a019ccef54p-16
	tanhC7  = 0x1.71ddf79103a1bp-19
	tanhC8  = 0x1.27e4eab1f4c30p-22
	tanhC9  = 0x1.af605dc5365d9p-26
	tanhC10 = 0x1.1f65cc1b378c3p-29
	tanhMax = 44 // twice the argument from which on tanh rounds to 1

	tanhC1F  = 0x1.555554p-3
	tanhC2F  = 0x1.5554f0p-5
	tanhC3F  = 0x1.11117cp-7
	tanhC4F  = 0x1.6d43c0p-10
	tanhC5F  = 0x1.a05e1ap-13
	tanhMaxF = 20
)

// tanhTable and tanhTable32 hand the constants to the assembly, in the order
// that its generator knows (_asm/tanh.go): those of expTable that both need in
// the same places. They are never written.
//
//lint:ignore U1000 read by the assembly
var tanhTable = [...]float64{expInvLn2, expShift, expLn2Hi, expLn2Lo, tanhMax, 0, 0, 1,
	expC0, tanhC1, tanhC2, tanhC3, tanhC4, tanhC5, tanhC6, tanhC7, tanhC8, tanhC9, tanhC10}

//lint:ignore U1000 read by the assembly
var tanhTable32 = [...]float32{expInvLn2F, expShiftF, expLn2HiF, expLn2LoF, tanhMaxF, 0, 0, 1,
	expC0, tanhC1F, tanhC2F, tanhC3F, tanhC4F, tanhC5F}

// Tanh sets dst[i] = tanh(x[i]). len(dst) must be at least len(x).
//
// The error is below 0.95 ulp (0.8 of float32), also of subnormal arguments. tanh(±0) = ±0,
// tanh(±Inf) = ±1. NaN gives a quiet NaN whose payload is not specified.
func Tanh(dst, x []float64) { tanh(dst[:len(x)], x) }

// Tanh32 is [Tanh] for float32.
func Tanh32(dst, x []float32) { tanh32(dst[:len(x)], x) }

// tanh1 returns tanh(x): the specification of [Tanh].
//
// With z = 2|x| and exp(z) = 2^k (s + t), tanh|x| = e/(e+2) for
// e = exp(z) - 1 = (2^k s - 1) + 2^k t. Numerator and denominator are kept in
// two parts each, and the quotient is corrected by its remainder, so that the
// last rounding is the only one that shows.
func tanh1(x float64) float64 {
	if x != x {
		return x
	}
	z, r, s, t := expReduce(min(tanhMax, 2*math.Abs(x)))
	t = math.FMA(tanhTail(r), float64(r*r), t)
	n := math.Float64bits(z) << 52
	// k >= 0, and s >= 1 where k = 0: a is at least 1. t may be zero or tiny, so
	// it is multiplied.
	a := math.Float64frombits(math.Float64bits(s) + n)
	t = float64(t * math.Float64frombits(math.Float64bits(1)+n))
	d := a - 1
	rest := (a - d) - 1 + t
	num := d + rest
	numLo := (d - num) + rest
	d = a + 1
	rest = (a - d) + 1 + t
	den := d + rest
	denLo := (d - den) + rest
	y := 1 / den
	q := float64(num * y)
	rest = math.FMA(-q, den, num) + math.FMA(-q, denLo, numLo)
	return math.Copysign(math.FMA(rest, y, q), x)
}

// tanhTail returns (exp(r) - 1 - r)/r².
func tanhTail(r float64) float64 {
	w := float64(r * r)
	a := math.FMA(math.FMA(math.FMA(math.FMA(tanhC10, w, tanhC8), w, tanhC6), w, tanhC4), w, tanhC2)
	b := math.FMA(math.FMA(math.FMA(math.FMA(tanhC9, w, tanhC7), w, tanhC5), w, tanhC3), w, tanhC1)
	return math.FMA(math.FMA(a, r, b), r, expC0)
}

// tanhTail32 is tanhTail in float32.
func tanhTail32(r float32) float32 {
	w := float32(r * r)
	a := fma32(tanhC4F, w, tanhC2F)
	b := fma32(fma32(tanhC5F, w, tanhC3F), w, tanhC1F)
	return fma32(fma32(a, r, b), r, expC0)
}

func tanhGo(dst, x []float64) {
	for i, v := range x {
		dst[i] = tanh1(v)
	}
}

// tanh1F returns tanh(x): the specification of [Tanh32].
func tanh1F(x float32) float32 {
	if x != x {
		return x
	}
	sign := math.Float32bits(x) & (1 << 31)
	z, r, s, t := expReduce32(min(tanhMaxF, 2*math.Float32frombits(math.Float32bits(x)&^(1<<31))))
	t = fma32(tanhTail32(r), float32(r*r), t)
	n := math.Float32bits(z) << 23
	a := math.Float32frombits(math.Float32bits(s) + n)
	t = float32(t * math.Float32frombits(math.Float32bits(1)+n))
	d := a - 1
	rest := (a - d) - 1 + t
	num := d + rest
	numLo := (d - num) + rest
	d = a + 1
	rest = (a - d) + 1 + t
	den := d + rest
	denLo := (d - den) + rest
	y := 1 / den
	q := float32(num * y)
	rest = fma32(-q, den, num) + fma32(-q, denLo, numLo)
	return math.Float32frombits(math.Float32bits(fma32(rest, y, q)) | sign)
}

func tanh32Go(dst, x []float32) {
	for i, v := range x {
		dst[i] = tanh1F(v)
	}
}
