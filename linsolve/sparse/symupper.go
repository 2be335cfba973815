// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/parallel"
)

var _ mat.Symmetric = (*SymUpper)(nil)

// SymUpper is a symmetric matrix of which the upper triangle alone is stored: 6
// bytes an entry of the whole instead of 12. A product scatters as well as it
// gathers, so it is no faster than that of the [CSR]; the format is for
// matrices that otherwise do not fit. It is made by [CSR.ToSymUpper].
//
// Rows are cut into stretches by the pattern alone; what a stretch adds to later
// rows is collected apart and added in order. The result has the same bits for
// any number of workers and on every machine.
type SymUpper struct {
	u      *CSR
	pieces []int // stretches of rows
	reach  []int // of each stretch: the row after the last that it adds to
	spill  []int // where its sums for later rows start in the scratch
}

// symPieces is the largest number of stretches.
const symPieces = 64

// ToSymUpper returns the upper triangle of A, which must be symmetric; the error
// wraps ErrInput if it is not exactly.
func (a *CSR) ToSymUpper() (*SymUpper, error) {
	if !a.IsSymmetric() {
		return nil, fmt.Errorf("sparse: ToSymUpper: matrix is not symmetric: %w", ErrInput)
	}
	s := &SymUpper{u: a.Upper(0)}
	u := s.u
	// Stretches are as many pieces of the triangle as it takes to spill little.
	for step := max(1, (len(u.pieces)-1+symPieces-1)/symPieces); ; step *= 2 {
		s.pieces = s.pieces[:0]
		for p := 0; p < len(u.pieces)-1; p += step {
			s.pieces = append(s.pieces, u.pieces[p])
		}
		s.pieces = append(s.pieces, u.rows)
		if s.plan() || len(s.pieces) <= 2 {
			return s, nil
		}
	}
}

// plan lays out the scratch and reports whether it is at most half as long as
// the triangle's values.
func (s *SymUpper) plan() bool {
	s.reach, s.spill = s.reach[:0], append(s.spill[:0], 0)
	for p := range len(s.pieces) - 1 {
		lo, hi := s.pieces[p], s.pieces[p+1]
		reach := hi
		for i := lo; i < hi; i++ {
			if e := s.u.ptr[i+1]; e > s.u.ptr[i] {
				reach = max(reach, int(s.u.ind[e-1])+1)
			}
		}
		s.reach = append(s.reach, reach)
		s.spill = append(s.spill, s.spill[p]+reach-hi)
	}
	return s.spill[len(s.spill)-1] <= len(s.u.val)/2
}

// Dims returns the number of rows and columns.
func (s *SymUpper) Dims() (r, c int) { return s.u.rows, s.u.cols }

// SymmetricDim returns the number of rows and columns.
func (s *SymUpper) SymmetricDim() int { return s.u.rows }

// IsSymmetric returns true.
func (s *SymUpper) IsSymmetric() bool { return true }

// NNZ returns the number of stored entries.
func (s *SymUpper) NNZ() int { return len(s.u.val) }

// Upper returns the triangle, not a copy.
func (s *SymUpper) Upper() *CSR { return s.u }

// At returns the entry at row i and column j, and panics if they are out of
// range.
func (s *SymUpper) At(i, j int) float64 { return s.u.At(min(i, j), max(i, j)) }

// T returns s.
func (s *SymUpper) T() mat.Matrix { return s }

// ToCSR returns the whole matrix.
func (s *SymUpper) ToCSR() *CSR {
	a, err := Add(1, s.u, 1, s.u.Upper(1).Transpose())
	if err != nil {
		panic(err) // the dimensions are equal
	}
	return a
}

// MulVec sets dst = A x, with lengths and panics as in [CSR.MulVec].
func (s *SymUpper) MulVec(dst, x []float64) { s.MulVecWorkers(0, dst, x) }

// MulVecWorkers is [SymUpper.MulVec] on at most workers goroutines; 0 means
// GOMAXPROCS. The result does not depend on it.
func (s *SymUpper) MulVecWorkers(workers int, dst, x []float64) {
	if len(dst) != s.u.rows || len(x) != s.u.rows {
		panic(mat.ErrShape)
	}
	clear(dst)
	s.MulVecAddWorkers(workers, dst, x)
}

// MulVecTrans is MulVec.
func (s *SymUpper) MulVecTrans(dst, x []float64) { s.MulVec(dst, x) }

// MulVecAdd adds A x to dst, with lengths and panics as in [CSR.MulVec].
func (s *SymUpper) MulVecAdd(dst, x []float64) { s.MulVecAddWorkers(0, dst, x) }

// MulVecAddWorkers is [SymUpper.MulVecAdd] on at most workers goroutines; 0 means
// GOMAXPROCS. The result does not depend on it.
func (s *SymUpper) MulVecAddWorkers(workers int, dst, x []float64) {
	if len(dst) != s.u.rows || len(x) != s.u.rows {
		panic(mat.ErrShape)
	}
	if len(s.pieces) <= 2 {
		s.piece(0, dst, nil, x)
		return
	}
	p := newProduct(nil, dst, x)
	p.half = s
	p.partial = grow(p.partial, s.spill[len(s.spill)-1])
	parallel.Blocks(workers, len(s.pieces)-1, 1, p.onSpill)
	parallel.Blocks(workers, len(s.pieces)-1, 1, p.onCollect)
	p.release()
}

// piece adds what stretch p makes to its own rows, and sets later to what it
// makes to those after.
func (s *SymUpper) piece(p int, dst, later, x []float64) {
	lo, hi := s.pieces[p], s.pieces[p+1]
	clear(later)
	for i := lo; i < hi; i++ {
		c, v := s.u.Row(i)
		v = v[:len(c)]
		xi, sum, k := x[i], 0.0, 0
		if len(c) > 0 && int(c[0]) == i {
			sum = float64(v[0] * xi)
			k = 1
		}
		for ; k < len(c) && int(c[k]) < hi; k++ {
			j := c[k]
			sum += float64(v[k] * x[j])
			dst[j] += float64(v[k] * xi)
		}
		for ; k < len(c); k++ {
			j := c[k]
			sum += float64(v[k] * x[j])
			later[int(j)-hi] += float64(v[k] * xi)
		}
		dst[i] += sum
	}
}

// collect adds to the rows of stretch p what earlier ones made to them.
func (s *SymUpper) collect(p int, dst, partial []float64) {
	lo, hi := s.pieces[p], s.pieces[p+1]
	for q := range p {
		start, end := s.pieces[q+1], s.reach[q]
		if end <= lo {
			continue
		}
		from := partial[s.spill[q]:s.spill[q+1]]
		for i := lo; i < min(hi, end); i++ {
			dst[i] += from[i-start]
		}
	}
}

// NormInf returns the largest sum of magnitudes of a row, which is that of a
// column too.
func (s *SymUpper) NormInf() float64 {
	sum := make([]float64, s.u.rows)
	for i := range sum {
		c, v := s.u.Row(i)
		for k, j := range c {
			sum[i] += math.Abs(v[k])
			if int(j) != i {
				sum[j] += math.Abs(v[k])
			}
		}
	}
	return largest(sum)
}
