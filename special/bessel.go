// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import "math"

// LogBesselI returns log I_v(x), the logarithm of the modified Bessel function
// of the first kind, with an error below 4 eps max(|f|, 1) for all v >= 0 and
// x >= 0.
//
// A negative integer order is the same as its absolute value. Special cases
// are:
//
//	LogBesselI(v, x) = NaN for x < 0, for negative orders that are not integers, and if v or x is NaN
//	LogBesselI(0, 0) = 0
//	LogBesselI(v, 0) = -Inf for v > 0
//	LogBesselI(v, +Inf) = +Inf for finite v
//	LogBesselI(+Inf, x) = -Inf for finite x
//	LogBesselI(+Inf, +Inf) = NaN
func LogBesselI(v, x float64) float64 {
	if !(v >= 0 && v <= math.MaxFloat64 && x > 0 && x <= math.MaxFloat64) {
		return edgeI(v, x)
	}
	if v >= debyeMin || x >= debyeMin || v*v+x*x >= debyeMin*debyeMin {
		return debyeI(v, x)
	}
	return seriesI(v, x)
}

// LogBesselK returns log K_v(x), the logarithm of the modified Bessel function
// of the second kind, with an error below 4 eps max(|f|, 1) for all v and
// x >= 0. K_{-v} is K_v.
//
// Special cases are:
//
//	LogBesselK(v, x) = NaN for x < 0, and if v or x is NaN
//	LogBesselK(v, 0) = +Inf
//	LogBesselK(v, +Inf) = -Inf for finite v
//	LogBesselK(±Inf, x) = +Inf for finite x
//	LogBesselK(±Inf, +Inf) = NaN
func LogBesselK(v, x float64) float64 {
	v = math.Abs(v)
	if !(v <= math.MaxFloat64 && x > 0 && x <= math.MaxFloat64) {
		return edgeK(v, x)
	}
	if v >= debyeMin || x >= debyeMin || v*v+x*x >= debyeMin*debyeMin {
		return debyeK(v, x)
	}
	if x < temmeBelow {
		return temmeK(v, x)
	}
	return trapezoidK(v, x)
}

// LogBesselIK returns log I_v(x) and log K_v(x). Where hypot(v, x) >= 20 they
// cost little more than one of them.
func LogBesselIK(v, x float64) (logI, logK float64) {
	if v >= 0 && v <= math.MaxFloat64 && x > 0 && x <= math.MaxFloat64 &&
		(v >= debyeMin || x >= debyeMin || v*v+x*x >= debyeMin*debyeMin) {
		return debyeIK(v, x)
	}
	return LogBesselI(v, x), LogBesselK(v, x)
}

// edgeI is LogBesselI off its main domain.
func edgeI(v, x float64) float64 {
	switch {
	case math.IsNaN(v) || math.IsNaN(x) || x < 0:
		return math.NaN()
	case v < 0:
		if v != math.Floor(v) || math.IsInf(v, -1) {
			return math.NaN()
		}
		return LogBesselI(-v, x)
	case math.IsInf(v, 1):
		if math.IsInf(x, 1) {
			return math.NaN()
		}
		return math.Inf(-1)
	case x == 0:
		if v == 0 {
			return 0
		}
		return math.Inf(-1)
	}
	return math.Inf(1) // x = +Inf
}

// edgeK is LogBesselK off its main domain, v >= 0 or NaN.
func edgeK(v, x float64) float64 {
	switch {
	case math.IsNaN(v) || math.IsNaN(x) || x < 0:
		return math.NaN()
	case math.IsInf(x, 1):
		if math.IsInf(v, 1) {
			return math.NaN()
		}
		return math.Inf(-1)
	}
	return math.Inf(1) // x = 0 or v = +Inf
}
