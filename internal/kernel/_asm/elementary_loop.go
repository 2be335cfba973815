// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/gotypes"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// A stream writes the loop of an elementary function: groups of u vectors
// through the quick body, which jumps away when it meets an element it cannot
// treat; then that group, or what is left at the end, one vector at a time
// through the careful body, the last under a mask.
type stream struct {
	vwriter
	x, dst Mem // dst.Base nil: nothing is stored
	n      GPVirtual
	acc    *laneSums // nil: no sum

	quick   func(w vwriter, x pack, careful string) pack
	careful func(w vwriter, x pack) pack
}

// streams counts the streams of a file to keep their labels apart.
var streams int

func (s *stream) emit() {
	streams++
	label := func(name string) string { return fmt.Sprintf("%s%d", name, streams) }
	group, careful, rest, vector, done := label("group"), label("careful"), label("rest"), label("vector"), label("done")
	lanes := s.lanes()

	turns := GP64() // vectors through the careful body before the next group
	Label(group)
	CMPQ(s.n, I32(s.u*lanes))
	JL(LabelRef(rest))
	x := s.fresh()
	for i := range x {
		s.load(s.x.Offset(i*lanes*s.stored()), x[i])
	}
	y := s.quick(s.vwriter, x, careful)
	for i := range y {
		if s.dst.Base != nil {
			s.store(y[i], s.dst.Offset(i*lanes*s.stored()))
		}
		if s.acc != nil {
			s.acc.add(s.vwriter, i, y[i])
		}
	}
	s.advance(s.u * lanes)
	JMP(LabelRef(group))

	Label(careful)
	MOVQ(I32(s.u), turns)
	JMP(LabelRef(vector))
	Label(rest)
	MOVQ(I32(1<<30), turns)

	Label(vector)
	TESTQ(s.n, s.n)
	JLE(LabelRef(done))
	m := newMask(s.isa, s.n)
	one := s.one()
	y = s.careful(one, pack{m.load(s.x)})
	if s.acc != nil {
		m.zero(y[0])
		s.acc.add(one, 0, y[0])
	}
	if s.dst.Base != nil {
		m.store(y[0], s.dst, label("partial"), label("stored"))
	}
	s.advance(lanes)
	DECQ(turns)
	JNZ(LabelRef(vector))
	JMP(LabelRef(group))
	Label(done)
	if s.acc == nil {
		VZEROUPPER()
	}
}

// advance moves on by n elements.
func (s *stream) advance(n int) {
	ADDQ(I32(n*s.stored()), s.x.Base)
	if s.dst.Base != nil {
		ADDQ(I32(n*s.stored()), s.dst.Base)
	}
	if s.acc != nil {
		s.acc.advance(n * s.elem)
	}
	SUBQ(I32(n), s.n)
}

// load reads a vector.
func (v isa) load(src Mem, r VecVirtual) {
	if v.narrow() {
		VCVTPS2PD(src, r)
		return
	}
	v.mov(src, r)
}

// store writes a vector.
func (v isa) store(r VecVirtual, dst Mem) {
	if v.narrow() {
		r = v.narrowed(r)
	}
	v.mov(r, dst)
}

// narrowed returns the elements of r as float32 in half a register.
func (v isa) narrowed(r VecVirtual) VecVirtual {
	if v.wide() {
		h := YMM()
		VCVTPD2PS(r, h)
		return h
	}
	h := XMM()
	VCVTPD2PSY(r, h)
	return h
}

// A mask covers the first n elements of a vector, all of them when n is at
// least the number of lanes.
type mask struct {
	isa
	n GPVirtual
	v VecVirtual    // AVX2
	k OpmaskVirtual // AVX-512
}

func newMask(v isa, n GPVirtual) mask {
	m := mask{isa: v, n: n}
	count := GP64()
	MOVQ(I32(v.lanes()), count)
	CMPQ(n, count)
	CMOVQLT(n, count)
	if v.wide() {
		ones := GP64()
		MOVQ(I32(-1), ones)
		BZHIQ(count, ones, ones)
		m.k = K()
		KMOVW(ones.As32(), m.k)
		return m
	}
	// A window into ones and zeros that starts count ones before the zeros.
	m.v = v.reg()
	if v.narrow() {
		m.v = XMM()
	}
	NEGQ(count)
	base := GP64()
	LEAQ(window(), base)
	VMOVUPS(Mem{Base: base, Disp: 32}.Idx(count, uint8(v.stored())), m.v)
	return m
}

const windowName = "elementaryWindow"

var windowMade bool

// window is 32 bytes of ones and 32 of zeros.
func window() Mem {
	if !windowMade {
		windowMade = true
		GLOBL(windowName, RODATA|NOPTR)
		for i := range 8 {
			DATA(8*i, U64(uint64(int64(i-4)>>63)))
		}
	}
	return NewDataAddr(NewStaticSymbol(windowName), 0)
}

// load reads the elements under the mask and zeros.
func (m mask) load(src Mem) VecVirtual {
	r := m.reg()
	switch {
	case m.narrow() && m.wide():
		h := YMM()
		VMOVUPS_Z(src, m.k, h)
		VCVTPS2PD(h, r)
	case m.narrow():
		h := XMM()
		VMASKMOVPS(src, m.v, h)
		VCVTPS2PD(h, r)
	case m.wide() && m.double():
		VMOVUPD_Z(src, m.k, r)
	case m.wide():
		VMOVUPS_Z(src, m.k, r)
	case m.double():
		VMASKMOVPD(src, m.v, r)
	default:
		VMASKMOVPS(src, m.v, r)
	}
	return r
}

// store writes the elements under the mask.
func (m mask) store(r VecVirtual, dst Mem, partial, stored string) {
	if m.narrow() {
		r = m.narrowed(r)
	}
	switch {
	case m.wide() && m.double() && !m.narrow():
		VMOVUPD(r, m.k, dst)
	case m.wide():
		VMOVUPS(r, m.k, dst)
	default:
		// Masked stores are slow on some processors, plain ones nowhere.
		CMPQ(m.n, I32(m.lanes()))
		JL(LabelRef(partial))
		VMOVUPS(r, dst)
		JMP(LabelRef(stored))
		Label(partial)
		if m.double() && !m.narrow() {
			VMASKMOVPD(r, m.v, dst)
		} else {
			VMASKMOVPS(r, m.v, dst)
		}
		Label(stored)
	}
}

// zero clears the elements outside the mask.
func (m mask) zero(r VecVirtual) {
	switch {
	case m.wide() && m.double():
		VMOVAPD_Z(r, m.k, r)
	case m.wide():
		VMOVAPS_Z(r, m.k, r)
	default:
		VANDPS(m.v, r, r)
	}
}

// laneSums are 32 partial sums of float64 or 64 of float32: 256 bytes on the
// stack, since the registers are needed elsewhere. Each is touched once in 32
// or 64 elements, so that its latency is hidden.
type laneSums struct {
	base GPVirtual // 64-byte boundary
	off  GPVirtual // where the next element goes, in bytes
}

func newLanes() *laneSums {
	frame := AllocLocal(256 + 56)
	l := &laneSums{GP64(), GP64()}
	LEAQ(frame.Offset(56), l.base)
	ANDQ(I32(-64), l.base)
	return l
}

func (l *laneSums) at(v isa, i int) Mem { return Mem{Base: l.base, Disp: i * v.bytes} }

func (l *laneSums) clear(w vwriter) {
	XORQ(l.off, l.off)
	zero := w.reg()
	if w.wide() {
		VPXORD(zero, zero, zero)
	} else {
		VXORPS(zero, zero, zero)
	}
	for i := range 256 / w.bytes {
		VMOVAPS(zero, l.at(w.isa, i))
	}
}

// add adds y into the lanes of vector i after the present one.
func (l *laneSums) add(w vwriter, i int, y VecVirtual) {
	m := l.at(w.isa, i).Idx(l.off, 1)
	sum := w.reg()
	w.op(VADDPD, VADDPS)(m, y, sum)
	VMOVAPS(sum, m)
}

func (l *laneSums) advance(bytes int) {
	ADDQ(I32(bytes), l.off)
	ANDQ(I32(255), l.off)
}

// sum returns the sum of the lanes, in the tree of sumLanes: the upper half is
// added to the lower until one lane is left.
func (l *laneSums) sum(w vwriter) Register {
	add := w.op(VADDPD, VADDPS)
	r := make([]VecVirtual, 256/w.bytes)
	for i := range r {
		r[i] = w.reg()
		VMOVAPS(l.at(w.isa, i), r[i])
	}
	for h := len(r) / 2; h > 0; h /= 2 {
		for i := range h {
			add(r[i+h], r[i], r[i])
		}
	}
	y := r[0]
	if w.wide() {
		h := YMM()
		VEXTRACTF64X4(Imm(1), y, h)
		add(h, y.AsY(), y.AsY())
	}
	h := XMM()
	VEXTRACTF128(Imm(1), y.AsY(), h)
	x := y.AsX()
	add(h, x, x)
	VUNPCKHPD(x, x, h)
	add(h, x, x)
	if !w.double() {
		VMOVSHDUP(x, h)
		add(h, x, x)
	}
	return x
}

// place returns the memory of a scalar parameter or result. (Load and Store
// would use SSE moves, which are slow while the upper halves are in use.)
func place(c gotypes.Component) Mem {
	b, err := c.Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}
