// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package persist

import (
	"math"
	"math/cmplx"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The moments against closed forms of the first three and, for all, against a
// fine quadrature of the integral that defines them.
func TestMoments(t *testing.T) {
	fine := newRule(80)
	for _, r := range []float64{0, 1e-12, 1e-8, 1e-3, 0.5, 1, 3, 10, 20, 29, 30, 31, 40} {
		for k := range 24 {
			z := cmplx.Rect(r, 2*math.Pi*float64(k)/24)
			var m [order]complex128
			moments(&m, z)
			scale := math.Exp(-math.Abs(real(z)))
			for n := range order {
				var want complex128
				for i, x := range fine.x {
					p := make([]float64, n+2)
					legendre(p, x)
					want += complex(fine.w[i]*p[n]/2*scale, 0) * cmplx.Exp(z*complex(x, 0))
				}
				// The integrand is at most one; 80 nodes are exact for e^(40x)
				// times a polynomial of degree 19, to rounding.
				assert.InDelta(t, 0, cmplx.Abs(m[n]-want), 3e-15, "z %v, order %d", z, n)
			}
		}
	}
	var m [order]complex128
	for _, z := range []complex128{complex(0, 1e6), complex(300, -1e4), complex(-1e5, 3)} {
		moments(&m, z)
		e := cmplx.Exp(z - complex(math.Abs(real(z)), 0))
		f := cmplx.Exp(-z - complex(math.Abs(real(z)), 0))
		assert.InDelta(t, 0, cmplx.Abs(m[0]*z-(e-f)/2), 1e-10)
		assert.InDelta(t, 0, cmplx.Abs(m[1]*z-(e+f)/2+m[0]), 1e-10)
	}
}

func TestBrent(t *testing.T) {
	for _, f := range []func(float64) float64{
		func(x float64) float64 { return x*x - 2 },
		func(x float64) float64 { return math.Atan(50 * (x - 1.234)) },
		func(x float64) float64 { return math.Pow(x-0.7, 9) },
	} {
		x, calls := brent(f, 0, 3, f(0), f(3), 0)
		assert.Less(t, calls, 199)
		assert.LessOrEqual(t, f(math.Nextafter(x, 0)-1e-15)*f(math.Nextafter(x, 9)+1e-15), 0.0)
	}
}
