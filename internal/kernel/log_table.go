// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

// The constants of the logarithm in float64 precision.
//
// x = 2^k m with √½ <= m < √2, f = m - 1 (exact), and
// log(1+f) = f - f²/2 + f³ (c0 + c1 f + ... + c18 f¹⁸). The coefficients
// minimise the greatest relative error against log(1+f) on that range (Remez
// exchange in 200-bit arithmetic, rounded to nearest afterwards): 2⁻⁵⁶·⁶. There
// is no division and no table, so that every level runs the same sequence
// cheaply.
const (
	logTwo52 = 0x1p52
	logBias  = 0x1p52 + 1023 // what 2⁵² + the biased exponent of m·2^k exceeds k by
	logScale = 0x1p54        // brings subnormal numbers into the normal range
	logBiasS = logBias + 54
	logTiny  = 0x1p-1022

	logC0  = 0x1.5555555555533p-2
	logC1  = -0x1.fffffffffef14p-3
	logC2  = 0x1.999999999f757p-3
	logC3  = -0x1.555555566b381p-3
	logC4  = 0x1.24924922a3e7cp-3
	logC5  = -0x1.ffffff2bf68eap-4
	logC6  = 0x1.c71c71e011962p-4
	logC7  = -0x1.9999c26b298a5p-4
	logC8  = 0x1.745d3f1d30169p-4
	logC9  = -0x1.5550ee78acd25p-4
	logC10 = 0x1.3b0b891839aedp-4
	logC11 = -0x1.24d74e65069ccp-4
	logC12 = 0x1.11ccffc02f3cdp-4
	logC13 = -0x1.fba1c708c02bbp-5
	logC14 = 0x1.d05a7a221e5a4p-5
	logC15 = -0x1.d11fb1df78274p-5
	logC16 = 0x1.0a620e2309769p-4
	logC17 = -0x1.ea0598d4145f9p-5
	logC18 = 0x1.ac75464ebda6fp-6
)

// Bit patterns: adding logOffset to the bits of a positive normal number leaves
// the biased exponent k + 1023 above the mantissa field, and the mantissa field
// plus logRoot are the bits of m.
const (
	logRoot     = 0x3fe6a09e_667f3bcd // √½
	logOffset   = 0x3ff00000_00000000 - logRoot
	logMantissa = 1<<52 - 1
	logQuietNaN = 0x7ff80000_00000001
)

// The same in float32 precision; the relative error of the series is 2⁻³⁰·³.
const (
	logTwo23F = 0x1p23
	logBiasF  = 0x1p23 + 127
	logScaleF = 0x1p24
	logBiasSF = logBiasF + 24
	logTinyF  = 0x1p-126

	logC0F = 0x1.555548p-2
	logC1F = -0x1.000006p-2
	logC2F = 0x1.99a4b6p-3
	logC3F = -0x1.555c4ep-3
	logC4F = 0x1.233768p-3
	logC5F = -0x1.fc2206p-4
	logC6F = 0x1.e6f06ap-4
	logC7F = -0x1.de3c16p-4
	logC8F = 0x1.1457acp-4

	logRootF     = 0x3f3504f3
	logOffsetF   = 0x3f800000 - logRootF
	logMantissaF = 1<<23 - 1
	logQuietNaNF = 0x7fc00000
)

// logTable and logTable32 hand the constants to the assembly, in the order that
// its generator knows (_asm/log.go). They are never written.
//
//lint:ignore U1000 read by the assembly
var logTable = [...]float64{logTwo52, logBias, logScale, logBiasS, logTiny, 1, -0.5, expLn2Hi, expLn2Lo,
	logC0, logC1, logC2, logC3, logC4, logC5, logC6, logC7, logC8, logC9, logC10, logC11, logC12, logC13, logC14, logC15,
	logC16, logC17, logC18}

//lint:ignore U1000 read by the assembly
var logTable32 = [...]float32{logTwo23F, logBiasF, logScaleF, logBiasSF, logTinyF, 1, -0.5, expLn2HiF, expLn2LoF,
	logC0F, logC1F, logC2F, logC3F, logC4F, logC5F, logC6F, logC7F, logC8F}
