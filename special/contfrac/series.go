// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package contfrac

import "math/big"

// Series in fixed-point arithmetic: an integer v stands for v·2^−w. Every
// operation truncates, so a series of n terms is off by a few times n units at
// most, and n stays far below 2^28.

func unit(w uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), w) }

// mul returns x·y of two fixed-point numbers.
func mul(x, y *big.Int, w uint) *big.Int {
	v := new(big.Int).Mul(x, y)
	return v.Rsh(v, w)
}

// quotient returns num/den·2^w, raising the working precision g until den has
// enough significant bits for the quotient: f returns both with an error of
// less than 2^32 units of 2^−g.
func quotient(w uint, f func(g uint) (num, den *big.Int)) *big.Int {
	for g := w + 96; ; g *= 2 {
		num, den := f(g)
		// |δ(n/d)| ≤ (δn + |n/d| δd)/|d| ≤ 2^33 max(1, |n/d|)/|d|
		lost := int(w) + 34 + max(0, num.BitLen()-den.BitLen()+1) - den.BitLen()
		if den.Sign() != 0 && lost < 0 {
			v := new(big.Int).Lsh(num, w)
			return v.Quo(v, den)
		}
	}
}

// guard returns the bits that a sum of |x|^n/n! may lose: the terms, and the
// factor by which a truncated one is multiplied later, stay below e^|x|.
func guard(x *big.Rat) uint {
	n := new(big.Int).Quo(x.Num(), x.Denom())
	return 64 + 2*uint(n.Abs(n).Int64()+1)
}

// expFixed returns e^x·2^w.
func expFixed(x *big.Rat, w uint) *big.Int {
	if x.Sign() < 0 {
		v := unit(2 * w)
		return v.Quo(v, expFixed(new(big.Rat).Neg(x), w))
	}
	g := guard(x)
	sum, term := new(big.Int), unit(w+g)
	var d big.Int
	for n := int64(1); term.Sign() != 0; n++ {
		sum.Add(sum, term)
		term.Mul(term, x.Num())
		term.Quo(term, d.Mul(x.Denom(), big.NewInt(n)))
	}
	return sum.Rsh(sum, g)
}

// evenOdd returns Σ sᵏ x^(2k+1)/(2k+1)! and Σ sᵏ x^(2k)/(2k)! times 2^w:
// sine and cosine for s = −1, the hyperbolic ones for s = 1.
func evenOdd(x *big.Rat, w uint, s int) (odd, even *big.Int) {
	g := guard(x)
	odd, even = new(big.Int), new(big.Int)
	term := unit(w + g)
	var d big.Int
	next := func(n int64) {
		term.Mul(term, x.Num())
		term.Quo(term, d.Mul(x.Denom(), big.NewInt(n)))
	}
	for n := int64(1); term.Sign() != 0; n += 2 {
		even.Add(even, term)
		next(n)
		odd.Add(odd, term)
		next(n + 1)
		if s < 0 {
			term.Neg(term)
		}
	}
	return odd.Rsh(odd, g), even.Rsh(even, g)
}

// besselFixed returns two numbers with the ratio I₍ᵥ₊₁₎(x)/I₍ᵥ₎(x): with
// S(v) = Σ (x²/4)ᵏ/(k! (v+1)ₖ) they are x/(2(v+1))·S(v+1) and S(v).
func besselFixed(v, x *big.Rat, w uint) (num, den *big.Int) {
	sum := func(v *big.Rat) *big.Int {
		g := guard(x)
		sum, term := new(big.Int), unit(w+g)
		p := new(big.Int).Mul(x.Num(), x.Num())
		p.Mul(p, v.Denom())
		q := new(big.Int).Mul(x.Denom(), x.Denom())
		q.Lsh(q, 2)
		var d, vk big.Int
		for k := int64(1); term.Sign() != 0; k++ {
			sum.Add(sum, term)
			vk.Mul(v.Denom(), big.NewInt(k))
			vk.Add(&vk, v.Num())
			d.Mul(q, big.NewInt(k))
			term.Mul(term, p)
			term.Quo(term, d.Mul(&d, &vk))
		}
		return sum.Rsh(sum, g)
	}
	up := plus(v, 1)
	den = sum(v)
	num = sum(up)
	num.Mul(num, x.Num()).Mul(num, up.Denom())
	d := new(big.Int).Mul(x.Denom(), up.Num())
	return num.Quo(num, d.Lsh(d, 1)), den
}

// powers returns Σ s^k zᵏ⁺ᵏ⁺¹/(2k+1) for z = 1/m: the inverse tangent for
// s = −1, the inverse hyperbolic one for s = 1.
func powers(m int64, w uint, s int) *big.Int {
	sum, p := new(big.Int), unit(w)
	p.Quo(p, big.NewInt(m))
	m2 := big.NewInt(m * m)
	var t big.Int
	for k := int64(1); p.Sign() != 0; k += 2 {
		sum.Add(sum, t.Quo(p, big.NewInt(k)))
		p.Quo(p, m2)
		if s < 0 {
			p.Neg(p)
		}
	}
	return sum
}

// piFixed returns π·2^w by Machin's 16 atan(1/5) − 4 atan(1/239).
func piFixed(w uint) *big.Int {
	a := powers(5, w, -1)
	b := powers(239, w, -1)
	a.Lsh(a, 4)
	return a.Sub(a, b.Lsh(b, 2))
}

// atanhFixed returns atanh(z)·2^w for a fixed-point z, |z| < 0.6.
func atanhFixed(z *big.Int, w uint) *big.Int {
	// Mul and Quo rather than shifts, which would round a negative power to −1
	// for ever.
	one := unit(w)
	z2 := mul(z, z, w)
	sum, p := new(big.Int), new(big.Int).Set(z)
	var t big.Int
	for k := int64(1); p.Sign() != 0; k += 2 {
		sum.Add(sum, t.Quo(p, big.NewInt(k)))
		p.Mul(p, z2)
		p.Quo(p, one)
	}
	return sum
}

// logFixed returns log(x)·2^w for x > 0: x = m·2^k with 1/√8 < m < √2 or so,
// log m = 2 atanh((m−1)/(m+1)), log 2 = 18 atanh 1/26 − 2 atanh 1/4801 +
// 8 atanh 1/8749.
func logFixed(x *big.Rat, w uint) *big.Int {
	k := x.Num().BitLen() - x.Denom().BitLen() // x·2^−k lies between 1/2 and 2
	p, q := new(big.Int).Set(x.Num()), new(big.Int).Set(x.Denom())
	if k > 0 {
		q.Lsh(q, uint(k))
	} else {
		p.Lsh(p, uint(-k))
	}
	z := new(big.Int).Sub(p, q)
	z.Lsh(z, w)
	z.Quo(z, p.Add(p, q))
	sum := atanhFixed(z, w)
	sum.Lsh(sum, 1)
	log2 := powers(26, w, 1)
	log2.Mul(log2, big.NewInt(18))
	t := powers(4801, w, 1)
	log2.Sub(log2, t.Lsh(t, 1))
	t = powers(8749, w, 1)
	log2.Add(log2, t.Lsh(t, 3))
	return sum.Add(sum, log2.Mul(log2, big.NewInt(int64(k))))
}

// zeta3Fixed returns ζ(3)·2^w = 5/2 Σ (−1)^(n−1)/(n³ C(2n, n))·2^w.
func zeta3Fixed(w uint) *big.Int {
	sum, p := new(big.Int), unit(w)
	var t, d big.Int
	for n := int64(1); ; n++ {
		p.Mul(p, big.NewInt(n))
		p.Quo(p, big.NewInt(2*(2*n-1)))
		if p.Sign() == 0 {
			break
		}
		d.Exp(big.NewInt(n), big.NewInt(3), nil)
		t.Quo(p, &d)
		if n%2 == 1 {
			sum.Add(sum, &t)
		} else {
			sum.Sub(sum, &t)
		}
	}
	sum.Mul(sum, big.NewInt(5))
	return sum.Rsh(sum, 1)
}

// catalanFixed returns G·2^w, G = π/8 log(2+√3) + 3/8 Σ 1/((2k+1)² C(2k, k)),
// where log(2+√3) = 2 atanh(1/√3).
func catalanFixed(w uint) *big.Int {
	z := unit(2 * w)
	z.Quo(z, big.NewInt(3))
	a := mul(piFixed(w), atanhFixed(z.Sqrt(z), w), w)
	a.Rsh(a, 2)
	sum, p := new(big.Int), unit(w)
	var t big.Int
	for k := int64(0); p.Sign() != 0; k++ {
		sum.Add(sum, t.Quo(p, big.NewInt((2*k+1)*(2*k+1))))
		p.Mul(p, big.NewInt(k+1))
		p.Quo(p, big.NewInt(2*(2*k+1)))
	}
	sum.Mul(sum, big.NewInt(3))
	return a.Add(a, sum.Rsh(sum, 3))
}

// gammaFixed returns γ·2^w by the first algorithm of R. P. Brent and
// E. M. McMillan, Some new algorithms for high-precision computation of Euler's
// constant, Math. Comp. 34 (1980) 305: with tₖ = (nᵏ/k!)² and harmonic numbers
// Hₖ, γ = Σ tₖHₖ/Σ tₖ − log n up to π e^(−4n).
func gammaFixed(w uint) *big.Int {
	n := int64(w)*7/40 + 2 // 4n log₂e > w + 3
	n2 := big.NewInt(n * n)
	a, b := new(big.Int), new(big.Int)
	t, h := unit(w), new(big.Int)
	var d big.Int
	for k := int64(1); t.Sign() != 0; k++ {
		b.Add(b, t)
		a.Add(a, mul(t, h, w))
		t.Mul(t, n2)
		t.Quo(t, d.Mul(big.NewInt(k), big.NewInt(k)))
		h.Add(h, d.Quo(unit(w), big.NewInt(k)))
	}
	a.Lsh(a, w)
	a.Quo(a, b)
	return a.Sub(a, logFixed(big.NewRat(n, 1), w))
}
