// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"

	"golang.org/x/exp/constraints"
)

// Max returns the largest element of x, NaN if one is NaN, and -Inf if x is
// empty. A zero result is +0 whatever the signs of the zeros in x. It reads 8
// bytes an element.
func Max(x []float64) float64 { return maxOf(x) }

// Max32 is [Max] for float32.
func Max32(x []float32) float32 { return maxOf32(x) }

// Min returns the least element of x, NaN if one is NaN, and +Inf if x is
// empty. A zero result is +0 whatever the signs of the zeros in x. It reads 8
// bytes an element.
func Min(x []float64) float64 { return minOf(x) }

// Min32 is [Min] for float32.
func Min32(x []float32) float32 { return minOf32(x) }

// ArgMax returns the index of the first NaN of x or, if there is none, of the
// first of its largest elements; zeros are equal whatever their signs. It
// panics if x is empty. It reads 8 bytes an element, and those of one block
// again.
func ArgMax(x []float64) int {
	if len(x) < extremaShort {
		return argMaxGo(x)
	}
	best, at := math.Inf(-1), 0
	for i := 0; i < len(x); i += extremaBlock {
		m := maxOf(x[i:min(i+extremaBlock, len(x))])
		if m != m {
			return i + firstNaN(x[i:])
		}
		if m > best {
			best, at = m, i
		}
	}
	return at + index(x[at:min(at+extremaBlock, len(x))], best)
}

// ArgMax32 is [ArgMax] for float32.
func ArgMax32(x []float32) int {
	if len(x) < extremaShort {
		return argMaxGo(x)
	}
	best, at := float32(math.Inf(-1)), 0
	for i := 0; i < len(x); i += extremaBlock {
		m := maxOf32(x[i:min(i+extremaBlock, len(x))])
		if m != m {
			return i + firstNaN(x[i:])
		}
		if m > best {
			best, at = m, i
		}
	}
	return at + index32(x[at:min(at+extremaBlock, len(x))], best)
}

// IndexAbsMax returns the index of the first of the elements of x with the
// largest magnitude. It treats NaN as gonum's Idamax does: when x[0] is NaN the
// answer is 0, any other NaN is passed over. It returns -1 if x is empty. It
// reads 8 bytes an element, and those of one block again.
func IndexAbsMax(x []float64) int {
	if len(x) < extremaShort || x[0] != x[0] {
		return indexAbsMaxGo(x)
	}
	best, at := float64(0), 0
	for i := 0; i < len(x); i += extremaBlock {
		if m := absMax(x[i:min(i+extremaBlock, len(x))]); m > best {
			best, at = m, i
		}
	}
	return at + indexAbs(x[at:min(at+extremaBlock, len(x))], best)
}

// IndexAbsMax32 is [IndexAbsMax] for float32.
func IndexAbsMax32(x []float32) int {
	if len(x) < extremaShort || x[0] != x[0] {
		return indexAbsMaxGo(x)
	}
	best, at := float32(0), 0
	for i := 0; i < len(x); i += extremaBlock {
		if m := absMax32(x[i:min(i+extremaBlock, len(x))]); m > best {
			best, at = m, i
		}
	}
	return at + indexAbs32(x[at:min(at+extremaBlock, len(x))], best)
}

// extremaBlock is the number of elements that ArgMax and IndexAbsMax look at in
// one call, few enough to lie in the first-level cache when the winning block
// is searched again for the index. Below extremaShort elements one plain loop
// beats two calls.
const (
	extremaBlock = 1024
	extremaShort = 12
)

func argMaxGo[T constraints.Float](x []T) int {
	if len(x) == 0 {
		panic("kernel: ArgMax of an empty slice")
	}
	at := 0
	for i, v := range x {
		if v != v {
			return i
		}
		if v > x[at] {
			at = i
		}
	}
	return at
}

func indexAbsMaxGo[T constraints.Float](x []T) int {
	if len(x) == 0 {
		return -1
	}
	best, at := abs(x[0]), 0
	if best != best {
		return 0
	}
	for i, v := range x {
		if a := abs(v); a > best {
			best, at = a, i
		}
	}
	return at
}

func firstNaN[T constraints.Float](x []T) int {
	for i, v := range x {
		if v != v {
			return i
		}
	}
	return -1
}

func maxOfGo[T constraints.Float](x []T) T {
	m := T(math.Inf(-1))
	for _, v := range x {
		if v > m {
			m = v
		} else if v != v {
			return v
		}
	}
	return m + 0
}

func minOfGo[T constraints.Float](x []T) T {
	m := T(math.Inf(1))
	for _, v := range x {
		if v < m {
			m = v
		} else if v != v {
			return v
		}
	}
	return m + 0
}

func absMaxGo[T constraints.Float](x []T) T {
	var m T
	for _, v := range x {
		if a := abs(v); a > m {
			m = a
		}
	}
	return m
}

func indexGo[T constraints.Float](x []T, value T) int {
	for i, v := range x {
		if v == value {
			return i
		}
	}
	return -1
}

func indexAbsGo[T constraints.Float](x []T, value T) int {
	for i, v := range x {
		if abs(v) == value {
			return i
		}
	}
	return -1
}
