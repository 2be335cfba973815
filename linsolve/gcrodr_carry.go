// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package linsolve

// levels is the number of dimensions that a carrier tells apart: none, and the whole
// space halved up to three times.
const levels = 5

// affordable is the part of all products that trials may have cost for another to be made.
const affordable = 0.002

// A carrier chooses how many vectors a [Recycler] carries over to the next system, from
// the products that solves have cost.
//
// A solve that carries nothing costs no more than GMRES does, so the baseline is
// measured for free, by the first solve and again whenever it may have changed. A
// carried vector costs a product; what it saves is known only by trying. A solve of
// several cycles has more to save than its space costs, and all is carried at once.
// Within one cycle the first trial carries a twelfth of the solve's products at most, so that a
// vain trial costs that much once, and more only where less has paid and trials have
// not cost more than a small part of all products.
type carrier struct {
	cost   [levels]float64 // running mean of the products a solve
	solves [levels]int
	level  int     // of the solve under way
	since  int     // solves since the baseline was measured
	total  float64 // products of all solves
	lost   float64 // of these, more than the baseline at the time says
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
	if !c.done && c.count <= c.cycle {
		return // it was stopped before it could tell
	}
	l := c.level
	c.solves[l]++
	c.total += float64(c.count)
	if l > 0 {
		c.lost += float64(c.count) - c.cost[0]
	}
	// Systems differ and drift: the mean forgets.
	c.cost[l] += (float64(c.count) - c.cost[l]) / float64(min(c.solves[l], 4))
	if l == 0 {
		c.since = 0
	} else {
		c.since++
	}
}

// choose returns how many of k vectors the next solve, with cycles of length m, carries.
func (c *carrier) choose(k, m int) int {
	c.open, c.count, c.done, c.cycle = true, 0, false, m
	c.level = c.next(k)
	return dimension(c.level, k)
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
	if tried == 0 {
		if base > float64(c.cycle) {
			return top
		}
		for l := top; l > 0; l-- {
			if float64(12*dimension(l, k)) <= base {
				return l
			}
		}
		return 0
	}
	mayTry := c.lost <= affordable*c.total
	if best == 0 {
		// A space matures over a few systems: one that has nearly paid is tried again.
		for l := top; l > 0; l-- {
			if c.solves[l] > 0 && c.solves[l] < 3 && mayTry && c.cost[l] <= 1.05*base {
				return l
			}
		}
		return 0
	}
	// Where the space's own products weigh, the baseline may have moved below.
	if c.since >= 8 && float64(3*dimension(best, k)) > c.cost[best] {
		c.solves[0] = min(c.solves[0], 1)
		return 0
	}
	if mayTry && best == tried && best < top {
		return best + 1
	}
	if mayTry && best > 1 && c.solves[best-1] == 0 && c.cost[best] > 0.75*base && base <= float64(c.cycle) {
		return best - 1
	}
	return best
}
