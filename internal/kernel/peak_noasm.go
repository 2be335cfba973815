// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !amd64 || !gc || noasm || purego

package kernel

func fmaPeak(iterations int) float64 { return fmaPeakGo[float64](iterations) }

func fmaPeak32(iterations int) float64 { return fmaPeakGo[float32](iterations) }
