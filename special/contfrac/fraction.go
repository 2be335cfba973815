// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package contfrac

import (
	"math"
	"math/cmplx"
)

// Number is what the elements of a continued fraction may be.
type Number interface{ float64 | complex128 }

// A Fraction is the continued fraction
//
//	b₀ + a₁/(b₁ + a₂/(b₂ + a₃/(b₃ + …)))
//
// also written b₀ + K(aₙ/bₙ).
type Fraction[T Number] struct {
	// B0 is b₀.
	B0 T
	// Term returns the partial numerator aₙ and the partial denominator bₙ
	// for n ≥ 1. It must depend on n alone: it is called again for the same n.
	// aₙ = 0 ends the fraction before its n-th term.
	Term func(n int) (a, b T)
}

// eps is the distance from 1 to the next float64.
const eps = 0x1p-52

// tiny replaces a zero denominator. It is far below the rounding error of
// anything that was added up to that zero, and its square and its reciprocal,
// multiplied by what partial numerators usually are, stay in range.
const tiny = 1e-150

func abs[T Number](x T) float64 {
	switch v := any(x).(type) {
	case float64:
		return math.Abs(v)
	case complex128:
		return cmplx.Abs(v)
	}
	panic("unreachable")
}

func finite[T Number](x T) bool {
	m := abs(x)
	return m <= math.MaxFloat64
}
