// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func maxOf(x []float64) float64 { return maxOfGo(x) }

func maxOf32(x []float32) float32 { return maxOfGo(x) }

func minOf(x []float64) float64 { return minOfGo(x) }

func minOf32(x []float32) float32 { return minOfGo(x) }

func absMax(x []float64) float64 { return absMaxGo(x) }

func absMax32(x []float32) float32 { return absMaxGo(x) }

func index(x []float64, value float64) int { return indexGo(x, value) }

func index32(x []float32, value float32) int { return indexGo(x, value) }

func indexAbs(x []float64, value float64) int { return indexAbsGo(x, value) }

func indexAbs32(x []float32, value float32) int { return indexAbsGo(x, value) }
