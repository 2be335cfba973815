// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func init() { groups["random"] = emitRandom }

func emitRandom() {
	for _, v := range []isa{avx2F64, avx512F64} {
		emitRandomLoop("Bits", v, 16, philox.bits)
		emitRandomLoop("Uniforms", v, 16, philox.uniforms)
		emitRandomLoop("Signs", v, 1024, philox.signs)
		emitRandomLoop("Normals", v, 32, philox.normals)
	}
}

// A philox writes the rounds of Philox4x32-7 on blocks in 64-bit lanes. The
// upper halves of the lanes hold garbage throughout.
type philox struct {
	vwriter
	dst      Mem
	keys     Mem
	elements int // a group gives
	spill    Mem // four vectors, for the normals
}

// emitRandomLoop writes the kernel that fills dst by what body makes of groups
// of that many elements: one at a time with AVX2, which takes two vectors, two
// at a time with AVX-512 as long as there are two. Normals are left half done,
// and completed beside the arithmetic of the group after, which alone would
// leave the processor idle half of the time: one result waits for another.
func emitRandomLoop(name string, v isa, elements int, body func(g philox, x [4]pack, beside []func())) {
	typ := v.goType()
	if name == "Bits" {
		typ = "uint64"
	}
	TEXT("random"+name+v.suffix, NOSPLIT, "func(dst []"+typ+", keys *[13]uint64, block uint32)")
	Pragma("noescape")
	dst, n := slice("dst")
	g := philox{
		vwriter: vwriter{isa: v, u: 2}, dst: dst, keys: Mem{Base: Load(Param("keys"), GP64())}, elements: elements,
	}
	if name == "Normals" {
		g.spill = AllocLocal(4 * v.bytes)
	}
	block := GP32()
	Load(Param("block"), block)
	loop := func(u int) {
		g.u = u
		groups := 1
		if v.wide() {
			groups = u
		}
		label := func(what string) string { return []string{"", "one", "two"}[u] + what }
		advance := func() {
			ADDQ(I32(groups*elements*8), dst.Base)
			ADDL(I32(8*groups), block)
			SUBQ(I32(groups*elements), n)
		}
		last := g
		last.dst = dst.Offset(-groups * elements * 8)
		SUBQ(I32(groups*elements), n)
		JL(LabelRef(label("end")))
		body(g, g.blocks(block, nil), nil)
		advance()
		JL(LabelRef(label("last")))
		Label(label("group"))
		var blocks, rest []func()
		if name == "Normals" {
			blocks, rest = last.turns(0, u, 1), last.turns(u, 2*u, 1)
		}
		body(g, g.blocks(block, blocks), rest)
		advance()
		JGE(LabelRef(label("group")))
		Label(label("last"))
		if name == "Normals" {
			for _, f := range last.turns(0, 2*u, 2) {
				f()
			}
		}
		Label(label("end"))
		ADDQ(I32(groups*elements), n)
	}
	loop(2)
	if v.wide() {
		loop(1)
	}
	VZEROUPPER()
	RET()
}

// at returns where element 8 c of the group goes that vector i belongs to.
func (g philox) at(c, i int) Mem {
	if g.wide() {
		return g.dst.Offset(8*g.elements*i + 64*c)
	}
	return g.dst.Offset(64*c + 32*i)
}

// lanes holds the numbers 0 to 15.
func laneNumbers() Mem {
	const name = "laneNumbers"
	m, ok := patterns[name]
	if !ok {
		m = GLOBL(name, RODATA|NOPTR)
		for i := range 16 {
			DATA(8*i, U64(uint64(i)))
		}
		patterns[name] = m
	}
	return m
}

// blocks returns the words of the blocks from the given one on. The steps beside
// are written between its rounds.
func (g philox) blocks(block Register, beside []func()) (x [4]pack) {
	ctr := g.fresh()
	first := XMM()
	VMOVD(block, first)
	for i := range ctr {
		VPBROADCASTQ(first, ctr[i])
		VPADDQ(laneNumbers().Offset(i*g.bytes), ctr[i], ctr[i])
	}
	done := 0
	upTo := func(n int) {
		for ; done < n*len(beside)/12; done++ {
			beside[done]()
		}
	}
	m0, m1 := g.pattern(0xd2511f53), g.pattern(0xcd9e8d57)
	// See the Go function for the first rounds.
	x[3] = g.binary(VPMULUDQ, m0, ctr)
	x[2] = g.xorKey(0, g.shr(32, x[3]))
	upTo(1)
	x[1] = g.binary(VPMULUDQ, m1, x[2])
	x[0] = g.xorKey(1, g.shr(32, x[1]))
	x[2] = g.xorKey(2, x[3])
	upTo(2)
	for i := 3; i < 13; i += 2 {
		p1 := g.binary(VPMULUDQ, m1, x[2])
		p0 := g.binary(VPMULUDQ, m0, x[0])
		x[0] = g.mix(i, x[1], p1)
		upTo(i)
		if i == 3 {
			x[2] = g.xorKey(i+1, g.shr(32, p0)) // the fourth word is in the key
		} else {
			x[2] = g.mix(i+1, x[3], p0)
		}
		x[1], x[3] = p1, p0
		upTo(i + 1)
	}
	return x
}

// xorKey returns the exclusive or of key i and x, which it overwrites.
func (g philox) xorKey(i int, x pack) pack {
	m := g.keys.Offset(8 * i)
	if g.wide() {
		for j := range x {
			VPXORQ_BCST(m, x[j], x[j])
		}
		return x
	}
	k := g.reg()
	VPBROADCASTQ(m, k)
	for j := range x {
		VPXOR(k, x[j], x[j])
	}
	return x
}

// mix returns the exclusive or of key i, x, which it overwrites, and the upper
// halves of p.
func (g philox) mix(i int, x, p pack) pack {
	if g.wide() {
		high := g.shr(32, p)
		for j := range x {
			VPTERNLOGQ_BCST(Imm(0x96), g.keys.Offset(8*i), high[j], x[j])
		}
		return x
	}
	x = g.xorKey(i, x) // before the others, for the sake of registers
	high := g.shr(32, p)
	for j := range x {
		VPXOR(high[j], x[j], x[j])
	}
	return x
}

// join returns words a in the lower halves of the lanes, b in the upper.
func (g philox) join(a, b pack) pack {
	b = g.shl(32, b)
	if g.wide() {
		low := g.pattern(0xffffffff)
		for i := range b {
			VPTERNLOGQ(Imm(0xf8), low[i], a[i], b[i]) // b or (a and low)
		}
		return b
	}
	for i := range b {
		VPBLENDD(Imm(0xaa), b[i], a[i], b[i])
	}
	return b
}

// fixed returns the words w below the upper half of high.
func (g philox) fixed(w, high pack) pack {
	if g.wide() {
		low, p := g.pattern(0xffffffff), g.copy(w)
		for i := range p {
			VPTERNLOGQ(Imm(0xea), high[i], low[i], p[i]) // (p and low) or high
		}
		return p
	}
	p := g.fresh()
	for i := range p {
		VPBLENDD(Imm(0xaa), high[i], w[i], p[i])
	}
	return p
}

func (g philox) store(c int, p pack) {
	for i := range p {
		VMOVUPD(p[i], g.at(c, i))
	}
}

func (g philox) bits(x [4]pack, _ []func()) {
	g.store(0, g.join(x[0], x[1]))
	g.store(1, g.join(x[2], x[3]))
}

func (g philox) uniforms(x [4]pack, _ []func()) {
	one, less := g.pattern(0x3ff<<52), g.number(1-0x1p-53)
	for c := range 2 {
		w := g.shr(12, g.join(x[2*c], x[2*c+1]))
		g.store(c, g.sub(g.or(w, one), less))
	}
}

func (g philox) signs(x [4]pack, _ []func()) {
	one, sign := g.pattern(0x3ff<<52), g.sign()
	for c := range 4 {
		p := g.shl(32, x[c])
		for bit := range 32 {
			if bit > 0 {
				p = g.shl(1, p)
			}
			if g.wide() {
				y := g.copy(p)
				for i := range y {
					VPTERNLOGQ(Imm(0xea), one[i], sign[i], y[i]) // (y and sign) or one
				}
				g.store(32*c+bit, y)
				continue
			}
			g.store(32*c+bit, g.or(g.and(p, sign), one))
		}
	}
}
