// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"sync/atomic"

	"github.com/relaxnum/relax/internal/parallel"
)

// An Audit says how far a function is from its reference, in units of the last
// place of the reference.
type Audit struct {
	// Inputs is the number of inputs that were compared.
	Inputs uint64
	// Max is the largest error, At the first input where it was seen, Got and
	// Want the values there.
	Max           float64
	At, Got, Want float64
	// Mean is the mean of the finite errors.
	Mean float64
	// AboveHalf and AboveOne count the errors of more than ½ and more than 1
	// unit: results that are not the nearest number (the rounding of the
	// reference itself aside), and results that are not one of its neighbours.
	AboveHalf, AboveOne uint64
	// Failures counts the infinite errors: NaN or an infinity where a number was
	// due, and the other way round. They count as AboveOne too.
	Failures uint64
	// Status is Done, or Canceled.
	Status Status
}

func (a *Audit) add(x, got, want, e float64) {
	a.Inputs++
	if e > a.Max || a.Inputs == 1 {
		a.Max, a.At, a.Got, a.Want = e, x, got, want
	}
	if e > 0.5 {
		a.AboveHalf++
		if e > 1 {
			a.AboveOne++
		}
		if math.IsInf(e, 1) {
			a.Failures++
			return
		}
	}
	a.Mean += e // a sum, which is divided when all inputs are in
}

// merge adds the inputs of b, which come later.
func (a *Audit) merge(b *Audit) {
	switch {
	case b.Inputs == 0:
		return
	case a.Inputs == 0:
		*a = *b
		return
	}
	if b.Max > a.Max {
		a.Max, a.At, a.Got, a.Want = b.Max, b.At, b.Got, b.Want
	}
	a.Inputs += b.Inputs
	a.AboveHalf += b.AboveHalf
	a.AboveOne += b.AboveOne
	a.Failures += b.Failures
	a.Mean += b.Mean
}

// blocks audits n blocks in parallel and joins them in their order, so that even
// the rounding of the mean does not depend on the workers.
func blocks(ctx context.Context, workers, n int, block func(a *Audit, b int)) (Audit, error) {
	parts := make([]Audit, n)
	var stop atomic.Bool
	parallel.Blocks(workers, n, 1, func(b, _, _ int) {
		if stop.Load() {
			return
		}
		if ctx.Err() != nil {
			stop.Store(true)
			return
		}
		block(&parts[b], b)
	})
	a := Audit{}
	for i := range parts {
		a.merge(&parts[i])
	}
	if finite := a.Inputs - a.Failures; finite > 0 {
		a.Mean /= float64(finite)
	}
	a.Status = Done
	if stop.Load() {
		a.Status = Canceled
		return a, ctx.Err()
	}
	return a, nil
}

// AuditFloat32 compares f with ref at all 2³² inputs: zeros of both signs,
// subnormal numbers, infinities and NaNs among them. f returns its float32
// result as a float64; ref returns the exact value as nearly as float64 holds
// it. Both are called from several goroutines. Workers zero means GOMAXPROCS;
// the result has the same bits for any number, and the inputs are in the order
// of their bit patterns, positive numbers first.
//
// The error is that of [ULPError32]. It takes 2³² times the time of the two
// functions and about 5 ns: a minute on two cores for short functions. If ctx
// ends, the part done so far comes with its error, and which part that is
// depends on the workers. With bad input the error wraps [ErrInput] and the Audit
// is the zero value, whose Status is Running.
func AuditFloat32(ctx context.Context, f, ref func(float32) float64, workers int) (Audit, error) {
	return auditBits(ctx, f, ref, workers, 0, 1<<32)
}

// auditBits audits the bit patterns from lo to hi − 1.
func auditBits(ctx context.Context, f, ref func(float32) float64, workers int, lo, hi uint64) (Audit, error) {
	switch {
	case ctx == nil:
		return Audit{}, fmt.Errorf("approx: ctx is nil, want a context: %w", ErrInput)
	case f == nil:
		return Audit{}, fmt.Errorf("approx: f is nil, want a function: %w", ErrInput)
	case ref == nil:
		return Audit{}, fmt.Errorf("approx: ref is nil, want a function: %w", ErrInput)
	case workers < 0:
		return Audit{}, fmt.Errorf("approx: workers is %d, want ≥ 0: %w", workers, ErrInput)
	}
	const size = 1 << 17
	return blocks(ctx, workers, int((hi-lo+size-1)/size), func(a *Audit, b int) {
		begin := lo + uint64(b)*size
		for i := begin; i < min(begin+size, hi); i++ {
			x := math.Float32frombits(uint32(i))
			got, want := f(x), ref(x)
			a.add(float64(x), got, want, ulpError32(got, want))
		}
	})
}

// AuditSettings say which inputs AuditFloat64 tries. The zero value and a nil
// pointer mean the defaults.
type AuditSettings struct {
	// Lo and Hi are the ends of the interval, which is closed; both zero mean
	// all finite numbers.
	Lo, Hi float64
	// Samples is the number of inputs; zero means 1<<20.
	Samples int
	// Src is the source of randomness; nil means rand.NewPCG(1, 1).
	Src rand.Source
	// Workers is the number of goroutines; zero means GOMAXPROCS. The result has
	// the same bits for any number.
	Workers int
}

// AuditFloat64 compares f with ref at random inputs: every second one uniform on
// the interval, the others uniform over its float64 numbers, so that all
// magnitudes have their share, and the two ends first. ref returns the exact
// value as an unevaluated sum hi + lo of two numbers, hi being the nearest to
// the sum; lo is zero if the reference is no better than float64, and the errors
// are then good to its half unit. Both are called from several goroutines.
//
// The error is |f(x) − hi − lo| in units of the last place of hi. What a sample
// does not see is not known: the largest error of all numbers can be larger. With
// bad input the error wraps [ErrInput] and the Audit is the zero value, whose
// Status is Running.
func AuditFloat64(ctx context.Context, f func(float64) float64, ref func(float64) (hi, lo float64), s *AuditSettings) (Audit, error) {
	var set AuditSettings
	if s != nil {
		set = *s
	}
	if set.Lo == 0 && set.Hi == 0 {
		set.Lo, set.Hi = -math.MaxFloat64, math.MaxFloat64
	}
	if set.Samples == 0 {
		set.Samples = 1 << 20
	}
	if set.Src == nil {
		set.Src = rand.NewPCG(1, 1)
	}
	switch {
	case ctx == nil:
		return Audit{}, fmt.Errorf("approx: ctx is nil, want a context: %w", ErrInput)
	case f == nil:
		return Audit{}, fmt.Errorf("approx: f is nil, want a function: %w", ErrInput)
	case ref == nil:
		return Audit{}, fmt.Errorf("approx: ref is nil, want a function: %w", ErrInput)
	case !(set.Lo <= set.Hi) || math.IsInf(set.Lo, 0) || math.IsInf(set.Hi, 0):
		return Audit{}, fmt.Errorf("approx: AuditSettings interval is [%v, %v], want finite Lo ≤ Hi: %w", set.Lo, set.Hi, ErrDomain)
	case set.Samples < 0:
		return Audit{}, fmt.Errorf("approx: AuditSettings.Samples is %d, want > 0, or zero for 1<<20: %w", set.Samples, ErrInput)
	case set.Workers < 0:
		return Audit{}, fmt.Errorf("approx: AuditSettings.Workers is %d, want ≥ 0: %w", set.Workers, ErrInput)
	}
	seed, stream := set.Src.Uint64(), set.Src.Uint64()
	first, last := ordered(set.Lo), ordered(set.Hi)
	const size = 1 << 12
	return blocks(ctx, set.Workers, (set.Samples-1)/size+1, func(a *Audit, b int) {
		rng := rand.New(rand.NewPCG(seed, stream+uint64(b)))
		for i := b * size; i < min((b+1)*size, set.Samples); i++ {
			var x float64
			switch {
			case i == 0:
				x = set.Lo
			case i == 1:
				x = set.Hi
			case i%2 == 0:
				u := rng.Float64()
				x = min(max(float64((1-u)*set.Lo)+float64(u*set.Hi), set.Lo), set.Hi)
			default:
				// At most 2⁶⁴ − 2⁵³ numbers are finite: no overflow.
				x = unordered(first + int64(rng.Uint64N(uint64(last-first)+1)))
			}
			got := f(x)
			hi, lo := ref(x)
			e, ok := special(got, hi)
			if !ok || got == hi {
				// got − hi is exact where it matters: the two are close.
				u := ULP(hi)
				e = math.Abs((got/u - hi/u) - lo/u)
				if math.IsNaN(e) { // equal infinities, or NaN in lo
					e = 0
				}
			}
			a.add(x, got, hi, e)
		}
	})
}

// ordered maps numbers to integers in their order; the zeros are 0.
func ordered(x float64) int64 {
	b := int64(math.Float64bits(x))
	if b < 0 {
		return math.MinInt64 - b
	}
	return b
}

func unordered(i int64) float64 {
	if i < 0 {
		return -math.Float64frombits(uint64(-i))
	}
	return math.Float64frombits(uint64(i))
}
