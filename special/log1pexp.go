// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import "math"

// Log1pExp returns log(1 + e^x), the softplus function, without overflow and
// with full relative accuracy for negative x.
//
// Special cases are:
//
//	Log1pExp(-Inf) = 0
//	Log1pExp(+Inf) = +Inf
//	Log1pExp(NaN) = NaN
func Log1pExp(x float64) float64 {
	if x > 0 {
		return x + math.Log1p(math.Exp(-x))
	}
	return math.Log1p(math.Exp(x))
}

// Log1mExp returns log(1 - e^x) for x <= 0, with full relative accuracy at both
// ends: for x > -log 2 from 1 - e^x, for smaller x from e^x (M. Mächler,
// Accurately computing log(1-exp(-|a|)), 2012).
//
// Special cases are:
//
//	Log1mExp(0) = -Inf
//	Log1mExp(-Inf) = 0
//	Log1mExp(x) = NaN for x > 0
//	Log1mExp(NaN) = NaN
func Log1mExp(x float64) float64 {
	switch {
	case x > 0:
		return math.NaN()
	case x > -math.Ln2:
		return math.Log(-math.Expm1(x))
	}
	return math.Log1p(-math.Exp(x))
}

// LogAddExp returns log(e^a + e^b) without overflow. An infinite argument is
// taken at its word: +Inf wins, and -Inf adds nothing.
func LogAddExp(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if math.IsInf(a, 0) && !math.IsNaN(b) {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}

// LogSubExp returns log(e^a - e^b) for a >= b without overflow: -Inf for equal
// arguments below +Inf, NaN for a < b and where both are +Inf.
func LogSubExp(a, b float64) float64 {
	if a == b && !math.IsInf(a, 1) {
		return math.Inf(-1)
	}
	return a + Log1mExp(b-a)
}
