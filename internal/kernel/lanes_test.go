// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"
	"testing"
)

// laneSum is the reduction rule of package kernel, written down plainly: term i
// is added to lane i mod 32 (64 for float32), and the lanes are added by halves.
// The vector levels must give these bits.
func laneSum[T float](n int, add func(acc T, i int) T) T {
	span := 32
	if _, single := any(T(0)).(float32); single {
		span = 64
	}
	lane := make([]T, span)
	for i := range n {
		lane[i%span] = add(lane[i%span], i)
	}
	for h := span / 2; h > 0; h /= 2 {
		for l := range h {
			lane[l] += lane[l+h]
		}
	}
	return lane[0]
}

// fma returns x*y + z rounded once.
func fma[T float](x, y, z T) T {
	if _, single := any(x).(float32); !single {
		return T(math.FMA(float64(x), float64(y), float64(z)))
	}
	// The product is exact in float64 and the sum is rounded to odd there, so
	// that rounding it to float32 rounds but once.
	p, w := float64(x)*float64(y), float64(z)
	s := p + w
	if math.IsNaN(s) || math.IsInf(s, 0) {
		return T(s)
	}
	b := s - p
	e := (p - (s - b)) + (w - b)
	if bits := math.Float64bits(s); e != 0 && bits&1 == 0 {
		if (e > 0) == (s > 0) {
			bits++
		} else {
			bits--
		}
		s = math.Float64frombits(bits)
	}
	return T(s)
}

// same reports whether x and y have the same bits or are both NaN.
func same[T float](x, y T) bool {
	return bitsOf(x) == bitsOf(y) || x != x && y != y
}

// unit returns half the distance of 1 and the next number.
func unit[T float]() float64 {
	if _, single := any(T(0)).(float32); single {
		return 0x1p-24
	}
	return 0x1p-53
}

// exact returns the sum of the n products that f gives, formed in twice the
// precision of float64 and rounded, and the sum of their magnitudes.
func exact(n int, f func(i int) (x, y float64)) (sum, size float64) {
	var hi, lo float64
	for i := range n {
		x, y := f(i)
		p := float64(x * y)
		e := math.FMA(x, y, -p)
		s := hi + p
		b := s - hi
		lo += (hi - (s - b)) + (p - b) + e
		hi = s
		size += math.Abs(p)
	}
	return hi + lo, size
}

// roundings returns the largest number of roundings that a term of a sum of n
// passes at the level in force: those of its lane, those of the tree and one of
// the product where it is not fused.
func roundings[T float](n int) float64 {
	lanes, tree := 4.0, 2.0
	if level > Portable {
		lanes, tree = 32, 5
		if _, single := any(T(0)).(float32); single {
			lanes, tree = 64, 6
		}
	}
	return math.Ceil(float64(n)/lanes) + tree + 4 // the portable rest loop adds up to three more to lane 0
}

// checkSum compares the result of a reduction with the exact sum of the terms
// x*y and, at the vector levels, with the bits of the model.
func checkSum[T float](t *testing.T, what string, n int, got, model T, term func(i int) (x, y float64)) {
	t.Helper()
	if level > Portable && !same(got, model) {
		t.Fatalf("%s, n=%d: %v, model %v", what, n, got, model)
	}
	sum, size := exact(n, term)
	if tol := roundings[T](n) * unit[T]() * size; math.Abs(float64(got)-sum) > tol {
		t.Fatalf("%s, n=%d: %v, exactly %v, tolerance %v", what, n, got, sum, tol)
	}
}
