// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vec

import "github.com/relaxnum/relax/internal/kernel"

// Pow sets dst[i] to x[i]^y and returns dst. The error is below 1 ulp; of
// subnormal results it is counted in their spacing. For y = 1 and 2 the result
// is correctly rounded.
//
// The special cases are those of [math.Pow].
func Pow(dst, x []float64, y float64) []float64 {
	dst = result(dst, x)
	kernel.Pow(dst, x, y)
	return dst
}

// PowF32 is [Pow] for float32, with an error below 0.5001 ulp.
func PowF32(dst, x []float32, y float32) []float32 {
	dst = result(dst, x)
	kernel.Pow32(dst, x, y)
	return dst
}
