// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// numbers of points: those that constants are fitted on, those of a first check
// for every program that enters the population, those of the last check.
const (
	fitPoints   = 32
	checkPoints = 257
	finalPoints = 4097
)

// A refiner fits and measures programs for one target. It is workspace for one
// goroutine; what it returns depends on its arguments alone.
type refiner struct {
	target *Target
	fit    *fitter
	fine   *fitter // many points, for measuring and for the last polish
	single bool    // programs run in float32
	starts int
	tests  *tests
	y32    [block]float32
	e32    [block]float64
	flat32 [(maxOps + 2) * block]float32
}

// measured returns the samples of the target at x. For programs in float32 the
// error is in units of the last place of F.
func measured(ctx context.Context, t *Target, x []float64, single bool) (samples, error) {
	s := samples{x: x}
	for _, v := range x {
		if err := ctx.Err(); err != nil {
			return s, err
		}
		f, w, err := t.at(v)
		if err != nil {
			return s, err
		}
		if single {
			w = 1 / ULP32(f)
		}
		s.f, s.w = append(s.f, f), append(s.w, w)
	}
	return s, s.inRange()
}

// inRange reports an error if squares of the values or of their weighted errors
// may overflow or vanish.
func (s *samples) inRange() error {
	const most, least = 0x1p400, 0x1p-400
	top := 0.0
	for i, f := range s.f {
		top = max(top, math.Abs(f))
		if w := s.w[i]; w > most || w < least || math.Abs(f) > most || math.Abs(f)*w > most {
			return fmt.Errorf("approx: Target at %v is %v with a weight of %v, want both within 2^±400 (scale F): %w", s.x[i], f, w, ErrDomain)
		}
	}
	if top > 0 && top < least {
		return fmt.Errorf("approx: Target.F is below %v everywhere, want values within 2^±400 (scale F): %w", top, ErrDomain)
	}
	return nil
}

// interior returns n Chebyshev points without the ends of the interval.
func (t *Target) interior(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = t.unscale(-math.Cos(math.Pi * (float64(i) + 0.5) / float64(n)))
	}
	return x
}

// tests holds the sample sets of a target, made once.
type tests struct {
	fit, check, final samples
	single, dense     singles // for programs in float32, the second for the last check
}

func newTests(ctx context.Context, t *Target, single bool, src *rand.Rand) (*tests, error) {
	var s tests
	var err error
	if s.fit, err = measured(ctx, t, t.interior(fitPoints), single); err != nil {
		return nil, err
	}
	if s.check, err = measured(ctx, t, t.chebyshev(checkPoints), single); err != nil {
		return nil, err
	}
	if s.final, err = measured(ctx, t, t.chebyshev(finalPoints), single); err != nil {
		return nil, err
	}
	if single {
		if s.single, err = newSingles(ctx, t, s.check.x, 2000, src); err != nil {
			return nil, err
		}
		if s.dense, err = newSingles(ctx, t, s.final.x, 1<<18, src); err != nil {
			return nil, err
		}
	}
	return &s, nil
}

func newRefiner(t *Target, s *tests, single bool, starts int) *refiner {
	return &refiner{target: t, tests: s, fit: newFitter(s.fit), fine: newFitter(s.check), single: single, starts: starts}
}

// constants fits g.c: from the values that it brings along, and from the best
// of a few random ones. It returns the largest error at the fit points, +Inf if
// nothing finite was found, and leaves the errors in r.fit.r.
func (r *refiner) constants(g *genome, seed uint64) float64 {
	f := r.fit
	f.weigh(nil)
	k := len(g.c)
	if k > 0 {
		rng := rand.New(rand.NewPCG(seed, 0xc0))
		best, try := math.Inf(1), make([]float64, k)
		var start []float64
		for range r.starts {
			for i := range try {
				try[i] = randomConst(rng)
			}
			if cost := f.levenberg(g.code, try, 6); cost < best {
				best = cost
				start = slices.Clone(try)
			}
		}
		cost := f.levenberg(g.code, g.c, 40)
		if start != nil && f.levenberg(g.code, start, 40) < cost {
			copy(g.c, start)
		}
	}
	if math.IsInf(f.residuals(g.code, g.c, f.r), 1) {
		return math.Inf(1)
	}
	return f.worst()
}

// polish goes from least squares to the least maximum and measures the error at
// points other than those of the fit, ends of the interval included.
func (r *refiner) polish(g *genome) float64 {
	r.fit.minimax(g.code, g.c, 12)
	err := r.check(g)
	r.fit.residuals(g.code, g.c, r.fit.r)
	if r.single && err < 64 {
		return max(err, r.round(g, &r.tests.single))
	}
	return err
}

func (r *refiner) check(g *genome) float64 {
	if math.IsInf(r.fine.residuals(g.code, g.c, r.fine.r), 1) {
		return math.Inf(1)
	}
	return r.fine.worst()
}

// finish gives the constants of a program of the front their last polish, on
// the points of the check, and measures it on the points of the last check.
func (r *refiner) finish(g *genome, final samples) float64 {
	if r.single {
		err := r.harden(g)
		return max(err, r.verify(g, final))
	}
	before := g.clone()
	r.fine.minimax(g.code, g.c, 100)
	err, old := r.verify(g, final), r.verify(&before, final)
	if old <= err {
		copy(g.c, before.c)
		err = old
	}
	return err
}

// verify returns the largest error at the points of s and on both sides of every
// zero of a denominator between two of them: a pole that is thinner than the
// points are dense cannot hide.
func (r *refiner) verify(g *genome, s samples) float64 {
	p := g.program(0)
	values := make([]float64, len(g.code))
	at := func(x float64) float64 {
		f, w, err := r.target.at(x)
		if err != nil {
			return math.Inf(1)
		}
		if r.single {
			w = 1 / ULP32(f)
		}
		e := math.Abs(w * (p.Eval(x) - f))
		if math.IsNaN(e) {
			return math.Inf(1)
		}
		return e
	}
	worst := 0.0
	for i, x := range s.x {
		e := math.Abs(s.w[i] * (p.Eval(x) - s.f[i]))
		if !(e <= math.MaxFloat64) {
			return math.Inf(1)
		}
		worst = max(worst, e)
	}
	for _, in := range g.code {
		if in.Op != Div || in.B < X {
			continue
		}
		denominator := func(x float64) float64 {
			if in.B == X {
				return x
			}
			trace(&p, x, values)
			return values[in.B]
		}
		before := denominator(s.x[0])
		for i := 1; i < len(s.x); i++ {
			now := denominator(s.x[i])
			if before < 0 && now > 0 || before > 0 && now < 0 {
				lo, hi := s.x[i-1], s.x[i]
				for range 1200 {
					mid := lo + (hi-lo)/2
					if mid <= lo || mid >= hi {
						break
					}
					if d := denominator(mid); (d < 0) == (before < 0) {
						lo = mid
					} else {
						hi = mid
					}
				}
				worst = max(worst, at(lo), at(hi))
			}
			before = now
		}
	}
	return worst
}

// trace sets values to the results of all instructions.
func trace(p *Program, x float64, values []float64) {
	get := func(o Operand) float64 {
		switch {
		case o >= 0:
			return values[o]
		case o == X:
			return x
		}
		return p.Const[-2-o]
	}
	for i, c := range p.Code {
		values[i] = apply(c.Op, get(c.A), get(c.B))
	}
}
