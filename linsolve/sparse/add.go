// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import "fmt"

// Add returns αA + βB. Its pattern is the union of both, entries that become
// zero among them. The error wraps ErrShape if the dimensions differ.
func Add(alpha float64, a *CSR, beta float64, b *CSR) (*CSR, error) {
	if a.rows != b.rows || a.cols != b.cols {
		return nil, fmt.Errorf("sparse: Add: b is %d×%d, want %d×%d as a: %w", b.rows, b.cols, a.rows, a.cols, ErrShape)
	}
	ptr := makeInts(a.rows + 1)
	for i := range a.rows {
		ca, _ := a.Row(i)
		cb, _ := b.Row(i)
		ptr[i+1] = ptr[i] + len(ca) + len(cb) - common(ca, cb)
	}
	ind, val := makeInt32s(ptr[a.rows]), makeFloats(ptr[a.rows])
	k := 0
	put := func(j int32, v float64) {
		ind[k], val[k] = j, v
		k++
	}
	for i := range a.rows {
		ca, va := a.Row(i)
		cb, vb := b.Row(i)
		p, q := 0, 0
		for p < len(ca) && q < len(cb) {
			switch {
			case ca[p] < cb[q]:
				put(ca[p], alpha*va[p])
				p++
			case ca[p] > cb[q]:
				put(cb[q], beta*vb[q])
				q++
			default:
				put(ca[p], float64(alpha*va[p])+float64(beta*vb[q]))
				p++
				q++
			}
		}
		for ; p < len(ca); p++ {
			put(ca[p], alpha*va[p])
		}
		for ; q < len(cb); q++ {
			put(cb[q], beta*vb[q])
		}
	}
	return newCSR(a.rows, a.cols, ptr, ind, val), nil
}

// common returns how many elements two ascending slices share.
func common(x, y []int32) int {
	n, p, q := 0, 0, 0
	for p < len(x) && q < len(y) {
		switch {
		case x[p] < y[q]:
			p++
		case x[p] > y[q]:
			q++
		default:
			n++
			p++
			q++
		}
	}
	return n
}
