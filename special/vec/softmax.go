// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vec

import "github.com/relaxnum/relax/internal/kernel"

// Softmax sets dst[i] to e^x[i] / Σ e^x[j] and returns dst. The error of an
// element is a few ulp, and in addition half an ulp of x[i] - max x, which is
// rounded. It moves 40 bytes an element: x is read twice, dst written twice and
// read once.
//
// Elements -Inf give 0, unless there are no others. If an element is NaN or +Inf,
// or all are -Inf, all of dst is NaN.
func Softmax(dst, x []float64) []float64 {
	dst = result(dst, x)
	top := kernel.Max(x)
	var sum compensated
	for i := 0; i < len(x); i += block {
		n := min(i+block, len(x))
		sum.add(kernel.ExpSum(dst[i:n], x[i:n], top))
	}
	kernel.Scale(dst, 1/sum.value())
	return dst
}

// SoftmaxF32 is [Softmax] for float32.
func SoftmaxF32(dst, x []float32) []float32 {
	dst = result(dst, x)
	kernel.Scale32(dst, 1/kernel.ExpSum32(dst, x, kernel.Max32(x)))
	return dst
}

// LogSoftmax sets dst[i] to x[i] - log Σ e^x[j] and returns dst: the logarithm of
// [Softmax], also where that underflows. The error of an element is an ulp of the
// larger of |x[i] - max x| and log Σ e^(x[j] - max x). It reads x three times.
//
// Elements -Inf give -Inf, unless there are no others. If an element is NaN or
// +Inf, or all are -Inf, all of dst is NaN.
func LogSoftmax(dst, x []float64) []float64 {
	dst = result(dst, x)
	top := kernel.Max(x)
	var sum compensated
	var a, b [block]float64
	for i := 0; i < len(x); i += block {
		n := min(i+block, len(x))
		sum.add(kernel.ExpSum(a[:n-i], x[i:n], top))
	}
	m := min(block, len(x))
	fill(a[:m], top)
	fill(b[:m], logOf(sum.value()))
	for i := 0; i < len(x); i += block {
		n := min(i+block, len(x))
		kernel.Sub(dst[i:n], x[i:n], a[:n-i])
		kernel.Sub(dst[i:n], dst[i:n], b[:n-i])
	}
	return dst
}

// LogSoftmaxF32 is [LogSoftmax] for float32.
func LogSoftmaxF32(dst, x []float32) []float32 {
	dst = result(dst, x)
	top := kernel.Max32(x)
	var sum compensated
	var a, b [block]float32
	for i := 0; i < len(x); i += block {
		n := min(i+block, len(x))
		sum.add(float64(kernel.ExpSum32(a[:n-i], x[i:n], top)))
	}
	m := min(block, len(x))
	fill(a[:m], top)
	fill(b[:m], float32(logOf(sum.value())))
	for i := 0; i < len(x); i += block {
		n := min(i+block, len(x))
		kernel.Sub32(dst[i:n], x[i:n], a[:n-i])
		kernel.Sub32(dst[i:n], dst[i:n], b[:n-i])
	}
	return dst
}

func fill[T float32 | float64](x []T, v T) {
	for i := range x {
		x[i] = v
	}
}

// A compensated sum keeps what the rounding of its additions loses (A. Neumaier,
// Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, ZAMM
// 54, 1974).
type compensated struct{ sum, rest float64 }

func (c *compensated) add(x float64) {
	t := c.sum + x
	if max(c.sum, -c.sum) >= max(x, -x) {
		c.rest += (c.sum - t) + x
	} else {
		c.rest += (x - t) + c.sum
	}
	c.sum = t
}

func (c *compensated) scale(a float64) { c.sum, c.rest = c.sum*a, c.rest*a }

// value returns the sum; an infinite one has no rest.
func (c *compensated) value() float64 {
	if c.sum-c.sum != 0 {
		return c.sum
	}
	return c.sum + c.rest
}
