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

func init() {
	groups["gemm"] = emitGemm
	groups["gemm32"] = emitGemm32
}

// maxVectors is the number of vectors that a strip of C is wide at most. With
// four rows (AVX2) or eight (AVX-512) the accumulators, the vectors of B and
// one broadcast element of A just fit the register file.
const maxVectors = 3

func emitGemm() {
	table = tailTable()
	emitTiny(avx2F64)
	emitStrips(avx2F64)
	emitStrips(avx512F64)
}

func emitGemm32() {
	table = tailTable()
	emitTiny(avx2F32)
	emitStrips(avx2F32)
	emitStrips(avx512F32)
}

func emitStrips(v isa) {
	for nv := range maxVectors + 1 {
		emitStrip(v, nv)
	}
}

// gemmTiles lists the row counts of the tiles of a strip: full ones, then what
// remains, greedily. Eight sums at least are needed to keep two units with a
// latency of four cycles busy.
func gemmTiles(v isa, nv int) []int {
	if v.wide() || nv == 1 {
		return []int{8, 4, 3, 2, 1}
	}
	return []int{4, 3, 2, 1}
}

// A strip is the state of the kernel while it is written.
type strip struct {
	v       isa
	nv      int      // vectors of C and B a row
	partial bool     // one vector of fewer than all lanes
	a       Register // first element of the tile's rows of A
	ars     Register // bytes from row to row of A
	ars3    Register
	acs     Register // bytes from column to column of A
	brs     Register // bytes from row to row of B
	c, ldc  Register
	next    Register // what to prefetch, step bytes farther every fourth k
	step    Register
	last    Register // offset of the last vector of B and C
	tail    *tail    // partial
}

// emitStrip writes the kernel for strips nv vectors wide. In the last vector,
// which may overlap the one before, the same sums are formed twice, so no mask
// is needed. nv 0 means less than one vector.
func emitStrip(v isa, nv int) {
	s := &strip{v: v, nv: nv}
	name := fmt.Sprintf("gemmStrip%s_%d", v.suffix, nv)
	what := fmt.Sprintf("a strip of more than %d and at most %d columns", (nv-1)*v.lanes(), nv*v.lanes())
	switch nv {
	case 0:
		s.nv, s.partial = 1, true
		what = fmt.Sprintf("a strip of fewer than %d columns", v.lanes())
	case 1:
		what = fmt.Sprintf("a strip of %d columns", v.lanes())
	}
	t := v.goType()
	TEXT(name, NOSPLIT, fmt.Sprintf("func(m, n, k int, alpha %s, a *%s, ars, acs int, b *%s, brs int, c *%s, ldc int, add bool, next *%s, step int)", t, t, t, t, t))
	Pragma("noescape")
	Doc(name + " is the kernel of [GemmStrip] for " + what + ".")

	s.a, s.c = s.load("a"), s.load("c")
	s.ars, s.acs = s.stride("ars"), s.stride("acs")
	s.ars3 = GP64()
	LEAQ(Mem{Base: s.ars, Index: s.ars, Scale: 2}, s.ars3)
	s.brs = s.stride("brs")
	s.next, s.step = s.load("next"), s.load("step")
	switch {
	case s.partial:
		s.tail = newTail(v, s.load("n"), &labels{})
	case s.nv > 1:
		s.last = s.load("n")
		SUBQ(U32(uint32(v.lanes())), s.last)
		s.scale(s.last)
	}

	rows := gemmTiles(v, s.nv)
	for i, r := range rows {
		Label(fmt.Sprintf("rows%d", r))
		next := "done"
		if i+1 < len(rows) {
			next = fmt.Sprintf("rows%d", rows[i+1])
		}
		CMPQ(param("m"), U32(uint32(r)))
		JL(LabelRef(next))
		s.tile(r, i == 0)
		SUBQ(U32(uint32(r)), param("m"))
		if i == 0 {
			JMP(LabelRef(fmt.Sprintf("rows%d", r)))
		}
	}
	Label("done")
	VZEROUPPER()
	RET()
}

// param returns the address of a parameter, which a kernel short of registers
// may also write to.
func param(name string) Mem {
	b, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}

func (s *strip) load(name string) GPVirtual {
	r := GP64()
	Load(Param(name), r)
	return r
}

// stride loads a stride and makes bytes of it.
func (s *strip) stride(name string) GPVirtual {
	r := s.load(name)
	s.scale(r)
	return r
}

func (s *strip) scale(r Register) {
	if s.v.double() {
		SHLQ(Imm(3), r)
	} else {
		SHLQ(Imm(2), r)
	}
}

// gemmRow returns the address of row i relative to base, of which base4 is row 4,
// in an array of the given row stride and three times it.
func gemmRow(i int, base, base4, stride, stride3 Register) Mem {
	if i >= 4 {
		base, i = base4, i-4
	}
	switch i {
	case 0:
		return Mem{Base: base}
	case 3:
		return Mem{Base: base, Index: stride3, Scale: 1}
	default:
		return Mem{Base: base, Index: stride, Scale: uint8(i)}
	}
}

// address returns the address of vector j of a row at base.
func (s *strip) address(base Register, j int) Mem {
	if j > 0 && j == s.nv-1 {
		return Mem{Base: base, Index: s.last, Scale: 1}
	}
	return Mem{Base: base, Disp: j * s.v.bytes}
}

// tile writes the product for the next r rows.
func (s *strip) tile(r int, main bool) {
	v := s.v
	acc := make([][]VecVirtual, r)
	for i := range acc {
		acc[i] = make([]VecVirtual, s.nv)
		for j := range acc[i] {
			acc[i][j] = v.reg()
			// All of the register, for else the allocator takes its upper part
			// to be in use before.
			VXORPS(acc[i][j], acc[i][j], acc[i][j])
		}
	}
	ap, bp := GP64(), s.load("b")
	MOVQ(s.a, ap)
	var ap4, below Register
	if r > 4 {
		ap4 = GP64()
		LEAQ(Mem{Base: ap, Index: s.ars, Scale: 4}, ap4)
	}
	if main {
		s.prefetchC(r)
		below = GP64()
		if r > 4 {
			LEAQ(Mem{Base: ap4, Index: s.ars, Scale: 4}, below)
			ADDQ(s.ars, below)
		} else {
			LEAQ(Mem{Base: ap, Index: s.ars, Scale: 4}, below)
		}
	}
	step := func() {
		b := make([]VecVirtual, s.nv)
		for j := range b {
			b[j] = s.vector(bp, j)
		}
		x := v.reg()
		for i := range acc {
			v.pick(VBROADCASTSD, VBROADCASTSS, gemmRow(i, ap, ap4, s.ars, s.ars3), x)
			for j := range b {
				v.fma(b[j], x, acc[i][j])
			}
		}
		ADDQ(s.acs, ap)
		if r > 4 {
			ADDQ(s.acs, ap4)
		}
		ADDQ(s.brs, bp)
	}
	label := func(what string) string { return fmt.Sprintf("%s%d", what, r) }
	k := s.load("k")
	if main {
		SUBQ(Imm(4), k)
		JL(LabelRef(label("rest")))
		Label(label("four"))
		for range 4 {
			step()
		}
		for _, m := range s.nextRows(r, ap, below) {
			PREFETCHT0(m)
		}
		LEAQ(Mem{Base: below, Index: s.acs, Scale: 4}, below)
		PREFETCHT1(Mem{Base: s.next}) // a strip takes about as long as L3 takes to send the next
		ADDQ(s.step, s.next)
		SUBQ(Imm(4), k)
		JGE(LabelRef(label("four")))
		Label(label("rest"))
		ADDQ(Imm(4), k)
	} else {
		TESTQ(k, k)
	}
	JE(LabelRef(label("store")))
	Label(label("one"))
	step()
	DECQ(k)
	JNE(LabelRef(label("one")))
	Label(label("store"))
	s.store(acc, label)
	for ; r >= 4; r -= 4 {
		LEAQ(Mem{Base: s.a, Index: s.ars, Scale: 4}, s.a)
	}
	for range r {
		ADDQ(s.ars, s.a)
	}
}

// nextRows returns the addresses of the rows of A of the next tile, in the column
// that the kernel is about to read: of a tile of four rows, below being the
// first of the next, or of those that can be addressed from the first and from
// below, the tenth row, of a tile of eight.
func (s *strip) nextRows(r int, ap, below Register) []Mem {
	if r <= 4 {
		return []Mem{gemmRow(0, below, nil, s.ars, s.ars3), gemmRow(1, below, nil, s.ars, s.ars3),
			gemmRow(2, below, nil, s.ars, s.ars3), gemmRow(3, below, nil, s.ars, s.ars3)}
	}
	return []Mem{
		{Base: ap, Index: s.ars, Scale: 8},     // 8
		{Base: below},                          // 9
		{Base: below, Index: s.ars, Scale: 1},  // 10
		{Base: below, Index: s.ars, Scale: 2},  // 11
		{Base: below, Index: s.ars3, Scale: 1}, // 12
		{Base: below, Index: s.ars, Scale: 4},  // 13
		{Base: below, Index: s.ars3, Scale: 2}, // 15
	}
}

// prefetchC asks for the rows of C, which the sums take long enough to form
// for them to arrive.
func (s *strip) prefetchC(r int) {
	c := GP64()
	MOVQ(s.c, c)
	s.ldc = s.stride("ldc")
	for i := range r {
		for off := 0; off < s.nv*s.v.bytes; off += 64 {
			PREFETCHT0(Mem{Base: c, Disp: off})
		}
		if i < r-1 {
			ADDQ(s.ldc, c)
		}
	}
}

// vector loads vector j of a row at base.
func (s *strip) vector(base Register, j int) VecVirtual {
	if s.partial {
		return s.tail.load(Mem{Base: base})
	}
	x := s.v.reg()
	s.v.mov(s.address(base, j), x)
	return x
}

// store writes the end of a tile: C = alpha·acc, or C += alpha·acc when add.
func (s *strip) store(acc [][]VecVirtual, label func(string) string) {
	v := s.v
	alpha := v.broadcast("alpha")
	s.ldc = s.stride("ldc")
	CMPB(param("add"), Imm(0))
	JE(LabelRef(label("overwrite")))
	for i := range acc {
		for j := range acc[i] {
			old := Op(s.address(s.c, j))
			if s.partial {
				old = s.vector(s.c, j)
			}
			v.pick(VFMADD213PD, VFMADD213PS, old, alpha, acc[i][j])
		}
		s.storeRow(acc[i])
	}
	JMP(LabelRef(label("stored")))
	Label(label("overwrite"))
	for i := range acc {
		for j := range acc[i] {
			v.mul(alpha, acc[i][j], acc[i][j])
		}
		s.storeRow(acc[i])
	}
	Label(label("stored"))
}

// storeRow stores a row of C and steps to the next.
func (s *strip) storeRow(x []VecVirtual) {
	if s.partial {
		s.tail.store(x[0], Mem{Base: s.c})
	} else {
		for j := range x {
			s.v.mov(x[j], s.address(s.c, j))
		}
	}
	ADDQ(s.ldc, s.c)
}
