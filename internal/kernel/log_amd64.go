// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func log(dst, x []float64) {
	switch level {
	case AVX512:
		logAVX512(dst, x)
	case AVX2:
		logAVX2(dst, x)
	default:
		logGo(dst, x)
	}
}

func log32(dst, x []float32) {
	switch level {
	case AVX512:
		log32AVX512(dst, x)
	case AVX2:
		log32AVX2(dst, x)
	default:
		log32Go(dst, x)
	}
}
