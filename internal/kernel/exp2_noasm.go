// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func exp2(dst, x []float64) { exp2Go(dst, x) }

func exp232(dst, x []float32) { exp232Go(dst, x) }
