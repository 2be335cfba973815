// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package contfrac

// A Method computes the approximants of a fraction: [Lentz], [Steed] or
// [Wallis].
type Method interface{ evaluates() }

// Lentz is the modified method of Lentz, Thompson and Barnett: the approximant
// is a product of ratios of successive numerators and denominators,
//
//	Cₙ = bₙ + aₙ/Cₙ₋₁,  Dₙ = 1/(bₙ + aₙDₙ₋₁),  fₙ = fₙ₋₁ Cₙ Dₙ,
//
// with a zero replaced by a tiny number. It cannot overflow where the fraction
// is well behaved, and it passes zero denominators; it is the default. Cost: two
// divisions a term.
//
// W. J. Lentz, Generating Bessel functions in Mie scattering calculations using
// continued fractions, Applied Optics 15 (1976) 668. I. J. Thompson and
// A. R. Barnett, Coulomb and Bessel functions of complex arguments and order,
// J. Comput. Phys. 64 (1986) 490.
type Lentz struct{}

// Steed is Steed's method: the approximant is a sum of corrections,
//
//	Dₙ = 1/(bₙ + aₙDₙ₋₁),  Δₙ = (bₙDₙ − 1) Δₙ₋₁,  fₙ = fₙ₋₁ + Δₙ.
//
// One division a term. Its corrections are small for a fraction that converges
// fast, so the sum then loses nothing; after a nearly zero denominator a large
// correction cancels against the next one and digits are lost, which the error
// estimate of [Evaluate] shows.
//
// A. R. Barnett, D. H. Feng, J. W. Steed and L. J. B. Goldfarb, Coulomb wave
// functions for all real η and ρ, Comput. Phys. Commun. 8 (1974) 377.
type Steed struct{}

// Wallis is the oldest method: numerators and denominators by
//
//	Aₙ = bₙAₙ₋₁ + aₙAₙ₋₂,  Bₙ = bₙBₙ₋₁ + aₙBₙ₋₂,  fₙ = Aₙ/Bₙ,
//
// rescaled by powers of two when they leave the range 2^±400. An approximant
// with Bₙ = 0 is infinite and does no harm to those after it.
//
// J. Wallis, Arithmetica Infinitorum (1656), proposition 191.
type Wallis struct{}

func (*Lentz) evaluates()  {}
func (*Steed) evaluates()  {}
func (*Wallis) evaluates() {}

var (
	_ Method = (*Lentz)(nil)
	_ Method = (*Steed)(nil)
	_ Method = (*Wallis)(nil)
)

type lentz[T Number] struct{ f, c, d T }

func newLentz[T Number](b0 T) *lentz[T] {
	if b0 == 0 {
		b0 = tiny
	}
	return &lentz[T]{f: b0, c: b0}
}

func (l *lentz[T]) step(a, b T) T {
	l.d = b + a*l.d
	if l.d == 0 {
		l.d = tiny
	}
	l.c = b + a/l.c
	if l.c == 0 {
		l.c = tiny
	}
	l.d = 1 / l.d
	l.f *= l.c * l.d
	return l.f
}

type steed[T Number] struct {
	f, d, delta T
	first       bool
}

func newSteed[T Number](b0 T) *steed[T] { return &steed[T]{f: b0, first: true} }

func (s *steed[T]) step(a, b T) T {
	den := b + a*s.d
	if den == 0 {
		den = tiny
	}
	s.d = 1 / den
	if s.first {
		s.first = false
		s.delta = a * s.d
	} else {
		s.delta *= b*s.d - 1
	}
	s.f += s.delta
	return s.f
}

type wallis[T Number] struct{ a, b, a1, b1 T } // Aₙ, Bₙ, Aₙ₋₁, Bₙ₋₁

func newWallis[T Number](b0 T) *wallis[T] { return &wallis[T]{a: b0, b: 1, a1: 1} }

func (w *wallis[T]) step(a, b T) T {
	w.a, w.a1 = b*w.a+a*w.a1, w.a
	w.b, w.b1 = b*w.b+a*w.b1, w.b
	switch m := max(abs(w.a), abs(w.b)); {
	case m > 0x1p400:
		w.scale(0x1p-400)
	case m < 0x1p-400:
		w.scale(0x1p400)
	}
	return w.a / w.b
}

func (w *wallis[T]) scale(by T) {
	w.a *= by
	w.b *= by
	w.a1 *= by
	w.b1 *= by
}
