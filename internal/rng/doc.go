// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package rng provides random numbers that are functions of where they stand: a
// [Stream] is a seed and a number, and element i of any of its sequences depends
// on these and on i alone. Work that is cut into pieces draws the same numbers
// however it is cut and whoever does the pieces.
//
//	s := rng.New(seed, step)
//	s.Normals(dst, uint64(particle*dim)) // row particle of a matrix of deviates
//
// The bits are those of Philox4x32 with seven rounds (Salmon, Moraes, Dror and
// Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11, 2011), the least
// number with which it passes TestU01's BigCrush. The sequences of one stream
// (bits, uniforms, normals, signs, exponentials, permutation, source) come from
// disjoint sets of its counters, streams of one seed from disjoint counters,
// seeds from different keys. All values have the same bits on every machine,
// with vectors or without.
//
// Cost, with 256-bit vectors: about 1.2 ns a normal deviate, 0.9 ns a uniform one,
// 0.1 ns a sign, and about 30 ns a call. Calls that start and end at multiples of
// 32 (normals), 16 (bits, uniforms, exponentials) or 1024 (signs) make nothing
// that they throw away.
package rng
