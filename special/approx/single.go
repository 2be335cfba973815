// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// singles are float32 numbers with the target's values and their units in the
// last place.
type singles struct {
	x       []float32
	f, unit []float64
}

func (s *singles) add(x float32, f, unit float64) {
	s.x, s.f, s.unit = append(s.x, x), append(s.f, f), append(s.unit, unit)
}

// newSingles returns the samples at the given points and at some more random
// ones.
func newSingles(ctx context.Context, t *Target, points []float64, random int, src *rand.Rand) (singles, error) {
	var s singles
	for i := range len(points) + random {
		var v float64
		if i < len(points) {
			v = points[i]
		} else {
			v = t.Lo + (t.Hi-t.Lo)*src.Float64()
		}
		x := float32(v)
		if float64(x) < t.Lo || float64(x) > t.Hi {
			continue
		}
		if err := ctx.Err(); err != nil {
			return s, err
		}
		f, _, err := t.at(float64(x))
		if err != nil {
			return s, err
		}
		s.add(x, f, ULP32(f))
	}
	if len(s.x) == 0 {
		return s, fmt.Errorf("approx: Target interval is [%v, %v], want one that holds float32 numbers: %w", t.Lo, t.Hi, ErrDomain)
	}
	return s, nil
}

// single32 returns the largest error in float32, or something above limit as
// soon as one is.
func (r *refiner) single32(g *genome, s *singles, limit float64) float64 {
	worst := 0.0
	for lo := 0; lo < len(s.x) && worst <= limit; lo += len(r.e32) {
		for _, e := range r.block32(g, s, lo) {
			worst = max(worst, e)
		}
	}
	return worst
}

// block32 returns the errors at a block of numbers from lo on; +Inf stands for
// what is not finite.
func (r *refiner) block32(g *genome, s *singles, lo int) []float64 {
	p := Program{Code: g.code, Const: g.c}
	hi := min(lo+len(r.e32), len(s.x))
	y, e := r.y32[:hi-lo], r.e32[:hi-lo]
	runBlock(&p, r.flat32[:], y, s.x[lo:hi])
	for i, v := range y {
		e[i] = math.Abs(float64(v)-s.f[lo+i]) / s.unit[lo+i]
		if !(e[i] <= math.MaxFloat64) {
			e[i] = math.Inf(1)
		}
	}
	return e
}

// round rounds the constants to float32 and improves them one by one, by units
// in the last place, for the largest error of the program in float32.
func (r *refiner) round(g *genome, s *singles) float64 {
	for i, v := range g.c {
		g.c[i] = float64(float32(v))
	}
	best := r.single32(g, s, math.Inf(1))
	if best > 4 {
		return best // not a matter of rounding
	}
	for range 6 {
		before := best
		for i := range g.c {
			for _, step := range [...]int{1, -1, 2, -2, 5, -5, 13, -13, 40, -40} {
				old := g.c[i]
				g.c[i] = neighbour32(old, step)
				if e := r.single32(g, s, best); e < best {
					best = e
				} else {
					g.c[i] = old
				}
			}
		}
		if best > 0.995*before {
			break
		}
	}
	return best
}

// neighbour32 returns the float32 number that is step places away from x.
func neighbour32(x float64, step int) float64 {
	b := int64(math.Float32bits(float32(x)) &^ (1 << 31))
	b = max(b+int64(step), 0)
	y := float64(math.Float32frombits(uint32(min(b, 0x7f7fffff))))
	return math.Copysign(y, x)
}

// harden rounds the constants for the numbers that matter most: those of the
// large set where the program is worst join those of the small set until the
// small set has all that there is to fear. It returns the largest error on the
// large set.
func (r *refiner) harden(g *genome) float64 {
	const rounds, more = 24, 48
	dense := &r.tests.dense
	near := singles{slices.Clone(r.tests.single.x), slices.Clone(r.tests.single.f), slices.Clone(r.tests.single.unit)}
	best, keep := math.Inf(1), g.clone()
	type point struct {
		i int
		e float64
	}
	for range rounds {
		bar := r.round(g, &near)
		worst := bar
		var bad []point
		for lo := 0; lo < len(dense.x); lo += len(r.e32) {
			for i, e := range r.block32(g, dense, lo) {
				if worst = max(worst, e); e > bar {
					bad = append(bad, point{lo + i, e})
				}
			}
		}
		if worst < best {
			best = worst
			copy(keep.c, g.c)
		}
		if len(bad) == 0 || bar > 4 {
			break
		}
		slices.SortFunc(bad, func(a, b point) int { return cmp.Or(cmp.Compare(b.e, a.e), cmp.Compare(a.i, b.i)) })
		// The worst come first, where they end a trial soonest.
		var next singles
		for _, p := range bad[:min(more, len(bad))] {
			next.add(dense.x[p.i], dense.f[p.i], dense.unit[p.i])
		}
		near = singles{append(next.x, near.x...), append(next.f, near.f...), append(next.unit, near.unit...)}
	}
	copy(g.c, keep.c)
	return best
}
