// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond

import "math/bits"

// A columnSet is a set of column numbers that is walked in ascending order while
// larger ones join it: a tree of bits with 64 children a node, so that adding,
// removing and finding the next take time log₆₄ n, and mostly look at one word.
type columnSet struct {
	level [][]uint64 // bit j of level[0]: j is in the set; of the next: word j is not zero
}

func newColumnSet(n int) *columnSet {
	s := new(columnSet)
	for {
		n = (n + 63) / 64
		s.level = append(s.level, make([]uint64, n))
		if n <= 1 {
			return s
		}
	}
}

// add puts j into the set, if it is not there.
func (s *columnSet) add(j int32) {
	for _, l := range s.level {
		w := &l[uint32(j)>>6]
		old := *w
		*w = old | 1<<(uint32(j)&63)
		if old != 0 {
			return
		}
		j >>= 6
	}
}

// remove takes j out of the set.
func (s *columnSet) remove(j int32) {
	for _, l := range s.level {
		w := &l[uint32(j)>>6]
		*w &^= 1 << (uint32(j) & 63)
		if *w != 0 {
			return
		}
		j >>= 6
	}
}

// next returns the smallest member that is at least j, or -1.
func (s *columnSet) next(j int32) int32 {
	for h, l := range s.level {
		k := uint32(j) >> 6
		if int(k) >= len(l) {
			return -1
		}
		if w := l[k] >> (uint32(j) & 63); w != 0 {
			j += int32(bits.TrailingZeros64(w))
			for h > 0 {
				h--
				j = j<<6 + int32(bits.TrailingZeros64(s.level[h][j]))
			}
			return j
		}
		j = int32(k) + 1
	}
	return -1
}

// clear empties the set.
func (s *columnSet) clear() {
	for _, l := range s.level {
		clear(l)
	}
}
