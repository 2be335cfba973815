// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func dot(x, y []float64) float64 {
	switch level {
	case AVX512:
		return dotAVX512(x, y)
	case AVX2:
		return dotAVX2(x, y)
	}
	return dotGo(x, y)
}

func dot32(x, y []float32) float32 {
	switch level {
	case AVX512:
		return dot32AVX512(x, y)
	case AVX2:
		return dot32AVX2(x, y)
	}
	return dotGo(x, y)
}

func dotPair(x, y, z []float64) (xy, xz float64) {
	switch level {
	case AVX512:
		return dotPairAVX512(x, y, z)
	case AVX2:
		return dotPairAVX2(x, y, z)
	}
	return dotPairGo(x, y, z)
}

func dotPair32(x, y, z []float32) (xy, xz float32) {
	switch level {
	case AVX512:
		return dotPair32AVX512(x, y, z)
	case AVX2:
		return dotPair32AVX2(x, y, z)
	}
	return dotPairGo(x, y, z)
}

func ddot32(x, y []float32) float64 {
	switch level {
	case AVX512:
		return ddot32AVX512(x, y)
	case AVX2:
		return ddot32AVX2(x, y)
	}
	return ddot32Go(x, y)
}
