// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/internal/dd"
)

func TestExp2NegativeIsAccurate(t *testing.T) {
	worst := 0.0
	for i := range 200000 {
		x := nodeCutoff * float64(i) / 200000
		m, k := dd.Exp(dd.Mul(dd.Of(-x), dd.Log(2)))
		worst = max(worst, dd.Errors(exp2Negative(x), m, k, 53, -1022))
	}
	t.Logf("%.3f ulp", worst)
	assert.Less(t, worst, 1.1) // half an ulp, and those of f and of f p where the result is just above a power of two
	assert.Equal(t, 1.0, exp2Negative(0))
}

// nodes returns cosh u - 1 and sinh u - u at u = k/6, and weights.
func nodes(n int) (c, s, weight []float64) {
	c, s, weight = make([]float64, n), make([]float64, n), normals[float64](3, n)
	for k := range n {
		u := float64(k) / 6
		c[k], s[k] = math.Cosh(u)-1, math.Sinh(u)-u
	}
	return c, s, weight
}

func TestNodeSumsHaveTheSameBitsOnEveryLevel(t *testing.T) {
	c8 := make([]float64, 8)
	r := rand.New(rand.NewPCG(1, 22))
	eachLevel(t, func(t *testing.T) {
		for n := range 65 {
			for range 10 {
				c, s, weight := nodes(n)
				a := 20 * r.Float64()
				b := a * (2*r.Float64() - 1)
				switch r.IntN(12) {
				case 0:
					a, b = math.NaN(), 1
				case 1:
					a, b = 1e300, -1e290
				case 2:
					a, b = 0, 0
				}
				off := r.IntN(8)
				gc, gs, gw := guard(c, off), guard(s, 7-off), guard(weight, 3)
				want, wantWeighted := nodeSumsGo(a, b, c, s, weight)
				got, gotWeighted := NodeSums(a, b, gc.data, gs.data, gw.data)
				require.Equal(t, math.Float64bits(want), math.Float64bits(got), "%d nodes, %v, %v", n, a, b)
				require.Equal(t, math.Float64bits(wantWeighted), math.Float64bits(gotWeighted), "%d nodes, %v, %v", n, a, b)
			}
		}
		for _, n := range []int{0, 8, 40, 47, 48} {
			c, s, _ := nodes(n)
			for size := 0; size <= 64; size += 8 {
				a, b, want := make([]float64, size), make([]float64, size), make([]float64, size)
				for i := range a {
					a[i] = math.Exp(6*r.Float64() - 3)
					b[i] = a[i] * r.Float64()
					if i%29 == 28 {
						a[i], b[i] = 1e300, 1e299
					}
					want[i] = nodeSumBothGo(a[i], b[i], c, s)
					require.Equal(t, math.Float64bits(want[i]), math.Float64bits(NodeSumBoth(a[i], b[i], c, s)), "%d nodes, %v, %v", n, a[i], b[i])
				}
				off := r.IntN(8)
				gd, ga, gb := guard(make([]float64, size), off), guard(a, 7-off), guard(b, 3)
				NodeSumsBoth(gd.data, ga.data, gb.data, c, s)
				require.Equal(t, want, gd.data)
				for _, g := range []guarded[float64]{gd, ga, gb} {
					g.check(t, "NodeSumsBoth")
				}
			}
		}
		assert.Panics(t, func() { NodeSumsBoth(make([]float64, 4), make([]float64, 4), make([]float64, 4), c8, c8) })
		assert.Panics(t, func() { NodeSumsBoth(make([]float64, 8), make([]float64, 8), make([]float64, 7), c8, c8) })
		assert.Panics(t, func() { NodeSums(1, 1, make([]float64, 8), make([]float64, 7), make([]float64, 8)) })
	})
}

// The integral of exp(-a (cosh u - 1)) over u >= 0 is e^a K_0(a).
func TestNodeSumsIntegrate(t *testing.T) {
	c, s, _ := nodes(64)
	sum, weighted := NodeSums(2, 0, c, s, c)
	// The mean of cosh u - 1 is K_1(2)/K_0(2) - 1; the table is of A&S.
	const k0, k1 = 0.113893872749533, 0.139865881816522
	assert.InEpsilon(t, math.Exp(2)*k0, (sum-0.5)/6, 1e-13)
	assert.InEpsilon(t, k1/k0-1, weighted/(sum-0.5), 1e-12)
}

func BenchmarkNodeSums(b *testing.B) {
	c, s, weight := nodes(48)
	for _, l := range Levels() {
		b.Run(l.String(), func(b *testing.B) {
			defer Limit(l)()
			for b.Loop() {
				sumsSink, _ = NodeSums(8, -6, c, s, weight)
			}
		})
		b.Run("both/"+l.String(), func(b *testing.B) {
			defer Limit(l)()
			for b.Loop() {
				sumsSink = NodeSumBoth(8, 6, c, s)
			}
		})
		b.Run("slice/"+l.String(), func(b *testing.B) {
			defer Limit(l)()
			x, y, dst := make([]float64, 64), make([]float64, 64), make([]float64, 64)
			for i := range x {
				x[i], y[i] = 8, 6
			}
			for b.Loop() {
				NodeSumsBoth(dst, x, y, c, s)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/64, "ns/eval")
		})
	}
}

var sumsSink float64
