// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// emitTiny writes the product of matrices of a few elements, with a scalar a
// sum: the sums of neighbouring elements overlap in time.
func emitTiny(v isa) {
	t := v.goType()
	name := "gemmTiny" + v.suffix
	TEXT(name, NOSPLIT, fmt.Sprintf("func(m, n, k int, alpha %s, a *%s, ars, acs int, b *%s, brs, bcs int, c *%s, ldc int, add bool)", t, t, t, t))
	Pragma("noescape")
	Doc(name + " is the kernel of [GemmTiny]; m, n and k are positive.")
	s := &strip{v: v}
	a, b, c, m := s.load("a"), s.load("b"), s.load("c"), s.load("m")
	acs, brs, bcs := s.stride("acs"), s.stride("brs"), s.stride("bcs")
	size := U32(uint32(v.elem))

	Label("row")
	bj, cj, n := GP64(), GP64(), s.load("n")
	MOVQ(b, bj)
	MOVQ(c, cj)
	Label("column")
	ap, bp, k := GP64(), GP64(), s.load("k")
	MOVQ(a, ap)
	MOVQ(bj, bp)
	acc, x := XMM(), XMM()
	VXORPS(acc, acc, acc)
	Label("term")
	v.pick(VMOVSD, VMOVSS, Mem{Base: ap}, x)
	v.pick(VFMADD231SD, VFMADD231SS, Mem{Base: bp}, x, acc)
	ADDQ(acs, ap)
	ADDQ(brs, bp)
	DECQ(k)
	JNE(LabelRef("term"))
	alpha := Load(Param("alpha"), XMM())
	CMPB(param("add"), Imm(0))
	JE(LabelRef("overwrite"))
	v.pick(VFMADD213SD, VFMADD213SS, Mem{Base: cj}, alpha, acc)
	JMP(LabelRef("store"))
	Label("overwrite")
	v.pick(VMULSD, VMULSS, alpha, acc, acc)
	Label("store")
	v.pick(VMOVSD, VMOVSS, acc, Mem{Base: cj})
	ADDQ(size, cj)
	ADDQ(bcs, bj)
	DECQ(n)
	JNE(LabelRef("column"))
	ADDQ(s.stride("ars"), a)
	ADDQ(s.stride("ldc"), c)
	DECQ(m)
	JNE(LabelRef("row"))
	RET() // no register above XMM was in use
}
