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

func init() { groups["debye"] = emitDebye }

func emitDebye() {
	emitDebyeLog()
	emitDebyeLogs(expr{32}, "AVX2")
	emitDebyeLogs(expr{64}, "AVX512")
	emitPhaseLog()
	emitPhaseLogs(expr{32}, "AVX2")
	emitPhaseLogs(expr{64}, "AVX512")
	emitPowerLog()
	emitPowerLogs(expr{32}, "AVX2")
	emitPowerLogs(expr{64}, "AVX512")
}

// debyeFrom has the r from which groups 1, 2, ... of terms do not count.
var debyeFrom = []float64{math.Inf(1), 602.2, 70.1, 31.9, 23.3}

// debyeStart returns where group g begins in the Go variable debyeGroups.
func debyeStart(g int) int { return 4 * g * (2*g + 3) }

// coefficient returns the address of what belongs to s^j in group g.
func coefficient(g, j, lane int) Mem {
	return NewDataAddr(Symbol{Name: "·debyeGroups"}, 8*(debyeStart(g)+4*j+lane))
}

// emitDebyeLog writes the kernel for one point. It is the chain of dependent
// operations that takes the time, so two lanes are used wherever two things are
// to be done: the two logarithms, the sums of odd and of even terms, I and K.
func emitDebyeLog() {
	TEXT("debyeLogAVX2", NOSPLIT, "func(v, x float64, table *float64) (logI, logK float64)")
	Pragma("noescape")
	Doc("debyeLogAVX2 is debyeLogGo. It needs AVX2 and FMA; table points to dd.LogTable.")
	v, x, table := loadDouble("v"), loadDouble("x"), Load(Param("table"), GP64())
	a := scalar.newSaddle(v, x)
	h, hLow := a.logs(table, a.r2)
	h, hLow = both.mul(h, double(0.25)), both.mul(hLow, double(0.25))
	a.finish()
	vw := scalar.mul(v, a.w)
	sums := debyeSums(a.r, a.w, scalar.mul(vw, vw))

	// Lane 0 is I, lane 1 is K.
	odd, even := XMM(), XMM()
	VMOVDDUP(sums, odd)
	VUNPCKHPD(sums, sums, even)
	flip := halves("flip", 0, math.Copysign(0, -1))
	VXORPD(flip, odd, odd)
	rest := both.sub(both.add(even, odd), both.add(hLow, halves("halves", halfLog2Pi, -halfLogHalfPi)))
	twice := func(a VecVirtual) VecVirtual {
		d := XMM()
		VMOVDDUP(a, d)
		VXORPD(flip, d, d)
		return d
	}
	rest = both.fnma(twice(a.vq), a.p, both.add(rest, twice(a.low)))
	f := both.join(twice(a.phi), h, twice(a.err), rest)
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
	c.loop([]Mem{dstI, dstK, srcV, srcX}, func(table Register) {
		v := c.move(srcV)
		a := c.newSaddle(v, c.move(srcX))
		h, hLow, hp, hq := c.logWords(a.r2, table)
		// Sixteen registers do not hold all that waits for the end.
		half := c.save(c.mul(h, double(0.25)))
		halfLow := c.save(c.mul(c.fma(hp, hq, hLow), double(0.25)))
		a.log(table)
		tailP, tailQ := c.save(a.p), c.save(a.vq)
		a.finish()
		phase, phaseErr, phaseLow := c.save(a.phi), c.save(a.err), c.save(a.low)
		vw := c.mul(v, a.w)
		odd, even := c.debyeSums(a.r, a.w, c.mul(vw, vw))

		restI := c.add(c.sub(c.add(odd, even), c.add(halfLow(), double(halfLog2Pi))), phaseLow())
		restK := c.sub(c.sub(c.sub(even, odd), c.add(halfLow(), double(-halfLogHalfPi))), phaseLow())
		vq, p := tailQ(), tailP()
		restI, restK = c.fnma(vq, p, restI), c.fma(vq, p, restK)
		VMOVUPD(c.join(phase(), half(), phaseErr(), restI), dstI)
		VMOVUPD(c.join(c.negative(phase()), half(), c.negative(phaseErr()), restK), dstK)
	})
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
