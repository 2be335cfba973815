// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package bigfun

import (
	"math/big"
	"sync"
)

// DebyeLog returns the coefficients of the polynomials d_1, ..., d_n of the
// logarithmic Debye expansion
//
//	log I_v(x) = φ - ½ log(2πr) + Σ w^k d_k(s),   r = √(v²+x²), w = 1/r, s = (v/r)²,
//
// in ascending powers of s, d_k having degree k. They follow from Olver's
// polynomials U_k(p) = p^k A_k(p²) by k d_k = k A_k - Σ_{j<k} j d_j A_{k-j}.
func DebyeLog(n int) [][]*big.Rat {
	debyeMu.Lock()
	defer debyeMu.Unlock()
	if len(debyeCache) < n {
		debyeCache = debyeLog(n)
	}
	return debyeCache[:n]
}

var (
	debyeMu    sync.Mutex
	debyeCache [][]*big.Rat
)

func debyeLog(n int) [][]*big.Rat {
	return recurrence(n, ring[*big.Rat]{
		zero: func() *big.Rat { return new(big.Rat) },
		one:  big.NewRat(1, 1),
		fma: func(sum, a *big.Rat, num, den int64) {
			p := new(big.Rat).Mul(a, big.NewRat(num, den))
			sum.Add(sum, p)
		},
		product: func(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) },
	})
}

// polynomials are the d_k as floats, for debye. Rational arithmetic would take
// seconds.
var polynomials = sync.OnceValue(func() [][]*big.Float {
	return recurrence(debyeTerms, ring[*big.Float]{
		zero: func() *big.Float { return fresh(debyePrec) },
		one:  at(debyePrec, 1),
		fma: func(sum, a *big.Float, num, den int64) {
			p := fresh(debyePrec).Mul(a, fresh(debyePrec).SetInt64(num))
			sum.Add(sum, p.Quo(p, fresh(debyePrec).SetInt64(den)))
		},
		product: func(a, b *big.Float) *big.Float { return fresh(debyePrec).Mul(a, b) },
	})
})

// A ring is what the recurrence needs of its coefficients; fma adds a·num/den
// to sum.
type ring[T any] struct {
	zero    func() T
	fma     func(sum, a T, num, den int64)
	product func(a, b T) T
	one     T
}

func recurrence[T any](n int, r ring[T]) [][]T {
	zeros := func(n int) []T {
		z := make([]T, n)
		for i := range z {
			z[i] = r.zero()
		}
		return z
	}
	// Olver: U_{k+1}(p) = p²(1-p²)/2 U_k' + 1/8 ∫_0^p (1-5t²) U_k(t) dt. The
	// coefficient a of p^m gives m/2 + 1/(8(m+1)) at p^{m+1} and
	// -m/2 - 5/(8(m+3)) at p^{m+3}.
	olver := [][]T{zeros(1)}
	r.fma(olver[0][0], r.one, 1, 1)
	for k := range n {
		next := zeros(k + 2)
		for i, a := range olver[k] {
			m := int64(k + 2*i)
			r.fma(next[i], a, 4*m*(m+1)+1, 8*(m+1))
			r.fma(next[i+1], a, -(4*m*(m+3) + 5), 8*(m+3))
		}
		olver = append(olver, next)
	}
	d := make([][]T, n)
	for k := 1; k <= n; k++ {
		d[k-1] = zeros(k + 1)
		for i, a := range olver[k] {
			r.fma(d[k-1][i], a, 1, 1)
		}
		for j := 1; j < k; j++ {
			for i, a := range d[j-1] {
				for l, b := range olver[k-j] {
					r.fma(d[k-1][i+l], r.product(a, b), -int64(j), int64(k))
				}
			}
		}
	}
	return d
}

const (
	debyeTerms = 40
	debyePrec  = 1024
)

// debye returns log I_v(x) and log K_v(x) for r >= 100, with an absolute error
// of 1e-45 at r = 100 and less beyond.
func debye(prec uint, v, x *big.Float) (logI, logK *big.Float) {
	work := prec + 64
	r := fresh(work).Add(fresh(work).Mul(v, v), fresh(work).Mul(x, x))
	r.Sqrt(r)
	phi := phase(work, v, x, r)
	w := fresh(work).Quo(at(work, 1), r)
	s := fresh(work).Mul(v, w)
	s.Mul(s, s)
	odd, even, power := fresh(work), fresh(work), fresh(work).Set(w)
	for k, d := range polynomials() {
		p := fresh(work)
		for i := len(d) - 1; i >= 0; i-- {
			p.Add(p.Mul(p, s), d[i])
		}
		p.Mul(p, power)
		if k%2 == 0 {
			odd.Add(odd, p)
		} else {
			even.Add(even, p)
		}
		power.Mul(power, w)
	}
	half := func(z *big.Float) *big.Float { return z.Quo(z, at(work, 2)) }
	l := half(log(work, fresh(work).Mul(r, fresh(work).Mul(at(work, 2), pi.at(work)))))
	logI = fresh(work).Sub(phi, l)
	logI.Add(logI, odd).Add(logI, even)
	l = half(log(work, fresh(work).Quo(pi.at(work), fresh(work).Mul(r, at(work, 2)))))
	logK = fresh(work).Sub(l, phi)
	logK.Sub(logK, odd).Add(logK, even)
	return fresh(prec).Set(logI), fresh(prec).Set(logK)
}

// phase returns φ = r - v asinh(v/x).
func phase(prec uint, v, x, r *big.Float) *big.Float {
	q := fresh(prec).Add(v, r)
	l := log(prec, q.Quo(q, x))
	return l.Sub(r, l.Mul(l, v))
}
