// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func fmaPeak(iterations int) float64 {
	switch level {
	case AVX512:
		fmaPeakAVX512(iterations)
		return 2 * peakChains * 8 * float64(iterations)
	case AVX2:
		fmaPeakAVX2(iterations)
		return 2 * peakChains * 4 * float64(iterations)
	default:
		return fmaPeakGo[float64](iterations)
	}
}

func fmaPeak32(iterations int) float64 {
	switch level {
	case AVX512:
		fmaPeak32AVX512(iterations)
		return 2 * peakChains * 16 * float64(iterations)
	case AVX2:
		fmaPeak32AVX2(iterations)
		return 2 * peakChains * 8 * float64(iterations)
	default:
		return fmaPeakGo[float32](iterations)
	}
}
