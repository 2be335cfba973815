// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

func init() { groups["triangle"] = emitTriangle }

func emitTriangle() {
	solveLower("solveLowerAVX2")
	solveUpper("solveUpperAVX2")
}

// solveLower emits forward substitution. The element before i, which most rows
// wait for, is kept in a register: through memory it would take twice as long.
func solveLower(name string) {
	TEXT(name, NOSPLIT, "func(dst, b []float64, ptr []int, ind []int32, val []float64)")
	Pragma("noescape")
	dst, rows := slice("dst")
	b, ptr, ind, val := pointer("b"), pointer("ptr"), pointer("ind"), pointer("val")
	i, k, last, end, j, before := GP64(), GP64(), GP64(), GP64(), GP64(), GP64()
	t, v, prev := XMM(), XMM(), XMM()

	XORQ(i, i)
	VXORPD(prev, prev, prev)
	MOVQ(ptr, k)
	alignLoop()
	Label("row")
	CMPQ(i, rows)
	JGE(LabelRef("done"))
	MOVQ(ptr.Idx(i, 8).Offset(8), end)
	VMOVSD(b.Idx(i, 8), t)
	CMPQ(k, end)
	JGE(LabelRef("store"))
	LEAQ(Mem{Base: end, Disp: -1}, last)
	LEAQ(Mem{Base: i, Disp: -1}, before)
	JMP(LabelRef("test"))
	Label("entry")
	MOVLQSX(ind.Idx(k, 4), j)
	VMOVSD(val.Idx(k, 8), v)
	VFNMADD231SD(dst.Idx(j, 8), v, t)
	INCQ(k)
	Label("test")
	CMPQ(k, last)
	JLT(LabelRef("entry"))
	MOVLQSX(ind.Idx(k, 4), j)
	VMOVSD(val.Idx(k, 8), v)
	INCQ(k)
	CMPQ(j, before)
	JNE(LabelRef("far"))
	VFNMADD231SD(prev, v, t)
	VMOVSD(t, dst.Idx(i, 8))
	VMOVAPD(t, prev)
	INCQ(i)
	JMP(LabelRef("row"))
	Label("far")
	VFNMADD231SD(dst.Idx(j, 8), v, t)
	Label("store")
	VMOVSD(t, dst.Idx(i, 8))
	VMOVAPD(t, prev)
	INCQ(i)
	JMP(LabelRef("row"))
	Label("done")
	VZEROUPPER()
	RET()
}

// solveUpper emits back substitution after a diagonal scaling.
func solveUpper(name string) {
	TEXT(name, NOSPLIT, "func(dst, scale []float64, ptr []int, ind []int32, val []float64)")
	Pragma("noescape")
	dst, i := slice("dst")
	scale, ptr, ind, val := pointer("scale"), pointer("ptr"), pointer("ind"), pointer("val")
	k, first, j, after := GP64(), GP64(), GP64(), GP64()
	t, v, prev := XMM(), XMM(), XMM()

	VXORPD(prev, prev, prev)
	MOVQ(ptr.Idx(i, 8), k)
	alignLoop()
	Label("row")
	DECQ(i)
	JLT(LabelRef("done"))
	MOVQ(ptr.Idx(i, 8), first)
	VMOVSD(dst.Idx(i, 8), t)
	VMULSD(scale.Idx(i, 8), t, t)
	CMPQ(k, first)
	JLE(LabelRef("store"))
	LEAQ(Mem{Base: i, Disp: 1}, after)
	DECQ(k)
	JMP(LabelRef("test"))
	Label("entry")
	MOVLQSX(ind.Idx(k, 4), j)
	VMOVSD(val.Idx(k, 8), v)
	VFNMADD231SD(dst.Idx(j, 8), v, t)
	DECQ(k)
	Label("test")
	CMPQ(k, first)
	JGT(LabelRef("entry"))
	MOVLQSX(ind.Idx(k, 4), j)
	VMOVSD(val.Idx(k, 8), v)
	CMPQ(j, after)
	JNE(LabelRef("far"))
	VFNMADD231SD(prev, v, t)
	VMOVSD(t, dst.Idx(i, 8))
	VMOVAPD(t, prev)
	JMP(LabelRef("row"))
	Label("far")
	VFNMADD231SD(dst.Idx(j, 8), v, t)
	Label("store")
	VMOVSD(t, dst.Idx(i, 8))
	VMOVAPD(t, prev)
	JMP(LabelRef("row"))
	Label("done")
	VZEROUPPER()
	RET()
}
