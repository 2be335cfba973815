// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

// newLines returns what scattered marks: an element for 8 columns, which are a
// cache line of x.
func newLines(a *CSR) []int32 { return make([]int32, a.cols/8+1) }

// scattered reports whether most entries of rows lo to hi read x from a cache line
// that no other entry of theirs reads. It marks lines by tag, which must not be
// among the marks.
func (a *CSR) scattered(lo, hi int, lines []int32, tag int32) bool {
	entries := a.ptr[hi] - a.ptr[lo]
	if entries < 2*(hi-lo) {
		return false
	}
	read := 0
	for _, j := range a.ind[a.ptr[lo]:a.ptr[hi]] {
		if l := j / 8; lines[l] != tag {
			lines[l] = tag
			read++
		}
	}
	return 2*read > entries
}

// readsAllOver reports whether most rows are scattered over vectors too long for
// the second cache, by a sample of them. It is remembered.
func (a *CSR) readsAllOver() bool {
	const samples = 16
	if a.cols < 1<<16 || a.rows < samples*windowRows {
		return false
	}
	switch a.random.Load() {
	case yes:
		return true
	case no:
		return false
	}
	lines, count := newLines(a), 0
	for s := range samples {
		lo := a.rows / samples * s
		if a.scattered(lo, lo+windowRows, lines, int32(s)+1) {
			count++
		}
	}
	if 2*count > samples {
		a.random.Store(yes)
		return true
	}
	a.random.Store(no)
	return false
}
