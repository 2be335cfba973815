// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func init() { groups["swap"] = emitSwap }

func emitSwap() {
	table = tailTable()
	for _, v := range isas {
		name := "swap" + v.suffix
		TEXT(name, NOSPLIT, "func(x, y []"+v.goType()+")")
		Doc(name + " exchanges the elements of x and y; len(y) must be at least len(x).")
		Pragma("noescape")
		x, n := slice("x")
		y := pointer("y")
		vectors := func(count int) {
			var a, b []VecVirtual
			for i := range count {
				a, b = append(a, v.reg()), append(b, v.reg())
				v.mov(x.Offset(i*v.bytes), a[i])
				v.mov(y.Offset(i*v.bytes), b[i])
			}
			for i := range count {
				v.mov(a[i], y.Offset(i*v.bytes))
				v.mov(b[i], x.Offset(i*v.bytes))
			}
			ADDQ(I32(int32(count*v.bytes)), x.Base)
			ADDQ(I32(int32(count*v.bytes)), y.Base)
		}
		SUBQ(U32(uint32(unroll*v.lanes())), n)
		JLT(LabelRef("vectors"))
		Label("blocks")
		vectors(unroll)
		SUBQ(U32(uint32(unroll*v.lanes())), n)
		JGE(LabelRef("blocks"))
		Label("vectors")
		ADDQ(U32(uint32((unroll-1)*v.lanes())), n) // what is left, less one vector
		JLT(LabelRef("part"))
		Label("single")
		vectors(1)
		SUBQ(U32(uint32(v.lanes())), n)
		JGE(LabelRef("single"))
		Label("part")
		ADDQ(U32(uint32(v.lanes())), n)
		JZ(LabelRef("done"))
		t := newTail(v, n, &labels{})
		a, b := t.load(x), t.load(y)
		t.store(a, y)
		t.store(b, x)
		Label("done")
		VZEROUPPER()
		RET()
	}
}
