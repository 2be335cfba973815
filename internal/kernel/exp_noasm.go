// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func exp(dst, x []float64) { expGo(dst, x) }

func exp32(dst, x []float32) { exp32Go(dst, x) }

func expSum(dst, x []float64, c float64) float64 { return expSumGo(dst, x, c) }

func expSum32(dst, x []float32, c float32) float32 { return expSum32Go(dst, x, c) }
