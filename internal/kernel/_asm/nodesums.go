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
	emitNodeSumsOf(expr{32}, "AVX2")
	emitNodeSumsOf(expr{64}, "AVX512")
}

// emitNodeSumsOf writes the loop over groups of eight nodes: two registers of
// AVX2, one of AVX-512.
func emitNodeSumsOf(c expr, suffix string) {
	const (
		cutoff = 41
		shift  = 0x1.8p52
		least  = 708
		ln2Hi  = 0x1.62e42fefa38p-1
		ln2Lo  = 0x1.ef35793c7673p-45
		terms  = 10 // of the Go variable nodeExp
	)
	TEXT("nodeSums"+suffix, NOSPLIT, "func(a, b float64, c, s, weight []float64) (sum, weighted float64)")
	Pragma("noescape")
	Doc("nodeSums" + suffix + " is nodeSumsGo. The slices have equal lengths.")
	broadcast := func(m Mem) VecVirtual {
		r := c.reg()
		VBROADCASTSD(m, r)
		return r
	}
	param := func(name string) VecVirtual {
		p, err := Param(name).Resolve()
		if err != nil {
			panic(err)
		}
		return broadcast(p.Addr)
	}
	a, b := param("a"), param("b")
	nodes := []Mem{pointer("c"), pointer("s"), pointer("weight")}
	n := GP64()
	Load(Param("c").Len(), n)
	vectors := 64 / c.bytes
	p, q := make([]VecVirtual, vectors), make([]VecVirtual, vectors)
	for i := range vectors {
		p[i], q[i] = c.reg(), c.reg()
		c.clear(p[i])
		c.clear(q[i])
	}

	Label("group")
	SUBQ(U8(8), n)
	JLT(LabelRef("done"))
	for i := range vectors {
		t := c.mul(a, nodes[0].Offset(i*c.bytes))
		t = c.fmaMem(b, nodes[1].Offset(i*c.bytes), t)
		if i == 0 {
			limit := XMM()
			VMOVSD(double(cutoff), limit)
			VUCOMISD(t.AsX(), limit)
			JCS(LabelRef("done")) // the limit is less, or t is NaN
		}
		t = c.binary(nil, VMINPD, t, double(least))
		y := c.fmaMem(t, double(-math.Log2E), c.move(double(shift)))
		k := c.sub(y, double(shift))
		r := c.move(k)
		VFNMSUB132PD(double(ln2Hi), t, r) // -k ln2Hi - t
		r = c.fmaMem(k, double(-ln2Lo), r)
		e := broadcast(nodeExp(terms - 1))
		for j := terms - 2; j >= 0; j-- {
			next := broadcast(nodeExp(j))
			VFMADD231PD(e, r, next)
			e = next
		}
		e = c.fma(c.mul(r, r), e, r)
		scale := c.bits(VPSLLQ, y, U8(52))
		scale = c.bits(VPADDQ, scale, word(0x3ff<<52))
		g := c.fma(scale, e, scale)
		VADDPD(g, p[i], p[i])
		VFMADD231PD(nodes[2].Offset(i*c.bytes), g, q[i])
	}
	for _, m := range nodes {
		ADDQ(U8(64), m.Base)
	}
	JMP(LabelRef("group"))

	Label("done")
	for i, acc := range [][]VecVirtual{p, q} {
		half := YMM()
		if vectors == 2 {
			VADDPD(acc[1], acc[0], half)
		} else {
			VEXTRACTF64X4(U8(1), acc[0], half)
			VADDPD(half, acc[0].AsY(), half)
		}
		upper := XMM()
		VEXTRACTF128(U8(1), half, upper)
		VADDPD(upper, half.AsX(), upper)
		odd := XMM()
		VUNPCKHPD(upper, upper, odd)
		VADDSD(odd, upper, upper)
		Store(upper, ReturnIndex(i))
	}
	VZEROUPPER()
	RET()
}

func nodeExp(i int) Mem { return NewDataAddr(Symbol{Name: "·nodeExp"}, 8*i) }
