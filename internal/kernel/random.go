// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"
	"math/bits"
)

// Multipliers and key increments of Philox4x32 (Salmon, Moraes, Dror and Shaw,
// "Parallel random numbers: as easy as 1, 2, 3", SC11, 2011, section 3.3).
const (
	philoxM0 = 0xd2511f53
	philoxM1 = 0xcd9e8d57
	philoxW0 = 0x9e3779b9
	philoxW1 = 0xbb67ae85
)

// philoxRounds is the number of rounds with which the authors found Philox4x32
// to pass all of TestU01's BigCrush. (They suggest ten to who wants a margin; on
// 256-bit vectors those three more would make a normal deviate dearer by a
// quarter.)
const philoxRounds = 7

// The kernels of this file take blocks of four 32-bit words, eight blocks at a
// time: a group. RandomGroup is the number of blocks in a group, the others say
// how many elements come out of one.
const (
	RandomGroup    = 8
	UniformsAGroup = 16
	NormalsAGroup  = 32
	SignsAGroup    = 1024
)

// Philox returns the block of Philox4x32-7 at the counter ctr under key.
func Philox(ctr [4]uint32, key [2]uint32) [4]uint32 { return philox(philoxRounds, ctr, key) }

func philox(rounds int, ctr [4]uint32, key [2]uint32) [4]uint32 {
	for range rounds {
		hi0, lo0 := bits.Mul32(philoxM0, ctr[0])
		hi1, lo1 := bits.Mul32(philoxM1, ctr[2])
		ctr = [4]uint32{hi1 ^ ctr[1] ^ key[0], lo1, hi0 ^ ctr[3] ^ key[1], lo0}
		key[0] += philoxW0
		key[1] += philoxW1
	}
	return ctr
}

// RandomKeys is what 2^32 consecutive blocks share. Their counters differ in the
// lowest word alone, which reaches all four only in the third round; what the
// other words do until then is in the first five keys, the keys of the later
// rounds follow. The values have 32 bits, and stand in 64 for the vectors.
type RandomKeys [13]uint64

// NewRandomKeys returns the keys of the blocks high<<32 to high<<32 + 1<<32 - 1:
// the counter of block b is (b, id) in 64-bit halves, the lower word first, and
// the key is seed.
func NewRandomKeys(seed, id uint64, high uint32) (ks RandomKeys) {
	k0, k1 := uint32(seed), uint32(seed>>32)
	next := func() { k0, k1 = k0+philoxW0, k1+philoxW1 }
	// Round 1: words 1, 2 and 3 are known.
	h1, l1 := bits.Mul32(philoxM1, uint32(id))
	ks[0] = uint64(uint32(id>>32) ^ k1)
	x0 := h1 ^ high ^ k0
	next()
	// Round 2: words 0 and 1 are known.
	h0, l0 := bits.Mul32(philoxM0, x0)
	ks[1] = uint64(l1 ^ k0)
	ks[2] = uint64(h0 ^ k1)
	next()
	// Round 3: word 3 is known.
	ks[3] = uint64(k0)
	ks[4] = uint64(l0 ^ k1)
	for i := 5; i < len(ks); i += 2 {
		next()
		ks[i], ks[i+1] = uint64(k0), uint64(k1)
	}
	return ks
}

// block returns the words of the block whose number ends in n.
func (ks *RandomKeys) block(n uint32) (x0, x1, x2, x3 uint32) {
	p0 := philoxM0 * uint64(n)
	x2 = uint32(p0>>32) ^ uint32(ks[0])

	p1 := philoxM1 * uint64(x2)
	x0 = uint32(p1>>32) ^ uint32(ks[1])
	x2 = uint32(p0) ^ uint32(ks[2])

	x1 = uint32(p1)
	p0, p1 = philoxM0*uint64(x0), philoxM1*uint64(x2)
	x0 = uint32(p1>>32) ^ x1 ^ uint32(ks[3])
	x2 = uint32(p0>>32) ^ uint32(ks[4])

	for i := 5; i < len(ks); i += 2 {
		x1, x3 = uint32(p1), uint32(p0)
		p0, p1 = philoxM0*uint64(x0), philoxM1*uint64(x2)
		x0 = uint32(p1>>32) ^ x1 ^ uint32(ks[i])
		x2 = uint32(p0>>32) ^ x3 ^ uint32(ks[i+1])
	}
	return x0, uint32(p1), x2, uint32(p0)
}

// RandomBits fills dst with the blocks from the given one on, 16 words of 64
// bits a group: words 0 and 1 of its eight blocks, the lower word first, then
// words 2 and 3. len(dst) must be a multiple of 16; block, a multiple of 8, and
// those after it must not pass 2^32.
func RandomBits(dst []uint64, ks *RandomKeys, block uint32) {
	checkGroups(len(dst), UniformsAGroup)
	randomBits(dst, ks, block)
}

// RandomUniforms fills dst with (k+1/2)/2^52, k being the upper 52 bits of the
// words of [RandomBits]: uniform in the open interval (0, 1).
func RandomUniforms(dst []float64, ks *RandomKeys, block uint32) {
	checkGroups(len(dst), UniformsAGroup)
	randomUniforms(dst, ks, block)
}

// RandomSigns fills dst with ±1, 1024 a group: bit 31 of word 0 of its eight
// blocks, then bit 30, and so on through the words; a bit that is set gives -1.
// len(dst) must be a multiple of 1024, and so on as for [RandomBits].
func RandomSigns(dst []float64, ks *RandomKeys, block uint32) {
	checkGroups(len(dst), SignsAGroup)
	randomSigns(dst, ks, block)
}

// RandomNormals fills dst with standard normal deviates, 32 a group, by the
// transform of Box and Muller. Each block gives four: words 0 and 1 are radius
// and angle of a pair, words 2 and 3 of another, and the exclusive or of the
// other two words goes behind the last bit of both, so that a radius has 64
// bits: |z| reaches 9.4. The group has the first of each block's deviates in
// its first eight elements, and so on.
func RandomNormals(dst []float64, ks *RandomKeys, block uint32) {
	checkGroups(len(dst), NormalsAGroup)
	randomNormals(dst, ks, block)
}

func checkGroups(n, group int) {
	if n%group != 0 {
		panic("kernel: a length that is not a whole number of groups")
	}
}

func randomBitsGo(dst []uint64, ks *RandomKeys, block uint32) {
	for ; len(dst) >= UniformsAGroup; block += RandomGroup {
		d := dst[:UniformsAGroup]
		for lane := range uint32(RandomGroup) {
			x0, x1, x2, x3 := ks.block(block + lane)
			d[lane] = uint64(x1)<<32 | uint64(x0)
			d[8+lane] = uint64(x3)<<32 | uint64(x2)
		}
		dst = dst[UniformsAGroup:]
	}
}

// uniform1 maps the upper 52 bits of w to the middle of an interval of width
// 2^-52.
func uniform1(w uint64) float64 {
	return math.Float64frombits(w>>12|0x3ff<<52) - (1 - 0x1p-53)
}

func randomUniformsGo(dst []float64, ks *RandomKeys, block uint32) {
	for ; len(dst) >= UniformsAGroup; block += RandomGroup {
		d := dst[:UniformsAGroup]
		for lane := range uint32(RandomGroup) {
			x0, x1, x2, x3 := ks.block(block + lane)
			d[lane] = uniform1(uint64(x1)<<32 | uint64(x0))
			d[8+lane] = uniform1(uint64(x3)<<32 | uint64(x2))
		}
		dst = dst[UniformsAGroup:]
	}
}

func randomSignsGo(dst []float64, ks *RandomKeys, block uint32) {
	const one = 0x3ff << 52
	for ; len(dst) >= SignsAGroup; block += RandomGroup {
		d := dst[:SignsAGroup]
		for lane := range uint32(RandomGroup) {
			x0, x1, x2, x3 := ks.block(block + lane)
			for i, x := range [4]uint32{x0, x1, x2, x3} {
				for j := range 32 {
					d[256*i+8*j+int(lane)] = math.Float64frombits(uint64(x>>31)<<63 | one)
					x <<= 1
				}
			}
		}
		dst = dst[SignsAGroup:]
	}
}
