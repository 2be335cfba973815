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

// A pack is one register for each of the vectors that a loop body treats side
// by side. A constant is a pack that names one register several times.
type pack []VecVirtual

// A vwriter writes the arithmetic of the elementary functions: each method
// appends one instruction for each of u vectors of the instruction set. The
// methods that begin with a verb on their first argument (fma213 and the like)
// overwrite it, the others return new registers.
type vwriter struct {
	isa
	u     int
	table string // the Go variable with the constants, without the suffix 32
}

// one returns the writer for one vector a body.
func (w vwriter) one() vwriter {
	w.u = 1
	return w
}

func (w vwriter) fresh() pack {
	p := make(pack, w.u)
	for i := range p {
		p[i] = w.reg()
	}
	return p
}

// konst broadcasts element i of the table.
func (w vwriter) konst(i int) pack {
	name := "·" + w.table
	if !w.double() {
		name += "32"
	}
	r := w.reg()
	w.op(VBROADCASTSD, VBROADCASTSS)(NewDataAddr(Symbol{Name: name}, w.elem*i), r)
	return w.shared(r)
}

// each broadcasts element i of the table into a register for every vector.
func (w vwriter) each(i int) pack {
	p := w.fresh()
	for j := range p {
		p[j] = w.one().konst(i)[0]
	}
	return p
}

func (w vwriter) shared(r VecVirtual) pack {
	p := make(pack, w.u)
	for i := range p {
		p[i] = r
	}
	return p
}

// patterns holds the integer constants of a group.
var patterns = map[string]Mem{}

// pattern broadcasts an integer constant.
func (w vwriter) pattern(bits uint64) pack {
	name := fmt.Sprintf("bits%d_%x", 8*w.elem, bits)
	m, ok := patterns[name]
	if !ok {
		m = GLOBL(name, RODATA|NOPTR)
		if w.double() {
			DATA(0, U64(bits))
		} else {
			DATA(0, U32(bits))
		}
		patterns[name] = m
	}
	r := w.reg()
	w.op(VBROADCASTSD, VBROADCASTSS)(m, r)
	return w.shared(r)
}

// sign broadcasts the sign bit.
func (w vwriter) sign() pack { return w.pattern(1 << (8*w.elem - 1)) }

// op chooses by element type.
func (w vwriter) op(pd, ps func(...Op)) func(...Op) {
	if w.double() {
		return pd
	}
	return ps
}

// binary appends dst = a op b; Go's assembler wants the operands reversed.
func (w vwriter) binary(f func(...Op), a, b pack) pack {
	p := w.fresh()
	for i := range p {
		f(b[i], a[i], p[i])
	}
	return p
}

func (w vwriter) add(a, b pack) pack { return w.binary(w.op(VADDPD, VADDPS), a, b) }
func (w vwriter) sub(a, b pack) pack { return w.binary(w.op(VSUBPD, VSUBPS), a, b) }
func (w vwriter) mul(a, b pack) pack { return w.binary(w.op(VMULPD, VMULPS), a, b) }
func (w vwriter) div(a, b pack) pack { return w.binary(w.op(VDIVPD, VDIVPS), a, b) }

// min and max return b when either is NaN.
func (w vwriter) min(a, b pack) pack { return w.binary(w.op(VMINPD, VMINPS), a, b) }
func (w vwriter) max(a, b pack) pack { return w.binary(w.op(VMAXPD, VMAXPS), a, b) }

func (w vwriter) and(a, b pack) pack { return w.binary(w.op(VANDPD, VANDPS), a, b) }
func (w vwriter) or(a, b pack) pack  { return w.binary(w.op(VORPD, VORPS), a, b) }
func (w vwriter) xor(a, b pack) pack { return w.binary(w.op(VXORPD, VXORPS), a, b) }

// andNot returns b without the bits of a.
func (w vwriter) andNot(a, b pack) pack { return w.binary(w.op(VANDNPD, VANDNPS), a, b) }

// flipped returns x with the other sign.
func (w vwriter) flipped(x pack) pack { return w.binary(w.op(VXORPD, VXORPS), x, w.sign()) }

// iadd and isub add and subtract integers of the elements' width.
func (w vwriter) iadd(a, b pack) pack { return w.binary(w.op(VPADDQ, VPADDD), a, b) }
func (w vwriter) isub(a, b pack) pack { return w.binary(w.op(VPSUBQ, VPSUBD), a, b) }

// isub32 subtracts integers of 32 bits, whatever the elements.
func (w vwriter) isub32(a, b pack) pack { return w.binary(VPSUBD, a, b) }

func (w vwriter) shift(f func(...Op), n int, a pack) pack {
	p := w.fresh()
	for i := range p {
		f(Imm(uint64(n)), a[i], p[i])
	}
	return p
}

func (w vwriter) shl(n int, a pack) pack   { return w.shift(w.op(VPSLLQ, VPSLLD), n, a) }
func (w vwriter) shr(n int, a pack) pack   { return w.shift(w.op(VPSRLQ, VPSRLD), n, a) }
func (w vwriter) shl32(n int, a pack) pack { return w.shift(VPSLLD, n, a) }
func (w vwriter) sar32(n int, a pack) pack { return w.shift(VPSRAD, n, a) }

func (w vwriter) copy(a pack) pack {
	p := w.fresh()
	for i := range p {
		w.op(VMOVAPD, VMOVAPS)(a[i], p[i])
	}
	return p
}

func (w vwriter) ternary(f func(...Op), d, a, b pack) {
	for i := range d {
		f(b[i], a[i], d[i])
	}
}

// fma213 sets d = d*a + b.
func (w vwriter) fma213(d, a, b pack) { w.ternary(w.op(VFMADD213PD, VFMADD213PS), d, a, b) }

// fma231 sets d = a*b + d.
func (w vwriter) fma231(d, a, b pack) { w.ternary(w.op(VFMADD231PD, VFMADD231PS), d, a, b) }

// fnma213 sets d = -(d*a) + b.
func (w vwriter) fnma213(d, a, b pack) { w.ternary(w.op(VFNMADD213PD, VFNMADD213PS), d, a, b) }

// fnma231 sets d = -(a*b) + d.
func (w vwriter) fnma231(d, a, b pack) { w.ternary(w.op(VFNMADD231PD, VFNMADD231PS), d, a, b) }

// fms231 sets d = a*b - d.
func (w vwriter) fms231(d, a, b pack) { w.ternary(w.op(VFMSUB231PD, VFMSUB231PS), d, a, b) }

// horner sets d = (...(d x + c[0]) x + ...) x + c[last], c being indices in the
// table.
func (w vwriter) horner(d, x pack, c ...int) {
	for _, i := range c {
		w.fma213(d, x, w.konst(i))
	}
}
