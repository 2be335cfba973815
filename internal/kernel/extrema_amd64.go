// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func maxOf(x []float64) float64 {
	switch level {
	case AVX512:
		return maxOfAVX512(x)
	case AVX2:
		return maxOfAVX2(x)
	}
	return maxOfGo(x)
}

func maxOf32(x []float32) float32 {
	switch level {
	case AVX512:
		return maxOf32AVX512(x)
	case AVX2:
		return maxOf32AVX2(x)
	}
	return maxOfGo(x)
}

func minOf(x []float64) float64 {
	switch level {
	case AVX512:
		return minOfAVX512(x)
	case AVX2:
		return minOfAVX2(x)
	}
	return minOfGo(x)
}

func minOf32(x []float32) float32 {
	switch level {
	case AVX512:
		return minOf32AVX512(x)
	case AVX2:
		return minOf32AVX2(x)
	}
	return minOfGo(x)
}

func absMax(x []float64) float64 {
	switch level {
	case AVX512:
		return absMaxAVX512(x)
	case AVX2:
		return absMaxAVX2(x)
	}
	return absMaxGo(x)
}

func absMax32(x []float32) float32 {
	switch level {
	case AVX512:
		return absMax32AVX512(x)
	case AVX2:
		return absMax32AVX2(x)
	}
	return absMaxGo(x)
}

func index(x []float64, value float64) int {
	switch level {
	case AVX512:
		return indexAVX512(x, value)
	case AVX2:
		return indexAVX2(x, value)
	}
	return indexGo(x, value)
}

func index32(x []float32, value float32) int {
	switch level {
	case AVX512:
		return index32AVX512(x, value)
	case AVX2:
		return index32AVX2(x, value)
	}
	return indexGo(x, value)
}

func indexAbs(x []float64, value float64) int {
	switch level {
	case AVX512:
		return indexAbsAVX512(x, value)
	case AVX2:
		return indexAbsAVX2(x, value)
	}
	return indexAbsGo(x, value)
}

func indexAbs32(x []float32, value float32) int {
	switch level {
	case AVX512:
		return indexAbs32AVX512(x, value)
	case AVX2:
		return indexAbs32AVX2(x, value)
	}
	return indexAbsGo(x, value)
}
