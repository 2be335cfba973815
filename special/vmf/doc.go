// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package vmf is the von Mises–Fisher distribution of directions, the
// counterpart of the isotropic Gaussian on the unit sphere in ℝᵖ: density,
// sampling, maximum likelihood and mixtures, in any dimension from 2 to
// millions and at any concentration.
//
//	d, err := vmf.New(mu, kappa, nil)
//	x := d.Rand(nil)
//	res, err := vmf.Fit(ctx, rows, nil, nil)
//	mix, err := vmf.FitMixture(ctx, rows, 10, nil, nil)
//
// # Formulas
//
// With ν = p/2 − 1 the density with respect to surface area is
//
//	f(x) = C exp(κ μ·x),  log C = ν log κ − (p/2) log 2π − log I_ν(κ).
//
// It is a density on a surface, not a probability: where κ is large it exceeds
// 1, and its logarithm is positive. The length of the mean is A(κ) =
// I_{ν+1}(κ)/I_ν(κ), and
//
//	E x = A μ              Cov x = A′ μμᵀ + (A/κ)(I − μμᵀ)
//	A′ = 1 − A² − (p−1)A/κ = Var μ·x, the Fisher information of κ
//	H = −log C − κA        KL(f‖g) = log C_f − log C_g + A_f (κ_f − κ_g μ_f·μ_g)
//
// None of them is evaluated as it stands: for large p or κ their terms are
// large and cancel. For hypot(ν, κ) >= 128 the terms of the uniform expansion of
// log I_ν fold into each other before anything is computed; below, series of
// positive terms and a recurrence for the differences I_j − I_{j+1} serve. So
// log C is good to an ulp of max(|log C|, 1) everywhere, and 1 − A, small
// entropies and small divergences to a few of their own.
//
// # Which method when
//
//	one distribution, any p           nil: Newton, to rounding in 2 or 3 steps
//	to compare with the literature    Banerjee, Tanabe, Sra
//	many rows per dimension           FitResult.Kappa
//	as many dimensions as rows        FitResult.KappaCorrected: maximum
//	                                  likelihood is several standard errors high
//	clusters that overlap             nil: EM
//	many, well apart, or speed        EM{Hard: true}: spherical k-means with a
//	                                  concentration for each cluster
//
// Where k is not known, the mixture with the least BIC is the usual choice.
//
// # Conventions
//
// Rows must be unit vectors within 1e-8, or FitSettings.Normalize set. Results
// depend on data, settings and source alone: for any number of workers they have
// the same bits. A nil source is a fixed one, rand.NewPCG(0x766d66, 0). Scalar
// functions and the methods of Dist follow gonum's distmv: NaN outside the
// domain, a panic for a vector of the wrong length.
//
// # References
//
// K. Mardia and P. Jupp, Directional Statistics, Wiley 2000.
// A. Banerjee, I. Dhillon, J. Ghosh and S. Sra, Clustering on the unit
// hypersphere using von Mises–Fisher distributions, JMLR 6 (2005) 1345.
// A. Tanabe, K. Fukumizu, S. Oba, T. Takenouchi and S. Ishii, Parameter
// estimation for von Mises–Fisher distributions, Comput. Stat. 22 (2007) 145.
// S. Sra, A short note on parameter approximation for von Mises–Fisher
// distributions, Comput. Stat. 27 (2012) 177.
// K. Hornik and B. Grün, movMF: an R package for fitting mixtures of von
// Mises–Fisher distributions, J. Stat. Softw. 58 (2014).
// G. Ulrich, Computer generation of distributions on the m-sphere, Appl. Stat.
// 33 (1984) 158. A. Wood, Simulation of the von Mises Fisher distribution,
// Commun. Stat. Simul. 23 (1994) 157.
// D. Amos, Computation of modified Bessel functions and their ratios, Math.
// Comp. 28 (1974) 239. F. Olver, Asymptotics and Special Functions, chapter 10.
package vmf
