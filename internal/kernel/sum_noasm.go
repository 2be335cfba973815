// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func sum(x []float64) float64 { return sumGo(x) }

func sum32(x []float32) float32 { return sumGo(x) }

func asum(x []float64) float64 { return asumGo(x) }

func asum32(x []float32) float32 { return asumGo(x) }

func sumSquares(x []float64) float64 { return sumSquaresGo(x) }

func sumSquares32(x []float32) float32 { return sumSquaresGo(x) }

func scaledSumSquares(x []float64, scale float64) float64 { return scaledSumSquaresGo(x, scale) }
