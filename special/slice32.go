// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

// LogBesselISlice32 is [LogBesselISlice] for float32, with the same lengths,
// overlap and panics. It computes in float64 and rounds once: results are
// correctly rounded but for values so near a tie that the error of [LogBesselI],
// of some 1e-16 max(|f|, 1), decides. It allocates nothing but a nil dst.
func LogBesselISlice32(dst, v, x []float32) []float32 {
	dst = destination("LogBesselISlice32", dst, v, x)
	through64(dst, v, x, false)
	return dst
}

// LogBesselKSlice32 is [LogBesselISlice32] for log K_v(x).
func LogBesselKSlice32(dst, v, x []float32) []float32 {
	dst = destination("LogBesselKSlice32", dst, v, x)
	through64(dst, v, x, true)
	return dst
}

// through64 computes log I, or log K if second, of blocks of the arguments in
// float64.
func through64(dst, v, x []float32, second bool) {
	var bufV, bufX [sliceBlock]float64
	if len(v) == 1 {
		bufV[0] = float64(v[0])
	}
	for base := 0; base < len(x); base += sliceBlock {
		n := min(sliceBlock, len(x)-base)
		for i, y := range x[base : base+n] {
			bufX[i] = float64(y)
		}
		orders := bufV[:1]
		if len(v) > 1 {
			orders = bufV[:n]
			for i, o := range v[base : base+n] {
				orders[i] = float64(o)
			}
		}
		if second {
			logBesselSlices(nil, bufX[:n], orders, bufX[:n])
		} else {
			logBesselSlices(bufX[:n], nil, orders, bufX[:n])
		}
		for i, y := range bufX[:n] {
			dst[base+i] = float32(y)
		}
	}
}
