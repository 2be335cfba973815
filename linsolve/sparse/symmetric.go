// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import "math"

// What a CSR knows of a property of itself.
const (
	unknown int32 = iota
	yes
	no
)

// IsSymmetric reports whether A is square and A = Aᵀ exactly, entries that are
// not stored being zero. A matrix with a NaN is not symmetric. It takes O(nnz)
// the first time and is remembered until [CSR.SetValues].
func (a *CSR) IsSymmetric() bool {
	switch a.sym.Load() {
	case yes:
		return true
	case no:
		return false
	}
	if !a.symmetric(func(v, w float64) bool { return v == w }) {
		a.sym.Store(no)
		return false
	}
	a.sym.Store(yes)
	return true
}

// IsSymmetricWithin reports whether A is square and |a_ij − a_ji| ≤ tol·max(|a_ij|,
// |a_ji|) for all entries, those that are not stored being zero.
func (a *CSR) IsSymmetricWithin(tol float64) bool {
	return a.symmetric(func(v, w float64) bool {
		return v == w || math.Abs(v-w) <= tol*max(math.Abs(v), math.Abs(w))
	})
}

// HasSymmetricPattern reports whether A is square and the stored entries, zero
// or not, lie symmetrically.
func (a *CSR) HasSymmetricPattern() bool {
	if a.rows != a.cols {
		return false
	}
	return a.pairs(func(k, l int) bool { return k >= 0 && l >= 0 })
}

func (a *CSR) symmetric(equal func(v, w float64) bool) bool {
	if a.rows != a.cols {
		return false
	}
	at := func(k int) float64 {
		if k < 0 {
			return 0
		}
		return a.val[k]
	}
	return a.pairs(func(k, l int) bool { return equal(at(k), at(l)) })
}

// pairs calls ok(k, l) for the positions k and l of the entries (i, j) and (j, i)
// of every pair i ≤ j of which one is stored, -1 for the one that is not, until
// it returns false, and reports whether it never did. Rows are taken in order,
// so the partners of row j's lower entries come up in order too: one cursor a
// row finds them.
func (a *CSR) pairs(ok func(k, l int) bool) bool {
	cursor := make([]int, a.rows)
	copy(cursor, a.ptr)
	for i := range a.rows {
		for k := cursor[i]; k < a.ptr[i+1]; k++ {
			j := int(a.ind[k])
			if j < i { // its partner would have moved the cursor past it
				if !ok(-1, k) {
					return false
				}
				continue
			}
			l := -1
			c, end := cursor[j], a.ptr[j+1]
			for c < end && int(a.ind[c]) < i {
				if !ok(-1, c) {
					return false
				}
				c++
			}
			if c < end && int(a.ind[c]) == i {
				l = c
				c++
			}
			cursor[j] = c
			if !ok(k, l) {
				return false
			}
		}
	}
	return true
}
