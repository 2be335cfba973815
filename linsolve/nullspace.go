// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

const (
	// independent is how much of a unit vector has to be left beside the span
	// of those before it: less would be half rounding after the subtraction.
	independent = 0x1p-26
	// nullRounding·‖b‖ is what rounding may leave of b in the null space when
	// b was formed as a product with A.
	nullRounding = 0x1p-48
)

// setNullSpace makes vectors an orthonormal basis.
func (s *system) setNullSpace(vectors [][]float64) error {
	s.null = s.null[:0]
	if len(vectors) == 0 {
		return nil
	}
	if len(vectors) > s.n {
		return fmt.Errorf("linsolve: Settings.NullSpace has %d vectors, want at most %d: %w", len(vectors), s.n, ErrShape)
	}
	all := grow(s.null, len(vectors)*s.n)
	for i, v := range vectors {
		s.null = all[:i*s.n]
		if len(v) != s.n {
			return fmt.Errorf("linsolve: Settings.NullSpace[%d] has %d elements, want %d: %w", i, len(v), s.n, ErrShape)
		}
		greatest := 0.0
		for _, e := range v {
			if math.IsNaN(e) || math.IsInf(e, 0) {
				return finiteError(fmt.Sprintf("Settings.NullSpace[%d]", i), v)
			}
			greatest = max(greatest, math.Abs(e))
		}
		if greatest == 0 {
			return fmt.Errorf("linsolve: Settings.NullSpace[%d] is zero, want a vector of a basis: %w", i, ErrParam)
		}
		q := all[i*s.n : (i+1)*s.n]
		for j, e := range v {
			q[j] = e / greatest
		}
		kernel.Scale(q, 1/math.Sqrt(s.dot(q, q)))
		s.project(q)
		left := math.Sqrt(s.dot(q, q))
		if left <= independent {
			return fmt.Errorf("linsolve: Settings.NullSpace[%d] depends on those before it, want a basis: %w", i, ErrParam)
		}
		kernel.Scale(q, 1/left)
		s.project(q)
		kernel.Scale(q, 1/math.Sqrt(s.dot(q, q)))
	}
	s.null = all
	return nil
}

// project takes the part in the null space out of x and returns its norm.
func (s *system) project(x []float64) float64 {
	sum := 0.0
	for lo := 0; lo < len(s.null); lo += s.n {
		q := s.null[lo : lo+s.n]
		c := s.dot(q, x)
		s.axpyTo(x, -c, q, x)
		sum += c * c
	}
	return math.Sqrt(sum)
}

// projectRightSide takes the part in the null space out of s.b, which is then a
// copy, and measures both.
func (it *Iterator) projectRightSide() error {
	s := &it.sys
	it.outside, it.normAll = 0, it.normB/it.scale
	if err := s.setNullSpace(it.set.NullSpace); err != nil || len(s.null) == 0 {
		return err
	}
	it.outside = s.project(s.bbuf)
	s.project(s.bbuf) // what the first one left by rounding
	norm := kernel.Nrm2(s.bbuf)
	if norm <= nullRounding*it.normAll {
		clear(s.bbuf)
		norm = 0
	}
	it.normB = norm * it.scale
	return nil
}

// iterate returns the method's iterate without its part in the null space,
// which no product sees and no recurrence reads.
func (it *Iterator) iterate() ([]float64, error) {
	x, err := it.method.iterate()
	if err == nil {
		it.sys.project(x)
	}
	return x, err
}
