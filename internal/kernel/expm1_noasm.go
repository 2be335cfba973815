// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func expm1(dst, x []float64) { expm1Go(dst, x) }

func expm132(dst, x []float32) { expm132Go(dst, x) }

func sinh(dst, x []float64) { sinhGo(dst, x) }

func sinh32(dst, x []float32) { sinh32Go(dst, x) }

func cosh(dst, x []float64) { coshGo(dst, x) }

func cosh32(dst, x []float32) { cosh32Go(dst, x) }

func sigmoid(dst, x []float64) { sigmoidGo(dst, x) }

func sigmoid32(dst, x []float32) { sigmoid32Go(dst, x) }
