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

// exp2Negative writes the Go function of that name.
func (e expr) exp2Negative(t VecVirtual) VecVirtual {
	const terms = 11 // of the Go variable nodeExp2
	coefficient := func(i int) VecVirtual {
		return e.broadcast(NewDataAddr(Symbol{Name: "·nodeExp2"}, 8*i))
	}
	y := e.add(t, double(0x1.8p52))
	f := e.sub(e.sub(y, double(0x1.8p52)), t)
	z := e.mul(f, f)
	chain := [2]VecVirtual{}
	for j := terms - 1; j >= 0; j-- {
		next := coefficient(j)
		if chain[j%2] != nil {
			VFMADD231PD(chain[j%2], z, next)
		}
		chain[j%2] = next
	}
	p := chain[1]
	VFMADD213PD(chain[0], f, p)
	VPSLLQ(U8(52), y, y)
	scale := e.reg()
	VPSUBQ(y, e.move(word(0x3ff<<52)), scale)
	VMULPD(scale, f, f)
	VFMADD213PD(scale, f, p)
	return p
}

// keep compares t with the cutoff and returns a function that clears terms
// beyond it, and one that jumps if there are no others.
func (e expr) keep(t VecVirtual) (clear func(g VecVirtual), jumpIfNone func(label string)) {
	const lessOrEqual = 0x12 // false for NaN
	if e.bytes == 64 {
		k := K()
		VCMPPD(U8(lessOrEqual), double(nodeCutoff), t, k)
		return func(g VecVirtual) { VMOVAPD_Z(g, k, g) }, func(label string) {
			KTESTB(k, k)
			JZ(LabelRef(label))
		}
	}
	mask := e.reg()
	VCMPPD(U8(lessOrEqual), double(nodeCutoff), t, mask)
	return func(g VecVirtual) { VANDPD(mask, g, g) }, func(label string) {
		hit := GP32()
		VMOVMSKPD(mask, hit)
		TESTL(hit, hit)
		JZ(LabelRef(label))
	}
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
	for i := range 64 / e.bytes {
		t := e.mul(a, c.Offset(i*e.bytes))
		t = e.fmaMem(b, s.Offset(i*e.bytes), t)
		clear, jumpIfNone := e.keep(t)
		if i == 0 {
			jumpIfNone(label + "done")
		}
		g := e.exp2Negative(t)
		clear(g)
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

// emitNodeSumsBoth writes the kernel with one point a lane: eight accumulators,
// one for each node of a group, make the same tree.
func emitNodeSumsBoth(e expr, suffix string) {
	TEXT("nodeSumsBoth"+suffix, NOSPLIT, "func(dst, a, b, c, s []float64)")
	Pragma("noescape")
	Doc("nodeSumsBoth" + suffix + " is nodeSumsBothGo. dst, a and b have equal lengths, a multiple of 8; so have c and s.")
	dst, srcA, srcB := pointer("dst"), pointer("a"), pointer("b")
	points := GP64()
	Load(Param("a").Len(), points)
	right, scaledA, scaledB := AllocLocal(e.bytes), AllocLocal(e.bytes), AllocLocal(e.bytes)
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
		acc := make([]VecVirtual, 8)
		for j := range acc {
			acc[j] = e.reg()
			e.clear(acc[j])
		}
		Label(label)
		SUBQ(U8(8), n)
		JLT(LabelRef(label + "done"))
		for j := range acc {
			t := e.broadcast(c.Offset(8 * j))
			VMULPD(scaledA, t, t)
			VFMADD231PD(scaledB, e.broadcast(s.Offset(8*j)), t)
			clear, jumpIfNone := e.keep(t)
			if j%2 == 0 {
				jumpIfNone(label + "done")
			}
			g := e.exp2Negative(t)
			clear(g)
			VADDPD(g, acc[j], acc[j])
		}
		ADDQ(U8(64), c.Base)
		ADDQ(U8(64), s.Base)
		JMP(LabelRef(label))
		Label(label + "done")
		for step := 4; step > 0; step /= 2 {
			for j := range step {
				VADDPD(acc[j+step], acc[j], acc[j])
			}
		}
		if side == 0 {
			VMOVUPD(acc[0], right)
			continue
		}
		VSUBPD(double(1), acc[0], acc[0])
		VADDPD(right, acc[0], acc[0])
		VMOVUPD(acc[0], dst)
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
