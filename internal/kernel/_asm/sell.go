// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func init() { groups["sell"] = emitSELL }

// Bits of a column's code; package kernel documents them.
const (
	sellContiguous = 1
	sellUniform    = 2
	sellMasked     = 4
	sellLast       = 128
)

func emitSELL() {
	masks := GLOBL("sellmasks", NOPTR|RODATA)
	for nibble := range 16 {
		for lane := range 4 {
			m := uint64(0)
			if nibble>>lane&1 != 0 {
				m = 1<<64 - 1
			}
			DATA((4*nibble+lane)*8, U64(m))
		}
	}
	sellMulVec(avx2F64, masks)
	sellMulVec(avx512F64, masks)
}

// sellMulVec emits the product of chunks of 8 rows with a vector: 8 sums, in two
// registers or one. Columns whose entries of x lie side by side load them as
// vectors. The others load one by one, on AVX-512 too: gather instructions are
// slower than that on AMD, and on Intel wherever microcode guards them.
func sellMulVec(v isa, masks Mem) {
	TEXT("sellMulVec"+v.suffix, NOSPLIT, "func(dst []float64, code []uint8, ind []int32, val, x []float64)")
	Pragma("noescape")
	dst, chunks := slice("dst")
	code, ind, val, x := pointer("code"), pointer("ind"), pointer("val"), pointer("x")
	n := 8 / v.lanes() // registers that hold 8 rows
	half := func(m Mem, i int) Mem { return m.Offset(i * v.bytes) }
	acc, g := make([]VecVirtual, n), make([]VecVirtual, n)
	for i := range acc {
		acc[i], g[i] = v.reg(), v.reg()
	}
	c, j := GP64(), GP64()
	table := GP64()
	if !v.wide() {
		LEAQ(masks, table)
	}

	SHRQ(U8(3), chunks)
	JZ(LabelRef("done"))
	alignLoop()
	Label("chunk")
	PREFETCHT0(ind.Offset(4 * ahead))
	for i := range acc {
		VXORPD(acc[i], acc[i], acc[i])
	}

	Label("column")
	MOVBLZX(code, c.As32())
	INCQ(code.Base)
	TESTL(U32(sellContiguous), c.As32())
	JZ(LabelRef("scattered"))
	MOVLQSX(ind, j)
	ADDQ(U8(4), ind.Base)
	TESTL(U32(sellMasked), c.As32())
	JNZ(LabelRef("masked"))
	TESTL(U32(sellUniform), c.As32())
	JNZ(LabelRef("constant"))

	PREFETCHT0(val.Offset(8 * ahead))
	for i := range acc {
		VMOVUPD(half(val, i), g[i])
	}
	ADDQ(U8(64), val.Base)
	for i := range acc {
		VFMADD231PD(half(x.Idx(j, 8), i), g[i], acc[i])
	}
	TESTL(U32(sellLast), c.As32())
	JZ(LabelRef("column"))

	Label("store")
	for i := range acc {
		VMOVUPD(acc[i], half(dst, i))
	}
	ADDQ(U8(64), dst.Base)
	DECQ(chunks)
	JNZ(LabelRef("chunk"))
	Label("done")
	VZEROUPPER()
	RET()

	Label("constant")
	VBROADCASTSD(val, g[0])
	ADDQ(U8(8), val.Base)
	for i := range acc {
		VFMADD231PD(half(x.Idx(j, 8), i), g[0], acc[i])
	}
	TESTL(U32(sellLast), c.As32())
	JZ(LabelRef("column"))
	JMP(LabelRef("store"))

	Label("masked")
	if v.wide() {
		k := K()
		KMOVB(code, k)
		VMOVUPD_Z(x.Idx(j, 8), k, g[0])
	} else {
		lo, hi := GP64(), GP64()
		MOVBLZX(code, lo.As32())
		MOVL(lo.As32(), hi.As32())
		ANDL(U32(15), lo.As32())
		SHRL(U8(4), hi.As32())
		SHLL(U8(5), lo.As32())
		SHLL(U8(5), hi.As32())
		for i, nibble := range []Register{lo, hi} {
			m := YMM()
			VMOVUPD(Mem{Base: table, Index: nibble, Scale: 1}, m)
			VMASKMOVPD(half(x.Idx(j, 8), i), m, g[i])
		}
	}
	INCQ(code.Base)
	JMP(LabelRef("multiply"))

	Label("scattered")
	PREFETCHT0(ind.Offset(4 * ahead))
	for r := range 8 {
		fetchX(ind.Offset(4*(xAhead+r)), x)
	}
	quads := make([]VecVirtual, 2)
	for q := range quads {
		lo, hi := XMM(), XMM()
		js := []GPVirtual{GP64(), GP64(), GP64(), GP64()}
		for r, j := range js {
			MOVLQSX(ind.Offset(16*q+4*r), j)
		}
		VMOVSD(x.Idx(js[0], 8), lo)
		VMOVSD(x.Idx(js[2], 8), hi)
		VMOVHPD(x.Idx(js[1], 8), lo, lo)
		VMOVHPD(x.Idx(js[3], 8), hi, hi)
		quads[q] = YMM()
		if !v.wide() {
			quads[q] = g[q]
		}
		VINSERTF128(U8(1), hi, lo.AsY(), quads[q])
	}
	if v.wide() {
		VINSERTF64X4(U8(1), quads[1], quads[0].AsZ(), g[0])
	}
	ADDQ(U8(32), ind.Base)

	Label("multiply") // g holds the entries of x
	TESTL(U32(sellUniform), c.As32())
	JNZ(LabelRef("broadcast"))
	PREFETCHT0(val.Offset(8 * ahead))
	for i := range acc {
		VFMADD231PD(half(val, i), g[i], acc[i])
	}
	ADDQ(U8(64), val.Base)
	TESTL(U32(sellLast), c.As32())
	JZ(LabelRef("column"))
	JMP(LabelRef("store"))

	Label("broadcast")
	one := v.reg()
	VBROADCASTSD(val, one)
	ADDQ(U8(8), val.Base)
	for i := range acc {
		VFMADD231PD(one, g[i], acc[i])
	}
	TESTL(U32(sellLast), c.As32())
	JZ(LabelRef("column"))
	JMP(LabelRef("store"))
}
