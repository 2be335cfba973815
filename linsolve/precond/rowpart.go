// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond

import "math"

// A rowPart collects the entries of one side of a row in ascending columns.
type rowPart struct {
	ind []int32
	val []float64
	abs []float64 // magnitudes, shuffled by the selection
}

func (r *rowPart) reset() { r.ind, r.val = r.ind[:0], r.val[:0] }

func (r *rowPart) add(j int32, v float64) { r.ind, r.val = append(r.ind, j), append(r.val, v) }

// keep drops all but the p entries of largest magnitude; of equal ones the first
// stay. The columns remain in order.
func (r *rowPart) keep(p int) {
	if len(r.val) <= p {
		return
	}
	r.abs = r.abs[:0]
	for _, v := range r.val {
		r.abs = append(r.abs, math.Abs(v))
	}
	least := selectLargest(r.abs, p)
	equal := p // how many of the size of the least stay
	for _, v := range r.val {
		if math.Abs(v) > least {
			equal--
		}
	}
	kept := 0
	for k, v := range r.val {
		switch v := math.Abs(v); {
		case v < least:
			continue
		case v == least:
			if equal == 0 {
				continue
			}
			equal--
		}
		r.ind[kept], r.val[kept] = r.ind[k], v
		kept++
	}
	r.ind, r.val = r.ind[:kept], r.val[:kept]
}

// selectLargest returns the p-th largest element of x, 1 ≤ p ≤ len(x), and
// reorders x. The pivot is the median of three.
func selectLargest(x []float64, p int) float64 {
	want := p - 1
	lo, hi := 0, len(x)-1
	for lo < hi {
		a, b, c := x[lo], x[lo+(hi-lo)/2], x[hi]
		pivot := max(min(a, b), min(max(a, b), c))
		i, j := lo, hi
		for i <= j {
			for x[i] > pivot {
				i++
			}
			for x[j] < pivot {
				j--
			}
			if i <= j {
				x[i], x[j] = x[j], x[i]
				i++
				j--
			}
		}
		switch {
		case want <= j:
			hi = j
		case want >= i:
			lo = i
		default:
			return x[want]
		}
	}
	return x[want]
}
