// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/relaxnum/relax/internal/parallel"
)

// Evolution searches for programs of the operations {+, −, ×, ÷} by steady
// evolution from the empty program.
//
// Every number of operations has a niche that keeps its best programs, no two of
// them the same function. A child is a parent with a few changes (an operation
// more or less, an operand connected elsewhere, another operation, other
// constants), put into a canonical form. Its constants are fitted by the method
// of Levenberg and Marquardt on 32 Chebyshev points, from the parent's and from
// random ones; if the result would do for its niche, Lawson's iteration takes it
// to the least maximum error, which is measured on 257 points. Nothing about
// good forms is built in: no polynomials, no symmetry, no range reduction.
//
// Functional hashing saves most of the work. A digest of what a child computes
// for fixed constants says whether its structure was fitted before; if so, the
// old score stands, unless its parent shows that a better one is possible. A
// digest of the error curve says whether the function that the fit found is
// known; then it is not polished again.
//
// E. Real et al., AutoNumerics-Zero: automated discovery of state-of-the-art
// mathematical functions, arXiv:2312.08472. R. Gillard et al., Unified
// functional hashing in automatic machine learning, arXiv:2302.05433.
type Evolution struct {
	// MaxOps is the largest number of operations; zero means 10, the limit is
	// 24.
	MaxOps int
	// Population is the size of a niche; zero means 64.
	Population int
	// Batch is the number of children that are made from one state of the
	// population, and evaluated in parallel; zero means 64.
	Batch int
	// Tournament is the number of members of a niche of which the best becomes
	// a parent; zero means 3.
	Tournament int
	// Starts is the number of random starts of a fit beside the parent's
	// constants; zero means 3.
	Starts int
	// CacheSize is the number of digests that each of the two caches keeps;
	// zero means 1<<18.
	CacheSize int
	// Float32 says that programs are to run in float32. Constants are then
	// numbers of that format, chosen together for the rounding errors of the
	// program, and errors are in units of the last place of F: Target.Relative
	// and Target.Weight do not matter.
	Float32 bool
}

// Settings hold what does not belong to a method. The zero value and a nil
// pointer mean the defaults.
type Settings struct {
	// Evaluations is the number of programs whose constants are fitted; zero
	// means 50000. One takes about a third of a millisecond.
	Evaluations int
	// MaxTime limits the time; zero means none. It is looked at once a batch.
	// Runs that it ends may differ.
	MaxTime time.Duration
	// Src is the source of randomness; nil means rand.NewPCG(1, 1).
	Src rand.Source
	// Workers is the number of goroutines; zero means GOMAXPROCS. The result
	// has the same bits for any number.
	Workers int
	// Recorder is called after every batch, on the goroutine of the caller; an
	// error that it returns ends the search with that error and the front so far.
	Recorder func(p Progress) error
}

// Progress is what a Recorder sees.
type Progress struct {
	// Evaluations is the number of programs fitted so far, Candidates that of
	// programs looked at.
	Evaluations, Candidates int
	// Best holds the least error of each number of operations, as measured
	// during the search; +Inf where there is no program. The Recorder must not
	// keep it.
	Best []float64
}

// A Result is the outcome of a search.
type Result struct {
	// Front holds the best programs: each has more operations than the one
	// before and a smaller error. The errors are measured on 4097 points and
	// beside the zeros of denominators; those in float32 on 1<<18 more.
	Front []Program
	// Candidates is the number of programs looked at, Evaluations that of
	// programs whose constants were fitted, and Polished that of programs that
	// were taken to the least maximum.
	Candidates, Evaluations, Polished int
	// StructureHits counts the candidates whose structure was in the cache,
	// ValueHits the fitted ones whose function was.
	StructureHits, ValueHits int
	// Collisions counts the digests that agreed on the first set of inputs and
	// not on the second.
	Collisions int
	// HitRate is StructureHits/Candidates, and Speedup the number of candidates
	// for one that was fitted, 1/(1 − HitRate): as many times as long would the
	// search have taken without the cache of structures.
	HitRate, Speedup float64
	// Status says why the search ended.
	Status Status
}

// Search looks for short programs that approximate the target. A nil method
// means the defaults of [Evolution]. It starts from nothing but the constants
// and x; equal seeds give equal results.
//
// The error is nil with Budget and with Exhausted: a thousand candidates for every
// place of a batch brought no structure that was not fitted often enough before,
// as happens if MaxOps is small. With TimeLimit, Canceled and Stopped the front so
// far comes with an error; with Canceled its errors may be those of the search,
// measured on 257 points.
func Search(ctx context.Context, target Target, method *Evolution, s *Settings) (*Result, error) {
	if ctx == nil {
		return nil, fmt.Errorf("approx: ctx is nil, want a context: %w", ErrInput)
	}
	if err := target.check(); err != nil {
		return nil, err
	}
	var m Evolution
	if method != nil {
		m = *method
	}
	if err := m.fill(); err != nil {
		return nil, err
	}
	var set Settings
	if s != nil {
		set = *s
	}
	if err := set.fill(); err != nil {
		return nil, err
	}
	e := &evolution{Evolution: m, set: set, target: &target, rng: rand.New(set.Src), res: &Result{}}
	err := target.keepsSign(ctx)
	if err == nil {
		e.tests, err = newTests(ctx, &target, m.Float32, e.rng)
	}
	switch {
	case errors.Is(err, ErrInput):
		return nil, err
	case err != nil:
		e.res.Status = Canceled
		return e.res, err
	}
	e.refiners = make(chan *refiner, parallel.Workers(set.Workers))
	for range cap(e.refiners) {
		e.refiners <- newRefiner(&target, e.tests, m.Float32, m.Starts)
	}
	e.pop = newPopulation(m.MaxOps, m.Population)
	e.known, e.seen = newCache(m.CacheSize), newCache(m.CacheSize)
	if err = e.run(ctx); errors.Is(err, ErrInput) {
		return nil, err
	}
	e.front(ctx)
	if end := ctx.Err(); end != nil && err == nil {
		e.res.Status, err = Canceled, end
	}
	return e.res, err
}

func (m *Evolution) fill() error {
	for _, f := range []struct {
		name      string
		v         *int
		def, most int
	}{
		{"MaxOps", &m.MaxOps, 10, maxOps}, {"Population", &m.Population, 64, 1 << 16}, {"Batch", &m.Batch, 64, 1 << 16},
		{"Tournament", &m.Tournament, 3, 1 << 16}, {"Starts", &m.Starts, 3, 1 << 10}, {"CacheSize", &m.CacheSize, 1 << 18, 1 << 30},
	} {
		if *f.v < 0 || *f.v > f.most {
			return fmt.Errorf("approx: Evolution.%s is %d, want 1 to %d, or zero for %d: %w", f.name, *f.v, f.most, f.def, ErrInput)
		}
		if *f.v == 0 {
			*f.v = f.def
		}
	}
	return nil
}

func (s *Settings) fill() error {
	switch {
	case s.Evaluations < 0:
		return fmt.Errorf("approx: Settings.Evaluations is %d, want > 0, or zero for 50000: %w", s.Evaluations, ErrInput)
	case s.MaxTime < 0:
		return fmt.Errorf("approx: Settings.MaxTime is %v, want > 0, or zero for none: %w", s.MaxTime, ErrInput)
	case s.Workers < 0:
		return fmt.Errorf("approx: Settings.Workers is %d, want ≥ 0: %w", s.Workers, ErrInput)
	}
	if s.Evaluations == 0 {
		s.Evaluations = 50000
	}
	if s.Src == nil {
		s.Src = rand.NewPCG(1, 1)
	}
	return nil
}

// evolution is the state of a search.
type evolution struct {
	Evolution
	set      Settings
	target   *Target
	tests    *tests
	rng      *rand.Rand
	pop      *population
	known    *cache // scores by structure
	seen     *cache // scores by values
	refiners chan *refiner
	batch    []child
	res      *Result
}

// A child is a candidate whose constants are to be fitted.
type child struct {
	g      genome
	d      digest
	seed   uint64
	coarse float64 // largest error at the fit points
	values digest
	errors []float64
	polish bool
	err    float64
}

// run does the batches. Everything that draws random numbers or changes the
// population and the caches happens here, in order; the children are fitted in
// parallel, each for itself.
func (e *evolution) run(ctx context.Context) error {
	begin := time.Now()
	e.seedPopulation()
	if e.pop.empty() {
		return fmt.Errorf("approx: the errors of the simplest programs are not finite, want a Target of moderate size: %w", ErrDomain)
	}
	for e.res.Evaluations < e.set.Evaluations {
		if err := ctx.Err(); err != nil {
			e.res.Status = Canceled
			return err
		}
		if e.set.MaxTime > 0 && time.Since(begin) > e.set.MaxTime {
			e.res.Status = TimeLimit
			return fmt.Errorf("approx: %d of %d evaluations in %v: %w", e.res.Evaluations, e.set.Evaluations, e.set.MaxTime, ErrNotConverged)
		}
		e.breed(min(e.Batch, e.set.Evaluations-e.res.Evaluations))
		if len(e.batch) == 0 {
			e.res.Status = Exhausted
			return nil
		}
		e.evaluate()
		if e.set.Recorder != nil {
			best := make([]float64, e.MaxOps+1)
			for n := range best {
				best[n] = e.pop.best(n)
			}
			if err := e.set.Recorder(Progress{e.res.Evaluations, e.res.Candidates, best}); err != nil {
				e.res.Status = Stopped
				return err
			}
		}
	}
	e.res.Status = Budget
	return nil
}

// seedPopulation enters the two empty programs: x, and a constant.
func (e *evolution) seedPopulation() {
	e.batch = append(e.batch[:0], child{g: genome{}}, child{g: genome{c: []float64{1}}})
	for i := range e.batch {
		e.batch[i].d = e.batch[i].g.structure()
		e.known.put(e.batch[i].d, math.Inf(1))
	}
	e.evaluate()
}

// breed fills the batch with n children of structures that deserve a fit.
func (e *evolution) breed(n int) {
	e.batch = e.batch[:0]
	for range 1000 * n {
		if len(e.batch) == n {
			return
		}
		p := e.pop.parent(e.rng, e.Tournament)
		g := p.g.mutate(e.rng, e.MaxOps)
		e.res.Candidates++
		d := g.structure()
		if old := e.known.look(d); old != nil {
			// A structure that contains its parent's does at least as well as
			// the parent: an old score above that was a failed fit.
			if old.tries >= 4 || !(old.score > p.err) {
				e.res.StructureHits++
				continue
			}
			old.tries++
		} else {
			e.known.put(d, math.Inf(1)).tries = 1
		}
		e.batch = append(e.batch, child{g: g, d: d, seed: e.rng.Uint64()})
	}
}

// evaluate fits the batch and enters it.
func (e *evolution) evaluate() {
	e.each(func(r *refiner, c *child) {
		c.coarse = r.constants(&c.g, c.seed)
		if math.IsInf(c.coarse, 1) {
			return
		}
		c.values = values(len(c.g.code), r.fit.r, c.coarse)
	})
	for i := range e.batch {
		c := &e.batch[i]
		e.res.Evaluations++
		c.err = c.coarse
		if math.IsInf(c.coarse, 1) {
			continue
		}
		if old := e.seen.look(c.values); old != nil {
			e.res.ValueHits++
			c.err = old.score
			continue
		}
		// The largest error falls by less than a factor of three from least
		// squares to the least maximum.
		c.polish = c.coarse < 3*e.pop.bar(len(c.g.code))
	}
	e.each(func(r *refiner, c *child) {
		if c.polish {
			c.err = r.polish(&c.g)
			c.errors = append(c.errors[:0], r.fit.r...)
		}
	})
	for i := range e.batch {
		c := &e.batch[i]
		if old := e.known.look(c.d); old != nil {
			old.score = min(old.score, c.err)
		}
		if !c.polish {
			continue
		}
		e.res.Polished++
		e.seen.put(c.values, c.err)
		if !math.IsInf(c.err, 1) && !math.IsNaN(c.err) {
			e.pop.add(&individual{c.g, c.err, c.errors})
		}
	}
}

// each calls f for every child of the batch, in parallel.
func (e *evolution) each(f func(r *refiner, c *child)) {
	parallel.Blocks(e.set.Workers, len(e.batch), 1, func(i, _, _ int) {
		r := <-e.refiners
		defer func() { e.refiners <- r }()
		f(r, &e.batch[i])
	})
}

// front finishes the best of every niche and keeps those that beat all shorter
// ones. Once the context has ended it takes them as they are.
func (e *evolution) front(ctx context.Context) {
	e.res.Collisions = e.known.collisions + e.seen.collisions
	if e.res.Candidates > 0 {
		e.res.HitRate = float64(e.res.StructureHits) / float64(e.res.Candidates)
		e.res.Speedup = 1 / (1 - e.res.HitRate)
	}
	// The best of a niche may hide a pole that the last check finds: try a few.
	const few = 4
	programs := make([]Program, few*len(e.pop.niches))
	parallel.Blocks(e.set.Workers, len(programs), 1, func(i, _, _ int) {
		programs[i].Error = math.Inf(1)
		niche := e.pop.niches[i/few]
		if i%few >= len(niche) {
			return
		}
		g := niche[i%few].g.clone()
		if ctx.Err() != nil {
			programs[i] = g.program(niche[i%few].err)
			return
		}
		r := <-e.refiners
		defer func() { e.refiners <- r }()
		err := r.finish(&g, e.tests.final)
		programs[i] = g.program(err)
	})
	last := math.Inf(1)
	for n := range e.pop.niches {
		best := programs[few*n]
		for _, p := range programs[few*n+1 : few*(n+1)] {
			if p.Error < best.Error {
				best = p
			}
		}
		if best.Error < last {
			e.res.Front = append(e.res.Front, best)
			last = best.Error
		}
	}
}
