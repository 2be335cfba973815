// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import "math"

// With order ν, argument κ, r = hypot(ν, κ), w = 1/r and s = (ν/r)², the
// logarithm of the uniform (Debye, Olver) expansion is
//
//	log I_ν(κ) = r − ν log((ν+r)/κ) − ½ log(2πr) + Σ_k w^k d_k(s)
//
// with polynomials d_k. Everything that this package needs of large orders or
// arguments comes from it by adding, differentiating or folding terms before
// they are evaluated, so that what cancels is never computed.

// debyeBorder is the least r at which eight terms suffice, also for what is
// differentiated: the first omitted one is 18·23.5 w⁹ relative to 1 − A, about
// 5e-17.
const debyeBorder = 128

// debye holds the coefficients of d_1 to d_8 in ascending powers of s.
var debye = [...][]float64{
	{1.0 / 8, -5.0 / 24},
	{1.0 / 16, -3.0 / 8, 5.0 / 16},
	{25.0 / 384, -531.0 / 640, 221.0 / 128, -1105.0 / 1152},
	{13.0 / 128, -71.0 / 32, 531.0 / 64, -339.0 / 32, 565.0 / 128},
	{1073.0 / 5120, -50049.0 / 7168, 186821.0 / 4608, -44899.0 / 512, 82825.0 / 1024, -82825.0 / 3072},
	{103.0 / 192, -405.0 / 16, 1677.0 / 8, -5389.0 / 8, 65385.0 / 64, -11805.0 / 16, 19675.0 / 96},
	{375733.0 / 229376, -3407083.0 / 32768, 38038059.0 / 32768, -168434443.0 / 32768, 1852155413.0 / 163840,
		-432038457.0 / 32768, 256406305.0 / 32768, -1282031525.0 / 688128},
	{23797.0 / 4096, -244539.0 / 512, 7069979.0 / 1024, -20526309.0 / 512, 243859359.0 / 2048, -101540765.0 / 512,
		192309147.0 / 1024, -48436755.0 / 512, 80727925.0 / 4096},
}

// debyeDiff holds the coefficients of the same sums differentiated: with c_kj
// those of d_k, the pairs (k+2j) c_kj and (k+2j)(k+2+2j) c_kj.
var debyeDiff = func() (t [len(debye)][][2]float64) {
	for i, d := range debye {
		for j, c := range d {
			m := float64(i + 1 + 2*j)
			t[i] = append(t[i], [2]float64{m * c, m * (m + 2) * c})
		}
	}
	return t
}()

// debyeTerms is how many terms leave an omitted one below 1e-16 of 1 − A.
func debyeTerms(r float64) int {
	switch {
	case r < 400:
		return 8
	case r < 3000:
		return 6
	case r < 1e6:
		return 4
	default:
		return 2
	}
}

// debyeSum returns Σ_k w^k d_k(s).
func debyeSum(r, w, s float64) float64 {
	sum := 0.0
	for i := debyeTerms(r) - 1; i >= 0; i-- {
		d := 0.0
		for j := i + 1; j >= 0; j-- {
			d = d*s + debye[i][j]
		}
		sum = w * (sum + d)
	}
	return sum
}

// debyeDiffs returns e = Σ_k w^k Σ_j (k+2j) c_kj s^j and
// f = Σ_k w^k Σ_j (k+2j)(k+2+2j) c_kj s^j.
func debyeDiffs(r, w, s float64) (e, f float64) {
	for i := debyeTerms(r) - 1; i >= 0; i-- {
		de, df := 0.0, 0.0
		coefs := debyeDiff[i]
		for j := len(coefs) - 1; j >= 0; j-- {
			c := &coefs[j]
			de = de*s + c[0]
			df = df*s + c[1]
		}
		e, f = w*(e+de), w*(f+df)
	}
	return e, f
}

// debyeMoments returns A = I_{ν+1}/I_ν, 1 − A and A′ for r >= debyeBorder. With
//
//	A = κ/(ν+r) − κ w² (½ + e)
//
// the derivative of the first term is ν/(r(ν+r)), and that of κ w^m s^j is
// w^m s^j (1 − (m+2j)(1−s)).
func debyeMoments(nu, k float64) (a, c, da float64) {
	r := math.Hypot(nu, k)
	w := 1 / r
	u, t := nu*w, k*w
	s, t2 := u*u, t*t // s and 1 − s
	e, f := debyeDiffs(r, w, s)
	lead := 1 / (nu + r)
	tail := t * w * (0.5 + e)
	c = nu*(1+nu/(r+k))*lead + tail // ν + r − κ without cancellation
	if a = 1 - c; c > 0.5 {
		a = k*lead - tail
	}
	da = u*lead - w*w*(s-0.5+e-t2*f)
	return a, c, da
}
