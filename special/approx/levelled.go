// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"context"
	"fmt"
	"math"
	"math/big"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/dd"
)

// A levelled function is a polynomial or rational function whose errors at the
// points of a reference are of one size and of signs in turn. It is held by its
// values there.
type levelled struct {
	ctx    context.Context // of one call of Remez
	calls  int             // of errorAt
	target *Target
	n, m   int
	x      []float64 // the reference, ascending
	level  float64   // E: the error at x[i] is (−1)^i E
	value  []float64 // at x
	weight []float64 // barycentric weights times the denominator at x
	den    []float64 // Chebyshev coefficients of the denominator, positive on x
	noise  float64   // what rounding errors make of an error
}

// newLevelled solves for the function on the reference x, nil if every solution
// changes the sign of its denominator.
func newLevelled(ctx context.Context, t *Target, x []float64, n, m int) (*levelled, error) {
	count := len(x)
	l := &levelled{ctx: ctx, target: t, n: n, m: m, x: x, value: make([]float64, count), weight: make([]float64, count)}
	f, w := make([]float64, count), make([]float64, count)
	for i, v := range x {
		var err error
		if f[i], w[i], err = t.at(v); err != nil {
			return nil, err
		}
		l.noise = max(l.noise, 16*0x1p-53*w[i]*math.Abs(f[i]))
	}
	beta := barycentric(x, t.Hi-t.Lo)
	// p(x_i) = q(x_i)(f_i − (−1)^i E/w_i) is of degree n exactly if its divided
	// differences with 1 … T_m vanish. The signs of the barycentric weights
	// cancel those of E, so with V_ik = √(|β_i|/w_i) T_k(x_i) the condition is
	// VᵀDV a = E VᵀV a, D = diag((−1)^i w_i f_i): symmetric and definite.
	root := make([]float64, count)
	v := mat.NewDense(count, m+1, nil)
	for i := range x {
		root[i] = math.Sqrt(beta[i] / w[i])
		chebyshevT(v.RawRowView(i), t.scale(x[i]))
		for k := range m + 1 {
			v.Set(i, k, v.At(i, k)*root[i])
		}
	}
	var qr mat.QR
	qr.Factorize(v)
	var q, r mat.Dense
	qr.QTo(&q)
	qr.RTo(&r)
	a := mat.NewSymDense(m+1, nil)
	for j := range m + 1 {
		for k := j; k <= m; k++ {
			s := 0.0
			for i := range x {
				s += q.At(i, j) * q.At(i, k) * l.sign(i) * w[i] * f[i]
			}
			a.SetSym(j, k, s)
		}
	}
	var eig mat.EigenSym
	if !eig.Factorize(a, true) {
		return nil, fmt.Errorf("approx: degree %d over %d, no eigenvalues on a reference: %w", n, m, ErrBreakdown)
	}
	var vectors mat.Dense
	eig.VectorsTo(&vectors)
	levels := eig.Values(nil)
	pick := -1
	for j, level := range levels {
		first := 0.0
		good := true
		for i := range x {
			s := 0.0
			for k := range m + 1 {
				s += q.At(i, k) * vectors.At(k, j)
			}
			if i == 0 {
				first = s
			}
			good = good && s*first > 0
		}
		if good && (pick < 0 || math.Abs(level) < math.Abs(levels[pick])) {
			pick = j
		}
	}
	if pick < 0 {
		return nil, nil
	}
	l.level = levels[pick]
	for i := range x {
		s := 0.0
		for k := range m + 1 {
			s += q.At(i, k) * vectors.At(k, pick)
		}
		l.weight[i] = l.sign(i) * beta[i] * math.Abs(s/root[i])
		l.value[i] = f[i] - l.sign(i)*l.level/w[i]
	}
	// The coefficients of q by R a = y.
	l.den = make([]float64, m+1)
	for k := m; k >= 0; k-- {
		s := vectors.At(k, pick)
		for j := k + 1; j <= m; j++ {
			s -= r.At(k, j) * l.den[j]
		}
		l.den[k] = s / r.At(k, k)
	}
	if clenshaw(l.den, t.scale(x[0])) < 0 {
		for k := range l.den {
			l.den[k] = -l.den[k]
		}
	}
	return l, nil
}

func (l *levelled) sign(i int) float64 { return float64(1 - 2*(i&1)) }

// at returns the value at x.
func (l *levelled) at(x float64) float64 {
	num, den := 0.0, 0.0
	for i, v := range l.x {
		if v == x {
			return l.value[i]
		}
		c := l.weight[i] / (x - v)
		num += c * l.value[i]
		den += c
	}
	return num / den
}

func (l *levelled) denominator(x float64) float64 { return clenshaw(l.den, l.target.scale(x)) }

// errorAt returns the error at x with its sign: positive where the function is
// below the target.
func (l *levelled) errorAt(x float64) (float64, error) {
	if l.calls++; l.calls%32 == 0 && l.ctx.Err() != nil {
		return 0, l.ctx.Err()
	}
	f, w, err := l.target.at(x)
	if err != nil {
		return 0, err
	}
	return w * l.below(f, x), nil
}

// below returns f − at(x). The values on the reference near x, whose terms are the
// largest, cancel f before anything is multiplied.
func (l *levelled) below(f, x float64) float64 {
	num, den := 0.0, 0.0
	for i, v := range l.x {
		if v == x {
			return f - l.value[i]
		}
		c := l.weight[i] / (x - v)
		num += c * (f - l.value[i])
		den += c
	}
	return num / den
}

// fit makes the result of the best approximation, of 2^power times the function
// that the exchange saw; one that ctx cut short is not measured.
func (e *exchange) fit(ctx context.Context, original *Target, power int, origin float64) (*Fit, error) {
	l, t := e.best, e.target
	// The numerator by its values at Chebyshev points.
	values := make([]float64, e.n+1)
	for i, x := range t.interior(e.n + 1) {
		values[i] = l.at(x) * l.denominator(x)
	}
	f := &Fit{
		Num: make([]float64, e.n+1), Den: make([]float64, e.m+1),
		Origin: origin, Error: e.worst, Lower: math.Abs(l.level),
		Points: append([]float64(nil), l.x...), Iter: e.iter, Status: e.status,
	}
	num := exactPowers(chebyshevCoefficients(values), t.Lo, t.Hi, origin)
	den := exactPowers(l.den, t.Lo, t.Hi, origin)
	scale, bar := den[0], new(big.Float)
	for _, c := range den {
		if new(big.Float).Abs(c).Cmp(new(big.Float).Abs(scale)) > 0 {
			scale = c
		}
	}
	scale = new(big.Float).Abs(scale)
	if new(big.Float).Abs(den[0]).Cmp(bar.Mul(scale, big.NewFloat(1e-6))) > 0 {
		scale = new(big.Float).Set(den[0])
	}
	for k, part := range [2][]*big.Float{num, den} {
		to := [2][]float64{f.Num, f.Den}[k]
		for i, c := range part {
			c.Quo(c, scale)
			if k == 0 {
				c.SetMantExp(c, power)
			}
			to[i], _ = c.Float64()
			if math.IsInf(to[i], 0) || c.Sign() != 0 && math.Abs(to[i]) < 0x1p-1022 {
				return nil, fmt.Errorf("approx: %s of (x − Origin)^%d is %.3g, out of the range of float64, on [%v, %v] with Origin %v (take one in the interval, or scale x or F): %w",
					[2]string{"the coefficient in the numerator", "the coefficient in the denominator"}[k], i, c, t.Lo, t.Hi, origin, ErrBreakdown)
			}
		}
	}
	if !t.Relative {
		f.Error, f.Lower = math.Ldexp(f.Error, power), math.Ldexp(f.Lower, power)
	}
	for _, x := range t.chebyshev(finalPoints) {
		if err := ctx.Err(); err != nil {
			// The fit stands, what Eval makes of it is not known.
			f.Horner, f.Status = math.NaN(), Canceled
			return f, err
		}
		v, w, err := original.at(x)
		if err != nil {
			return nil, err
		}
		f.Horner = max(f.Horner, math.Abs(w*(f.Eval(x)-v)))
	}
	return f, nil
}

// barycentric returns the sizes of the barycentric weights of the points x, the
// largest between ½ and 1. Interpolation carries their relative errors into its
// values, and each is a product of len(x) − 1 factors: they are multiplied in
// pairs of float64, their exponents apart.
func barycentric(x []float64, width float64) []float64 {
	beta, power := make([]float64, len(x)), make([]int, len(x))
	most := math.MinInt
	for i, v := range x {
		product, e := dd.Num{Hi: 1}, 0
		for j, o := range x {
			if j == i {
				continue
			}
			product = dd.Mul(product, dd.Sum(v/width, -o/width))
			var k int
			product.Hi, k = math.Frexp(product.Hi)
			product.Lo = math.Ldexp(product.Lo, -k)
			e += k
		}
		beta[i], power[i] = 1/math.Abs(product.Float()), -e
		most = max(most, power[i])
	}
	for i := range beta {
		beta[i] = math.Ldexp(beta[i]/2, power[i]-most)
	}
	return beta
}
