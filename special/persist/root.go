// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package persist

import "math"

// brent returns a zero of f between a and b, where f has different signs, to
// the last bits: R. P. Brent, Algorithms for Minimization without Derivatives
// (1973), chapter 4. fa and fb are the values at the ends.
func brent(f func(float64) float64, a, b, fa, fb, tol float64) (x float64, calls int) {
	if fa == 0 {
		return a, 0
	}
	c, fc := a, fa
	d := b - a
	e := d
	for range 200 {
		if fb*fc > 0 {
			c, fc = a, fa
			d = b - a
			e = d
		}
		if math.Abs(fc) < math.Abs(fb) {
			a, b, c = b, c, b
			fa, fb, fc = fb, fc, fb
		}
		near := 2*0x1p-52*math.Abs(b) + tol/2
		m := (c - b) / 2
		if math.Abs(m) <= near || fb == 0 {
			break
		}
		if math.Abs(e) < near || math.Abs(fa) <= math.Abs(fb) {
			d, e = m, m
		} else {
			// Secant, or inverse quadratic interpolation with three points.
			s := fb / fa
			p, q := 2*m*s, 1-s
			if a != c {
				u, v := fa/fc, fb/fc
				p = s * (2*m*u*(u-v) - (b-a)*(v-1))
				q = (u - 1) * (v - 1) * (s - 1)
			}
			if p > 0 {
				q = -q
			}
			p = math.Abs(p)
			if 2*p < min(3*m*q-math.Abs(near*q), math.Abs(e*q)) {
				d, e = p/q, d
			} else {
				d, e = m, m
			}
		}
		a, fa = b, fb
		if math.Abs(d) > near {
			b += d
		} else {
			b += math.Copysign(near, m)
		}
		fb = f(b)
		calls++
	}
	return b, calls
}
