// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

// factorSmall replaces the lower triangle of the n×n row-major matrix a by its
// L·D·Lᵀ factors, D on the diagonal, and reports whether all of D is positive.
func factorSmall(a []float64, n int) bool {
	for j := range n {
		d := a[j*n+j]
		for k := range j {
			d -= a[j*n+k] * a[j*n+k] * a[k*n+k]
		}
		if !(d > 0) {
			return false
		}
		a[j*n+j] = d
		for i := j + 1; i < n; i++ {
			t := a[i*n+j]
			for k := range j {
				t -= a[i*n+k] * a[j*n+k] * a[k*n+k]
			}
			a[i*n+j] = t / d
		}
	}
	return true
}

// solveSmall solves L·D·Lᵀ·x = b in place.
func solveSmall(a, b []float64, n int) {
	for i := range n {
		for k := range i {
			b[i] -= a[i*n+k] * b[k]
		}
	}
	for i := n - 1; i >= 0; i-- {
		b[i] /= a[i*n+i]
		for k := i + 1; k < n; k++ {
			b[i] -= a[k*n+i] * b[k]
		}
	}
}
