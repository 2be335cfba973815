// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package persist computes how long smooth stationary Gaussian processes keep
// their sign: the persistency exponent, the distribution of the time between two
// zeros, and samples of it, in the independent interval approximation.
//
// The process is given by its covariance function, a [Covariance]. From it comes
// the clipped Slepian mean
//
//	E₀(t) = −r′(t)/(√(−r″(0)) √(1 − r(t)²)),
//
// the conditional mean of the sign a time t after a zero, and with its Laplace
// transform L(s) that of the excursion time T,
//
//	Ψ(s) = (1 − sL(s))/(1 + sL(s)).
//
// If E₀ falls from one to zero it is the survival function of a positive random
// variable X, and T is the sum of a geometric number of copies of X. So the
// approximation is a genuine distribution. If E₀ does not fall, it is not one
// and nothing is computed: the functions return [ErrNotMonotone].
//
//	verb        gives
//	Exponent    θ with P(T > t) ~ e^(−θt)
//	Survival    P(T > t), by Laplace inversion or by the renewal equation
//	NewSampler  draws of T
//
// Methods of Survival, on the same E₀ and with nothing else in common:
//
//	method   use it
//	Euler    always (a nil method)
//	Talbot   for a check: it needs an E₀ that is analytic
//	Renewal  for many times of a moderate size, or a broken power in E₀ near 0
//
// The smallest program:
//
//	res, err := persist.Exponent(ctx, persist.Diffusion{Dim: 2}, nil)
//	fmt.Println(res.Theta) // 0.1862; the exact value is 3/16
//
// Times are those of the stationary process: for diffusion and for random
// acceleration the logarithm of physical time, in which e^(−θt) is a power law.
//
// # References
//
// H. Bengtsson and K. Podgórski, The independent interval approximation and the
// Slepian model, arXiv:2401.01805 and arXiv:2410.06000. S. N. Majumdar, C. Sire,
// A. J. Bray and S. J. Cornell, Nontrivial exponent for simple diffusion, Phys.
// Rev. Lett. 77 (1996) 2867. B. Derrida, V. Hakim and R. Zeitak, Persistent
// spins in the linear diffusion approximation of phase ordering and zeros of
// stationary Gaussian processes, Phys. Rev. Lett. 77 (1996) 2871.
package persist
