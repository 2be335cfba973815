// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A reducer is a reduction of up to three slices to up to two sums.
type reducer[T float] struct {
	name string
	run  func(x, y, z []T) [2]T
	// add is the model's step for either sum.
	add [2]func(x, y, z []T) func(acc T, i int) T
	// term gives the factors of the terms of either sum.
	term [2]func(x, y, z []T) func(i int) (a, b float64)
}

func product[T float](pick func(x, y, z []T) (a, b []T)) (func(x, y, z []T) func(T, int) T, func(x, y, z []T) func(int) (float64, float64)) {
	return func(x, y, z []T) func(T, int) T {
			a, b := pick(x, y, z)
			return func(acc T, i int) T { return fma(a[i], b[i], acc) }
		}, func(x, y, z []T) func(int) (float64, float64) {
			a, b := pick(x, y, z)
			return func(i int) (float64, float64) { return float64(a[i]), float64(b[i]) }
		}
}

func reducers[T float](dot func(x, y []T) T, dotPair func(x, y, z []T) (T, T), sum, asum, sumSquares func(x []T) T) []reducer[T] {
	xy, xyTerm := product(func(x, y, _ []T) ([]T, []T) { return x, y })
	xz, xzTerm := product(func(x, _, z []T) ([]T, []T) { return x, z })
	xx, xxTerm := product(func(x, _, _ []T) ([]T, []T) { return x, x })
	plain := func(x, _, _ []T) func(T, int) T { return func(acc T, i int) T { return acc + x[i] } }
	plainTerm := func(x, _, _ []T) func(int) (float64, float64) {
		return func(i int) (float64, float64) { return float64(x[i]), 1 }
	}
	abs := func(x, _, _ []T) func(T, int) T {
		return func(acc T, i int) T { return acc + T(math.Abs(float64(x[i]))) }
	}
	absTerm := func(x, _, _ []T) func(int) (float64, float64) {
		return func(i int) (float64, float64) { return math.Abs(float64(x[i])), 1 }
	}
	one := func(name string, run func(x, y []T) T, add func(x, y, z []T) func(T, int) T, term func(x, y, z []T) func(int) (float64, float64)) reducer[T] {
		r := reducer[T]{name: name, run: func(x, y, _ []T) [2]T { return [2]T{run(x, y)} }}
		r.add[0], r.term[0] = add, term
		return r
	}
	pair := reducer[T]{name: "DotPair", run: func(x, y, z []T) [2]T { a, b := dotPair(x, y, z); return [2]T{a, b} }}
	pair.add[0], pair.term[0], pair.add[1], pair.term[1] = xy, xyTerm, xz, xzTerm
	return []reducer[T]{
		one("Dot", dot, xy, xyTerm),
		pair,
		one("Sum", func(x, _ []T) T { return sum(x) }, plain, plainTerm),
		one("Asum", func(x, _ []T) T { return asum(x) }, abs, absTerm),
		one("SumSquares", func(x, _ []T) T { return sumSquares(x) }, xx, xxTerm),
	}
}

var (
	reducers64 = reducers(Dot, DotPair, Sum, Asum, SumSquares)
	reducers32 = reducers(Dot32, DotPair32, Sum32, Asum32, SumSquares32)
)

func TestReductions(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		t.Run("float64", func(t *testing.T) { testReductions(t, reducers64) })
		t.Run("float32", func(t *testing.T) { testReductions(t, reducers32) })
	})
}

func testReductions[T float](t *testing.T, rs []reducer[T]) {
	for _, r := range rs {
		t.Run(r.name, func(t *testing.T) {
			check := func(n, off int) {
				x, y, z := guard(normals[T](1, n), off), guard(normals[T](2, n), (off+1)%8), guard(normals[T](3, n), (off+5)%8)
				got := r.run(x.data, y.data, z.data)
				for i, add := range r.add {
					if add != nil {
						checkSum(t, r.name, n, got[i], laneSum(n, add(x.data, y.data, z.data)), r.term[i](x.data, y.data, z.data))
					}
				}
			}
			eachShape(check)
			check(1000, 0)
			check(4099, 3)
		})
	}
}

// Wherever a special value stands, the sum is what its terms say.
func TestReductionsOfSpecialValues(t *testing.T) {
	inf := math.Inf(1)
	eachLevel(t, func(t *testing.T) {
		t.Run("float64", func(t *testing.T) { testReductionsOfSpecialValues(t, reducers64, inf) })
		t.Run("float32", func(t *testing.T) { testReductionsOfSpecialValues(t, reducers32, float32(inf)) })
	})
}

func testReductionsOfSpecialValues[T float](t *testing.T, rs []reducer[T], inf T) {
	for _, r := range rs {
		for _, n := range []int{1, 3, 5, 8, 15, 31, 33, 63, 64, 67, 100, 131} {
			for i := range n {
				for _, v := range []T{inf, -inf, inf - inf} {
					x, y, z := normals[T](1, n), normals[T](2, n), normals[T](3, n)
					x[i] = v
					want := laneSum(n, r.add[0](x, y, z))
					assert.True(t, same(want, r.run(x, y, z)[0]), "%s: %v at %d of %d", r.name, v, i, n)
					if r.name == "Dot" { // infinity by zero
						y[i] = 0
						got := r.run(x, y, z)[0]
						assert.True(t, got != got, "%v*0 at %d of %d", v, i, n)
					}
				}
			}
		}
		// Zeros of any sign make +0, also where a tail ends.
		for n := range 70 {
			x, y, z := make([]T, n), make([]T, n), make([]T, n)
			for i := range x {
				x[i] = T(math.Copysign(0, -1))
				y[i], z[i] = 1, 1
			}
			assert.Zero(t, bitsOf(r.run(x, y, z)[0]), "%s, n=%d", r.name, n)
		}
	}
}

// Subnormal products and sums are kept, not flushed.
func TestReductionsKeepSubnormals(t *testing.T) {
	const tiny, tiny32 = math.SmallestNonzeroFloat64, math.SmallestNonzeroFloat32
	eachLevel(t, func(t *testing.T) {
		for n := range 130 {
			x, one := make([]float64, n), make([]float64, n)
			x32, one32 := make([]float32, n), make([]float32, n)
			for i := range x {
				x[i], one[i], x32[i], one32[i] = tiny, 1, tiny32, 1
			}
			assert.Equal(t, float64(n)*tiny, Dot(x, one))
			assert.Equal(t, float64(n)*tiny, Sum(x))
			assert.Equal(t, float64(n)*tiny, Asum(x))
			assert.Equal(t, float32(n)*tiny32, Dot32(x32, one32))
			assert.Equal(t, float32(n)*tiny32, Sum32(x32))
			assert.Equal(t, float32(n)*tiny32, Asum32(x32))
		}
	})
}

func TestDotPairIsTwoDots(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		eachShape(func(n, off int) {
			x, y, z := guard(normals[float64](1, n), off).data, normals[float64](2, n), normals[float64](3, n)
			xy, xz := DotPair(x, y, z)
			if xy != Dot(x, y) || xz != Dot(x, z) {
				t.Fatalf("n=%d: %v %v, not %v %v", n, xy, xz, Dot(x, y), Dot(x, z))
			}
		})
	})
}

func TestDDot32(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		check := func(n, off int) {
			x, y := guard(normals[float32](1, n), off).data, guard(normals[float32](2, n), (off+3)%8).data
			got := DDot32(x, y)
			model := laneSum(n, func(acc float64, i int) float64 { return fma(float64(x[i]), float64(y[i]), acc) })
			checkSum(t, "DDot32", n, got, model, func(i int) (float64, float64) { return float64(x[i]), float64(y[i]) })
		}
		eachShape(check)
		check(4099, 1)
		big := []float32{math.MaxFloat32, math.MaxFloat32, math.MaxFloat32}
		assert.Equal(t, 3*float64(math.MaxFloat32)*math.MaxFloat32, DDot32(big, big))
	})
}

// A slice that is too short panics in Go, even when its array is long enough.
func TestShortSlicesPanic(t *testing.T) {
	x, short := make([]float64, 5), make([]float64, 4, 16)
	x32, short32 := make([]float32, 5), make([]float32, 4, 16)
	for i, f := range []func(){
		func() { Dot(x, short) },
		func() { DotPair(x, short, x) },
		func() { DotPair(x, x, short) },
		func() { Axpy(short, 1, x) },
		func() { AxpyTo(short, 1, x, x) },
		func() { AxpyTo(x, 1, x, short) },
		func() { Update(x, short, 1, x, x) },
		func() { Update(x, x, 1, short, x) },
		func() { Update(x, x, 1, x, short) },
		func() { ScaleTo(short, 1, x) },
		func() { Add(short, x, x) },
		func() { Sub(x, x, short) },
		func() { Mul(short, x, x) },
		func() { Div(x, x, short) },
		func() { Dot32(x32, short32) },
		func() { DDot32(x32, short32) },
		func() { DotPair32(x32, x32, short32) },
		func() { Axpy32(short32, 1, x32) },
		func() { AxpyTo32(x32, 1, x32, short32) },
		func() { Update32(x32, x32, 1, x32, short32) },
		func() { ScaleTo32(short32, 1, x32) },
		func() { Add32(x32, x32, short32) },
		func() { Sub32(short32, x32, x32) },
		func() { Mul32(x32, x32, short32) },
		func() { Div32(short32, x32, x32) },
	} {
		assert.Panics(t, f, "case %d", i)
	}
}
