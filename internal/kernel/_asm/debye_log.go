// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

const (
	halfLog2Pi    = 0.918938533204672741780329736405617639861397473637783
	halfLogHalfPi = 0.225791352644727432363097614947441071785897339277528
)

// words returns the address of 16 bytes with a and b.
func words(name string, a, b float64) Mem {
	m := GLOBL(name, RODATA|NOPTR)
	DATA(0, F64(a))
	DATA(8, F64(b))
	return m
}

// emitDebyeLog writes the kernel for one point. It is the chain of dependent
// operations that takes the time, so two lanes are used wherever two things are
// to be done: the two logarithms, the sums of odd and of even terms, I and K.
func emitDebyeLog() {
	TEXT("debyeLogAVX2", NOSPLIT, "func(v, x float64, table *float64) (logI, logK float64)")
	Pragma("noescape")
	Doc("debyeLogAVX2 is debyeLogGo. It needs AVX2 and FMA; table points to dd.LogTable.")
	v, x := XMM(), XMM()
	Load(Param("v"), v)
	Load(Param("x"), x)
	table := Load(Param("table"), GP64())

	c := scalar
	a, b := c.mul(v, v), c.mul(x, x)
	r2 := c.add(a, b)
	r := c.sqrt(r2)
	w := c.div(c.move(double(1)), r)
	t := c.sub(r2, a)
	r2Low := c.add(c.sub(a, c.sub(r2, t)), c.sub(b, t))
	r2Low = c.add(r2Low, c.add(c.fms(v, v, a), c.fms(x, x, b)))
	sum := c.add(r, v)
	q := c.div(sum, x)
	pair := XMM()
	VUNPCKLPD(r2, q, pair)
	rLow := c.mul(c.mul(w, double(0.5)), c.add(c.fnma(r, r, r2), r2Low))
	tLow := c.add(c.sub(v, c.sub(sum, r)), rLow)
	rem := c.div(c.add(c.fnma(q, x, sum), tLow), sum)

	hi, lo := both.logWords(pair, table)
	h, hLow := XMM(), XMM()
	hi4, lo4 := both.mul(hi, double(0.25)), both.mul(lo, double(0.25))
	VUNPCKHPD(hi4, hi4, h)
	VUNPCKHPD(lo4, lo4, hLow)

	lLow := c.add(lo, rem)
	m := c.mul(v, hi)
	phi := c.sub(r, m)
	t = c.sub(phi, r)
	low := c.add(c.sub(c.sub(r, c.sub(phi, t)), c.add(m, t)), rLow)
	low = c.sub(low, c.fma(v, lLow, c.fms(v, hi, m)))

	vw := c.mul(v, w)
	s := c.mul(vw, vw)
	sums := debyeSums(r, w, s)

	// Lane 0 is I, lane 1 is K.
	odd, even, rest := XMM(), XMM(), XMM()
	VMOVDDUP(sums, odd)
	VUNPCKHPD(sums, sums, even)
	flip := words("flip", 0, math.Copysign(0, -1))
	VXORPD(flip, odd, odd)
	rest = both.add(even, odd)
	rest = both.sub(rest, both.add(hLow, words("halves", halfLog2Pi, -halfLogHalfPi)))
	twice := func(a VecVirtual) VecVirtual {
		d := XMM()
		VMOVDDUP(a, d)
		VXORPD(flip, d, d)
		return d
	}
	rest = both.add(rest, twice(low))
	phi = twice(phi)
	f := both.sub(phi, h)
	t = both.sub(f, phi)
	e := both.sub(both.sub(phi, both.sub(f, t)), both.add(h, t))
	f = both.add(f, both.add(e, rest))
	k := XMM()
	VUNPCKHPD(f, f, k)
	Store(f, ReturnIndex(0))
	Store(k, ReturnIndex(1))
	VZEROUPPER()
	RET()
}

// debyeSums returns the sums over the odd and the even terms in the lanes of one
// register. The four polynomials of a group stand side by side.
func debyeSums(r, w, s VecVirtual) VecVirtual {
	w2, z := XMM(), XMM()
	VMULSD(w, w, w2)
	VMULSD(s, s, z)
	VMOVDDUP(w2, w2)
	s4, z4 := YMM(), YMM()
	VBROADCASTSD(s, s4)
	VBROADCASTSD(z, z4)
	sums := XMM()
	VXORPD(sums, sums, sums)
	label := func(g int) string { return fmt.Sprintf("group%d", g) }
	for g := len(debyeFrom) - 1; g > 0; g-- {
		VUCOMISD(double(debyeFrom[g]), r)
		JCS(LabelRef(label(g))) // r < from
	}
	JMP(LabelRef(label(0)))
	for g := len(debyeFrom) - 1; g >= 0; g-- {
		Label(label(g))
		n := 4*g + 4
		e, o := YMM(), YMM()
		VMOVUPD(coefficient(g, n, 0), e)
		VMOVUPD(coefficient(g, n-1, 0), o)
		VFMADD213PD(coefficient(g, n-2, 0), z4, e)
		for j := n - 3; j > 0; j -= 2 {
			VFMADD213PD(coefficient(g, j, 0), z4, o)
			VFMADD213PD(coefficient(g, j-1, 0), z4, e)
		}
		VFMADD213PD(e, s4, o)
		upper := XMM()
		VEXTRACTF128(U8(1), o, upper)
		VFMADD213PD(upper, w2, sums)
		VFMADD213PD(o.AsX(), w2, sums)
	}
	factor := XMM()
	VUNPCKLPD(w2, w, factor) // w, w²
	VMULPD(factor, sums, sums)
	return sums
}

// emitDebyeLogs writes the kernel for slices, a register of points at a time.
func emitDebyeLogs(c expr, suffix string) {
	TEXT("debyeLogs"+suffix, NOSPLIT, "func(logI, logK, v, x []float64, table *float64)")
	Pragma("noescape")
	Doc(fmt.Sprintf("debyeLogs%s is debyeLogsGo. The lengths are equal, a multiple of 8; table points to dd.LogTable.", suffix))
	dstI, dstK, srcV, srcX := pointer("logI"), pointer("logK"), pointer("v"), pointer("x")
	n := GP64()
	Load(Param("x").Len(), n)
	table := Load(Param("table"), GP64())
	at := func(m Mem) Mem { return m }

	Label("loop")
	TESTQ(n, n)
	JLE(LabelRef("done"))
	v, x := c.move(at(srcV)), c.move(at(srcX))
	a, b := c.mul(v, v), c.mul(x, x)
	r2 := c.add(a, b)
	t := c.sub(r2, a)
	r2Low := c.add(c.sub(a, c.sub(r2, t)), c.sub(b, t))
	r2Low = c.add(r2Low, c.add(c.fms(v, v, a), c.fms(x, x, b)))
	r := c.sqrt(r2)
	w := c.div(c.move(double(1)), r)
	rLow := c.mul(c.mul(w, double(0.5)), c.add(c.fnma(r, r, r2), r2Low))
	sum := c.add(r, v)
	tLow := c.add(c.sub(v, c.sub(sum, r)), rLow)
	q := c.div(sum, x)
	rem := c.div(c.add(c.fnma(q, x, sum), tLow), sum)

	// Sixteen registers do not hold all that waits for the end.
	save := func(a VecVirtual) func() VecVirtual {
		m := AllocLocal(c.bytes)
		VMOVUPD(a, m)
		return func() VecVirtual { return c.move(m) }
	}
	h, hLow := c.logWords(r2, table)
	half, halfLow := save(c.mul(h, double(0.25))), save(c.mul(hLow, double(0.25)))

	l, lLow := c.logWords(q, table)
	lLow = c.add(lLow, rem)
	m := c.mul(v, l)
	phi := c.sub(r, m)
	t = c.sub(phi, r)
	low := c.add(c.sub(c.sub(r, c.sub(phi, t)), c.add(m, t)), rLow)
	phase, phaseLow := save(phi), save(c.sub(low, c.fma(v, lLow, c.fms(v, l, m))))

	vw := c.mul(v, w)
	odd, even := c.debyeSums(r, w, c.mul(vw, vw))

	join := func(phi, rest VecVirtual, dst Mem) {
		h := half()
		f := c.sub(phi, h)
		t := c.sub(f, phi)
		e := c.sub(c.sub(phi, c.sub(f, t)), c.add(h, t))
		VMOVUPD(c.add(f, c.add(e, rest)), dst)
	}
	rest := c.sub(c.add(odd, even), c.add(halfLow(), double(halfLog2Pi)))
	join(phase(), c.add(rest, phaseLow()), dstI)
	rest = c.sub(c.sub(even, odd), c.add(halfLow(), double(-halfLogHalfPi)))
	zero := c.reg()
	c.clear(zero)
	join(c.sub(zero, phase()), c.sub(rest, phaseLow()), dstK)

	for _, p := range []Mem{dstI, dstK, srcV, srcX} {
		ADDQ(U8(c.bytes), p.Base)
	}
	SUBQ(U8(c.bytes/8), n)
	JMP(LabelRef("loop"))
	Label("done")
	VZEROUPPER()
	RET()
}

// debyeSums is the function of that name for one point a lane. Lanes that have
// no use for a group's terms stay at zero, so that no lane depends on another.
func (c expr) debyeSums(r, w, s VecVirtual) (odd, even VecVirtual) {
	w2, z := c.mul(w, w), c.mul(s, s)
	odd, even = c.reg(), c.reg()
	c.clear(odd)
	c.clear(even)
	get := func(g, j, i int) VecVirtual {
		b := c.reg()
		VBROADCASTSD(coefficient(g, j, i), b)
		return b
	}
	polynomial := func(g, i int) VecVirtual { // d_{4g+i+1}
		n := 4*g + i + 1
		var p [2]VecVirtual
		for j := n; j >= 0; j-- {
			b := get(g, j, i)
			if p[j%2] != nil {
				VFMADD231PD(z, p[j%2], b)
			}
			p[j%2] = b
		}
		VFMADD231PD(s, p[1], p[0])
		return p[0]
	}
	for g := len(debyeFrom) - 1; g >= 0; g-- {
		skip := fmt.Sprintf("skip%d", g)
		var mask VecVirtual
		var k Register
		if g > 0 {
			if c.bytes == 64 {
				kv := K()
				VCMPPD(U8(less), double(debyeFrom[g]), r, kv)
				KTESTB(kv, kv)
				k = kv
			} else {
				mask = c.reg()
				VCMPPD(U8(less), double(debyeFrom[g]), r, mask)
				hit := GP32()
				VMOVMSKPD(mask, hit)
				TESTL(hit, hit)
			}
			JZ(LabelRef(skip))
		}
		for i, acc := range []VecVirtual{odd, even} {
			VFMADD213PD(polynomial(g, i+2), w2, acc)
			p := polynomial(g, i)
			switch {
			case g == 0:
				VFMADD213PD(p, w2, acc)
			case c.bytes == 64:
				VFMADD213PD(p, w2, acc)
				VMOVAPD_Z(acc, k, acc)
			default:
				VFMADD213PD(p, w2, acc)
				VANDPD(mask, acc, acc)
			}
		}
		Label(skip)
	}
	return c.mul(odd, w), c.mul(even, w2)
}
