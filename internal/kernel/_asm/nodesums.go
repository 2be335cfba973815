// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func init() { groups["nodesums"] = emitNodeSums }

func emitNodeSums() {
	for _, l := range []struct {
		expr
		suffix string
	}{{expr{32}, "AVX2"}, {expr{64}, "AVX512"}} {
		emitNodeSumsWeighted(l.expr, l.suffix)
		emitNodeSumBoth(l.expr, l.suffix)
		emitNodeSumsBoth(l.expr, l.suffix)
	}
}

const nodeCutoff = 39 * math.Log2E

func (e expr) broadcast(m Op) VecVirtual {
	r := e.reg()
	VBROADCASTSD(m, r)
	return r
}

// exp2Negative writes the Go function of that name for several t side by side,
// step by step: one chain of dependent operations after another would fill the
// processor's scheduler with what cannot start yet. Lanes with t above the
// cutoff, or NaN, become 0; if the first t has no others, it jumps to none.
func (e expr) exp2Negative(t []VecVirtual, none string) (g []VecVirtual) {
	const terms = 11 // of the Go variable nodeExp2
	coefficient := func(i int) Mem { return NewDataAddr(Symbol{Name: "·nodeExp2"}, 64*i) }
	keep := make([]func(VecVirtual), len(t))
	for i, x := range t {
		keep[i] = e.keep(x, i == 0, none)
	}
	each := func(f func(i int)) {
		for i := range t {
			f(i)
		}
	}
	n := len(t)
	f, z, scale, odd, even := make([]VecVirtual, n), make([]VecVirtual, n), make([]VecVirtual, n), make([]VecVirtual, n), make([]VecVirtual, n)
	each(func(i int) { keep[i](t[i]) })
	each(func(i int) { scale[i] = e.add(t[i], double(0x1.8p52)) })
	each(func(i int) { f[i] = e.sub(scale[i], double(0x1.8p52)) })
	each(func(i int) { VSUBPD(t[i], f[i], f[i]) })
	each(func(i int) {
		VPSLLQ(U8(52), scale[i], scale[i])
		one := e.move(word(0x3ff << 52))
		VPSUBQ(scale[i], one, scale[i])
		keep[i](scale[i]) // a factor of the result
	})
	each(func(i int) { z[i] = e.mul(f[i], f[i]) })
	each(func(i int) {
		even[i], odd[i] = e.move(coefficient(terms-1)), e.move(coefficient(terms-2))
	})
	for j := terms - 3; j >= 0; j-- {
		each(func(i int) {
			p := even[i]
			if j%2 == 1 {
				p = odd[i]
			}
			VFMADD213PD(coefficient(j), z[i], p)
		})
	}
	each(func(i int) { VFMADD213PD(even[i], f[i], odd[i]) })
	each(func(i int) { VMULPD(scale[i], f[i], f[i]) })
	each(func(i int) { VFMADD213PD(scale[i], f[i], odd[i]) })
	return odd
}

// keep compares t with the cutoff, if first jumps to none if nothing is left, and
// returns a function that clears the lanes beyond the cutoff.
func (e expr) keep(t VecVirtual, first bool, none string) func(g VecVirtual) {
	const lessOrEqual = 0x12 // false for NaN
	if e.bytes == 64 {
		k := K()
		VCMPPD(U8(lessOrEqual), double(nodeCutoff), t, k)
		if first {
			KTESTB(k, k)
			JZ(LabelRef(none))
		}
		return func(g VecVirtual) { VMOVAPD_Z(g, k, g) }
	}
	mask := e.reg()
	VCMPPD(U8(lessOrEqual), double(nodeCutoff), t, mask)
	if first {
		hit := GP32()
		VMOVMSKPD(mask, hit)
		TESTL(hit, hit)
		JZ(LabelRef(none))
	}
	return func(g VecVirtual) { VANDPD(mask, g, g) }
}

// rated loads a parameter times log2 e into every lane.
func (e expr) rated(name string) VecVirtual {
	x := XMM()
	VMOVSD(parameter(name), x)
	VMULSD(double(math.Log2E), x, x)
	return e.broadcast(x)
}

// sums are accumulators for groups of eight nodes: two registers of AVX2, one of
// AVX-512.
func (e expr) sums() []VecVirtual {
	p := make([]VecVirtual, 64/e.bytes)
	for i := range p {
		p[i] = e.reg()
		e.clear(p[i])
	}
	return p
}

// groups writes the loop over groups of eight nodes for one a and b, which calls
// add for each register of terms.
func (e expr) groups(label string, a, b VecVirtual, c, s Mem, others []Mem, n GPVirtual, add func(i int, g VecVirtual)) {
	Label(label)
	SUBQ(U8(8), n)
	JLT(LabelRef(label + "done"))
	var t []VecVirtual
	for i := range 64 / e.bytes {
		t = append(t, e.fmaMem(b, s.Offset(i*e.bytes), e.mul(a, c.Offset(i*e.bytes))))
	}
	for i, g := range e.exp2Negative(t, label+"done") {
		add(i, g)
	}
	for _, m := range append([]Mem{c, s}, others...) {
		ADDQ(U8(64), m.Base)
	}
	JMP(LabelRef(label))
	Label(label + "done")
}

// tree adds the lanes as the Go function tree8 does; the sum is in lane 0.
func (e expr) tree(p []VecVirtual) VecVirtual {
	half := YMM()
	if len(p) == 2 {
		VADDPD(p[1], p[0], half)
	} else {
		VEXTRACTF64X4(U8(1), p[0], half)
		VADDPD(half, p[0].AsY(), half)
	}
	upper, odd := XMM(), XMM()
	VEXTRACTF128(U8(1), half, upper)
	VADDPD(upper, half.AsX(), upper)
	VUNPCKHPD(upper, upper, odd)
	VADDSD(odd, upper, upper)
	return upper
}

func emitNodeSumsWeighted(e expr, suffix string) {
	TEXT("nodeSums"+suffix, NOSPLIT, "func(a, b float64, c, s, weight []float64) (sum, weighted float64)")
	Pragma("noescape")
	Doc("nodeSums" + suffix + " is nodeSumsGo. The slices have equal lengths.")
	a, b := e.rated("a"), e.rated("b")
	c, s, weight := pointer("c"), pointer("s"), pointer("weight")
	n := GP64()
	Load(Param("c").Len(), n)
	p, q := e.sums(), e.sums()
	e.groups("group", a, b, c, s, []Mem{weight}, n, func(i int, g VecVirtual) {
		VADDPD(g, p[i], p[i])
		VFMADD231PD(weight.Offset(i*e.bytes), g, q[i])
	})
	Store(e.tree(p), ReturnIndex(0))
	Store(e.tree(q), ReturnIndex(1))
	VZEROUPPER()
	RET()
}

func emitNodeSumBoth(e expr, suffix string) {
	TEXT("nodeSumBoth"+suffix, NOSPLIT, "func(a, b float64, c, s []float64) float64")
	Pragma("noescape")
	Doc("nodeSumBoth" + suffix + " is nodeSumBothGo. The slices have equal lengths.")
	a, b := e.rated("a"), e.rated("b")
	var sum [2]VecVirtual
	for side, label := range []string{"right", "left"} {
		n := GP64()
		Load(Param("c").Len(), n)
		p := e.sums()
		e.groups(label, a, b, pointer("c"), pointer("s"), nil, n, func(i int, g VecVirtual) {
			VADDPD(g, p[i], p[i])
		})
		sum[side] = e.tree(p)
		if side == 0 {
			b = e.negative(b)
		}
	}
	VSUBSD(double(1), sum[1], sum[1])
	VADDSD(sum[1], sum[0], sum[0])
	Store(sum[0], ReturnIndex(0))
	VZEROUPPER()
	RET()
}

// frame returns n vectors of the stack, aligned.
func (e expr) frame(n int) Mem {
	p := GP64()
	LEAQ(AllocLocal((n+1)*e.bytes).Offset(e.bytes-1), p)
	ANDQ(I8(-e.bytes), p)
	return Mem{Base: p}
}

// eightSums are the accumulators for the nodes of a group: in registers where
// there are enough of them beside two exponentials, else in memory.
type eightSums struct {
	expr
	registers [8]VecVirtual
	memory    Mem
}

func (e expr) accumulators(memory Mem) (s eightSums) {
	s.expr, s.memory = e, memory
	if e.bytes == 64 {
		for j := range s.registers {
			s.registers[j] = e.reg()
			e.clear(s.registers[j])
		}
		return s
	}
	zero := e.reg()
	e.clear(zero)
	for j := range s.registers {
		VMOVUPD(zero, s.at(j))
	}
	return s
}

func (s eightSums) at(j int) Mem { return s.memory.Offset(j * s.bytes) }

// add adds g to accumulator j, and overwrites g.
func (s eightSums) add(j int, g VecVirtual) {
	if r := s.registers[j]; r != nil {
		VADDPD(g, r, r)
		return
	}
	VADDPD(s.at(j), g, g)
	VMOVUPD(g, s.at(j))
}

// tree adds the accumulators as the Go function tree8 does.
func (s eightSums) tree() VecVirtual {
	r := s.registers
	for j := range r {
		if r[j] == nil {
			r[j] = s.move(s.at(j))
		}
	}
	for step := 4; step > 0; step /= 2 {
		for j := range step {
			VADDPD(r[j+step], r[j], r[j])
		}
	}
	return r[0]
}

// emitNodeSumsBoth writes the kernel with one point a lane: eight accumulators,
// one for each node of a group, make the same tree.
func emitNodeSumsBoth(e expr, suffix string) {
	TEXT("nodeSumsBoth"+suffix, NOSPLIT, "func(dst, a, b, c, s []float64)")
	Pragma("noescape")
	Doc("nodeSumsBoth" + suffix + " is nodeSumsBothGo. dst, a and b have equal lengths, a multiple of 8; so have c and s.")
	dst, srcA, srcB := pointer("dst"), pointer("a"), pointer("b")
	points := GP64()
	Load(Param("a").Len(), points)
	frame := e.frame(8 + 3)
	right, scaledA, scaledB := frame.Offset(8*e.bytes), frame.Offset(9*e.bytes), frame.Offset(10*e.bytes)
	Label("points")
	TESTQ(points, points)
	JLE(LabelRef("done"))
	VMOVUPD(e.mul(e.move(srcA), double(math.Log2E)), scaledA)
	for side, label := range []string{"right", "left"} {
		c, s, n := pointer("c"), pointer("s"), GP64()
		Load(Param("c").Len(), n)
		b := e.mul(e.move(srcB), double(math.Log2E))
		if side == 1 {
			b = e.negative(b)
		}
		VMOVUPD(b, scaledB)
		acc := e.accumulators(frame)
		Label(label)
		SUBQ(U8(8), n)
		JLT(LabelRef(label + "done"))
		for j := 0; j < 8; j += 2 {
			var t []VecVirtual
			for k := j; k < j+2; k++ {
				x := e.broadcast(c.Offset(8 * k))
				VMULPD(scaledA, x, x)
				VFMADD231PD(scaledB, e.broadcast(s.Offset(8*k)), x)
				t = append(t, x)
			}
			for k, g := range e.exp2Negative(t, label+"done") {
				acc.add(j+k, g)
			}
		}
		ADDQ(U8(64), c.Base)
		ADDQ(U8(64), s.Base)
		JMP(LabelRef(label))
		Label(label + "done")
		total := acc.tree()
		if side == 0 {
			VMOVUPD(total, right)
			continue
		}
		VSUBPD(double(1), total, total)
		VADDPD(right, total, total)
		VMOVUPD(total, dst)
	}
	for _, m := range []Mem{dst, srcA, srcB} {
		ADDQ(U8(e.bytes), m.Base)
	}
	SUBQ(U8(e.bytes/8), points)
	JMP(LabelRef("points"))
	Label("done")
	VZEROUPPER()
	RET()
}
