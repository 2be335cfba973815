// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"math"
	"slices"
	"sort"
	"sync"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/parallel"
)

// Optimize returns A in a form for faster products, at the cost of some ten of
// them and of further memory. It pays for matrices that do not fit the caches.
// The result is kept with A, so that a second call costs nothing. The values are
// copied: after [CSR.SetValues] it has to be called again. It panics if A is nil
// or the zero value.
func Optimize(a *CSR) *SELL { return OptimizeWorkers(0, a) }

// OptimizeWorkers is [Optimize] on at most workers goroutines; 0 or less means
// GOMAXPROCS. The result does not depend on it.
func OptimizeWorkers(workers int, a *CSR) *SELL {
	a.mustBeMade()
	if s := a.fast.Load(); s != nil {
		return s
	}
	s := optimize(workers, a)
	if a.fast.CompareAndSwap(nil, s) {
		return s
	}
	return a.fast.Load() // another goroutine was faster
}

func optimize(workers int, a *CSR) *SELL {
	limit := max(longRow, longRatio*len(a.val)/max(a.rows, 1))
	s := &SELL{a: a}
	if fill(a, limit) > maxFill {
		s.order = make([]uint8, a.rows)
	}
	n := (a.rows + windowRows - 1) / windowRows
	s.windows = make([]window, n+1)
	parts := make([]sellBuilder, (n+partWindows-1)/partWindows)
	pool := sync.Pool{New: func() any { return new(scratch) }}
	parallel.Blocks(workers, n, partWindows, func(p, lo, hi int) {
		b := &parts[p]
		b.a, b.limit, b.order, b.scratch = a, limit, s.order, pool.Get().(*scratch)
		defer func() { pool.Put(b.scratch) }()
		for w := lo; w < hi; w++ {
			s.windows[w] = b.here()
			s.windows[w].csr = !b.window(w)
		}
	})
	s.join(workers, parts)
	s.cut()
	return s
}

// partWindows is how many windows one builder makes.
const partWindows = 64

// join puts the parts one after the other.
func (s *SELL) join(workers int, parts []sellBuilder) {
	starts := make([]window, len(parts)+1)
	for p := range parts {
		at, b := starts[p], &parts[p]
		starts[p+1] = window{code: at.code + len(b.code), ind: at.ind + len(b.ind), val: at.val + len(b.val),
			empty: at.empty + len(b.empty), long: at.long + len(b.long)}
	}
	end := starts[len(parts)]
	s.code, s.ind, s.val = make([]uint8, end.code), makeInt32s(end.ind+kernel.SELLPad), makeFloats(end.val)
	s.empty, s.long = make([]int32, end.empty), make([]int32, end.long)
	parallel.Blocks(workers, len(parts), 1, func(p, _, _ int) {
		at, b := starts[p], &parts[p]
		copy(s.code[at.code:], b.code)
		copy(s.ind[at.ind:], b.ind)
		copy(s.val[at.val:], b.val)
		copy(s.empty[at.empty:], b.empty)
		copy(s.long[at.long:], b.long)
		for w := p * partWindows; w < min((p+1)*partWindows, len(s.windows)-1); w++ {
			t := &s.windows[w]
			t.code, t.ind, t.val, t.empty, t.long = t.code+at.code, t.ind+at.ind, t.val+at.val, t.empty+at.empty, t.long+at.long
		}
	})
	s.windows[len(s.windows)-1] = end
}

const (
	// Rows of more entries than this and than longRatio times the mean are left
	// to the CSR: seven others would be padded to their length.
	longRow   = 32
	longRatio = 4
	// Rows are sorted by length if the padding without that is more than a tenth.
	maxFill = 1.1
)

// fill returns the entries of the chunks, rows in their own order and padded to
// the longest, as a multiple of those that are there. Rows of more than limit
// entries do not count.
func fill(a *CSR, limit int) float64 {
	there, padded := 0, 0
	for i := 0; i < a.rows; i += 8 {
		longest := 0
		for r := i; r < min(i+8, a.rows); r++ {
			if n := a.ptr[r+1] - a.ptr[r]; n <= limit {
				there += n
				longest = max(longest, n)
			}
		}
		padded += 8 * longest
	}
	return float64(padded) / float64(max(there, 1))
}

// A sellBuilder makes the chunks of some windows.
type sellBuilder struct {
	a     *CSR
	limit int // entries of the longest row that goes into a chunk
	order []uint8

	code  []uint8
	ind   []int32
	val   []float64
	empty []int32
	long  []int32

	*scratch
}

// scratch is what builders hand on to each other.
type scratch struct {
	seen   []int32
	rows   []int // of a window, in the order of the chunks; −1: none
	cursor [8]int
	plans  [2]chunkPlan
}

// here returns the place that the builder has reached.
func (b *sellBuilder) here() window {
	return window{code: len(b.code), ind: len(b.ind), val: len(b.val), empty: len(b.empty), long: len(b.long)}
}

// window makes window w, unless its rows are better left in the CSR; then it
// returns false.
func (b *sellBuilder) window(w int) bool {
	lo := w * windowRows
	hi := min(lo+windowRows, b.a.rows)
	if b.seen == nil {
		b.seen = newLines(b.a)
	}
	if b.a.scattered(lo, hi, b.seen, int32(w)+1) {
		return false
	}
	b.rows = b.rows[:0]
	for i := lo; i < hi; i++ {
		b.rows = append(b.rows, i)
		switch n := b.a.ptr[i+1] - b.a.ptr[i]; {
		case n == 0:
			b.empty = append(b.empty, int32(i))
		case n > b.limit:
			b.long = append(b.long, int32(i))
		}
	}
	if b.order != nil {
		slices.SortStableFunc(b.rows, func(i, j int) int { return b.length(j) - b.length(i) })
		for k, i := range b.rows {
			b.order[lo+k] = uint8(i - lo)
		}
	}
	for len(b.rows)%8 != 0 {
		b.rows = append(b.rows, -1)
	}
	for k := 0; k < len(b.rows); k += 8 {
		if rows := (*[8]int)(b.rows[k:]); !b.regular(rows) {
			b.chunk(rows)
		}
	}
	return true
}

// regular makes a chunk if all its columns are of consecutive indices.
func (b *sellBuilder) regular(rows *[8]int) bool {
	n := b.length(rows[0])
	var at [8]int // where the rows start
	for r, i := range rows {
		if i < 0 || b.length(i) != n {
			return false
		}
		at[r] = b.a.ptr[i]
	}
	if n == 0 {
		return false
	}
	first := b.a.ind[at[0]:][:n]
	for r := 1; r < 8; r++ {
		for k, j := range b.a.ind[at[r]:][:n] {
			if int(j) != int(first[k])+r {
				return false
			}
		}
	}
	var v [8]float64
	for k, j := range first {
		code := uint8(kernel.SELLContiguous)
		if k == n-1 {
			code |= kernel.SELLLast
		}
		same := true
		for r := range v {
			v[r] = b.a.val[at[r]+k]
			same = same && math.Float64bits(v[r]) == math.Float64bits(v[0])
		}
		b.ind = append(b.ind, j)
		if same {
			code |= kernel.SELLUniform
			b.val = append(b.val, v[0])
		} else {
			b.val = append(b.val, v[:]...)
		}
		b.code = append(b.code, code)
	}
	return true
}

// length returns the number of entries of row i that go into a chunk.
func (b *sellBuilder) length(i int) int {
	if i < 0 {
		return 0
	}
	n := b.a.ptr[i+1] - b.a.ptr[i]
	if n > b.limit {
		return 0
	}
	return n
}

// chunk writes the chunk of the given rows in the cheaper of two ways: entry k of
// each row in column k, or entries of the same offset from the row's place in
// the chunk in a column.
func (b *sellBuilder) chunk(rows *[8]int) {
	best := &b.plans[0]
	best.reset()
	b.byPosition(best, rows)
	if other := &b.plans[1]; best.cost > 0 {
		other.reset()
		if b.byOffset(other, rows, best.cost); other.cost < best.cost {
			best = other
		}
	}
	if len(best.columns) == 0 { // no row has entries
		best.add(&column{mask: 0, aligned: true})
	}
	for k := range best.columns {
		b.write(&best.columns[k], k == len(best.columns)-1)
	}
}

// A column of a chunk has an entry of each row.
type column struct {
	ind     [8]int32
	val     [8]float64
	mask    uint8 // rows that have an entry; the others have value 0
	aligned bool  // ind[r] = ind[0]+r, also where that is no column
}

func (c *column) uniform() bool {
	first := -1
	for r := range c.val {
		if c.aligned && c.mask>>r&1 == 0 {
			continue // its value is multiplied by 0
		}
		if first < 0 {
			first = r
		} else if math.Float64bits(c.val[r]) != math.Float64bits(c.val[first]) {
			return false
		}
	}
	// A masked row multiplies the value by 0.
	return first < 0 || c.mask == 0xff || !math.IsInf(c.val[first], 0) && !math.IsNaN(c.val[first])
}

// What a column costs besides its bytes, in bytes that memory streams in the
// time that it takes.
const (
	columnCost    = 16
	scatteredCost = 24 // to load 8 scattered elements of x
)

func (c *column) cost() int {
	n := columnCost + 65
	if c.uniform() {
		n = columnCost + 9
	}
	switch {
	case !c.aligned:
		n += 32 + scatteredCost
	case c.mask != 0xff:
		n += 5
	default:
		n += 4
	}
	return n
}

type chunkPlan struct {
	columns []column
	cost    int
}

func (p *chunkPlan) reset() { p.columns, p.cost = p.columns[:0], 0 }

func (p *chunkPlan) add(c *column) {
	p.columns = append(p.columns, *c)
	p.cost += c.cost()
}

// byPosition pads shorter rows with the index of their last entry and the value
// 0, and rows without entries with the index of another row: their results are
// overwritten.
func (b *sellBuilder) byPosition(p *chunkPlan, rows *[8]int) {
	longest, other := 0, int32(0)
	for _, i := range rows {
		if n := b.length(i); n > longest {
			longest, other = n, b.a.ind[b.a.ptr[i]]
		}
	}
	for k := range longest {
		c := column{mask: 0xff, aligned: true}
		for r, i := range rows {
			n := b.length(i)
			switch {
			case n == 0:
				c.ind[r] = other
			case k < n:
				c.ind[r], c.val[r] = b.a.ind[b.a.ptr[i]+k], b.a.val[b.a.ptr[i]+k]
			default:
				c.ind[r] = b.a.ind[b.a.ptr[i]+n-1]
			}
			c.aligned = c.aligned && int(c.ind[r]) == int(c.ind[0])+r
		}
		p.add(&c)
	}
}

// byOffset lines up entries whose column is the row's place in the chunk plus a
// common offset. It gives up when that costs more than limit.
func (b *sellBuilder) byOffset(p *chunkPlan, rows *[8]int, limit int) {
	for r, i := range rows {
		b.cursor[r] = 0
		if i >= 0 {
			b.cursor[r] = b.a.ptr[i]
		}
	}
	for p.cost < limit {
		const none = math.MaxInt
		least := none
		for r, i := range rows {
			if n := b.length(i); n > 0 && b.cursor[r] < b.a.ptr[i]+n {
				least = min(least, int(b.a.ind[b.cursor[r]])-r)
			}
		}
		if least == none {
			return
		}
		c := column{aligned: true}
		for r, i := range rows {
			c.ind[r] = int32(least + r)
			if n := b.length(i); n > 0 && b.cursor[r] < b.a.ptr[i]+n && int(b.a.ind[b.cursor[r]])-r == least {
				c.val[r] = b.a.val[b.cursor[r]]
				c.mask |= 1 << r
				b.cursor[r]++
			}
		}
		p.add(&c)
	}
	p.cost = math.MaxInt // not all entries are there
}

func (b *sellBuilder) write(c *column, last bool) {
	code := uint8(0)
	if last {
		code |= kernel.SELLLast
	}
	uniform := c.uniform()
	if uniform {
		code |= kernel.SELLUniform
	}
	if c.aligned {
		code |= kernel.SELLContiguous
		if c.mask != 0xff {
			code |= kernel.SELLMasked
		}
		b.ind = append(b.ind, c.ind[0])
	} else {
		b.ind = append(b.ind, c.ind[:]...)
	}
	b.code = append(b.code, code)
	if code&kernel.SELLMasked != 0 {
		b.code = append(b.code, c.mask)
	}
	if !uniform {
		b.val = append(b.val, c.val[:]...)
		return
	}
	v := 0.0
	for r := range c.val {
		if !c.aligned || c.mask>>r&1 != 0 {
			v = c.val[r]
			break
		}
	}
	b.val = append(b.val, v)
}

// cut cuts the windows into pieces of about the same work, as the function of
// that name does rows. What is read counts by its bytes and a row as 24 of them.
func (s *SELL) cut() {
	n := len(s.windows) - 1
	s.pieces = []int{0, n}
	if len(s.a.val) < parallelNNZ {
		return
	}
	work := make([]int, n+1)
	for w := range n {
		p, q := &s.windows[w], &s.windows[w+1]
		bytes := q.code - p.code + 4*(q.ind-p.ind) + 8*(q.val-p.val) + 24*windowRows
		for _, i := range s.long[p.long:q.long] {
			bytes += 12 * (s.a.ptr[i+1] - s.a.ptr[i])
		}
		if p.csr {
			bytes += 12 * (s.a.ptr[min((w+1)*windowRows, s.a.rows)] - s.a.ptr[w*windowRows])
		}
		work[w+1] = work[w] + bytes
	}
	const piece = 12 * pieceWeight
	s.pieces = s.pieces[:1]
	for target := piece; target < work[n]-piece/2; target += piece {
		if w := sort.SearchInts(work, target); w > s.pieces[len(s.pieces)-1] {
			s.pieces = append(s.pieces, w)
		}
	}
	s.pieces = append(s.pieces, n)
}
