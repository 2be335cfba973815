// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/dd"
	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/parallel"
	"github.com/relaxnum/relax/linsolve/dense"
)

// em is the state of FitMixture.
type em struct {
	in      rows
	weights []float64 // nil: 1
	total   float64   // of the weights
	k       int
	hard    bool
	workers int

	size    int // rows in a block, which has partial sums of its own
	tile    int // rows that are worked on together, and stay in L2
	partial []float64
	scratch []tileBuffers // one a block
	resp    []float64     // n×k
	kept    []float64     // that of the best start
	logf    []float64     // log density of every row under the mixture
	cosines []float64     // of k-means++
	theta   []float64     // k×p, κⱼμⱼ
	bias    []float64     // log Cⱼ + log πⱼ
	peak    []float64     // log Cⱼ + κⱼ + log πⱼ
}

// tileBuffers hold scores and weighted responsibilities of a tile.
type tileBuffers struct{ scores, resp []float64 }

// params are the parameters of a mixture.
type params struct {
	mu     []float64 // k×p
	kappa  []float64
	weight []float64
}

// An outcome is where a start ended: parameters, and what was computed with
// them. par is nil if nothing was.
type outcome struct {
	par       *params
	logLik    float64 // of the mixture
	objective float64 // what the algorithm maximizes
	rise      float64 // of the mean objective, in the last iteration
	iter      int
	stale     bool // the responsibilities are not those of par
	status    Status
}

// serial multiplies on the caller's goroutine: blocks are what is shared out.
var serial = dense.Implementation{Workers: 1}

func newEM(ctx context.Context, x mat.Matrix, k int, method EM, s *MixtureSettings) (*em, error) {
	in, err := rowsOf(x, s.Normalize)
	if err != nil {
		return nil, err
	}
	if k < 1 || k > in.n {
		return nil, fmt.Errorf("vmf: k is %d, want between 1 and %d, the number of rows: %w", k, in.n, ErrInput)
	}
	e := &em{in: in, k: k, hard: method.Hard, weights: s.Weights, workers: s.Workers}
	if e.total, err = weightSum(s.Weights, in.n); err != nil {
		return nil, err
	}
	own := in.data == nil || s.Normalize
	if own {
		// Every iteration reads the rows: copy them once.
		e.in.data, e.in.stride = mat.DenseCopyOf(x).RawMatrix().Data, in.p
	}
	n, p := in.n, in.p
	words := k*p + k + 4 // sums of rows, of responsibilities, two likelihoods with errors
	e.size = blockRows(n, words)
	blocks := (n + e.size - 1) / e.size
	e.tile = min(e.size, min(max(1<<15/p, 8), 256))
	e.partial = make([]float64, blocks*words)
	e.scratch = make([]tileBuffers, blocks)
	for b := range e.scratch {
		e.scratch[b] = tileBuffers{make([]float64, e.tile*k), make([]float64, e.tile*k)}
	}
	e.resp, e.kept = make([]float64, n*k), make([]float64, n*k)
	e.logf, e.cosines = make([]float64, n), make([]float64, n)
	e.theta, e.bias, e.peak = make([]float64, k*p), make([]float64, k), make([]float64, k)
	return e, e.checkRows(ctx, own)
}

// checkRows checks the lengths of the rows and makes them 1, in a copy unless the
// rows are owned already.
func (e *em) checkRows(ctx context.Context, own bool) error {
	factors := e.logf // which has no other use before the first pass
	errs := make([]error, len(e.scratch))
	e.blocks(ctx, func(b, lo, hi int) {
		for i := lo; i < hi; i++ {
			x := e.in.row(i, nil)
			var err error
			if factors[i], err = e.in.scale(i, x); err != nil {
				errs[b] = err
				return
			}
		}
	})
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	if !slices.ContainsFunc(factors, func(f float64) bool { return f != 1 }) {
		return nil
	}
	if !own {
		e.in.data, e.in.stride = mat.DenseCopyOf(e.in.m).RawMatrix().Data, e.in.p
	}
	e.blocks(ctx, func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			kernel.Scale(e.in.row(i, nil), factors[i])
		}
	})
	return ctx.Err()
}

// blocks runs body on every block of rows unless the context ends.
func (e *em) blocks(ctx context.Context, body func(b, lo, hi int)) {
	parallel.Blocks(e.workers, e.in.n, e.size, func(b, lo, hi int) {
		if ctx.Err() == nil {
			body(b, lo, hi)
		}
	})
}

// run does one start.
func (e *em) run(ctx context.Context, rnd *rand.Rand, lim limits, start int, record func(Progress) error) (outcome, error) {
	var o outcome
	par, err := e.begin(ctx, rnd, lim)
	if err != nil {
		o.status = Canceled
		return o, err
	}
	last, restarts := math.Inf(-1), 0
	for iter := 1; ; iter++ {
		sums, err := e.expect(ctx, par, e.hard)
		if err != nil {
			o.status, o.stale = Canceled, true
			return o, err
		}
		rise := (sums.objective - last) / e.total
		o = outcome{par: par, logLik: sums.logLik, objective: sums.objective, rise: rise, iter: iter}
		last = sums.objective
		if record != nil {
			if err := record(Progress{Start: start, Iter: iter, LogLikelihood: sums.objective}); err != nil {
				o.status = Stopped
				return o, err
			}
		}
		if rise <= lim.tol {
			o.status = Converged
			return o, nil
		}
		if iter == lim.maxIter {
			o.status = MaxIter
			return o, nil
		}
		next, empty := e.maximize(par, sums, lim)
		switch {
		case len(empty) == 0:
		case restarts < maxRestarts:
			e.restart(next, empty)
			restarts++
			last = math.Inf(-1) // the likelihood may fall
		default:
			e.retire(next, par, empty)
		}
		floats.Scale(1/floats.Sum(next.weight), next.weight)
		par = next
	}
}

// sums are what a pass over the data gives.
type sums struct {
	rows              []float64 // k×p, Σᵢ rᵢⱼxᵢ
	resp              []float64 // Σᵢ rᵢⱼ
	logLik, objective float64
}

// expect computes responsibilities, and all sums that depend on them, in one
// pass over the data.
func (e *em) expect(ctx context.Context, par *params, hard bool) (sums, error) {
	k, p := e.k, e.in.p
	for j := range k {
		kernel.ScaleTo(e.theta[j*p:(j+1)*p], par.kappa[j], par.mu[j*p:(j+1)*p])
		share := math.Log(par.weight[j])
		e.bias[j], e.peak[j] = LogNormalizer(p, par.kappa[j])+share, logPeak(p, par.kappa[j])+share
	}
	words := k*p + k + 4
	e.blocks(ctx, func(b, lo, hi int) {
		part := e.partial[b*words:][:words]
		clear(part)
		for ; lo < hi; lo += e.tile {
			if ctx.Err() != nil {
				return
			}
			e.expectTile(part, &e.scratch[b], par, lo, min(lo+e.tile, hi), hard)
		}
	})
	if err := ctx.Err(); err != nil {
		return sums{}, err
	}
	first := e.partial[:words]
	lik := first[words-4:]
	for b := 1; b < len(e.scratch); b++ {
		part := e.partial[b*words:][:words]
		kernel.Add(first[:words-4], first[:words-4], part[:words-4])
		for i := range 2 {
			addPairs(lik[i:i+1], lik[2+i:3+i], part[words-4+i:][:1], part[words-2+i:][:1])
		}
	}
	return sums{first[:k*p], first[k*p : k*p+k], lik[0] + lik[2], lik[1] + lik[3]}, nil
}

// expectTile adds what rows lo to hi contribute to part.
func (e *em) expectTile(part []float64, buf *tileBuffers, par *params, lo, hi int, hard bool) {
	k, p, m := e.k, e.in.p, hi-lo
	x := e.in.data[lo*e.in.stride:]
	serial.Dgemm(blas.NoTrans, blas.Trans, m, k, p, 1, x, e.in.stride, e.theta, p, 0, buf.scores, k)
	lik := part[len(part)-4:]
	for i := range m {
		scores, resp := buf.scores[i*k:][:k], e.resp[(lo+i)*k:][:k]
		weight := e.weight(lo + i)
		top := 0
		for j := range scores {
			scores[j] += e.bias[j]
			if scores[j] > scores[top] {
				top = j
			}
		}
		top = e.sharpen(scores, par, x[i*e.in.stride:][:p], top)
		sum := kernel.ExpSum(resp, scores, scores[top])
		e.logf[lo+i] = scores[top] + math.Log(sum)
		gain := e.logf[lo+i]
		if hard {
			gain = scores[top]
			clear(resp)
			resp[top] = 1
		} else {
			for j := range resp {
				resp[j] /= sum
			}
		}
		for l, v := range [2]float64{weight * e.logf[lo+i], weight * gain} {
			s, err := dd.TwoSum(lik[l], v)
			lik[l] = s
			lik[2+l] += err
		}
		weighted := buf.resp[i*k:][:k]
		for j, r := range resp {
			r *= weight
			part[k*p+j] += r
			weighted[j] = r
		}
	}
	serial.Dgemm(blas.Trans, blas.NoTrans, k, p, m, 1, buf.resp, k, x, e.in.stride, 1, part, p)
}

const (
	sharpKappa = 1 << 14 // κμ·x is good to 1e-11 below
	sharpRange = 50      // e^-50 of the greatest density does not show
)

// sharpen computes again, as [Dist.LogProb] does, the scores that matter of
// components with large concentrations near the row x, where an ulp of κ is a
// large number. It returns the index of the greatest.
func (e *em) sharpen(scores []float64, par *params, x []float64, top int) int {
	again := false
	bar := scores[top] - sharpRange
	for j, kappa := range par.kappa {
		// The score may be off by some ulp of κ.
		if kappa < sharpKappa || scores[j] < bar-kappa*0x1p-48 || scores[j]-e.bias[j] < kappa/2 {
			continue
		}
		scores[j] = e.peak[j] - kappa*versine(par.mu[j*len(x):(j+1)*len(x)], x)
		again = true
	}
	if again {
		for j, s := range scores {
			if s > scores[top] {
				top = j
			}
		}
	}
	return top
}

// maximize returns the parameters that the sums call for, and the components
// that no row is left to.
func (e *em) maximize(old *params, s sums, lim limits) (par *params, empty []int) {
	k, p := e.k, e.in.p
	par = &params{make([]float64, k*p), make([]float64, k), make([]float64, k)}
	for j := range k {
		n, mu := s.resp[j], par.mu[j*p:(j+1)*p]
		// A component this light explains no row: its share of the closest one
		// is rounding.
		if !(n > emptyShare*e.total) {
			empty = append(empty, j)
			continue
		}
		par.weight[j] = n / e.total
		norm := kernel.Nrm2(s.rows[j*p : (j+1)*p])
		par.kappa[j] = e.concentration(norm/n, lim)
		if par.kappa[j] > 0 {
			kernel.ScaleTo(mu, 1/norm, s.rows[j*p:(j+1)*p])
		} else {
			copy(mu, old.mu[j*p:(j+1)*p])
		}
	}
	return par, empty
}

const (
	emptyShare  = 1e-12
	maxRestarts = 10 // iterations of a start in which components may begin again
)

// concentration is KappaMLE within the bounds of a component.
func (e *em) concentration(r float64, lim limits) float64 {
	if r <= 4*epsilon {
		return 0
	}
	if r >= 1-epsilon {
		return lim.maxKappa
	}
	n := newNewton(e.in.p, r)
	for n.steps < maxSteps && !n.step() {
	}
	return min(n.k, lim.maxKappa)
}

// restart puts empty components on the rows that are explained worst. They get
// the broadest of the others' concentrations, to gather what is around them,
// and the weight of one among equals.
func (e *em) restart(par *params, empty []int) {
	p := e.in.p
	kappa, taken := math.Inf(1), make(map[int]bool)
	for j, w := range par.weight {
		if w > 0 {
			kappa = min(kappa, par.kappa[j])
		}
		par.weight[j] *= 1 - float64(len(empty))/float64(e.k)
	}
	if kappa == 0 {
		kappa = 1 // a uniform component has no direction to take up rows by
	}
	for _, j := range empty {
		worst := -1
		for i, l := range e.logf {
			if !taken[i] && e.weight(i) > 0 && (worst < 0 || l < e.logf[worst]) {
				worst = i
			}
		}
		if worst < 0 {
			worst = 0 // fewer rows with a weight than components
		}
		taken[worst] = true
		e.copyRow(par.mu[j*p:(j+1)*p], worst)
		par.kappa[j], par.weight[j] = kappa, 1/float64(e.k)
	}
}

// retire leaves empty components where they are, with a weight that the others
// do not notice. There are fewer distinct rows than components, or assignments
// that are hard have settled without them.
func (e *em) retire(par, old *params, empty []int) {
	p := e.in.p
	for _, j := range empty {
		copy(par.mu[j*p:(j+1)*p], old.mu[j*p:(j+1)*p])
		par.kappa[j], par.weight[j] = old.kappa[j], emptyShare
	}
}

func (e *em) weight(i int) float64 {
	if e.weights == nil {
		return 1
	}
	return e.weights[i]
}

// copyRow stores row i, as a unit vector, in dst.
func (e *em) copyRow(dst []float64, i int) {
	x := e.in.row(i, nil)
	kernel.ScaleTo(dst, 1/kernel.Nrm2(x), x)
}

// keepResp keeps the responsibilities of the start that has just ended.
func (e *em) keepResp() { e.resp, e.kept = e.kept, e.resp }
