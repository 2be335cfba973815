// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func init() { groups["peak"] = emitPeak }

// peakChains is the number of independent chains of sums: more than the latency
// of a fused multiply-add, 4 or 5 cycles, times two a cycle.
const peakChains = 12

func emitPeak() {
	for _, v := range isas {
		name := "fmaPeak" + v.suffix
		TEXT(name, NOSPLIT, "func(iterations int)")
		Doc(name + " multiplies and adds in registers.")
		n := Load(Param("iterations"), GP64())
		var acc [peakChains]VecVirtual
		for i := range acc {
			acc[i] = v.reg()
			v.zero(acc[i])
		}
		x := v.reg()
		v.zero(x)
		TESTQ(n, n)
		JLE(LabelRef("done"))
		Label("loop")
		for i := range acc {
			v.fma(x, x, acc[i])
		}
		DECQ(n)
		JNE(LabelRef("loop"))
		Label("done")
		VZEROUPPER()
		RET()
	}
}
