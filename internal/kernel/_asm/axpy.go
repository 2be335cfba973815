// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func init() { groups["axpy"] = emitAxpy }

func emitAxpy() {
	table = tailTable()
	axpy := &elementwise{
		name: "axpy", doc: []string{"sets y[i] to y[i] + alpha*x[i]."},
		params: "y []T, alpha T, x []T", dst: "y", srcs: []string{"x", "y"}, scalars: []string{"alpha"},
		value: func(v isa, src []Op, scalar []VecVirtual) VecVirtual {
			return multiplyAdd(v, src[0], scalar[0], src[1])
		},
	}
	axpyTo := &elementwise{
		name: "axpyTo", doc: []string{"sets dst[i] to alpha*x[i] + y[i]."},
		params: "dst []T, alpha T, x, y []T", dst: "dst", srcs: []string{"x", "y"}, scalars: []string{"alpha"},
		value: axpy.value,
	}
	update := &reduction{
		name: "update", doc: []string{"sets x[i] to x[i] + alpha*p[i] and r[i] to r[i] - alpha*q[i]",
			"and returns the sum of the squares of the new r[i]."},
		params: "x, r []T, alpha T, p, q []T", srcs: []string{"x", "r", "p", "q"}, scalars: []string{"alpha"}, sums: 1,
		term: func(s *step) {
			q := s.v.reg()
			s.v.mul(s.src[3], s.scalar[0], q)
			r := s.v.loaded(s.src[1])
			s.v.sub(q, r, r)
			// Above the tail, 0*alpha is NaN when alpha is infinite or NaN.
			s.clear(r)
			s.fma(0, r, r)
			s.store("r", r)
			s.store("x", multiplyAdd(s.v, s.src[2], s.scalar[0], s.src[0]))
		},
	}
	for _, v := range isas {
		axpy.emit(v)
		axpyTo.emit(v)
		update.emit(v)
	}
}

// multiplyAdd returns alpha*x + y in a new register, rounded twice. It is no
// slower than a fused multiply-add where both are stored, which the two loads
// and the store decide, and on Zen 3, where stores take a read port away from
// fused multiply-adds, it is 1.4 times as fast.
func multiplyAdd(v isa, x Op, alpha VecVirtual, y Op) VecVirtual {
	r := v.reg()
	v.mul(x, alpha, r)
	v.add(y, r, r)
	return r
}
