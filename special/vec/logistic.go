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
