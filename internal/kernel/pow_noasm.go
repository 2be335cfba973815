// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func pow(dst, x []float64, y, bad, odd float64) { powGo(dst, x, y, bad, odd) }

func pow32(dst, x []float32, y, bad, odd float64) { pow32Go(dst, x, y, bad, odd) }
