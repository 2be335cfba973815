// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package rng

import (
	"math/bits"

	"github.com/relaxnum/relax/internal/kernel"
)

// Uint64s sets dst[i] to element index+i of the sequence of 64-bit words. It
// panics, as the functions below do, if that leads beyond MaxIndex.
func (s Stream) Uint64s(dst []uint64, index uint64) { s.fill(bitsKind, asFloats(dst), index) }

// Uniforms sets dst[i] to element index+i of the sequence of uniform deviates:
// (k+1/2)/2^52 with 52 random bits k. 0 and 1 do not occur.
func (s Stream) Uniforms(dst []float64, index uint64) { s.fill(uniformKind, dst, index) }

// Normals sets dst[i] to element index+i of the sequence of standard normal
// deviates. They are exact to 10^-7 of their size as functions of uniform
// deviates with 64 bits, and reach from -9.4 to 9.4.
func (s Stream) Normals(dst []float64, index uint64) { s.fill(normalKind, dst, index) }

// Signs sets dst[i] to element index+i of the sequence of Rademacher deviates: 1
// or -1, each half of the time.
func (s Stream) Signs(dst []float64, index uint64) { s.fill(signKind, dst, index) }

// Exponentials sets dst[i] to element index+i of the sequence of exponential
// deviates of mean 1: -log of uniform ones, 2^-53 to 36.7.
func (s Stream) Exponentials(dst []float64, index uint64) {
	const piece = 512 // stays in the first-level cache between the two passes
	for len(dst) > 0 {
		d := dst[:min(len(dst), piece-int(index%piece))]
		s.fill(exponentialKind, d, index)
		kernel.Log(d, d)
		kernel.Scale(d, -1)
		dst = dst[len(d):]
		index += uint64(len(d))
	}
}

// Perm sets dst to a permutation of 0 to len(dst)-1: of any two the probabilities
// differ by len(dst)/2^64 of themselves at most.
func (s Stream) Perm(dst []int) {
	var w [256]uint64
	for i := range dst {
		if at := i % len(w); at == 0 {
			s.fill(permutationKind, asFloats(w[:min(len(w), len(dst)-i)]), uint64(i))
		}
		j, _ := bits.Mul64(w[i%len(w)], uint64(i)+1)
		dst[i] = dst[j]
		dst[j] = i
	}
}

// A Source is a [math/rand/v2.Source] that runs through one sequence of words of
// a stream. It is for one goroutine.
type Source struct {
	s    Stream
	next uint64
	buf  [64]uint64
}

// Source returns a source at the beginning of its sequence.
func (s Stream) Source() *Source { return &Source{s: s} }

// Uint64 returns the next word.
func (r *Source) Uint64() uint64 {
	at := r.next % uint64(len(r.buf))
	if at == 0 {
		r.s.fill(sourceKind, asFloats(r.buf[:]), r.next)
	}
	r.next++
	return r.buf[at]
}
