// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vec

import "github.com/relaxnum/relax/internal/kernel"

// Sigmoid sets dst[i] to 1/(1 + e^-x[i]) and returns dst. The error is below 1
// ulp; of subnormal results it is counted in their spacing.
//
// Special cases are:
//
//	Sigmoid(+Inf) = 1
//	Sigmoid(-Inf) = +0
//	Sigmoid(NaN) = NaN
func Sigmoid(dst, x []float64) []float64 {
	dst = result(dst, x)
	kernel.Sigmoid(dst, x)
	return dst
}

// SigmoidF32 is [Sigmoid] for float32, with an error below 0.5001 ulp.
func SigmoidF32(dst, x []float32) []float32 {
	dst = result(dst, x)
	kernel.Sigmoid32(dst, x)
	return dst
}

// Logit sets dst[i] to log(x[i]/(1-x[i])), the inverse of [Sigmoid], and
// returns dst. The error is below 1.2 ulp, also near its zero at 1/2.
//
// Special cases are:
//
//	Logit(±0) = -Inf
//	Logit(1) = +Inf
//	Logit(x) = NaN for x < 0 and x > 1
//	Logit(NaN) = NaN
func Logit(dst, x []float64) []float64 {
	dst = result(dst, x)
	kernel.Logit(dst, x)
	return dst
}

// LogitF32 is [Logit] for float32, with an error below 0.5001 ulp.
func LogitF32(dst, x []float32) []float32 {
	dst = result(dst, x)
	kernel.Logit32(dst, x)
	return dst
}

// Log1pExp sets dst[i] to log(1 + e^x[i]), the softplus function, and returns
// dst. The error is below 1.2 ulp; of subnormal results it is counted in their
// spacing.
//
// Special cases are:
//
//	Log1pExp(-Inf) = +0
//	Log1pExp(+Inf) = +Inf
//	Log1pExp(NaN) = NaN
func Log1pExp(dst, x []float64) []float64 {
	dst = result(dst, x)
	kernel.Log1pExp(dst, x)
	return dst
}

// Log1pExpF32 is [Log1pExp] for float32, with an error below 0.5001 ulp.
func Log1pExpF32(dst, x []float32) []float32 {
	dst = result(dst, x)
	kernel.Log1pExp32(dst, x)
	return dst
}

// Log1mExp sets dst[i] to log(1 - e^x[i]) and returns dst. The error is below
// 1.2 ulp; of subnormal results it is counted in their spacing.
//
// Special cases are:
//
//	Log1mExp(±0) = -Inf
//	Log1mExp(-Inf) = -0
//	Log1mExp(x > 0) = NaN
//	Log1mExp(NaN) = NaN
func Log1mExp(dst, x []float64) []float64 {
	dst = result(dst, x)
	kernel.Log1mExp(dst, x)
	return dst
}

// Log1mExpF32 is [Log1mExp] for float32, with an error below 0.5001 ulp.
func Log1mExpF32(dst, x []float32) []float32 {
	dst = result(dst, x)
	kernel.Log1mExp32(dst, x)
	return dst
}
