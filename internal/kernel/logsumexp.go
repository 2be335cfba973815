// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// lseBlock is the number of elements between two looks at the running maximum:
// 8 KiB, which stay in the L1 cache between the pass for the maximum and the
// pass for the exponentials.
const lseBlock = 1024

// LogSumExp returns log(Σ exp(x[i])) without overflow or underflow, from n
// exponentials and one logarithm; sums of blocks are added with compensation.
// The error is a few ulp of the larger of the result and the greatest element in
// magnitude. No elements, or none but -Inf, give -Inf; +Inf gives +Inf; NaN gives
// NaN.
func LogSumExp(x []float64) float64 {
	var buf [lseBlock]float64
	top, sum, rest := math.Inf(-1), 0.0, 0.0
	for len(x) > 0 {
		b := x[:min(len(x), lseBlock)]
		x = x[len(b):]
		m := Max(b)
		if m > top {
			if sum > 0 {
				scale := exp1(top - m)
				sum, rest = sum*scale, float64(rest*scale)
			}
			top = m
		}
		switch {
		case m != m:
			return m
		case math.IsInf(top, 0):
			continue // nothing but -Inf yet, or +Inf, with which only NaN matters
		}
		s := ExpSum(buf[:len(b)], b, top)
		t := sum + s
		rest += (max(sum, s) - t) + min(sum, s)
		sum = t
	}
	if math.IsInf(top, 0) {
		return top
	}
	return top + log1(sum+rest)
}

// LogSumExp32 is [LogSumExp] for float32; sums of blocks are added in float64.
func LogSumExp32(x []float32) float32 {
	var buf [lseBlock]float32
	inf := float32(math.Inf(1))
	top, sum := -inf, 0.0
	for len(x) > 0 {
		b := x[:min(len(x), lseBlock)]
		x = x[len(b):]
		m := Max32(b)
		if m > top {
			if sum > 0 {
				sum *= exp1(float64(top) - float64(m))
			}
			top = m
		}
		switch {
		case m != m:
			return m
		case top == inf || top == -inf:
			continue
		}
		sum += float64(ExpSum32(buf[:len(b)], b, top))
	}
	if top == inf || top == -inf {
		return top
	}
	return float32(float64(top) + log1(sum))
}
