// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// A MixtureMethod fits a mixture in [FitMixture]: [EM].
type MixtureMethod interface{ em() EM }

// EM is the expectation-maximization algorithm of A. Banerjee, I. Dhillon,
// J. Ghosh and S. Sra, JMLR 6 (2005), with the concentrations of [KappaMLE] in
// place of their approximation.
//
// An iteration reads the data once: 4npk operations, in two matrix products a
// tile of rows. The likelihood never falls, but where a component had to be
// restarted. The status is Converged or MaxIter.
type EM struct {
	// Hard gives every row to its likeliest component alone, which maximizes
	// the likelihood of the assignment in place of that of the mixture.
	Hard bool
}

func (m EM) em() EM { return m }

// MixtureSettings hold what the methods of [FitMixture] share. The zero value
// and a nil pointer mean the defaults.
type MixtureSettings struct {
	FitSettings
	// A start has converged when an iteration raises the mean log-likelihood of
	// a row by no more than Tol; zero means 1e-8, math.Inf(-1) means 0.
	Tol float64
	// MaxIter limits the iterations of a start; zero means 200.
	MaxIter int
	// Starts is how many times the algorithm starts anew, the best end of which
	// counts; zero means 4.
	Starts int
	// MaxKappa bounds the concentrations, since that of a component on a single
	// point has no maximum; zero means 1e6·p.
	MaxKappa float64
	// Src chooses the starts. Nil means rand.NewPCG(0x766d66, 0).
	Src rand.Source
}

// A MixtureResult is what [FitMixture] found.
type MixtureResult struct {
	// Components holds the distributions, the heaviest first; empty if the fit
	// was canceled before the first iteration.
	Components []*Dist
	// Weights holds their proportions, which add to 1.
	Weights []float64
	// Resp holds in row i the probabilities of the components given row i of
	// the data; with EM.Hard a 1 for the likeliest. It is nil if the fit was
	// canceled in the middle of an iteration.
	Resp *mat.Dense
	// LogLikelihood is Σ wᵢ log Σⱼ πⱼ fⱼ(xᵢ), that of the mixture, also with
	// EM.Hard.
	LogLikelihood float64
	// BIC is −2 LogLikelihood + m log Σ wᵢ for the m = kp + k − 1 parameters of
	// a mixture of k: the lower the better.
	BIC float64
	// Iterations is the number of iterations of the start that won.
	Iterations int
	// Status says how that start ended, or that the fit was cut short.
	Status Status
}

// FitMixture fits a mixture of k distributions to the rows of x by maximum
// likelihood. A nil method means soft [EM], nil settings the defaults.
//
// Each start draws k rows as spherical k-means++ does, one after the other with
// probability proportional to 1 − max cos to those before, and gives all of
// them the concentration that suits the clusters around them together. A
// component left without rows starts again on the row that the mixture explains
// worst.
//
// The error is nil exactly when the Status is Converged. A fit that ended early
// returns the best that it had and an error that wraps [ErrNotConverged], or is
// the context's or the Recorder's. Otherwise the result is nil and the error
// wraps [ErrInput], where one fits as [ErrDimension], [ErrNotUnit],
// [ErrWeights] or [ErrDomain].
func FitMixture(ctx context.Context, x mat.Matrix, k int, method MixtureMethod, s *MixtureSettings) (*MixtureResult, error) {
	if ctx == nil {
		return nil, fmt.Errorf("vmf: ctx is nil, want a context: %w", ErrInput)
	}
	if s == nil {
		s = &MixtureSettings{}
	}
	if method == nil {
		method = EM{}
	}
	if isNil(method) {
		return nil, fmt.Errorf("vmf: method is a nil %T, want nil or a value: %w", method, ErrInput)
	}
	lim, err := s.limits()
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return &MixtureResult{Status: Canceled}, err
	}
	e, err := newEM(ctx, x, k, method.em(), s)
	if err != nil {
		if ctx.Err() != nil {
			return &MixtureResult{Status: Canceled}, err
		}
		return nil, err
	}
	if lim.maxKappa == 0 {
		lim.maxKappa = 1e6 * float64(e.in.p)
	}
	src := s.Src
	if src == nil {
		src = rand.NewPCG(defaultSeed, 0)
	}
	rnd := rand.New(src)
	var best outcome
	for i := range lim.starts {
		var o outcome
		o, err = e.run(ctx, rnd, lim, i, s.Recorder)
		if best.par == nil || (o.par != nil && o.objective > best.objective) {
			best = o
			e.keepResp()
		}
		if err != nil {
			best.status = o.status
			break
		}
	}
	if err == nil && best.status == MaxIter {
		err = fmt.Errorf("vmf: %w: %d iterations done, the last of which raised the mean log-likelihood by %.2g", ErrNotConverged, best.iter, best.rise)
	}
	return e.result(best), err
}

// limits are MixtureSettings with the defaults filled in.
type limits struct {
	tol, maxKappa   float64
	maxIter, starts int
}

func (s *MixtureSettings) limits() (limits, error) {
	l := limits{s.Tol, s.MaxKappa, s.MaxIter, s.Starts}
	switch {
	case s.Tol == 0:
		l.tol = 1e-8
	case math.IsInf(s.Tol, -1):
		l.tol = 0
	case !(s.Tol > 0) || math.IsInf(s.Tol, 1):
		return l, fmt.Errorf("vmf: Tol is %v, want > 0, or zero for 1e-8, or math.Inf(-1) for 0: %w", s.Tol, ErrDomain)
	}
	if !(s.MaxKappa >= 0) || math.IsInf(s.MaxKappa, 1) {
		return l, fmt.Errorf("vmf: MaxKappa is %v, want a finite number ≥ 0: %w", s.MaxKappa, ErrDomain)
	}
	for _, v := range []struct {
		name  string
		value int
	}{{"MaxIter", s.MaxIter}, {"Starts", s.Starts}, {"Workers", s.Workers}} {
		if v.value < 0 {
			return l, fmt.Errorf("vmf: %s is %d, want ≥ 0: %w", v.name, v.value, ErrDomain)
		}
	}
	if l.maxIter == 0 {
		l.maxIter = 200
	}
	if l.starts == 0 {
		l.starts = 4
	}
	return l, nil
}

// result makes a MixtureResult of an outcome, whose responsibilities were kept.
func (e *em) result(o outcome) *MixtureResult {
	res := &MixtureResult{Iterations: o.iter, Status: o.status}
	if o.par == nil {
		return res
	}
	p := e.in.p
	heaviest := make([]int, e.k)
	for j := range heaviest {
		heaviest[j] = j
	}
	slices.SortStableFunc(heaviest, func(a, b int) int { return cmp.Compare(o.par.weight[b], o.par.weight[a]) })
	if !o.stale {
		res.Resp = mat.NewDense(e.in.n, e.k, nil)
	}
	for to, from := range heaviest {
		mu := slices.Clone(o.par.mu[from*p : (from+1)*p])
		res.Components = append(res.Components, newDist(mu, o.par.kappa[from], rand.NewPCG(defaultSeed, uint64(to)+1)))
		res.Weights = append(res.Weights, o.par.weight[from])
		for i := 0; res.Resp != nil && i < e.in.n; i++ {
			res.Resp.Set(i, to, e.kept[i*e.k+from])
		}
	}
	res.LogLikelihood = o.logLik
	m := float64(e.k)*float64(p) + float64(e.k-1)
	res.BIC = -2*o.logLik + m*math.Log(e.total)
	return res
}
