// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package contfrac

import "math/big"

// Interlaced says that a sequence consists of several polynomials in turn: the
// term number Start + Period·m + j is Coef[j][0] + Coef[j][1]·m + ….
type Interlaced struct {
	// Start is the number of the first term that obeys, counted from a₀, and
	// Period the number of polynomials.
	Start, Period int
	// Coef holds the coefficients of the polynomials in ascending powers of m.
	Coef [][]*big.Rat
}

// Interlaced returns the terms of the fraction as interlaced polynomials, and
// nil if they are not of this form. Nearly all known fractions of constants
// are: [2; 1, 2m, 1] repeated for e.
func (c *Conjecture) Interlaced() *Interlaced {
	length, zeros := c.Recurrence.Len(), 0
	for zeros < length && c.Recurrence[length-zeros].Sign() == 0 {
		zeros++
	}
	start := c.Skip + zeros
	budget := length - zeros // Σ (degree+1) of the polynomials
	for period := 1; period <= budget; period++ {
		in := &Interlaced{Start: start, Period: period}
		used := 0
		for j := range period {
			var seq []*big.Int
			for i := start + j; i < len(c.Terms); i += period {
				seq = append(seq, c.Terms[i])
			}
			d := differences(seq, budget-used)
			if d == nil {
				break
			}
			used += len(d)
			in.Coef = append(in.Coef, monomials(d))
		}
		if len(in.Coef) == period {
			return in
		}
	}
	return nil
}

// differences returns the leading forward differences of orders 0 to d, if
// those of order d+1 vanish for all of seq and d+1 ≤ most; at least one
// difference of order d+1 must be there to say so.
func differences(seq []*big.Int, most int) []*big.Int {
	row := make([]*big.Int, len(seq))
	for i, a := range seq {
		row[i] = new(big.Int).Set(a)
	}
	var lead []*big.Int
	for len(row) > 0 {
		zero := true
		for _, a := range row {
			zero = zero && a.Sign() == 0
		}
		if zero {
			if len(lead) == 0 {
				lead = []*big.Int{new(big.Int)} // the zero sequence
			}
			return lead
		}
		if len(lead) == most {
			return nil
		}
		lead = append(lead, new(big.Int).Set(row[0]))
		for i := range len(row) - 1 {
			row[i].Sub(row[i+1], row[i])
		}
		row = row[:len(row)-1]
	}
	return nil
}

// monomials turns Newton's form Σ d[k]·C(m, k) into coefficients of powers of m.
func monomials(d []*big.Int) []*big.Rat {
	coef := make([]*big.Rat, len(d))
	for i := range coef {
		coef[i] = new(big.Rat)
	}
	basis := make([]*big.Rat, len(d)) // C(m, k)
	for i := range basis {
		basis[i] = new(big.Rat)
	}
	basis[0].SetInt64(1)
	var t big.Rat
	for k := range d {
		for i := range k + 1 {
			coef[i].Add(coef[i], t.Mul(basis[i], new(big.Rat).SetInt(d[k])))
		}
		// C(m, k+1) = C(m, k)·(m − k)/(k + 1)
		for i := min(k+1, len(d)-1); i >= 0; i-- {
			v := new(big.Rat).Mul(basis[i], big.NewRat(-int64(k), 1))
			if i > 0 {
				v.Add(v, basis[i-1])
			}
			basis[i] = v.Quo(v, big.NewRat(int64(k+1), 1))
		}
	}
	return coef
}
