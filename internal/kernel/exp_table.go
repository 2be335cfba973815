// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

// The constants of the exponential in float64 precision.
//
// x = k log 2 + r with k = round(x/log 2), |r| <= log(2)/2, and
// exp(r) = 1 + r + r²/2 + r³ (c1 + c2 r + ... + c9 r⁸). The coefficients
// minimise the greatest relative error of the right-hand side against exp(r)
// for |r| <= (1+2⁻²⁰) log(2)/2 (Remez exchange on (exp(r)-1-r-r²/2)/r³ with the
// weight |r|³ exp(-r) in 300-bit arithmetic, c0 = 1/2 held fixed, the others
// rounded to nearest afterwards). That error is 2⁻⁵⁷·²³, 0.04 ulp of exp(r) at
// its worst, after rounding.
const (
	expInvLn2 = 0x1.71547652b82fep+0
	// Adding 1.5·2⁵² to a number below 2⁵¹ leaves the nearest integer in the
	// last bits of the sum.
	expShift = 0x1.8p52
	// log 2 = expLn2Hi + expLn2Lo with an error of 2⁻¹⁰². The first has 42
	// bits: k expLn2Hi is exact for |k| < 2¹¹, and so is x - k expLn2Hi.
	expLn2Hi = 0x1.62e42fefa38p-1
	expLn2Lo = 0x1.ef35793c7673p-45
	// Below expQuick in magnitude neither the result nor half of it leaves the
	// normal range, and the exponent may be added to the bits.
	expQuick = 708
	// Beyond these the result is +Inf or +0, whatever the argument.
	expMax = 710
	expMin = -746

	expC0 = 0.5
	expC1 = 0x1.5555555555501p-3
	expC2 = 0x1.555555555320ep-5
	expC3 = 0x1.111111112882dp-7
	expC4 = 0x1.6c16c17cc0c01p-10
	expC5 = 0x1.a01a011c379c5p-13
	expC6 = 0x1.a019ab35a9b76p-16
	expC7 = 0x1.71df552332611p-19
	expC8 = 0x1.289f81b5ddd2ep-22
	expC9 = 0x1.ad202ac1bd513p-26
)

// The constants of the exponential in float32 precision, made in the same way.
// Four coefficients suffice: the relative error is 2⁻²⁷·⁹⁶, 0.06 ulp.
const (
	expInvLn2F = 0x1.715476p+0
	expShiftF  = 0x1.8p23
	expLn2HiF  = 0x1.62e4p-1 // 15 bits, exact products for |k| < 2⁹
	expLn2LoF  = 0x1.7f7d1cp-20
	expQuickF  = 87
	expMaxF    = 89
	expMinF    = -105

	expC1F = 0x1.5554a4p-3
	expC2F = 0x1.555688p-5
	expC3F = 0x1.122f7ap-7
	expC4F = 0x1.6b6e4ap-10
)

// expTable and expTable32 hand the constants to the assembly, in the order
// that its generator knows (_asm/exp.go). They are never written.
//
//lint:ignore U1000 read by the assembly
var expTable = [...]float64{expInvLn2, expShift, expLn2Hi, expLn2Lo, expQuick, expMax, expMin, 1,
	expC0, expC1, expC2, expC3, expC4, expC5, expC6, expC7, expC8, expC9}

//lint:ignore U1000 read by the assembly
var expTable32 = [...]float32{expInvLn2F, expShiftF, expLn2HiF, expLn2LoF, expQuickF, expMaxF, expMinF, 1,
	expC0, expC1F, expC2F, expC3F, expC4F}
