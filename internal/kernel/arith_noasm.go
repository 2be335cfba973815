// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func add(dst, x, y []float64) { addGo(dst, x, y) }

func add32(dst, x, y []float32) { addGo(dst, x, y) }

func sub(dst, x, y []float64) { subGo(dst, x, y) }

func sub32(dst, x, y []float32) { subGo(dst, x, y) }

func mul(dst, x, y []float64) { mulGo(dst, x, y) }

func mul32(dst, x, y []float32) { mulGo(dst, x, y) }

func div(dst, x, y []float64) { divGo(dst, x, y) }

func div32(dst, x, y []float32) { divGo(dst, x, y) }

func scaleTo(dst []float64, alpha float64, x []float64) { scaleToGo(dst, alpha, x) }

func scaleTo32(dst []float32, alpha float32, x []float32) { scaleToGo(dst, alpha, x) }
