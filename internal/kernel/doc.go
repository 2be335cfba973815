// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package kernel holds the SIMD vector kernels of the module: level-1 vector
// operations, matrix-vector and matrix-matrix micro-kernels, elementary
// functions, for float64 and float32.
//
// Every kernel exists at three levels: AVX-512 and AVX2+FMA in generated
// assembly, and portable Go. The level is chosen once, when the program
// starts, from what the processor and the operating system offer;
// GODEBUG=cpu.avx512f=off and the like force a lower one from outside, [Limit]
// does so in a test, and the build tags noasm and purego leave the portable
// level alone.
//
// Names without a suffix work on float64, names ending in 32 on float32.
// Outputs come first. Slices that must have equal lengths are cut to the
// length of the first input in Go, so that a wrong length panics in Go and
// never reaches assembly. A destination may be the same slice as an input;
// partial overlap is not allowed.
//
// Elementary functions run one sequence of operations, fused multiply-add for
// fused multiply-add, on every level, so their bits do not depend on the
// machine; neither do those of Axpy and the elementwise arithmetic, which round
// each operation as Go's operators do. Reductions add element i into lane i mod
// 32 (64 for float32) and combine the lanes in a fixed tree, on both vector
// levels alike.
//
// The assembly is written by the program in the folder _asm, a module of its
// own; go generate runs it, and a test fails when the two differ.
package kernel

//go:generate go -C _asm run . -dir ..
