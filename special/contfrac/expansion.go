// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package contfrac

import (
	"fmt"
	"math/big"
	"slices"
)

// An Expansion is the beginning of a signed continued fraction with integer
// terms,
//
//	a₀ + s₁/(a₁ + s₂/(a₂ + s₃/(a₃ + …))),
//
// the signs repeating with a period.
type Expansion struct {
	// Signs is one period of s₁, s₂, …; each is 1 or −1.
	Signs []int
	// Terms are a₀, a₁, ….
	Terms []*big.Int
	// Exact is true when the terms are the whole fraction: the number is
	// rational.
	Exact bool
}

// Expand returns the first n terms of the signed continued fraction of c: aᵢ is
// the floor of the remaining tail when the next sign is +1 and its ceiling when
// it is −1. Every term is certain: both ends of an interval that contains the
// constant are expanded, and the precision is doubled until they agree for n
// terms.
//
// If that needs more than 64(n+64) bits, as it does for a rational number known
// by approximations alone, the terms that are certain come with ErrPrecision.
func Expand(c Constant, signs []int, n int) (*Expansion, error) {
	if err := checkSigns(signs); err != nil {
		return nil, err
	}
	if n < 1 {
		return nil, fmt.Errorf("contfrac: n is %d, want at least 1 term: %w", n, ErrInput)
	}
	if c.Value == nil {
		return nil, fmt.Errorf("contfrac: Constant.Value of %q is nil, want a function: %w", c.Name, ErrInput)
	}
	limit := uint(64 * (n + 64))
	for prec := uint(4*n + 64); ; prec *= 2 {
		lo, hi, err := c.interval(prec)
		if err != nil {
			return nil, err
		}
		e := expand(lo, hi, signs, n)
		switch {
		case len(e.Terms) == n || e.Exact:
			return e, nil
		case prec > limit:
			return e, fmt.Errorf("contfrac: %q gave %d of %d terms with %d bits: %w", c.Name, len(e.Terms), n, prec, ErrPrecision)
		}
	}
}

// ExpandRat returns the first n terms of the signed continued fraction of x, or
// all of them, then with Exact true, if there are no more than n.
func ExpandRat(x *big.Rat, signs []int, n int) (*Expansion, error) {
	if x == nil {
		return nil, fmt.Errorf("contfrac: x is nil, want a number: %w", ErrInput)
	}
	if err := checkSigns(signs); err != nil {
		return nil, err
	}
	if n < 1 {
		return nil, fmt.Errorf("contfrac: n is %d, want at least 1 term: %w", n, ErrInput)
	}
	return expand(x, x, signs, n), nil
}

func checkSigns(signs []int) error {
	if len(signs) == 0 {
		return fmt.Errorf("contfrac: signs is empty, want at least one sign: %w", ErrInput)
	}
	for i, s := range signs {
		if s != 1 && s != -1 {
			return fmt.Errorf("contfrac: signs[%d] is %d, want 1 or -1: %w", i, s, ErrInput)
		}
	}
	return nil
}

// expand returns the terms that all numbers of [lo, hi] have in common, at most
// n of them.
func expand(lo, hi *big.Rat, signs []int, n int) *Expansion {
	e := &Expansion{Signs: slices.Clone(signs)}
	exact := lo.Cmp(hi) == 0
	// The tail lies between p/q and r/s, with q, s > 0.
	p, q := new(big.Int).Set(lo.Num()), new(big.Int).Set(lo.Denom())
	r, s := new(big.Int).Set(hi.Num()), new(big.Int).Set(hi.Denom())
	var b, rem big.Int
	for i := 0; len(e.Terms) < n; i++ {
		sign := signs[i%len(signs)]
		a := integer(p, q, sign, &rem)
		if !exact {
			if a.Cmp(integer(r, s, sign, &rem)) != 0 {
				return e
			}
		}
		e.Terms = append(e.Terms, a)
		// (tail − a)·sign ≥ 0, and the next tail is its reciprocal.
		p.Sub(p, b.Mul(a, q))
		r.Sub(r, b.Mul(a, s))
		if sign < 0 {
			p.Neg(p)
			r.Neg(r)
		}
		if p.Sign() == 0 || r.Sign() == 0 {
			e.Exact = exact
			return e
		}
		p, q, r, s = q, p, s, r
		if sign > 0 {
			p, q, r, s = r, s, p, q
		}
	}
	return e
}

// integer returns the floor of p/q if sign is positive, else the ceiling; q > 0.
func integer(p, q *big.Int, sign int, rem *big.Int) *big.Int {
	a := new(big.Int)
	a.DivMod(p, q, rem) // Euclidean: the floor for q > 0
	if sign < 0 && rem.Sign() != 0 {
		a.Add(a, big.NewInt(1))
	}
	return a
}

// sign returns sᵢ, i ≥ 1.
func (e *Expansion) sign(i int) int { return e.Signs[(i-1)%len(e.Signs)] }

// Convergents returns the values of the fraction cut after each of its terms.
// An infinite one is nil.
func (e *Expansion) Convergents() []*big.Rat {
	if len(e.Terms) == 0 {
		return nil
	}
	w := newRational(e.Terms[0])
	all := []*big.Rat{w.value()}
	for i, a := range e.Terms[1:] {
		w.step(e.sign(i+1), a)
		all = append(all, w.value())
	}
	return all
}

// Convergent returns the value of the fraction cut after term n, counted from
// zero, and nil if that is infinite or n is not the number of a term.
func (e *Expansion) Convergent(n int) *big.Rat {
	if n < 0 || n >= len(e.Terms) {
		return nil
	}
	w := newRational(e.Terms[0])
	for i, a := range e.Terms[1 : n+1] {
		w.step(e.sign(i+1), a)
	}
	return w.value()
}

// A rational runs the recurrence of Wallis over the integers, for partial
// numerators ±1. No common factors arise: AₙBₙ₋₁ − Aₙ₋₁Bₙ = ±1.
type rational struct{ a, b, a1, b1, t *big.Int }

func newRational(a0 *big.Int) *rational {
	return &rational{new(big.Int).Set(a0), big.NewInt(1), big.NewInt(1), new(big.Int), new(big.Int)}
}

func (w *rational) step(sign int, b *big.Int) {
	for _, v := range [2][2]**big.Int{{&w.a, &w.a1}, {&w.b, &w.b1}} {
		now, before := v[0], v[1]
		w.t.Mul(b, *now)
		if sign > 0 {
			w.t.Add(w.t, *before)
		} else {
			w.t.Sub(w.t, *before)
		}
		*now, *before, w.t = w.t, *now, *before
	}
}

func (w *rational) value() *big.Rat {
	if w.b.Sign() == 0 {
		return nil
	}
	return new(big.Rat).SetFrac(w.a, w.b)
}

// Convergents returns the approximants f₀, …, fₙ of the fraction with b₀ and the
// elements that term gives for 1 ≤ k ≤ n, without rounding. An infinite one is
// nil. A zero numerator ends the fraction; the list is then shorter.
func Convergents(b0 *big.Rat, term func(k int) (a, b *big.Rat), n int) ([]*big.Rat, error) {
	switch {
	case b0 == nil:
		return nil, fmt.Errorf("contfrac: b0 is nil, want a number: %w", ErrInput)
	case term == nil:
		return nil, fmt.Errorf("contfrac: term is nil, want a function: %w", ErrInput)
	case n < 0:
		return nil, fmt.Errorf("contfrac: n is %d, want ≥ 0: %w", n, ErrInput)
	}
	one, zero := big.NewRat(1, 1), new(big.Rat)
	// Columns of the matrix product: (A, B) now and before.
	p, q, p1, q1 := b0, one, one, zero
	all := []*big.Rat{new(big.Rat).Set(b0)}
	next := func(a, b, now, before *big.Rat) *big.Rat {
		t := new(big.Rat).Mul(b, now)
		return t.Add(t, new(big.Rat).Mul(a, before))
	}
	for k := 1; k <= n; k++ {
		a, b := term(k)
		if a == nil || b == nil {
			return nil, fmt.Errorf("contfrac: term(%d) gave nil, want numbers: %w", k, ErrInput)
		}
		if a.Sign() == 0 {
			break
		}
		p, p1 = next(a, b, p, p1), p
		q, q1 = next(a, b, q, q1), q
		if q.Sign() == 0 {
			all = append(all, nil)
			continue
		}
		all = append(all, new(big.Rat).Quo(p, q))
	}
	return all, nil
}
