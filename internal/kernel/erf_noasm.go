// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func erf(dst, x []float64) { erfGo(dst, x) }

func erf32(dst, x []float32) { erf32Go(dst, x) }

func erfc(dst, x []float64) { erfcGo(dst, x) }

func erfc32(dst, x []float32) { erfc32Go(dst, x) }
