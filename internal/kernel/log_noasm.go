// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func log(dst, x []float64) { logGo(dst, x) }

func log32(dst, x []float32) { log32Go(dst, x) }
