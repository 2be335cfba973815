// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package persist

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"

	"github.com/relaxnum/relax/internal/parallel"
)

// A Method computes survival probabilities: [Euler], [Talbot] or [Renewal].
type Method interface {
	// survive sets dst[i] to P(T > t[i]) for t[i] > 0.
	survive(ctx context.Context, dst, t []float64, tab *table, s Settings) error
	check() error
}

// Survival returns the probabilities P(T > t) that an excursion of the process
// with covariance c, the time between two zeros, lasts longer than t, in the
// independent interval approximation. Its Laplace transform is
//
//	(1 − Ψ(s))/s = 2L(s)/(1 + sL(s)),  L(s) = ∫₀^∞ e^(−st) E₀(t) dt.
//
// The probabilities go to dst, which is allocated when nil and must have the
// length of t otherwise; it may be t itself. A nil method means [Euler]. Errors
// are those of [Exponent], except that covariances of any decay will do. A
// probability that could not be computed to the tolerance is in dst when the
// error wraps ErrNotConverged; with another error dst holds nothing of use and
// nil is returned.
//
// The three methods share nothing but E₀, so that they check each other.
func Survival(ctx context.Context, dst, t []float64, c Covariance, method Method, s *Settings) ([]float64, error) {
	if ctx == nil {
		return nil, fmt.Errorf("persist: ctx is nil, want a context: %w", ErrInput)
	}
	set, err := s.defaults(1e-7)
	if err != nil {
		return nil, err
	}
	if dst != nil && len(dst) != len(t) {
		return nil, fmt.Errorf("persist: dst has %d elements, want %d, one for each of t: %w", len(dst), len(t), ErrInput)
	}
	for i, v := range t {
		if !(v >= 0) {
			return nil, fmt.Errorf("persist: t[%d] is %v, want a time ≥ 0: %w", i, v, ErrDomain)
		}
	}
	if isNil(method) {
		method = &Euler{}
	}
	if err := method.check(); err != nil {
		return nil, err
	}
	tab, err := newTable(ctx, c)
	if err != nil {
		return nil, err
	}
	if dst == nil {
		dst = make([]float64, len(t))
	}
	// Times at which the answer is plain stay out of the methods.
	var at []int
	var times []float64
	for i, v := range t {
		switch {
		case tab.sigma*v < 0x1p-60:
			dst[i] = 1
		case math.IsInf(v, 1):
			dst[i] = 0
		default:
			at = append(at, i)
			times = append(times, v)
		}
	}
	out := make([]float64, len(times))
	err = method.survive(ctx, out, times, tab, set)
	if err != nil && ctx.Err() != nil {
		return nil, err
	}
	for k, i := range at {
		dst[i] = max(0, min(1, out[k]))
	}
	return dst, err
}

func isNil(m Method) bool {
	switch v := m.(type) {
	case nil:
		return true
	case *Euler:
		return v == nil
	case *Talbot:
		return v == nil
	case *Renewal:
		return v == nil
	}
	return false
}

// tilt returns the exponent θ where there is one: e^(θt)P(T > t) tends to a
// constant, and inverting its transform instead of that of P gives results that
// are precise relative to e^(−θt).
func (t *table) tilt() float64 {
	theta, err := t.exponent(nil)
	if err != nil || theta >= t.decay*(1-1e-6) {
		return 0
	}
	return theta
}

// reach returns how far to the left of zero L can be computed from its integral
// without losing more than two digits to cancellation: L(−reach) is 16/reach,
// where 1/reach is the size that L has for a large s.
func (t *table) reach() float64 {
	if !t.exhausted {
		return 0
	}
	f := func(x float64) float64 { return min(gainAt(t, x), 1e10) - 16 }
	hi := t.decay * (1 - 1e-9)
	for f(hi/2) > 0 {
		hi /= 2
	}
	if f(hi) <= 0 {
		return hi
	}
	x, _ := brent(f, 0, hi, -16, f(hi), 1e-3*hi)
	return x
}

// survivalTransform returns 2L/(1 + sL), also where L is too large for s L.
func survivalTransform(s, l complex128) complex128 {
	if a := cmplx.Abs(s * l); !(a < 1e100) {
		return 2 / s
	}
	return 2 * l / (1 + s*l)
}

// Euler inverts the Laplace transform by a trapezoidal sum along a vertical
// line, whose alternating tail is summed by Euler's method. It asks for the
// transform to the right of its abscissa alone, where the integral converges.
//
// About 0.6·Terms digits, limited by Terms/3 that rounding takes: the default
// gives 1e-10. For t < 40/σ, σ² being the curvature of the covariance at zero,
// the tail begins beyond frequencies of 4σ, where the transform is smooth. The
// result is compared with that of three terms less, and ErrNotConverged reports
// a difference above Settings.Tol.
//
// J. Abate and W. Whitt, A unified framework for numerically inverting Laplace
// transforms, INFORMS J. Comput. 18 (2006) 408, section 5.
type Euler struct {
	// Terms is M, the number of terms in the tail and three times the decimal
	// logarithm of the amplification; zero means 17. Between 6 and 30.
	Terms int
}

func (m *Euler) terms() int {
	if m.Terms == 0 {
		return 17
	}
	return m.Terms
}

func (m *Euler) check() error {
	if n := m.terms(); n < 6 || n > 30 {
		return fmt.Errorf("persist: Euler.Terms is %d, want 6 to 30, or zero for 17: %w", m.Terms, ErrInput)
	}
	return nil
}

func (m *Euler) survive(ctx context.Context, dst, t []float64, tab *table, s Settings) error {
	n := m.terms()
	fine, coarse := binomialTail(n), binomialTail(n-3)
	theta := tab.tilt()
	diff := make([]float64, len(t))
	parallel.Blocks(s.Workers, len(t), 1, func(i, _, _ int) {
		if ctx.Err() != nil {
			return
		}
		v := tab.line(fine, t[i], theta)
		diff[i] = math.Abs(v - tab.line(coarse, t[i], theta))
		dst[i] = v * math.Exp(-theta*t[i])
	})
	if err := ctx.Err(); err != nil {
		return err
	}
	for i, d := range diff {
		if !(d <= s.Tol) {
			return fmt.Errorf("persist: Euler's method at t = %v: results with %d and %d terms differ by %.2g, want %.2g: %w", t[i], n, n-3, d, s.Tol, ErrNotConverged)
		}
	}
	return nil
}

// binomialTail returns the weights of the last m terms of an alternating sum:
// 1 − 2^−m, …, 2^−m.
func binomialTail(m int) []float64 {
	w := make([]float64, m)
	sum, binom := 0.0, math.Ldexp(1, -m)
	for k := range m {
		sum += binom
		w[m-1-k] = sum
		binom *= float64(m-k) / float64(k+1)
	}
	return w
}

// line returns e^(θt)P(T > t), of which the transform is that of P at s − θ.
func (t *table) line(tail []float64, time, theta float64) float64 {
	m := len(tail)
	plain := m
	if x := t.sigma * time; x < 40 {
		// Poles beside the real axis, at a distance of the order of σ, make
		// the transform turn; later e^(st) has put them out.
		plain += int(math.Ceil(4 * x / math.Pi))
	}
	a := float64(m) * math.Ln10 / 3
	sum := 0.0
	for k := range plain + 1 + m {
		z := complex(a/time-theta, math.Pi*float64(k)/time)
		v := real(survivalTransform(z, t.laplace(z)))
		switch {
		case k == 0:
			v /= 2
		case k > plain:
			v *= tail[k-plain-1]
		}
		if k%2 == 1 {
			v = -v
		}
		sum += v
	}
	return math.Exp(a) / time * sum
}
