// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"

	"github.com/relaxnum/relax/internal/kernel"
)

// LogBesselISlice sets dst[i] = log I_v(x[i]) with v = v[i], or v[0] if v has
// length 1, and returns dst. The values are those of [LogBesselI], bit for bit;
// four to eight are computed at a time where hypot(v, x) >= 20.
//
// A nil dst is allocated; another dst must have the length of x, and v that or
// 1, else LogBesselISlice panics. dst may be the same slice as x or v, but must
// not overlap them in part. Nothing else is allocated.
func LogBesselISlice(dst, v, x []float64) []float64 {
	dst = destination("LogBesselISlice", dst, v, x)
	logBesselSlices(dst, nil, v, x)
	return dst
}

// LogBesselKSlice is [LogBesselISlice] for log K_v(x).
func LogBesselKSlice(dst, v, x []float64) []float64 {
	dst = destination("LogBesselKSlice", dst, v, x)
	logBesselSlices(nil, dst, v, x)
	return dst
}

// LogBesselIKSlice is [LogBesselISlice] and [LogBesselKSlice] in one, where
// hypot(v, x) >= 20 for the price of one. Both dstI and dstK must have the
// length of x; they must not overlap.
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

// logBesselSlices sets those of dstI and dstK that are not nil. Each block is
// gathered before anything of it that the kernel computes is stored.
func logBesselSlices(dstI, dstK, v, x []float64) {
	var at [sliceBlock]uint8 // the elements that the buffered points belong to
	var bufV, bufX, bufI, bufK [sliceBlock]float64
	one, order := len(v) == 1, 0.0
	if one {
		order = v[0]
	}
	for base := 0; base < len(x); base += sliceBlock {
		block := x[base:min(base+sliceBlock, len(x))]
		m := 0
		for i, y := range block {
			o := order
			if !one {
				o = v[base+i]
			}
			if dstI == nil {
				o = math.Abs(o)
			}
			if kernelFits(o, y) {
				bufV[m], bufX[m], at[m] = o, y, uint8(i)
				m++
				continue
			}
			if dstI != nil {
				logI := LogBesselI(o, y)
				if dstK != nil {
					dstK[base+i] = LogBesselK(o, y)
				}
				dstI[base+i] = logI
			} else {
				dstK[base+i] = logK(o, y)
			}
		}
		size := (m + 7) &^ 7
		for j := m; j < size; j++ {
			bufV[j], bufX[j] = 0, 32
		}
		kernel.DebyeLogs(bufI[:size], bufK[:size], bufV[:size], bufX[:size])
		if dstI != nil {
			for j, f := range bufI[:m] {
				if needsRefined(f, bufV[j], bufX[j]) {
					f, _ = debyeRefined(bufV[j], bufX[j])
				}
				dstI[base+int(at[j])] = f
			}
		}
		if dstK != nil {
			for j, f := range bufK[:m] {
				if needsRefined(f, bufV[j], bufX[j]) {
					_, f = debyeRefined(bufV[j], bufX[j])
				}
				dstK[base+int(at[j])] = f
			}
		}
	}
}
