// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// Values of ConjugateDirections.Mem that are not counts.
const (
	NoMemory      = -1 // keep none: steepest descent along what is proposed
	AllDirections = -2 // keep all
)

const (
	defaultMem = 2
	// A curvature below flat·‖d‖²·‖A‖ is rounding, of either sign.
	flat = 1e-14
	// A direction at an angle to the residual whose cosine is below this leads
	// nowhere.
	oblique = 1e-10
	// A direction of length 1 that is shorter than this when made conjugate lay in
	// the span of those kept, and what is left of it is rounding.
	uselessLength = 1e-14
	// maxFallbacks is how many proposals in a row may be of no use.
	maxFallbacks = 10
	// firstRows is how many directions there is room for before AllDirections asks for
	// more.
	firstRows = 16
)

// A Generator proposes directions of descent. It is an approximate inverse of A,
// which may be nonlinear, random, and different at every call: a network, an inner
// iteration, a solver in lower precision.
type Generator interface {
	// Propose sets dst to a direction near A⁻¹·r; its length and its sign do not
	// matter. r has length 1, and dst is no part of it. An error ends the solve with
	// [Breakdown].
	Propose(dst, r []float64) error
}

// A GeneratorFunc is a function that proposes directions.
type GeneratorFunc func(dst, r []float64) error

// Propose calls f.
func (f GeneratorFunc) Propose(dst, r []float64) error { return f(dst, r) }

// ConjugateDirections is flexible CG: conjugate gradients for symmetric positive
// definite A whose directions come from a [Generator], or from a preconditioner that
// may vary, and are made conjugate to the last Mem ones:
//
//	d ≈ A⁻¹·r/‖r‖;  d −= Σ (dᵢᵀAd / dᵢᵀAdᵢ)·dᵢ;  α = rᵀd / dᵀAd;  x += αd;  r −= αAd
//
// A step never lengthens the energy norm of the error, whatever is proposed. With Mem ≥ 1
// and a fixed symmetric positive definite preconditioner it is [CG], which costs less.
//
// A proposal that is not finite, vanishes when it is made conjugate, is orthogonal to r
// to rounding, or has no curvature is replaced for its step by r, made conjugate too.
// Result.Fallbacks counts these, and 10 in a row end the solve as [Stagnated]. NaN from
// a preconditioner ends it as [Breakdown], as with every method.
//
// Symmetry is not checked, and definiteness only on the directions met: dᵀAd < 0
// beyond rounding ends the solve with [NegativeCurvature] and a [*NotSPDError].
//
// An iteration costs one product, one proposal, which counts in Result.PrecSolves, and
// 128+16·Mem bytes of vector traffic an element; a fallback for want of curvature
// costs one product more. 2·Mem+6 vectors are held, and one more with a generator or a
// preconditioner; with AllDirections two more an iteration.
//
// Sources: A. Kaneda, O. Akar, J. Chen, V. Kala, D. Hyde and J. Teran, A deep conjugate
// direction method for iteratively solving linear systems, 2022, arXiv:2205.10763;
// Y. Notay, Flexible conjugate gradients, SIAM J. Sci. Comput. 22 (2000), 1444–1460,
// https://doi.org/10.1137/S1064827599362314.
type ConjugateDirections struct {
	// Mem is the number of directions kept, to which the next is made conjugate; zero
	// means 2. NoMemory keeps none, AllDirections all.
	Mem int
	// Generator proposes directions; nil means Settings.Prec, and without one the
	// residual itself. With a Generator Settings.Prec is not used.
	Generator Generator

	iterator  Iterator
	s         *system
	rnorm     float64
	norm      float64 // of A, as seen: max ‖Ad‖/‖d‖
	fallbacks int     // in a row

	// Directions and A times them are rows of z and az; row slot is for the next one,
	// and those other than slot below high are kept.
	limit, slot, high int
	z, az             []float64
	curvature         []float64 // dᵢᵀAdᵢ
	coef              []float64
	partial           []float64 // of dots, high a block
	unit              []float64 // r/‖r‖
	d                 []float64 // row slot

	scale                           float64
	from, to                        []float64
	dotsPass, subtractPass, setPass pass
}

func (c *ConjugateDirections) kept() *Iterator { return &c.iterator }

func (c *ConjugateDirections) monotone() bool { return false }

func (c *ConjugateDirections) init(s *system) error {
	c.s = s
	switch {
	case c.Mem == 0:
		c.limit = defaultMem
	case c.Mem == NoMemory:
		c.limit = 0
	case c.Mem == AllDirections:
		c.limit = s.n
	case c.Mem < 0:
		return fmt.Errorf("linsolve: Mem is %d, want ≥ 1, or zero for %d, or NoMemory, or AllDirections: %w", c.Mem, defaultMem, ErrParam)
	default:
		c.limit = c.Mem
	}
	c.limit = min(c.limit, s.n)
	c.norm, c.fallbacks, c.slot, c.high = 0, 0, 0, 0
	rows := c.limit + 1
	if c.Mem == AllDirections {
		rows = min(rows, firstRows) // more as they come
	}
	c.reserve(rows)
	if s.prec != nil || c.Generator != nil {
		c.unit = grow(c.unit, s.n)
	}
	if c.dotsPass == nil {
		c.makePasses()
	}
	return nil
}

func (c *ConjugateDirections) makePasses() {
	c.dotsPass = func(b, lo, hi int) {
		sums := c.partial[b*c.high : (b+1)*c.high]
		clear(sums)
		n, d := c.s.n, c.d[lo:hi]
		if below := min(c.slot, c.high); below > 0 {
			kernel.GemvN(sums[:below], 1, c.az[lo:], n, d)
		}
		if c.slot+1 < c.high {
			kernel.GemvN(sums[c.slot+1:], 1, c.az[(c.slot+1)*n+lo:], n, d)
		}
	}
	// d −= Σ coefᵢ·dᵢ, rᵀd and ‖d‖²
	c.subtractPass = func(b, lo, hi int) {
		n, d := c.s.n, c.d[lo:hi]
		if below := min(c.slot, c.high); below > 0 {
			kernel.GemvT(d, -1, c.z[lo:], n, c.coef[:below])
		}
		if c.slot+1 < c.high {
			kernel.GemvT(d, -1, c.z[(c.slot+1)*n+lo:], n, c.coef[c.slot+1:c.high])
		}
		c.s.sums[maxSums*b], c.s.sums[maxSums*b+1] = kernel.Dot(c.s.r[lo:hi], d), kernel.SumSquares(d)
	}
	c.setPass = func(_, lo, hi int) { kernel.ScaleTo(c.to[lo:hi], c.scale, c.from[lo:hi]) }
}

// reserve makes room for so many directions.
func (c *ConjugateDirections) reserve(rows int) {
	n := c.s.n
	for _, v := range []*[]float64{&c.z, &c.az} {
		if cap(*v) < rows*n {
			old := *v
			*v = grow(nil, rows*n)
			copy(*v, old[:min(len(old), c.high*n)])
		}
		*v = (*v)[:rows*n]
	}
	c.coef, c.partial = grow(c.coef, rows), grow(c.partial, rows*blocks(n))
	old := c.curvature
	c.curvature = grow(c.curvature, rows)
	copy(c.curvature, old)
}

// start forgets the directions: they were conjugate to a residual that has been
// replaced.
func (c *ConjugateDirections) start() error {
	c.rnorm = c.s.rnorm
	c.slot, c.high = 0, 0
	return nil
}

// set sets to = scale·from.
func (c *ConjugateDirections) set(to []float64, scale float64, from []float64) {
	c.to, c.scale, c.from = to, scale, from
	c.s.run(c.setPass)
	c.to, c.from = nil, nil
}

// propose sets d to a direction of length 1, and reports whether there is one.
func (c *ConjugateDirections) propose() (bool, error) {
	s := c.s
	if c.Generator == nil && s.prec == nil {
		c.set(c.d, 1/c.rnorm, s.r)
		return true, nil
	}
	c.set(c.unit, 1/c.rnorm, s.r)
	if c.Generator == nil {
		if err := s.solvePrec(c.d, c.unit); err != nil {
			return false, err
		}
	} else {
		s.precSolves++
		if err := c.Generator.Propose(c.d, c.unit); err != nil {
			return false, fmt.Errorf("%w: generator: %w", ErrBreakdown, err)
		}
	}
	length := math.Sqrt(s.dot(c.d, c.d))
	if !(length > 0x1p-500 && length < 0x1p500) {
		length = kernel.Nrm2(c.d) // squares vanish or overflow
	}
	if math.IsNaN(length) || math.IsInf(length, 0) {
		if c.Generator == nil {
			return false, notFinite("M⁻¹·r")
		}
		return false, nil
	}
	if length < 0x1p-1000 { // 1/length may overflow
		return false, nil
	}
	c.set(c.d, 1/length, c.d)
	return true, nil
}

// conjugate makes d, of length 1, conjugate to the directions kept, and returns rᵀd
// and ‖d‖, and whether d is of use.
func (c *ConjugateDirections) conjugate() (rd, length float64, ok bool) {
	s := c.s
	before := 1.0
	for range 2 {
		s.run(c.dotsPass)
		coef := c.coef[:c.high]
		clear(coef)
		for b := range blocks(s.n) {
			kernel.Axpy(coef, 1, c.partial[b*c.high:(b+1)*c.high])
		}
		for i := range coef {
			if i != c.slot {
				coef[i] /= c.curvature[i]
			}
		}
		s.run(c.subtractPass)
		rd, length = s.total(0), math.Sqrt(s.total(1))
		if c.high == 0 || length >= 0.5*before {
			break
		}
		before = length
	}
	ok = length > uselessLength && !math.IsInf(length, 0) && math.Abs(rd) >= oblique*c.rnorm*length && !math.IsInf(rd, 0)
	return rd, length, ok
}

// multiply sets row slot of az to A·d, d of this length, and returns dᵀAd, and
// whether that is more than rounding.
func (c *ConjugateDirections) multiply(q []float64, length float64) (curvature float64, ok bool, err error) {
	s := c.s
	curvature = s.mulDot(q, c.d)
	if math.IsNaN(curvature) || math.IsInf(curvature, 0) {
		return 0, false, notFinite("A·d")
	}
	c.norm = max(c.norm, math.Sqrt(s.dot(q, q))/length)
	switch bound := flat * length * length * c.norm; {
	case math.Abs(curvature) <= bound:
		return curvature, false, nil
	case curvature < 0:
		return 0, false, &NotSPDError{Curvature: curvature, Direction: append([]float64(nil), c.d...)}
	}
	return curvature, true, nil
}

func (c *ConjugateDirections) step() (float64, error) {
	s := c.s
	if c.rnorm == 0 {
		return 0, nil // the driver verifies; there is no direction to go on with
	}
	if rows := c.slot + 1; rows*s.n > len(c.z) {
		c.reserve(min(2*rows, c.limit+1))
	}
	at := c.slot * s.n
	c.d = c.z[at : at+s.n]
	there, err := c.propose()
	if err != nil {
		return 0, err
	}
	var rd, length, curvature float64
	if there {
		if rd, length, there = c.conjugate(); there {
			if curvature, there, err = c.multiply(c.az[at:at+s.n], length); err != nil {
				return 0, err
			}
		}
	}
	if there {
		c.fallbacks = 0
	} else if rd, curvature, err = c.fallBack(); err != nil {
		return 0, err
	}
	at = c.slot * s.n
	rr := s.update(s.x, s.r, rd/curvature, c.d, c.az[at:at+s.n])
	c.rnorm = math.Sqrt(rr)
	c.curvature[c.slot] = curvature
	c.high = max(c.high, c.slot+1)
	c.slot = (c.slot + 1) % (c.limit + 1)
	return c.rnorm, nil
}

// fallBack takes r for the direction of a step, conjugate to those kept if that leaves
// anything, and else by itself.
func (c *ConjugateDirections) fallBack() (rd, curvature float64, err error) {
	s := c.s
	s.fallbacks++
	if c.fallbacks++; c.fallbacks >= maxFallbacks {
		return 0, 0, fmt.Errorf("%w: %d proposals in a row were of no use", ErrNotConverged, maxFallbacks)
	}
	for {
		at := c.slot * s.n
		c.set(c.d, 1/c.rnorm, s.r)
		rd, length, ok := c.conjugate()
		if ok {
			if curvature, ok, err = c.multiply(c.az[at:at+s.n], length); ok || err != nil {
				return rd, curvature, err
			}
		}
		if c.high == 0 {
			return 0, 0, errFlat
		}
		c.slot, c.high = 0, 0
		c.d = c.z[:s.n]
	}
}

func (c *ConjugateDirections) iterate() ([]float64, error) { return c.s.x, nil }
