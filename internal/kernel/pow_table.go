// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

// The constants of the power. With s = f/(2+f) and z = s²,
//
//	log(1+f) = 2 s (1 + z (1/3 + z (c0 + c1 z + ... + c7 z⁷)))
//
// for √½ <= 1+f <= √2. The coefficients minimise the greatest relative error of
// the right-hand side (Remez exchange in 60-digit arithmetic, rounded to nearest
// afterwards): 2⁻⁷³·⁵. 1/3 comes in two parts.
const (
	powThird   = 0x1.5555555555555p-2
	powThirdLo = 0x1.5555555555555p-56
	powQuick   = 700  // below, the result is normal
	powMax     = 710  // from here on the result is infinite
	powMin     = -750 // below, it is 0

	powC0 = 0x1.9999999999996p-3
	powC1 = 0x1.249249249302fp-3
	powC2 = 0x1.c71c71c580fe5p-4
	powC3 = 0x1.745d18321743ap-4
	powC4 = 0x1.3b1362c3559dap-4
	powC5 = 0x1.1120b3ee0c5aap-4
	powC6 = 0x1.de33ac72837c6p-5
	powC7 = 0x1.eb0f6bad11f5dp-5
)

var powC = [...]float64{powC0, powC1, powC2, powC3, powC4, powC5, powC6, powC7}

// powTable hands the constants to the assembly, in the order that its generator
// knows (_asm/pow.go): those of expTable in the same places. It is never written.
//
//lint:ignore U1000 read by the assembly
var powTable = [...]float64{expInvLn2, expShift, expLn2Hi, expLn2Lo, powQuick, powMax, powMin, 1,
	expC0, expC1, expC2, expC3, expC4, expC5, expC6, expC7, expC8, expC9,
	logTwo52, logBias, logBiasS, logScale, logTiny, 2, powThird, powThirdLo,
	powC0, powC1, powC2, powC3, powC4, powC5, powC6, powC7}
