// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func log1p(dst, x []float64) { log1pGo(dst, x) }

func log1p32(dst, x []float32) { log1p32Go(dst, x) }

func log2(dst, x []float64) { log2Go(dst, x) }

func log232(dst, x []float32) { log232Go(dst, x) }

func log1pExp(dst, x []float64) { log1pExpGo(dst, x) }

func log1pExp32(dst, x []float32) { log1pExp32Go(dst, x) }

func log1mExp(dst, x []float64) { log1mExpGo(dst, x) }

func log1mExp32(dst, x []float32) { log1mExp32Go(dst, x) }

func logit(dst, x []float64) { logitGo(dst, x) }

func logit32(dst, x []float32) { logit32Go(dst, x) }
