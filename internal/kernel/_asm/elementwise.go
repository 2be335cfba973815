// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"slices"
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// An elementwise kernel computes each element of dst from those of other
// slices at the same index.
type elementwise struct {
	name    string
	doc     []string
	params  string   // the parameter list; T stands for the element type
	dst     string   // slice parameter, of the length of
	srcs    []string // these
	scalars []string // scalar parameters
	// value returns a register with the result; src are registers or memory.
	value func(v isa, src []Op, scalar []VecVirtual) VecVirtual
}

// unroll is the number of vectors that the main loop of an elementwise kernel
// handles: enough to hide the loop's overhead, few enough to help short slices.
const unroll = 4

// emit writes the kernel for v.
func (k *elementwise) emit(v isa) {
	TEXT(k.name+v.suffix, NOSPLIT, "func("+strings.ReplaceAll(k.params, "T", v.goType())+")")
	Doc(append([]string{k.name + v.suffix + " " + k.doc[0]}, k.doc[1:]...)...)
	Pragma("noescape")

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
	if _, ok := ptr[k.dst]; !ok {
		ptr[k.dst] = pointer(k.dst)
	}
	var scalar []VecVirtual
	for _, name := range k.scalars {
		scalar = append(scalar, v.broadcast(name))
	}
	vector := func(off int) {
		var src []Op
		for _, name := range k.srcs {
			src = append(src, ptr[name].Offset(off))
		}
		v.mov(k.value(v, src, scalar), ptr[k.dst].Offset(off))
	}
	advance := func(bytes int) {
		for _, name := range k.srcs {
			ADDQ(I32(bytes), ptr[name].Base)
		}
		if !slices.Contains(k.srcs, k.dst) {
			ADDQ(I32(bytes), ptr[k.dst].Base)
		}
	}

	blocks, block := lab.next("blocks"), unroll*v.lanes()
	vectors, single := lab.next("vectors"), lab.next("single")
	part, done := lab.next("part"), lab.next("done")
	SUBQ(U32(block), n)
	JLT(LabelRef(vectors))
	hot(blocks)
	for j := range unroll {
		vector(j * v.bytes)
	}
	advance(unroll * v.bytes)
	SUBQ(U32(block), n)
	JGE(LabelRef(blocks))
	Label(vectors)
	ADDQ(U32(block-v.lanes()), n) // what is left, less one vector
	JLT(LabelRef(part))
	Label(single)
	vector(0)
	advance(v.bytes)
	SUBQ(U32(v.lanes()), n)
	JGE(LabelRef(single))
	Label(part)
	ADDQ(U32(v.lanes()), n)
	JZ(LabelRef(done))
	t := newTail(v, n, lab)
	var src []Op
	for _, name := range k.srcs {
		src = append(src, t.load(ptr[name]))
	}
	t.store(k.value(v, src, scalar), ptr[k.dst])
	Label(done)
	VZEROUPPER()
	RET()
}
