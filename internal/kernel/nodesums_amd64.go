// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func nodeSums(a, b float64, c, s, weight []float64) (sum, weighted float64) {
	switch level {
	case AVX512:
		return nodeSumsAVX512(a, b, c, s, weight)
	case AVX2:
		return nodeSumsAVX2(a, b, c, s, weight)
	}
	return nodeSumsGo(a, b, c, s, weight)
}

func nodeSumBoth(a, b float64, c, s []float64) float64 {
	switch level {
	case AVX512:
		return nodeSumBothAVX512(a, b, c, s)
	case AVX2:
		return nodeSumBothAVX2(a, b, c, s)
	}
	return nodeSumBothGo(a, b, c, s)
}

func nodeSumsBoth(dst, a, b, c, s []float64) {
	switch level {
	case AVX512:
		nodeSumsBothAVX512(dst, a, b, c, s)
	case AVX2:
		nodeSumsBothAVX2(dst, a, b, c, s)
	default:
		nodeSumsBothGo(dst, a, b, c, s)
	}
}
