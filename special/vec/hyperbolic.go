// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vec

import "github.com/relaxnum/relax/internal/kernel"

// Sinh sets dst[i] to sinh(x[i]) and returns dst. The error is below 1 ulp; of
// subnormal results it is counted in their spacing.
//
// Special cases are:
//
//	Sinh(±0) = ±0
//	Sinh(±Inf) = ±Inf
//	Sinh(NaN) = NaN
func Sinh(dst, x []float64) []float64 {
	dst = result(dst, x)
	kernel.Sinh(dst, x)
	return dst
}

// SinhF32 is [Sinh] for float32, with an error below 0.5001 ulp.
func SinhF32(dst, x []float32) []float32 {
	dst = result(dst, x)
	kernel.Sinh32(dst, x)
	return dst
}

// Cosh sets dst[i] to cosh(x[i]) and returns dst. The error is below 1 ulp.
//
// Special cases are:
//
//	Cosh(±0) = 1
//	Cosh(±Inf) = +Inf
//	Cosh(NaN) = NaN
func Cosh(dst, x []float64) []float64 {
	dst = result(dst, x)
	kernel.Cosh(dst, x)
	return dst
}

// CoshF32 is [Cosh] for float32, with an error below 0.5001 ulp.
func CoshF32(dst, x []float32) []float32 {
	dst = result(dst, x)
	kernel.Cosh32(dst, x)
	return dst
}

// Tanh sets dst[i] to tanh(x[i]) and returns dst. The error is below 0.95 ulp.
//
// Special cases are:
//
//	Tanh(±0) = ±0
//	Tanh(±Inf) = ±1
//	Tanh(NaN) = NaN
func Tanh(dst, x []float64) []float64 {
	dst = result(dst, x)
	kernel.Tanh(dst, x)
	return dst
}

// TanhF32 is [Tanh] for float32, with an error below 0.8 ulp.
func TanhF32(dst, x []float32) []float32 {
	dst = result(dst, x)
	kernel.Tanh32(dst, x)
	return dst
}
