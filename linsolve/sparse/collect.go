// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"fmt"
	"math"
	"slices"
)

// A tip is an entry that may tip a sum over the largest float64.
type tip struct {
	at   int // in coo
	line int
}

// tipping is the least magnitude of a tip. Adding half an ulp of the largest
// float64, which is 2⁹⁷⁰, to it is what overflows first.
const tipping = 0x1p970

// expectAll tells how many entries a file says that it gives, before those that
// its symmetry adds.
func (p *marketReader) expectAll(n int64) {
	p.expect = n
	if p.symmetry != general {
		p.expect *= 2
	}
}

// put adds an entry alone. The memory for them grows in few steps until it is
// what the file says that it will need.
func (p *marketReader) put(i, j int, v float64) {
	c := p.coo
	if len(c.val) == cap(c.val) {
		c.Grow(room(len(c.val), p.expect))
	}
	if math.Abs(v) >= tipping {
		p.large = append(p.large, tip{len(c.val), p.number})
	}
	c.Add(i, j, v)
}

// room returns for how many elements more to make room when there are n, and
// are said to be all in the end: seven times as many at most. Each step copies
// and touches new memory, which with twice as many makes reading a third slower.
func room(n int, all int64) int {
	return max(1, int(min(all-int64(n), int64(max(7*n, firstRoom)))))
}

// checkSums refuses a file whose duplicates have sums that overflow.
func (p *marketReader) checkSums(a *CSR) error {
	if len(p.large) == 0 {
		return nil // none can
	}
	bad := func(v float64) bool { return math.IsInf(v, 0) }
	if !slices.ContainsFunc(a.val, bad) {
		return nil
	}
	c := p.coo
	for i := range a.rows {
		ind, val := a.Row(i)
		k := slices.IndexFunc(val, bad)
		if k < 0 {
			continue
		}
		sum, line := 0.0, 0
		for at := range c.val {
			if int(c.i[at]) != i || c.j[at] != ind[k] {
				continue
			}
			if sum += c.val[at]; bad(sum) {
				line = p.large[slices.IndexFunc(p.large, func(t tip) bool { return t.at == at })].line
				break
			}
		}
		return &ParseError{line, fmt.Sprintf("sum of the entries (%d, %d) overflows, want a finite float64", i+1, ind[k]+1), ErrNotFinite}
	}
	return nil
}
