// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package contfrac

// The transformations below return fractions whose terms are formed on demand
// from the terms of f. A zero where one of them must divide gives a term that is
// not finite, which [Evaluate] reports as a breakdown.
//
// Formulas: L. Lorentzen and H. Waadeland, Continued Fractions, vol. 1 (2008),
// section 2.2 and 2.4; A. Cuyt et al., Handbook of Continued Fractions for
// Special Functions (2008), section 1.5.

// Even returns the even part of f, the contraction whose n-th approximant is
// the 2n-th of f. It needs b₂, b₄, … to be nonzero. A fraction whose even and
// odd parts have different limits diverges by oscillation.
func Even[T Number](f Fraction[T]) Fraction[T] {
	return Fraction[T]{B0: f.B0, Term: func(n int) (a, b T) {
		if n == 1 {
			a1, b1 := f.Term(1)
			if a1 == 0 {
				return 0, 1
			}
			a2, b2 := f.Term(2)
			return a1 * b2, a2 + b1*b2
		}
		// −a₂ₙ₋₂ a₂ₙ₋₁ b₂ₙ/b₂ₙ₋₂ over a₂ₙ + b₂ₙ₋₁b₂ₙ + a₂ₙ₋₁b₂ₙ/b₂ₙ₋₂
		p, q := f.Term(2*n - 2)
		r, s := f.Term(2*n - 1)
		if p == 0 || r == 0 {
			return 0, 1
		}
		t, v := f.Term(2 * n)
		w := r * v / q
		return -p * w, t + s*v + w
	}}
}

// Odd returns the odd part of f, the contraction whose n-th approximant is the
// (2n+1)-th of f. It needs b₁, b₃, … to be nonzero.
func Odd[T Number](f Fraction[T]) Fraction[T] {
	b0 := f.B0
	a1, b1 := f.Term(1)
	if a1 != 0 {
		b0 += a1 / b1
	}
	return Fraction[T]{B0: b0, Term: func(n int) (a, b T) {
		if n == 1 {
			a2, b2 := f.Term(2)
			if a1 == 0 || a2 == 0 {
				return 0, 1
			}
			a3, b3 := f.Term(3)
			return -a1 * a2 * b3 / b1, b1*(a3+b2*b3) + a2*b3
		}
		// −a₂ₙ₋₁ a₂ₙ b₂ₙ₊₁/b₂ₙ₋₁ over a₂ₙ₊₁ + b₂ₙb₂ₙ₊₁ + a₂ₙb₂ₙ₊₁/b₂ₙ₋₁,
		// the numerator of n = 2 times b₁ since the first denominator kept it
		p, q := f.Term(2*n - 1)
		r, s := f.Term(2 * n)
		if p == 0 || r == 0 {
			return 0, 1
		}
		t, v := f.Term(2*n + 1)
		w := r * v / q
		if n == 2 {
			p *= b1
		}
		return -p * w, t + s*v + w
	}}
}

// Extend returns the extension of f by the numbers ρ₀, ρ₁, …, none of them
// zero: a fraction whose odd part is f. It rests on
//
//	b + a/t = b − ρ + ρ/(1 − (a/ρ)/(t + a/ρ)).
//
// The even approximants of the extension are those of f with bₙ − ρₙ in the
// place of the last denominator bₙ.
func Extend[T Number](f Fraction[T], rho func(n int) T) Fraction[T] {
	return Fraction[T]{B0: f.B0 - rho(0), Term: func(n int) (a, b T) {
		k := n / 2
		if n%2 == 1 {
			return rho(k), 1
		}
		p, q := f.Term(k)
		if p == 0 {
			return 0, 1
		}
		c := p / rho(k-1)
		return -c, q + c - rho(k)
	}}
}

// Equivalent returns the fraction with elements rₙrₙ₋₁aₙ and rₙbₙ, r₀ being 1,
// which has the approximants of f. The rₙ must not be zero.
func Equivalent[T Number](f Fraction[T], r func(n int) T) Fraction[T] {
	return Fraction[T]{B0: f.B0, Term: func(n int) (a, b T) {
		a, b = f.Term(n)
		rn := r(n)
		if n > 1 {
			a *= r(n - 1)
		}
		return a * rn, b * rn
	}}
}

// UnitDenominators returns the equivalent fraction K(cₙ/1), c₁ = a₁/b₁ and
// cₙ = aₙ/(bₙbₙ₋₁): convergence theorems are stated for it (Worpitzky: |cₙ| ≤ 1/4
// suffices).
func UnitDenominators[T Number](f Fraction[T]) Fraction[T] {
	return Equivalent(f, func(n int) T {
		_, b := f.Term(n)
		return 1 / b
	})
}
