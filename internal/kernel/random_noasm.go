// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func randomBits(dst []uint64, ks *RandomKeys, block uint32) { randomBitsGo(dst, ks, block) }

func randomUniforms(dst []float64, ks *RandomKeys, block uint32) { randomUniformsGo(dst, ks, block) }

func randomSigns(dst []float64, ks *RandomKeys, block uint32) { randomSignsGo(dst, ks, block) }

func randomNormals(dst []float64, ks *RandomKeys, block uint32) { randomNormalsGo(dst, ks, block) }
