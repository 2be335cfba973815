// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// Logit sets dst[i] = log(x[i]/(1-x[i])). len(dst) must be at least len(x).
//
// The error is below 1.2 ulp, also near the zero at 1/2. logit(±0) = -Inf,
// logit(1) = +Inf; outside [0, 1] the result is NaN. NaN gives a quiet NaN whose
// payload is not specified.
func Logit(dst, x []float64) { logit(dst[:len(x)], x) }

// Logit32 is [Logit] for float32, computed in float64 and rounded: the error is
// below 0.5001 ulp.
func Logit32(dst, x []float32) { logit32(dst[:len(x)], x) }

// logit1 returns log(x/(1-x)): the specification of [Logit], the logarithm of
// the quotient in two parts.
func logit1(x float64) float64 {
	switch {
	case x == 1:
		return math.Inf(1)
	case x > 1:
		return math.Float64frombits(logQuietNaN)
	case !(x >= logitLeast):
		return log1(x)
	}
	d := 1 - x
	dLo := (1 - d) - x
	y := 1 / d
	q := float64(x * y)
	s, rest := logPair(q, float64(math.FMA(-q, dLo, math.FMA(-q, d, x))*y))
	return s + rest
}

func logitGo(dst, x []float64) {
	for i, v := range x {
		dst[i] = logit1(v)
	}
}

func logit32Go(dst, x []float32) {
	for i, v := range x {
		dst[i] = float32(logit1(float64(v)))
	}
}
