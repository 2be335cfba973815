// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math/bits"

	"golang.org/x/exp/constraints"
)

// Matrix-matrix products are built from strips: the product of a few columns of
// B with all rows of A that fit a cache. Every element of C is the sum of
// A[i,p]·B[p,j] in ascending order of p, one fused multiply-add each on the
// vector levels, whatever the place of the element in the strip; then
// C = alpha·sum, or C += alpha·sum in one more fused operation.

// GemmVectors is the number of vectors that a strip is wide at most.
const GemmVectors = 3

// GemmShape returns the number of rows that [GemmStrip] computes at a time and
// the number of lanes of a vector at the level in force. Full strips are
// GemmVectors*lanes columns wide.
func GemmShape() (rows, lanes int) { return gemmShape(8) }

// GemmShape32 returns what [GemmShape] does, for [GemmStrip32].
func GemmShape32() (rows, lanes int) { return gemmShape(4) }

// gemmShape returns the shape of the tiles for elements of the given bytes.
func gemmShape(elem int) (rows, lanes int) {
	switch level {
	case AVX512:
		return 8, 64 / elem
	case AVX2:
		return 4, 32 / elem
	default:
		return portableRows, portableLanes
	}
}

// GemmStrip sets C = alpha·A·B, or C += alpha·A·B when add, where C is m×n with
// n <= GemmVectors*lanes, A is m×k and B is k×n. A[i,p] is a[i*ars+p*acs], so A
// may be transposed, B[p,j] is b[p*brs+j] and C[i,j] is c[i*ldc+j]. C must not
// overlap the others. Next is what the caller will read after the call; the
// kernel asks the caches for it in passing and does not touch it otherwise.
func GemmStrip(c []float64, ldc, m, n, k int, alpha float64, a []float64, ars, acs int, b []float64, brs int, add bool, next []float64) {
	gemmStrip(c, ldc, m, n, k, alpha, a, ars, acs, b, brs, add, next)
}

// GemmStrip32 is [GemmStrip] for float32.
func GemmStrip32(c []float32, ldc, m, n, k int, alpha float32, a []float32, ars, acs int, b []float32, brs int, add bool, next []float32) {
	gemmStrip32(c, ldc, m, n, k, alpha, a, ars, acs, b, brs, add, next)
}

// GemmTiny does what [GemmStrip] does, with the same bits, for matrices of a few
// elements, n of any size, and B[p,j] = b[p*brs+j*bcs], so that B may be
// transposed, too.
func GemmTiny(c []float64, ldc, m, n, k int, alpha float64, a []float64, ars, acs int, b []float64, brs, bcs int, add bool) {
	gemmTiny(c, ldc, m, n, k, alpha, a, ars, acs, b, brs, bcs, add)
}

// GemmTiny32 is [GemmTiny] for float32.
func GemmTiny32(c []float32, ldc, m, n, k int, alpha float32, a []float32, ars, acs int, b []float32, brs, bcs int, add bool) {
	gemmTiny32(c, ldc, m, n, k, alpha, a, ars, acs, b, brs, bcs, add)
}

const wideStrip = "kernel: strip of more than three vectors"

// at returns i*s + j*t for nonnegative i and j, or -1 if that is not an index: a
// stride is negative or the sum overflows. Assembly does not check.
func at(i, s, j, t int) int {
	h0, l0 := bits.Mul(uint(i), uint(s))
	h1, l1 := bits.Mul(uint(j), uint(t))
	if h0|h1 != 0 || int(l0) < 0 || int(l1) < 0 {
		return -1
	}
	return int(l0 + l1)
}

// emptyStrip does what there is to do for a product without terms.
func emptyStrip[T constraints.Float](c []T, ldc, m, n int, add bool) {
	for i := 0; !add && i < m && n > 0; i++ {
		clear(c[i*ldc : i*ldc+n])
	}
}

// The portable tile: eight sums, two elements of A and four of B are all that
// sixteen registers hold.
const (
	portableRows  = 2
	portableLanes = 4
)

// gemmStripGo is the portable twin of the strip kernels.
func gemmStripGo[T constraints.Float](c []T, ldc, m, n, k int, alpha T, a []T, ars, acs int, b []T, brs int, add bool) {
	if m <= 0 || n <= 0 || k <= 0 {
		emptyStrip(c, ldc, m, n, add)
		return
	}
	for j := 0; j < n; j += portableLanes {
		i := 0
		if n-j >= portableLanes {
			for ; i+portableRows <= m; i += portableRows {
				gemmTileGo(c[i*ldc+j:], ldc, k, alpha, a[i*ars:], ars, acs, b[j:], brs, add)
			}
		}
		for ; i < m; i++ {
			for l := j; l < min(j+portableLanes, n); l++ {
				var s T
				for p := range k {
					s = mulAdd(s, a[i*ars+p*acs], b[p*brs+l])
				}
				gemmStore(&c[i*ldc+l], alpha, s, add)
			}
		}
	}
}

// gemmTinyGo is the portable twin of the kernels for a few elements.
func gemmTinyGo[T constraints.Float](c []T, ldc, m, n, k int, alpha T, a []T, ars, acs int, b []T, brs, bcs int, add bool) {
	if m <= 0 || n <= 0 || k <= 0 {
		emptyStrip(c, ldc, m, n, add)
		return
	}
	for i := range m {
		for j := range n {
			var s T
			for p := range k {
				s = mulAdd(s, a[i*ars+p*acs], b[p*brs+j*bcs])
			}
			gemmStore(&c[i*ldc+j], alpha, s, add)
		}
	}
}

// gemmTileGo computes a tile of two rows and four columns.
func gemmTileGo[T constraints.Float](c []T, ldc, k int, alpha T, a []T, ars, acs int, b []T, brs int, add bool) {
	var s00, s01, s02, s03, s10, s11, s12, s13 T
	for p := range k {
		x0, x1 := a[p*acs], a[ars+p*acs]
		r := b[p*brs:][:4]
		s00 = mulAdd(s00, x0, r[0])
		s01 = mulAdd(s01, x0, r[1])
		s02 = mulAdd(s02, x0, r[2])
		s03 = mulAdd(s03, x0, r[3])
		s10 = mulAdd(s10, x1, r[0])
		s11 = mulAdd(s11, x1, r[1])
		s12 = mulAdd(s12, x1, r[2])
		s13 = mulAdd(s13, x1, r[3])
	}
	for j, s := range [4]T{s00, s01, s02, s03} {
		gemmStore(&c[j], alpha, s, add)
	}
	for j, s := range [4]T{s10, s11, s12, s13} {
		gemmStore(&c[ldc+j], alpha, s, add)
	}
}

// gemmStore rounds the product: whether the compiler fuses it with the sum would
// otherwise depend on where this is inlined, and the bits of an element on where
// it stands.
func gemmStore[T constraints.Float](c *T, alpha, s T, add bool) {
	s = T(alpha * s)
	if add {
		*c += s
	} else {
		*c = s
	}
}
