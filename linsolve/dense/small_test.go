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
)

// smallSizes are those on both sides of every limit of gonumDgemv and its like.
func smallSizes() [][2]int {
	var sizes [][2]int
	for m := 1; m <= 16; m++ {
		for n := 1; n <= 16; n++ {
			sizes = append(sizes, [2]int{m, n})
		}
	}
	return append(sizes, [][2]int{{20, 20}, {25, 21}, {32, 1}, {33, 1}, {1, 256}, {1, 257}, {2, 128}, {2, 129}, {4, 101}, {5, 80}, {5, 81}, {51, 10}, {52, 10}, {70, 7}, {70, 9}, {short, 3}, {short + 1, 3}, {1, short}, {1, short + 1}}...)
}

// Whoever does the work, numbers are right, NaN in y goes with beta = 0, zeros
// hide no NaN in A, and what lies between and behind the elements stays.
func TestSmallLevel2(t *testing.T) {
	incs := [][2]int{{1, 1}, {1, 3}, {3, 1}, {2, 2}, {-1, 1}, {2, -3}}
	for _, s := range smallSizes() {
		m, n := s[0], s[1]
		for _, inc := range incs {
			for _, tA := range []blas.Transpose{blas.NoTrans, blas.Trans} {
				name := fmt.Sprintf("%c %d×%d inc=%v", tA, m, n, inc)
				c := newGemvCase(tA, m, n, 2, inc[0], inc[1], integers[float64](uint64(m*n)))
				want := c.want(2, 0)
				rows, cols := m, n
				if tA != blas.NoTrans {
					rows, cols = n, m
				}
				for i := range rows {
					c.y[first(rows, inc[1])+i*inc[1]] = math.NaN()
				}
				assert.Equal(t, -1, sameBits(want, c.run(Implementation{}, 2, 0)), name)
				assert.Equal(t, -1, sameBits(want, c.run32(Implementation{}, 2, 0)), name)

				// A NaN in the last row and column of op(A), times zero.
				at := (rows-1)*c.lda + cols - 1
				if tA != blas.NoTrans {
					at = (cols-1)*c.lda + rows - 1
				}
				c.a[at] = math.NaN()
				c.x[first(cols, inc[0])+(cols-1)*inc[0]] = 0
				want = c.want(1, 0)
				assert.Equal(t, -1, sameBits(want, c.run(Implementation{}, 1, 0)), name)
				assert.Equal(t, -1, sameBits(want, c.run32(Implementation{}, 1, 0)), name)
			}

			name := fmt.Sprintf("Ger %d×%d inc=%v", m, n, inc)
			c := newGemvCase(blas.Trans, m, n, 2, inc[0], inc[1], integers[float64](uint64(m+n)))
			c.x[first(m, inc[0])] = 0
			c.y[first(n, inc[1])] = math.NaN()
			want := append([]float64(nil), c.a...)
			for i := range m {
				for j := range n {
					want[i*c.lda+j] += 3 * c.x[first(m, inc[0])+i*inc[0]] * c.y[first(n, inc[1])+j*inc[1]]
				}
			}
			a, b := append([]float64(nil), c.a...), single(c.a)
			Implementation{}.Dger(m, n, 3, c.x, inc[0], c.y, inc[1], a, c.lda)
			assert.Equal(t, -1, sameBits(want, a), name)
			Implementation{}.Sger(m, n, 3, single(c.x), inc[0], single(c.y), inc[1], b, c.lda)
			assert.Equal(t, -1, sameBits(want, double(b)), name)
		}
	}
}

// Nothing that could wrap around in gonum goes there unseen.
func TestDirect(t *testing.T) {
	assert.True(t, direct(1, 1, 1, 1, 1))
	assert.True(t, direct(short, short, 1<<18, 1<<18, 1<<18))
	for k := range 5 {
		for _, v := range []int{math.MinInt, -1, 0, 1<<18 + 1, math.MaxInt} {
			args := [5]int{1, 1, 1, 1, 1}
			args[k] = v
			assert.False(t, direct(args[0], args[1], args[2], args[3], args[4]), "%v", args)
		}
	}
}
