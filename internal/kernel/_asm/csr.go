// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func init() { groups["csr"] = emitCSR }

func emitCSR() {
	csrRows("csrMulVecAVX2", true, false)
	csrRows("csrMulVecFetchAVX2", true, true)
	csrRows("csrMulVecInOrderAVX2", false, false)
	csrRows("csrMulVecInOrderFetchAVX2", false, true)
}

// ahead is how many entries before their use the kernels fetch columns and
// values: far enough for memory to answer, and past the end of a page, where the
// processor's own prefetchers stop.
const ahead = 256

// laneRow is the length from which a row is worth four lanes. Package kernel has
// the constant too.
const laneRow = 16

// xAhead is how many entries before its use an element of x is fetched, where
// that is done: package kernel has the constant too.
const xAhead = 24

// alignLoop puts what follows at the start of a cache line: where a loop of a few
// instructions falls otherwise changes with every edit elsewhere, and its speed
// by a tenth with it.
func alignLoop() {
	Instruction(&ir.Instruction{Opcode: "PCALIGN", Operands: []Op{U8(64)}})
}

// fetchX fetches the element of x that the index at m belongs to.
func fetchX(m, x Mem) {
	j := GP64()
	MOVLQSX(m, j)
	PREFETCHT0(x.Idx(j, 8))
}

// csrRows emits the product of rows with a vector. The loop is scalar: rows of
// stencils and graphs are too short for more, and it runs at the speed of
// memory. Rows of laneRow entries or more go through four lanes if lanes is set. With
// fetch it fetches elements of x that are xAhead entries ahead, which is worth
// its cost where x does not fit the second cache: the mispredicted end of a row
// otherwise keeps the processor from running ahead.
func csrRows(name string, lanes, fetch bool) {
	TEXT(name, NOSPLIT, "func(dst []float64, ptr []int, ind []int32, val, x []float64)")
	Pragma("noescape")
	dst, rows := slice("dst")
	ptr, ind, val, x := pointer("ptr"), pointer("ind"), pointer("val"), pointer("x")
	k, end, j := GP64(), GP64(), GP64()
	s, t := XMM(), XMM()

	MOVQ(ptr, k)
	TESTQ(rows, rows)
	JZ(LabelRef("done"))

	alignLoop()
	Label("row")
	MOVQ(ptr.Offset(8), end)
	ADDQ(U8(8), ptr.Base)
	VXORPD(s, s, s)
	PREFETCHT0(val.Idx(k, 8).Offset(8 * ahead))
	PREFETCHT0(ind.Idx(k, 4).Offset(4 * ahead))
	var next GPVirtual // k of the next turn
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
	if fetch {
		fetchX(ind.Idx(k, 4).Offset(4*xAhead), x)
	}
	MOVLQSX(ind.Idx(k, 4), j)
	VMOVSD(val.Idx(k, 8), t)
	VMULSD(x.Idx(j, 8), t, t)
	VADDSD(t, s, s)
	INCQ(k)
	CMPQ(k, end)
	JLT(LabelRef("entry"))
	Label("store")
	VMOVSD(s, dst)
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
	acc, v := YMM(), YMM()
	lo, hi := XMM(), XMM()
	j1, j2, j3 := GP64(), GP64(), GP64()
	VXORPD(acc, acc, acc)
	SUBQ(U8(laneRow-4), next)
	alignLoop()
	Label("four")
	if fetch {
		for q := range 4 {
			fetchX(ind.Idx(k, 4).Offset(4*(xAhead+q)), x)
		}
	}
	MOVLQSX(ind.Idx(k, 4), j)
	MOVLQSX(ind.Idx(k, 4).Offset(4), j1)
	MOVLQSX(ind.Idx(k, 4).Offset(8), j2)
	MOVLQSX(ind.Idx(k, 4).Offset(12), j3)
	PREFETCHT0(val.Idx(k, 8).Offset(8 * ahead))
	PREFETCHT0(ind.Idx(k, 4).Offset(4 * ahead))
	VMOVSD(x.Idx(j, 8), lo)
	VMOVSD(x.Idx(j2, 8), hi)
	VMOVHPD(x.Idx(j1, 8), lo, lo)
	VMOVHPD(x.Idx(j3, 8), hi, hi)
	VINSERTF128(U8(1), hi, lo.AsY(), v)
	VMULPD(val.Idx(k, 8), v, v)
	VADDPD(v, acc, acc)
	MOVQ(next, k)
	ADDQ(U8(4), next)
	CMPQ(next, end)
	JLE(LabelRef("four"))
	VEXTRACTF128(U8(1), acc, hi)
	VADDPD(hi, acc.AsX(), s)
	VUNPCKHPD(s, s, hi)
	VADDSD(hi, s, s)
	JMP(LabelRef("rest"))
}
