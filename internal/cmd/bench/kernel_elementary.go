// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/measure"
)

func init() { areas["kernel_elementary"] = benchElementary }

// benchElementary times the elementary functions on 1024 elements against loops
// over package math, and float32 against float64.
func benchElementary(b *measure.Bench) {
	const n = 1024
	x, y := make([]float64, n), make([]float64, n)
	x32, y32 := make([]float32, n), make([]float32, n)
	for i := range x {
		x[i] = 0.01 + float64(i)/100
		x32[i] = float32(x[i])
	}
	at := func(avx512, avx2 float64) float64 {
		switch kernel.Active() {
		case kernel.AVX512:
			return avx512
		case kernel.AVX2:
			return avx2
		}
		return 0
	}
	for _, f := range []struct {
		name   string
		want   float64
		ours   func(dst, x []float64)
		ours32 func(dst, x []float32)
		peer   func(float64) float64
	}{
		{"exp", at(15, 6), kernel.Exp, kernel.Exp32, math.Exp},
		{"log", at(12, 5), kernel.Log, kernel.Log32, math.Log},
		{"tanh", at(10, 5), kernel.Tanh, kernel.Tanh32, math.Tanh},
	} {
		ours := measure.Func(func() { f.ours(y, x) })
		b.Rate(fmt.Sprintf("%s n=%d, %v : math", f.name, n, kernel.Active()), f.want, n, "elem", ours,
			measure.Func(func() {
				for i, v := range x {
					y[i] = f.peer(v)
				}
			}))
		b.Rate(fmt.Sprintf("%s n=%d, %v, float32 : float64", f.name, n, kernel.Active()), at(1.7, 1.7), n, "elem",
			measure.Func(func() { f.ours32(y32, x32) }), ours)
	}
	var sum float64
	b.Rate(fmt.Sprintf("exp(x-c) and its sum n=%d, %v : math", n, kernel.Active()), at(12, 5), n, "elem",
		measure.Func(func() { sum += kernel.ExpSum(y, x, 3) }),
		measure.Func(func() {
			for i, v := range x {
				y[i] = math.Exp(v - 3)
				sum += y[i]
			}
		}))
	b.Rate(fmt.Sprintf("log-sum-exp n=%d, %v : math", n, kernel.Active()), at(10, 5), n, "elem",
		measure.Func(func() { sum += kernel.LogSumExp(x) }),
		measure.Func(func() {
			top, s := math.Inf(-1), 0.0
			for _, v := range x {
				top = max(top, v)
			}
			for _, v := range x {
				s += math.Exp(v - top)
			}
			sum += top + math.Log(s)
		}))
	if math.IsNaN(sum) {
		panic("NaN out of finite arguments")
	}
}
