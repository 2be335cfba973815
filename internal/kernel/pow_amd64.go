// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func pow(dst, x []float64, y, bad, odd float64) {
	switch level {
	case AVX512:
		powAVX512(dst, x, y, bad, odd)
	case AVX2:
		powAVX2(dst, x, y, bad, odd)
	default:
		powGo(dst, x, y, bad, odd)
	}
}

func pow32(dst, x []float32, y, bad, odd float64) {
	switch level {
	case AVX512:
		pow32AVX512(dst, x, y, bad, odd)
	case AVX2:
		pow32AVX2(dst, x, y, bad, odd)
	default:
		pow32Go(dst, x, y, bad, odd)
	}
}
