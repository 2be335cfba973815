// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/kernel"
)

// A FitResult is what [Fit] found.
type FitResult struct {
	// Dist is the fitted distribution; nil if the fit was canceled before the
	// data had been read.
	Dist *Dist
	// Kappa is its concentration.
	Kappa float64
	// KappaCorrected is Kappa less the bias of maximum likelihood. Chance alone
	// makes a mean long: E R² = A² + (1−A²)/n for n = Σ wᵢ, which in high
	// dimensions puts Kappa off by several standard errors. This is the root of
	// A_p(κ)² = (nR²−1)/(n−1), 0 where that is negative, and Kappa for n <= 1.
	KappaCorrected float64
	// RBar is the length of the weighted mean of the rows.
	RBar float64
	// LogLikelihood is Σ wᵢ log f(xᵢ) of the fitted distribution.
	LogLikelihood float64
	// StdErr is the asymptotic standard error of Kappa, 1/√(A′(κ) Σ wᵢ).
	StdErr float64
	// Iterations counts evaluations of A_p.
	Iterations int
	// Status says why the fit ended.
	Status Status
}

// Fit estimates mean direction and concentration from the rows of x by maximum
// likelihood: with S = Σ wᵢxᵢ the direction is S/‖S‖, and the concentration the
// root of A_p(κ) = R, R = ‖S‖/Σ wᵢ, which method approximates; nil means
// [Newton]. Nil settings mean the defaults.
//
// The rows are read once, in blocks of a size that depends on the size of x
// alone, and S is summed with compensation: it is good to rounding however much
// cancels. A *mat.Dense is read where it lies, other matrices through At.
//
// The error is nil exactly when the Status is Converged, or Uniform: for
// R <= 2⁻⁵⁰ the direction is lost in rounding, and the result is the uniform
// distribution, whose Mu is e₁ by convention. A fit that ended early returns
// what it had and an error that wraps [ErrNotConverged] or is the context's or
// the Recorder's. Otherwise the result is nil and the error wraps [ErrInput],
// where one fits as [ErrDimension], [ErrNotUnit], [ErrWeights], [ErrDomain] for a setting, or
// [ErrDegenerate] for R >= 1 − 2⁻⁵²: a single row, or all rows equal.
func Fit(ctx context.Context, x mat.Matrix, method Method, s *FitSettings) (*FitResult, error) {
	if ctx == nil {
		return nil, fmt.Errorf("vmf: ctx is nil, want a context: %w", ErrInput)
	}
	if s == nil {
		s = &FitSettings{}
	}
	if method == nil {
		method = Newton{}
	}
	if isNil(method) {
		return nil, fmt.Errorf("vmf: method is a nil %T, want nil or a value: %w", method, ErrInput)
	}
	if s.Workers < 0 {
		return nil, fmt.Errorf("vmf: Workers is %d, want ≥ 0: %w", s.Workers, ErrDomain)
	}
	if err := method.check(); err != nil {
		return nil, err
	}
	in, err := rowsOf(x, s.Normalize)
	if err != nil {
		return nil, err
	}
	total, err := weightSum(s.Weights, in.n)
	if err != nil {
		return nil, err
	}
	ws := new(workspace)
	if k, ok := method.(keeper); ok {
		ws = k.workspace()
	}
	mu := make([]float64, in.p)
	unit, err := ws.sum(ctx, mu, &in, s.Weights, s.Workers)
	if err != nil {
		if ctx.Err() != nil {
			return &FitResult{Status: Canceled}, err
		}
		return nil, err
	}
	norm := kernel.Nrm2(mu)
	r := norm / (total * unit)
	e := estimate{status: Uniform}
	switch {
	case r <= 4*epsilon:
		clear(mu)
		mu[0] = 1
	case r >= 1-epsilon:
		return nil, fmt.Errorf("vmf: the rows of x have a mean of length %v, so they are all equal, and kappa has no bound: %w", r, ErrDegenerate)
	default:
		kernel.Scale(mu, 1/norm)
		e, err = method.estimate(ctx, in.p, r, s.Recorder)
	}
	return newFitResult(mu, r, total, e), err
}

func newFitResult(mu []float64, r, total float64, e estimate) *FitResult {
	p := len(mu)
	res := &FitResult{
		Dist:  newDist(mu, e.kappa, rand.NewPCG(defaultSeed, 0)),
		Kappa: e.kappa, RBar: r, Iterations: e.iter, Status: e.status,
	}
	// log C + κR = −H + κ(R − A), where H does not grow with κ.
	a, c, da := 0.0, 1.0, 1/float64(p)
	if e.kappa > 0 {
		a, c, da = moments(order(p), e.kappa)
	}
	d := r - a
	if r > 0.5 {
		d = c - (1 - r)
	}
	res.LogLikelihood = total * (e.kappa*d - entropy(p, e.kappa))
	res.StdErr = 1 / math.Sqrt(total*da)
	res.KappaCorrected = e.kappa
	if total > 1 {
		res.KappaCorrected = corrected(p, r, total)
	}
	return res
}

// corrected returns the root of A_p(κ)² = (nR²−1)/(n−1) for 0 <= R < 1 − 2⁻⁵².
func corrected(p int, r, n float64) float64 {
	// 1 − A² = (1−R²) n/(n−1), which keeps what R near 1 says.
	rest := (1 - r) * (1 + r) * n / (n - 1)
	if rest >= 1 {
		return 0
	}
	a := math.Sqrt((n*r*r - 1) / (n - 1))
	if r > 0.5 {
		a = math.Sqrt(1 - rest)
	}
	k, _, _ := KappaMLE(p, min(max(a, 0), 1-2*epsilon))
	return k
}
