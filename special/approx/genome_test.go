// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// randomGenome returns a genome after some mutations.
func randomGenome(rng *rand.Rand, steps int) genome {
	var g genome
	for range steps {
		g = g.mutate(rng, maxOps)
	}
	return g
}

// Every mutant is a program in canonical form: operands exist, every constant
// occurs once, every operation is used.
func TestMutantsAreCanonical(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	longest, changed := 0, 0
	for range 3000 {
		g := randomGenome(rng, 1+rng.IntN(40))
		p := g.program(0)
		require.NoError(t, p.Check())
		longest = max(longest, p.Ops())
		seen := make([]int, len(g.c))
		used := make([]bool, len(g.code))
		for _, in := range g.code {
			for _, o := range [2]Operand{in.A, in.B} {
				if o < X {
					seen[-2-o]++
				} else if o >= 0 {
					used[o] = true
				}
			}
		}
		for i, n := range seen {
			if len(g.code) > 0 {
				assert.Equal(t, 1, n, "constant %d of %s", i, p.String())
			}
		}
		for i := range len(used) - 1 {
			assert.True(t, used[i], "operation %d of %s", i, p.String())
		}
		if again := g.canonical(); compareCode(g.code, again.code) != 0 {
			changed++
		}
		short := g.mutate(rng, len(g.code))
		assert.LessOrEqual(t, len(short.code), len(g.code))
	}
	assert.Greater(t, longest, 12)
	// What a simplification makes equal can lead to another one, in a few in a
	// thousand.
	assert.Less(t, changed, 15)
}

// The canonical form computes the same function.
func TestCanonicalKeepsTheFunction(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 2))
	compared := 0
	for range 5000 {
		// A program at random, not yet in canonical form.
		n := 1 + rng.IntN(8)
		g := genome{code: make([]Instr, n)}
		for i := range g.code {
			g.code[i] = Instr{Op(rng.IntN(4)), g.leaf(rng, i, randomConst(rng)), g.leaf(rng, i, randomConst(rng))}
		}
		h := g.canonical()
		require.LessOrEqual(t, len(h.code), len(g.code))
		p, q := g.program(0), h.program(0)
		values := make([]float64, n)
		for range 8 {
			x := rng.NormFloat64()
			trace(&p, x, values)
			size := 0.0
			for _, v := range values {
				size = max(size, math.Abs(v), math.Abs(1/v))
			}
			// Where numbers grow or cancel, so do the differences of rounding; and
			// a constant expression that is not finite may become anything.
			if !(size < 1e4) {
				break
			}
			compared++
			assert.InDelta(t, p.Eval(x), q.Eval(x), 1e-13*size*size, "%s → %s", p.String(), q.String())
		}
	}
	assert.Greater(t, compared, 5000)
}

// Writings of one function share a canonical form, or at least a digest.
func TestStructureSeesThroughWritings(t *testing.T) {
	build := func(f func(h *graph) int) genome {
		h := newGraph()
		return h.emit(f(h))
	}
	c := func(h *graph, v float64) int { return h.constant(v) }
	same := [][2]func(h *graph) int{
		{ // x + c − c′ and x + c″
			func(h *graph) int { return h.make(Sub, h.make(Add, 0, c(h, 2)), c(h, 3)) },
			func(h *graph) int { return h.make(Add, c(h, 5), 0) },
		},
		{ // c/(x/c′) and c/x
			func(h *graph) int { return h.make(Div, c(h, 2), h.make(Div, 0, c(h, 3))) },
			func(h *graph) int { return h.make(Div, c(h, 1), 0) },
		},
		{ // x·x + c and c + x·x
			func(h *graph) int { return h.make(Add, h.make(Mul, 0, 0), c(h, 3)) },
			func(h *graph) int { return h.make(Add, c(h, 4), h.make(Mul, 0, 0)) },
		},
		{ // (x² − x)·x and x·(x² − x)
			func(h *graph) int { return h.make(Mul, h.make(Sub, h.make(Mul, 0, 0), 0), 0) },
			func(h *graph) int { return h.make(Mul, 0, h.make(Sub, h.make(Mul, 0, 0), 0)) },
		},
	}
	digests := map[uint64]bool{}
	for i, pair := range same {
		a, b := build(pair[0]), build(pair[1])
		assert.Equal(t, a.structure(), b.structure(), "pair %d", i)
		digests[a.structure().key] = true
	}
	assert.Len(t, digests, len(same), "different functions have different digests")
	// Ten digits agree, more need not: a relative change of 1e-13 is rounding.
	assert.Equal(t, significant(1.25), significant(1.25*(1+1e-13)))
	assert.NotEqual(t, significant(1.25), significant(1.25*(1+1e-9)))
	assert.NotEqual(t, significant(1.25), significant(2.5))
	assert.NotEqual(t, significant(1.25), significant(-1.25))
}

func TestValuesKnowTheErrorCurve(t *testing.T) {
	e := []float64{1e-3, -5e-4, 2e-4, -1e-3}
	minus := []float64{-1e-3, 5e-4, -2e-4, 1e-3}
	scaled := []float64{1e-5, -5e-6, 2e-6, -1e-5}
	other := []float64{1e-3, -2e-4, 2e-4, -1e-3}
	assert.Equal(t, values(3, e, 1e-3), values(3, minus, 1e-3))
	assert.Equal(t, values(3, e, 1e-3), values(3, scaled, 1e-5))
	assert.NotEqual(t, values(3, e, 1e-3), values(4, e, 1e-3))
	assert.NotEqual(t, values(3, e, 1e-3), values(3, other, 1e-3))
	assert.Equal(t, values(2, e, 0), values(2, other, 0))
}

// The cache against a model that keeps a list.
func TestCacheForgetsTheLeastRecent(t *testing.T) {
	const limit = 8
	c := newCache(limit)
	type entry struct {
		d     digest
		score float64
	}
	var list []entry // most recent first
	rng := rand.New(rand.NewPCG(5, 5))
	collisions := 0
	for range 20000 {
		d := digest{uint64(rng.IntN(14)), uint64(rng.IntN(2))}
		at := -1
		for i, e := range list {
			if e.d.key == d.key {
				at = i
			}
		}
		if rng.IntN(3) > 0 {
			got := c.look(d)
			if at < 0 {
				require.Nil(t, got)
				continue
			}
			if list[at].d != d {
				collisions++
				require.Nil(t, got)
				continue
			}
			require.NotNil(t, got)
			assert.Equal(t, list[at].score, got.score)
			e := list[at]
			list = append(list[:at], list[at+1:]...)
			list = append([]entry{e}, list...)
			continue
		}
		e := entry{d, rng.Float64()}
		if at >= 0 {
			list = append(list[:at], list[at+1:]...)
		} else if len(list) == limit {
			list = list[:limit-1]
		}
		list = append([]entry{e}, list...)
		c.put(d, e.score)
		require.Len(t, c.index, len(list))
	}
	assert.Equal(t, collisions, c.collisions)
	assert.Greater(t, collisions, 100)
}

// Derivatives against differences.
func TestGradients(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 3))
	target := expTarget
	s, err := measured(t.Context(), &target, target.interior(fitPoints), false)
	require.NoError(t, err)
	f := newFitter(s)
	tried := 0
	for range 2000 {
		g := randomGenome(rng, 1+rng.IntN(20))
		k := len(g.c)
		if k == 0 || f.residuals(g.code, g.c, f.r) > 1e4 {
			continue
		}
		f.gradients(g.code, k)
		jac := make([][]float64, k)
		for j := range k {
			jac[j] = append([]float64(nil), f.jac[j]...)
		}
		for j := range k {
			h := 1e-5 * max(math.Abs(g.c[j]), 1e-3)
			c := append([]float64(nil), g.c...)
			var at [3][]float64 // errors for c + ih
			for i := range at {
				c[j] = g.c[j] + float64(i-1)*h
				f.residuals(g.code, c, f.r)
				at[i] = append([]float64(nil), f.r...)
			}
			for i := range fitPoints {
				d1, d2 := (at[2][i]-at[0][i])/(2*h), (at[2][i]-2*at[1][i]+at[0][i])/h
				// Where the second difference is small the first one is good.
				if math.Abs(d2) < 1e-3*math.Abs(d1) && math.Abs(d1) < 1e6 && math.Abs(d1) > 1e-3 {
					tried++
					assert.InEpsilon(t, d1, jac[j][i], 1e-3)
				}
			}
		}
	}
	assert.Greater(t, tried, 10000)
}

// The fit of a polynomial is Remez's within the percent that Lawson leaves.
func TestFitterAgainstRemez(t *testing.T) {
	target := expTarget
	s, err := measured(t.Context(), &target, target.chebyshev(checkPoints), false)
	require.NoError(t, err)
	f := newFitter(s)
	for n := 1; n <= 5; n++ {
		fit, err := Remez(t.Context(), target, &RemezSettings{Degree: n})
		require.NoError(t, err)
		p := fit.Program()
		c := make([]float64, len(p.Const))
		for i := range c {
			c[i] = 1
		}
		// The problem is linear: the damping falls to nothing in a dozen steps.
		f.weigh(nil)
		f.levenberg(p.Code, c, 60)
		got := f.minimax(p.Code, c, 60)
		assert.InEpsilon(t, fit.Error, got, 0.02, "degree %d", n)
		assert.Greater(t, got, fit.Error*(1-1e-3))
	}
}

func TestNeighbour32(t *testing.T) {
	assert.Equal(t, float64(math.Nextafter32(1.5, 2)), neighbour32(1.5, 1))
	assert.Equal(t, float64(math.Nextafter32(-1.5, -2)), neighbour32(-1.5, 1))
	assert.Equal(t, 0.0, neighbour32(0, -3))
	assert.Equal(t, float64(math.MaxFloat32), neighbour32(math.MaxFloat32, 5))
}
