// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"golang.org/x/exp/constraints"
	"gonum.org/v1/gonum/blas"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/testfunc"
)

// shapes are sizes m, n, k at which the algorithm takes its several ways: empty,
// a few elements, one strip, several, packed and not, more than one block of k,
// of rows and of columns, and very long ones.
var shapes = [][3]int{
	{0, 3, 2}, {3, 0, 2}, {3, 2, 0}, {1, 1, 1}, {1, 1, 300}, {2, 3, 4}, {3, 5, 7}, {4, 4, 4}, {5, 13, 1}, {7, 11, 13},
	{8, 8, 8}, {12, 25, 9}, {17, 31, 64}, {64, 64, 64}, {23, 49, 257}, {97, 101, 103}, {128, 128, 128},
	{1, 500, 40}, {500, 1, 40}, {300, 3, 290}, {3, 300, 290}, {130, 331, 17}, {151, 173, 521}, {9, 1100, 260}, {400, 7, 300},
	{2, 2, 5000}, {1000, 2, 3}, {2, 1000, 3}, {1, 200, 300}, {200, 1, 300}, {1, 1, 40000},
}

// With small integers every sum is exact in any order, so the result must be the
// integer one; what stands between the rows of C must stay.
func testGemmExact[T constraints.Float](t *testing.T) {
	most := math.MaxInt
	switch {
	case testfunc.Slow():
		most = 1 << 15
	case testing.Short():
		most = 1 << 20
	}
	for i, s := range shapes {
		if s[0]*s[1]*s[2] > most {
			continue
		}
		turn := 0
		eachTranspose(func(tA, tB blas.Transpose) {
			turn++
			for j, ab := range [][2]T{{1, 0}, {1, 1}, {-2, 3}, {0, 2}, {0, 0}} {
				if j%4 != turn%4 && s[0]*s[1]*s[2] > 1<<16 {
					continue // each with one of the four products is enough
				}
				g := newCall(tA, tB, s[0], s[1], s[2], (i+j)%3, ab[0], ab[1], integers[T](uint64(i)))
				want := g.want()
				atLevels(func(l kernel.Level) {
					if at := sameBits(want, g.run(Implementation{})); at >= 0 {
						t.Errorf("%v, %v: element %d is wrong", l, g, at)
					}
				})
			}
		})
	}
}

func TestDgemmExact(t *testing.T) { testGemmExact[float64](t) }
func TestSgemmExact(t *testing.T) { testGemmExact[float32](t) }

// Every square size up to 70, where the small path ends.
func TestDgemmExactSquare(t *testing.T) {
	for n := range 71 {
		if testfunc.Slow() && n > 20 {
			break
		}
		eachTranspose(func(tA, tB blas.Transpose) {
			g := newCall(tA, tB, n, n, n, n%2, 1, float64(n%3), integers[float64](uint64(n)))
			want := g.want()
			atLevels(func(l kernel.Level) {
				if at := sameBits(want, g.run(Implementation{})); at >= 0 {
					t.Errorf("%v, %v: element %d is wrong", l, g, at)
				}
			})
		})
	}
}

// exactly returns the exact product and, for each element, the bound of the
// error, (k+2)·u·(|alpha|·|A|·|B| + |beta·C|), u being half the distance of 1 and
// the next number. k roundings are those of the sum, one is that of the product
// with alpha and one that of beta·C, or of the sum with C.
func exactly[T constraints.Float](g *gemmCall[T], u float64) (product []*big.Float, bound []float64) {
	number := func(x T) *big.Float { return new(big.Float).SetPrec(300).SetFloat64(float64(x)) }
	product, bound = make([]*big.Float, len(g.c)), make([]float64, len(g.c))
	for i := range g.m {
		for j := range g.n {
			at := i*g.ldc + j
			sum, size := number(0), 0.0
			for p := range g.k {
				x, y := g.aAt(i, p), g.bAt(p, j)
				term := number(x)
				sum.Add(sum, term.Mul(term, number(y)))
				size += math.Abs(float64(x) * float64(y))
			}
			old := number(g.c[at])
			sum.Mul(sum, number(g.alpha))
			product[at] = sum.Add(sum, old.Mul(old, number(g.beta)))
			bound[at] = float64(g.k+2) * u * (size*math.Abs(float64(g.alpha)) + math.Abs(float64(g.beta)*float64(g.c[at])))
		}
	}
	return product, bound
}

// The error bound of the doc comment holds, against sums of 300 bits.
func testGemmBound[T constraints.Float](t *testing.T, u float64) {
	if testfunc.Slow() {
		t.Skip("much arithmetic in Go")
	}
	for i, s := range [][3]int{{5, 7, 11}, {13, 29, 40}, {9, 14, 700}, {23, 16, 259}} {
		eachTranspose(func(tA, tB blas.Transpose) {
			g := newCall(tA, tB, s[0], s[1], s[2], 1, T(-1.3), T(0.7), normal[T](uint64(i)))
			product, bound := exactly(g, u)
			atLevels(func(l kernel.Level) {
				c := g.run(Implementation{})
				for i := range g.m {
					for at := i * g.ldc; at < i*g.ldc+g.n; at++ {
						d := new(big.Float).SetFloat64(float64(c[at]))
						if e, _ := d.Sub(d, product[at]).Float64(); math.Abs(e) > bound[at] {
							t.Errorf("%v, %v: element %d is off by %g, more than %g", l, g, at, e, bound[at])
						}
					}
				}
			})
		})
	}
}

func TestDgemmBound(t *testing.T) { testGemmBound[float64](t, 0x1p-53) }
func TestSgemmBound(t *testing.T) { testGemmBound[float32](t, 0x1p-24) }

// The vector levels agree bit for bit. The portable level is within twice the
// bound of them: both are within it of the exact product.
func TestDgemmLevelsAgree(t *testing.T) {
	if testfunc.Slow() {
		t.Skip("much arithmetic in Go")
	}
	g := newCall(blas.NoTrans, blas.Trans, 77, 85, 300, 0, 1.1, 0.3, normal[float64](1))
	var last []float64
	for _, l := range kernel.Levels() {
		restore := kernel.Limit(l)
		c := g.run(Implementation{})
		restore()
		if l == kernel.AVX512 {
			assert.Equal(t, -1, sameBits(last, c))
		} else if last != nil {
			for i := range g.m {
				for j := range g.n {
					size := 0.3 * math.Abs(g.c[i*g.ldc+j])
					for p := range g.k {
						size += 1.1 * math.Abs(g.aAt(i, p)*g.bAt(p, j))
					}
					at := i*g.ldc + j
					assert.InDelta(t, last[at], c[at], 2*float64(g.k+2)*0x1p-53*size)
				}
			}
		}
		last = c
	}
}

// An element has the same bits wherever it stands: in the whole product, or in
// that of some rows and columns alone, a single row or column of a few elements
// among them.
func testGemmPlace[T constraints.Float](t *testing.T) {
	if testfunc.Slow() {
		t.Skip("much arithmetic in Go")
	}
	eachLevel(t, func(t *testing.T) {
		for _, s := range [][3]int{{61, 77, 150}, {203, 190, 300}, {30, 1290, 270}} {
			eachTranspose(func(tA, tB blas.Transpose) {
				g := newCall(tA, tB, s[0], s[1], s[2], 1, T(1.7), T(-0.4), normal[T](7))
				whole := g.run(Implementation{})
				for _, r := range [][4]int{{0, 1, 0, 1}, {3, 8, 5, 6}, {1, s[0], 2, 15}, {s[0] - 2, s[0], 1, s[1]}, {5, 30, 7, s[1] - 3}} {
					i0, i1, j0, j1 := r[0], r[1], r[2], r[3]
					h := *g
					h.m, h.n = i1-i0, j1-j0
					if tA == blas.NoTrans {
						h.a = g.a[i0*g.lda:]
					} else {
						h.a = g.a[i0:]
					}
					if tB == blas.NoTrans {
						h.b = g.b[j0:]
					} else {
						h.b = g.b[j0*g.ldb:]
					}
					h.c = g.c[i0*g.ldc+j0:]
					part := h.run(Implementation{})
					for i := range h.m {
						want, got := whole[(i0+i)*g.ldc+j0:][:h.n], part[i*g.ldc:][:h.n]
						if at := sameBits(want, got); at >= 0 {
							t.Fatalf("%v: rows %d..%d, columns %d..%d: element %d,%d is %v, in the whole product %v", g, i0, i1, j0, j1, i, at, got[at], want[at])
						}
					}
				}
			})
		}
	})
}

func TestDgemmPlace(t *testing.T) { testGemmPlace[float64](t) }
func TestSgemmPlace(t *testing.T) { testGemmPlace[float32](t) }

// The number of workers does not change a bit.
func testGemmWorkers[T constraints.Float](t *testing.T) {
	for i, s := range [][3]int{{301, 307, 311}, {1200, 50, 600}, {50, 1200, 600}, {131, 2500, 97}} {
		eachTranspose(func(tA, tB blas.Transpose) {
			g := newCall(tA, tB, s[0], s[1], s[2], 0, T(1.2), T(i), normal[T](uint64(i)))
			want := g.run(Implementation{Workers: 1})
			for _, w := range []int{0, 2, 7} {
				if at := sameBits(want, g.run(Implementation{Workers: w})); at >= 0 {
					t.Fatalf("%v: %d workers change element %d", g, w, at)
				}
			}
		})
	}
}

func TestDgemmWorkers(t *testing.T) { testGemmWorkers[float64](t) }
func TestSgemmWorkers(t *testing.T) { testGemmWorkers[float32](t) }

// Zeros hide no NaN or infinity of the other matrix, beta = 0 hides those of C,
// and alpha = 0 those of A and B.
func testGemmSpecial[T constraints.Float](t *testing.T) {
	nan, inf := T(math.NaN()), T(math.Inf(1))
	eachLevel(t, func(t *testing.T) {
		for _, s := range [][3]int{{1, 1, 1}, {2, 2, 2}, {5, 6, 7}, {40, 41, 42}, {70, 80, 300}} {
			m, n, k := s[0], s[1], s[2]
			eachTranspose(func(tA, tB blas.Transpose) {
				zero := func() T { return 0 }
				g := newCall(tA, tB, m, n, k, 0, 1, 0, zero)
				for i := range g.c {
					g.c[i] = nan
				}
				g.b[len(g.b)-1] = nan // op(B)[k-1,n-1]
				c := g.run(Implementation{})
				for i, v := range c {
					if j := i % g.ldc; j == n-1 {
						assert.True(t, v != v, "%v: 0·NaN is %v", g, v)
					} else {
						assert.Zero(t, v, "%v: C was not overwritten", g)
					}
				}
				g.b[len(g.b)-1], g.a[len(g.a)-1] = 0, inf
				c = g.run(Implementation{})
				for i, v := range c {
					if i/g.ldc == m-1 {
						assert.True(t, v != v, "%v: Inf·0 is %v", g, v)
					} else {
						assert.Zero(t, v, "%v", g)
					}
				}
				g.alpha, g.beta = 0, 2
				for i := range g.c {
					g.c[i] = 1
				}
				c = g.run(Implementation{})
				for _, v := range c {
					assert.Equal(t, T(2), v, "%v: alpha = 0 reads A", g)
				}
				g.c[0] = nan
				c = g.run(Implementation{})
				assert.True(t, c[0] != c[0], "%v: NaN in C was lost", g)
			})
		}
	})
}

func TestDgemmSpecial(t *testing.T) { testGemmSpecial[float64](t) }
func TestSgemmSpecial(t *testing.T) { testGemmSpecial[float32](t) }

// FuzzDgemm compares products of any shape with the definition.
func FuzzDgemm(f *testing.F) {
	f.Add(uint16(4), uint16(5), uint16(6), uint8(0), 1.0, 0.0, uint64(1))
	f.Add(uint16(0), uint16(1), uint16(0), uint8(1), math.NaN(), math.Inf(1), uint64(2))
	f.Add(uint16(100), uint16(13), uint16(300), uint8(7), -1e300, 1e-300, uint64(3))
	f.Add(uint16(33), uint16(65), uint16(17), uint8(14), math.SmallestNonzeroFloat64, -1.0, uint64(4))
	f.Fuzz(func(t *testing.T, m, n, k uint16, flags uint8, alpha, beta float64, seed uint64) {
		tA, tB := blas.NoTrans, blas.NoTrans
		if flags&1 > 0 {
			tA = blas.Trans
		}
		if flags&2 > 0 {
			tB = blas.Trans
		}
		g := newCall(tA, tB, int(m%300), int(n%300), int(k%600), int(flags/4%8), alpha, beta, normal[float64](seed))
		got, want := g.run(Implementation{Workers: int(flags / 32)}), g.want()
		for i := range g.m {
			for j := range g.ldc {
				at := i*g.ldc + j
				if at >= len(want) {
					break
				}
				if j >= g.n {
					assert.Equal(t, g.c[at], got[at], "%v: between the rows", g)
					continue
				}
				size := math.Abs(beta * g.c[at])
				for p := range g.k {
					size += math.Abs(alpha * g.aAt(i, p) * g.bAt(p, j))
				}
				if !(size < math.MaxFloat64/4) {
					continue // NaN, or one of two orders may overflow
				}
				// Both are within the bound of the exact value. Where a product with
				// alpha or beta underflows, each of three blocks of k is off by one
				// subnormal more, and so is beta·C.
				tol := 2*float64(g.k+2)*0x1p-53*size + 8*math.SmallestNonzeroFloat64
				if d := math.Abs(got[at] - want[at]); !(d <= tol) {
					t.Fatalf("%v: element %d,%d is %v, want %v", g, i, j, got[at], want[at])
				}
			}
		}
	})
}
