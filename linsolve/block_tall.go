// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/linsolve/dense"
)

// Operators may offer products with several vectors, the rows of x, into the rows of dst.
type (
	blockMultiplier interface {
		MulMat(dst, x *mat.Dense)
	}
	workersBlockMultiplier interface {
		MulMatWorkers(workers int, dst, x *mat.Dense)
	}
)

const (
	// tallColumns is the number of elements of each vector that the passes over several
	// blocks of vectors treat at once, so that what one kernel writes the next one reads
	// from the cache.
	tallColumns = 512
	// clearSquare is the square of the least sine of the angle of a vector to those before it that one
	// factorization of the Gram matrix resolves: the vectors then are orthogonal to a
	// part in 10¹² before the second.
	clearSquare = 1e-4
	// onceFactor is how much clearer of dependence rows must be for one factorization to do
	// where a method stores no vectors but these: they are orthogonal to a part in 10¹³.
	onceFactor = 10
	// noise is the part of a vector that rounding leaves when it depends on others.
	noise = 1e-14
)

// A blockSystem is what a block method sees of A·X = B: k right-hand sides that are not
// solved yet, as rows of length n, and operations on blocks of such rows.
type blockSystem struct {
	vectors
	a         Operator
	multi     workersMultiplier
	block     blockMultiplier
	blockMany workersBlockMultiplier
	prec      Preconditioner
	k         int
	b         []float64 // the right-hand sides
	x, r      []float64 // k rows each: iterates, and residuals when a method is started
	goal      []float64 // the norm at which a residual is small enough
	estimate  []float64 // of the residuals' norms, after a step

	matVecs, precSolves int

	dstView, xView mat.Dense

	// operands of the passes
	left, right    []float64
	rowsL, rowsR   int
	cell           []float64 // sums of products, a block after the other
	coef           []float64
	beta           float64
	small, smaller []float64 // Gram matrices and their factors
	norms          []float64
	order, picked  []int

	fused      bool // trianglePass sums products too
	once       bool // rows that are clear of dependence are made orthogonal once
	q, ap, dir []float64
	coefX      []float64
	next       []float64

	gramPass, combinePass, trianglePass, residualsPass, updatePass, directionPass pass
}

// resizeBlock prepares for at most rows vectors of length n.
func (s *blockSystem) resizeBlock(n, rows, workers int) {
	s.vectors.resize(n, workers)
	s.norms, s.small, s.smaller = grow(s.norms, rows), grow(s.small, rows*rows), grow(s.smaller, rows*rows)
	if s.gramPass != nil {
		return
	}
	one := dense.Implementation{Workers: 1}
	s.gramPass = func(b, lo, hi int) {
		one.Dgemm(blas.NoTrans, blas.Trans, s.rowsL, s.rowsR, hi-lo, 1, s.left[lo:], s.n, s.right[lo:], s.n, 0, s.cell[b*s.rowsL*s.rowsR:], s.rowsR)
	}
	s.combinePass = func(_, lo, hi int) {
		one.Dgemm(blas.NoTrans, blas.NoTrans, s.rowsL, hi-lo, s.rowsR, 1, s.coef, s.rowsR, s.right[lo:], s.n, s.beta, s.left[lo:], s.n)
	}
	// the part of elements lo to hi in the Gram matrix of the rowsL rows of x
	addGram := func(b, lo, hi int, x []float64) {
		size, beta := s.rowsL*s.rowsL, 1.0
		if lo == b*block {
			beta = 0
		}
		one.Dgemm(blas.NoTrans, blas.Trans, s.rowsL, s.rowsL, hi-lo, 1, x[lo:], s.n, x[lo:], s.n, beta, s.cell[b*size:], s.rowsL)
	}
	// rows of left, one after the other, −= those before them times the rows of coef,
	// then over its diagonal
	s.trianglePass = func(b, lo, hi int) {
		for ; lo < hi; lo += tallColumns {
			end := min(lo+tallColumns, hi)
			for i := range s.rowsL {
				row := s.left[i*s.n+lo : i*s.n+end]
				kernel.GemvT(row, -1, s.left[lo:], s.n, s.coef[i*s.rowsL:i*s.rowsL+i])
				kernel.Scale(row, 1/s.coef[i*s.rowsL+i])
			}
			if s.fused {
				addGram(b, lo, end, s.left)
			}
		}
	}
	// x += coefX·dir, q += coef·ap and the Gram matrix of q
	s.updatePass = func(b, lo, hi int) {
		for ; lo < hi; lo += tallColumns {
			end := min(lo+tallColumns, hi)
			one.Dgemm(blas.NoTrans, blas.NoTrans, s.k, end-lo, s.rowsL, 1, s.coefX, s.rowsL, s.dir[lo:], s.n, 1, s.x[lo:], s.n)
			one.Dgemm(blas.NoTrans, blas.NoTrans, s.rowsL, end-lo, s.rowsL, 1, s.coef, s.rowsL, s.ap[lo:], s.n, 1, s.q[lo:], s.n)
			addGram(b, lo, end, s.q)
		}
	}
	// next = q + coef·dir
	s.directionPass = func(_, lo, hi int) {
		for ; lo < hi; lo += tallColumns {
			end := min(lo+tallColumns, hi)
			for i := range s.rowsL {
				copy(s.next[i*s.n+lo:i*s.n+end], s.q[i*s.n+lo:i*s.n+end])
			}
			one.Dgemm(blas.NoTrans, blas.NoTrans, s.rowsL, end-lo, s.rowsR, 1, s.coef, s.rowsR, s.dir[lo:], s.n, 1, s.next[lo:], s.n)
		}
	}
	s.residualsPass = func(b, lo, hi int) {
		for i := range s.rowsL {
			r := s.left[i*s.n+lo : i*s.n+hi]
			kernel.Sub(r, s.right[i*s.n+lo:i*s.n+hi], r)
			s.cell[b*s.rowsL+i] = kernel.SumSquares(r)
		}
	}
}

// mulRows sets dst = x·Aᵀ for rows vectors.
func (s *blockSystem) mulRows(dst, x []float64, rows int) {
	s.matVecs += rows
	if rows > 1 && s.block != nil {
		s.dstView.SetRawMatrix(blas64.General{Rows: rows, Cols: s.n, Stride: s.n, Data: dst[:rows*s.n]})
		s.xView.SetRawMatrix(blas64.General{Rows: rows, Cols: s.n, Stride: s.n, Data: x[:rows*s.n]})
		if s.blockMany != nil {
			s.blockMany.MulMatWorkers(s.workers, &s.dstView, &s.xView)
		} else {
			s.block.MulMat(&s.dstView, &s.xView)
		}
		return
	}
	for i := range rows {
		d, v := dst[i*s.n:(i+1)*s.n], x[i*s.n:(i+1)*s.n]
		if s.multi != nil {
			s.multi.MulVecWorkers(s.workers, d, v)
		} else {
			s.a.MulVec(d, v)
		}
	}
}

// solvePrecRows applies M⁻¹ to rows vectors.
func (s *blockSystem) solvePrecRows(dst, r []float64, rows int) error {
	for i := range rows {
		s.precSolves++
		if err := s.prec.Solve(dst[i*s.n:(i+1)*s.n], r[i*s.n:(i+1)*s.n]); err != nil {
			return fmt.Errorf("%w: preconditioner: %w", ErrBreakdown, err)
		}
	}
	return nil
}

// gram sets dst, rowsL×rowsR, to the products of the rows of x with those of y.
func (s *blockSystem) gram(dst, x []float64, rowsL int, y []float64, rowsR int) {
	size := rowsL * rowsR
	s.cell = grow(s.cell, size*blocks(s.n))
	s.left, s.rowsL, s.right, s.rowsR = x, rowsL, y, rowsR
	if size > 0 {
		s.run(s.gramPass)
	}
	s.sumCells(dst[:size])
}

func (s *blockSystem) sumCells(dst []float64) {
	clear(dst)
	for b := range blocks(s.n) {
		kernel.Axpy(dst, 1, s.cell[b*len(dst):(b+1)*len(dst)])
	}
}

// combine sets the rowsL rows of dst to beta·dst + coef·x, x having rowsR rows.
func (s *blockSystem) combine(dst []float64, rowsL int, beta float64, coef, x []float64, rowsR int) {
	if rowsL == 0 {
		return
	}
	s.left, s.rowsL, s.right, s.rowsR, s.coef, s.beta = dst, rowsL, x, rowsR, coef, beta
	s.run(s.combinePass)
}

// residuals sets dst to the residuals b − A·x of rows vectors, and norms to their norms.
func (s *blockSystem) residuals(dst, norms, b, x []float64, rows int) {
	s.mulRows(dst, x, rows)
	s.cell = grow(s.cell, rows*blocks(s.n))
	s.left, s.rowsL, s.right = dst, rows, b
	s.run(s.residualsPass)
	s.sumCells(norms[:rows])
	for i, rr := range norms[:rows] {
		if norms[i] = math.Sqrt(rr); norms[i] < 0x1p-500 {
			norms[i] = kernel.Nrm2(dst[i*s.n : (i+1)*s.n]) // whose squares do not vanish
		}
	}
}

// advance sets x += coefX·dir and q += coef·ap for rows vectors, and g to the Gram matrix
// of the new q: all from one pass over memory.
func (s *blockSystem) advance(g, coefX, dir, coef, q, ap []float64, rows int) {
	s.cell = grow(s.cell, rows*rows*blocks(s.n))
	s.coefX, s.dir, s.coef, s.q, s.ap, s.rowsL = coefX, dir, coef, q, ap, rows
	s.run(s.updatePass)
	s.sumCells(g[:rows*rows])
}

// direction sets the rows of next to those of q plus coef·dir, dir having more rows.
func (s *blockSystem) direction(next, q []float64, rows int, coef, dir []float64, more int) {
	if rows > 0 {
		s.next, s.q, s.rowsL, s.coef, s.dir, s.rowsR = next, q, rows, coef, dir, more
		s.run(s.directionPass)
	}
}

// triangleGram replaces the rows of x by T⁻¹·x for the lower triangle T in coef, and sets
// g to the Gram matrix of the new ones.
func (s *blockSystem) triangleGram(g, x []float64, rows int, coef []float64) {
	s.cell = grow(s.cell, rows*rows*blocks(s.n))
	s.fused = true
	s.triangle(x, rows, coef)
	s.fused = false
	s.sumCells(g[:rows*rows])
}

// triangle replaces the rows of x by T⁻¹·x for the lower triangle T in coef.
func (s *blockSystem) triangle(x []float64, rows int, coef []float64) {
	s.left, s.rowsL, s.coef = x, rows, coef
	s.run(s.trianglePass)
}

// swapRows exchanges two rows of x.
func (s *blockSystem) swapRows(x []float64, i, j int) {
	if i != j {
		a, b := x[i*s.n:(i+1)*s.n], x[j*s.n:(j+1)*s.n]
		for c, v := range a {
			a[c], b[c] = b[c], v
		}
	}
}

// orthonormalize replaces the k rows of w by p ≤ k orthonormal rows Q and sets c, p×k by
// rows of k, so that the old row i is Σ_a c[a][i]·Q_a. What is left of row i outside the
// rows found so far is left out when its norm is at most floor[i]. When z is not nil it
// holds M⁻¹w, the rows are made orthonormal in the inner product of M⁻¹, and z becomes
// M⁻¹Q.
//
// A Gram matrix and its Cholesky factor, twice, make rows orthogonal that are not close
// to dependent; the others are made orthogonal to these and wait for another round. So
// almost always the vectors are read three times, whatever their number. known is the Gram
// matrix of the rows where the caller has it, or nil.
func (s *blockSystem) orthonormalize(w, z []float64, k int, floor, c, known []float64) (p int, err error) {
	dual := z
	if z == nil {
		dual = w
	}
	s.order = s.order[:0]
	for i := range k {
		s.order = append(s.order, i)
	}
	clear(c[:k*k])
	for left := k; p < left; {
		m := left - p
		g := s.small[:m*m]
		if known != nil {
			copy(g, known)
			known = nil
		} else {
			s.gram(g, w[p*s.n:], m, dual[p*s.n:], m)
		}
		for i := range m {
			d := g[i*m+i]
			switch {
			case math.IsNaN(d) || math.IsInf(d, 0):
				return 0, notFinite("A·v or M⁻¹·v")
			case d < 0 && math.Sqrt(-d) <= 100*floor[s.order[p+i]]:
				d = 0 // rounding of a vector that depends on others
			case d < 0:
				return 0, &NotSPDError{Preconditioner: true, Curvature: d, Direction: append([]float64(nil), w[(p+i)*s.n:(p+i+1)*s.n]...)}
			}
			s.norms[i] = math.Sqrt(d)
		}
		s.picked = s.picked[:0]
		least := 1.0
		t := s.smaller[:0] // rows of the factor of those picked, each as long as there are rows
		for i := range m {
			if s.norms[i] <= floor[s.order[p+i]] {
				continue
			}
			row := t[len(t) : len(t)+len(s.picked)+1]
			d := 1.0
			for a, j := range s.picked {
				v := g[i*m+j] / (s.norms[i] * s.norms[j])
				other := t[a*(a+1)/2:]
				for b := range a {
					v -= row[b] * other[b]
				}
				row[a] = v / other[a]
				d -= row[a] * row[a]
			}
			if d >= clearSquare {
				row[len(row)-1] = math.Sqrt(d)
				t = t[:len(t)+len(row)]
				least = min(least, d)
				s.picked = append(s.picked, i)
			}
		}
		a := len(s.picked)
		if a == 0 {
			break // all that is left is rounding
		}
		// The picked rows to the front, those left out to the end.
		first := s.small[:a*a]
		clear(first)
		for i := range a {
			for j := range i + 1 {
				first[i*a+j] = s.norms[s.picked[i]] * t[i*(i+1)/2+j]
			}
		}
		for i, at := range s.picked {
			s.exchange(w, z, p+i, p+at)
		}
		// Once more, of rows that are nearly orthonormal.
		second := s.smaller[:a*a]
		again := !s.once || a < k || least < clearSquare*onceFactor
		switch {
		case again && z == nil:
			s.triangleGram(second, w[p*s.n:], a, first)
		default:
			s.triangle(w[p*s.n:], a, first)
			if z != nil {
				s.triangle(z[p*s.n:], a, first)
			}
			if again {
				s.gram(second, w[p*s.n:], a, dual[p*s.n:], a)
			}
		}
		if !again {
			clear(second)
			for i := range a {
				second[i*a+i] = 1
			}
		} else {
			if !cholesky(second, a) {
				return 0, fmt.Errorf("%w: a block of vectors cannot be made orthogonal", ErrBreakdown)
			}
			s.triangle(w[p*s.n:], a, second)
			if z != nil {
				s.triangle(z[p*s.n:], a, second)
			}
		}
		for i := range a {
			for j := range i + 1 {
				sum := 0.0
				for l := j; l <= i; l++ {
					sum += first[i*a+l] * second[l*a+j]
				}
				c[(p+j)*k+s.order[p+i]] = sum
			}
		}
		rest := m - a
		for range 2 {
			if rest == 0 {
				break
			}
			h := s.small[:rest*a]
			s.gram(h, w[(p+a)*s.n:], rest, dual[p*s.n:], a)
			for i := range rest {
				for j := range a {
					c[(p+j)*k+s.order[p+a+i]] += h[i*a+j]
					h[i*a+j] = -h[i*a+j]
				}
			}
			s.combine(w[(p+a)*s.n:], rest, 1, h, w[p*s.n:], a)
			if z != nil {
				s.combine(z[(p+a)*s.n:], rest, 1, h, z[p*s.n:], a)
			}
		}
		p += a
	}
	return p, nil
}

// exchange swaps two rows and what they were.
func (s *blockSystem) exchange(w, z []float64, i, j int) {
	if i == j {
		return
	}
	s.swapRows(w, i, j)
	if z != nil {
		s.swapRows(z, i, j)
	}
	s.order[i], s.order[j] = s.order[j], s.order[i]
}

// cholesky replaces the n×n matrix a by its lower Cholesky factor, and reports whether
// all pivots are well above zero, as those of a matrix close to the identity are.
func cholesky(a []float64, n int) bool {
	for i := range n {
		for j := range i + 1 {
			v := a[i*n+j]
			for l := range j {
				v -= a[i*n+l] * a[j*n+l]
			}
			if i > j {
				a[i*n+j] = v / a[j*n+j]
				continue
			}
			if !(v > 0.01) {
				return false
			}
			a[i*n+i] = math.Sqrt(v)
		}
	}
	return true
}
