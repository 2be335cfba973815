// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

// The constants of the functions that are made of exp(x) - 1.
const (
	expm1Min   = -50 // below, exp(x) - 1 rounds to -1
	sinhQuick  = 709 // below, half the exponential of x does not overflow
	sinhMax    = 711 // from here on sinh and cosh are infinite
	sigmoidMin = -700
	sinhTiny   = 0x1p-30 // below, sinh x rounds to x
	half       = 0.5
	quarter    = 0.25
)

// expm1Table hands the constants to the assembly, in the order that its
// generator knows (_asm/expm1.go): those of expTable that both need in the same
// places. It is never written.
//
//lint:ignore U1000 read by the assembly
var expm1Table = [...]float64{expInvLn2, expShift, expLn2Hi, expLn2Lo, expQuick, sinhMax, expMin, 1,
	expC0, tanhC1, tanhC2, tanhC3, tanhC4, tanhC5, tanhC6, tanhC7, tanhC8, tanhC9, tanhC10,
	expm1Min, sinhQuick, sigmoidMin, half, quarter, sinhTiny}
