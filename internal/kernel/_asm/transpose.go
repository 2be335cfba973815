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

func init() { groups["transpose"] = emitTranspose }

// Both vector levels transpose with YMM registers: the shuffles of a wider
// block take as long an element, and stores set the pace.
func emitTranspose() {
	emitTransposeBlocks(avx2F64)
	emitTransposeBlocks(avx2F32)
	for _, v := range isas {
		for nv := 1; nv <= maxVectors; nv++ {
			emitCopyStrip(v, nv)
		}
	}
}

// emitTransposeBlocks writes a transposition by blocks of 4×4 float64 or 8×8
// float32. The last blocks of a row and of a column may overlap those before,
// whose elements they then write again.
func emitTransposeBlocks(v isa) {
	n := v.lanes()
	name := "transpose" + v.suffix
	t := v.goType()
	TEXT(name, NOSPLIT, fmt.Sprintf("func(dst *%s, ldd int, src *%s, lds, rows, cols int)", t, t))
	Pragma("noescape")
	Doc(fmt.Sprintf("%s sets dst[j*ldd+i] = src[i*lds+j] for i < rows, j < cols, both at least %d.", name, n))
	load := func(name string) GPVirtual {
		r := GP64()
		Load(Param(name), r)
		return r
	}
	scale := func(r Register) {
		if v.double() {
			SHLQ(Imm(3), r)
		} else {
			SHLQ(Imm(2), r)
		}
	}
	dst, src := load("dst"), load("src")
	ldd, lds := load("ldd"), load("lds")
	rows := load("rows")
	scale(ldd)
	scale(lds)
	ldd3, lds3 := GP64(), GP64()
	LEAQ(Mem{Base: ldd, Index: ldd, Scale: 2}, ldd3)
	LEAQ(Mem{Base: lds, Index: lds, Scale: 2}, lds3)

	Label("band")
	s, d, cols := GP64(), GP64(), load("cols")
	MOVQ(src, s)
	MOVQ(dst, d)
	Label("block")
	var s4, d4 Register
	if n == 8 {
		s4, d4 = GP64(), GP64()
		LEAQ(Mem{Base: s, Index: lds, Scale: 4}, s4)
		LEAQ(Mem{Base: d, Index: ldd, Scale: 4}, d4)
	}
	from := func(i, half int) Mem {
		m := gemmRow(i, s, s4, lds, lds3)
		m.Disp += 16 * half
		return m
	}
	to := func(j int) Mem { return gemmRow(j, d, d4, ldd, ldd3) }
	if n == 4 {
		transpose4(from, to)
	} else {
		transpose8(from, to)
	}
	// Step n columns, or as many as are left, so that the last block is whole.
	SUBQ(U32(uint32(n)), cols)
	JE(LabelRef("bandDone"))
	step, dstep := GP64(), GP64()
	MOVQ(U32(uint32(n)), step)
	CMPQ(cols, step)
	CMOVQLT(cols, step)
	MOVQ(step, dstep)
	IMULQ(ldd, dstep)
	ADDQ(dstep, d)
	scale(step)
	ADDQ(step, s)
	CMPQ(cols, U32(uint32(n)))
	JGE(LabelRef("block"))
	MOVQ(U32(uint32(n)), cols)
	JMP(LabelRef("block"))
	Label("bandDone")

	SUBQ(U32(uint32(n)), rows)
	JE(LabelRef("done"))
	down, sdown := GP64(), GP64()
	MOVQ(U32(uint32(n)), down)
	CMPQ(rows, down)
	CMOVQLT(rows, down)
	MOVQ(down, sdown)
	IMULQ(lds, sdown)
	ADDQ(sdown, src)
	scale(down)
	ADDQ(down, dst)
	CMPQ(rows, U32(uint32(n)))
	JGE(LabelRef("band"))
	MOVQ(U32(uint32(n)), rows)
	JMP(LabelRef("band"))
	Label("done")
	VZEROUPPER()
	RET()
}

// transpose4 moves a block of 4×4 float64. Loading halves of two rows into one
// register leaves four unpackings to do.
func transpose4(from func(i, half int) Mem, to func(j int) Mem) {
	pair := func(half, i int) VecVirtual {
		y := YMM()
		VMOVUPD(from(i, half), y.AsX())
		VINSERTF128(Imm(1), from(i+2, half), y, y)
		return y
	}
	for half := range 2 {
		a, b := pair(half, 0), pair(half, 1)
		lo, hi := YMM(), YMM()
		VUNPCKLPD(b, a, lo)
		VUNPCKHPD(b, a, hi)
		VMOVUPD(lo, to(2*half))
		VMOVUPD(hi, to(2*half+1))
	}
}

// transpose8 moves a block of 8×8 float32: rows i and i+4 share a register, and
// each lane of 128 bits is a 4×4 transposition.
func transpose8(from func(i, half int) Mem, to func(j int) Mem) {
	for half := range 2 {
		var r [4]VecVirtual
		for i := range r {
			r[i] = YMM()
			VMOVUPS(from(i, half), r[i].AsX())
			VINSERTF128(Imm(1), from(i+4, half), r[i], r[i])
		}
		var u [4]VecVirtual
		for i := range u {
			u[i] = YMM()
		}
		VUNPCKLPS(r[1], r[0], u[0]) // 00 10 01 11
		VUNPCKHPS(r[1], r[0], u[1]) // 02 12 03 13
		VUNPCKLPS(r[3], r[2], u[2]) // 20 30 21 31
		VUNPCKHPS(r[3], r[2], u[3])
		for k := range 2 {
			lo, hi := YMM(), YMM()
			VUNPCKLPD(u[2+k], u[k], lo)
			VUNPCKHPD(u[2+k], u[k], hi)
			VMOVUPS(lo, to(4*half+2*k))
			VMOVUPS(hi, to(4*half+2*k+1))
		}
	}
}

// emitCopyStrip writes the copy of a matrix whose rows are nv vectors long, the
// last perhaps overlapping the one before.
func emitCopyStrip(v isa, nv int) {
	t := v.goType()
	name := fmt.Sprintf("copyStrip%s_%d", v.suffix, nv)
	TEXT(name, NOSPLIT, fmt.Sprintf("func(dst *%s, ldd int, src *%s, lds, rows, cols int)", t, t))
	Pragma("noescape")
	Doc(fmt.Sprintf("%s sets dst[i*ldd+j] = src[i*lds+j] for i < rows and j < cols, more than %d and at most %d of them, at least %d.",
		name, (nv-1)*v.lanes(), nv*v.lanes(), v.lanes()))
	load := func(name string) GPVirtual {
		r := GP64()
		Load(Param(name), r)
		return r
	}
	shift := uint64(3)
	if !v.double() {
		shift = 2
	}
	dst, src, ldd, lds, rows, last := load("dst"), load("src"), load("ldd"), load("lds"), load("rows"), load("cols")
	SHLQ(Imm(shift), ldd)
	SHLQ(Imm(shift), lds)
	SUBQ(U32(uint32(v.lanes())), last)
	SHLQ(Imm(shift), last)
	address := func(base Register, j int) Mem {
		if j > 0 && j == nv-1 {
			return Mem{Base: base, Index: last, Scale: 1}
		}
		return Mem{Base: base, Disp: j * v.bytes}
	}
	move := func() {
		x := make([]VecVirtual, nv)
		for j := range x {
			x[j] = v.reg()
			VMOVUPS(address(src, j), x[j])
		}
		for j := range x {
			VMOVUPS(x[j], address(dst, j))
		}
		ADDQ(lds, src)
		ADDQ(ldd, dst)
	}
	SUBQ(Imm(4), rows)
	JL(LabelRef("rest"))
	Label("four")
	for range 4 {
		move()
	}
	SUBQ(Imm(4), rows)
	JGE(LabelRef("four"))
	Label("rest")
	ADDQ(Imm(4), rows)
	JE(LabelRef("done"))
	Label("one")
	move()
	DECQ(rows)
	JNE(LabelRef("one"))
	Label("done")
	VZEROUPPER()
	RET()
}
