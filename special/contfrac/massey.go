// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package contfrac

import (
	"fmt"
	"math/big"
	"math/bits"
)

// prime is the Mersenne prime 2^61 − 1. The chance that an integer sequence
// looks recurrent modulo it by accident is of the order 2^−61 a held-back term.
const prime = 1<<61 - 1

func reduce(x uint64) uint64 {
	x = x&prime + x>>61
	if x >= prime {
		x -= prime
	}
	return x
}

func mulMod(x, y uint64) uint64 {
	hi, lo := bits.Mul64(x, y)
	return reduce(lo&prime + (hi<<3 | lo>>61)) // 2^64 = 8·2^61
}

func subMod(x, y uint64) uint64 { return reduce(x + prime - y) }

func invMod(x uint64) uint64 {
	r := uint64(1)
	for e := uint64(prime - 2); e > 0; e >>= 1 {
		if e&1 != 0 {
			r = mulMod(r, x)
		}
		x = mulMod(x, x)
	}
	return r
}

// residues returns the terms modulo prime.
func residues(seq []*big.Int) []uint64 {
	p := big.NewInt(prime)
	all := make([]uint64, len(seq))
	var m big.Int
	for i, a := range seq {
		all[i] = m.Mod(a, p).Uint64()
	}
	return all
}

// massey returns the coefficients c₀ = 1, …, c_L modulo prime of the shortest
// recurrence Σ cᵢ aₙ₋ᵢ = 0, n ≥ L, of the whole sequence. It costs len(seq)²/2
// multiplications.
//
// J. L. Massey, Shift-register synthesis and BCH decoding, IEEE Trans. Inform.
// Theory 15 (1969) 122.
func massey(seq []uint64) []uint64 {
	n := len(seq)
	c, b := make([]uint64, n+1), make([]uint64, n+1)
	t := make([]uint64, n+1)
	c[0], b[0] = 1, 1
	length, shift, last := 0, 1, uint64(1)
	for i := range n {
		var d uint64
		for j := 0; j <= length; j++ {
			d = reduce(d + mulMod(c[j], seq[i-j]))
		}
		if d == 0 {
			shift++
			continue
		}
		copy(t, c)
		f := mulMod(d, invMod(last))
		for j := shift; j <= n; j++ {
			c[j] = subMod(c[j], mulMod(f, b[j-shift]))
		}
		if 2*length > i {
			shift++
			continue
		}
		length = i + 1 - length
		b, t = t, b
		last, shift = d, 1
	}
	return c[:length+1]
}

// A Recurrence is a linear recurrence Σ cᵢ aₙ₋ᵢ = 0, i from 0 to its length L,
// with integer coefficients without a common factor and c₀ > 0. It holds for
// n ≥ L, n counting from the first term that it was found on. Zeros at its end
// say that it takes a few terms before a shorter one holds.
type Recurrence []*big.Int

// Len returns L.
func (r Recurrence) Len() int { return len(r) - 1 }

// Holds returns the number of the first term of seq that does not obey r, or
// len(seq) if all do.
func (r Recurrence) Holds(seq []*big.Int) int {
	var sum, t big.Int
	for n := r.Len(); n < len(seq); n++ {
		sum.SetInt64(0)
		for i, c := range r {
			sum.Add(&sum, t.Mul(c, seq[n-i]))
		}
		if sum.Sign() != 0 {
			return n
		}
	}
	return len(seq)
}

// next returns the term that follows seq, and false if it is not an integer.
func (r Recurrence) next(seq []*big.Int) (*big.Int, bool) {
	var sum, t, rem big.Int
	for i, c := range r[1:] {
		sum.Sub(&sum, t.Mul(c, seq[len(seq)-1-i]))
	}
	a := new(big.Int)
	a.QuoRem(&sum, r[0], &rem)
	return a, rem.Sign() == 0
}

// FindRecurrence returns the shortest linear recurrence that all terms of seq
// obey, by the algorithm of Berlekamp and Massey modulo the prime 2^61 − 1 and a
// check over the integers, and nil if its length is above maxLen or its
// coefficients are not fractions of integers below 2^30. It proves nothing about
// terms to come unless its length is well below half of len(seq), which is the
// length for a sequence without any pattern.
func FindRecurrence(seq []*big.Int, maxLen int) (Recurrence, error) {
	if maxLen < 0 {
		return nil, fmt.Errorf("contfrac: maxLen is %d, want ≥ 0: %w", maxLen, ErrInput)
	}
	for i, a := range seq {
		if a == nil {
			return nil, fmt.Errorf("contfrac: seq[%d] is nil, want an integer: %w", i, ErrInput)
		}
	}
	c := massey(residues(seq))
	if len(c)-1 > maxLen {
		return nil, nil
	}
	r, ok := lift(c)
	if !ok || r.Holds(seq) < len(seq) {
		return nil, nil
	}
	return r, nil
}

// lift finds integers in the proportions of the residues c, c[0] = 1.
func lift(c []uint64) (Recurrence, bool) {
	den := big.NewInt(1)
	type fraction struct{ num, den int64 }
	fs := make([]fraction, len(c))
	for i, v := range c {
		n, d, ok := rationalMod(v)
		if !ok {
			return nil, false
		}
		fs[i] = fraction{n, d}
		g := new(big.Int).GCD(nil, nil, den, big.NewInt(d))
		den.Mul(den, g.Quo(big.NewInt(d), g))
		if den.BitLen() > 60 {
			return nil, false
		}
	}
	r := make(Recurrence, len(c))
	for i, f := range fs {
		r[i] = new(big.Int).Quo(den, big.NewInt(f.den))
		r[i].Mul(r[i], big.NewInt(f.num))
	}
	return r, true
}

// rationalMod returns the fraction n/d with |n|, d < 2^30 that is v modulo
// prime, by the extended Euclidean algorithm; there is at most one.
func rationalMod(v uint64) (n, d int64, ok bool) {
	const bound = 1 << 30
	r0, r1 := int64(prime), int64(v)
	t0, t1 := int64(0), int64(1)
	for r1 >= bound {
		q := r0 / r1
		r0, r1 = r1, r0-q*r1
		t0, t1 = t1, t0-q*t1
	}
	if t1 < 0 {
		r1, t1 = -r1, -t1
	}
	if t1 == 0 || t1 >= bound {
		return 0, 0, false
	}
	return r1, t1, true
}
