// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// A saddle writes the Go function saddleGo in three steps: what stands before
// the logarithm of q = (v+r)/x, the logarithm, and what follows.
type saddle struct {
	expr
	v, r, r2, w, rLow, q, rem VecVirtual
	l, lLow, p                VecVirtual // log q
	vq, phi, err, low         VecVirtual
}

func (e expr) newSaddle(v, x VecVirtual) *saddle {
	s := &saddle{expr: e, v: v}
	a, b := e.mul(v, v), e.mul(x, x)
	s.r2 = e.add(a, b)
	s.r = e.sqrt(s.r2)
	s.w = e.div(e.move(double(1)), s.r)
	t := e.sub(s.r2, a)
	r2Low := e.add(e.sub(a, e.sub(s.r2, t)), e.sub(b, t))
	r2Low = e.add(r2Low, e.add(e.fms(v, v, a), e.fms(x, x, b)))
	sum := e.add(s.r, v)
	s.q = e.div(sum, x)
	s.rLow = e.mul(e.mul(s.w, double(0.5)), e.add(e.fnma(s.r, s.r, s.r2), r2Low))
	tLow := e.add(e.sub(v, e.sub(sum, s.r)), s.rLow)
	s.rem = e.div(e.add(e.fnma(s.q, x, sum), tLow), sum)
	return s
}

// log forms the logarithm of q, lane by lane.
func (s *saddle) log(table Register) {
	var q3 VecVirtual
	s.l, s.lLow, s.p, q3 = s.logWords(s.q, table)
	s.vq = s.mul(s.v, q3)
}

// logs forms the logarithms of q and of y, scalars, side by side, and returns
// that of y in both lanes. p is left in both lanes.
func (s *saddle) logs(table Register, y VecVirtual) (h, hLow VecVirtual) {
	pair := XMM()
	VUNPCKLPD(y, s.q, pair)
	var q3 VecVirtual
	s.l, s.lLow, s.p, q3 = both.logWords(pair, table)
	h, hLow = XMM(), both.fma(s.p, q3, s.lLow)
	VUNPCKHPD(s.l, s.l, h)
	VUNPCKHPD(hLow, hLow, hLow)
	VMOVDDUP(s.p, s.p)
	s.vq = s.mul(s.v, q3)
	return h, hLow
}

func (s *saddle) finish() {
	lLow := s.add(s.lLow, s.rem)
	m := s.mul(s.v, s.l)
	s.phi = s.sub(s.r, m)
	t := s.sub(s.phi, s.r)
	s.err = s.sub(s.sub(s.r, s.sub(s.phi, t)), s.add(m, t))
	s.low = s.sub(s.rLow, s.fma(s.v, lLow, s.fms(s.v, s.l, m)))
}

// join writes the Go function joinGo.
func (e expr) join(phi, h, err, rest VecVirtual) VecVirtual {
	f := e.sub(phi, h)
	t := e.sub(f, phi)
	two := e.sub(e.sub(phi, e.sub(f, t)), e.add(h, t))
	return e.add(f, e.add(e.add(two, err), rest))
}

// negative returns 0 - a: of a the negative but for the sign of 0.
func (e expr) negative(a VecVirtual) VecVirtual {
	zero := e.reg()
	e.clear(zero)
	return e.sub(zero, a)
}

// save puts a register on the stack and returns what loads it again.
func (e expr) save(a VecVirtual) func() VecVirtual {
	m := AllocLocal(e.bytes)
	VMOVUPD(a, m)
	return func() VecVirtual { return e.move(m) }
}

// loop writes a loop over slices of the length of the one named x, a multiple of
// 8. body finds the addresses of the elements in the operands.
func (e expr) loop(slices []Mem, body func(table Register)) {
	n := GP64()
	Load(Param("x").Len(), n)
	table := Load(Param("table"), GP64())
	Label("loop")
	TESTQ(n, n)
	JLE(LabelRef("done"))
	body(table)
	for _, m := range slices {
		ADDQ(U8(e.bytes), m.Base)
	}
	SUBQ(U8(e.bytes/8), n)
	JMP(LabelRef("loop"))
	Label("done")
	VZEROUPPER()
	RET()
}

// halves returns the address of 16 bytes with a and b.
func halves(name string, a, b float64) Mem {
	m := GLOBL(name, RODATA|NOPTR)
	DATA(0, F64(a))
	DATA(8, F64(b))
	return m
}

func loadDouble(name string) VecVirtual {
	r := XMM()
	Load(Param(name), r)
	return r
}

func emitPhaseLog() {
	TEXT("phaseLogAVX2", NOSPLIT, "func(v, x, y float64, table *float64) float64")
	Pragma("noescape")
	Doc("phaseLogAVX2 is phaseLogGo. It needs AVX2 and FMA; table points to dd.LogTable.")
	v, x, y, table := loadDouble("v"), loadDouble("x"), loadDouble("y"), Load(Param("table"), GP64())
	a := scalar.newSaddle(v, x)
	h, hLow := a.logs(table, y)
	a.finish()
	rest := scalar.fma(a.vq, a.p, scalar.sub(hLow, a.low))
	f := scalar.join(scalar.negative(a.phi), scalar.negative(h), scalar.negative(a.err), rest)
	Store(f, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

func emitPhaseLogs(c expr, suffix string) {
	TEXT("phaseLogs"+suffix, NOSPLIT, "func(dst, v, x, y []float64, table *float64)")
	Pragma("noescape")
	Doc(fmt.Sprintf("phaseLogs%s is phaseLogsGo. The lengths are equal, a multiple of 8; table points to dd.LogTable.", suffix))
	dst, srcV, srcX, srcY := pointer("dst"), pointer("v"), pointer("x"), pointer("y")
	c.loop([]Mem{dst, srcV, srcX, srcY}, func(table Register) {
		a := c.newSaddle(c.move(srcV), c.move(srcX))
		a.log(table)
		a.finish()
		phase, phaseErr, phaseLow := c.save(a.phi), c.save(a.err), c.save(a.low)
		tailP, tailQ := c.save(a.p), c.save(a.vq)
		h, hLow, hp, hq := c.logWords(c.move(srcY), table)
		rest := c.fma(tailQ(), tailP(), c.sub(c.fma(hp, hq, hLow), phaseLow()))
		VMOVUPD(c.join(c.negative(phase()), c.negative(h), c.negative(phaseErr()), rest), dst)
	})
}

func emitPowerLog() {
	TEXT("powerLogAVX2", NOSPLIT, "func(v, a, b, c, cLow float64, table *float64) float64")
	Pragma("noescape")
	Doc("powerLogAVX2 is powerLogGo. It needs AVX2 and FMA; table points to dd.LogTable.")
	pair := XMM()
	VMOVSD(parameter("a"), pair)
	VMOVHPD(parameter("b"), pair, pair)
	table := Load(Param("table"), GP64())
	l, lLow, p, q3 := both.logWords(pair, table)
	h, hLow := XMM(), both.fma(p, q3, lLow)
	VUNPCKHPD(l, l, h)
	VUNPCKHPD(hLow, hLow, hLow)
	e := scalar
	v, c, cLow := loadDouble("v"), loadDouble("c"), loadDouble("cLow")
	m := e.mul(v, l)
	s := e.sub(m, c)
	t := e.sub(s, m)
	err := e.sub(e.sub(m, e.sub(s, t)), e.add(c, t))
	rest := e.add(e.sub(e.fma(v, lLow, e.fms(v, l, m)), cLow), hLow)
	rest = e.fma(e.mul(v, q3), p, rest)
	Store(e.join(s, e.negative(h), err, rest), ReturnIndex(0))
	VZEROUPPER()
	RET()
}

func emitPowerLogs(e expr, suffix string) {
	TEXT("powerLogs"+suffix, NOSPLIT, "func(dst, v, x, y, c, cLow []float64, table *float64)")
	Pragma("noescape")
	Doc(fmt.Sprintf("powerLogs%s is powerLogsGo. The lengths are equal, a multiple of 8; table points to dd.LogTable.", suffix))
	dst, srcV, srcX, srcY, srcC, srcLow := pointer("dst"), pointer("v"), pointer("x"), pointer("y"), pointer("c"), pointer("cLow")
	e.loop([]Mem{dst, srcV, srcX, srcY, srcC, srcLow}, func(table Register) {
		h, hLow, hp, hq := e.logWords(e.move(srcY), table)
		h, hLow = e.negative(h), e.fma(hp, hq, hLow)
		head, tail := e.save(h), e.save(hLow)
		l, lLow, p, q3 := e.logWords(e.move(srcX), table)
		v := e.move(srcV)
		q := e.mul(v, q3)
		m := e.mul(v, l)
		rest := e.sub(e.fma(v, lLow, e.fms(v, l, m)), srcLow)
		s := e.sub(m, srcC)
		t := e.sub(s, m)
		err := e.sub(e.sub(m, e.sub(s, t)), e.add(t, srcC))
		rest = e.fma(q, p, e.add(rest, tail()))
		VMOVUPD(e.join(s, head(), err, rest), dst)
	})
}

// parameter returns the address of a parameter.
func parameter(name string) Mem {
	p, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return p.Addr
}
