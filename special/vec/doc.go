// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package vec evaluates elementary functions on slices with vector
// instructions.
//
//	y := vec.Exp(nil, x)  // a new slice
//	vec.Log1p(dst, x)     // into dst
//	vec.Tanh(x, x)        // in place
//	p := vec.Softmax(nil, logits)
//	z := vec.LogSumExp(x)
//
// # Which function when
//
//	e^x, 2^x, e^x - 1 for small x            Exp, Exp2, Expm1
//	logarithms, log(1+x) for small x         Log, Log2, Log1p
//	hyperbolic functions                     Sinh, Cosh, Tanh
//	logistic function, its inverse           Sigmoid, Logit
//	log(1 + e^x) (softplus), log(1 - e^x)    Log1pExp, Log1mExp
//	normal distribution and its tails        Erf, Erfc
//	powers with one exponent                 Pow
//	sums of exponentials                     LogSumExp, LogSumExpWeighted, Softmax, LogSoftmax
//
// # Conventions
//
// Each function takes the destination first. A nil dst allocates; a dst of
// another length than x panics, as in gonum/floats. dst and x may be the same
// slice; slices that overlap otherwise give unspecified results. Nothing else
// allocates. Functions whose name ends in F32 treat float32: Exp, Log and Tanh at
// about twice the speed of float64, the others at the speed of float64, in which
// they compute. For that they are correctly rounded but for one result in many
// millions.
//
// # Accuracy
//
// Every function covers the whole range: subnormal arguments and results,
// infinities, NaN, signed zeros. Errors are stated in units in the last place
// (ulp) of the result. Bounds are measured against references of higher
// precision, by make verify; those of the float32 functions of one argument on
// every float32.
//
// Functions of elements run one sequence of operations, fused multiply-add for
// fused multiply-add, with AVX-512, with AVX2 and in portable Go: the results
// have the same bits everywhere. So have the sums, whose order is fixed by the
// index of the elements.
//
// # References
//
// J.-M. Muller et al., Handbook of Floating-Point Arithmetic, 2nd edition,
// Birkhäuser 2018 (reduction of arguments, double words). M. Mächler,
// Accurately computing log(1-exp(-|a|)), Rmpfr vignette, 2012. M. M. Shepherd
// and J. G. Laframboise, Chebyshev approximation of (1+2x) exp(x²) erfc x in
// 0 <= x < ∞, Math. Comp. 36 (1981) 249 (the variable of erfc). N. Shibata and
// F. Petrogalli, SLEEF: a portable vectorized library of C standard mathematical
// functions, IEEE TPDS 31 (2020) 1316 (the yardstick).
package vec
