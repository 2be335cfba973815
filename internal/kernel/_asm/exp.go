// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

func init() { groups["exp"] = emitExp }

// Indices into the Go variables expTable and expTable32.
const (
	expInvLn2 = iota
	expShift
	expLn2Hi
	expLn2Lo
	expQuick
	expMax
	expMin
	expOne
	expC0 // further coefficients follow
)

// expUnroll is the number of vectors that a body treats side by side: what the
// registers hold.
func expUnroll(v isa) int {
	if v.wide() {
		return 4
	}
	return 2
}

// expReduce writes the Go function of that name. It overwrites x.
func (w vwriter) expReduce(x pack) (z, r, s, t pack) {
	z = w.each(expShift)
	w.fma231(z, x, w.konst(expInvLn2))
	k := w.sub(z, w.konst(expShift))
	w.fnma231(x, w.konst(expLn2Hi), k)
	r = w.copy(x)
	w.fnma231(r, w.konst(expLn2Lo), k)
	one := w.konst(expOne)
	s = w.add(x, one)
	t = w.sub(x, w.sub(s, one))
	w.fnma231(t, w.konst(expLn2Lo), k)
	return z, r, s, t
}

// expSplit writes the Go function of that name, for a series with coefficients
// up to the given index. It overwrites x.
func (w vwriter) expSplit(x pack, last int) (z, s, t pack) {
	z, r, s, t := w.expReduce(x)
	q, sq := w.expTail(r, last)
	w.fma213(q, sq, t)
	return z, s, q
}

// expLast returns the index of the last coefficient of the exponential.
func expLast(v isa) int {
	if v.double() {
		return 9
	}
	return 4
}

// expTail returns c0 + c1 r + ... up to the last coefficient, by two chains in
// r², and r².
func (w vwriter) expTail(r pack, last int) (q, sq pack) {
	c := func(i int) int { return expC0 + i }
	sq = w.mul(r, r)
	even := last &^ 1
	odd := (last - 1) | 1
	a := w.each(c(even - 2))
	w.fma231(a, sq, w.konst(c(even)))
	b := w.each(c(odd - 2))
	w.fma231(b, sq, w.konst(c(odd)))
	for i := max(even, odd); i > 0; i-- {
		switch {
		case i%2 == 0 && i < even-2:
			w.horner(a, sq, c(i))
		case i%2 == 1 && i < odd-2:
			w.horner(b, sq, c(i))
		}
	}
	w.fma213(a, r, b)
	w.horner(a, r, c(0))
	return a, sq
}

// mantissa returns the number of bits behind the point.
func (v isa) mantissa() int {
	if v.double() {
		return 52
	}
	return 23
}

// expQuickBody jumps to careful when an element is NaN or its exponential needs
// care, else it returns the exponentials.
func (w vwriter) expQuickBody(x pack, careful string) pack {
	if w.wide() {
		return w.expClamped(x) // VSCALEF needs no help
	}
	w.unlessWithin(x, expQuick, careful)
	z, s, t := w.expSplit(x, expLast(w.isa))
	return w.iadd(w.add(s, t), w.shl(w.mantissa(), z))
}

// unlessWithin jumps to label unless all elements are less than the constant
// limit in magnitude.
func (w vwriter) unlessWithin(x pack, limit int, label string) {
	sign, lim := w.sign(), w.konst(limit)
	abs := w.andNot(sign, x)
	if w.wide() {
		w.jumpUnless(label, w.zeros(), abs, lim)
		return
	}
	bad := w.binary3Imm(w.op(VCMPPD, VCMPPS), 0x15, abs, lim) // not less than, or unordered
	w.jumpIfAny(bad, label)
}

// binary3Imm appends an instruction with an immediate operand.
func (w vwriter) binary3Imm(f func(...Op), imm int, a, b pack) pack {
	p := w.fresh()
	for i := range p {
		f(Imm(uint64(imm)), b[i], a[i], p[i])
	}
	return p
}

// jumpIfAny jumps to label if a sign bit is set in any of the vectors.
func (w vwriter) jumpIfAny(m pack, label string) {
	for i := 1; i < len(m); i++ {
		w.op(VORPD, VORPS)(m[i], m[0], m[0])
	}
	hit := GP32()
	if w.double() {
		VMOVMSKPD(m[0], hit)
	} else {
		VMOVMSKPS(m[0], hit)
	}
	TESTL(hit, hit)
	JNZ(LabelRef(label))
}

// expClamped returns the exponentials of any elements.
func (w vwriter) expClamped(x pack) pack {
	x = w.max(w.konst(expMin), w.min(w.konst(expMax), x)) // NaN stays
	z, s, t := w.expSplit(x, expLast(w.isa))
	return w.scaled(w.add(s, t), z)
}

// scaled returns y·2^k for the k in the last bits of z, rounded once.
func (w vwriter) scaled(y, z pack) pack {
	if w.wide() {
		return w.binary(w.op(VSCALEFPD, VSCALEFPS), y, w.sub(z, w.konst(expShift)))
	}
	h := w.sar32(11, w.shl32(10, z))
	one := w.konst(expOne)
	power := func(k pack) pack { return w.iadd(w.shl(w.mantissa(), k), one) }
	return w.mul(w.mul(y, power(h)), power(w.isub32(z, h)))
}

func emitExp() {
	for _, v := range isas {
		emitMap("exp", "exp(x[i])", vwriter{isa: v, u: expUnroll(v), table: "expTable"}, vwriter.expQuickBody, vwriter.expClamped)
	}
	for _, v := range isas {
		w := vwriter{isa: v, u: expUnroll(v), table: "expTable"}
		name := "expSum" + v.suffix
		TEXT(name, NOSPLIT, "func(dst, x []"+v.goType()+", c "+v.goType()+") "+v.goType())
		Pragma("noescape")
		Doc(name + " sets dst[i] = exp(x[i]-c) and returns the sum of dst. dst and x have the same length.")
		s := stream{vwriter: w, x: pointer("x"), dst: pointer("dst"), n: GP64(), acc: newLanes()}
		Load(Param("x").Len(), s.n)
		c := w.reg()
		w.op(VBROADCASTSD, VBROADCASTSS)(place(Param("c")), c)
		s.quick = func(w vwriter, x pack, careful string) pack {
			return w.expQuickBody(w.sub(x, w.shared(c)), careful)
		}
		s.careful = func(w vwriter, x pack) pack { return w.expClamped(w.sub(x, w.shared(c))) }
		s.acc.clear(w)
		s.emit()
		w.op(VMOVSD, VMOVSS)(s.acc.sum(w), place(ReturnIndex(0)))
		VZEROUPPER()
		RET()
	}
}
