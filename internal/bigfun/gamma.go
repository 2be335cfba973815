// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package bigfun

import (
	"math"
	"math/big"
	"sync"
)

// Bernoulli returns the Bernoulli numbers B_2, B_4, ..., B_{2n}, from the tangent
// numbers (R. Brent and D. Harvey, Fast computation of Bernoulli, Tangent and
// Secant numbers, 2011, algorithm TangentNumbers):
// B_2k = (-1)^(k-1) 2k T_k / (4^k (4^k - 1)).
func Bernoulli(n int) []*big.Rat {
	bernoulliMu.Lock()
	defer bernoulliMu.Unlock()
	if len(bernoulliCache) >= n {
		return bernoulliCache[:n]
	}
	t := make([]*big.Int, n+1)
	t[1] = big.NewInt(1)
	for k := 2; k <= n; k++ {
		t[k] = new(big.Int).Mul(t[k-1], big.NewInt(int64(k-1)))
	}
	p := new(big.Int)
	for k := 2; k <= n; k++ {
		for j := k; j <= n; j++ {
			p.Mul(t[j-1], big.NewInt(int64(j-k)))
			t[j].Mul(t[j], big.NewInt(int64(j-k+2)))
			t[j].Add(t[j], p)
		}
	}
	all := make([]*big.Rat, n)
	for k := 1; k <= n; k++ {
		four := new(big.Int).Lsh(big.NewInt(1), uint(2*k))
		den := new(big.Int).Sub(four, big.NewInt(1))
		den.Mul(den, four)
		num := t[k].Mul(t[k], big.NewInt(int64(2*k)))
		if k%2 == 0 {
			num.Neg(num)
		}
		all[k-1] = new(big.Rat).SetFrac(num, den)
	}
	bernoulliCache = all
	return all
}

var (
	bernoulliMu    sync.Mutex
	bernoulliCache []*big.Rat
)

// Lgamma returns log Γ(z) for z > 0 with an absolute error of a few last bits
// of Prec: near its zeros 1 and 2 use [Lgamma1p].
func Lgamma(z *big.Float) *big.Float { return fresh(Prec).Set(lgamma(Prec+64, z)) }

// Lgamma1p returns log Γ(1+x) for x > -1. Its relative error stays small near 0.
func Lgamma1p(x *big.Float) *big.Float { return fresh(Prec).Set(lgamma1p(Prec+64, x)) }

func lgamma1p(prec uint, x *big.Float) *big.Float {
	if x.Sign() == 0 {
		return fresh(prec)
	}
	work := prec
	if e := x.MantExp(nil); e < -int(prec)/2 {
		// -γx + π²x²/12, the next term being 2^-prec of the first
		y := pi.at(prec)
		y.Mul(y, y)
		y.Quo(y.Mul(y, x), at(prec, 12))
		return y.Mul(y.Sub(y, gamma.at(prec)), x)
	} else if e < 0 {
		work += uint(-e)
	}
	return fresh(prec).Set(lgamma(work, fresh(work).Add(fresh(work).Set(x), at(work, 1))))
}

// gamma is Euler's constant by the method of R. Brent and E. McMillan, Some new
// algorithms for high-precision computation of Euler's constant, Math. Comp. 34
// (1980): Σ (n^k/k!)² (H_k - log n) / Σ (n^k/k!)², with an error of e^-4n.
var gamma = constant{make: func(prec uint) *big.Float {
	n := int64(prec)/5 + 10
	term, harmonic := at(prec, 1), fresh(prec)
	a, b := fresh(prec), at(prec, 1)
	for k := int64(1); ; k++ {
		term.Mul(term, fresh(prec).SetInt64(n*n))
		term.Quo(term, fresh(prec).SetInt64(k*k))
		harmonic.Add(harmonic, fresh(prec).Quo(at(prec, 1), fresh(prec).SetInt64(k)))
		a.Add(a, fresh(prec).Mul(term, harmonic))
		b.Add(b, term)
		if k > n && term.MantExp(nil) < b.MantExp(nil)-int(prec)-16 {
			break
		}
	}
	return a.Sub(a.Quo(a, b), log(prec, fresh(prec).SetInt64(n)))
}}

// lgamma is Stirling's series after the argument has been raised.
func lgamma(prec uint, z *big.Float) *big.Float {
	work := prec + 64
	shift := float64(work)/6 + 10 // the least term is about e^{-2πz}
	w := fresh(work).Set(z)
	product := at(work, 1)
	for f, _ := w.Float64(); f < shift; f++ {
		product.Mul(product, w)
		w.Add(w, at(work, 1))
	}
	lw := log(work, w)
	sum := fresh(work).Sub(w, at(work, 0.5))
	sum.Mul(sum, lw)
	sum.Sub(sum, w)
	half := log(work, fresh(work).Mul(at(work, 2), pi.at(work)))
	sum.Add(sum, half.Quo(half, at(work, 2)))
	power := fresh(work).Quo(at(work, 1), w)
	square := fresh(work).Mul(power, power)
	n := int(work/4) + 8
	for k, b := range Bernoulli(n) {
		m := int64(2 * (k + 1))
		term := fresh(work).Mul(fresh(work).SetRat(b), power)
		term.Quo(term, fresh(work).SetInt64(m*(m-1)))
		if term.MantExp(nil) < -int(work) {
			break
		}
		sum.Add(sum, term)
		power.Mul(power, square)
	}
	return fresh(prec).Sub(sum, log(work, product))
}

// Digamma returns the derivative of log Γ at z > 0, as a central difference of
// the sixth order: good to 150 bits or so.
func Digamma(z *big.Float) *big.Float {
	return derivative(z, func(z *big.Float) *big.Float { return lgamma(Prec+128, z) })
}

// derivative returns f'(z) by a central difference of the sixth order with step
// 2^-32: for f with 384 bits, good to about 190.
func derivative(z *big.Float, f func(*big.Float) *big.Float) *big.Float {
	const prec = Prec + 128
	h := at(prec, math.Ldexp(1, -32))
	sum := fresh(prec)
	for i, c := range []int64{45, -9, 1} {
		step := fresh(prec).Mul(h, fresh(prec).SetInt64(int64(i+1)))
		d := fresh(prec).Sub(f(fresh(prec).Add(z, step)), f(fresh(prec).Sub(z, step)))
		sum.Add(sum, d.Mul(d, fresh(prec).SetInt64(c)))
	}
	sum.Quo(sum, fresh(prec).Mul(h, at(prec, 60)))
	return fresh(Prec).Set(sum)
}
