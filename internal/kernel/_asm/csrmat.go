// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func init() { groups["csrmat"] = emitCSRMat }

func emitCSRMat() {
	csrMat("csrMulMatAVX2", true)
	csrMat("csrMulMatInOrderAVX2", false)
}

// csrMat emits the product of rows with four vectors: csrRows with four sums in
// place of one, so that an entry and its column are read once. Four base
// addresses and their strides take all general registers.
func csrMat(name string, lanes bool) {
	TEXT(name, NOSPLIT, "func(dst []float64, dstStride, rows int, ptr []int, ind []int32, val, x []float64, xStride int)")
	Pragma("noescape")
	dst := pointer("dst")
	rows := Load(Param("rows"), GP64())
	stride, stride3 := Load(Param("dstStride"), GP64()), GP64()
	SHLQ(U8(3), stride)
	LEAQ(Mem{Base: stride, Index: stride, Scale: 2}, stride3)
	out := [4]Mem{dst, dst.Idx(stride, 1), dst.Idx(stride, 2), dst.Idx(stride3, 1)}
	ptr, ind, val := pointer("ptr"), pointer("ind"), pointer("val")
	var x [4]Mem
	x[0] = pointer("x")
	k := GP64() // the stride of x, before it is the entry
	Load(Param("xStride"), k)
	for r := 1; r < 4; r++ {
		x[r] = Mem{Base: GP64()}
		LEAQ(x[r-1].Idx(k, 8), x[r].Base)
	}
	end, j := GP64(), GP64()
	var s [4]VecVirtual
	for r := range s {
		s[r] = XMM()
	}
	v, t := XMM(), XMM()

	TESTQ(rows, rows)
	JZ(LabelRef("done"))
	MOVQ(ptr, k)
	alignLoop()
	Label("row")
	MOVQ(ptr.Offset(8), end)
	ADDQ(U8(8), ptr.Base)
	PREFETCHT0(val.Idx(k, 8).Offset(8 * ahead))
	PREFETCHT0(ind.Idx(k, 4).Offset(4 * ahead))
	for r := range s {
		VXORPD(s[r], s[r], s[r])
	}
	if lanes {
		LEAQ(Mem{Base: k, Disp: laneRow}, j)
		CMPQ(j, end)
		JLE(LabelRef("long"))
	}
	Label("rest")
	CMPQ(k, end)
	JGE(LabelRef("store"))
	Label("entry")
	MOVLQSX(ind.Idx(k, 4), j)
	VMOVSD(val.Idx(k, 8), v)
	for r := range s {
		VMULSD(x[r].Idx(j, 8), v, t)
		VADDSD(t, s[r], s[r])
	}
	INCQ(k)
	CMPQ(k, end)
	JLT(LabelRef("entry"))
	Label("store")
	for r := range s {
		VMOVSD(s[r], out[r])
	}
	ADDQ(U8(8), dst.Base)
	DECQ(rows)
	JNZ(LabelRef("row"))
	Label("done")
	VZEROUPPER()
	RET()
	if !lanes {
		return
	}

	Label("long")
	acc := [4]VecVirtual{}
	for r := range acc {
		acc[r] = YMM()
		VXORPD(acc[r], acc[r], acc[r])
	}
	entries, g := YMM(), YMM()
	lo, hi := XMM(), XMM()
	alignLoop()
	Label("four")
	PREFETCHT0(val.Idx(k, 8).Offset(8 * ahead))
	PREFETCHT0(ind.Idx(k, 4).Offset(4 * ahead))
	VMOVUPD(val.Idx(k, 8), entries)
	for r := range acc {
		MOVLQSX(ind.Idx(k, 4), j)
		VMOVSD(x[r].Idx(j, 8), lo)
		MOVLQSX(ind.Idx(k, 4).Offset(4), j)
		VMOVHPD(x[r].Idx(j, 8), lo, lo)
		MOVLQSX(ind.Idx(k, 4).Offset(8), j)
		VMOVSD(x[r].Idx(j, 8), hi)
		MOVLQSX(ind.Idx(k, 4).Offset(12), j)
		VMOVHPD(x[r].Idx(j, 8), hi, hi)
		VINSERTF128(U8(1), hi, lo.AsY(), g)
		VMULPD(entries, g, g)
		VADDPD(g, acc[r], acc[r])
	}
	ADDQ(U8(4), k)
	LEAQ(Mem{Base: k, Disp: 4}, j)
	CMPQ(j, end)
	JLE(LabelRef("four"))
	for r := range acc {
		VEXTRACTF128(U8(1), acc[r], hi)
		VADDPD(hi, acc[r].AsX(), s[r])
		VUNPCKHPD(s[r], s[r], hi)
		VADDSD(hi, s[r], s[r])
	}
	JMP(LabelRef("rest"))
}
