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

func init() { groups["gemv"] = emitGemv }

func emitGemv() {
	table = tailTable()
	for _, v := range isas {
		if v.wide() {
			emitGemvN(v, 8)
		}
		emitGemvN(v, 4)
		emitGemvN(v, 1)
		emitGemvT(v)
		emitGer(v)
	}
}

// rows addresses up to eight rows of a matrix at one column.
type rows struct {
	base, high GPVirtual // of row 0 and of row 4
	lda, lda3  GPVirtual // in bytes
}

// newRows makes registers for n rows of a matrix with rows of lda bytes.
func newRows(n int, lda, lda3 GPVirtual) *rows {
	r := &rows{base: GP64(), lda: lda, lda3: lda3}
	if n > 4 {
		r.high = GP64()
	}
	return r
}

// set moves to the matrix at a.
func (r *rows) set(a Register) {
	MOVQ(a, r.base)
	if r.high != nil {
		LEAQ(Mem{Base: r.base, Index: r.lda, Scale: 4}, r.high)
	}
}

// at returns the address off bytes into row i.
func (r *rows) at(i, off int) Mem {
	m := Mem{Base: r.base, Disp: off}
	if i >= 4 {
		m.Base = r.high
	}
	switch i % 4 {
	case 1:
		m.Index, m.Scale = r.lda, 1
	case 2:
		m.Index, m.Scale = r.lda, 2
	case 3:
		m.Index, m.Scale = r.lda3, 1
	}
	return m
}

// advance moves by bytes along the rows.
func (r *rows) advance(bytes int) {
	ADDQ(I32(bytes), r.base)
	if r.high != nil {
		ADDQ(I32(bytes), r.high)
	}
}

// strides loads lda and returns it and its triple, in bytes.
func strides(v isa) (lda, lda3 GPVirtual) {
	lda, lda3 = GP64(), GP64()
	Load(Param("lda"), lda)
	SHLQ(U8(log2(v.elem)), lda)
	LEAQ(Mem{Base: lda, Index: lda, Scale: 2}, lda3)
	return lda, lda3
}

// emitGemvN writes the kernel that handles group rows at a time, so that x is
// loaded once for all of them. The sum of a row has as many lanes as one ZMM
// register, which are added by halves; the rows of the group do not meet, so a
// row's bits do not depend on the group it stands in.
func emitGemvN(v isa, group int) {
	T := v.goType()
	name := map[int]string{8: "gemvNOct", 4: "gemvNQuad", 1: "gemvNRow"}[group]
	TEXT(name+v.suffix, NOSPLIT, fmt.Sprintf("func(y []%s, alpha %s, a []%s, lda int, x []%s)", T, T, T, T))
	Doc(fmt.Sprintf("%s adds alpha times the product of row i of a with x to y[i];", name+v.suffix),
		fmt.Sprintf("len(y) is a multiple of %d.", group))
	Pragma("noescape")

	lab := &labels{}
	y, m := slice("y")
	x, n := slice("x")
	a := pointer("a")
	lda, lda3 := strides(v)
	alpha := v.broadcast("alpha")
	width := 64 / v.bytes // registers of a row's sum
	step := width * v.lanes()

	rem, over := GP64(), GP64()
	MOVQ(n, rem)
	ANDQ(U8(v.lanes()-1), rem)
	MOVQ(n, over) // elements after the last whole step
	ANDQ(U8(step-1), over)
	SUBQ(over, n)
	t := newTail(v, rem, lab)

	xs, left := Mem{Base: GP64()}, GP64()
	at := newRows(group, lda, lda3)
	acc := make([][]VecVirtual, group)
	for i := range acc {
		acc[i] = make([]VecVirtual, width)
		for w := range acc[i] {
			acc[i][w] = v.reg()
		}
	}
	// vectors adds count vectors from off bytes on; part says that the last is
	// the tail.
	vectors := func(off, count int, part bool) {
		var xv [2]VecVirtual
		for w := range count {
			if part && w == count-1 {
				xv[w] = t.load(xs.Offset(off + w*v.bytes))
				continue
			}
			xv[w] = v.loaded(xs.Offset(off + w*v.bytes))
		}
		for i := range group {
			for w := range count {
				if part && w == count-1 {
					v.fma(t.load(at.at(i, off+w*v.bytes)), xv[w], acc[i][w])
					continue
				}
				v.fma(at.at(i, off+w*v.bytes), xv[w], acc[i][w])
			}
		}
	}

	next, done := lab.next("rows"), lab.next("done")
	loop, tailOf, whole, last, sums := lab.next("loop"), lab.next("tail"), lab.next("whole"), lab.next("last"), lab.next("sums")
	SUBQ(U8(group), m)
	JLT(LabelRef(done))
	Label(next)
	for i := range acc {
		for _, r := range acc[i] {
			v.zero(r)
		}
	}
	at.set(a.Base)
	MOVQ(x.Base, xs.Base)
	MOVQ(n, left)
	SUBQ(U32(2*step), left)
	JLT(LabelRef(tailOf))
	hot(loop)
	vectors(0, width, false)
	vectors(64, width, false)
	at.advance(128)
	ADDQ(U32(128), xs.Base)
	SUBQ(U32(2*step), left)
	JGE(LabelRef(loop))
	Label(tailOf)
	TESTQ(U32(step), left)
	JZ(LabelRef(whole))
	vectors(0, width, false)
	at.advance(64)
	ADDQ(U32(64), xs.Base)
	Label(whole)
	if width == 2 {
		CMPQ(over, U8(v.lanes()))
		JLT(LabelRef(last))
		vectors(0, 1, false)
		TESTQ(rem, rem)
		JZ(LabelRef(sums))
		// The tail belongs to the second register.
		xv := t.load(xs.Offset(v.bytes))
		for i := range group {
			v.fma(t.load(at.at(i, v.bytes)), xv, acc[i][1])
		}
		JMP(LabelRef(sums))
	}
	Label(last)
	TESTQ(rem, rem)
	JZ(LabelRef(sums))
	vectors(0, 1, true)
	Label(sums)
	var half []VecVirtual
	for i := range acc {
		if width == 2 {
			v.add(acc[i][1], acc[i][0], acc[i][0])
		} else {
			hi := YMM()
			VEXTRACTF64X4(U8(1), acc[i][0], hi)
			v.add(hi, acc[i][0].AsY(), acc[i][0].AsY())
		}
		half = append(half, acc[i][0].AsY().(VecVirtual))
	}
	for i := 0; i < group; i += 4 {
		into := y.Offset(i * v.elem)
		if group == 1 {
			foldRow(v, half[0], alpha, into)
			break
		}
		foldRows(v, half[i:i+4], alpha, into)
	}
	ADDQ(U8(group*v.elem), y.Base)
	LEAQ(Mem{Base: a.Base, Index: lda, Scale: uint8(min(group, 4))}, a.Base)
	if group == 8 {
		LEAQ(Mem{Base: a.Base, Index: lda, Scale: 4}, a.Base)
	}
	SUBQ(U8(group), m)
	JGE(LabelRef(next))
	Label(done)
	VZEROUPPER()
	RET()
}

// foldRow adds alpha times the sum of the lanes of t, a YMM register, to y.
func foldRow(v isa, t, alpha VecVirtual, y Mem) {
	half := isa{v.suffix, 32, v.elem}
	sum := half.fold(t)
	yv := XMM()
	if v.double() {
		VMOVSD(y, yv)
		VFMADD231SD(sum, alpha.AsX(), yv)
		VMOVSD(yv, y)
	} else {
		VMOVSS(y, yv)
		VFMADD231SS(sum, alpha.AsX(), yv)
		VMOVSS(yv, y)
	}
}

// foldRows does what foldRow does for four rows at once, in the same order.
func foldRows(v isa, t []VecVirtual, alpha VecVirtual, y Mem) {
	// halves adds the halves of p, to the lower half of the result, and of q.
	halves := func(p, q VecVirtual) VecVirtual {
		lo, hi := YMM(), YMM()
		VPERM2F128(U8(0x20), q, p, lo)
		VPERM2F128(U8(0x31), q, p, hi)
		v.add(hi, lo, lo)
		return lo
	}
	even, odd := halves(t[0], t[2]), halves(t[1], t[3])
	if v.double() {
		VHADDPD(odd, even, even)
		yv := YMM()
		VMOVUPD(y, yv)
		VFMADD231PD(even, alpha.AsY(), yv)
		VMOVUPD(yv, y)
		return
	}
	lo, hi := YMM(), YMM()
	VUNPCKLPD(odd, even, lo)
	VUNPCKHPD(odd, even, hi)
	VADDPS(hi, lo, lo)  // pairs of rows 0 and 1 | 2 and 3
	VHADDPS(lo, lo, lo) // 0 1 0 1 | 2 3 2 3
	x, yv := XMM(), XMM()
	VEXTRACTF128(U8(1), lo, x)
	VMOVLHPS(x, lo.AsX(), x)
	VMOVUPS(y, yv)
	VFMADD231PS(x, alpha.AsX(), yv)
	VMOVUPS(yv, y)
}

// emitGemvT writes the kernel for the transposed product: eight rows go into y
// at a time, so that y is loaded and stored once for them, then four, two and
// one. An element of y receives the rows in their order whatever the groups.
func emitGemvT(v isa) {
	T := v.goType()
	TEXT("gemvT"+v.suffix, NOSPLIT, fmt.Sprintf("func(y []%s, alpha %s, a []%s, lda int, x []%s)", T, T, T, T))
	Doc(fmt.Sprintf("gemvT%s adds alpha*x[i] times row i of a to y.", v.suffix))
	Pragma("noescape")

	lab := &labels{}
	y, n := slice("y")
	x, m := slice("x")
	a := pointer("a")
	lda, lda3 := strides(v)
	alpha := v.broadcast("alpha")
	rem := GP64()
	MOVQ(n, rem)
	ANDQ(U8(v.lanes()-1), rem)
	t := newTail(v, rem, lab)
	ys, left := Mem{Base: GP64()}, GP64()

	for group := 8; group > 0; group /= 2 {
		skip, next := lab.next("fewer"), lab.next("rows")
		CMPQ(m, U8(group))
		JLT(LabelRef(skip))
		Label(next)
		at := newRows(group, lda, lda3)
		at.set(a.Base)
		c := coefficients(v, x, alpha, group)
		MOVQ(y.Base, ys.Base)
		eachVector(v, lab, n, left, rem, func(off int) {
			r := v.loaded(ys.Offset(off))
			for i := range c {
				v.fma(at.at(i, off), c[i], r)
			}
			v.mov(r, ys.Offset(off))
		}, func() {
			r := t.load(ys)
			for i := range c {
				v.fma(t.load(at.at(i, 0)), c[i], r)
			}
			t.store(r, ys)
		}, func(bytes int) {
			at.advance(bytes)
			ADDQ(I32(bytes), ys.Base)
		})
		nextRows(v, a, x, lda, group)
		SUBQ(U8(group), m)
		CMPQ(m, U8(group))
		JGE(LabelRef(next))
		Label(skip)
	}
	VZEROUPPER()
	RET()
}

// emitGer writes the rank-one update, four rows at a time so that y is loaded
// once for them, then one.
func emitGer(v isa) {
	T := v.goType()
	TEXT("ger"+v.suffix, NOSPLIT, fmt.Sprintf("func(a []%s, lda int, alpha %s, x, y []%s)", T, T, T))
	Doc(fmt.Sprintf("ger%s adds alpha*x[i] times y to row i of a.", v.suffix))
	Pragma("noescape")

	lab := &labels{}
	y, n := slice("y")
	x, m := slice("x")
	a := pointer("a")
	lda, lda3 := strides(v)
	alpha := v.broadcast("alpha")
	rem := GP64()
	MOVQ(n, rem)
	ANDQ(U8(v.lanes()-1), rem)
	t := newTail(v, rem, lab)
	ys, left := Mem{Base: GP64()}, GP64()

	for group := 4; group > 0; group /= 4 {
		skip, next := lab.next("fewer"), lab.next("rows")
		CMPQ(m, U8(group))
		JLT(LabelRef(skip))
		Label(next)
		at := newRows(group, lda, lda3)
		at.set(a.Base)
		c := coefficients(v, x, alpha, group)
		MOVQ(y.Base, ys.Base)
		eachVector(v, lab, n, left, rem, func(off int) {
			yv := v.loaded(ys.Offset(off))
			for i := range c {
				v.mov(multiplyAdd(v, yv, c[i], at.at(i, off)), at.at(i, off))
			}
		}, func() {
			yv := t.load(ys)
			for i := range c {
				t.store(multiplyAdd(v, yv, c[i], t.load(at.at(i, 0))), at.at(i, 0))
			}
		}, func(bytes int) {
			at.advance(bytes)
			ADDQ(I32(bytes), ys.Base)
		})
		nextRows(v, a, x, lda, group)
		SUBQ(U8(group), m)
		CMPQ(m, U8(group))
		JGE(LabelRef(next))
		Label(skip)
	}
	VZEROUPPER()
	RET()
}

// coefficients returns alpha times each of the next elements of x, in every
// lane.
func coefficients(v isa, x Mem, alpha VecVirtual, group int) []VecVirtual {
	c := make([]VecVirtual, group)
	for i := range c {
		c[i] = v.reg()
		v.pick(VBROADCASTSD, VBROADCASTSS, x.Offset(i*v.elem), c[i])
		v.mul(alpha, c[i], c[i])
	}
	return c
}

// nextRows moves a and x past the rows of a group.
func nextRows(v isa, a, x Mem, lda GPVirtual, group int) {
	ADDQ(U8(group*v.elem), x.Base)
	LEAQ(Mem{Base: a.Base, Index: lda, Scale: uint8(group)}, a.Base)
}

// eachVector emits loops over the n elements of a row: pairs of vectors, one,
// and the tail of rem elements.
func eachVector(v isa, lab *labels, n, left, rem GPVirtual, vector func(off int), tail func(), advance func(bytes int)) {
	loop, single, last, done := lab.next("loop"), lab.next("single"), lab.next("last"), lab.next("done")
	MOVQ(n, left)
	SUBQ(U32(2*v.lanes()), left)
	JLT(LabelRef(single))
	hot(loop)
	vector(0)
	vector(v.bytes)
	advance(2 * v.bytes)
	SUBQ(U32(2*v.lanes()), left)
	JGE(LabelRef(loop))
	Label(single)
	TESTQ(U32(v.lanes()), left)
	JZ(LabelRef(last))
	vector(0)
	advance(v.bytes)
	Label(last)
	TESTQ(rem, rem)
	JZ(LabelRef(done))
	tail()
	Label(done)
}
