// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

func init() { groups["sum"] = emitSum }

func emitSum() {
	table = tailTable()
	kernels := []*reduction{{
		name: "sum", doc: []string{"returns the sum of x[i]."},
		params: "x []T", srcs: []string{"x"}, sums: 1,
		term: func(s *step) { s.add(0, s.src[0]) },
	}, {
		name: "asum", doc: []string{"returns the sum of |x[i]|."},
		params: "x []T", srcs: []string{"x"}, sums: 1, abs: true,
		term: func(s *step) {
			t := s.v.reg()
			s.v.and(s.src[0], s.scalar[0], t)
			s.add(0, t)
		},
	}, {
		name: "sumSquares", doc: []string{"returns the sum of x[i]*x[i]."},
		params: "x []T", srcs: []string{"x"}, sums: 1,
		term: func(s *step) {
			x := s.v.loaded(s.src[0])
			s.fma(0, x, x)
		},
	}}
	scaled := &reduction{
		name: "scaledSumSquares", doc: []string{"returns the sum of (scale*x[i])*(scale*x[i])."},
		params: "x []T, scale T", srcs: []string{"x"}, scalars: []string{"scale"}, sums: 1,
		term: func(s *step) {
			t := s.v.reg()
			s.v.mul(s.src[0], s.scalar[0], t)
			s.fma(0, t, t)
		},
	}
	for _, v := range isas {
		for _, k := range kernels {
			k.emit(v)
		}
		if v.double() {
			scaled.emit(v)
		}
	}
}
