// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"golang.org/x/exp/constraints"
	"gonum.org/v1/gonum/blas"

	"github.com/relaxnum/relax/internal/kernel"
)

// eachLevel runs f as a subtest at every level of this machine.
func eachLevel(t *testing.T, f func(t *testing.T)) {
	for _, l := range kernel.Levels() {
		t.Run(l.String(), func(t *testing.T) {
			defer kernel.Limit(l)()
			f(t)
		})
	}
}

// atLevels calls f at every level of this machine.
func atLevels(f func(l kernel.Level)) {
	for _, l := range kernel.Levels() {
		restore := kernel.Limit(l)
		f(l)
		restore()
	}
}

// A gemmCall is one product.
type gemmCall[T constraints.Float] struct {
	tA, tB        blas.Transpose
	m, n, k       int
	alpha, beta   T
	a, b, c       []T
	lda, ldb, ldc int
}

func (g *gemmCall[T]) String() string {
	return fmt.Sprintf("%c%c m=%d n=%d k=%d alpha=%v beta=%v lda=%d ldb=%d ldc=%d", g.tA, g.tB, g.m, g.n, g.k, g.alpha, g.beta, g.lda, g.ldb, g.ldc)
}

// newCall lays out a product whose elements value gives. Rows are pad elements
// longer than they need to be, and slices end with the last element in use.
func newCall[T constraints.Float](tA, tB blas.Transpose, m, n, k, pad int, alpha, beta T, value func() T) *gemmCall[T] {
	matrix := func(rows, cols int) ([]T, int) {
		ld := max(1, cols) + pad
		x := make([]T, max(0, (rows-1)*ld+cols))
		for i := range x {
			x[i] = value()
		}
		return x, ld
	}
	g := &gemmCall[T]{tA: tA, tB: tB, m: m, n: n, k: k, alpha: alpha, beta: beta}
	if tA == blas.NoTrans {
		g.a, g.lda = matrix(m, k)
	} else {
		g.a, g.lda = matrix(k, m)
	}
	if tB == blas.NoTrans {
		g.b, g.ldb = matrix(k, n)
	} else {
		g.b, g.ldb = matrix(n, k)
	}
	g.c, g.ldc = matrix(m, n)
	return g
}

// aAt returns op(A)[i,p].
func (g *gemmCall[T]) aAt(i, p int) T {
	if g.tA == blas.NoTrans {
		return g.a[i*g.lda+p]
	}
	return g.a[p*g.lda+i]
}

// bAt returns op(B)[p,j].
func (g *gemmCall[T]) bAt(p, j int) T {
	if g.tB == blas.NoTrans {
		return g.b[p*g.ldb+j]
	}
	return g.b[j*g.ldb+p]
}

// want computes the product from its definition.
func (g *gemmCall[T]) want() []T {
	c := append([]T(nil), g.c...)
	for i := range g.m {
		for j := range g.n {
			var s T
			for p := range g.k {
				s += g.aAt(i, p) * g.bAt(p, j)
			}
			e := &c[i*g.ldc+j]
			if g.beta == 0 {
				*e = 0
			} else {
				*e *= g.beta
			}
			if g.alpha != 0 && g.k > 0 {
				*e += g.alpha * s
			}
		}
	}
	return c
}

// run computes the product with impl and returns C.
func (g *gemmCall[T]) run(impl Implementation) []T {
	c := append([]T(nil), g.c...)
	switch x := any(g).(type) {
	case *gemmCall[float64]:
		impl.Dgemm(x.tA, x.tB, x.m, x.n, x.k, x.alpha, x.a, x.lda, x.b, x.ldb, x.beta, any(c).([]float64), x.ldc)
	case *gemmCall[float32]:
		impl.Sgemm(x.tA, x.tB, x.m, x.n, x.k, x.alpha, x.a, x.lda, x.b, x.ldb, x.beta, any(c).([]float32), x.ldc)
	}
	return c
}

// eachTranspose calls f for the four products; ConjTrans stands in for Trans
// once.
func eachTranspose(f func(tA, tB blas.Transpose)) {
	f(blas.NoTrans, blas.NoTrans)
	f(blas.NoTrans, blas.ConjTrans)
	f(blas.Trans, blas.NoTrans)
	f(blas.Trans, blas.Trans)
}

// sameBits returns the index of the first elements that differ in a bit, one NaN
// being as good as another, or -1.
func sameBits[T constraints.Float](x, y []T) int {
	for i, v := range x {
		w := y[i]
		if v != w && (v == v || w == w) || math.Signbit(float64(v)) != math.Signbit(float64(w)) && v == v {
			return i
		}
	}
	return -1
}

// normal returns a function that gives normal deviates of the stream seed.
func normal[T constraints.Float](seed uint64) func() T {
	r := rand.New(rand.NewPCG(1, seed))
	return func() T { return T(r.NormFloat64()) }
}

// integers is normal for integers from -8 to 8, with which products are exact.
func integers[T constraints.Float](seed uint64) func() T {
	r := rand.New(rand.NewPCG(2, seed))
	return func() T { return T(r.IntN(17) - 8) }
}
