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
	// Olver: U_{k+1}(p) = p²(1-p²)/2 U_k' + 1/8 ∫_0^p (1-5t²) U_k(t) dt. The
	// coefficient a_i of p^{k+2i} gives (k+2i)/2 + 1/(8(k+2i+1)) at i and
	// -(k+2i)/2 - 5/(8(k+2i+3)) at i+1.
	olver := [][]*big.Rat{{big.NewRat(1, 1)}}
	for k := range n {
		next := zeros(k + 2)
		for i, a := range olver[k] {
			m := int64(k + 2*i)
			up := big.NewRat(1, 8*(m+1))
			up.Add(up, big.NewRat(m, 2))
			next[i].Add(next[i], up.Mul(up, a))
			down := big.NewRat(5, 8*(m+3))
			down.Add(down, big.NewRat(m, 2))
			next[i+1].Sub(next[i+1], down.Mul(down, a))
		}
		olver = append(olver, next)
	}
	d := make([][]*big.Rat, n)
	for k := 1; k <= n; k++ {
		sum := zeros(k + 1)
		for i, a := range olver[k] {
			sum[i].Mul(a, big.NewRat(int64(k), 1))
		}
		for j := 1; j < k; j++ {
			for i, a := range d[j-1] {
				for l, b := range olver[k-j] {
					p := new(big.Rat).Mul(a, b)
					sum[i+l].Sub(sum[i+l], p.Mul(p, big.NewRat(int64(j), 1)))
				}
			}
		}
		for _, a := range sum {
			a.Quo(a, big.NewRat(int64(k), 1))
		}
		d[k-1] = sum
	}
	return d
}

func zeros(n int) []*big.Rat {
	z := make([]*big.Rat, n)
	for i := range z {
		z[i] = new(big.Rat)
	}
	return z
}

// polynomials are the d_k as floats, of debyePrec bits, for logDebye.
var polynomials = sync.OnceValue(func() [][]*big.Float {
	all := make([][]*big.Float, 0, debyeTerms)
	for _, d := range DebyeLog(debyeTerms) {
		row := make([]*big.Float, len(d))
		for i, a := range d {
			row[i] = fresh(debyePrec).SetRat(a)
		}
		all = append(all, row)
	}
	return all
})

const (
	debyeTerms = 40
	debyePrec  = 512
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
