// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

// The constants of the error functions. Below erfSmall,
//
//	erf(x) = x + x q(x²), x² < 1 + 2⁻¹⁹
//
// and above it
//
//	erfc(x) = exp(-x²) p(t)/(x+a), t = (x-a)/(x+a)
//
// with one a and p for erf, where an error of erfc shows less the greater x is,
// and others for erfc itself from erfcSmall on, such that p is nearly constant. All coefficients minimise the
// greatest relative error of the result (Remez exchange in 60-digit arithmetic,
// rounded to nearest afterwards): 2⁻⁵⁶·⁹ for q, of erf 2⁻⁵⁹·⁸, of erfc 2⁻⁶⁰·⁷.
const (
	erfSmall  = 1
	erfMax    = 6 // from here on erf rounds to 1
	erfA      = 2
	erfcSmall = 0.75
	erfcQuick = 26 // below, erfc is normal
	erfcMax   = 28 // from here on erfc rounds to 0
	erfcA     = 3.5
	erfcB     = half
)

const (
	erfQ0  = 0x1.06eba8214db68p-3
	erfQ1  = -0x1.812746b0379bdp-2
	erfQ2  = 0x1.ce2f21a040d21p-4
	erfQ3  = -0x1.b82ce311fab65p-6
	erfQ4  = 0x1.565bccf92e969p-8
	erfQ5  = -0x1.c02db03e39ba0p-11
	erfQ6  = 0x1.f9a2baafc2a60p-14
	erfQ7  = -0x1.f4ca4db7fee98p-17
	erfQ8  = 0x1.b97fd5a6e77a2p-20
	erfQ9  = -0x1.5c072cd3a0eb7p-23
	erfQ10 = 0x1.d71b19ca9973ep-27
	erfQ11 = -0x1.abae1cf1b3100p-31
)

var erfQ = [...]float64{erfQ0, erfQ1, erfQ2, erfQ3, erfQ4, erfQ5, erfQ6, erfQ7, erfQ8, erfQ9, erfQ10, erfQ11}

const (
	erfP0  = 0x1.058671b52c776p+0
	erfP1  = -0x1.5fd386754ef93p-1
	erfP2  = 0x1.1e2deea6b15bap-2
	erfP3  = -0x1.2a88e61119162p-5
	erfP4  = -0x1.606e4162e0c3ep-6
	erfP5  = 0x1.a89eb0d45b295p-8
	erfP6  = 0x1.9517e48954035p-9
	erfP7  = -0x1.b6fa4b66c75efp-11
	erfP8  = -0x1.5bb2654e69235p-11
	erfP9  = 0x1.1adf81ce96788p-15
	erfP10 = 0x1.2e1e0a1477ec1p-13
	erfP11 = 0x1.4d375d12ef110p-15
	erfP12 = -0x1.4a3d4be3a550fp-18
)

var erfP = [...]float64{erfP0, erfP1, erfP2, erfP3, erfP4, erfP5, erfP6, erfP7, erfP8, erfP9, erfP10, erfP11, erfP12}

const (
	erfcP0  = 0x1.3e0a99a0ee914p-1
	erfcP1  = -0x1.1ebd220ea593bp-4
	erfcP2  = -0x1.59e2c284b1226p-8
	erfcP3  = 0x1.8f702ec6b3316p-5
	erfcP4  = -0x1.d76830c352f86p-5
	erfcP5  = 0x1.686106046f12ap-5
	erfcP6  = -0x1.8ff5ef76dbf90p-6
	erfcP7  = 0x1.38ec66710dca2p-7
	erfcP8  = -0x1.143c4ca1a7659p-9
	erfcP9  = -0x1.3cf3696e901c4p-13
	erfcP10 = 0x1.27e6632e0e4f5p-12
	erfcP11 = -0x1.fda909b1b7eefp-15
	erfcP12 = -0x1.66e18bb68d53cp-16
	erfcP13 = 0x1.970888cc6168dp-17
	erfcP14 = 0x1.385fb834c5855p-20
	erfcP15 = -0x1.fff63d4f2e062p-20
	erfcP16 = -0x1.6b4a23b510396p-26
	erfcP17 = 0x1.41e2fadcb50a4p-22
	erfcP18 = -0x1.5d2495781caefp-28
	erfcP19 = -0x1.8a51072400345p-25
	erfcP20 = 0x1.c86d86e3573bdp-31
	erfcP21 = 0x1.4aabdcd0f4ab8p-28
)

var erfcP = [...]float64{erfcP0, erfcP1, erfcP2, erfcP3, erfcP4, erfcP5, erfcP6, erfcP7, erfcP8, erfcP9, erfcP10, erfcP11, erfcP12, erfcP13, erfcP14, erfcP15, erfcP16, erfcP17, erfcP18, erfcP19, erfcP20, erfcP21}

// erfTable hands the constants to the assembly, in the order that its generator
// knows (_asm/erf.go): those of expTable in the same places. It is never written.
//
//lint:ignore U1000 read by the assembly
var erfTable = [...]float64{expInvLn2, expShift, expLn2Hi, expLn2Lo, erfcQuick, erfcMax, erfMax, 1,
	expC0, expC1, expC2, expC3, expC4, expC5, expC6, expC7, expC8, expC9,
	erfA, erfcSmall, erfcA, erfcB, 2,
	erfQ0, erfQ1, erfQ2, erfQ3, erfQ4, erfQ5, erfQ6, erfQ7, erfQ8, erfQ9, erfQ10, erfQ11,
	erfP0, erfP1, erfP2, erfP3, erfP4, erfP5, erfP6, erfP7, erfP8, erfP9, erfP10, erfP11, erfP12,
	erfcP0, erfcP1, erfcP2, erfcP3, erfcP4, erfcP5, erfcP6, erfcP7, erfcP8, erfcP9, erfcP10, erfcP11, erfcP12, erfcP13, erfcP14, erfcP15, erfcP16, erfcP17, erfcP18, erfcP19, erfcP20, erfcP21,
}
