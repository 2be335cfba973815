// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"

	"golang.org/x/exp/constraints"
)

// Sum returns the sum of x[i]. It reads 8 bytes an element. A sum of zeros is
// +0 whatever their signs.
func Sum(x []float64) float64 { return sum(x) }

// Sum32 is [Sum] for float32; it sums in float32.
func Sum32(x []float32) float32 { return sum32(x) }

// Asum returns the sum of |x[i]|. It reads 8 bytes an element.
func Asum(x []float64) float64 { return asum(x) }

// Asum32 is [Asum] for float32; it sums in float32.
func Asum32(x []float32) float32 { return asum32(x) }

// SumSquares returns the sum of x[i]*x[i], which may overflow or underflow. It
// reads 8 bytes an element.
func SumSquares(x []float64) float64 { return sumSquares(x) }

// SumSquares32 is [SumSquares] for float32; it sums in float32.
func SumSquares32(x []float32) float32 { return sumSquares32(x) }

func sumGo[T constraints.Float](x []T) T {
	var s0, s1, s2, s3 T
	for ; len(x) >= 4; x = x[4:] {
		s0 += x[0]
		s1 += x[1]
		s2 += x[2]
		s3 += x[3]
	}
	for _, v := range x {
		s0 += v
	}
	return (s0 + s2) + (s1 + s3)
}

func asumGo[T constraints.Float](x []T) T {
	var s0, s1, s2, s3 T
	for ; len(x) >= 4; x = x[4:] {
		s0 += abs(x[0])
		s1 += abs(x[1])
		s2 += abs(x[2])
		s3 += abs(x[3])
	}
	for _, v := range x {
		s0 += abs(v)
	}
	return (s0 + s2) + (s1 + s3)
}

func sumSquaresGo[T constraints.Float](x []T) T { return dotGo(x, x) }

func scaledSumSquaresGo(x []float64, scale float64) float64 {
	var s0, s1, s2, s3 float64
	for ; len(x) >= 4; x = x[4:] {
		t0, t1, t2, t3 := x[0]*scale, x[1]*scale, x[2]*scale, x[3]*scale
		s0 += t0 * t0
		s1 += t1 * t1
		s2 += t2 * t2
		s3 += t3 * t3
	}
	for _, v := range x {
		t := v * scale
		s0 += t * t
	}
	return (s0 + s2) + (s1 + s3)
}

// abs is exact for float32 too, whose values float64 holds.
func abs[T constraints.Float](x T) T { return T(math.Abs(float64(x))) }
