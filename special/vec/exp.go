// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vec

import "github.com/relaxnum/relax/internal/kernel"

// Exp sets dst[i] to e^x[i] and returns dst. The error is below 0.9 ulp; of
// subnormal results it is counted in their spacing.
//
// Special cases are:
//
//	Exp(±0) = 1
//	Exp(+Inf) = +Inf
//	Exp(-Inf) = +0
//	Exp(NaN) = NaN
func Exp(dst, x []float64) []float64 {
	dst = result(dst, x)
	kernel.Exp(dst, x)
	return dst
}

// ExpF32 is [Exp] for float32, with an error below 0.7 ulp.
func ExpF32(dst, x []float32) []float32 {
	dst = result(dst, x)
	kernel.Exp32(dst, x)
	return dst
}

// Exp2 sets dst[i] to 2^x[i] and returns dst. The error is below 0.9 ulp, and
// powers of integers are exact; of subnormal results it is counted in their
// spacing.
//
// Special cases are:
//
//	Exp2(±0) = 1
//	Exp2(+Inf) = +Inf
//	Exp2(-Inf) = +0
//	Exp2(NaN) = NaN
func Exp2(dst, x []float64) []float64 {
	dst = result(dst, x)
	kernel.Exp2(dst, x)
	return dst
}

// Exp2F32 is [Exp2] for float32, with an error below 0.5001 ulp.
func Exp2F32(dst, x []float32) []float32 {
	dst = result(dst, x)
	kernel.Exp232(dst, x)
	return dst
}

// Expm1 sets dst[i] to e^x[i] - 1 and returns dst. The error is below 1.2 ulp;
// of subnormal results it is counted in their spacing.
//
// Special cases are:
//
//	Expm1(±0) = ±0
//	Expm1(+Inf) = +Inf
//	Expm1(-Inf) = -1
//	Expm1(NaN) = NaN
func Expm1(dst, x []float64) []float64 {
	dst = result(dst, x)
	kernel.Expm1(dst, x)
	return dst
}

// Expm1F32 is [Expm1] for float32, with an error below 0.5001 ulp.
func Expm1F32(dst, x []float32) []float32 {
	dst = result(dst, x)
	kernel.Expm132(dst, x)
	return dst
}
