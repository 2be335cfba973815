// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package lanczos_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relaxnum/relax/internal/lanczos"
)

func ones(n int) []float64 {
	s := make([]float64, n)
	for i := range s {
		s[i] = 1
	}
	return s
}

// The radius of the tridiagonal matrix (−1, 2, −1) is 2 + 2·cos(π/(n+1)).
func TestRadius(t *testing.T) {
	for _, n := range []int{1, 2, 5, 30, 1000} {
		for _, sign := range []float64{1, -1} {
			mul := func(dst, x []float64) {
				for i := range x {
					dst[i] = 2 * sign * x[i]
					if i > 0 {
						dst[i] -= sign * x[i-1]
					}
					if i+1 < n {
						dst[i] -= sign * x[i+1]
					}
				}
			}
			want := 2 + 2*math.Cos(math.Pi/float64(n+1))
			got := lanczos.Radius(mul, ones(n), 10)
			assert.LessOrEqual(t, got, want*(1+1e-14), "%d", n) // a Ritz value, with rounding
			assert.Greater(t, got, 0.95*want, "%d", n)
			if n <= 5 {
				assert.InDelta(t, want, got, 1e-12, "%d", n) // the space is the whole
			}
		}
	}
}

// Scaling makes a matrix of 4s of any diagonal, and rows scaled by zero do not
// count.
func TestRadiusIsScaled(t *testing.T) {
	d := []float64{4, 16, 1e-8, 1e300, 7}
	mul := func(dst, x []float64) {
		for i, v := range x {
			dst[i] = d[i] * v
		}
	}
	s := []float64{1, 0.5, 1e4, 2e-150, 0}
	assert.InDelta(t, 4, lanczos.Radius(mul, s, 10), 1e-12)
	clear(s)
	assert.Zero(t, lanczos.Radius(mul, s, 10))
	assert.Zero(t, lanczos.Radius(func(dst, x []float64) { clear(dst) }, ones(5), 10))
}
