// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// A reduction is a kernel that sums something over the elements of slices.
//
// Whatever the registers, element i goes to lane i mod span, span being what
// four ZMM registers hold, and the lanes are added in one tree: lane l and lane
// l + span/2, and so on by halves. AVX2 and AVX-512 therefore give the same
// bits. Lanes start at +0 and can never become -0, so lanes that received
// nothing may be left out of the tree, and zeros may be added to lanes that a
// tail does not reach.
type reduction struct {
	name    string
	doc     []string
	srcs    []string // slice parameters, of equal lengths
	scalars []string // scalar parameters
	params  string   // the parameter list; T stands for the element type
	sums    int      // results
	abs     bool     // scalars shall end with a mask that clears signs
	singles bool     // the slices hold float32 although v's elements are float64
	// term adds one vector to the sums.
	term func(s *step)
}

// A step is one vector's share of the work: src are the operands, registers or
// memory, acc the accumulators, registers or memory.
type step struct {
	v      isa
	acc    []Op
	src    []Op
	scalar []VecVirtual
	store  func(name string, r VecVirtual)
	clear  func(r VecVirtual) // sets lanes without an element to zero
	spill  Mem                // room for the tail's operands if registers are short
}

// fma adds the product of a and b to the accumulator of sum i.
func (s *step) fma(i int, a Op, b VecVirtual) {
	s.update(i, func(acc VecVirtual) { s.v.fma(a, b, acc) })
}

// add adds a to the accumulator of sum i.
func (s *step) add(i int, a Op) {
	s.update(i, func(acc VecVirtual) { s.v.add(a, acc, acc) })
}

func (s *step) update(i int, f func(acc VecVirtual)) {
	acc := s.v.loaded(s.acc[i])
	f(acc)
	if m, ok := s.acc[i].(Mem); ok {
		s.v.mov(acc, m)
	}
}

// emit writes the reduction for v.
func (k *reduction) emit(v isa) {
	results := strings.TrimSuffix(strings.Repeat(v.goType()+", ", k.sums), ", ")
	if k.sums > 1 {
		results = "(" + results + ")"
	}
	TEXT(k.name+v.suffix, NOSPLIT, fmt.Sprintf("func(%s) %s", strings.ReplaceAll(k.params, "T", v.goType()), results))
	Doc(append([]string{k.name + v.suffix + " " + k.doc[0]}, k.doc[1:]...)...)
	Pragma("noescape")

	count := 256 / v.bytes // accumulators of a sum
	size := v.elem         // bytes of an element in memory
	if k.singles {
		size = 4
	}
	block := count * v.lanes()
	lab := &labels{}
	ptr := map[string]Mem{}
	var n GPVirtual
	for i, name := range k.srcs {
		if i == 0 {
			ptr[name], n = slice(name)
		} else {
			ptr[name] = pointer(name)
		}
	}
	s := &step{v: v}
	for _, name := range k.scalars {
		s.scalar = append(s.scalar, v.broadcast(name))
	}
	if k.abs {
		s.scalar = append(s.scalar, v.absMask())
	}
	acc := k.accumulators(v, count)
	if k.crowded(v) {
		s.spill = AllocLocal(32 * len(k.srcs))
	}

	// vector emits the term of vector j of the block that the pointers are at.
	vector := func(j int) {
		s.src = s.src[:0]
		for _, name := range k.srcs {
			s.src = append(s.src, ptr[name].Offset(j*v.lanes()*size))
		}
		s.store = func(name string, r VecVirtual) { v.mov(r, ptr[name].Offset(j*v.lanes()*size)) }
		s.clear = func(VecVirtual) {}
		s.acc = acc[j]
		k.term(s)
	}
	// rest emits the terms of the n < block elements left; begin(j) precedes
	// those of vector j. It jumps to exit(j) when j vectors, the last perhaps in
	// part, were added.
	rest := func(begin func(j int), exit func(j int) string) {
		rem := GP64()
		MOVQ(n, rem)
		ANDQ(U8(v.lanes()-1), rem)
		part := make([]string, count)
		for j := range count {
			part[j] = lab.next("part")
			if j < count-1 {
				CMPQ(n, U8((j+1)*v.lanes()))
				JLT(LabelRef(part[j]))
				begin(j)
				vector(j)
				JEQ(LabelRef(exit(j + 1))) // vector instructions leave the flags
			}
		}
		for j := count - 1; j >= 0; j-- {
			Label(part[j])
			if j == 0 {
				TESTQ(rem, rem)
				JZ(LabelRef(exit(j)))
			}
			begin(j)
			t := newTailOf(v, size, rem, lab)
			k.partial(s, t, acc[j], ptr, j*v.lanes()*size)
			JMP(LabelRef(exit(j + 1)))
		}
	}
	// tree[d] adds 1<<d accumulators.
	var tree [4]string
	top := 0
	for ; 1<<top < count; top++ {
		tree[top] = lab.next("tree")
	}
	tree[top] = lab.next("tree")

	// Short slices skip the loop and clear only the accumulators they need: a
	// handful of instructions counts when there are twenty.
	short := lab.next("short")
	SUBQ(U32(block), n)
	JLT(LabelRef(short))
	k.clear(v, acc, 0, count)
	loop := lab.next("loop")
	hot(loop)
	for j := range count {
		vector(j)
	}
	for _, name := range k.srcs {
		ADDQ(U32(block*size), ptr[name].Base)
	}
	SUBQ(U32(block), n)
	JGE(LabelRef(loop))
	ADDQ(U32(block), n)
	rest(func(int) {}, func(int) string { return tree[top] })

	Label(short)
	ADDQ(U32(block), n)
	pads := make([]string, count+1)
	depth := func(j int) (d int) { // of the tree that adds j accumulators
		for ; 1<<d < j; d++ {
		}
		return d
	}
	for j := range pads {
		pads[j] = tree[depth(j)]
		if j < 1<<depth(j) {
			pads[j] = lab.next("pad")
		}
	}
	rest(func(j int) { k.clear(v, acc, j, j+1) }, func(j int) string { return pads[j] })
	for j := range pads {
		if d := depth(j); j < 1<<d {
			Label(pads[j])
			k.clear(v, acc, j, 1<<d)
			JMP(LabelRef(tree[d]))
		}
	}

	for d := top; d >= 0; d-- {
		Label(tree[d])
		for j := range 1 << d / 2 {
			for i := range k.sums {
				v.add(acc[j+1<<d/2][i], acc[j][i], acc[j][i])
			}
		}
	}
	var sums []Register
	for i := range k.sums {
		sums = append(sums, v.fold(acc[0][i].(VecVirtual)))
	}
	VZEROUPPER()
	for i, r := range sums {
		Store(r, ReturnIndex(i))
	}
	RET()
}

// crowded reports whether the accumulators take all registers.
func (k *reduction) crowded(v isa) bool { return !v.wide() && k.sums == 2 }

// accumulators returns the places of the accumulators, [vector of a block][sum].
// Two sums of eight YMM registers do not fit; those of the last vector then live
// on the stack, which adds two loads and two stores to 24 loads.
func (k *reduction) accumulators(v isa, count int) [][]Op {
	acc := make([][]Op, count)
	for j := range acc {
		for range k.sums {
			acc[j] = append(acc[j], v.reg())
		}
	}
	if k.crowded(v) {
		p := GP64()
		LEAQ(AllocLocal(32*k.sums+32).Offset(31), p)
		ANDQ(I8(-32), p)
		for i := range k.sums {
			acc[count-1][i] = Mem{Base: p, Disp: 32 * i}
		}
	}
	return acc
}

// clear sets the accumulators of vectors from..to-1 to zero.
func (k *reduction) clear(v isa, acc [][]Op, from, to int) {
	for _, sums := range acc[from:to] {
		for _, a := range sums {
			r, ok := a.(VecVirtual)
			if !ok {
				r = v.reg()
			}
			v.zero(r)
			if !ok {
				v.mov(r, a)
			}
		}
	}
}

// partial emits the term of the tail's elements, off bytes from the pointers.
func (k *reduction) partial(s *step, t *tail, acc []Op, ptr map[string]Mem, off int) {
	s.src = s.src[:0]
	for _, name := range k.srcs {
		if k.singles {
			s.src = append(s.src, t.loadSingles(ptr[name].Offset(off)))
			continue
		}
		r := t.load(ptr[name].Offset(off))
		if !k.crowded(s.v) {
			s.src = append(s.src, r)
			continue
		}
		// There is no register to hold it.
		m := s.spill.Offset(32 * len(s.src))
		s.v.mov(r, m)
		s.src = append(s.src, m)
	}
	s.store = func(name string, r VecVirtual) { t.store(r, ptr[name].Offset(off)) }
	s.clear = t.clear
	s.acc = acc
	k.term(s)
}
