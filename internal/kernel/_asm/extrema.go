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

func init() { groups["extrema"] = emitExtrema }

func emitExtrema() {
	table = tailTable()
	kernels := []*extremum{{
		name: "maxOf", doc: "returns the largest x[i], NaN if one is NaN, -Inf if there is none.",
		op: isa.max, double: 0xfff << 52, single: 0xff8 << 20, nan: true,
	}, {
		name: "minOf", doc: "returns the least x[i], NaN if one is NaN, +Inf if there is none.",
		op: isa.min, double: 0x7ff << 52, single: 0x7f8 << 20, nan: true,
	}, {
		name: "absMax", doc: "returns the largest |x[i]| that is not NaN, 0 if there is none.",
		op: isa.max, abs: true,
	}}
	for _, v := range isas {
		for _, k := range kernels {
			k.emit(v)
		}
		emitIndex(v, "index", "returns the first i with x[i] == value, or -1.", false)
		emitIndex(v, "indexAbs", "returns the first i with |x[i]| == value, or -1.", true)
	}
}

// An extremum is a kernel that finds the largest or least element. The order of
// its operations does not matter, since the instructions round nothing and the
// signs of zeros are dropped at the end; so a vector that overlaps the last one
// takes the place of a tail.
type extremum struct {
	name, doc string
	op        func(v isa, ops ...Op)
	double    uint64 // bits of the result for no elements
	single    uint32
	abs       bool // take absolute values
	nan       bool // NaN if an element is NaN; otherwise NaN is ignored
}

// unordered collects whether any lane was NaN.
type unordered struct {
	v   isa
	vec VecVirtual
	k   Register
}

func newUnordered(v isa) *unordered {
	u := &unordered{v: v}
	if v.wide() {
		u.k = K()
		KXORW(u.k, u.k, u.k)
	} else {
		u.vec = YMM()
		v.zero(u.vec)
	}
	return u
}

// see notes whether a lane of a or b is NaN.
func (u *unordered) see(a, b VecVirtual) {
	const unord = U8(3)
	if u.v.wide() {
		k := K()
		u.v.pick(VCMPPD, VCMPPS, unord, a, b, k)
		KORW(k, u.k, u.k)
		return
	}
	t := YMM()
	u.v.pick(VCMPPD, VCMPPS, unord, a, b, t)
	VORPS(t, u.vec, u.vec)
}

// jump jumps to the label if there was a NaN.
func (u *unordered) jump(label string) {
	if u.v.wide() {
		KORTESTW(u.k, u.k)
	} else {
		VPTEST(u.vec, u.vec)
	}
	JNZ(LabelRef(label))
}

func (k *extremum) emit(v isa) {
	T := v.goType()
	TEXT(k.name+v.suffix, NOSPLIT, fmt.Sprintf("func(x []%s) %s", T, T))
	Doc(k.name + v.suffix + " " + k.doc)
	Pragma("noescape")

	lab := &labels{}
	x, n := slice("x")
	total := GP64()
	MOVQ(n, total)
	fill := v.constant(k.double, k.single)
	const count = 4 // accumulators, each for two vectors of a block
	var acc [count]VecVirtual
	for j := range acc {
		acc[j] = v.reg()
		v.mov(fill, acc[j])
	}
	var nan *unordered
	if k.nan {
		nan = newUnordered(v)
	}
	var mask VecVirtual
	if k.abs {
		mask = v.absMask()
	}
	// take enters a register of elements.
	take := func(r, acc VecVirtual) {
		if k.nan {
			nan.see(r, r)
		}
		if k.abs {
			v.and(mask, r, r)
		}
		// When an operand is NaN the instruction returns its second one, the
		// first in this order.
		k.op(v, acc, r, acc)
	}
	// pair enters two vectors.
	pair := func(j int) {
		a, b := v.reg(), v.reg()
		v.mov(x.Offset(2*j*v.bytes), a)
		v.mov(x.Offset((2*j+1)*v.bytes), b)
		if !k.nan {
			take(a, acc[j])
			take(b, acc[j])
			return
		}
		nan.see(a, b)
		k.op(v, a, b, a)
		k.op(v, acc[j], a, acc[j])
	}

	block := 2 * count * v.lanes()
	blocks, vectors, single := lab.next("blocks"), lab.next("vectors"), lab.next("single")
	part, tiny, done, isNaN := lab.next("part"), lab.next("tiny"), lab.next("done"), lab.next("nan")
	SUBQ(U32(block), n)
	JLT(LabelRef(vectors))
	hot(blocks)
	for j := range count {
		pair(j)
	}
	ADDQ(U32(2*count*v.bytes), x.Base)
	SUBQ(U32(block), n)
	JGE(LabelRef(blocks))
	Label(vectors)
	ADDQ(U32(block-v.lanes()), n)
	JLT(LabelRef(part))
	Label(single)
	r := v.reg()
	v.mov(x, r)
	take(r, acc[0])
	ADDQ(U32(v.bytes), x.Base)
	SUBQ(U32(v.lanes()), n)
	JGE(LabelRef(single))
	Label(part)
	ADDQ(U32(v.lanes()), n)
	JZ(LabelRef(done))
	CMPQ(total, U8(v.lanes()))
	JLT(LabelRef(tiny))
	r = v.reg()
	v.mov(Mem{Base: x.Base, Index: n, Scale: uint8(v.elem), Disp: -v.bytes}, r)
	take(r, acc[1])
	JMP(LabelRef(done))
	Label(tiny)
	t := newTail(v, n, lab)
	r = t.load(x)
	if k.nan { // else zeros change nothing
		if v.wide() {
			v.pick(VBLENDMPD, VBLENDMPS, r, fill, t.k, r)
		} else {
			blend := VBLENDVPS
			if v.double() {
				blend = VBLENDVPD
			}
			blend(t.mask, r, fill, r)
		}
	}
	take(r, acc[1])
	Label(done)
	if k.nan {
		nan.jump(isNaN)
	}
	k.op(v, acc[2], acc[0], acc[0])
	k.op(v, acc[3], acc[1], acc[1])
	k.op(v, acc[1], acc[0], acc[0])
	result := k.fold(v, acc[0])
	VZEROUPPER()
	Store(result, ReturnIndex(0))
	RET()
	if k.nan {
		Label(isNaN)
		VZEROUPPER()
		g := GP64()
		ret, err := ReturnIndex(0).Resolve()
		if err != nil {
			panic(err)
		}
		if v.double() {
			MOVQ(U64(0x7ff8<<48|1), g) // math.NaN()
			MOVQ(g, ret.Addr)
		} else {
			MOVL(U32(0x7fc<<20), g.As32())
			MOVL(g.As32(), ret.Addr)
		}
		RET()
	}
}

// fold returns the extremum of the lanes of acc, with zero as +0.
func (k *extremum) fold(v isa, acc VecVirtual) Register {
	if v.wide() {
		t := YMM()
		VEXTRACTF64X4(U8(1), acc, t)
		k.op(v, t, acc.AsY(), acc.AsY())
	}
	x, t := acc.AsX(), XMM()
	VEXTRACTF128(U8(1), acc.AsY(), t)
	k.op(v, t, x, x)
	VMOVHLPS(x, x, t)
	k.op(v, t, x, x)
	if !v.double() {
		VMOVSHDUP(x, t)
		k.op(v, t, x, x)
	}
	VXORPS(t, t, t)
	v.add(t, x, x)
	return x
}

// emitIndex writes the kernel that finds a value.
func emitIndex(v isa, name, doc string, abs bool) {
	T := v.goType()
	TEXT(name+v.suffix, NOSPLIT, fmt.Sprintf("func(x []%s, value %s) int", T, T))
	Doc(name + v.suffix + " " + doc)
	Pragma("noescape")

	const count = 4 // vectors of a block
	lab := &labels{}
	x, n := slice("x")
	base := GP64()
	MOVQ(x.Base, base)
	value := v.broadcast("value")
	var mask VecVirtual
	if abs {
		mask = v.absMask()
	}
	// equal returns the comparison of one vector, a mask or a register.
	equal := func(src Op) Register {
		if abs {
			r := v.reg()
			v.and(src, mask, r)
			src = r
		}
		var c Register = K()
		if !v.wide() {
			c = YMM()
		}
		v.pick(VCMPPD, VCMPPS, U8(0), src, value, c)
		return c
	}
	// bits moves a comparison to a general register.
	bits := func(c Register) GPVirtual {
		g := GP64()
		switch {
		case v.wide():
			KMOVW(c, g.As32())
		case v.double():
			VMOVMSKPD(c, g.As32())
		default:
			VMOVMSKPS(c, g.As32())
		}
		return g
	}

	blocks, vectors, single := lab.next("blocks"), lab.next("vectors"), lab.next("single")
	part, none, hit, found := lab.next("part"), lab.next("none"), lab.next("hit"), lab.next("found")
	set := GP64()
	c := make([]Register, count)
	SUBQ(U32(count*v.lanes()), n)
	JLT(LabelRef(vectors))
	hot(blocks)
	for j := range c {
		c[j] = equal(x.Offset(j * v.bytes))
	}
	if v.wide() {
		p, q := K(), K()
		KORW(c[0], c[1], p)
		KORW(c[2], c[3], q)
		KORTESTW(p, q)
	} else {
		p, q := YMM(), YMM()
		VORPS(c[0], c[1], p)
		VORPS(c[2], c[3], q)
		VORPS(p, q, p)
		VPTEST(p, p)
	}
	JNZ(LabelRef(hit))
	ADDQ(U32(count*v.bytes), x.Base)
	SUBQ(U32(count*v.lanes()), n)
	JGE(LabelRef(blocks))
	Label(vectors)
	ADDQ(U32((count-1)*v.lanes()), n)
	JLT(LabelRef(part))
	Label(single)
	g := bits(equal(x))
	MOVQ(g, set)
	TESTL(set.As32(), set.As32())
	JNZ(LabelRef(found))
	ADDQ(U32(v.bytes), x.Base)
	SUBQ(U32(v.lanes()), n)
	JGE(LabelRef(single))
	Label(part)
	ADDQ(U32(v.lanes()), n)
	JZ(LabelRef(none))
	t := newTail(v, n, lab)
	g = bits(equal(t.load(x)))
	MOVL(U32(1<<32-1), set.As32()) // drop the lanes without an element
	BZHIL(n.As32(), set.As32(), set.As32())
	ANDL(g.As32(), set.As32())
	JNZ(LabelRef(found))
	Label(none)
	VZEROUPPER()
	MOVQ(I32(-1), set)
	Store(set, ReturnIndex(0))
	RET()

	Label(hit)
	for j := count - 1; j >= 0; j-- {
		g := bits(c[j])
		if j == count-1 {
			MOVQ(g, set)
			continue
		}
		SHLQ(U8(v.lanes()), set)
		ORQ(g, set)
	}
	Label(found)
	TZCNTQ(set, set)
	SUBQ(base, x.Base)
	SHRQ(U8(log2(v.elem)), x.Base)
	ADDQ(x.Base, set)
	VZEROUPPER()
	Store(set, ReturnIndex(0))
	RET()
}

func log2(n int) int {
	d := 0
	for ; 1<<d < n; d++ {
	}
	return d
}
