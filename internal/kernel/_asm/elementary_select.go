// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Predicates of comparisons, without exceptions for NaN. The not-forms are true
// when an element is NaN.
const (
	less       = 0x11
	equal      = 0x00
	notLess    = 0x15
	notGreater = 0x19 // not greater or equal
	isNaN      = 0x03

	notLessOrEqual = 0x16
)

// A cond is the outcome of comparisons: vectors of ones and zeros, or opmasks.
type cond struct {
	v pack
	k []OpmaskVirtual
}

// compare appends a comparison of a with b.
func (w vwriter) compare(predicate int, a, b pack) cond {
	f := w.op(VCMPPD, VCMPPS)
	if !w.wide() {
		return cond{v: w.binary3Imm(f, predicate, a, b)}
	}
	c := cond{k: make([]OpmaskVirtual, w.u)}
	for i := range c.k {
		c.k[i] = K()
		f(Imm(uint64(predicate)), b[i], a[i], c.k[i])
	}
	return c
}

// choose returns a where c holds and b elsewhere.
func (w vwriter) choose(c cond, a, b pack) pack {
	p := w.fresh()
	for i := range p {
		switch {
		case w.wide() && w.double():
			VBLENDMPD(a[i], b[i], c.k[i], p[i])
		case w.wide():
			VBLENDMPS(a[i], b[i], c.k[i], p[i])
		case w.double():
			VBLENDVPD(c.v[i], a[i], b[i], p[i])
		default:
			VBLENDVPS(c.v[i], a[i], b[i], p[i])
		}
	}
	return p
}

// jumpUnless jumps to label unless lo <= x < hi for all elements.
func (w vwriter) jumpUnless(label string, lo, x, hi pack) {
	if !w.wide() {
		low := w.compare(notGreater, x, lo)
		w.jumpIfAny(append(low.v, w.compare(notLess, x, hi).v...), label)
		return
	}
	// One opmask gathers what the comparisons find: there are seven in all.
	f := w.op(VCMPPD, VCMPPS)
	found := K()
	KXORW(found, found, found)
	for i := range x {
		low, high := K(), K()
		f(Imm(notGreater), lo[i], x[i], low)
		KORW(low, found, found)
		f(Imm(notLess), hi[i], x[i], high)
		KORW(high, found, found)
	}
	KORTESTW(found, found)
	JNZ(LabelRef(label))
}
