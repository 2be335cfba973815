// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/internal/rng"
)

func init() { areas["rng"] = benchRandom }

// benchRandom times bulk deviates against loops over math/rand/v2 with its
// fastest source.
func benchRandom(b *measure.Bench) {
	const n = 4096
	x := make([]float64, n)
	s := rng.New(1, 2)
	r := rand.New(rand.NewPCG(1, 2))
	loop := func(f func() float64) measure.Timer {
		return measure.Func(func() {
			for i := range x {
				x[i] = f()
			}
		})
	}
	ours := func(f func(dst []float64, index uint64)) measure.Timer {
		return measure.Func(func() { f(x, 0) })
	}
	level := kernel.Active()
	at := func(avx512, avx2, portable float64) float64 {
		return map[kernel.Level]float64{kernel.AVX512: avx512, kernel.AVX2: avx2, kernel.Portable: portable}[level]
	}
	normal := loop(r.NormFloat64)
	b.Rate(fmt.Sprintf("normals, %v : PCG NormFloat64", level), at(8, 5, 0), n, "elem", ours(s.Normals), normal)
	b.Rate(fmt.Sprintf("signs, %v : PCG NormFloat64", level), at(20, 20, 0), n, "elem", ours(s.Signs), normal)
	b.Rate(fmt.Sprintf("uniforms, %v : PCG Float64", level), at(2, 1.5, 0), n, "elem", ours(s.Uniforms), loop(r.Float64))
	b.Rate(fmt.Sprintf("exponentials, %v : PCG ExpFloat64", level), at(3, 2, 0), n, "elem", ours(s.Exponentials), loop(r.ExpFloat64))
	p := make([]int, n)
	b.Rate(fmt.Sprintf("permutation of %d, %v : PCG Perm", n, level), 1, n, "elem", measure.Func(func() { s.Perm(p) }),
		measure.Func(func() { p = r.Perm(n) }))
}
