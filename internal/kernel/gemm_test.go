// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A stripCase is one call of a strip kernel.
type stripCase[T float] struct {
	m, n, k  int
	alpha    T
	a        []T
	ars, acs int
	b        []T
	brs      int
	c        []T
	ldc      int
	add      bool
}

func (s *stripCase[T]) String() string {
	return fmt.Sprintf("m=%d n=%d k=%d alpha=%v ars=%d acs=%d brs=%d ldc=%d add=%t", s.m, s.n, s.k, s.alpha, s.ars, s.acs, s.brs, s.ldc, s.add)
}

// newStrip lays out a call whose elements value gives. Matrices end at the last
// element in use.
func newStrip[T float](m, n, k, pad int, trans, add bool, alpha T, value func() T) *stripCase[T] {
	s := &stripCase[T]{m: m, n: n, k: k, alpha: alpha, add: add, ars: k + pad, acs: 1, brs: n + pad, ldc: n + pad}
	if trans {
		s.ars, s.acs = 1, m+pad
	}
	fill := func(size int) []T {
		x := make([]T, max(size, 0))
		for i := range x {
			x[i] = value()
		}
		return x
	}
	if k > 0 {
		s.a = fill((m-1)*s.ars + (k-1)*s.acs + 1)
		s.b = fill((k-1)*s.brs + n)
	}
	s.c = fill((m-1)*s.ldc + n)
	return s
}

// want computes the call from its definition with the given multiply-add.
func (s *stripCase[T]) want(fma func(x, y, z T) T) []T {
	c := slices.Clone(s.c)
	for i := range s.m {
		for j := range s.n {
			var sum T
			for p := range s.k {
				sum = fma(s.a[i*s.ars+p*s.acs], s.b[p*s.brs+j], sum)
			}
			switch {
			case s.k == 0 && s.add:
			case s.k == 0:
				c[i*s.ldc+j] = 0
			case !s.add:
				c[i*s.ldc+j] = s.alpha * sum
			default:
				c[i*s.ldc+j] = fma(s.alpha, sum, c[i*s.ldc+j])
			}
		}
	}
	return c
}

// A gemmType is an element type with its kernels.
type gemmType[T float] struct {
	shape func() (rows, lanes int)
	strip func(c []T, ldc, m, n, k int, alpha T, a []T, ars, acs int, b []T, brs int, add bool, next []T)
	tiny  func(c []T, ldc, m, n, k int, alpha T, a []T, ars, acs int, b []T, brs, bcs int, add bool)
	eps   float64
}

var (
	gemm64 = gemmType[float64]{GemmShape, GemmStrip, GemmTiny, 0x1p-53}
	gemm32 = gemmType[float32]{GemmShape32, GemmStrip32, GemmTiny32, 0x1p-24}
)

// run calls the kernel on a guarded copy of C and returns the copy.
func (g *gemmType[T]) run(t *testing.T, s *stripCase[T]) []T {
	t.Helper()
	c := guard(s.c, s.m%8)
	g.strip(c.data, s.ldc, s.m, s.n, s.k, s.alpha, s.a, s.ars, s.acs, s.b, s.brs, s.add, s.b)
	c.check(t, s.String())
	return c.data
}

// eachStrip calls f for tiles of every shape, in strips that are packed or not,
// and for long strips.
func eachStrip(rows, lanes int, f func(m, n, k, pad int, trans, add bool)) {
	turn := 0
	shape := func(m, n, k int) {
		turn++
		f(m, n, k, turn%3, turn&4 > 0, turn&8 > 0)
		f(m, n, k, turn%2, turn&4 == 0, turn&8 == 0)
	}
	for m := range 2*rows + 2 {
		for n := range GemmVectors*lanes + 1 {
			shape(m, n, (3*m+n)%12)
		}
	}
	for k := range 40 {
		for _, n := range []int{1, lanes - 1, lanes, 2*lanes - 1, 3 * lanes} {
			shape(rows+1, n, k)
		}
	}
	shape(97, 3*lanes, 257)
	shape(3*rows, 2*lanes+1, 512)
}

// With small integers every operation is exact, so all levels must give the
// integer result, and leave alone what is between the rows of C.
func testStripExact[T float](t *testing.T, g gemmType[T]) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 1))
		rows, lanes := g.shape()
		eachStrip(rows, lanes, func(m, n, k, pad int, trans, add bool) {
			s := newStrip(m, n, k, pad, trans, add, T(1-r.IntN(4)), func() T { return T(r.IntN(17) - 8) })
			want := s.want(func(x, y, z T) T { return x*y + z })
			if got := g.run(t, s); !assert.Equal(t, want, got, "%v", s) {
				t.FailNow()
			}
		})
	})
}

func TestGemmStripExact(t *testing.T)   { testStripExact(t, gemm64) }
func TestGemmStrip32Exact(t *testing.T) { testStripExact(t, gemm32) }

// On the vector levels the bits are those of one fused multiply-add a term, in
// order, wherever the element lies; NaN, infinities, zeros and subnormals among
// them.
func testStripBits[T float](t *testing.T, g gemmType[T]) {
	eachLevel(t, func(t *testing.T) {
		if Active() == Portable {
			t.Skip("the portable level rounds products")
		}
		r := rand.New(rand.NewPCG(1, 2))
		rows, lanes := g.shape()
		eachStrip(rows, lanes, func(m, n, k, pad int, trans, add bool) {
			s := newStrip(m, n, k, pad, trans, add, T(r.NormFloat64()), func() T {
				if r.IntN(200) == 0 {
					return T(special64[r.IntN(len(special64))])
				}
				return T(r.NormFloat64())
			})
			got, want := g.run(t, s), s.want(fma[T])
			for i := range want {
				if !same(got[i], want[i]) {
					t.Fatalf("%v: element %d is %v, want %v", s, i, got[i], want[i])
				}
			}
		})
	})
}

func TestGemmStripBits(t *testing.T)   { testStripBits(t, gemm64) }
func TestGemmStrip32Bits(t *testing.T) { testStripBits(t, gemm32) }

// At every level a sum of k terms is within (k+2)·eps of the exact one,
// relative to the sum of the terms' absolute values: k for the sum, one for the
// product with alpha and one for the sum with C.
func testStripBound[T float](t *testing.T, g gemmType[T]) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 3))
		_, lanes := g.shape()
		s := newStrip(9, 3*lanes-1, 300, 1, false, true, T(-0.7), func() T { return T(r.NormFloat64()) })
		got := g.run(t, s)
		for i := range s.m {
			for j := range s.n {
				old := float64(s.c[i*s.ldc+j])
				sum, size := precise(old), math.Abs(old)
				for p := range s.k {
					x, y := float64(s.a[i*s.ars+p*s.acs]), float64(s.b[p*s.brs+j])
					term := precise(float64(s.alpha))
					term.Mul(term, precise(x)).Mul(term, precise(y))
					sum.Add(sum, term)
					size += math.Abs(float64(s.alpha) * x * y)
				}
				bound := float64(s.k+2) * g.eps * size
				d, _ := sum.Sub(sum, precise(float64(got[i*s.ldc+j]))).Float64()
				if math.Abs(d) > bound {
					t.Fatalf("element %d, %d is off by %g, more than %g", i, j, d, bound)
				}
			}
		}
	})
}

// precise returns x with room for sums and products of a few hundred numbers
// near 1.
func precise(x float64) *big.Float { return new(big.Float).SetPrec(400).SetFloat64(x) }

func TestGemmStripBound(t *testing.T)   { testStripBound(t, gemm64) }
func TestGemmStrip32Bound(t *testing.T) { testStripBound(t, gemm32) }

// The kernel for a few elements has the bits of the other.
func testTiny[T float](t *testing.T, g gemmType[T]) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 4))
		for turn := range 6 * 6 * 6 {
			m, n, k := turn%6, turn/6%6, turn/36
			if m*n == 0 {
				continue
			}
			s := newStrip(m, n, k, turn%2, turn%3 > 0, turn%4 > 1, T(r.NormFloat64()), func() T { return T(r.NormFloat64()) })
			want := g.run(t, s)
			c := guard(s.c, turn%8)
			g.tiny(c.data, s.ldc, m, n, k, s.alpha, s.a, s.ars, s.acs, s.b, s.brs, 1, s.add)
			c.check(t, s.String())
			assert.Equal(t, want, c.data, "%v", s)
			if k == 0 {
				continue
			}
			bt := make([]T, (n-1)*(k+1)+k)
			for p := range k {
				for j := range n {
					bt[j*(k+1)+p] = s.b[p*s.brs+j]
				}
			}
			c = guard(s.c, turn%8)
			g.tiny(c.data, s.ldc, m, n, k, s.alpha, s.a, s.ars, s.acs, bt, 1, k+1, s.add)
			c.check(t, s.String())
			assert.Equal(t, want, c.data, "%v, B transposed", s)
		}
	})
}

func TestGemmTiny(t *testing.T)   { testTiny(t, gemm64) }
func TestGemmTiny32(t *testing.T) { testTiny(t, gemm32) }

// C is overwritten, whatever it held, unless it is added to.
func TestGemmStripOverwritesNaN(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for k := range 3 {
			c := []float64{math.NaN(), math.Inf(1), 7, math.NaN()}
			GemmStrip(c, 3, 2, 1, k, 2, []float64{1, 1, 1, 1}, 2, 1, []float64{1, 1}, 1, false, nil)
			assert.Equal(t, []float64{2 * float64(k), 7, 2 * float64(k)}, []float64{c[0], c[2], c[3]})
			assert.True(t, math.IsInf(c[1], 1), "an element between the rows changed")
		}
	})
}

func TestGemmStripPanics(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		_, lanes := GemmShape()
		x := make([]float64, 4096)
		ok := func(c, a, b int) func() {
			return func() { GemmStrip(x[:c], 4, 3, 4, 5, 1, x[:a], 5, 1, x[:b], 4, true, nil) }
		}
		assert.NotPanics(t, ok(12, 15, 20))
		assert.Panics(t, ok(11, 15, 20))
		assert.Panics(t, ok(12, 14, 20))
		assert.Panics(t, ok(12, 15, 19))
		for _, stride := range []int{-4, math.MinInt, math.MaxInt/2 + 1, math.MaxInt} { // 2*stride overflows to 0 and below
			assert.Panics(t, func() { GemmStrip(x, stride, 3, 4, 5, 1, x, 5, 1, x, 4, true, nil) })
			assert.Panics(t, func() { GemmStrip(x, 4, 3, 4, 5, 1, x, stride, 1, x, 4, true, nil) })
			assert.Panics(t, func() { GemmTiny(x, 4, 3, 4, 5, 1, x, 5, 1, x, 4, stride, true) })
		}
		if Active() > Portable {
			n := GemmVectors*lanes + 1
			assert.Panics(t, func() { GemmStrip(x, n, 1, n, 1, 1, x, 1, 1, x, n, true, nil) })
		}
	})
}

func BenchmarkGemmStrip(b *testing.B) {
	for _, l := range Levels() {
		for _, k := range []int{16, 64, 256} {
			b.Run(fmt.Sprintf("%v/k=%d", l, k), func(b *testing.B) {
				defer Limit(l)()
				_, lanes := GemmShape()
				const m = 96
				n := GemmVectors * lanes
				s := newStrip(m, n, k, 0, false, true, 1, func() float64 { return 1e-3 })
				for b.Loop() {
					GemmStrip(s.c, n, m, n, k, 1, s.a, k, 1, s.b, n, true, nil)
				}
				b.ReportMetric(2*float64(m*n*k)*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
			})
		}
	}
}
