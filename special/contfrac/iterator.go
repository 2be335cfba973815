// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package contfrac

import "math"

// An Iterator computes the approximants f₁, f₂, … of a fraction one by one, for
// people who want to stop by a rule of their own.
type Iterator[T Number] struct {
	f     Fraction[T]
	steps stepper[T]
	n     int
	value T
	delta float64
	ended bool // a term with a zero numerator was met
	bad   bool // a term that is not finite was met
}

// A stepper turns one term into the next approximant.
type stepper[T Number] interface {
	step(a, b T) T
}

// NewIterator returns an iterator that stands before the first term, on f₀ = b₀.
// A nil method means Lentz.
func NewIterator[T Number](f Fraction[T], method Method) *Iterator[T] {
	it := &Iterator[T]{f: f, value: f.B0, delta: math.Inf(1)}
	switch method.(type) {
	case *Steed:
		it.steps = newSteed(f.B0)
	case *Wallis:
		it.steps = newWallis(f.B0)
	default:
		it.steps = newLentz(f.B0)
	}
	return it
}

// Next takes the next term in and reports whether there was one: it returns
// false at the end of a finite fraction and at a term that is not finite.
func (it *Iterator[T]) Next() bool {
	if it.ended || it.bad {
		return false
	}
	a, b := it.f.Term(it.n + 1)
	switch {
	case !finite(a) || !finite(b):
		it.bad = true
		return false
	case a == 0:
		it.ended = true
		return false
	}
	it.n++
	v := it.steps.step(a, b)
	it.delta = abs(v - it.value)
	it.value = v
	return true
}

// N returns the number of terms taken in.
func (it *Iterator[T]) N() int { return it.n }

// Value returns the approximant of N terms.
func (it *Iterator[T]) Value() T { return it.value }

// Delta returns the distance from the last approximant to the one before.
func (it *Iterator[T]) Delta() float64 { return it.delta }

// Ended reports whether the fraction was seen to be finite.
func (it *Iterator[T]) Ended() bool { return it.ended }
