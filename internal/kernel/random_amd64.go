// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build amd64 && gc && !noasm && !purego

package kernel

// normalVectors has each element of normalTable four times, and then each origin
// and κ, for the kernels.
var normalVectors = func() (v [len(normalTable) + 3][4]float64) {
	for i, c := range append(normalTable[:len(normalTable):len(normalTable)], normalRadius, normalAngle, normalKappa) {
		v[i] = [4]float64{c, c, c, c}
	}
	return v
}()

var _ = normalVectors // only the assembly reads it

func randomBits(dst []uint64, ks *RandomKeys, block uint32) {
	switch level {
	case AVX512:
		randomBitsAVX512(dst, (*[13]uint64)(ks), block)
	case AVX2:
		randomBitsAVX2(dst, (*[13]uint64)(ks), block)
	default:
		randomBitsGo(dst, ks, block)
	}
}

func randomUniforms(dst []float64, ks *RandomKeys, block uint32) {
	switch level {
	case AVX512:
		randomUniformsAVX512(dst, (*[13]uint64)(ks), block)
	case AVX2:
		randomUniformsAVX2(dst, (*[13]uint64)(ks), block)
	default:
		randomUniformsGo(dst, ks, block)
	}
}

func randomSigns(dst []float64, ks *RandomKeys, block uint32) {
	switch level {
	case AVX512:
		randomSignsAVX512(dst, (*[13]uint64)(ks), block)
	case AVX2:
		randomSignsAVX2(dst, (*[13]uint64)(ks), block)
	default:
		randomSignsGo(dst, ks, block)
	}
}

func randomNormals(dst []float64, ks *RandomKeys, block uint32) {
	switch level {
	case AVX512:
		randomNormalsAVX512(dst, (*[13]uint64)(ks), block)
	case AVX2:
		randomNormalsAVX2(dst, (*[13]uint64)(ks), block)
	default:
		randomNormalsGo(dst, ks, block)
	}
}
