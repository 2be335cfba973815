// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// A full is what both implementations are asked for.
type full interface {
	blas.Float64
	blas.Float32
}

// panicOf returns what f panics with, nil if it does not.
func panicOf(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}

// Every wrong argument makes both implementations panic with the same value,
// and what is not wrong makes neither panic.
func TestPanicsAreGonums(t *testing.T) {
	x := make([]float64, 40)
	y := make([]float32, 40)
	cases := map[string]func(b full){}
	add := func(name string, f func(b full)) { cases[name] = f }

	for _, tA := range []blas.Transpose{blas.NoTrans, blas.Trans, blas.ConjTrans, 'x'} {
		for _, tB := range []blas.Transpose{blas.NoTrans, blas.Trans, 0} {
			for _, s := range [][3]int{{2, 3, 4}, {-1, 3, 4}, {2, -1, 4}, {2, 3, -1}, {0, 3, 4}, {2, 0, 4}, {2, 3, 0}, {0, 0, 0}} {
				for _, ld := range [][3]int{{4, 4, 3}, {1, 4, 3}, {4, 1, 3}, {4, 4, 2}, {4, 4, 0}, {-4, 4, 3}} {
					for _, l := range [][3]int{{16, 16, 6}, {7, 16, 6}, {3, 16, 6}, {16, 8, 6}, {16, 3, 6}, {16, 16, 5}, {0, 0, 0}} {
						add(fmt.Sprint("gemm ", tA, tB, s, ld, l), func(b full) {
							b.Dgemm(tA, tB, s[0], s[1], s[2], 1, x[:l[0]], ld[0], x[:l[1]], ld[1], 1, x[:l[2]], ld[2])
						})
						add(fmt.Sprint("sgemm ", tA, tB, s, ld, l), func(b full) {
							b.Sgemm(tA, tB, s[0], s[1], s[2], 1, y[:l[0]], ld[0], y[:l[1]], ld[1], 1, y[:l[2]], ld[2])
						})
					}
				}
			}
		}
		for _, s := range [][2]int{{2, 3}, {-1, 3}, {2, -1}, {0, 3}, {2, 0}, {14, 2}} {
			for _, lda := range []int{3, 2, 0, -3} {
				for _, inc := range [][2]int{{1, 1}, {0, 1}, {1, 0}, {-2, 1}, {1, 2}, {3, -3}} {
					for _, l := range [][3]int{{6, 3, 3}, {5, 3, 3}, {6, 2, 3}, {6, 3, 2}, {6, 1, 3}, {6, 3, 1}, {40, 40, 40}, {0, 0, 0}} {
						name := fmt.Sprint(tA, s, lda, inc, l)
						add("gemv "+name, func(b full) {
							b.Dgemv(tA, s[0], s[1], 1, x[:l[0]], lda, x[:l[1]], inc[0], 1, x[:l[2]], inc[1])
						})
						add("sgemv "+name, func(b full) {
							b.Sgemv(tA, s[0], s[1], 1, y[:l[0]], lda, y[:l[1]], inc[0], 1, y[:l[2]], inc[1])
						})
						for _, alpha := range []float64{0, 1} {
							add(fmt.Sprint("ger ", alpha, name), func(b full) {
								b.Dger(s[0], s[1], alpha, x[:l[1]], inc[0], x[:l[2]], inc[1], x[:l[0]], lda)
							})
							add(fmt.Sprint("sger ", alpha, name), func(b full) {
								b.Sger(s[0], s[1], float32(alpha), y[:l[1]], inc[0], y[:l[2]], inc[1], y[:l[0]], lda)
							})
						}
					}
				}
			}
		}
	}
	for _, n := range []int{-1, 0, 1, 3, 20} {
		for _, inc := range [][2]int{{1, 1}, {0, 1}, {1, 0}, {-1, 1}, {2, 1}, {1, -2}} {
			for _, l := range [][2]int{{3, 3}, {0, 3}, {3, 0}, {2, 3}, {3, 2}, {40, 40}, {5, 5}} {
				u, v, p, q := x[:l[0]], x[:l[1]], y[:l[0]], y[:l[1]]
				name := fmt.Sprint(n, inc, l)
				add("Ddot "+name, func(b full) { b.Ddot(n, u, inc[0], v, inc[1]) })
				add("Sdot "+name, func(b full) { b.Sdot(n, p, inc[0], q, inc[1]) })
				add("Dsdot "+name, func(b full) { b.Dsdot(n, p, inc[0], q, inc[1]) })
				add("Sdsdot "+name, func(b full) { b.Sdsdot(n, 1, p, inc[0], q, inc[1]) })
				add("Dswap "+name, func(b full) { b.Dswap(n, u, inc[0], v, inc[1]) })
				add("Sswap "+name, func(b full) { b.Sswap(n, p, inc[0], q, inc[1]) })
				for _, alpha := range []float64{0, 1} {
					add(fmt.Sprint("Daxpy ", alpha, name), func(b full) { b.Daxpy(n, alpha, u, inc[0], v, inc[1]) })
					add(fmt.Sprint("Saxpy ", alpha, name), func(b full) { b.Saxpy(n, float32(alpha), p, inc[0], q, inc[1]) })
					add(fmt.Sprint("Dscal ", alpha, name), func(b full) { b.Dscal(n, alpha, u, inc[0]) })
					add(fmt.Sprint("Sscal ", alpha, name), func(b full) { b.Sscal(n, float32(alpha), p, inc[0]) })
				}
				add("Dnrm2 "+name, func(b full) { b.Dnrm2(n, u, inc[0]) })
				add("Snrm2 "+name, func(b full) { b.Snrm2(n, p, inc[0]) })
				add("Dasum "+name, func(b full) { b.Dasum(n, u, inc[0]) })
				add("Sasum "+name, func(b full) { b.Sasum(n, p, inc[0]) })
				add("Idamax "+name, func(b full) { b.Idamax(n, u, inc[0]) })
				add("Isamax "+name, func(b full) { b.Isamax(n, p, inc[0]) })
			}
		}
	}
	panics := 0
	for name, f := range cases {
		want := panicOf(func() { f(gonum.Implementation{}) })
		got := panicOf(func() { f(Implementation{}) })
		if e, ok := want.(error); ok {
			// A runtime error: gonum did not look. That ours panics too is enough.
			assert.NotNil(t, got, "%s: gonum panics with %v", name, e)
		} else {
			assert.Equal(t, want, got, name)
		}
		if want != nil {
			panics++
		}
	}
	assert.Greater(t, panics, 1000)
	assert.Greater(t, len(cases)-panics, 500)
}

// A stride whose product with the number of rows wraps around does not reach
// assembly.
func TestHugeStrides(t *testing.T) {
	x := make([]float64, 100)
	for _, ld := range []int{math.MaxInt, math.MaxInt/2 + 1, math.MaxInt/4 + 1} {
		for _, m := range []int{2, 3, 5, 9} {
			assert.Panics(t, func() { Implementation{}.Dgemm(blas.NoTrans, blas.NoTrans, m, 2, 2, 1, x, ld, x, 2, 1, x, 2) })
			assert.Panics(t, func() { Implementation{}.Dgemm(blas.NoTrans, blas.Trans, m, m, 2, 1, x, 2, x, ld, 1, x, m) })
			assert.Panics(t, func() { Implementation{}.Dgemm(blas.NoTrans, blas.NoTrans, m, 2, 2, 1, x, 2, x, 2, 1, x, ld) })
			assert.Panics(t, func() { Implementation{}.Dgemv(blas.NoTrans, m, 20, 1, x, ld, x, 1, 1, x, 1) })
			assert.Panics(t, func() { Implementation{}.Dgemv(blas.NoTrans, 20, m, 1, x, m, x, ld, 1, x, 1) })
			assert.Panics(t, func() { Implementation{}.Dgemv(blas.Trans, 20, m, 1, x, m, x, 1, 1, x, -ld) })
			assert.Panics(t, func() { Implementation{}.Dger(m, 20, 1, x, 1, x, 1, x, ld) })
		}
	}
}
