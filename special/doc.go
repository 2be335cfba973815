// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package special has logarithms, values, ratios and derivatives of the modified
// Bessel functions I_v(x) and K_v(x), of any real order, over the whole range
// of float64.
//
//	f := special.LogBesselI(1e6, 3e5)           // -874873.669: I itself is 0 in float64
//	logI, logK := special.LogBesselIK(0.5, 2)
//	fs := special.LogBesselKSlice(nil, []float64{2.5}, distances)
//
// # Which function when
//
//	densities, likelihoods, kernels           LogBesselI, LogBesselK, LogBesselIK
//	many points, or one order for many        LogBesselISlice, LogBesselKSlice, LogBesselIKSlice
//	the same of float32                       LogBesselISlice32, LogBesselKSlice32
//	Newton steps, gradients in x              BesselIRatio, BesselKRatio, BesselIRatioBounds
//	gradients in the order and in x           LogBesselIDeriv, LogBesselKDeriv
//	the functions themselves                  BesselI, BesselK
//	e^-x I_v(x) and e^x K_v(x)                BesselIScaled, BesselKScaled
//	I of negative orders not integers         LogBesselISign, BesselI
//	digits of log I where I is nearly 1       LogBesselIPrecise, LogBesselKPrecise
//	log Γ(1+x) for small x                    Lgamma1p
//	sums and complements of exponentials      LogAddExp, LogSubExp, Log1pExp, Log1mExp
//
// exp(LogBesselI(v, x)) is not BesselI(v, x): a logarithm of 700, rounded, leaves
// 250 units of the last place in its exponential. Nor is a difference of two
// logarithms a ratio: it loses as many digits as hypot(v, x) has before the
// point.
//
// # Accuracy
//
// With eps = 2⁻⁵², for all v >= 0 and x > 0:
//
//	log I, log K                      4 eps max(|f|, 1)
//	values, scaled values, ratios     4 eps |f|, of normal numbers
//	derivatives                       1e-13 max(|f|, 1)
//
// log I and log K have zeros along curves near x = 0.66 v, where φ = r - v
// log((v+r)/x), the difference of two numbers of the size of r = hypot(v, x),
// vanishes. What rounds there is carried in a second word, so that the bound
// holds on both sides of the curves and at every order. A bound relative to f
// itself needs more; the precise functions give it for more time.
//
// Results beyond the double range are ±Inf or 0, never NaN. A function has the same
// bits in a slice and alone; one program gives the same bits on every amd64
// processor.
//
// # Methods
//
// For r >= 20 the logarithm of the uniform (Debye, Olver) expansion serves
// everywhere: with w = 1/r, s = (v/r)² and polynomials d_k of degree k,
//
//	log I_v(x) =  φ - ½ log 2πr   + Σ w^k d_k(s)
//	log K_v(x) = -φ + ½ log(π/2r) + Σ (-w)^k d_k(s)
//
// It is the expansion for large orders as s -> 1, that for large arguments as
// s -> 0, and takes 24 terms at most, 4 or fewer as r grows. Its derivatives give
// the ratios and the derivatives of log I and log K. For r < 20, I is summed from its
// power series, whose terms are positive, and K from the trapezoidal rule on
// its integral, shifted to the saddle point, or for x < 1/2 from Temme's series.
//
// # Conventions
//
// Outside their domain the functions give NaN, as package math does; slices
// panic for lengths that do not fit, as gonum's floats does. Nothing allocates
// but the slice for a nil dst, and the precise functions next to a zero.
// All functions may be called from several goroutines.
//
// # References
//
// F. Olver, Asymptotics and Special Functions, Academic Press 1974, chapter 10.
// NIST Digital Library of Mathematical Functions, sections 10.25 to 10.47.
// A. Plesner, H. Sørensen and S. Hauberg, Accurate computation of the logarithm
// of modified Bessel functions on GPUs, ICS 2024.
// N. Temme, On the numerical evaluation of the modified Bessel function of the
// third kind, J. Comput. Phys. 19 (1975) 324.
// D. Amos, Computation of modified Bessel functions and their ratios, Math.
// Comp. 28 (1974) 239.
// T. Takekawa, Fast parallel calculation of modified Bessel function of the
// second kind and its derivatives, SoftwareX 17 (2022).
package special
