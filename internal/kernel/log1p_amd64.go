// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

func log1p(dst, x []float64) {
	switch level {
	case AVX512:
		log1pAVX512(dst, x)
	case AVX2:
		log1pAVX2(dst, x)
	default:
		log1pGo(dst, x)
	}
}

func log1p32(dst, x []float32) {
	switch level {
	case AVX512:
		log1p32AVX512(dst, x)
	case AVX2:
		log1p32AVX2(dst, x)
	default:
		log1p32Go(dst, x)
	}
}

func log2(dst, x []float64) {
	switch level {
	case AVX512:
		log2AVX512(dst, x)
	case AVX2:
		log2AVX2(dst, x)
	default:
		log2Go(dst, x)
	}
}

func log232(dst, x []float32) {
	switch level {
	case AVX512:
		log232AVX512(dst, x)
	case AVX2:
		log232AVX2(dst, x)
	default:
		log232Go(dst, x)
	}
}

func log1pExp(dst, x []float64) {
	switch level {
	case AVX512:
		log1pExpAVX512(dst, x)
	case AVX2:
		log1pExpAVX2(dst, x)
	default:
		log1pExpGo(dst, x)
	}
}

func log1pExp32(dst, x []float32) {
	switch level {
	case AVX512:
		log1pExp32AVX512(dst, x)
	case AVX2:
		log1pExp32AVX2(dst, x)
	default:
		log1pExp32Go(dst, x)
	}
}

func log1mExp(dst, x []float64) {
	switch level {
	case AVX512:
		log1mExpAVX512(dst, x)
	case AVX2:
		log1mExpAVX2(dst, x)
	default:
		log1mExpGo(dst, x)
	}
}

func log1mExp32(dst, x []float32) {
	switch level {
	case AVX512:
		log1mExp32AVX512(dst, x)
	case AVX2:
		log1mExp32AVX2(dst, x)
	default:
		log1mExp32Go(dst, x)
	}
}

func logit(dst, x []float64) {
	switch level {
	case AVX512:
		logitAVX512(dst, x)
	case AVX2:
		logitAVX2(dst, x)
	default:
		logitGo(dst, x)
	}
}

func logit32(dst, x []float32) {
	switch level {
	case AVX512:
		logit32AVX512(dst, x)
	case AVX2:
		logit32AVX2(dst, x)
	default:
		logit32Go(dst, x)
	}
}
