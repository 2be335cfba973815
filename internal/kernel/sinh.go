// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// Sinh sets dst[i] = sinh(x[i]). len(dst) must be at least len(x).
//
// The error is below 1 ulp, also of subnormal arguments. sinh(±0) = ±0,
// sinh(±Inf) = ±Inf. NaN gives a quiet NaN whose payload is not specified.
func Sinh(dst, x []float64) { sinh(dst[:len(x)], x) }

// Cosh sets dst[i] = cosh(x[i]). len(dst) must be at least len(x).
//
// The error is below 1 ulp. cosh(±0) = 1, cosh(±Inf) = +Inf. NaN gives a quiet
// NaN whose payload is not specified.
func Cosh(dst, x []float64) { cosh(dst[:len(x)], x) }

// Sinh32 is [Sinh] for float32, computed in float64 and rounded: the error is
// below 0.5001 ulp.
func Sinh32(dst, x []float32) { sinh32(dst[:len(x)], x) }

// Cosh32 is [Cosh] for float32, computed in float64 and rounded: the error is
// below 0.5001 ulp.
func Cosh32(dst, x []float32) { cosh32(dst[:len(x)], x) }

// halfExp returns exp(x)/2 for x > 0, which sinh and cosh are when exp(-x) is
// out of sight.
func halfExp(x float64) float64 {
	z, r, s, t := expReduce(min(sinhMax, x))
	t = math.FMA(tanhTail(r), float64(r*r), t)
	return scaled((s+t)*half, z)
}

// sinh1 returns sinh(x): the specification of [Sinh].
//
// With e = exp|x| - 1, sinh|x| = (e + e/(e+1))/2. All of this is halved, so that
// it overflows no earlier than the result, and e and the quotient are kept in
// two parts.
func sinh1(x float64) float64 {
	abs := math.Abs(x)
	if x != x {
		return x
	}
	if abs > sinhQuick {
		return math.Copysign(halfExp(abs), x)
	}
	if abs < sinhTiny {
		return x // half of it might be subnormal
	}
	a, t := expm1Split(abs, -1)
	d := a - half // a >= 1/2
	rest := (a - d) - half + t
	num := d + rest
	numLo := (d - num) + rest
	den := a + t
	denLo := (a - den) + t
	y := half / den
	q := float64(num * y)
	p := q + q
	rest = math.FMA(-p, den, num) + math.FMA(-p, denLo, numLo)
	big := num + q
	low := (num - big) + q
	return math.Copysign(big+(low+math.FMA(rest, y, numLo)), x)
}

// cosh1 returns cosh(x): the specification of [Cosh], with exp|x|/2 and its
// reciprocal's quarter in two parts.
func cosh1(x float64) float64 {
	abs := math.Abs(x)
	if x != x {
		return x
	}
	if abs > sinhQuick {
		return halfExp(abs)
	}
	a, t := expm1Split(abs, -1)
	den := a + t
	denLo := (a - den) + t
	y := quarter / den
	p := float64(y * 4)
	rest := math.FMA(-p, denLo, math.FMA(-p, den, 1))
	big := den + y
	low := (den - big) + y
	return big + (low + math.FMA(rest, y, denLo))
}

func sinhGo(dst, x []float64) {
	for i, v := range x {
		dst[i] = sinh1(v)
	}
}

func coshGo(dst, x []float64) {
	for i, v := range x {
		dst[i] = cosh1(v)
	}
}

func sinh32Go(dst, x []float32) {
	for i, v := range x {
		dst[i] = float32(sinh1(float64(v)))
	}
}

func cosh32Go(dst, x []float32) {
	for i, v := range x {
		dst[i] = float32(cosh1(float64(v)))
	}
}
