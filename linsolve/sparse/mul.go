// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"fmt"
	"slices"
	"sync"

	"github.com/relaxnum/relax/internal/parallel"
)

// Mul returns the product A B by Gustavson's algorithm: a pass that counts the
// entries of each row and one that forms them, each sum in the ascending order
// of A's columns. Its rows are sorted; entries that become zero stay in the
// pattern. It uses up to GOMAXPROCS goroutines, which do not change the result.
// The error wraps ErrShape if the inner dimensions differ.
//
// F. G. Gustavson, Two fast algorithms for sparse matrices: multiplication and
// permuted transposition, ACM Transactions on Mathematical Software 4 (1978).
func Mul(a, b *CSR) (*CSR, error) { return MulWorkers(0, a, b) }

// MulWorkers is [Mul] on at most workers goroutines; 0 means GOMAXPROCS.
func MulWorkers(workers int, a, b *CSR) (*CSR, error) {
	if a.cols != b.rows {
		return nil, fmt.Errorf("sparse: Mul: a is %d×%d and b is %d×%d, want as many rows as columns: %w", a.rows, a.cols, b.rows, b.cols, ErrShape)
	}
	// The work of a row is the number of its multiplications.
	flops := make([]int, a.rows+1)
	for i := range a.rows {
		c, _ := a.Row(i)
		n := 0
		for _, k := range c {
			n += b.ptr[k+1] - b.ptr[k]
		}
		flops[i+1] = flops[i] + n
	}
	pieces := cut(flops)

	// A goroutine needs an accumulator as long as a row; finished ones hand
	// theirs on.
	pool := sync.Pool{New: func() any { return newAccumulator(b.cols) }}
	ptr := makeInts(a.rows + 1)
	parallel.Blocks(workers, len(pieces)-1, 1, func(p, _, _ int) {
		acc := pool.Get().(*accumulator)
		for i := pieces[p]; i < pieces[p+1]; i++ {
			ptr[i+1] = acc.count(a, b, i)
		}
		pool.Put(acc)
	})
	for i := range a.rows {
		ptr[i+1] += ptr[i]
	}
	ind, val := makeInt32s(ptr[a.rows]), makeFloats(ptr[a.rows])
	parallel.Blocks(workers, len(pieces)-1, 1, func(p, _, _ int) {
		acc := pool.Get().(*accumulator)
		for i := pieces[p]; i < pieces[p+1]; i++ {
			acc.row(ind[ptr[i]:ptr[i+1]], val[ptr[i]:ptr[i+1]], a, b, i)
		}
		pool.Put(acc)
	})
	return newCSR(a.rows, b.cols, ptr, ind, val), nil
}

// An accumulator forms rows of a product. seen[j] is the number of the row, as
// row counts them, that touched column j last.
type accumulator struct {
	seen []int64
	sum  []float64 // allocated by the second pass
	rows int64
}

func newAccumulator(cols int) *accumulator { return &accumulator{seen: make([]int64, cols)} }

// count returns the number of entries of row i of a·b.
func (s *accumulator) count(a, b *CSR, i int) int {
	s.rows++
	n := 0
	for _, k := range a.ind[a.ptr[i]:a.ptr[i+1]] {
		for _, j := range b.ind[b.ptr[k]:b.ptr[k+1]] {
			if s.seen[j] != s.rows {
				s.seen[j] = s.rows
				n++
			}
		}
	}
	return n
}

// row forms row i of a·b, of which ind and val have the length.
func (s *accumulator) row(ind []int32, val []float64, a, b *CSR, i int) {
	if s.sum == nil {
		s.sum = make([]float64, len(s.seen))
	}
	s.rows++
	n := 0
	ca, va := a.Row(i)
	for l, k := range ca {
		v := va[l]
		cb, vb := b.Row(int(k))
		for m, j := range cb {
			if s.seen[j] == s.rows {
				s.sum[j] += float64(v * vb[m])
				continue
			}
			s.seen[j] = s.rows
			s.sum[j] = float64(v * vb[m])
			ind[n] = j
			n++
		}
	}
	slices.Sort(ind)
	for k, j := range ind {
		val[k] = s.sum[j]
	}
}

// TripleProduct returns Rᵀ A P, the Galerkin product of multigrid where R = P.
// The error wraps ErrShape if the dimensions do not fit.
func TripleProduct(r, a, p *CSR) (*CSR, error) { return TripleProductWorkers(0, r, a, p) }

// TripleProductWorkers is [TripleProduct] on at most workers goroutines; 0 means
// GOMAXPROCS. The result does not depend on it.
func TripleProductWorkers(workers int, r, a, p *CSR) (*CSR, error) {
	if r.rows != a.rows || a.cols != p.rows {
		return nil, fmt.Errorf("sparse: TripleProduct: r is %d×%d, a %d×%d and p %d×%d, want r with the rows of a and p with its columns: %w",
			r.rows, r.cols, a.rows, a.cols, p.rows, p.cols, ErrShape)
	}
	ap, err := MulWorkers(workers, a, p)
	if err != nil {
		return nil, err
	}
	return MulWorkers(workers, r.Transpose(), ap)
}
