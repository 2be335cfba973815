// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

func init() { groups["tanh"] = emitTanh }

// tanhMax is the index in tanhTable of the argument's bound.
const tanhMax = expQuick

// tanhLast returns the index of the last coefficient.
func tanhLast(v isa) int {
	if v.double() {
		return 10
	}
	return 5
}

// tanh returns the hyperbolic tangents of any elements; it writes the Go
// function tanh1.
func (w vwriter) tanh(x pack) pack {
	sign := w.sign()
	signs := w.and(x, sign)
	abs := w.andNot(sign, x)
	z, s, t := w.expSplit(w.min(w.konst(tanhMax), w.add(abs, abs)), tanhLast(w.isa)) // NaN stays
	n := w.shl(w.mantissa(), z)
	one := w.konst(expOne)
	a := w.iadd(s, n)
	t = w.mul(t, w.iadd(n, one))
	d := w.sub(a, one)
	rest := w.add(w.sub(w.sub(a, d), one), t)
	num := w.add(d, rest)
	numLo := w.add(w.sub(d, num), rest)
	d = w.add(a, one)
	rest = w.add(w.add(w.sub(a, d), one), t)
	den := w.add(d, rest)
	denLo := w.add(w.sub(d, den), rest)
	y := w.div(one, den)
	q := w.mul(num, y)
	w.fnma231(num, q, den)
	w.fnma231(numLo, q, denLo)
	rest = w.add(num, numLo)
	w.fma213(rest, y, q)
	return w.or(rest, signs)
}

func emitTanh() {
	for _, v := range isas {
		u := 1
		if v.wide() {
			u = 2
		}
		emitMap("tanh", "tanh(x[i])", vwriter{isa: v, u: u, table: "tanhTable"},
			func(w vwriter, x pack, _ string) pack { return w.tanh(x) }, vwriter.tanh)
	}
}
