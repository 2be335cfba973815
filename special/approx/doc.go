// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package approx finds approximations of functions of one variable and measures
// how good they are.
//
// Given a target F on [Lo, Hi] with a weight w, it minimises over the functions
// g of some form
//
//	max w(x) |g(x) − F(x)|   or   max w(x) |g(x) − F(x)|/|F(x)|.
//
// The form is a polynomial or a rational function of given degrees, or any
// program of a given number of operations:
//
//	verb          gives                                          takes
//	Remez         the best polynomial or rational function       a millisecond
//	Economize     a shorter polynomial from a power series       microseconds
//	Search        short programs of +, −, × and ÷                0.3 ms a program
//	AuditFloat32  the error at all 2³² inputs                    a minute
//	AuditFloat64  the error at random inputs                     0.1 µs an input
//	ULPError      one error in units of the last place
//
// The smallest program:
//
//	target := approx.Target{F: math.Exp, Lo: 0, Hi: 1, Relative: true}
//	fit, err := approx.Remez(ctx, target, &approx.RemezSettings{Degree: 6})
//	src, err := fit.GoSource("exp", "float64")
//	fmt.Println(fit.Error) // 2.4e-08
//	fmt.Print(src)
//
// Which verb when: Remez is exact, quick and always the thing to try first. A
// search pays where the number of operations matters more than a minute of the
// designer's time, since repeated squaring, shared subexpressions and continued
// fractions, which it finds by itself, are beyond a quotient of polynomials: e^x
// on [0, 1] to 1.2e-7 takes 12 operations by Horner's rule and seven by a program
// that is found in less than a minute.
//
// # Functional hashing
//
// The search tells programs apart by what they compute. Two caches hold digests
// of the outputs, rounded, on fixed inputs: one of the structure, with fixed
// values in the place of constants, one of the fitted function. A structure that
// was met before is not fitted again, a function that was met before is not
// polished again. [Result] counts the hits and gives the speed-up; three of four
// candidates hit in searches of ten operations. A hit is trusted only if outputs
// on a second set of inputs agree as well.
//
// # Results that stay the same
//
// Equal seeds give equal bits for any number of workers, on one kind of machine
// and build: a compiler that fuses multiplications with additions changes fits
// in their last places, and with them the way that a search takes. Programs
// themselves, their Go source and [Fit.Eval] round every operation and have the
// same bits everywhere.
//
// # References
//
// E. Ya. Remez, Sur le calcul effectif des polynômes d'approximation de
// Tchebichef, C. R. Acad. Sci. 199 (1934) 337. R. Pachón and L. N. Trefethen,
// Barycentric–Remez algorithms for best polynomial approximation in the chebfun
// system, BIT 49 (2009) 721. S.-I. Filip, Y. Nakatsukasa, L. N. Trefethen and
// B. Beckermann, Rational minimax approximation via adaptive barycentric
// representations, arXiv:1705.10132. C. Lanczos, Trigonometric interpolation of
// empirical and analytical functions, J. Math. Phys. 17 (1938) 123. E. Real et
// al., AutoNumerics-Zero: automated discovery of state-of-the-art mathematical
// functions, arXiv:2312.08472. R. Gillard et al., Unified functional hashing in
// automatic machine learning, arXiv:2302.05433. J.-M. Muller, Elementary
// Functions: Algorithms and Implementation, 3rd ed., Birkhäuser 2016.
package approx
