// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// An expr writes expressions over registers of one width: 64-byte, 32-byte and
// 16-byte vectors of float64, or scalars. Each method appends one instruction,
// or two, and returns a new register; the last operand may be in memory.
type expr struct{ bytes int }

var (
	scalar = expr{8}
	both   = expr{16} // two float64
)

func (e expr) reg() VecVirtual {
	switch e.bytes {
	case 64:
		return ZMM()
	case 32:
		return YMM()
	}
	return XMM()
}

// binary appends r = a op b; Go's assembler wants the operands reversed.
func (e expr) binary(sd, pd func(...Op), a VecVirtual, b Op) VecVirtual {
	r := e.reg()
	if e == scalar {
		sd(b, a, r)
	} else {
		pd(b, a, r)
	}
	return r
}

func (e expr) add(a VecVirtual, b Op) VecVirtual { return e.binary(VADDSD, VADDPD, a, b) }
func (e expr) sub(a VecVirtual, b Op) VecVirtual { return e.binary(VSUBSD, VSUBPD, a, b) }
func (e expr) mul(a VecVirtual, b Op) VecVirtual { return e.binary(VMULSD, VMULPD, a, b) }
func (e expr) div(a VecVirtual, b Op) VecVirtual { return e.binary(VDIVSD, VDIVPD, a, b) }

func (e expr) sqrt(a VecVirtual) VecVirtual {
	r := e.reg()
	if e == scalar {
		VSQRTSD(a, a, r)
	} else {
		VSQRTPD(a, r)
	}
	return r
}

func (e expr) move(a Op) VecVirtual {
	r := e.reg()
	if m, ok := a.(Mem); ok {
		if e == scalar {
			VMOVSD(m, r)
		} else {
			VMOVUPD(m, r)
		}
		return r
	}
	VMOVAPD(a, r)
	return r
}

func (e expr) ternary(sd, pd func(...Op), a, b VecVirtual, c Op) VecVirtual {
	r := e.move(a)
	if e == scalar {
		sd(c, b, r)
	} else {
		pd(c, b, r)
	}
	return r
}

// fma returns a b + c, fms a b - c, fnma -a b + c.
func (e expr) fma(a, b VecVirtual, c Op) VecVirtual {
	return e.ternary(VFMADD213SD, VFMADD213PD, a, b, c)
}
func (e expr) fms(a, b VecVirtual, c Op) VecVirtual {
	return e.ternary(VFMSUB213SD, VFMSUB213PD, a, b, c)
}
func (e expr) fnma(a, b VecVirtual, c Op) VecVirtual {
	return e.ternary(VFNMADD213SD, VFNMADD213PD, a, b, c)
}

// fmaMem returns a m + c for m in memory, and overwrites c.
func (e expr) fmaMem(a VecVirtual, m Mem, c VecVirtual) VecVirtual {
	if e == scalar {
		VFMADD231SD(m, a, c)
	} else {
		VFMADD231PD(m, a, c)
	}
	return c
}

// bits appends an integer instruction with an operand in memory, or a shift.
func (e expr) bits(f func(...Op), a VecVirtual, m Op) VecVirtual {
	r := e.reg()
	f(m, a, r)
	return r
}

func (e expr) and(a VecVirtual, m Op) VecVirtual {
	if e.bytes == 64 {
		return e.bits(VPANDQ, a, m)
	}
	r := e.reg()
	VPAND(m, a, r)
	return r
}

func (e expr) or(a VecVirtual, m Op) VecVirtual {
	if e.bytes == 64 {
		return e.bits(VPORQ, a, m)
	}
	r := e.reg()
	VPOR(m, a, r)
	return r
}

// clear sets a register to zero.
func (e expr) clear(a VecVirtual) {
	if e.bytes == 64 {
		VPXORQ(a, a, a)
	} else {
		VXORPD(a, a, a)
	}
}

// lanes holds constants of a file, eight times each.
var lanes = map[uint64]Mem{}

// word returns the address of 64 bytes that repeat the 64 bits.
func word(bits uint64) Mem {
	m, ok := lanes[bits]
	if !ok {
		m = GLOBL(fmt.Sprintf("lanes_%x", bits), RODATA|NOPTR)
		for i := range 8 {
			DATA(8*i, U64(bits))
		}
		lanes[bits] = m
	}
	return m
}

func double(x float64) Mem { return word(math.Float64bits(x)) }

// The words of log 2 and the offset of package dd's LogTable.
const (
	log2Hi    = 0x1.62e42fefa38p-01
	log2Mid   = 0x1.ef35793c7673p-45
	logOffset = 0x3fe6_0000_0000_0000
)

// logWords writes the Go function of that name for y in every lane; table
// points to dd.LogTable.
func (e expr) logWords(y VecVirtual, table Register) (hi, lo, p, q VecVirtual) {
	const bias = 1024
	d := e.bits(VPADDQ, y, word(bias<<52-logOffset))
	k := e.sub(e.or(e.bits(VPSRLQ, d, U8(52)), double(0x1p52)), double(0x1p52+bias))
	inverse, head, mid := e.rows(e.and(e.bits(VPSRLQ, d, U8(40)), word(127<<5)), table)
	m := e.bits(VPADDQ, e.and(d, word(1<<52-1)), word(logOffset))

	c := e.mul(m, inverse)
	cLow := e.fms(m, inverse, c)
	f := e.sub(c, double(1))
	sq := e.mul(f, f)
	sqLow := e.fms(f, f, sq)
	pair := func(a, b float64) VecVirtual { return e.fmaMem(f, double(a), e.move(double(b))) }
	p = e.fma(sq, pair(-1./10, 1./9), pair(-1./8, 1./7))
	p = e.fma(sq, p, pair(-1./6, 1./5))
	p = e.fma(sq, p, pair(-1./4, 1./3))
	small := e.fmaMem(k, double(log2Mid), mid)
	a := e.fmaMem(k, double(log2Hi), head)
	g := e.add(a, f)
	g1 := e.sub(f, e.sub(g, a))
	hi = e.fmaMem(sq, double(-0.5), e.move(g))
	g2 := e.fmaMem(sq, double(-0.5), e.sub(g, hi))
	small = e.fmaMem(sqLow, double(-0.5), small)
	small = e.add(small, e.fnma(cLow, e.sub(f, sq), cLow))
	return hi, e.add(e.add(g1, g2), small), p, e.mul(sq, f)
}

// rows gathers the first three words of the table's rows at byte offsets.
func (e expr) rows(offsets VecVirtual, table Register) (a, b, c VecVirtual) {
	if e.bytes == 64 {
		get := func(disp int) VecVirtual {
			r, k := ZMM(), K()
			KXNORW(k, k, k)
			VGATHERQPD(Mem{Base: table, Index: offsets, Scale: 1, Disp: disp}, k, r)
			return r
		}
		return get(0), get(8), get(16)
	}
	at := func(x Op, high bool) Mem {
		g := GP64()
		if high {
			VPEXTRQ(U8(1), x, g)
		} else {
			VMOVQ(x, g)
		}
		return Mem{Base: table, Index: g, Scale: 1}
	}
	if e.bytes == 16 {
		m0, m1 := at(offsets, false), at(offsets, true)
		r0, r1 := e.move(m0), e.move(m1)
		a, b, c = XMM(), XMM(), XMM()
		VUNPCKLPD(r1, r0, a)
		VUNPCKHPD(r1, r0, b)
		VMOVSD(m0.Offset(16), c)
		VMOVHPD(m1.Offset(16), c, c)
		return a, b, c
	}
	upper := XMM()
	VEXTRACTI128(U8(1), offsets, upper)
	row := func(x Op, high bool) VecVirtual { return e.move(at(x, high)) }
	r0, r1 := row(offsets.AsX(), false), row(offsets.AsX(), true)
	r2, r3 := row(upper, false), row(upper, true)
	half := func(f func(...Op), p, q VecVirtual) VecVirtual {
		r := YMM()
		f(q, p, r)
		return r
	}
	l01, l23 := half(VUNPCKLPD, r0, r1), half(VUNPCKLPD, r2, r3) // words 0 and 2
	h01, h23 := half(VUNPCKHPD, r0, r1), half(VUNPCKHPD, r2, r3) // words 1 and 3
	a, b, c = YMM(), YMM(), YMM()
	VPERM2F128(U8(0x20), l23, l01, a)
	VPERM2F128(U8(0x20), h23, h01, b)
	VPERM2F128(U8(0x31), l23, l01, c)
	return a, b, c
}
