// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// LogBesselI returns log I_v(x), the logarithm of the modified Bessel function
// of the first kind, with an error of the result f below 4 eps max(|f|, 1),
// eps = 2⁻⁵², for all v >= 0 and x >= 0.
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
	if kernelFits(v, x) {
		f, _ := kernel.DebyeLog(v, x)
		if needsRefined(f, v, x) {
			f, _ = debyeRefined(v, x)
		}
		return f
	}
	return logI(v, x)
}

// LogBesselK returns log K_v(x), the logarithm of the modified Bessel function
// of the second kind, with an error of the result f below 4 eps max(|f|, 1),
// eps = 2⁻⁵², for all v and x >= 0. K_{-v} is K_v.
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
	if kernelFits(v, x) {
		_, f := kernel.DebyeLog(v, x)
		if needsRefined(f, v, x) {
			_, f = debyeRefined(v, x)
		}
		return f
	}
	return logK(v, x)
}

// LogBesselIK returns the values of [LogBesselI] and [LogBesselK]. Where
// hypot(v, x) >= 20 they cost little more than one of them.
func LogBesselIK(v, x float64) (logI, logK float64) {
	if kernelFits(v, x) {
		logI, logK = kernel.DebyeLog(v, x)
		if needsRefined(logI, v, x) {
			logI, _ = debyeRefined(v, x)
		}
		if needsRefined(logK, v, x) {
			_, logK = debyeRefined(v, x)
		}
		return logI, logK
	}
	return LogBesselI(v, x), LogBesselK(v, x)
}

// logI is LogBesselI where the kernel does not fit.
func logI(v, x float64) float64 {
	switch {
	case !(v >= 0 && v <= math.MaxFloat64 && x > 0 && x <= math.MaxFloat64):
		return edgeI(v, x)
	case isLarge(v, x):
		return debyeFar(v, x, 1)
	}
	return seriesI(v, x)
}

// logK is LogBesselK, of v >= 0 or NaN, where the kernel does not fit.
func logK(v, x float64) float64 {
	switch {
	case !(v <= math.MaxFloat64 && x > 0 && x <= math.MaxFloat64):
		return edgeK(v, x)
	case isLarge(v, x):
		return debyeFar(v, x, -1)
	case x < temmeBelow:
		return temmeK(v, x)
	}
	return trapezoidK(v, x)
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
