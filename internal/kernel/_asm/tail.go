// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// A tail handles the last elements of slices, fewer than a register holds. It
// reads and writes these alone: with a k-mask on AVX-512; on AVX2 with masked
// loads and with stores of halves, since masked stores of YMM registers take
// some twenty cycles on AMD's processors.
type tail struct {
	v    isa
	rem  GPVirtual  // elements, 1..lanes-1
	k    Register   // AVX-512
	mask VecVirtual // AVX2
	lab  *labels
}

// tailTable emits a table of 32 bytes of ones and 32 bytes of zeros, whose
// windows are the masks of AVX2, and returns its address. A file has one.
func tailTable() Mem {
	t := GLOBL("tailmask", RODATA|NOPTR)
	for i := range 8 {
		d := U64(0)
		if i < 4 {
			d = 1<<64 - 1
		}
		DATA(8*i, d)
	}
	return t
}

// table is the file's tailTable.
var table Mem

// newTail makes the masks for rem elements, 0 < rem < lanes.
func newTail(v isa, rem GPVirtual, lab *labels) *tail {
	return newTailOf(v, v.elem, rem, lab)
}

// newTailOf makes the masks for elements of size bytes in memory.
func newTailOf(v isa, size int, rem GPVirtual, lab *labels) *tail {
	t := &tail{v: v, rem: rem, lab: lab}
	if v.wide() {
		m := GP32()
		t.k = K()
		MOVL(U32(1<<32-1), m)
		BZHIL(rem.As32(), m, m)
		KMOVW(m, t.k)
		return t
	}
	p, neg := GP64(), GP64()
	LEAQ(table.Offset(32), p)
	MOVQ(rem, neg)
	NEGQ(neg)
	t.mask = YMM()
	VMOVUPS(Mem{Base: p, Index: neg, Scale: uint8(size)}, t.mask)
	return t
}

// load returns a register with the last elements at m and zeros above them.
func (t *tail) load(m Mem) VecVirtual {
	r := t.v.reg()
	if t.v.wide() {
		t.v.pick3(VMOVUPD_Z, VMOVUPS_Z, m, t.k, r)
	} else {
		t.v.pick3(VMASKMOVPD, VMASKMOVPS, m, t.mask, r)
	}
	return r
}

// loadSingles is load for float32 in memory, where v's elements are float64.
func (t *tail) loadSingles(m Mem) VecVirtual {
	r := t.v.reg()
	if t.v.wide() {
		VMOVUPS_Z(m, t.k, r.AsY())
		VCVTPS2PD(r.AsY(), r)
	} else {
		VMASKMOVPS(m, t.mask.AsX(), r.AsX())
		VCVTPS2PD(r.AsX(), r)
	}
	return r
}

// clear sets the lanes of r above the last elements to zero.
func (t *tail) clear(r VecVirtual) {
	if t.v.wide() {
		t.v.pick3(VMOVAPD_Z, VMOVAPS_Z, r, t.k, r)
	} else {
		t.v.and(t.mask, r, r)
	}
}

// store writes the lanes of r that are elements to m. It destroys r.
func (t *tail) store(r VecVirtual, m Mem) {
	if t.v.wide() {
		t.v.pick(VMOVUPD, VMOVUPS, r, t.k, m)
		return
	}
	x := r.AsX()
	p := GP64()
	LEAQ(m, p)
	at := Mem{Base: p}
	half := t.v.lanes() / 2
	skip := t.lab.next("low")
	TESTQ(U32(half), t.rem)
	JZ(LabelRef(skip))
	VMOVUPS(x, at)
	VEXTRACTF128(U8(1), r, x)
	ADDQ(U8(16), p)
	Label(skip)
	if t.v.double() {
		skip = t.lab.next("last")
		TESTQ(U32(1), t.rem)
		JZ(LabelRef(skip))
		VMOVLPD(x, at)
		Label(skip)
		return
	}
	skip = t.lab.next("pair")
	TESTQ(U32(2), t.rem)
	JZ(LabelRef(skip))
	VMOVLPS(x, at)
	VMOVHLPS(x, x, x)
	ADDQ(U8(8), p)
	Label(skip)
	skip = t.lab.next("last")
	TESTQ(U32(1), t.rem)
	JZ(LabelRef(skip))
	VMOVSS(x, at)
	Label(skip)
}
