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
