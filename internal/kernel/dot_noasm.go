// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func dot(x, y []float64) float64 { return dotGo(x, y) }

func dot32(x, y []float32) float32 { return dotGo(x, y) }

func dotPair(x, y, z []float64) (xy, xz float64) { return dotPairGo(x, y, z) }

func dotPair32(x, y, z []float32) (xy, xz float32) { return dotPairGo(x, y, z) }

func ddot32(x, y []float32) float64 { return ddot32Go(x, y) }
