// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package contfrac

import (
	"context"
	"fmt"
	"math"
)

// EvalSettings hold the tolerances and limits of [Evaluate]. The zero value and
// a nil pointer mean the defaults.
type EvalSettings struct {
	// The evaluation has converged when the truncation error is estimated to
	// be at most max(AbsTol, RelTol·|value|). RelTol zero means 1e-14,
	// math.Inf(-1) means 0; AbsTol zero means 0.
	RelTol, AbsTol float64
	// MaxTerms limits the number of terms; zero means 100000.
	MaxTerms int
	// Recorder is called after every term; an error that it returns ends the
	// evaluation with that error.
	Recorder func(p EvalProgress) error
}

// EvalProgress is what the Recorder of an evaluation sees.
type EvalProgress struct {
	Terms      int
	Delta      float64 // |fₙ − fₙ₋₁|
	Truncation float64 // estimate of |f − fₙ|
}

// An EvalResult is the value of a continued fraction.
type EvalResult[T Number] struct {
	// Value is the last approximant.
	Value T
	// ErrEst estimates |Value − f|: Truncation + Rounding.
	ErrEst float64
	// Truncation estimates what the terms that were left out would change: the
	// last correction times a factor that follows from the ratio by which
	// corrections fall. It is right to leading order when they fall like ρⁿ,
	// like exp(−c√n), and like n^−p.
	Truncation float64
	// Rounding bounds, to first order, the effect of rounding the elements to
	// float64 and of the arithmetic: the bound of a backward evaluation of the
	// same terms, plus the distance from it.
	Rounding float64
	// Terms is the number of terms used.
	Terms int
	// Status says why the evaluation ended.
	Status Status
}

// Evaluate returns the value of f. A nil method means [Lentz].
//
// It takes terms until the truncation error is small enough (Converged) or a
// zero numerator ends the fraction (Converged), then evaluates the same terms
// once more from the back to bound the rounding error. With MaxIter, Canceled
// and Stopped, the last approximant comes with an error. A term or a value that
// is not finite is a Breakdown.
func Evaluate[T Number](ctx context.Context, f Fraction[T], method Method, s *EvalSettings) (*EvalResult[T], error) {
	if ctx == nil {
		return nil, fmt.Errorf("contfrac: ctx is nil, want a context: %w", ErrInput)
	}
	if f.Term == nil {
		return nil, fmt.Errorf("contfrac: Fraction.Term is nil, want a function: %w", ErrInput)
	}
	if !finite(f.B0) {
		return nil, fmt.Errorf("contfrac: Fraction.B0 is %v, want a finite number: %w", f.B0, ErrInput)
	}
	set, err := s.defaults()
	if err != nil {
		return nil, err
	}
	res := &EvalResult[T]{Value: f.B0, ErrEst: math.Inf(1), Truncation: math.Inf(1)}
	it := NewIterator(f, method)
	var tail tail
	err = forward(ctx, it, &tail, set, res)
	res.Value, res.Terms = it.Value(), it.N()
	if !finite(res.Value) {
		if res.Status == Converged || res.Status == MaxIter {
			res.Status = Breakdown
			err = fmt.Errorf("contfrac: value after %d terms is %v: %w", res.Terms, res.Value, ErrBreakdown)
		}
		return res, err
	}
	back, bound := backward(f, res.Terms)
	res.Rounding = bound + abs(res.Value-back)
	res.ErrEst = res.Truncation + res.Rounding
	if math.IsNaN(res.ErrEst) {
		res.ErrEst = math.Inf(1)
		res.Rounding = math.Inf(1)
	}
	return res, err
}

func (s *EvalSettings) defaults() (EvalSettings, error) {
	var d EvalSettings
	if s != nil {
		d = *s
	}
	switch {
	case d.RelTol == 0:
		d.RelTol = 1e-14
	case math.IsInf(d.RelTol, -1):
		d.RelTol = 0
	case !(d.RelTol > 0) || math.IsInf(d.RelTol, 1):
		return d, fmt.Errorf("contfrac: EvalSettings.RelTol is %v, want > 0, or zero for 1e-14, or math.Inf(-1) for 0: %w", d.RelTol, ErrInput)
	}
	if !(d.AbsTol >= 0) || math.IsInf(d.AbsTol, 1) {
		return d, fmt.Errorf("contfrac: EvalSettings.AbsTol is %v, want a finite value ≥ 0: %w", d.AbsTol, ErrInput)
	}
	if d.MaxTerms < 0 {
		return d, fmt.Errorf("contfrac: EvalSettings.MaxTerms is %d, want ≥ 0: %w", d.MaxTerms, ErrInput)
	}
	if d.MaxTerms == 0 {
		d.MaxTerms = 100000
	}
	return d, nil
}

// forward takes terms until one of the reasons to stop, which it leaves in
// res.Status together with res.Truncation.
func forward[T Number](ctx context.Context, it *Iterator[T], t *tail, s EvalSettings, res *EvalResult[T]) error {
	for {
		if err := ctx.Err(); err != nil {
			res.Status = Canceled
			return err
		}
		if it.N() >= s.MaxTerms {
			res.Status = MaxIter
			return fmt.Errorf("contfrac: truncation error %.3g after %d terms: %w", res.Truncation, it.N(), ErrNotConverged)
		}
		if !it.Next() {
			if it.Ended() {
				res.Status, res.Truncation = Converged, 0
				return nil
			}
			res.Status = Breakdown
			return fmt.Errorf("contfrac: term %d is not finite: %w", it.N()+1, ErrBreakdown)
		}
		size := abs(it.Value())
		res.Truncation = t.add(it.Delta(), size)
		if s.Recorder != nil {
			if err := s.Recorder(EvalProgress{it.N(), it.Delta(), res.Truncation}); err != nil {
				res.Status = Stopped
				return err
			}
		}
		if !math.IsInf(res.Truncation, 1) && res.Truncation <= max(s.AbsTol, s.RelTol*size) {
			res.Status = Converged
			return nil
		}
	}
}

// A tail estimates the truncation error from the corrections |fₙ − fₙ₋₁|.
type tail struct {
	n      int
	recent [window]float64 // the last corrections, a ring
	peaks  [window]float64 // largest of four, at the same places
	ratio  float64         // by which peaks fall, while they are above rounding
}

const window = 16

// add takes in the n-th correction and returns the estimate, +Inf while too few
// are known. One correction alone may be small by accident, so the largest of
// the last four stands for all of them, and the ratio is taken over half a
// window. At the level of rounding errors the ratio keeps the value it had
// above it.
func (t *tail) add(delta, size float64) float64 {
	if math.IsNaN(delta) {
		delta = math.Inf(1)
	}
	t.recent[t.n%window] = delta
	peak := delta
	for k := 1; k < min(4, t.n+1); k++ {
		peak = max(peak, t.recent[(t.n-k)%window])
	}
	t.peaks[t.n%window] = peak
	t.n++
	span := min(t.n-1, window/2)
	if t.n < 5 {
		return math.Inf(1)
	}
	old := t.peaks[(t.n-1-span)%window]
	switch {
	case peak == 0:
		return 0
	case peak > 16*eps*size || t.ratio == 0:
		t.ratio = math.Pow(peak/old, 1/float64(span))
		if math.IsInf(old, 1) || math.IsNaN(t.ratio) {
			t.ratio = 0
			return math.Inf(1)
		}
	}
	// Corrections that fall like ρⁿ leave q = ρ/(1−ρ) of them. Those that fall
	// like n^−p have 1 − ρ = p/n, so q = n/p where n/(p−1) are left; q/(1−q/n)
	// is right for both, and infinite where the corrections have no sum.
	q := t.ratio / (1 - t.ratio)
	if t.ratio >= 1 || q >= float64(t.n) {
		return math.Inf(1)
	}
	// Below ρ = 1/2 the correction itself is the estimate that does not rest on
	// the ratio going on.
	before := t.recent[(t.n-2)%window]
	return max(delta, t.ratio*before) * max(1, q/(1-q/float64(t.n)))
}

// backward evaluates n terms of f from the last to the first and bounds, to
// first order, the effect of rounding: half an ulp in every element and in
// every operation.
//
// The tail t is kept as itself while it is small and as its reciprocal while it
// is large, so that neither zero nor infinity is met, and its error is carried
// along through the derivative of t ↦ b + a/t in these coordinates.
func backward[T Number](f Fraction[T], n int) (value T, bound float64) {
	const u = eps / 2
	var x T        // 1/t at the start: the tail beyond the last term is infinite
	recip := true  // x is 1/t
	rel := 4.0 * u // rounding of a, of b, of the product and of the sum
	if _, ok := any(x).(complex128); ok {
		rel *= 2
	}
	e := 0.0
	var a, b, next T // aₖ₊₁, bₖ, aₖ
	for k := n; k >= 0; k-- {
		a, b = next, f.B0
		if k > 0 {
			next, b = f.Term(k)
		}
		num, den := b*x+a, x
		enum := rel * (abs(b)*abs(x) + abs(a))
		slope := abs(a)
		if recip {
			num, den = b+a*x, 1
			enum = rel * (abs(b) + abs(a)*abs(x))
		}
		top, bottom := abs(num), abs(den)
		if top > bottom && k > 0 {
			x = den / num
			e = (slope*e/top+bottom*enum/top)/top + rel*abs(x)
			recip = true
			continue
		}
		if !recip {
			slope = slope / bottom / bottom
		}
		x = num / den
		e = slope*e + enum/bottom + rel*abs(x)
		recip = false
	}
	return x, e
}
