// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"cmp"
	"math"
)

// maxOps is the largest number of operations of a program under search.
const maxOps = 24

// A genome is a program under search: code with operands as in a Program. Every
// constant occurs once, in the order of its number, so that constants are the
// parameters of a family of functions that the code spans.
type genome struct {
	code []Instr
	c    []float64
}

func (g *genome) clone() genome {
	return genome{append([]Instr(nil), g.code...), append([]float64(nil), g.c...)}
}

// A node is an expression of a graph without common subexpressions.
type node struct {
	kind  nodeKind
	op    Op
	a, b  int
	value float64 // of a constant
	shape uint64  // hash that knows operations and x but not constants
}

type nodeKind uint8

const (
	isX nodeKind = iota
	isConst
	isOp
)

// graph builds expressions with the identities that need no second look:
// operations on constants alone disappear, chains of constants collapse, and
// subtraction of, and division by, a constant become addition and
// multiplication.
type graph struct {
	nodes []node
	seen  map[node]int
}

func newGraph() *graph {
	return &graph{nodes: []node{{kind: isX, shape: 0x9e3779b97f4a7c15}}, seen: map[node]int{}}
}

func (g *graph) constant(v float64) int {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		v = 1
	}
	g.nodes = append(g.nodes, node{kind: isConst, value: v, shape: 0xd1b54a32d192ed03})
	return len(g.nodes) - 1
}

func mix(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
}

// make returns the node for a op b.
func (g *graph) make(op Op, a, b int) int {
	na, nb := g.nodes[a], g.nodes[b]
	if na.kind == isConst && nb.kind == isConst {
		return g.constant(apply(op, na.value, nb.value))
	}
	if a == b {
		switch op {
		case Add:
			return g.make(Mul, a, g.constant(2))
		case Sub:
			return g.constant(0)
		case Div:
			return g.constant(1)
		}
	}
	switch {
	case nb.kind == isConst && op == Sub:
		return g.make(Add, a, g.constant(-nb.value))
	case nb.kind == isConst && op == Div:
		return g.make(Mul, a, g.constant(1/nb.value))
	case na.kind == isConst && (op == Add || op == Mul):
		return g.make(op, b, a)
	}
	// One constant: c op (t op′ c′) and the like.
	if nb.kind == isConst && na.kind == isOp {
		if op == Add && (na.op == Add || na.op == Sub) || op == Mul && (na.op == Mul || na.op == Div) {
			l, r := g.nodes[na.a], g.nodes[na.b]
			switch {
			case r.kind == isConst: // (t + c′) + c, (t·c′)·c
				return g.make(op, na.a, g.constant(apply(op, r.value, nb.value)))
			case l.kind == isConst: // (c′ − t) + c, (c′/t)·c
				return g.make(na.op, g.constant(apply(op, l.value, nb.value)), na.b)
			}
		}
	}
	if na.kind == isConst && nb.kind == isOp {
		inverse := map[Op]Op{Sub: Add, Div: Mul}[op]
		if nb.op == inverse || nb.op == op {
			l, r := g.nodes[nb.a], g.nodes[nb.b]
			switch {
			case r.kind == isConst: // c − (t + c′), c/(t·c′)
				return g.make(op, g.constant(apply(op, na.value, r.value)), nb.a)
			case l.kind == isConst: // c − (c′ − t), c/(c′/t)
				return g.make(inverse, nb.b, g.constant(apply(op, na.value, l.value)))
			}
		}
	}
	ha, hb := na.shape, nb.shape
	if op == Add || op == Mul {
		if ha < hb || ha == hb && a > b {
			a, b = b, a
			ha, hb = hb, ha
		}
		if g.nodes[a].kind == isConst { // constants on the right
			a, b = b, a
			ha, hb = hb, ha
		}
	}
	n := node{kind: isOp, op: op, a: a, b: b, shape: mix(ha*3 + mix(hb+uint64(op)+1))}
	if i, ok := g.seen[n]; ok {
		return i
	}
	g.nodes = append(g.nodes, n)
	g.seen[n] = len(g.nodes) - 1
	return len(g.nodes) - 1
}

func apply(op Op, a, b float64) float64 {
	switch op {
	case Add:
		return a + b
	case Sub:
		return a - b
	case Mul:
		return a * b
	}
	return a / b
}

// canonical returns the genome that every way to write the same graph has in
// common: simplified, without dead code, in the order of a walk from the output.
func (g *genome) canonical() genome {
	if len(g.code) == 0 {
		return g.clone()
	}
	h := newGraph()
	ids := make([]int, len(g.code))
	get := func(o Operand) int {
		switch {
		case o >= 0:
			return ids[o]
		case o == X:
			return 0
		}
		return h.constant(g.c[-2-o])
	}
	for i, c := range g.code {
		a := get(c.A)
		ids[i] = h.make(c.Op, a, get(c.B))
	}
	return h.emit(ids[len(ids)-1])
}

// emit writes the graph below root as a genome.
func (g *graph) emit(root int) genome {
	var out genome
	at := make(map[int]Operand)
	var walk func(i int) Operand
	walk = func(i int) Operand {
		n := &g.nodes[i]
		switch n.kind {
		case isX:
			return X
		case isConst:
			// Each occurrence is a parameter of its own.
			out.c = append(out.c, n.value)
			return ConstRef(len(out.c) - 1)
		}
		if o, ok := at[i]; ok {
			return o
		}
		a := walk(n.a)
		b := walk(n.b)
		out.code = append(out.code, Instr{n.op, a, b})
		o := CodeRef(len(out.code) - 1)
		at[i] = o
		return o
	}
	if o := walk(root); o == X {
		out.c = nil
	}
	return out
}

// program makes a Program of a genome.
func (g *genome) program(err float64) Program {
	h := g.clone()
	return Program{Code: h.code, Const: h.c, Error: err}
}

// compareCode orders genomes by their code.
func compareCode(a, b []Instr) int {
	for i := range min(len(a), len(b)) {
		if r := cmp.Or(cmp.Compare(a[i].Op, b[i].Op), cmp.Compare(a[i].A, b[i].A), cmp.Compare(a[i].B, b[i].B)); r != 0 {
			return r
		}
	}
	return cmp.Compare(len(a), len(b))
}
