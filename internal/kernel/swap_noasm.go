// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func swap(x, y []float64)   { swapGo(x, y) }
func swap32(x, y []float32) { swapGo(x, y) }
