// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func nodeSums(a, b float64, c, s, weight []float64) (sum, weighted float64) {
	return nodeSumsGo(a, b, c, s, weight)
}

func nodeSumBoth(a, b float64, c, s []float64) float64 { return nodeSumBothGo(a, b, c, s) }

func nodeSumsBoth(dst, a, b, c, s []float64) { nodeSumsBothGo(dst, a, b, c, s) }
