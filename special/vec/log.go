// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vec

import "github.com/relaxnum/relax/internal/kernel"

// Log sets dst[i] to log(x[i]) and returns dst. The error is below 0.95 ulp.
//
// Special cases are:
//
//	Log(1) = +0
//	Log(±0) = -Inf
//	Log(+Inf) = +Inf
//	Log(x < 0) = NaN
//	Log(NaN) = NaN
func Log(dst, x []float64) []float64 {
	dst = result(dst, x)
	kernel.Log(dst, x)
	return dst
}

// LogF32 is [Log] for float32, with an error below 0.95 ulp.
func LogF32(dst, x []float32) []float32 {
	dst = result(dst, x)
	kernel.Log32(dst, x)
	return dst
}

// Log2 sets dst[i] to log(x[i])/log(2) and returns dst. The error is below 1
// ulp; those of powers of two are exact.
//
// Special cases are:
//
//	Log2(1) = +0
//	Log2(±0) = -Inf
//	Log2(+Inf) = +Inf
//	Log2(x < 0) = NaN
//	Log2(NaN) = NaN
func Log2(dst, x []float64) []float64 {
	dst = result(dst, x)
	kernel.Log2(dst, x)
	return dst
}

// Log2F32 is [Log2] for float32, with an error below 0.5001 ulp.
func Log2F32(dst, x []float32) []float32 {
	dst = result(dst, x)
	kernel.Log232(dst, x)
	return dst
}

// Log1p sets dst[i] to log(1 + x[i]) and returns dst. The error is below 1 ulp;
// of subnormal results it is counted in their spacing.
//
// Special cases are:
//
//	Log1p(±0) = ±0
//	Log1p(-1) = -Inf
//	Log1p(+Inf) = +Inf
//	Log1p(x < -1) = NaN
//	Log1p(NaN) = NaN
func Log1p(dst, x []float64) []float64 {
	dst = result(dst, x)
	kernel.Log1p(dst, x)
	return dst
}

// Log1pF32 is [Log1p] for float32, with an error below 0.5001 ulp.
func Log1pF32(dst, x []float32) []float32 {
	dst = result(dst, x)
	kernel.Log1p32(dst, x)
	return dst
}
