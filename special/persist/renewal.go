// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package persist

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
)

// Renewal solves the renewal equation of the excursion time in the time domain.
// T is X, or X plus a copy of T, with equal chances, and P(X > t) = E₀(t), so
//
//	S(t) = E₀(t) + ½ ∫₀ᵗ S(t−u) f(u) du,  f = −E₀′.
//
// S is a polynomial on each of a row of equal steps, found by collocation at
// Gauss-Legendre points. The integrals of f against the polynomials are taken
// by parts, so that E₀ alone is needed, and depend on the distance of two steps
// only. All terms are positive: the error is relative to S.
//
// The step is halved until the results agree within Settings.Tol. Cost: the
// square of the number of steps; use [Euler] for times of thousands of mean
// excursions.
type Renewal struct {
	// Step is the first length of the steps; zero means a quarter of 1/σ, σ²
	// being the curvature of the covariance at zero.
	Step float64
	// MaxSteps limits the number of steps; zero means 16384.
	MaxSteps int
}

func (m *Renewal) check() error {
	if !(m.Step >= 0) || math.IsInf(m.Step, 1) {
		return fmt.Errorf("persist: Renewal.Step is %v, want > 0, or zero for the default: %w", m.Step, ErrInput)
	}
	if m.MaxSteps < 0 {
		return fmt.Errorf("persist: Renewal.MaxSteps is %d, want > 0, or zero for 16384: %w", m.MaxSteps, ErrInput)
	}
	return nil
}

// points is the number of collocation points a step.
const points = 10

// steps holds the collocation points on [0, 1] and what goes with them.
var steps = newRule(points)

func (m *Renewal) survive(ctx context.Context, dst, t []float64, tab *table, s Settings) error {
	if len(t) == 0 {
		return nil
	}
	last := floats.Max(t)
	step, limit := m.Step, m.MaxSteps
	if step == 0 {
		step = 0.25 / tab.sigma
	}
	if limit == 0 {
		limit = 16384
	}
	if last/step > float64(limit) {
		step = last / float64(limit)
	}
	// No step longer than what is asked for, so that halving it tells.
	step = min(step, last)
	before := make([]float64, len(t))
	for round := 0; ; round++ {
		n := int(math.Ceil(last / step))
		if round > 0 && n > limit {
			return fmt.Errorf("persist: renewal equation: tolerance %.2g not reached with %d steps: %w", s.Tol, limit, ErrNotConverged)
		}
		r := renewal{tab: tab, step: step, n: max(n, 1)}
		if err := r.solve(ctx); err != nil {
			return err
		}
		worst := 0.0
		for i, v := range t {
			dst[i] = r.at(v)
			worst = max(worst, math.Abs(dst[i]-before[i])/max(dst[i], math.SmallestNonzeroFloat64))
		}
		// Halving gains a factor of 2^points on smooth E₀ and little where it
		// is a broken power at zero; the difference bounds the error of the
		// finer solution in both cases.
		if round > 0 && worst <= s.Tol {
			return nil
		}
		copy(before, dst)
		step /= 2
	}
}

// renewal is one solution of the renewal equation.
type renewal struct {
	tab    *table
	step   float64
	n      int
	values []float64   // S at the collocation points, points a step
	coef   [][]float64 // Legendre coefficients of S on a step, filled by at
}

func (r *renewal) solve(ctx context.Context) error {
	r.values = make([]float64, r.n*points)
	// kernels[k] is the matrix of ½∫ f(...) ℓⱼ for a distance of k steps.
	kernels := make([][]float64, r.n)
	basis := newBasis()
	// The matrix of the current step, I − K₀, factorised once.
	var lu dense
	for i := range points {
		for j, v := range r.first(i) {
			lu.a[i][j] = -v
		}
		lu.a[i][i]++
	}
	lu.factor()
	rhs := make([]float64, points)
	for m := range r.n {
		if err := ctx.Err(); err != nil {
			return err
		}
		if m > 0 {
			kernels[m] = r.weights(m, basis)
		}
		for i, x := range steps.x {
			rhs[i] = r.tab.e0(r.step * (float64(m) + (1+x)/2))
		}
		for k := 1; k <= m; k++ {
			old := r.values[(m-k)*points : (m-k+1)*points]
			for i := range points {
				sum := 0.0
				for j, w := range kernels[k][i*points : (i+1)*points] {
					sum += w * old[j]
				}
				rhs[i] += sum
			}
		}
		lu.solve(r.values[m*points:(m+1)*points], rhs)
	}
	r.coef = make([][]float64, r.n)
	return nil
}

// weights returns the matrix of
//
//	½ ∫₀¹ f(kh + (cᵢ−v)h) h ℓⱼ(v) dv
//	= ½ [E₀(kh + (cᵢ−v)h) ℓⱼ(v)]₀¹ − ½ ∫₀¹ E₀(kh + (cᵢ−v)h) ℓⱼ′(v) dv
//
// for a distance of k > 0 steps.
func (r *renewal) weights(k int, basis *basis) []float64 {
	all := make([]float64, points*points)
	for i, x := range steps.x {
		c := float64(k) + (1+x)/2
		r.byParts(all[i*points:(i+1)*points], c, 1, &basis.zero, &basis.one, basis.inside)
	}
	return all
}

// first returns row i of the same for k = 0, where the integral ends at v = cᵢ.
func (r *renewal) first(i int) []float64 {
	c := (1 + steps.x[i]) / 2
	var lo, hi lagrange
	inside := make([]lagrange, order)
	lo.at(0)
	hi.at(c)
	for q, x := range rule.x {
		inside[q].at(c * (1 + x) / 2)
	}
	row := make([]float64, points)
	r.byParts(row, c, c, &lo, &hi, inside)
	return row
}

// byParts sets w to the integrals from 0 to top, the argument of E₀ being
// (c−v)h. The polynomials are given at both ends and at the nodes between.
func (r *renewal) byParts(w []float64, c, top float64, lo, hi *lagrange, inside []lagrange) {
	e1, e0 := r.tab.e0(r.step*(c-top)), r.tab.e0(r.step*c)
	for j := range w {
		w[j] = e1*hi.value[j] - e0*lo.value[j]
	}
	for q, x := range rule.x {
		e := r.tab.e0(r.step*(c-top*(1+x)/2)) * rule.w[q] * top / 2
		for j := range w {
			w[j] -= e * inside[q].slope[j]
		}
	}
	floats.Scale(0.5, w)
}

// at returns S(t) from the polynomial of its step.
func (r *renewal) at(t float64) float64 {
	m := min(int(t/r.step), r.n-1)
	if r.coef[m] == nil {
		c := make([]float64, points)
		for k := range c {
			c[k] = floats.Dot(steps.transform[k], r.values[m*points:(m+1)*points])
		}
		r.coef[m] = c
	}
	var p [points]float64
	legendre(p[:], 2*(t/r.step-float64(m))-1)
	return floats.Dot(p[:], r.coef[m])
}

// lagrange evaluates the Lagrange polynomials ℓⱼ of the collocation points, and
// their derivatives, through Legendre polynomials.
type lagrange struct{ value, slope [points]float64 }

// basis holds them at the ends of a step and at the nodes of rule.
type basis struct {
	zero, one lagrange
	inside    []lagrange
}

func newBasis() *basis {
	b := &basis{inside: make([]lagrange, order)}
	b.zero.at(0)
	b.one.at(1)
	for q, x := range rule.x {
		b.inside[q].at((1 + x) / 2)
	}
	return b
}

// at takes v in [0, 1].
func (l *lagrange) at(v float64) {
	x := 2*v - 1
	var p, d [points]float64
	legendre(p[:], x)
	// P′ₖ₊₁ = P′ₖ₋₁ + (2k+1)Pₖ, and dx/dv = 2.
	d[1] = 1
	for k := 1; k+1 < points; k++ {
		d[k+1] = d[k-1] + float64(2*k+1)*p[k]
	}
	for j := range points {
		l.value[j], l.slope[j] = 0, 0
		for k := range points {
			l.value[j] += steps.transform[k][j] * p[k]
			l.slope[j] += 2 * steps.transform[k][j] * d[k]
		}
	}
}

// dense is an LU factorisation of a points×points matrix with row exchanges.
type dense struct {
	a    [points][points]float64
	perm [points]int
}

func (d *dense) factor() {
	for i := range d.perm {
		d.perm[i] = i
	}
	for k := range points {
		best := k
		for i := k + 1; i < points; i++ {
			if math.Abs(d.a[i][k]) > math.Abs(d.a[best][k]) {
				best = i
			}
		}
		d.a[k], d.a[best] = d.a[best], d.a[k]
		d.perm[k], d.perm[best] = d.perm[best], d.perm[k]
		for i := k + 1; i < points; i++ {
			f := d.a[i][k] / d.a[k][k]
			d.a[i][k] = f
			for j := k + 1; j < points; j++ {
				d.a[i][j] -= f * d.a[k][j]
			}
		}
	}
}

func (d *dense) solve(x, b []float64) {
	for i := range points {
		s := b[d.perm[i]]
		for j := range i {
			s -= d.a[i][j] * x[j]
		}
		x[i] = s
	}
	for i := points - 1; i >= 0; i-- {
		s := x[i]
		for j := i + 1; j < points; j++ {
			s -= d.a[i][j] * x[j]
		}
		x[i] = s / d.a[i][i]
	}
}
