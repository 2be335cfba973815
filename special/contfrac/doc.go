// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package contfrac evaluates continued fractions, transforms them, and searches
// for patterns in those of constants.
//
// # Evaluation
//
// [Evaluate] sums up b₀ + a₁/(b₁ + a₂/(b₂ + …)) over float64 or complex128 and
// says how large the truncation and the rounding error are.
//
//	method   use it
//	Lentz    always (a nil method)
//	Steed    when a division costs much (complex elements) and no denominator
//	         comes near zero
//	Wallis   when numerators and denominators are wanted as such, or some
//	         denominators vanish
//
// [NewIterator] gives the approximants one by one. [Even] and [Odd] contract,
// [Extend] is their inverse, [Equivalent] and [UnitDenominators] rescale;
// [Convergents] are exact rational numbers.
//
// # Search
//
// [Expand] gives the terms of the signed continued fraction of a [Constant],
// every one of them certain; [FindRecurrence] finds a linear recurrence that
// they obey; [Search] does both for every pattern of signs and returns what
// further terms confirm:
//
//	res, err := contfrac.Search(ctx, []contfrac.Constant{contfrac.E()}, nil, nil)
//	for _, c := range res.Conjectures {
//		fmt.Println(&c)
//	}
//
// A conjecture is no proof. The more bits of the constant the predicted terms
// carry, the less likely is an accident: PredictedBits says how many.
//
// # Conventions
//
// Errors about arguments wrap [ErrInput]. A computation that ends early returns
// what it has, with a [Status] and an error.
//
// # References
//
// A. Cuyt, V. Petersen, B. Verdonk, H. Waadeland and W. Jones, Handbook of
// Continued Fractions for Special Functions, Springer 2008. L. Lorentzen and
// H. Waadeland, Continued Fractions, vol. 1, Atlantis 2008. W. Gautschi,
// Computational aspects of three-term recurrence relations, SIAM Review 9 (1967)
// 24. The search: arXiv:2212.09470.
package contfrac
