// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"context"
	"fmt"
	"math"
)

// Constant as a degree asks for degree zero, since a zero field means the
// default.
const Constant = math.MinInt32

// maxDegree bounds the sum of the degrees: coefficients of powers say little
// beyond it.
const maxDegree = 128

// RemezSettings hold the form that is fitted and the limits of the iteration.
// The zero value and a nil pointer mean the defaults.
type RemezSettings struct {
	// Degree is the degree of the numerator, or of the polynomial; zero means 5,
	// [Constant] a constant.
	Degree int
	// Denominator is the degree of the denominator; zero means a polynomial. The
	// two degrees may add up to 128.
	Denominator int
	// Origin makes Fit.Num and Fit.Den the coefficients of powers of x − Origin.
	// The default of zero is what one wants unless the interval is far from
	// zero; its middle is a good choice then.
	Origin float64
	// Tol is the relative difference between the largest error and the bound
	// from below at which the error counts as level, beyond what rounding errors
	// explain; zero means 1e-9.
	Tol float64
	// MaxIter limits the exchanges of each form on the way; zero means 100.
	MaxIter int
}

// A Fit is the best approximation of its form, Num(x − Origin)/Den(x − Origin).
type Fit struct {
	// Num and Den are coefficients, the constant first. Den is {1} for
	// polynomials; Den[0] is 1 unless the denominator vanishes at Origin.
	Num, Den []float64
	Origin   float64
	// Error is the largest error of the best approximation in the measure of
	// the target, and Lower a bound that no approximation of the form can be
	// better than: the two are equal but for the tolerance.
	Error, Lower float64
	// Horner is the largest error of Eval, coefficients and every operation
	// rounded to float64, measured on 4097 points; NaN if the context ended
	// before that.
	Horner float64
	// Points are the points where the error has the size Error and, from one to
	// the next, changes its sign; two more than the form has degrees.
	Points []float64
	// Iter is the number of exchanges.
	Iter int
	// Status says why the iteration ended.
	Status Status
}

// Remez computes the polynomial or rational function of given degrees with the
// least maximum error on the target's interval, weighted or relative if the
// target says so, by the exchange algorithm with all extrema at once. Nil
// settings mean the polynomial of degree 5.
//
// On a reference of n+m+2 points x_i the function p/q with the errors ±E in turn
// solves
//
//	p(x_i) = q(x_i) (F(x_i) − (−1)^i E/w_i).
//
// Divided differences take p out, and a symmetric eigenvalue problem of size m+1
// is left for E and q; the eigenvector whose q has no zero on the interval gives
// the next approximation, and its extreme errors the next reference. All values
// are taken in barycentric form; only the final coefficients are of powers.
//
// An iteration takes about 50(n+m+2) values of F. F itself is float64: an error
// below 7e-15 of the size of F drowns in its rounding, and then the error counts
// as level (Converged), with Lower far below Error.
//
// With MaxIter (ErrNotConverged) and Canceled (the context's error) the best fit
// so far is returned; with Breakdown (ErrBreakdown), where every rational
// function met has a pole or a coefficient leaves the range of float64 (the error
// says which), nothing is. A rational fit ends in one of these if the
// best function is one of lower degrees (take degrees of the parity of an even or
// odd F, or fit in x²), or if a singularity on the interval crowds the extrema
// together (√x on [0, 1] is fitted up to degree 3 over 3).
//
// E. Ya. Remez, Sur le calcul effectif des polynômes d'approximation de
// Tchebichef, C. R. Acad. Sci. 199 (1934) 337. R. Pachón and L. N. Trefethen,
// Barycentric–Remez algorithms for best polynomial approximation in the chebfun
// system, BIT 49 (2009) 721. S.-I. Filip, Y. Nakatsukasa, L. N. Trefethen and
// B. Beckermann, Rational minimax approximation via adaptive barycentric
// representations, SIAM J. Sci. Comput. 40 (2018) A2427, arXiv:1705.10132.
func Remez(ctx context.Context, target Target, s *RemezSettings) (*Fit, error) {
	if ctx == nil {
		return nil, fmt.Errorf("approx: ctx is nil, want a context: %w", ErrInput)
	}
	if err := target.check(); err != nil {
		return nil, err
	}
	var set RemezSettings
	if s != nil {
		set = *s
	}
	if err := set.fill(); err != nil {
		return nil, err
	}
	if err := target.keepsSign(ctx); err != nil {
		return nil, err
	}
	scaled, power, err := target.scaled(ctx, set.Degree+set.Denominator+2)
	if err != nil {
		return nil, err
	}
	e := &exchange{target: scaled, n: set.Degree, m: set.Denominator, tol: set.Tol}
	err = e.run(ctx, target.chebyshev(e.n+e.m+2), set.MaxIter)
	if e.m > 0 && (e.status == Breakdown || e.status == MaxIter) {
		err = e.ladder(ctx, set.MaxIter)
	}
	if e.best == nil || e.best.m != e.m || e.best.n != e.n || e.status == Breakdown || e.status == Running {
		return nil, err
	}
	fit, bad := e.fit(ctx, &target, power, set.Origin)
	if bad != nil {
		return fit, bad
	}
	return fit, err
}

func (s *RemezSettings) fill() error {
	switch s.Degree {
	case 0:
		s.Degree = 5
	case Constant:
		s.Degree = 0
	default:
		if s.Degree < 0 || s.Degree > maxDegree {
			return fmt.Errorf("approx: RemezSettings.Degree is %d, want 1 to %d, Constant, or zero for 5: %w", s.Degree, maxDegree, ErrInput)
		}
	}
	switch {
	case s.Denominator < 0 || s.Denominator > maxDegree-s.Degree:
		return fmt.Errorf("approx: RemezSettings.Denominator is %d, want 0 to %d: %w", s.Denominator, maxDegree-s.Degree, ErrInput)
	case math.IsNaN(s.Origin) || math.IsInf(s.Origin, 0):
		return fmt.Errorf("approx: RemezSettings.Origin is %v, want a finite number: %w", s.Origin, ErrInput)
	case !(s.Tol >= 0 && s.Tol < 1):
		return fmt.Errorf("approx: RemezSettings.Tol is %v, want 0 < Tol < 1, or zero for 1e-9: %w", s.Tol, ErrInput)
	case s.MaxIter < 0:
		return fmt.Errorf("approx: RemezSettings.MaxIter is %d, want > 0, or zero for 100: %w", s.MaxIter, ErrInput)
	}
	if s.Tol == 0 {
		s.Tol = 1e-9
	}
	if s.MaxIter == 0 {
		s.MaxIter = 100
	}
	return nil
}

// Eval returns the value at x by Horner's rule, computed in float64.
func (f *Fit) Eval(x float64) float64 {
	t := x - f.Origin
	num := horner(f.Num, t)
	if len(f.Den) < 2 {
		return num
	}
	return num / horner(f.Den, t)
}

func horner(c []float64, t float64) float64 {
	if len(c) == 0 {
		return 0
	}
	y := c[len(c)-1]
	for i := len(c) - 2; i >= 0; i-- {
		y = float64(y*t) + c[i]
	}
	return y
}

// EvalTo sets dst[i] to the value at x[i]. It panics if the lengths differ. dst
// may be x.
func (f *Fit) EvalTo(dst, x []float64) {
	if len(dst) != len(x) {
		panic(fmt.Sprintf("approx: len(dst) is %d, want len(x) = %d", len(dst), len(x)))
	}
	for i, v := range x {
		dst[i] = f.Eval(v)
	}
}

// Program returns Horner's rule for the fit, the operations of Eval one by one.
func (f *Fit) Program() Program {
	p := Program{Error: f.Error}
	constant := func(v float64) Operand {
		p.Const = append(p.Const, v+0) // −0 becomes 0
		return ConstRef(len(p.Const) - 1)
	}
	emit := func(op Op, a, b Operand) Operand {
		p.Code = append(p.Code, Instr{op, a, b})
		return CodeRef(len(p.Code) - 1)
	}
	t := X
	if f.Origin != 0 && len(f.Num)+len(f.Den) > 2 {
		t = emit(Sub, X, constant(f.Origin))
	}
	rule := func(c []float64) Operand {
		y := constant(c[len(c)-1])
		for i := len(c) - 2; i >= 0; i-- {
			y = emit(Add, emit(Mul, y, t), constant(c[i]))
		}
		return y
	}
	y := rule(f.Num)
	if len(f.Den) > 1 {
		emit(Div, y, rule(f.Den))
	}
	return p
}

// GoSource returns a Go function of the given name and arithmetic ("float64" or
// "float32") that computes the fit; in float64 it has the bits of Eval.
func (f *Fit) GoSource(name, typ string) (string, error) {
	p := f.Program()
	return p.GoSource(name, typ)
}
