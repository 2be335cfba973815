// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"

	"github.com/relaxnum/relax/internal/dd"
	"github.com/relaxnum/relax/internal/kernel"
)

// LogBesselISlice sets dst[i] = log I_v(x[i]) with v = v[i], or v[0] if v has
// length 1, and returns dst. The values are those of [LogBesselI], bit for bit,
// special cases included; with AVX2 or AVX-512, four or eight are computed at a
// time.
//
// A nil dst is allocated; another dst must have the length of x, and v that or
// 1, else LogBesselISlice panics. dst may be the same slice as x or v, but must
// not overlap them in part. Nothing else is allocated.
func LogBesselISlice(dst, v, x []float64) []float64 {
	dst = destination("LogBesselISlice", dst, v, x)
	logBesselSlices(dst, nil, v, x)
	return dst
}

// LogBesselKSlice is [LogBesselISlice] for log K_v(x), with the values of
// [LogBesselK], which are computed one by one where hypot(v, x) < 20 and x < 1/2.
func LogBesselKSlice(dst, v, x []float64) []float64 {
	dst = destination("LogBesselKSlice", dst, v, x)
	logBesselSlices(nil, dst, v, x)
	return dst
}

// LogBesselIKSlice sets dstI[i] = log I_v(x[i]) and dstK[i] = log K_v(x[i]), where
// hypot(v, x) >= 20 for the price of one. Lengths and overlap are as for
// [LogBesselISlice], except that nil destinations are not allocated: it panics
// unless dstI and dstK both have the length of x. They must not overlap.
func LogBesselIKSlice(dstI, dstK, v, x []float64) {
	if len(x) == 0 && len(dstI) == 0 && len(dstK) == 0 {
		return
	}
	if len(dstI) != len(x) || len(dstK) != len(x) {
		panic("special: LogBesselIKSlice: length of dstI or dstK is not that of x")
	}
	destination("LogBesselIKSlice", dstI, v, x)
	logBesselSlices(dstI, dstK, v, x)
}

// destination checks the lengths and returns dst, or a new slice if it is nil.
func destination[T any](name string, dst, v, x []T) []T {
	if len(v) != len(x) && len(v) != 1 {
		panic("special: " + name + ": length of v is neither 1 nor that of x")
	}
	if dst == nil {
		return make([]T, len(x))
	}
	if len(dst) != len(x) {
		panic("special: " + name + ": length of dst is not that of x")
	}
	return dst
}

// sliceBlock is how many points are sorted by region at a time: their buffers
// stand on the stack.
const sliceBlock = 256

// A batch holds points of one region on their way through a kernel.
type batch struct {
	at   [sliceBlock]uint8 // the elements of the block that the points belong to
	v, x [sliceBlock]float64
	n    int
}

func (b *batch) add(i int, v, x float64) {
	b.at[b.n], b.v[b.n], b.x[b.n] = uint8(i), v, x
	b.n++
}

// padded returns n rounded up to a multiple of 8 after as many points (v, x) have
// been put behind the last.
func (b *batch) padded(v, x float64) int {
	size := (b.n + 7) &^ 7
	for i := b.n; i < size; i++ {
		b.v[i], b.x[i] = v, x
	}
	return size
}

// logBesselSlices sets those of dstI and dstK that are not nil. Each block is
// gathered before anything of it that a kernel computes is stored.
func logBesselSlices(dstI, dstK, v, x []float64) {
	var large, series, integral batch // for the Debye expansion, I and K
	one, order := len(v) == 1, 0.0
	if one {
		order = v[0]
	}
	for base := 0; base < len(x); base += sliceBlock {
		end := min(base+sliceBlock, len(x))
		large.n, series.n, integral.n = 0, 0, 0
		for i, y := range x[base:end] {
			o := order
			if !one {
				o = v[base+i]
			}
			if dstI == nil {
				o = math.Abs(o)
			}
			switch {
			case kernelFits(o, y):
				large.add(i, o, y)
			case o >= 0 && y >= seriesFrom && o*o+y*y < debyeMin*debyeMin:
				if dstI != nil {
					series.add(i, o, y)
				}
				switch {
				case dstK == nil:
				case y >= temmeBelow:
					integral.add(i, o, y)
				default:
					dstK[base+i] = temmeK(o, y)
				}
			case dstI == nil:
				dstK[base+i] = logK(o, y)
			default:
				f := LogBesselI(o, y)
				if dstK != nil {
					dstK[base+i] = LogBesselK(o, y)
				}
				dstI[base+i] = f
			}
		}
		if large.n > 0 {
			large.debye(dstI, dstK, base)
		}
		if series.n > 0 {
			series.power(dstI[base:end])
		}
		if integral.n > 0 {
			integral.trapezoid(dstK[base:end])
		}
	}
}

// debye stores log I and log K.
func (b *batch) debye(dstI, dstK []float64, base int) {
	var logI, logK [sliceBlock]float64
	size := b.padded(0, 32)
	kernel.DebyeLogs(logI[:size], logK[:size], b.v[:size], b.x[:size])
	if dstI != nil {
		for j, f := range logI[:b.n] {
			if needsRefined(f, b.v[j], b.x[j]) {
				f, _ = debyeRefined(b.v[j], b.x[j])
			}
			dstI[base+int(b.at[j])] = f
		}
	}
	if dstK != nil {
		for j, f := range logK[:b.n] {
			if needsRefined(f, b.v[j], b.x[j]) {
				_, f = debyeRefined(b.v[j], b.x[j])
			}
			dstK[base+int(b.at[j])] = f
		}
	}
}

// power stores log I by the power series. One order for many points is common,
// and its gamma function the same.
func (b *batch) power(dst []float64) {
	var sum, gamma, gammaLow [sliceBlock]float64
	order, g, gLow := 0.0, 0.0, 0.0
	for i, o := range b.v[:b.n] {
		if o != order {
			order = o
			g, gLow = lgamma1pPair(o)
		}
		u, e := dd.TwoSum(1, seriesQ(o, b.x[i]))
		b.x[i] *= 0.5
		sum[i], gamma[i], gammaLow[i] = u, g, gLow-e/u
	}
	size := b.padded(0, 1)
	for i := b.n; i < size; i++ {
		sum[i] = 1
	}
	kernel.PowerLogs(sum[:size], b.v[:size], b.x[:size], sum[:size], gamma[:size], gammaLow[:size])
	for i, f := range sum[:b.n] {
		dst[b.at[i]] = f
	}
}

// trapezoid stores log K. Points with the same step go through the kernels
// together, those with similar x side by side: they take about as many nodes.
func (b *batch) trapezoid(dst []float64) {
	const (
		keys = 2 * debyeMin // of x, half a unit each
		size = sliceBlock + 8*len(trapezoids)
	)
	var key [sliceBlock]uint8
	var at [len(trapezoids) * keys]int16 // how many points have a key, then where the next goes
	var radius [sliceBlock]float64
	for i, o := range b.v[:b.n] {
		x := b.x[i]
		r := math.Sqrt(o*o + x*x)
		k := trapezoidRule(r, o)*keys + int(2*x)
		radius[i], key[i] = r, uint8(k)
		at[k]++
	}
	var first, last [len(trapezoids)]int // the places of each rule's points, first a multiple of 8
	place := 0
	for k := range trapezoids {
		place = (place + 7) &^ 7
		first[k] = place
		for j := k * keys; j < (k+1)*keys; j++ {
			at[j], place = int16(place), place+int(at[j])
		}
		last[k] = place
	}
	var v, x, r, sum [size]float64
	var element [size]uint8
	for i, k := range key[:b.n] {
		j := at[k]
		at[k]++
		v[j], x[j], r[j], element[j] = b.v[i], b.x[i], radius[i], b.at[i]
	}
	for k := range trapezoids {
		t := &trapezoids[k]
		i, j := first[k], (last[k]+7)&^7
		for l := last[k]; l < j; l++ {
			v[l], x[l], r[l] = 0, 8, 8
		}
		kernel.NodeSumsBoth(sum[i:j], r[i:j], v[i:j], t.c[:], t.s[:])
		for l, s := range sum[i:j] {
			sum[i+l] = t.halfStep * s
		}
		kernel.PhaseLogs(r[i:j], v[i:j], x[i:j], sum[i:j])
		for l, f := range r[i:last[k]] {
			dst[element[i+l]] = f
		}
	}
}
