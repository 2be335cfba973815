// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vec

import "github.com/relaxnum/relax/internal/kernel"

// Erf sets dst[i] to the error function of x[i],
// 2/√π ∫ e^(-t²) dt from 0 to x[i], and returns dst. The error is below 1.4
// ulp; of subnormal results it is counted in their spacing.
//
// Special cases are:
//
//	Erf(±0) = ±0
//	Erf(±Inf) = ±1
//	Erf(NaN) = NaN
func Erf(dst, x []float64) []float64 {
	dst = result(dst, x)
	kernel.Erf(dst, x)
	return dst
}

// ErfF32 is [Erf] for float32, with an error below 0.5001 ulp.
func ErfF32(dst, x []float32) []float32 {
	dst = result(dst, x)
	kernel.Erf32(dst, x)
	return dst
}

// Erfc sets dst[i] to 1 - erf(x[i]) and returns dst. The error is below 1.4
// ulp, also where the result is tiny; of subnormal results it is counted in
// their spacing.
//
// Special cases are:
//
//	Erfc(+Inf) = +0
//	Erfc(-Inf) = 2
//	Erfc(NaN) = NaN
func Erfc(dst, x []float64) []float64 {
	dst = result(dst, x)
	kernel.Erfc(dst, x)
	return dst
}

// ErfcF32 is [Erfc] for float32, with an error below 0.5001 ulp.
func ErfcF32(dst, x []float32) []float32 {
	dst = result(dst, x)
	kernel.Erfc32(dst, x)
	return dst
}
