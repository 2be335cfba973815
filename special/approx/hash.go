// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"math"
	"math/rand/v2"
)

// Functional hashing: programs are told apart by what they compute, not by how
// they are written.
//
// R. Gillard, S. Jonany, Y. Miao et al., Unified functional hashing in automatic
// machine learning, arXiv:2302.05433.

// A digest is a hash of outputs on a first set of inputs and, to tell an
// accident from an equality, one of outputs on a second set.
type digest struct{ key, check uint64 }

// probes are the inputs, and the values that stand for constants, of the hash
// of the structure. They are fixed for all time.
var probes = newProbes()

type probeSet struct {
	first, second [6]float64
	constants     [maxOps + 1]float64
}

func newProbes() *probeSet {
	rng := rand.New(rand.NewPCG(0x5eed, 0xf00d))
	p := new(probeSet)
	for i := range p.first {
		p.first[i] = 0.2 + 1.5*rng.Float64()
		p.second[i] = -1.3 + 2.9*rng.Float64()
	}
	for i := range p.constants {
		p.constants[i] = 0.5 + 1.5*rng.Float64()
	}
	return p
}

// structure returns the digest of what the code computes for fixed constants, to
// ten significant digits: two codes that share it span the same functions.
func (g *genome) structure() digest {
	p := Program{Code: g.code, Const: probes.constants[:len(g.c)]}
	d := digest{uint64(len(g.c)), uint64(len(g.c))}
	for i := range probes.first {
		d.key = mix(d.key ^ significant(p.Eval(probes.first[i])))
		d.check = mix(d.check ^ significant(p.Eval(probes.second[i])))
	}
	return d
}

// significant returns the first ten digits and the exponent of x as an integer.
func significant(x float64) uint64 {
	m, e := math.Frexp(x)
	return uint64(int64(math.Round(m*1e10)))<<12 ^ uint64(uint16(e))
}

// values returns the digest of what a fitted program computes. Good programs
// agree with the target, and so with each other, to many digits; what differs
// is the error, so its curve is hashed, scaled to one and without its sign.
// The points of even and of odd number are the two sets of inputs.
func values(ops int, errors []float64, worst float64) digest {
	d := digest{uint64(ops), uint64(ops)}
	if worst == 0 {
		return d
	}
	sign := 1.0
	if errors[0] < 0 {
		sign = -1
	}
	for i, e := range errors {
		v := uint64(int64(math.Round(sign * e / worst * 40)))
		if i%2 == 0 {
			d.key = mix(d.key ^ v)
		} else {
			d.check = mix(d.check ^ v)
		}
	}
	return d
}

// A cache maps digests to scores and forgets the one that was not used for the
// longest time when it is full.
type cache struct {
	limit      int
	index      map[uint64]int32
	items      []cached
	head       int32 // most recently used; items form a ring through it
	collisions int
}

type cached struct {
	digest
	score      float64
	tries      int
	prev, next int32
}

func newCache(limit int) *cache {
	return &cache{limit: limit, index: make(map[uint64]int32), head: -1}
}

// look returns the entry of d, or nil. An entry with the same key and another
// check is a collision: it counts as absent.
func (c *cache) look(d digest) *cached {
	i, ok := c.index[d.key]
	if !ok {
		return nil
	}
	if c.items[i].check != d.check {
		c.collisions++
		return nil
	}
	c.unlink(i)
	c.link(i)
	return &c.items[i]
}

// put enters d, in the place of an entry with the same key if there is one. The
// pointer is good until the next put.
func (c *cache) put(d digest, score float64) *cached {
	i, ok := c.index[d.key]
	switch {
	case ok:
		c.unlink(i)
	case len(c.items) < c.limit:
		i = int32(len(c.items))
		c.items = append(c.items, cached{})
	default:
		i = c.items[c.head].prev
		c.unlink(i)
		delete(c.index, c.items[i].key)
	}
	c.index[d.key] = i
	c.items[i] = cached{digest: d, score: score}
	c.link(i)
	return &c.items[i]
}

func (c *cache) unlink(i int32) {
	it := &c.items[i]
	if it.next == i {
		c.head = -1
		return
	}
	c.items[it.prev].next = it.next
	c.items[it.next].prev = it.prev
	if c.head == i {
		c.head = it.next
	}
}

func (c *cache) link(i int32) {
	it := &c.items[i]
	if c.head < 0 {
		it.prev, it.next = i, i
	} else {
		first := &c.items[c.head]
		it.next, it.prev = c.head, first.prev
		c.items[first.prev].next = i
		first.prev = i
	}
	c.head = i
}
