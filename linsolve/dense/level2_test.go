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

	"github.com/relaxnum/relax/internal/kernel"
)

// A gemvCase is a matrix with two vectors, which lie between other numbers.
type gemvCase struct {
	m, n, lda  int
	a, x, y    []float64
	incX, incY int
	tA         blas.Transpose
}

func newGemvCase(tA blas.Transpose, m, n, pad, incX, incY int, value func() float64) *gemvCase {
	fill := func(size int) []float64 {
		x := make([]float64, max(size, 0))
		for i := range x {
			x[i] = value()
		}
		return x
	}
	lenX, lenY := n, m
	if tA != blas.NoTrans {
		lenX, lenY = m, n
	}
	vector := func(n, inc int) []float64 { return fill((n-1)*max(inc, -inc) + 1 + pad) }
	c := &gemvCase{m: m, n: n, lda: n + pad, incX: incX, incY: incY, tA: tA}
	c.a = fill((m-1)*c.lda + n)
	c.x, c.y = vector(lenX, incX), vector(lenY, incY)
	return c
}

// want returns y = alpha·op(A)·x + beta·y from the definition.
func (c *gemvCase) want(alpha, beta float64) []float64 {
	y := append([]float64(nil), c.y...)
	rows, cols := c.m, c.n
	if c.tA != blas.NoTrans {
		rows, cols = cols, rows
	}
	for i := range rows {
		s := 0.0
		for j := range cols {
			at := i*c.lda + j
			if c.tA != blas.NoTrans {
				at = j*c.lda + i
			}
			s += c.a[at] * c.x[first(cols, c.incX)+j*c.incX]
		}
		e := &y[first(rows, c.incY)+i*c.incY]
		if beta == 0 {
			*e = 0
		} else {
			*e *= beta
		}
		if alpha != 0 {
			*e += alpha * s
		}
	}
	return y
}

func (c *gemvCase) run(impl Implementation, alpha, beta float64) []float64 {
	y := append([]float64(nil), c.y...)
	impl.Dgemv(c.tA, c.m, c.n, alpha, c.a, c.lda, c.x, c.incX, beta, y, c.incY)
	return y
}

func (c *gemvCase) run32(impl Implementation, alpha, beta float64) []float64 {
	y := single(c.y)
	impl.Sgemv(c.tA, c.m, c.n, float32(alpha), single(c.a), c.lda, single(c.x), c.incX, float32(beta), y, c.incY)
	return double(y)
}

func single(x []float64) []float32 {
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = float32(v)
	}
	return y
}

func double(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

// Matrices of small integers, for which float32 is exact as well. The sizes are
// those of a few elements, which gonum does, of narrow, wide and square ones,
// and one whose transposed product is summed by blocks.
func TestGemvExact(t *testing.T) {
	for i, s := range [][2]int{{1, 1}, {2, 3}, {3, 2}, {13, 14}, {14, 14}, {1, 400}, {400, 1}, {33, 65}, {200, 3}, {3, 200}, {100, 101}, {20000, 29}} {
		for j, inc := range [][2]int{{1, 1}, {1, 2}, {-1, 1}, {3, -2}} {
			if j > 1 && s[0] > 10000 {
				break
			}
			for _, tA := range []blas.Transpose{blas.NoTrans, blas.Trans, blas.ConjTrans} {
				c := newGemvCase(tA, s[0], s[1], (i+j)%2, inc[0], inc[1], integers[float64](uint64(i)))
				for k, ab := range [][2]float64{{1, 0}, {2, 1}, {-1, 3}, {0, 2}, {0, 0}} {
					if k > 0 && s[0] > 10000 {
						break
					}
					want := c.want(ab[0], ab[1])
					atLevels(func(l kernel.Level) {
						name := fmt.Sprintf("%v: %c %d×%d inc=%v alpha, beta=%v", l, tA, s[0], s[1], inc, ab)
						assert.Equal(t, -1, sameBits(want, c.run(Implementation{}, ab[0], ab[1])), name)
						assert.Equal(t, -1, sameBits(want, c.run32(Implementation{}, ab[0], ab[1])), name)
					})
				}
			}
		}
	}
}

func TestGerExact(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for i, s := range [][2]int{{1, 1}, {2, 3}, {8, 9}, {5, 400}, {400, 5}, {33, 65}, {100, 101}} {
			for _, inc := range [][2]int{{1, 1}, {1, 2}, {-1, 1}, {3, -2}} {
				m, n := s[0], s[1]
				x := newGemvCase(blas.Trans, m, n, i%2, inc[0], inc[1], integers[float64](uint64(i))) // x has m elements, y has n
				for _, alpha := range []float64{0, 1, -3} {
					want := append([]float64(nil), x.a...)
					for r := range m {
						for c := range n {
							want[r*x.lda+c] += alpha * x.x[first(m, inc[0])+r*inc[0]] * x.y[first(n, inc[1])+c*inc[1]]
						}
					}
					a := append([]float64(nil), x.a...)
					Implementation{}.Dger(m, n, alpha, x.x, inc[0], x.y, inc[1], a, x.lda)
					assert.Equal(t, want, a, "%d×%d inc=%v", m, n, inc)
					b := single(x.a)
					Implementation{}.Sger(m, n, float32(alpha), single(x.x), inc[0], single(x.y), inc[1], b, x.lda)
					assert.Equal(t, want, double(b), "%d×%d inc=%v", m, n, inc)
				}
			}
		}
	})
}

// The number of workers does not change a bit, for matrices that are shared out
// by rows, by columns and by blocks of rows.
func TestLevel2Workers(t *testing.T) {
	for i, s := range [][2]int{{1500, 1501}, {100000, 40}, {37, 60000}} {
		for _, tA := range []blas.Transpose{blas.NoTrans, blas.Trans} {
			c := newGemvCase(tA, s[0], s[1], 1, 1, 1, normal[float64](uint64(i)))
			want := c.run(Implementation{Workers: 1}, 1.3, 0.5)
			want32 := c.run32(Implementation{Workers: 1}, 1.3, 0.5)
			for _, w := range []int{0, 2, 7} {
				assert.Equal(t, -1, sameBits(want, c.run(Implementation{Workers: w}, 1.3, 0.5)), "%v %c: %d workers", s, tA, w)
				assert.Equal(t, -1, sameBits(want32, c.run32(Implementation{Workers: w}, 1.3, 0.5)), "%v %c: %d workers", s, tA, w)
			}
		}
		c := newGemvCase(blas.Trans, s[0], s[1], 1, 1, 1, normal[float64](uint64(i)))
		var want []float64
		for _, w := range []int{1, 0, 2, 7} {
			a := append([]float64(nil), c.a...)
			Implementation{Workers: w}.Dger(s[0], s[1], 1.3, c.x, 1, c.y, 1, a, c.lda)
			if want == nil {
				want = a
			}
			assert.Equal(t, -1, sameBits(want, a), "Dger %v: %d workers", s, w)
		}
	}
}

// As for products of matrices: zeros hide nothing, beta = 0 and alpha = 0 do.
func TestLevel2Special(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, s := range [][2]int{{1, 1}, {3, 4}, {20, 30}, {9, 300}} {
			for _, tA := range []blas.Transpose{blas.NoTrans, blas.Trans} {
				for _, run := range []func(c *gemvCase, impl Implementation, alpha, beta float64) []float64{(*gemvCase).run, (*gemvCase).run32} {
					c := newGemvCase(tA, s[0], s[1], 0, 1, 1, func() float64 { return 0 })
					for i := range c.y {
						c.y[i] = math.NaN()
					}
					for _, v := range run(c, Implementation{}, 1, 0) {
						assert.Zero(t, v)
					}
					c.a[0] = math.Inf(1)
					y := run(c, Implementation{}, 1, 0)
					assert.True(t, math.IsNaN(y[0]), "Inf·0 is %v", y[0])
					clear(c.y)
					for _, v := range run(c, Implementation{}, 0, 3) {
						assert.Zero(t, v, "alpha = 0 reads A")
					}
					a := make([]float64, s[0]*s[1])
					x, z := make([]float64, s[0]), make([]float64, s[1])
					z[s[1]-1] = math.NaN()
					Implementation{}.Dger(s[0], s[1], 1, x, 1, z, 1, a, s[1])
					assert.True(t, math.IsNaN(a[s[1]-1]), "0·NaN is %v", a[s[1]-1])
				}
			}
		}
	})
}

// gonum's Sgemv clears all of the slice y when beta is 0; ours leaves what is
// not y.
func TestGemvLeavesWhatIsNotY(t *testing.T) {
	for _, n := range []int{2, 30} {
		a, x := make([]float32, n*n), make([]float32, n)
		y := make([]float32, n+3)
		y[n] = 5
		Implementation{}.Sgemv(blas.Trans, n, n, 1, a, n, x, 1, 0, y, 1)
		assert.Equal(t, float32(5), y[n])
	}
}
