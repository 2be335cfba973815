// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"context"
	"math"
	"slices"

	"github.com/relaxnum/relax/internal/dd"
	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/parallel"
)

// A workspace holds the partial sums of the blocks of [Fit]: for each block the
// sums of the columns, then what was rounded off.
type workspace struct {
	partial []float64
}

const (
	maxBlocks  = 64      // enough for as many processors, few enough to add up
	minRows    = 64      // in a block, so that adding partial sums is little work
	maxPartial = 1 << 22 // elements of all partial sums, 32 MiB
)

// blockRows returns the number of rows in a block, with words of partial sums
// each. It depends on sizes alone, so sums have the same bits for any number of
// workers.
func blockRows(n, words int) int {
	blocks := min(maxBlocks, max(maxPartial/words, 1))
	return max((n+blocks-1)/blocks, minRows)
}

// sum stores unit·Σ wᵢxᵢ in dst, where unit is a power of two that makes the
// largest weight a number in [½, 1).
func (ws *workspace) sum(ctx context.Context, dst []float64, in *rows, weights []float64, workers int) (unit float64, err error) {
	p := in.p
	unit = 0.5
	if weights != nil {
		_, e := math.Frexp(slices.Max(weights))
		// The sum is finite, so the exponent is at most 1024; weights that are
		// all subnormal stay below ½.
		unit = math.Ldexp(1, -max(e, -1022))
	}
	size := blockRows(in.n, 2*p)
	blocks := (in.n + size - 1) / size
	if cap(ws.partial) < blocks*2*p {
		ws.partial = make([]float64, blocks*2*p)
	}
	partial := ws.partial[:blocks*2*p]
	errs := make([]error, blocks)
	parallel.Blocks(workers, in.n, size, func(b, lo, hi int) {
		a := newAccumulator(partial[b*2*p:][:p], partial[b*2*p+p:][:p], hi-lo)
		var x [together][]float64
		var w [together]float64
		for t := range x {
			x[t] = in.buffer()
		}
		for ; lo < hi; lo += together {
			if errs[b] = ctx.Err(); errs[b] != nil {
				return
			}
			m := min(together, hi-lo)
			for t := range m {
				x[t] = in.row(lo+t, x[t])
				f, err := in.scale(lo+t, x[t])
				if err != nil {
					errs[b] = err
					return
				}
				w[t] = f * unit
				if weights != nil {
					w[t] = f * (unit * weights[lo+t])
				}
			}
			a.add(x[:m], w[:m])
		}
		a.finish()
	})
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	for _, err := range errs { // the first bad row, for any number of workers
		if err != nil {
			return 0, err
		}
	}
	for b := 1; b < blocks; b++ {
		addPairs(partial[:p], partial[p:2*p], partial[b*2*p:][:p], partial[b*2*p+p:][:p])
	}
	kernel.Add(dst, partial[:p], partial[p:2*p])
	return unit, nil
}

// addPairs adds x + y to the pairs of sums s + e.
func addPairs(s, e, x, y []float64) {
	e, x, y = e[:len(s)], x[:len(s)], y[:len(s)]
	for j, a := range s {
		sum, err := dd.TwoSum(a, x[j])
		s[j] = sum
		e[j] += err + y[j]
	}
}

// An accumulator adds rows of elements of at most 1 to sums s + e without
// losing what rounding takes from s.
//
// The sums in s start at 3·2^m, so high that they never leave the interval from
// 2·2^m to 4·2^m. Then s − t is exact for t = s + x rounded, and x + (s − t) is
// what rounding took: four operations an element in place of the seven that
// numbers in any order need. What is taken is a multiple of what e can hold, and
// e itself, at most 2^−53 of n·2^m, loses nothing that matters: 2^−105 n² 2^m.
type accumulator struct {
	s, e []float64
	base float64
}

const (
	together = 8   // rows that are added at a time, and lie in L2
	strip    = 512 // columns that are, so that s, t, u, e and x stay in L1
)

// newAccumulator prepares s and e for at most n rows.
func newAccumulator(s, e []float64, n int) accumulator {
	_, m := math.Frexp(float64(n))
	a := accumulator{s: s, e: e, base: math.Ldexp(3, m)}
	for j := range s {
		s[j] = a.base
	}
	clear(e)
	return a
}

// add adds the rows w·x, rounded.
func (a *accumulator) add(x [][]float64, w []float64) {
	if len(a.s) < 32 || kernel.Active() == kernel.Portable {
		for r := range x {
			a.addRow(x[r], w[r])
		}
		return
	}
	// Four vector passes are twice as fast as the loop, with the same bits.
	// Twelve words an element go between L1 and the registers.
	var scratch [2][strip]float64
	for lo := 0; lo < len(a.s); lo += strip {
		hi := min(lo+strip, len(a.s))
		s, e, t, u := a.s[lo:hi], a.e[lo:hi], scratch[0][:hi-lo], scratch[1][:hi-lo]
		for r := range x {
			v := x[r][lo:hi]
			kernel.AxpyTo(t, w[r], v, s)
			kernel.Sub(u, s, t)
			kernel.AxpyTo(u, w[r], v, u)
			kernel.Add(e, e, u)
			s, t = t, s
		}
		if len(x)%2 == 1 {
			copy(t, s) // t is the part of a.s
		}
	}
}

// addRow is add for one row in one loop.
func (a *accumulator) addRow(x []float64, w float64) {
	s := a.s
	e, x := a.e[:len(s)], x[:len(s)]
	for j, v := range s {
		y := float64(w * x[j])
		t := v + y
		e[j] += y + (v - t)
		s[j] = t
	}
}

// finish takes the base out of the sums, which is exact.
func (a *accumulator) finish() {
	for j := range a.s {
		a.s[j] -= a.base
	}
}
