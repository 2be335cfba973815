// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"math"
	"math/rand/v2"
)

// mutate returns a changed copy of g, in canonical form, with at most limit
// operations. One change in the mean of two; each is one of: a new operation on
// an edge, an operation taken out, an operand connected elsewhere, another
// operation, other constants.
func (g *genome) mutate(rng *rand.Rand, limit int) genome {
	h := g.clone()
	for {
		switch r := rng.Float64(); {
		case len(h.code) == 0 || r < 0.45:
			if len(h.code) < maxOps {
				h.insert(rng)
			}
		case r < 0.6:
			h.remove(rng)
		case r < 0.85:
			h.rewire(rng)
		case r < 0.95:
			h.code[rng.IntN(len(h.code))].Op = Op(rng.IntN(4))
		default:
			h.perturb(rng, 1)
		}
		if rng.Float64() < 0.5 {
			break
		}
	}
	h = h.canonical()
	if len(h.code) > limit {
		return g.clone()
	}
	return h
}

// operands returns pointers to all operands.
func (g *genome) operands() []*Operand {
	all := make([]*Operand, 0, 2*len(g.code))
	for i := range g.code {
		all = append(all, &g.code[i].A, &g.code[i].B)
	}
	return all
}

// newConst adds a constant.
func (g *genome) newConst(v float64) Operand {
	g.c = append(g.c, v)
	return ConstRef(len(g.c) - 1)
}

// leaf returns an operand that may stand before instruction i: a result, x, or
// a new constant.
func (g *genome) leaf(rng *rand.Rand, i int, neutral float64) Operand {
	r := rng.Float64()
	switch {
	case r < 0.4:
		return g.newConst(neutral)
	case r < 0.6 || i == 0:
		return X
	}
	return CodeRef(rng.IntN(i))
}

// insert puts a new operation on an edge of the graph, or behind the output. The
// other operand is a constant that changes nothing, or another value, or the
// same one again.
func (g *genome) insert(rng *rand.Rand) {
	n := len(g.code)
	// Edge e: operand e of the code, or the output.
	e := rng.IntN(2*n + 1)
	if rng.Float64() < 0.1 {
		e = 2 * n
	}
	at := n // the new instruction's place
	old := g.output()
	if e < 2*n {
		at = e / 2
		old = *g.operands()[e]
	}
	op := Op(rng.IntN(4))
	neutral := 0.0
	if op >= Mul {
		neutral = 1
	}
	other := g.leaf(rng, at, neutral)
	if op == Mul && rng.Float64() < 0.4 {
		other = old // the square: sums and quotients of a value with itself say nothing new
	}
	in := Instr{op, old, other}
	if rng.IntN(2) == 0 {
		in.A, in.B = in.B, in.A
	}
	code := make([]Instr, 0, n+1)
	code = append(code, g.code[:at]...)
	code = append(code, in)
	shift := func(o Operand) Operand {
		if int(o) >= at {
			return o + 1
		}
		return o
	}
	for _, c := range g.code[at:] {
		code = append(code, Instr{c.Op, shift(c.A), shift(c.B)})
	}
	g.code = code
	if e < 2*n {
		place := g.operands()[e+2] // one instruction further on
		// The edge, and sometimes all uses of the value, go to the new result.
		if rng.Float64() < 0.3 && old >= 0 {
			for _, o := range g.operands()[2*(at+1):] {
				if *o == shift(old) {
					*o = CodeRef(at)
				}
			}
		}
		*place = CodeRef(at)
	}
}

// output returns the operand that is the value of the program.
func (g *genome) output() Operand {
	switch {
	case len(g.code) > 0:
		return CodeRef(len(g.code) - 1)
	case len(g.c) > 0:
		return ConstRef(0)
	}
	return X
}

// remove takes an instruction out; one of its operands takes its place.
func (g *genome) remove(rng *rand.Rand) {
	i := rng.IntN(len(g.code))
	by := g.code[i].A
	if rng.IntN(2) == 0 {
		by = g.code[i].B
	}
	if i == len(g.code)-1 {
		if by < 0 {
			return // nothing would be left
		}
		g.code = g.code[:by+1]
		return
	}
	for _, o := range g.operands() {
		switch {
		case int(*o) == i:
			*o = by
		case int(*o) > i:
			*o--
		}
	}
	g.code = append(g.code[:i], g.code[i+1:]...)
	// by itself lies before i and needs no shift
}

// rewire connects an operand to another value.
func (g *genome) rewire(rng *rand.Rand) {
	e := rng.IntN(2 * len(g.code))
	*g.operands()[e] = g.leaf(rng, e/2, randomConst(rng))
}

// perturb changes all constants by factors of about e^width.
func (g *genome) perturb(rng *rand.Rand, width float64) {
	for i, v := range g.c {
		v *= math.Exp(width * rng.NormFloat64())
		if rng.Float64() < 0.1 {
			v = -v
		}
		if v == 0 {
			v = width * rng.NormFloat64()
		}
		g.c[i] = v
	}
}

// randomConst returns a number of either sign between about 0.03 and 30.
func randomConst(rng *rand.Rand) float64 {
	v := math.Exp(1.2 * rng.NormFloat64())
	if rng.IntN(2) == 0 {
		v = -v
	}
	return v
}
