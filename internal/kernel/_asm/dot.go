// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

func init() { groups["dot"] = emitDot }

func emitDot() {
	table = tailTable()
	dot := &reduction{
		name: "dot", doc: []string{"returns the sum of x[i]*y[i]."},
		params: "x, y []T", srcs: []string{"x", "y"}, sums: 1,
		term: func(s *step) { s.fma(0, s.src[1], s.v.loaded(s.src[0])) },
	}
	pair := &reduction{
		name: "dotPair", doc: []string{"returns the sums of x[i]*y[i] and of x[i]*z[i]."},
		params: "x, y, z []T", srcs: []string{"x", "y", "z"}, sums: 2,
		term: func(s *step) {
			x := s.v.loaded(s.src[0])
			s.fma(0, s.src[1], x)
			s.fma(1, s.src[2], x)
		},
	}
	ddot := &reduction{
		name: "ddot32", doc: []string{"returns the sum of x[i]*y[i], formed in float64."},
		params: "x, y []float32", srcs: []string{"x", "y"}, sums: 1, singles: true,
		term: func(s *step) {
			x, y := s.v.widened(s.src[0]), s.v.widened(s.src[1])
			s.fma(0, y, x)
		},
	}
	for _, v := range isas {
		if v.double() {
			ddot.emit(v)
		}
		dot.emit(v)
		pair.emit(v)
	}
}
