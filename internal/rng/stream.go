// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package rng

import (
	"math/rand/v2"
	"unsafe"

	"github.com/relaxnum/relax/internal/kernel"
)

// A Stream is a family of random sequences. It is a value without state: copies
// are equal, and any number of goroutines may use one.
type Stream struct{ seed, id uint64 }

// New returns stream id of a seed. Streams that differ in either are independent.
func New(seed, id uint64) Stream { return Stream{seed, id} }

// From returns a stream that is chosen by the next two numbers of src.
func From(src rand.Source) Stream { return Stream{src.Uint64(), src.Uint64()} }

// Split returns the k-th of 2^64 streams that hang on s. Unlike those that differ
// in the number given to [New] they are told apart by chance: two of n are the
// same with a probability of n²/2^129.
func (s Stream) Split(k uint64) Stream {
	w := kernel.Philox(
		[4]uint32{uint32(k), uint32(k >> 32), uint32(s.id), uint32(s.id >> 32)},
		[2]uint32{^uint32(s.seed), ^uint32(s.seed >> 32)})
	return Stream{uint64(w[1])<<32 | uint64(w[0]), uint64(w[3])<<32 | uint64(w[2])}
}

// A kind of sequence is the three highest bits of its counters.
type kind uint64

const (
	bitsKind kind = iota
	uniformKind
	normalKind
	signKind
	exponentialKind
	permutationKind
	sourceKind
)

// group returns the number of elements that a group of blocks gives.
func (k kind) group() int {
	switch k {
	case normalKind:
		return kernel.NormalsAGroup
	case signKind:
		return kernel.SignsAGroup
	}
	return kernel.UniformsAGroup
}

// make fills dst with whole groups.
func (k kind) make(dst []float64, ks *kernel.RandomKeys, block uint32) {
	switch k {
	case normalKind:
		kernel.RandomNormals(dst, ks, block)
	case signKind:
		kernel.RandomSigns(dst, ks, block)
	case uniformKind, exponentialKind:
		kernel.RandomUniforms(dst, ks, block)
	default:
		kernel.RandomBits(asWords(dst), ks, block)
	}
}

// asWords returns the memory of x as integers.
func asWords(x []float64) []uint64 {
	return unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(x))), len(x))
}

// asFloats returns the memory of x as float64, which are only moved.
func asFloats(x []uint64) []float64 {
	return unsafe.Slice((*float64)(unsafe.Pointer(unsafe.SliceData(x))), len(x))
}

// MaxIndex is the greatest number of elements in a sequence.
const MaxIndex = 1 << 62

// fill fills dst with the elements of a sequence from index on.
func (s Stream) fill(k kind, dst []float64, index uint64) {
	if index > MaxIndex || uint64(len(dst)) > MaxIndex-index {
		panic("rng: an index beyond MaxIndex")
	}
	group := uint64(k.group())
	for len(dst) > 0 {
		block := index/group*kernel.RandomGroup | uint64(k)<<61
		keys := kernel.NewRandomKeys(s.seed, s.id, uint32(block>>32))
		left := (1<<32 - block&(1<<32-1)) / kernel.RandomGroup * group // elements that these keys give
		n := int(min(uint64(len(dst)), left-index%group))
		k.fill(dst[:n], int(index%group), &keys, uint32(block))
		dst = dst[n:]
		index += uint64(n)
	}
}

// fill fills dst with the elements of the groups from block on but for the
// first skip, fewer than a group.
func (k kind) fill(dst []float64, skip int, keys *kernel.RandomKeys, block uint32) {
	group := k.group()
	if skip > 0 {
		dst = dst[k.part(dst, skip, keys, block):]
		block += kernel.RandomGroup
	}
	whole := len(dst) / group * group
	k.make(dst[:whole], keys, block)
	if whole < len(dst) {
		k.part(dst[whole:], 0, keys, block+uint32(whole/group)*kernel.RandomGroup)
	}
}

// part copies from one group into dst, from element skip on, and returns how
// many there were.
func (k kind) part(dst []float64, skip int, keys *kernel.RandomKeys, block uint32) int {
	if k == signKind {
		return partOfSigns(dst, skip, keys, block)
	}
	var buf [max(kernel.NormalsAGroup, kernel.UniformsAGroup)]float64
	b := buf[:k.group()]
	k.make(b, keys, block)
	return copy(dst, b[skip:])
}

// partOfSigns stands apart since its buffer is long to clear.
func partOfSigns(dst []float64, skip int, keys *kernel.RandomKeys, block uint32) int {
	var buf [kernel.SignsAGroup]float64
	kernel.RandomSigns(buf[:], keys, block)
	return copy(dst, buf[skip:])
}
