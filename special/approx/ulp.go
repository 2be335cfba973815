// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import "math"

// ULP returns the distance between neighbouring float64 numbers in the binade of
// x, the unit in its last place: 2⁻¹⁰⁷⁴ for numbers below the normal range, NaN
// for NaN, +Inf for infinities.
func ULP(x float64) float64 {
	x = math.Abs(x)
	switch {
	case math.IsNaN(x) || math.IsInf(x, 1):
		return x
	case x < 0x1p-1022:
		return 0x1p-1074
	}
	_, e := math.Frexp(x)
	return math.Ldexp(1, e-53)
}

// ULP32 is ULP for the format float32 and any real x that a float64 holds; the
// unit of the largest binade serves for numbers beyond it.
func ULP32(x float64) float64 {
	x = math.Abs(x)
	switch {
	case math.IsNaN(x) || math.IsInf(x, 1):
		return x
	case x < 0x1p-126:
		return 0x1p-149
	}
	// The exponent alone, without the fraction, 23 places down.
	return min(math.Float64frombits(math.Float64bits(x)&(0x7ff<<52))*0x1p-23, 0x1p104)
}

// ULPError returns |got − want| in units of the last place of want: 0.5 at most
// for the nearest number. The difference of two infinities of one sign, or of
// two NaNs, is 0; that of a NaN or an infinity and anything else is +Inf.
func ULPError(got, want float64) float64 {
	if e, ok := special(got, want); ok {
		return e
	}
	// The difference may overflow where the quotients do not.
	u := ULP(want)
	return math.Abs(got/u - want/u)
}

// ULPError32 returns the error of a float32 result against the exact value want
// in units of the last place of want. An infinite result is right, with an error
// of 0, if want rounds to it.
func ULPError32(got float32, want float64) float64 {
	return ulpError32(float64(got), want)
}

// overflow32 is where float32 rounds to infinity.
const overflow32 = math.MaxFloat32 + 0x1p103

func ulpError32(got, want float64) float64 {
	if math.IsInf(got, 0) && math.Abs(want) >= overflow32 && (got > 0) == (want > 0) {
		return 0
	}
	if e, ok := special(got, want); ok {
		return e
	}
	return math.Abs(got-want) / ULP32(want)
}

func special(got, want float64) (e float64, ok bool) {
	a, b := math.IsNaN(got), math.IsNaN(want)
	switch {
	case a && b, got == want:
		return 0, true
	case a || b || math.IsInf(got, 0) || math.IsInf(want, 0):
		return math.Inf(1), true
	}
	return 0, false
}
