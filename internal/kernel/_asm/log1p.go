// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

func init() { groups["log1p"] = emitLog1p }

// Indices into the Go variable log1pTable after those of logTable.
const (
	log1pLeast = logC0 + 19 + iota
	log1pMost
	log1mLeast
	log1mMost
	logitLeast
	logitMost
	invLn2
	invLn2Lo
)

// exponentials returns the writer with the constants of the exponential.
func (w vwriter) exponentials() vwriter {
	w.table = "expm1Table"
	return w
}

// clamp returns x between two constants; NaN stays.
func (w vwriter) clamp(lo int, x pack, hi int) pack {
	return w.max(w.konst(lo), w.min(w.konst(hi), x))
}

// logPair writes the Go function of that name.
func (w vwriter) logPair(u, lo pack) (s, rest pack) {
	bits := w.logBits()
	t := w.iadd(u, w.pattern(bits.offset))
	k := w.sub(w.or(w.shr(w.mantissa(), t), w.konst(logTwo)), w.konst(logBias))
	m := w.iadd(w.and(t, w.pattern(bits.mantissa)), w.pattern(bits.root))
	one := w.konst(logOne)
	f := w.sub(m, one)
	c := w.mul(lo, w.iadd(w.isub(m, u), one))
	sq := w.mul(f, f)
	w.fma213(c, w.sub(sq, f), c)
	p := w.logSeries(f, sq)
	w.fma213(p, f, w.konst(logMinusHalf))
	w.fma213(p, sq, c)
	w.fma231(p, k, w.konst(logLn2Lo))
	a := w.mul(k, w.konst(logLn2Hi))
	s = w.add(a, f)
	return s, w.add(w.add(w.sub(a, s), f), p)
}

// log1pOf writes the Go function log1p1 for elements from log1pLeast to
// log1pMost.
func (w vwriter) log1pOf(x pack) pack {
	one := w.konst(logOne)
	u := w.add(one, x)
	b := w.sub(u, one)
	s, rest := w.logPair(u, w.add(w.sub(one, w.sub(u, b)), w.sub(x, b)))
	return w.signed(w.add(s, rest), x)
}

func (w vwriter) log1pQuick(x pack, careful string) pack {
	w.jumpUnless(careful, w.konst(log1pLeast), x, w.konst(log1pMost))
	return w.log1pOf(x)
}

func (w vwriter) log1pCareful(x pack) pack {
	y := w.log1pOf(w.clamp(log1pLeast, x, log1pMost))
	z := w.logCareful(w.add(x, w.konst(logOne)))
	y = w.choose(w.compare(less, x, w.konst(log1pLeast)), z, y)
	return w.choose(w.compare(notLess, x, w.konst(log1pMost)), z, y)
}

// log2Normal returns the logarithms to base 2 of positive normal numbers, less
// what bias stands for; it writes the Go function log21.
func (w vwriter) log2Normal(x, bias pack) pack {
	bits := w.logBits()
	t := w.iadd(x, w.pattern(bits.offset))
	k := w.sub(w.or(w.shr(w.mantissa(), t), w.konst(logTwo)), bias)
	f := w.sub(w.iadd(w.and(t, w.pattern(bits.mantissa)), w.pattern(bits.root)), w.konst(logOne))
	sq := w.mul(f, f)
	p := w.logSeries(f, sq)
	half := w.konst(logMinusHalf)
	sqLo := w.copy(sq)
	w.fms231(sqLo, f, f)
	head := w.copy(f)
	w.fma231(head, sq, half)
	rest := w.sub(f, head)
	w.fma231(rest, sq, half)
	w.fma231(rest, sqLo, half)
	w.fma213(p, w.mul(sq, f), rest)
	c := w.konst(invLn2)
	h := w.mul(head, c)
	lo := w.copy(h)
	w.fms231(lo, head, c)
	w.fma231(lo, head, w.konst(invLn2Lo))
	w.fma213(p, c, lo)
	s := w.add(k, h)
	return w.add(s, w.add(w.add(w.sub(k, s), h), p))
}

func (w vwriter) log2Quick(x pack, careful string) pack {
	w.jumpUnless(careful, w.konst(logTiny), x, w.pattern(w.logBits().inf))
	return w.log2Normal(x, w.konst(logBias))
}

func (w vwriter) log2Careful(x pack) pack {
	small := w.compare(less, x, w.konst(logTiny))
	y := w.log2Normal(w.choose(small, w.mul(x, w.konst(logScale)), x), w.choose(small, w.konst(logBiasS), w.konst(logBias)))
	return w.logLimits(x, y)
}

// log1pExpOf writes the Go function log1pExp1 for elements of at most 700 in
// magnitude, but for the sign.
func (w vwriter) log1pExpOf(x pack) pack {
	e, eLo := w.exponentials().expNormal(w.max(w.konst(log1mLeast), w.or(w.sign(), x)))
	one := w.konst(logOne)
	u := w.add(one, e)
	s, rest := w.logPair(u, w.add(w.add(w.sub(one, u), e), eLo))
	y := w.max(x, w.zeros())
	sum := w.add(y, s)
	b := w.sub(sum, y)
	return w.add(sum, w.add(w.add(w.sub(y, w.sub(sum, b)), w.sub(s, b)), rest))
}

func (w vwriter) log1pExpQuick(x pack, careful string) pack {
	w.jumpUnless(careful, w.konst(log1mLeast), x, w.flipped(w.konst(log1mLeast)))
	return w.log1pExpOf(x)
}

func (w vwriter) log1pExpCareful(x pack) pack {
	y := w.log1pExpOf(x)
	y = w.choose(w.compare(less, x, w.konst(log1mLeast)), w.exponentials().expAny(x, false), y)
	return w.choose(w.compare(notLess, x, w.flipped(w.konst(log1mLeast))), x, y)
}

// log1mExpOf writes the Go function log1mExp1 for elements from log1mLeast to
// log1mMost. It overwrites x.
func (w vwriter) log1mExpOf(x pack) pack {
	a, t := w.exponentials().expm1Split(x, false)
	one := w.konst(logOne)
	d := w.sub(one, a)
	rest := w.sub(w.sub(w.sub(one, d), a), t)
	num := w.add(d, rest)
	s, rest := w.logPair(num, w.add(w.sub(d, num), rest))
	return w.add(s, rest)
}

func (w vwriter) log1mExpQuick(x pack, careful string) pack {
	w.jumpUnless(careful, w.konst(log1mLeast), x, w.konst(log1mMost))
	return w.log1mExpOf(x)
}

func (w vwriter) log1mExpCareful(x pack) pack {
	y := w.log1mExpOf(w.clamp(log1mLeast, x, log1mMost))
	y = w.choose(w.compare(less, x, w.konst(log1mLeast)), w.flipped(w.exponentials().expAny(x, false)), y)
	return w.choose(w.compare(notLessOrEqual, x, w.konst(log1mMost)), w.logCareful(w.flipped(x)), y)
}

// logitOf writes the Go function logit1 for elements from logitLeast to
// logitMost.
func (w vwriter) logitOf(x pack) pack {
	one := w.konst(logOne)
	d := w.sub(one, x)
	dLo := w.sub(w.sub(one, d), x)
	y := w.div(one, d)
	q := w.mul(x, y)
	rest := w.copy(x)
	w.fnma231(rest, q, d)
	w.fnma231(rest, q, dLo)
	s, rest := w.logPair(q, w.mul(rest, y))
	return w.add(s, rest)
}

func (w vwriter) logitQuick(x pack, careful string) pack {
	w.jumpUnless(careful, w.konst(logitLeast), x, w.konst(logOne))
	return w.logitOf(x)
}

func (w vwriter) logitCareful(x pack) pack {
	bits := w.logBits()
	one := w.konst(logOne)
	y := w.logitOf(w.clamp(logitLeast, x, logitMost))
	y = w.choose(w.compare(less, x, w.konst(logitLeast)), w.logCareful(x), y)
	y = w.choose(w.compare(equal, x, one), w.pattern(bits.inf), y)
	y = w.choose(w.compare(less, one, x), w.pattern(bits.quietNaN), y)
	return w.choose(w.compare(isNaN, x, x), w.add(x, x), y)
}

func emitLog1p() {
	for _, v := range mixed {
		w := vwriter{isa: v, u: 1, table: "log1pTable"}
		if v.wide() {
			w.u = 2
		}
		emitMap("log1p", "log(1 + x[i])", w, vwriter.log1pQuick, vwriter.log1pCareful)
		emitMap("log1pExp", "log(1 + exp(x[i]))", w, vwriter.log1pExpQuick, vwriter.log1pExpCareful)
		emitMap("log1mExp", "log(1 - exp(x[i]))", w, vwriter.log1mExpQuick, vwriter.log1mExpCareful)
		emitMap("logit", "log(x[i]/(1 - x[i]))", w, vwriter.logitQuick, vwriter.logitCareful)
		emitMap("log2", "log(x[i])/log(2)", w, vwriter.log2Quick, vwriter.log2Careful)
	}
}
