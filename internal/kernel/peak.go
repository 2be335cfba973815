// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "golang.org/x/exp/constraints"

// FMAPeak runs iterations steps of independent fused multiply-adds that stay in
// registers and returns the number of floating-point operations: the work whose
// rate bounds that of every float64 kernel of the level in force.
func FMAPeak(iterations int) (flops float64) { return fmaPeak(iterations) }

// FMAPeak32 is [FMAPeak] for float32.
func FMAPeak32(iterations int) (flops float64) { return fmaPeak32(iterations) }

// peakChains is the number of independent sums.
const peakChains = 12

// fmaPeakGo is the portable twin: a multiplication and an addition a chain.
func fmaPeakGo[T constraints.Float](iterations int) float64 {
	const chains = 8
	x, y := T(0.5), T(1)
	var s0, s1, s2, s3, s4, s5, s6, s7 T
	for range iterations {
		s0 = s0*x + y
		s1 = s1*x + y
		s2 = s2*x + y
		s3 = s3*x + y
		s4 = s4*x + y
		s5 = s5*x + y
		s6 = s6*x + y
		s7 = s7*x + y
	}
	if s0+s1+s2+s3+s4+s5+s6+s7 > 2*chains {
		panic("kernel: a geometric series is above its limit") // the sums are in use
	}
	return 2 * chains * float64(iterations)
}
