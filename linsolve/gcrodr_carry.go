// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

import "slices"

// levels is the number of dimensions that a carrier tells apart: none, and the whole
// space halved up to three times.
const levels = 5

// affordable is the part of the products that carrying may have cost in all, over what
// it has saved.
const affordable = 0.004

// recentBaselines is how many baselines a wary carrier looks back.
const recentBaselines = 8

// A carrier chooses how many vectors a [Recycler] carries over to the next system, from
// the products that solves have cost.
//
// A solve that carries nothing costs no more than GMRES does, so the baseline is
// measured for free, by the first solve and again whenever it may have changed. A
// carried vector costs a product; what it saves is known only by trying. A trial that
// saves nothing loses about as many products as it carries vectors, so vectors are
// carried only while that many products, and those lost before, are a small part of all
// done: a sequence of any length loses no more. What carrying has saved is added to what
// it may cost, but no solve counts for more than the products its space took, as
// systems differ by themselves. So a trial begins with as few vectors as are affordable
// and goes on to more where less has paid.
type carrier struct {
	cost   [levels]float64 // running mean of the products a solve
	solves [levels]int
	level  int     // of the solve under way
	take   int     // vectors that it carries
	since  int     // solves since the baseline was measured
	total  float64 // products of all solves
	lost   float64 // of these, more than the baseline at the time says; negative: saved
	again  int     // solves after which it is measured again, where the space's products weigh
	floor  float64 // least of the last baselines
	last   float64 // the last of them
	wary   bool    // systems may differ so much that the floor is that of more baselines
	recent [recentBaselines]float64
	open   bool
	count  int // products of the solve under way
	done   bool
	cycle  int
}

// dimension returns how many of k vectors level l carries.
func dimension(l, k int) int {
	if l == 0 {
		return 0
	}
	return max(1, k>>(levels-1-l))
}

// spent notes what the solve under way has cost so far and whether that was all.
func (c *carrier) spent(products int, done bool) { c.count, c.done = products, done }

// close takes note of the solve that has ended.
func (c *carrier) close() {
	if !c.open {
		return
	}
	c.open = false
	count, took, l := float64(c.count), float64(c.take), c.level
	if !c.done { // it was stopped before it could tell
		c.lost += took
		return
	}
	c.total += count
	if l > 0 {
		c.lost += max(count-c.floor, -took)
	}
	c.solves[l]++
	// Systems differ and drift: the mean forgets.
	c.cost[l] += (count - c.cost[l]) / float64(min(c.solves[l], 4))
	if l > 0 {
		c.since++
		return
	}
	if c.since = 0; c.last == 0 {
		c.last = count
	}
	if c.again = min(2*c.again, 8); count < 0.8*c.floor || c.again == 0 {
		c.again = 1
	}
	c.floor, c.last = min(c.last, count), count
	if c.wary {
		c.recent[(c.solves[0]-1)%recentBaselines] = count
		c.floor = slices.Min(c.recent[:min(c.solves[0], recentBaselines)])
	}
}

// choose returns how many of k vectors the next solve, with cycles of length m, carries.
func (c *carrier) choose(k, m int) int {
	c.open, c.count, c.done, c.cycle = true, 0, false, m
	c.level = c.next(k)
	c.take = dimension(c.level, k)
	return c.take
}

// affords reports whether level l may be lost altogether.
func (c *carrier) affords(l, k int) bool {
	return c.lost+float64(dimension(l, k)) <= affordable*c.total
}

func (c *carrier) next(k int) int {
	if c.solves[0] == 0 || k == 0 {
		return 0
	}
	top := levels - 1
	best, tried := 0, 0
	for l := range levels {
		if c.solves[l] > 0 {
			tried = max(tried, l)
			if c.cost[l] < c.cost[best] {
				best = l
			}
		}
	}
	base := c.cost[0]
	affordable := 0 // the most
	for l := top; l > 0 && affordable == 0; l-- {
		if c.affords(l, k) {
			affordable = l
		}
	}
	if tried == 0 {
		return affordable
	}
	if best == 0 {
		// A space matures over a few systems: one that has nearly paid is tried again.
		for l := affordable; l > 0; l-- {
			if c.solves[l] > 0 && c.solves[l] < 3 && c.cost[l] <= 1.05*base {
				return l
			}
		}
		if affordable > tried {
			return tried + 1
		}
		return 0
	}
	// Where the space's own products weigh, the baseline may have moved below.
	if c.since >= c.again && float64(3*dimension(best, k)) > c.cost[best] {
		c.solves[0] = min(c.solves[0], 1)
		return 0
	}
	if best == tried && best < affordable {
		return best + 1
	}
	if best > 1 && best-1 <= affordable && c.solves[best-1] == 0 && c.cost[best] > 0.75*base && base <= float64(c.cycle) {
		return best - 1
	}
	return min(best, affordable)
}
