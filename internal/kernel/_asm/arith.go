// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func init() { groups["arith"] = emitArith }

func emitArith() {
	table = tailTable()
	binary := func(name, symbol string, op func(v isa, y, x, z Op)) *elementwise {
		return &elementwise{
			name: name, doc: []string{"sets dst[i] to x[i] " + symbol + " y[i]."},
			params: "dst, x, y []T", dst: "dst", srcs: []string{"x", "y"},
			value: func(v isa, src []Op, _ []VecVirtual) VecVirtual {
				x := v.loaded(src[0])
				op(v, src[1], x, x)
				return x
			},
		}
	}
	kernels := []*elementwise{
		binary("add", "+", func(v isa, y, x, z Op) { v.add(y, x, z) }),
		binary("sub", "-", func(v isa, y, x, z Op) { v.sub(y, x, z) }),
		binary("mul", "*", func(v isa, y, x, z Op) { v.mul(y, x, z) }),
		binary("div", "/", func(v isa, y, x, z Op) { v.div(y, x, z) }),
		{
			name: "scaleTo", doc: []string{"sets dst[i] to alpha * x[i]."},
			params: "dst []T, alpha T, x []T", dst: "dst", srcs: []string{"x"}, scalars: []string{"alpha"},
			value: func(v isa, src []Op, scalar []VecVirtual) VecVirtual {
				r := v.reg()
				v.mul(src[0], scalar[0], r)
				return r
			},
		},
	}
	for _, v := range isas {
		for _, k := range kernels {
			k.emit(v)
		}
	}
}
