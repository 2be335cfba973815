// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

func init() { groups["erf"] = emitErf }

// Indices into the Go variable erfTable that differ from those of expTable.
const (
	erfcQuick = expQuick
	erfcMax   = expMax
	erfMax    = expMin
	erfA      = expC0 + 10 + iota - 3
	erfcSmall
	erfcA
	erfcB
	erfTwo
	erfQ              // 12 coefficients
	erfP  = erfQ + 12 // 13
	erfcP = erfP + 13 // 22
)

// twoChains writes the Go function of that name, for n coefficients from index c
// on.
func (w vwriter) twoChains(c, n int, x, sq pack) pack {
	n--
	a, b := w.each(c+n-2), w.each(c+n-3)
	w.fma231(a, sq, w.konst(c+n))
	w.fma231(b, sq, w.konst(c+n-1))
	for i := n - 4; i >= 0; i -= 2 {
		w.horner(a, sq, c+i)
		if i > 0 {
			w.horner(b, sq, c+i-1)
		}
	}
	if n%2 == 0 {
		w.fma213(b, x, a)
		return b
	}
	w.fma213(a, x, b)
	return a
}

// expSquare writes the Go function of that name.
func (w vwriter) expSquare(a pack) (z, s, t pack) {
	sq := w.mul(a, a)
	lo := w.copy(sq)
	w.fms231(lo, a, a)
	z, r, s, t := w.expReduce(w.flipped(sq))
	r = w.sub(r, lo)
	t = w.sub(t, lo)
	q, rr := w.expTail(r, 9)
	w.fma213(q, rr, t)
	y := w.add(s, q)
	return z, y, w.add(w.sub(s, y), q)
}

// erfSeries returns q(x²).
func (w vwriter) erfSeries(x pack) pack {
	v := w.mul(x, x)
	return w.twoChains(erfQ, 12, v, w.mul(v, v))
}

// erf writes the Go function erf1.
func (w vwriter) erf(x pack) pack {
	q := w.erfSeries(x)
	w.fma213(q, x, x)
	abs := w.andNot(w.sign(), x)
	a := w.min(w.konst(erfMax), abs) // NaN stays
	z, e, _ := w.expSquare(a)
	e = w.iadd(e, w.shl(w.mantissa(), z))
	one := w.konst(expOne)
	y := w.div(one, w.add(a, w.konst(erfA)))
	t := w.mul(w.sub(a, w.konst(erfA)), y)
	g := w.mul(w.twoChains(erfP, 13, t, w.mul(t, t)), y)
	w.fnma213(g, e, one)
	return w.choose(w.compare(less, abs, one), q, w.signed(g, x))
}

// erfc writes the Go function erfc1 for elements below the constant most, whose
// results are normal unless they are not quick.
func (w vwriter) erfc(x pack, most int, quick bool) pack {
	q := w.erfSeries(x)
	one := w.konst(expOne)
	d := w.sub(one, x)
	w.fnma213(q, x, w.sub(w.sub(one, d), x))
	small := w.add(d, q)

	a := w.min(w.konst(most), w.andNot(w.sign(), x)) // NaN stays
	c := w.konst(erfcA)
	t := w.div(w.sub(a, c), w.add(a, c))
	b := w.konst(erfcB)
	den := w.add(a, b)
	denLo := w.sub(a, w.sub(den, b))
	y := w.div(one, den)
	yLo := w.each(expOne)
	w.fnma231(yLo, y, den)
	w.fnma231(yLo, y, denLo)
	yLo = w.mul(y, yLo)
	p1 := w.twoChains(erfcP+1, 21, t, w.mul(t, t))
	c0 := w.konst(erfcP)
	p := w.copy(p1)
	w.fma213(p, t, c0)
	w.fma213(p1, t, w.sub(c0, p))
	g := w.mul(p, y)
	gLo := w.copy(g)
	w.fms231(gLo, p, y)
	w.fma231(gLo, p1, y)
	w.fma231(gLo, p, yLo)

	z, e, eLo := w.expSquare(a)
	r := w.mul(e, gLo)
	w.fma231(r, eLo, g)
	w.fma231(r, e, g)
	if quick {
		r = w.iadd(r, w.shl(w.mantissa(), z))
	} else {
		r = w.scaled(r, z)
	}
	r = w.choose(w.compare(less, x, w.zeros()), w.sub(w.konst(erfTwo), r), r)
	return w.choose(w.compare(less, w.andNot(w.sign(), x), w.konst(erfcSmall)), small, r)
}

func (w vwriter) erfcQuick(x pack, careful string) pack {
	w.jumpUnless(careful, w.pattern(w.logBits().minusInf), x, w.konst(erfcQuick))
	return w.erfc(x, erfcQuick, true)
}

func (w vwriter) erfcCareful(x pack) pack { return w.erfc(x, erfcMax, false) }

func emitErf() {
	for _, v := range mixed {
		w := vwriter{isa: v, u: 1, table: "erfTable"}
		emitMap("erfc", "1 - erf(x[i])", w, vwriter.erfcQuick, vwriter.erfcCareful)
		if v.wide() {
			w.u = 2
		}
		emitMap("erf", "erf(x[i])", w, func(w vwriter, x pack, _ string) pack { return w.erf(x) }, vwriter.erf)
	}
}
