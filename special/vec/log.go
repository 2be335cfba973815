// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vec

import "github.com/relaxnum/relax/internal/kernel"

// Log sets dst[i] to log(x[i]) and returns dst. The error is below 0.95 ulp; of
// subnormal results it is counted in their spacing.
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
