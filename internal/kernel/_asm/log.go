// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	. "github.com/mmcloughlin/avo/build"
)

func init() { groups["log"] = emitLog }

// Indices into the Go variables logTable and logTable32.
const (
	logTwo = iota
	logBias
	logScale
	logBiasS
	logTiny
	logOne
	logMinusHalf
	logLn2Hi
	logLn2Lo
	logC0 // further coefficients follow
)

// logDegree is the degree of the series.
func logDegree(v isa) int {
	if v.double() {
		return 18
	}
	return 8
}

// logBits holds the bit patterns that package kernel calls logRoot, logOffset
// and so on.
type logBits struct{ root, offset, mantissa, quietNaN, inf, minusInf uint64 }

func (v isa) logBits() logBits {
	if v.double() {
		const root = 0x3fe6a09e_667f3bcd
		return logBits{root, 0x3ff00000_00000000 - root, 1<<52 - 1, 0x7ff80000_00000001, 0x7ff00000_00000000, 0xfff00000_00000000}
	}
	const root = 0x3f3504f3
	return logBits{root, 0x3f800000 - root, 1<<23 - 1, 0x7fc00000, 0x7f800000, 0xff800000}
}

// logSeries writes the Go function of that name.
func (w vwriter) logSeries(f, sq pack) pack {
	c := func(i int) int { return logC0 + i }
	n := logDegree(w.isa)
	a, b := w.each(c(n-2)), w.each(c(n-3))
	w.fma231(a, sq, w.konst(c(n)))
	w.fma231(b, sq, w.konst(c(n-1)))
	for i := n - 4; i >= 0; i -= 2 {
		w.horner(a, sq, c(i))
		if i > 0 {
			w.horner(b, sq, c(i-1))
		}
	}
	w.fma213(b, f, a)
	return b
}

// logNormal returns the logarithms of positive normal numbers, less what bias
// stands for.
func (w vwriter) logNormal(x, bias pack) pack {
	bits := w.logBits()
	t := w.iadd(x, w.pattern(bits.offset))
	k := w.sub(w.or(w.shr(w.mantissa(), t), w.konst(logTwo)), bias)
	f := w.sub(w.iadd(w.and(t, w.pattern(bits.mantissa)), w.pattern(bits.root)), w.konst(logOne))
	sq := w.mul(f, f)
	p := w.logSeries(f, sq)
	w.fma213(p, f, w.konst(logMinusHalf))
	p = w.mul(sq, p)
	w.fma231(p, k, w.konst(logLn2Lo))
	a := w.mul(k, w.konst(logLn2Hi))
	s := w.add(a, f)
	return w.add(s, w.add(w.add(w.sub(a, s), f), p))
}

// logQuick jumps to careful when an element is not positive and normal.
func (w vwriter) logQuick(x pack, careful string) pack {
	w.jumpUnless(careful, w.konst(logTiny), x, w.pattern(w.logBits().inf))
	return w.logNormal(x, w.konst(logBias))
}

// logCareful returns the logarithms of any elements.
func (w vwriter) logCareful(x pack) pack {
	small := w.compare(less, x, w.konst(logTiny))
	y := w.logNormal(w.choose(small, w.mul(x, w.konst(logScale)), x), w.choose(small, w.konst(logBiasS), w.konst(logBias)))
	return w.logLimits(x, y)
}

// logLimits returns y, but the limits of a logarithm where x is not positive and
// finite.
func (w vwriter) logLimits(x, y pack) pack {
	bits := w.logBits()
	zero := w.zeros()
	y = w.choose(w.compare(equal, x, zero), w.pattern(bits.minusInf), y)
	y = w.choose(w.compare(less, x, zero), w.pattern(bits.quietNaN), y)
	return w.choose(w.compare(notLess, x, w.pattern(bits.inf)), w.add(x, x), y)
}

// zeros returns a pack of one register of zeros.
func (w vwriter) zeros() pack {
	r := w.reg()
	if w.wide() {
		VPXORD(r, r, r)
	} else {
		VXORPS(r, r, r)
	}
	return w.shared(r)
}

func emitLog() {
	for _, v := range isas {
		emitMap("log", "log(x[i])", vwriter{isa: v, u: expUnroll(v), table: "logTable"}, vwriter.logQuick, vwriter.logCareful)
	}
}

// emitMap writes a function of every element.
func emitMap(name, formula string, w vwriter, quick func(w vwriter, x pack, careful string) pack, careful func(w vwriter, x pack) pack) {
	name += w.suffix
	TEXT(name, NOSPLIT, "func(dst, x []"+w.goType()+")")
	Pragma("noescape")
	Doc(name + " sets dst[i] = " + formula + ". dst and x have the same length.")
	s := stream{vwriter: w, x: pointer("x"), dst: pointer("dst"), n: GP64(), quick: quick, careful: careful}
	Load(Param("x").Len(), s.n)
	s.emit()
	RET()
}
