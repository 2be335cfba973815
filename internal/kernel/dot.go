// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "golang.org/x/exp/constraints"

// Dot returns the sum of x[i]*y[i]. It reads 16 bytes for two operations.
func Dot(x, y []float64) float64 {
	return dot(x, y[:len(x):len(y)])
}

// Dot32 is [Dot] for float32; it sums in float32.
func Dot32(x, y []float32) float32 {
	return dot32(x, y[:len(x):len(y)])
}

// DotPair returns the sums of x[i]*y[i] and of x[i]*z[i], with the bits that
// two calls of [Dot] give, in one pass: it reads 24 bytes for four operations
// where two passes read 32.
func DotPair(x, y, z []float64) (xy, xz float64) {
	return dotPair(x, y[:len(x):len(y)], z[:len(x):len(z)])
}

// DotPair32 is [DotPair] for float32; it sums in float32.
func DotPair32(x, y, z []float32) (xy, xz float32) {
	return dotPair32(x, y[:len(x):len(y)], z[:len(x):len(z)])
}

// DDot32 returns the sum of x[i]*y[i] formed in float64, where each product is
// exact.
func DDot32(x, y []float32) float64 {
	return ddot32(x, y[:len(x):len(y)])
}

func dotGo[T constraints.Float](x, y []T) T {
	y = y[:len(x)]
	var s0, s1, s2, s3 T
	for ; len(x) >= 4; x, y = x[4:], y[4:] {
		y := y[:4]
		s0 += x[0] * y[0]
		s1 += x[1] * y[1]
		s2 += x[2] * y[2]
		s3 += x[3] * y[3]
	}
	y = y[:len(x)]
	for i, v := range x {
		s0 += v * y[i]
	}
	return (s0 + s2) + (s1 + s3)
}

func dotPairGo[T constraints.Float](x, y, z []T) (xy, xz T) {
	return dotGo(x, y), dotGo(x, z)
}

func ddot32Go(x, y []float32) float64 {
	y = y[:len(x)]
	var s0, s1, s2, s3 float64
	for ; len(x) >= 4; x, y = x[4:], y[4:] {
		y := y[:4]
		s0 += float64(x[0]) * float64(y[0])
		s1 += float64(x[1]) * float64(y[1])
		s2 += float64(x[2]) * float64(y[2])
		s3 += float64(x[3]) * float64(y[3])
	}
	y = y[:len(x)]
	for i, v := range x {
		s0 += float64(v) * float64(y[i])
	}
	return (s0 + s2) + (s1 + s3)
}
