// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/special/vec"
)

func init() { areas["vec"] = benchVec }

// benchVec times the functions of package vec on 4096 elements against SLEEF,
// against loops over package math and, sums, against SciPy.
func benchVec(b *measure.Bench) {
	const n = 4096
	var x, positive, negative, unit, y [n]float64
	for i := range x {
		// as the peer has them: 1237 is odd
		u := float64(1237*i%n) / n
		x[i], positive[i], negative[i], unit[i] = 10*u-5, 10*u+0.01, -10*u-0.01, 0.001+0.998*u
	}
	wide := kernel.Active() == kernel.AVX512
	sleef, absent := startCompiled("vec.c", 1, "-lsleef")
	if absent == nil {
		defer sleef.close()
	}
	third := func(dst, x []float64) []float64 { return vec.Pow(dst, x, 1./3) }
	for _, f := range []struct {
		name         string
		avx512, avx2 float64 // times faster than package math
		ours         func(dst, x []float64) []float64
		x            []float64
		math         func(float64) float64
		sleef        string // its name there
	}{
		{"exp", 15, 6, vec.Exp, x[:], math.Exp, "exp"},
		{"exp2", 15, 6, vec.Exp2, x[:], math.Exp2, "exp2"},
		{"expm1", 10, 5, vec.Expm1, x[:], math.Expm1, "expm1"},
		{"log", 12, 5, vec.Log, positive[:], math.Log, "log"},
		{"log2", 12, 5, vec.Log2, positive[:], math.Log2, "log2"},
		{"log1p", 12, 4, vec.Log1p, positive[:], math.Log1p, "log1p"},
		{"sinh", 8, 4, vec.Sinh, x[:], math.Sinh, "sinh"},
		{"cosh", 8, 4, vec.Cosh, x[:], math.Cosh, "cosh"},
		{"tanh", 10, 5, vec.Tanh, x[:], math.Tanh, "tanh"},
		{"sigmoid", 6, 3, vec.Sigmoid, x[:], func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }, ""},
		{"logit", 6, 3, vec.Logit, unit[:], func(x float64) float64 { return math.Log(x) - math.Log1p(-x) }, ""},
		{"log1pexp", 8, 4, vec.Log1pExp, x[:], func(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }, ""},
		{"log1mexp", 8, 4, vec.Log1mExp, negative[:],
			func(x float64) float64 { return math.Log(-math.Expm1(x)) }, ""},
		{"erf", 8, 4, vec.Erf, x[:], math.Erf, "erf"},
		{"erfc", 8, 4, vec.Erfc, x[:], math.Erfc, "erfc"},
		{"pow 1/3", 8, 4, third, positive[:], func(x float64) float64 { return math.Pow(x, 1./3) }, "pow"},
	} {
		what := fmt.Sprintf("%s n=%d, %v", f.name, n, kernel.Active())
		ours := measure.Func(func() { f.ours(y[:], f.x) })
		want := f.avx2
		if wide {
			want = f.avx512
		}
		b.Rate(what+" : math", want, n, "elem", ours, measure.Func(func() {
			for i, v := range f.x {
				y[i] = f.math(v)
			}
		}))
		switch {
		case f.sleef == "":
		case absent != nil:
			b.Absent(what+" : SLEEF", 1/1.2, absent.Error())
		default:
			b.Rate(what+" : "+sleef.name, 1/1.2, n, "elem", ours, sleef.timer(f.sleef))
		}
	}
	benchSums(b, x[:], positive[:])
}

// benchSums times the sums of exponentials against SciPy.
func benchSums(b *measure.Bench, x, w []float64) {
	scipy, absent := startPython("vec.py", 1, "numpy", "scipy.special")
	if absent == nil {
		defer scipy.close()
	}
	var sum float64
	y := make([]float64, len(x))
	for _, f := range []struct {
		name, scipy string
		want        float64
		ours        func()
	}{
		{"log-sum-exp", "logsumexp", 4, func() { sum += vec.LogSumExp(x) }},
		{"log-sum-exp with weights", "weighted", 4, func() { sum += vec.LogSumExpWeighted(x, w) }},
		{"softmax", "softmax", 3, func() { vec.Softmax(y, x) }},
		{"log-softmax", "log_softmax", 3, func() { vec.LogSoftmax(y, x) }},
	} {
		what := fmt.Sprintf("%s n=%d, %v", f.name, len(x), kernel.Active())
		if absent != nil {
			b.Absent(what+" : SciPy", f.want, absent.Error())
			continue
		}
		b.Rate(what+" : "+scipy.name, f.want, float64(len(x)), "elem", measure.Func(f.ours), scipy.timer(f.scipy))
	}
	if math.IsNaN(sum) {
		panic("NaN out of finite arguments")
	}
}
