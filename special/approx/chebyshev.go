// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"fmt"
	"math"
	"math/big"
)

// chebyshevT sets dst[k] to T_k(u).
func chebyshevT(dst []float64, u float64) {
	for k := range dst {
		switch k {
		case 0:
			dst[k] = 1
		case 1:
			dst[k] = u
		default:
			dst[k] = float64(2*u*dst[k-1]) - dst[k-2]
		}
	}
}

// clenshaw returns Σ c_k T_k(u).
func clenshaw(c []float64, u float64) float64 {
	a, b := 0.0, 0.0
	for k := len(c) - 1; k > 0; k-- {
		a, b = c[k]+float64(2*u*a)-b, a
	}
	return c[0] + float64(u*a) - b
}

// chebyshevCoefficients returns the coefficients of the polynomial with the
// given values at the points of Target.interior.
func chebyshevCoefficients(values []float64) []float64 {
	n := len(values)
	c := make([]float64, n)
	for k := range c {
		s := 0.0
		for i, v := range values {
			// The points ascend, the angles descend.
			s += v * math.Cos(math.Pi*float64(k)*(float64(n-1-i)+0.5)/float64(n))
		}
		c[k] = 2 * s / float64(n)
	}
	c[0] /= 2
	return c
}

// Conversions between powers and Chebyshev polynomials lose up to a bit and a
// half per degree: they are done with bits to spare.
func precision(n int) uint { return uint(256 + 16*n) }

func exact(v float64, prec uint) *big.Float { return new(big.Float).SetPrec(prec).SetFloat64(v) }

// powers returns the coefficients of powers of x − origin of Σ c_k T_k(u), u
// being x scaled from [lo, hi] to [−1, 1].
func powers(c []float64, lo, hi, origin float64) []float64 {
	out := make([]float64, len(c))
	for i, s := range exactPowers(c, lo, hi, origin) {
		out[i], _ = s.Float64()
	}
	return out
}

// exactPowers is powers before the coefficients are rounded.
func exactPowers(c []float64, lo, hi, origin float64) []*big.Float {
	n, prec := len(c), precision(len(c))
	float := func(v float64) *big.Float { return exact(v, prec) }
	// u = slope·(x − origin) + shift
	width := float(hi)
	width.Sub(width, float(lo))
	slope := float(2)
	slope.Quo(slope, width)
	shift := float(2)
	shift.Mul(shift, float(origin)).Sub(shift, float(lo)).Sub(shift, float(hi)).Quo(shift, width)
	sum, prev, cur := zeros(n, prec), zeros(n, prec), zeros(n, prec)
	cur[0].SetInt64(1)
	tmp := new(big.Float).SetPrec(prec)
	for k := range n {
		for i := range k + 1 {
			sum[i].Add(sum[i], tmp.Mul(float(c[k]), cur[i]))
		}
		// T_{k+1} = 2u T_k − T_{k−1}, and T_1 = u T_0
		next := zeros(n, prec)
		for i := range min(k+2, n) {
			next[i].Mul(cur[i], shift)
			if i > 0 {
				next[i].Add(next[i], tmp.Mul(cur[i-1], slope))
			}
			if k > 0 {
				next[i].Mul(next[i], float(2))
			}
			next[i].Sub(next[i], prev[i])
		}
		prev, cur = cur, next
	}
	return sum
}

func zeros(n int, prec uint) []*big.Float {
	z := make([]*big.Float, n)
	for i := range z {
		z[i] = new(big.Float).SetPrec(prec)
	}
	return z
}

// chebyshevOf returns the Chebyshev coefficients on [lo, hi] of Σ c_i xⁱ.
func chebyshevOf(c []float64, lo, hi float64) []*big.Float {
	n, prec := len(c), precision(len(c))
	half := exact(hi, prec)
	half.Sub(half, exact(lo, prec)).Quo(half, exact(2, prec))
	mid := exact(hi, prec)
	mid.Add(mid, exact(lo, prec)).Quo(mid, exact(2, prec))
	// Horner's rule in the basis: x·Σ a_k T_k with x = mid + half·u and
	// u T_k = (T_{k+1} + T_{k−1})/2.
	a := zeros(n, prec)
	tmp, two := new(big.Float).SetPrec(prec), exact(2, prec)
	for i := n - 1; i >= 0; i-- {
		next := zeros(n, prec)
		for k, v := range a {
			if v.Sign() == 0 {
				continue
			}
			next[k].Add(next[k], tmp.Mul(v, mid))
			w := new(big.Float).SetPrec(prec).Mul(v, half)
			if k == 0 {
				next[1].Add(next[1], w)
				continue
			}
			w.Quo(w, two)
			next[k-1].Add(next[k-1], w)
			if k+1 < n {
				next[k+1].Add(next[k+1], w)
			}
		}
		next[0].Add(next[0], exact(c[i], prec))
		a = next
	}
	return a
}

// Economize returns the polynomial of the lowest degree that Chebyshev's
// telescoping finds within tol of Σ p[i]xⁱ on [lo, hi], and a bound of the
// distance. The polynomial is written in Chebyshev polynomials of the interval
// and its last terms go while the sum of their sizes stays within tol: for a
// power series that converges well, the result is nearly the best of its degree.
// The bound does not know the final rounding of the coefficients to float64.
//
// C. Lanczos, Trigonometric interpolation of empirical and analytical functions,
// J. Math. Phys. 17 (1938) 123.
func Economize(p []float64, lo, hi, tol float64) (q []float64, bound float64, err error) {
	if len(p) == 0 || len(p) > maxDegree+1 {
		return nil, 0, fmt.Errorf("approx: len(p) is %d, want 1 to %d: %w", len(p), maxDegree+1, ErrInput)
	}
	for i, c := range p {
		if math.IsNaN(c) || math.IsInf(c, 0) {
			return nil, 0, fmt.Errorf("approx: p[%d] is %v, want a finite number: %w", i, c, ErrInput)
		}
	}
	if err := (&Target{F: math.Abs, Lo: lo, Hi: hi}).check(); err != nil {
		return nil, 0, err
	}
	if !(tol >= 0) || math.IsInf(tol, 1) {
		return nil, 0, fmt.Errorf("approx: tol is %v, want a finite number ≥ 0: %w", tol, ErrInput)
	}
	all := chebyshevOf(p, lo, hi)
	c := make([]float64, len(all))
	for i, v := range all {
		if c[i], _ = v.Float64(); math.IsInf(c[i], 0) {
			return nil, 0, fmt.Errorf("approx: p exceeds float64 on [%v, %v]: %w", lo, hi, ErrDomain)
		}
	}
	n := len(c)
	for n > 1 && bound+math.Abs(c[n-1]) <= tol {
		bound += math.Abs(c[n-1])
		n--
	}
	if n == len(c) {
		return append([]float64(nil), p...), 0, nil
	}
	return powers(c[:n], lo, hi, 0), bound, nil
}
