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

// An instruction is one of avo's functions.
type instruction = func(...Op)

// pick calls the instruction for v's element type. Operands stand in the order
// of Go's assembler, the destination last.
func (v isa) pick(double, single instruction, ops ...Op) {
	if v.double() {
		double(ops...)
	} else {
		single(ops...)
	}
}

// pick3 is pick for instructions that take exactly three operands.
func (v isa) pick3(double, single func(a, b, c Op), a, b, c Op) {
	if v.double() {
		double(a, b, c)
	} else {
		single(a, b, c)
	}
}

func (v isa) mov(ops ...Op) { v.pick(VMOVUPD, VMOVUPS, ops...) }
func (v isa) add(ops ...Op) { v.pick(VADDPD, VADDPS, ops...) }
func (v isa) sub(ops ...Op) { v.pick(VSUBPD, VSUBPS, ops...) }
func (v isa) mul(ops ...Op) { v.pick(VMULPD, VMULPS, ops...) }
func (v isa) div(ops ...Op) { v.pick(VDIVPD, VDIVPS, ops...) }
func (v isa) min(ops ...Op) { v.pick(VMINPD, VMINPS, ops...) }
func (v isa) max(ops ...Op) { v.pick(VMAXPD, VMAXPS, ops...) }
func (v isa) and(ops ...Op) { v.pick(VANDPD, VANDPS, ops...) }

// fma adds the product of a and b to acc; a may be in memory.
func (v isa) fma(a, b, acc Op) { v.pick(VFMADD231PD, VFMADD231PS, a, b, acc) }

// zero clears a register. The 256-bit form clears all of a ZMM register and
// every processor knows it as free of dependencies.
func (v isa) zero(r VecVirtual) {
	VXORPS(r.AsY(), r.AsY(), r.AsY())
}

// loaded returns op in a register: op itself if it is one.
func (v isa) loaded(op Op) VecVirtual {
	if r, ok := op.(VecVirtual); ok {
		return r
	}
	r := v.reg()
	v.mov(op, r)
	return r
}

// widened returns op, float64s in a register or float32s in memory, as float64s
// in a register.
func (v isa) widened(op Op) VecVirtual {
	if r, ok := op.(VecVirtual); ok {
		return r
	}
	r := v.reg()
	VCVTPS2PD(op, r)
	return r
}

// broadcast returns a register that holds the scalar parameter name in every
// lane.
func (v isa) broadcast(name string) VecVirtual {
	b, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	r := v.reg()
	v.pick(VBROADCASTSD, VBROADCASTSS, b.Addr, r)
	return r
}

// constant returns a register that holds the bits of x in every lane.
func (v isa) constant(double uint64, single uint32) VecVirtual {
	g, x, r := GP64(), XMM(), v.reg()
	if v.double() {
		MOVQ(U64(double), g)
		VMOVQ(g, x)
		VBROADCASTSD(x, r)
	} else {
		MOVL(U32(single), g.As32())
		VMOVD(g.As32(), x)
		VBROADCASTSS(x, r)
	}
	return r
}

// absMask returns a register whose lanes have every bit set but the sign.
func (v isa) absMask() VecVirtual { return v.constant(1<<63-1, 1<<31-1) }

// fold adds the upper halves of acc to the lower ones until lane 0 holds
// the sum of all lanes, and returns the register that holds it.
func (v isa) fold(acc VecVirtual) Register {
	if v.wide() {
		t := YMM()
		VEXTRACTF64X4(U8(1), acc, t)
		v.add(t, acc.AsY(), acc.AsY())
	}
	t := XMM()
	VEXTRACTF128(U8(1), acc.AsY(), t)
	v.add(t, acc.AsX(), acc.AsX())
	if v.double() {
		VUNPCKHPD(acc.AsX(), acc.AsX(), t)
		VADDSD(t, acc.AsX(), acc.AsX())
		return acc.AsX()
	}
	VMOVHLPS(acc.AsX(), acc.AsX(), t)
	VADDPS(t, acc.AsX(), acc.AsX())
	VMOVSHDUP(acc.AsX(), t)
	VADDSS(t, acc.AsX(), acc.AsX())
	return acc.AsX()
}

// hot starts the loop that label names at the beginning of a cache line of
// decoded instructions: astride two, some loops lose a third of their speed.
func hot(label string) {
	Instruction(&ir.Instruction{Opcode: "PCALIGN", Operands: []Op{U8(64)}})
	Label(label)
}

// labels makes names that are unique within a function.
type labels struct{ n int }

func (l *labels) next(stem string) string {
	l.n++
	return stem + digits(l.n)
}

func digits(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return digits(n/10) + digits(n%10)
}
