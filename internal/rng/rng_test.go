// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package rng

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/parallel"
)

func ExampleStream() {
	// The noise of step 7: every particle takes its own row.
	s := New(1, 7)
	row := make([]float64, 3)
	for particle := range 2 {
		s.Normals(row, uint64(particle*len(row)))
		fmt.Printf("%.4f\n", row)
	}
	all := make([]float64, 6)
	s.Normals(all, 0)
	fmt.Printf("%.4f\n", all)
	// Output:
	// [-0.7101 0.5219 0.8758]
	// [-0.4833 -1.5389 -0.1458]
	// [-0.7101 0.5219 0.8758 -0.4833 -1.5389 -0.1458]
}

// sequences are the bulk functions.
var sequences = map[string]func(s Stream, dst []float64, index uint64){
	"uniforms":     Stream.Uniforms,
	"normals":      Stream.Normals,
	"signs":        Stream.Signs,
	"exponentials": Stream.Exponentials,
	"words":        func(s Stream, dst []float64, index uint64) { s.Uint64s(asWords(dst), index) },
}

func wordsOf(x []float64) []uint64 { return slices.Clone(asWords(x)) }

// However a sequence is cut, it is the same, also where the keys change and at
// the end.
func TestElementsAreFunctionsOfTheirIndex(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for name, f := range sequences {
		s := New(r.Uint64(), r.Uint64())
		const n = 5000
		for _, start := range []uint64{0, 1, 31, 1 << 33, 1<<33 - 2048, 1<<34 - 2000, 1<<39 - 2500, 1<<40 - 1<<11, MaxIndex - n} {
			want := make([]float64, n)
			f(s, want, start)
			for range 30 {
				i := r.IntN(n)
				k := r.IntN(n - i)
				got := make([]float64, k)
				f(s, got, start+uint64(i))
				require.Equal(t, wordsOf(want[i:i+k]), wordsOf(got), "%s from %d, [%d,%d)", name, start, i, i+k)
			}
		}
	}
}

func TestSameBitsOnEveryLevelAndForAnyWorkers(t *testing.T) {
	const n = 20000
	for name, f := range sequences {
		s := New(3, 4)
		want := make([]float64, n)
		f(s, want, 7)
		for _, l := range kernel.Levels() {
			restore := kernel.Limit(l)
			for _, workers := range []int{1, 3} {
				got := make([]float64, n)
				parallel.For(workers, n, 1, 100, func(lo, hi int) { f(s, got[lo:hi], 7+uint64(lo)) })
				assert.Equal(t, wordsOf(want), wordsOf(got), "%s %v", name, l)
			}
			restore()
		}
	}
}

// No sequence shares elements with another: of the stream, of a neighbour in
// seed or number, of a split stream.
func TestSequencesDiffer(t *testing.T) {
	seen := map[uint64]string{}
	add := func(what string, w []uint64) {
		for _, x := range w {
			if was, ok := seen[x]; ok {
				t.Fatalf("%s and %s share %x", what, was, x)
			}
			seen[x] = what
		}
	}
	for seed := range uint64(3) {
		for id := range uint64(3) {
			root := New(seed, id)
			for i, s := range []Stream{root, root.Split(0), root.Split(1), root.Split(1 << 40), root.Split(0).Split(0)} {
				name := fmt.Sprintf("%d/%d/%d", seed, id, i)
				w := make([]uint64, 64)
				s.Uint64s(w, 0)
				add(name+" words", w)
				for _, k := range []kind{permutationKind, sourceKind} {
					s.fill(k, asFloats(w), 0)
					add(fmt.Sprint(name, " kind ", k), w)
				}
				for _, kind := range []string{"uniforms", "normals", "exponentials"} {
					x := make([]float64, 64)
					sequences[kind](s, x, 0)
					add(name+" "+kind, asWords(x))
				}
			}
		}
	}
	src := New(5, 6)
	assert.Equal(t, From(src.Source()), From(src.Source()))
	assert.NotEqual(t, New(5, 6), From(src.Source()))
}

func TestSource(t *testing.T) {
	r := rand.New(New(1, 2).Source())
	want := make([]uint64, 1000)
	New(1, 2).fill(sourceKind, asFloats(want), 0)
	for _, w := range want {
		require.Equal(t, w, r.Uint64())
	}
}

// All permutations of a few elements come equally often.
func TestPerm(t *testing.T) {
	counts := map[[4]int]int{}
	const n = 24000
	for k := range uint64(n) {
		var p [4]int
		New(9, k).Perm(p[:])
		counts[p]++
	}
	require.Len(t, counts, 24)
	chi := 0.0
	for _, c := range counts {
		d := float64(c) - n/24
		chi += d * d / (n / 24)
	}
	assert.InDelta(t, 23, chi, 4*math.Sqrt(2*23)) // four standard deviations of chi-squared with 23 degrees

	p := make([]int, 10000)
	New(1, 1).Perm(p)
	seen := make([]bool, len(p))
	for _, i := range p {
		require.False(t, seen[i])
		seen[i] = true
	}
	New(1, 1).Perm(nil)
}

func TestIndexRange(t *testing.T) {
	x := make([]float64, 2)
	assert.NotPanics(t, func() { New(1, 2).Normals(x, MaxIndex-2) })
	assert.Panics(t, func() { New(1, 2).Normals(x, MaxIndex-1) })
	assert.Panics(t, func() { New(1, 2).Normals(x, math.MaxUint64) })
	assert.NotPanics(t, func() { New(1, 2).Normals(nil, 0) })
}

func TestNoAllocations(t *testing.T) {
	dst, p := make([]float64, 1000), make([]int, 1000)
	s := New(1, 2)
	for name, f := range sequences {
		assert.Zero(t, testing.AllocsPerRun(10, func() { f(s, dst, 5) }), name)
	}
	assert.Zero(t, testing.AllocsPerRun(10, func() { s.Perm(p) }))
}
