// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

func init() { groups["pow"] = emitPow }

// Indices into the Go variable powTable that differ from those of expTable.
const (
	powQuick = expQuick
	powMax   = expMax
	powMin   = expMin
	powTwo52 = expC0 + 10 + iota - 3
	powBias
	powBiasS
	powScale
	powTiny
	powTwo
	powThird
	powThirdLo
	powC0 // 8 coefficients
)

// powLog writes the Go function of that name.
func (w vwriter) powLog(x, bias pack) (hi, lo pack) {
	bits := w.logBits()
	b := w.iadd(x, w.pattern(bits.offset))
	k := w.sub(w.or(w.shr(w.mantissa(), b), w.konst(powTwo52)), bias)
	one := w.konst(expOne)
	f := w.sub(w.iadd(w.and(b, w.pattern(bits.mantissa)), w.pattern(bits.root)), one)
	two := w.konst(powTwo)
	den := w.add(two, f)
	denLo := w.sub(f, w.sub(den, two))
	y := w.div(one, den)
	s := w.mul(f, y)
	w.fnma231(f, s, den)
	w.fnma231(f, s, denLo)
	sLo := w.mul(y, f)
	z := w.mul(s, s)
	zLo := w.copy(z)
	w.fms231(zLo, s, s)
	w.fma231(zLo, w.add(s, s), sLo)
	p := w.twoChains(powC0, 8, z, w.mul(z, z))
	third := w.konst(powThird)
	r := w.copy(p)
	w.fma213(r, z, third)
	w.fma213(p, z, w.sub(third, r))
	rLo := w.add(p, w.konst(powThirdLo))
	u := w.mul(z, r)
	uLo := w.copy(u)
	w.fms231(uLo, z, r)
	w.fma231(uLo, zLo, r)
	w.fma231(uLo, z, rLo)
	v := w.mul(s, u)
	vLo := w.copy(v)
	w.fms231(vLo, s, u)
	w.fma231(vLo, sLo, u)
	w.fma231(vLo, s, uLo)
	h := w.add(s, v)
	l := w.add(w.add(w.sub(s, h), v), w.add(sLo, vLo))
	h, l = w.add(h, h), w.add(l, l)
	a := w.mul(k, w.konst(expLn2Hi))
	t := w.add(a, h)
	w.fma231(l, k, w.konst(expLn2Lo))
	l = w.add(w.add(w.sub(a, t), h), l)
	hi = w.add(t, l)
	return hi, w.add(w.sub(t, hi), l)
}

// powExp writes the Go function of that name. It overwrites hi.
func (w vwriter) powExp(hi, lo pack) (z, y pack) {
	z, r, s, t := w.expReduce(hi)
	q, rr := w.expTail(w.add(r, lo), 9)
	w.fma213(q, rr, w.add(t, lo))
	return z, w.add(s, q)
}

// A power writes the bodies of the power for the exponent, what the power of a
// negative number has added, and the sign bit if the exponent is odd, all in
// memory.
type power struct{ y, bad, odd Mem }

// param broadcasts a parameter.
func (w vwriter) param(m Mem) pack {
	r := w.reg()
	w.op(VBROADCASTSD, VBROADCASTSS)(m, r)
	return w.shared(r)
}

// product returns y times the logarithm in two parts.
func (p power) product(w vwriter, hi, lo pack) (h, l pack) {
	y := w.param(p.y)
	h = w.mul(hi, y)
	l = w.copy(h)
	w.fms231(l, hi, y)
	w.fma231(l, lo, y)
	return h, l
}

// quick treats positive normal numbers whose powers are normal.
func (p power) quick(w vwriter, x pack, careful string) pack {
	w.jumpUnless(careful, w.konst(powTiny), x, w.pattern(w.logBits().inf))
	hi, lo := w.powLog(x, w.konst(powBias))
	h, l := p.product(w, hi, lo)
	w.unlessWithin(h, powQuick, careful)
	z, y := w.powExp(h, l)
	return w.iadd(y, w.shl(w.mantissa(), z))
}

func (p power) careful(w vwriter, x pack) pack {
	abs := w.andNot(w.sign(), x)
	small := w.compare(less, abs, w.konst(powTiny))
	hi, lo := w.powLog(w.choose(small, w.mul(abs, w.konst(powScale)), abs), w.choose(small, w.konst(powBiasS), w.konst(powBias)))
	h, l := p.product(w, hi, lo)
	zero := w.zeros()
	l = w.choose(w.compare(less, h, w.konst(powMin)), zero, l)
	l = w.choose(w.compare(notLess, h, w.konst(powMax)), zero, l)
	z, e := w.powExp(w.max(w.konst(powMin), w.min(w.konst(powMax), h)), l)
	r := w.scaled(e, z)
	inf := w.pattern(w.logBits().inf)
	up := w.compare(less, zero, w.param(p.y))
	r = w.choose(w.compare(equal, abs, zero), w.choose(up, zero, inf), r)
	r = w.choose(w.compare(equal, abs, inf), w.choose(up, inf, zero), r)
	negative := w.compare(less, x, zero)
	bad := w.add(r, w.param(p.bad))
	bad = w.choose(w.compare(equal, abs, inf), r, bad)
	r = w.choose(negative, bad, r)
	r = w.or(r, w.and(x, w.param(p.odd)))
	return w.choose(w.compare(isNaN, x, x), w.add(x, x), r)
}

func emitPow() {
	for _, v := range mixed {
		w := vwriter{isa: v, u: 1, table: "powTable"}
		if v.wide() {
			w.u = 2
		}
		name := "pow" + v.suffix
		TEXT(name, NOSPLIT, "func(dst, x []"+v.goType()+", y, bad, odd float64)")
		Pragma("noescape")
		Doc(name + " sets dst[i] = x[i]^y. dst and x have the same length.")
		p := power{place(Param("y")), place(Param("bad")), place(Param("odd"))}
		s := stream{vwriter: w, x: pointer("x"), dst: pointer("dst"), n: GP64(), quick: p.quick, careful: p.careful}
		Load(Param("x").Len(), s.n)
		s.emit()
		RET()
	}
}
