// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

func init() { groups["expm1"] = emitExpm1 }

// Indices into the Go variable expm1Table after those it shares with expTable.
const (
	expm1Max  = expMax // of sinh and cosh
	expm1Last = 10     // last coefficient
	expm1Min  = expC0 + 11 + iota - 2
	sinhQuick
	sigmoidMin
	constHalf
	constQuarter
	sinhTiny
)

// expm1Split writes the Go function of that name. It overwrites x.
func (w vwriter) expm1Split(x pack, halved bool) (a, t pack) {
	z, s, t := w.expSplit(x, expm1Last)
	one := w.konst(expOne)
	n := w.shl(w.mantissa(), z)
	if halved {
		n = w.isub(n, w.pattern(1<<w.mantissa()))
	}
	return w.iadd(s, n), w.mul(t, w.iadd(n, one))
}

// expm1Pair writes the Go function of that name. It overwrites x.
func (w vwriter) expm1Pair(x pack) (hi, lo pack) {
	a, t := w.expm1Split(x, false)
	one := w.konst(expOne)
	hi = w.sub(a, one)
	b := w.sub(hi, a)
	return hi, w.add(w.sub(w.sub(a, w.sub(hi, b)), w.add(one, b)), t)
}

// expAny writes the Go functions of that name and, halved, halfExp.
func (w vwriter) expAny(x pack, halved bool) pack {
	x = w.max(w.konst(expMin), w.min(w.konst(expm1Max), x)) // NaN stays
	z, s, t := w.expSplit(x, expm1Last)
	y := w.add(s, t)
	if halved {
		y = w.mul(y, w.konst(constHalf))
	}
	return w.scaled(y, z)
}

// signed returns y with the sign bits of x added.
func (w vwriter) signed(y, x pack) pack { return w.or(y, w.and(x, w.sign())) }

func (w vwriter) expm1Quick(x pack, careful string) pack {
	w.unlessWithin(x, expQuick, careful)
	hi, lo := w.expm1Pair(w.copy(x))
	return w.signed(w.add(hi, lo), x)
}

func (w vwriter) expm1Careful(x pack) pack {
	hi, lo := w.expm1Pair(w.max(w.konst(expm1Min), w.min(w.konst(expQuick), x)))
	y := w.signed(w.add(hi, lo), x)
	return w.choose(w.compare(less, w.konst(expQuick), x), w.expAny(x, false), y)
}

// sinhOf returns the hyperbolic sines of elements >= 0 up to sinhQuick; it writes
// the Go function sinh1.
func (w vwriter) sinhOf(x pack) pack {
	a, t := w.expm1Split(w.copy(x), true)
	half := w.konst(constHalf)
	d := w.sub(a, half)
	rest := w.add(w.sub(w.sub(a, d), half), t)
	num := w.add(d, rest)
	numLo := w.add(w.sub(d, num), rest)
	den := w.add(a, t)
	denLo := w.add(w.sub(a, den), t)
	y := w.div(half, den)
	q := w.mul(num, y)
	p := w.add(q, q)
	r1, r2 := w.copy(num), w.copy(numLo)
	w.fnma231(r1, p, den)
	w.fnma231(r2, p, denLo)
	big := w.add(num, q)
	low := w.add(w.sub(num, big), q)
	w.fma231(numLo, w.add(r1, r2), y)
	return w.choose(w.compare(less, x, w.konst(sinhTiny)), x, w.add(big, w.add(low, numLo)))
}

// coshOf returns the hyperbolic cosines of elements >= 0 up to sinhQuick; it
// writes the Go function cosh1. It overwrites x.
func (w vwriter) coshOf(x pack) pack {
	a, t := w.expm1Split(x, true)
	den := w.add(a, t)
	denLo := w.add(w.sub(a, den), t)
	y := w.div(w.konst(constQuarter), den)
	p := w.add(y, y)
	p = w.add(p, p)
	rest := w.each(expOne)
	w.fnma231(rest, p, den)
	w.fnma231(rest, p, denLo)
	big := w.add(den, y)
	low := w.add(w.sub(den, big), y)
	w.fma231(denLo, rest, y)
	return w.add(big, w.add(low, denLo))
}

// even returns the bodies of a function of |x|.
func even(of func(w vwriter, x pack) pack) (quick func(w vwriter, x pack, careful string) pack, careful func(w vwriter, x pack) pack) {
	quick = func(w vwriter, x pack, careful string) pack {
		w.unlessWithin(x, sinhQuick, careful)
		return of(w, w.andNot(w.sign(), x))
	}
	careful = func(w vwriter, x pack) pack {
		abs := w.andNot(w.sign(), x)
		y := of(w, w.min(w.konst(sinhQuick), abs))
		return w.choose(w.compare(less, w.konst(sinhQuick), abs), w.expAny(abs, true), y)
	}
	return quick, careful
}

// odd is even for a function whose sign is that of x.
func odd(of func(w vwriter, x pack) pack) (quick func(w vwriter, x pack, careful string) pack, careful func(w vwriter, x pack) pack) {
	evenQuick, evenCareful := even(of)
	quick = func(w vwriter, x pack, careful string) pack { return w.signed(evenQuick(w, x, careful), x) }
	careful = func(w vwriter, x pack) pack { return w.signed(evenCareful(w, x), x) }
	return quick, careful
}

// expNormal writes the Go function of that name. It overwrites x.
func (w vwriter) expNormal(x pack) (hi, lo pack) {
	a, t := w.expm1Split(x, false)
	hi = w.add(a, t)
	return hi, w.add(w.sub(a, hi), t)
}

// sigmoidOf writes the Go function sigmoid1 for elements from sigmoidMin on.
func (w vwriter) sigmoidOf(x pack) pack {
	e, eLo := w.expNormal(w.max(w.konst(sigmoidMin), w.or(w.sign(), x)))
	one := w.konst(expOne)
	den := w.add(one, e)
	denLo := w.add(w.add(w.sub(one, den), e), eLo)
	zero := w.zeros()
	negative := w.compare(less, x, zero)
	num := w.choose(negative, e, one)
	numLo := w.choose(negative, eLo, zero)
	y := w.div(one, den)
	q := w.mul(num, y)
	w.fnma231(num, q, den)
	w.fnma231(numLo, q, denLo)
	rest := w.add(num, numLo)
	w.fma213(rest, y, q)
	return rest
}

func (w vwriter) sigmoidQuick(x pack, careful string) pack {
	w.jumpUnless(careful, w.konst(sigmoidMin), x, w.pattern(w.logBits().inf))
	return w.sigmoidOf(x)
}

func (w vwriter) sigmoidCareful(x pack) pack {
	y := w.sigmoidOf(x)
	return w.choose(w.compare(less, x, w.konst(sigmoidMin)), w.expAny(x, false), y)
}

func emitExpm1() {
	sinhQuick, sinhCareful := odd(vwriter.sinhOf)
	coshQuick, coshCareful := even(vwriter.coshOf)
	for _, v := range mixed {
		w := vwriter{isa: v, u: 1, table: "expm1Table"}
		if v.wide() {
			w.u = 2
		}
		emitMap("expm1", "exp(x[i]) - 1", w, vwriter.expm1Quick, vwriter.expm1Careful)
		emitMap("sinh", "sinh(x[i])", w, sinhQuick, sinhCareful)
		emitMap("cosh", "cosh(x[i])", w, coshQuick, coshCareful)
		emitMap("sigmoid", "1/(1 + exp(-x[i]))", w, vwriter.sigmoidQuick, vwriter.sigmoidCareful)
	}
}
