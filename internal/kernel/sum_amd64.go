// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func sum(x []float64) float64 {
	switch level {
	case AVX512:
		return sumAVX512(x)
	case AVX2:
		return sumAVX2(x)
	}
	return sumGo(x)
}

func sum32(x []float32) float32 {
	switch level {
	case AVX512:
		return sum32AVX512(x)
	case AVX2:
		return sum32AVX2(x)
	}
	return sumGo(x)
}

func asum(x []float64) float64 {
	switch level {
	case AVX512:
		return asumAVX512(x)
	case AVX2:
		return asumAVX2(x)
	}
	return asumGo(x)
}

func asum32(x []float32) float32 {
	switch level {
	case AVX512:
		return asum32AVX512(x)
	case AVX2:
		return asum32AVX2(x)
	}
	return asumGo(x)
}

func sumSquares(x []float64) float64 {
	switch level {
	case AVX512:
		return sumSquaresAVX512(x)
	case AVX2:
		return sumSquaresAVX2(x)
	}
	return sumSquaresGo(x)
}

func sumSquares32(x []float32) float32 {
	switch level {
	case AVX512:
		return sumSquares32AVX512(x)
	case AVX2:
		return sumSquares32AVX2(x)
	}
	return sumSquaresGo(x)
}

func scaledSumSquares(x []float64, scale float64) float64 {
	switch level {
	case AVX512:
		return scaledSumSquaresAVX512(x, scale)
	case AVX2:
		return scaledSumSquaresAVX2(x, scale)
	}
	return scaledSumSquaresGo(x, scale)
}
