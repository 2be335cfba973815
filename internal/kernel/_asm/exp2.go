// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

func init() { groups["exp2"] = emitExp2 }

// Indices into the Go variable exp2Table that differ from those of expTable.
const (
	exp2Ln2   = expLn2Hi
	exp2Ln2Lo = expLn2Lo
)

// exp2Split writes the Go function of that name.
func (w vwriter) exp2Split(x pack) (z, s, t pack) {
	shift := w.konst(expShift)
	z = w.add(x, shift)
	f := w.sub(x, w.sub(z, shift))
	ln2 := w.konst(exp2Ln2)
	r := w.mul(f, ln2)
	lo := w.copy(r)
	w.fms231(lo, f, ln2)
	w.fma231(lo, f, w.konst(exp2Ln2Lo))
	one := w.konst(expOne)
	s = w.add(r, one)
	w.fma213(lo, s, w.sub(r, w.sub(s, one)))
	q, sq := w.expTail(r, expLast(w.isa))
	w.fma213(q, sq, lo)
	return z, s, q
}

func (w vwriter) exp2Quick(x pack, careful string) pack {
	if w.wide() {
		return w.exp2Careful(x)
	}
	w.unlessWithin(x, expQuick, careful)
	z, s, t := w.exp2Split(x)
	return w.iadd(w.add(s, t), w.shl(w.mantissa(), z))
}

func (w vwriter) exp2Careful(x pack) pack {
	z, s, t := w.exp2Split(w.max(w.konst(expMin), w.min(w.konst(expMax), x))) // NaN stays
	return w.scaled(w.add(s, t), z)
}

func emitExp2() {
	for _, v := range mixed {
		emitMap("exp2", "2^x[i]", vwriter{isa: v, u: expUnroll(v), table: "exp2Table"}, vwriter.exp2Quick, vwriter.exp2Careful)
	}
}
