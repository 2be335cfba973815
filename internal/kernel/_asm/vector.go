// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// An isa is a vector instruction set together with an element type: what the
// emitters need to know to write one kernel four times.
type isa struct {
	suffix string // of the function name: AVX2, AVX512
	bytes  int    // of a register
	elem   int    // bytes of an element: 8 or 4
}

var (
	avx2F64   = isa{"AVX2", 32, 8}
	avx512F64 = isa{"AVX512", 64, 8}
	avx2F32   = isa{"32AVX2", 32, 4}
	avx512F32 = isa{"32AVX512", 64, 4}
)

// isas lists what each level-1 kernel is written for.
var isas = []isa{avx2F64, avx512F64, avx2F32, avx512F32}

// mixed lists what most elementary functions are written for: float64, and
// float32 computed in float64.
var mixed = []isa{avx2F64, avx512F64, {"32AVX2", 32, 8}, {"32AVX512", 64, 8}}

// narrow reports whether the elements in memory are float32 although the
// registers hold float64.
func (v isa) narrow() bool { return v.double() && strings.HasPrefix(v.suffix, "32") }

// stored returns the bytes of an element in memory.
func (v isa) stored() int {
	if v.narrow() {
		return 4
	}
	return v.elem
}

// lanes returns the number of elements in a register.
func (v isa) lanes() int { return v.bytes / v.elem }

// wide reports whether the registers are ZMM.
func (v isa) wide() bool { return v.bytes == 64 }

// double reports whether the elements are float64.
func (v isa) double() bool { return v.elem == 8 }

// goType returns the name in Go of the type of the elements in memory.
func (v isa) goType() string {
	if v.stored() == 8 {
		return "float64"
	}
	return "float32"
}

// reg allocates a vector register.
func (v isa) reg() VecVirtual {
	if v.wide() {
		return ZMM()
	}
	return YMM()
}

// slice loads the base address and the length of the slice parameter name.
func slice(name string) (base Mem, n GPVirtual) {
	base = Mem{Base: Load(Param(name).Base(), GP64())}
	n = GP64()
	Load(Param(name).Len(), n)
	return base, n
}

// pointer loads the base address of the slice parameter name.
func pointer(name string) Mem {
	return Mem{Base: Load(Param(name).Base(), GP64())}
}
