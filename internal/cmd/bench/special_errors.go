// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"

	"github.com/relaxnum/relax/internal/bigfun"
	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/special"
)

// A besselCount says how far a function is from the exact values.
type besselCount struct {
	worst        float64 // in units of eps max(|f|, 1)
	failed, over int     // points without a finite value; with more than 4
	n            int
}

func (c besselCount) String() string {
	s := fmt.Sprintf("E %.3g", c.worst)
	if c.over > 0 {
		s += fmt.Sprintf(", %d over 4", c.over)
	}
	if c.failed > 0 {
		s += fmt.Sprintf(", %d of %d failed", c.failed, c.n)
	}
	return s
}

func besselErrors(v, x []float64, want []*big.Float, f func(v, x float64) float64) besselCount {
	c := besselCount{n: len(v)}
	for i, w := range want {
		got := f(v[i], x[i])
		if math.IsNaN(got) || math.IsInf(got, 0) {
			c.failed++
			continue
		}
		d := bigfun.Float(got)
		e, _ := d.Sub(d, w).Float64()
		size, _ := w.Float64()
		e = math.Abs(e) / (0x1p-52 * max(math.Abs(size), 1))
		if e > 4 {
			c.over++
		}
		c.worst = max(c.worst, e)
	}
	return c
}

// benchSpecialErrors compares worst errors on points of all magnitudes at which
// every library may be expected to serve.
func benchSpecialErrors(b *measure.Bench, peers []specialPeer) {
	const n = 1500
	r := rand.New(rand.NewPCG(1, 80))
	v, x := make([]float64, n), make([]float64, n)
	for i := range v {
		v[i], x[i] = math.Exp(14*r.Float64()-5), math.Exp(14*r.Float64()-5) // to 8000
		if i%5 == 0 {
			x[i] = v[i] * (0.66 + 0.1*r.NormFloat64()*r.Float64()) // near the zeros of the logarithms
		}
		x[i] = max(x[i], 1e-3)
	}
	for _, fn := range []string{"I", "K"} {
		one, exact := special.LogBesselI, bigfun.LogBesselI
		if fn == "K" {
			one, exact = special.LogBesselK, bigfun.LogBesselK
		}
		want := make([]*big.Float, n)
		for i := range v {
			want[i] = exact(bigfun.Float(v[i]), bigfun.Float(x[i]))
		}
		ours := besselErrors(v, x, want, one)
		for _, p := range peers {
			theirs := besselErrors(v, x, want, p.value(fn))
			b.Row(fmt.Sprintf("log %s, worst error at %d points to 8000 / %s", fn, n, p.label), 1, ours.String(), theirs.String(), theirs.worst/ours.worst)
		}
	}
}
