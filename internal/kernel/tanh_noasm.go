// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func tanh(dst, x []float64) { tanhGo(dst, x) }

func tanh32(dst, x []float32) { tanh32Go(dst, x) }
