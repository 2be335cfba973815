// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func init() { groups["csrmat"] = emitCSRMat }

func emitCSRMat() {
	for _, lanes := range []bool{true, false} {
		csrMat(avx2F64, 4, lanes)
		csrMat(avx2F64, 8, lanes)
		csrMat(avx512F64, 8, lanes)
	}
}

// csrMat emits the product of rows with width vectors whose elements lie side by
// side: the entry of a row is broadcast, the sums of the vectors are a register
// or two. Rows of laneRow entries or more have four sets of sums if lanes is set.
func csrMat(v isa, width int, lanes bool) {
	name := fmt.Sprintf("csrMulMat%d", width)
	if !lanes {
		name = fmt.Sprintf("csrMulMatInOrder%d", width)
	}
	TEXT(name+v.suffix, NOSPLIT, "func(dst []float64, ptr []int, ind []int32, val, x []float64, first int)")
	Pragma("noescape")
	dst, elements := slice("dst")
	ptr, ind, val, x := pointer("ptr"), pointer("ind"), pointer("val"), pointer("x")
	n := width / v.lanes() // registers a set
	shift := uint8(5)      // bytes of an element of all vectors: 32 or 64
	if width == 8 {
		shift = 6
	}
	set := func() []VecVirtual {
		r := make([]VecVirtual, n)
		for i := range r {
			r[i] = v.reg()
		}
		return r
	}
	back := Load(Param("first"), GP64()) // x starts at this element
	SHLQ(U8(shift), back)
	SUBQ(back, x.Base)
	k, end, j := GP64(), GP64(), GP64()
	acc, entry, t := set(), v.reg(), v.reg()

	// add adds entry k+q to the sums s.
	add := func(s []VecVirtual, q int) {
		MOVLQSX(ind.Idx(k, 4).Offset(4*q), j)
		SHLQ(U8(shift), j)
		VBROADCASTSD(val.Idx(k, 8).Offset(8*q), entry)
		for i := range s {
			VMULPD(x.Idx(j, 1).Offset(i*v.bytes), entry, t)
			VADDPD(t, s[i], s[i])
		}
	}

	rows := elements
	SHRQ(U8(shift-3), rows)
	JZ(LabelRef("done"))
	MOVQ(ptr, k)
	alignLoop()
	Label("row")
	MOVQ(ptr.Offset(8), end)
	ADDQ(U8(8), ptr.Base)
	PREFETCHT0(val.Idx(k, 8).Offset(8 * ahead))
	PREFETCHT0(ind.Idx(k, 4).Offset(4 * ahead))
	for i := range acc {
		VXORPD(acc[i], acc[i], acc[i])
	}
	var next GPVirtual
	if lanes {
		next = GP64()
		LEAQ(Mem{Base: k, Disp: laneRow}, next)
		CMPQ(next, end)
		JLE(LabelRef("long"))
	}
	Label("rest")
	CMPQ(k, end)
	JGE(LabelRef("store"))
	Label("entry")
	add(acc, 0)
	INCQ(k)
	CMPQ(k, end)
	JLT(LabelRef("entry"))
	Label("store")
	for i := range acc {
		VMOVUPD(acc[i], dst.Offset(i*v.bytes))
	}
	ADDQ(U32(8*width), dst.Base)
	DECQ(rows)
	JNZ(LabelRef("row"))
	Label("done")
	VZEROUPPER()
	RET()
	if !lanes {
		return
	}

	Label("long")
	sums := [4][]VecVirtual{acc, set(), set(), set()}
	for _, s := range sums[1:] {
		for i := range s {
			VXORPD(s[i], s[i], s[i])
		}
	}
	SUBQ(U8(laneRow-4), next)
	alignLoop()
	Label("four")
	PREFETCHT0(val.Idx(k, 8).Offset(8 * ahead))
	PREFETCHT0(ind.Idx(k, 4).Offset(4 * ahead))
	for q, s := range sums {
		add(s, q)
	}
	MOVQ(next, k)
	ADDQ(U8(4), next)
	CMPQ(next, end)
	JLE(LabelRef("four"))
	for i := range acc {
		VADDPD(sums[2][i], sums[0][i], sums[0][i])
		VADDPD(sums[3][i], sums[1][i], sums[1][i])
		VADDPD(sums[1][i], sums[0][i], sums[0][i])
	}
	JMP(LabelRef("rest"))
}
