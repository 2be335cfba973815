// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// An Op is an arithmetic operation.
type Op uint8

// The operations of programs.
const (
	Add Op = iota
	Sub
	Mul
	Div
)

// String returns the operator's sign.
func (o Op) String() string {
	if int(o) < len("+-*/") {
		return "+-*/"[o : o+1]
	}
	return fmt.Sprintf("Op(%d)", uint8(o))
}

// An Operand is what an instruction works on: [X], a constant, or the result of
// an earlier instruction.
type Operand int

// X is the argument of the program.
const X Operand = -1

// ConstRef returns the operand that stands for constant number j.
func ConstRef(j int) Operand { return Operand(-2 - j) }

// CodeRef returns the operand that stands for the result of instruction i.
func CodeRef(i int) Operand { return Operand(i) }

// An Instr computes A Op B.
type Instr struct {
	Op   Op
	A, B Operand
}

// A Program is a straight line of operations. Its value is the result of the
// last one; a program without operations has the value Const[0], or x if there
// are no constants.
type Program struct {
	Code  []Instr
	Const []float64
	// Error is the largest error of the program on the target that it was made
	// for, in the measure of the target.
	Error float64
}

// Ops returns the number of operations.
func (p *Program) Ops() int { return len(p.Code) }

// Check returns an error that wraps ErrInput if an operand does not exist.
func (p *Program) Check() error {
	for i, c := range p.Code {
		if c.Op > Div {
			return fmt.Errorf("approx: Code[%d].Op is %v, want Add, Sub, Mul or Div: %w", i, c.Op, ErrInput)
		}
		for _, o := range [2]Operand{c.A, c.B} {
			if int(o) >= i || int(o) < -1-len(p.Const) {
				return fmt.Errorf("approx: Code[%d] has the operand %d, want X, one of %d constants, or an earlier result: %w", i, int(o), len(p.Const), ErrInput)
			}
		}
	}
	return nil
}

// number is what programs compute with.
type number interface{ float32 | float64 }

// run evaluates p in the arithmetic of T.
func run[T number](p *Program, x T) T {
	var buf [32]T
	r := buf[:]
	if len(p.Code) > len(buf) {
		r = make([]T, len(p.Code))
	}
	if len(p.Code) == 0 {
		if len(p.Const) > 0 {
			return T(p.Const[0])
		}
		return x
	}
	get := func(o Operand) T {
		switch {
		case o >= 0:
			return r[o]
		case o == X:
			return x
		}
		return T(p.Const[-2-o])
	}
	for i, c := range p.Code {
		a, b := get(c.A), get(c.B)
		switch c.Op {
		case Add:
			a += b
		case Sub:
			a -= b
		case Mul:
			a *= b
		default:
			a /= b
		}
		r[i] = a
	}
	return r[len(p.Code)-1]
}

// Eval returns the value at x, computed in float64. It panics if p does not pass
// Check.
func (p *Program) Eval(x float64) float64 { return run(p, x) }

// Eval32 returns the value at x, every constant and every operation rounded to
// float32. It panics if p does not pass Check.
func (p *Program) Eval32(x float32) float32 { return run(p, x) }

// EvalTo sets dst[i] to the value at x[i], computed in float64. It panics if the
// lengths differ or p does not pass Check. dst may be x.
func (p *Program) EvalTo(dst, x []float64) { runTo(p, dst, x) }

// Eval32To is EvalTo in float32, with the results of Eval32.
func (p *Program) Eval32To(dst, x []float32) { runTo(p, dst, x) }

// runTo works on blocks, one operation after the other, which the processor
// likes better than one argument after the other.
func runTo[T number](p *Program, dst, x []T) {
	if len(dst) != len(x) {
		panic(fmt.Sprintf("approx: len(dst) is %d, want len(x) = %d", len(dst), len(x)))
	}
	flat := make([]T, (len(p.Code)+2)*block)
	for lo := 0; lo < len(x); lo += block {
		hi := min(lo+block, len(x))
		runBlock(p, flat, dst[lo:hi], x[lo:hi])
	}
}

// block is the number of arguments that go through an operation together.
const block = 256

// runBlock is runTo for at most a block of arguments; flat is workspace for
// len(p.Code)+2 blocks.
func runBlock[T number](p *Program, flat, dst, x []T) {
	n, m := len(p.Code), len(x)
	if n == 0 {
		for i, v := range x {
			dst[i] = run(p, v)
		}
		return
	}
	row := func(i int) []T { return flat[i*block : i*block+m] }
	operand := func(o Operand, spare int) []T {
		switch {
		case o >= 0:
			return row(int(o))
		case o == X:
			return x
		}
		c, s := T(p.Const[-2-o]), row(n+spare)
		for i := range s {
			s[i] = c
		}
		return s
	}
	for k, in := range p.Code {
		combine(in.Op, row(k), operand(in.A, 0), operand(in.B, 1))
	}
	copy(dst, row(n-1))
}

// combine sets dst to a op b, element by element.
func combine[T number](op Op, dst, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	switch op {
	case Add:
		for i := range dst {
			dst[i] = a[i] + b[i]
		}
	case Sub:
		for i := range dst {
			dst[i] = a[i] - b[i]
		}
	case Mul:
		for i := range dst {
			dst[i] = a[i] * b[i]
		}
	default:
		for i := range dst {
			dst[i] = a[i] / b[i]
		}
	}
}

// String shows the program as one expression with the constants to six digits;
// results that are used more than once have names.
func (p *Program) String() string {
	uses := make([]int, len(p.Code))
	for _, c := range p.Code {
		for _, o := range [2]Operand{c.A, c.B} {
			if o >= 0 {
				uses[o]++
			}
		}
	}
	var b strings.Builder
	text := make([]string, len(p.Code))
	show := func(o Operand) string {
		switch {
		case o >= 0:
			return text[o]
		case o == X:
			return "x"
		}
		return strconv.FormatFloat(p.Const[-2-o], 'g', 6, 64)
	}
	if len(p.Code) == 0 {
		if len(p.Const) > 0 {
			return show(ConstRef(0))
		}
		return "x"
	}
	for i, c := range p.Code {
		text[i] = show(c.A) + " " + c.Op.String() + " " + show(c.B)
		switch {
		case i == len(p.Code)-1:
			b.WriteString(text[i])
		case uses[i] > 1:
			fmt.Fprintf(&b, "t%d = %s; ", i, text[i])
			text[i] = fmt.Sprintf("t%d", i)
		default:
			text[i] = "(" + text[i] + ")"
		}
	}
	return b.String()
}

// GoSource returns a Go function of the given name and arithmetic ("float64" or
// "float32") that computes what Eval or Eval32 does, to the bit: conversions
// keep the compiler from fusing a multiplication with an addition.
func (p *Program) GoSource(name, typ string) (string, error) {
	if typ != "float64" && typ != "float32" {
		return "", fmt.Errorf("approx: typ is %q, want float64 or float32: %w", typ, ErrInput)
	}
	if !identifier(name) {
		return "", fmt.Errorf("approx: name is %q, want a Go identifier: %w", name, ErrInput)
	}
	if err := p.Check(); err != nil {
		return "", err
	}
	size := 64
	if typ == "float32" {
		size = 32
	}
	for i, c := range p.Const {
		if size == 32 {
			c = float64(float32(c))
		}
		if math.IsNaN(c) || math.IsInf(c, 0) || c == 0 && math.Signbit(c) {
			return "", fmt.Errorf("approx: Const[%d] is %v, want a finite %s other than −0: %w", i, p.Const[i], typ, ErrInput)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "func %s(x %s) %s {\n", name, typ, typ)
	show := func(o Operand) string {
		switch {
		case o >= 0:
			return fmt.Sprintf("t%d", int(o))
		case o == X:
			return "x"
		}
		return typ + "(" + strconv.FormatFloat(p.Const[-2-o], 'g', -1, size) + ")"
	}
	switch {
	case len(p.Code) == 0 && len(p.Const) > 0:
		fmt.Fprintf(&b, "\treturn %s\n}\n", show(ConstRef(0)))
		return b.String(), nil
	case len(p.Code) == 0:
		b.WriteString("\treturn x\n}\n")
		return b.String(), nil
	}
	used := make([]bool, len(p.Code))
	used[len(p.Code)-1] = true
	for i := len(p.Code) - 1; i >= 0; i-- {
		for _, o := range [2]Operand{p.Code[i].A, p.Code[i].B} {
			if used[i] && o >= 0 {
				used[o] = true
			}
		}
	}
	for i, c := range p.Code {
		if !used[i] {
			continue // the compiler refuses variables that are not used
		}
		if c.A < X && c.B < X {
			// The compiler would evaluate this exactly, or refuse to.
			v := run(&Program{Code: []Instr{c}, Const: p.Const}, 0.0)
			if size == 32 {
				v = float64(run(&Program{Code: []Instr{c}, Const: p.Const}, float32(0)))
			}
			if math.IsNaN(v) || math.IsInf(v, 0) || v == 0 && math.Signbit(v) {
				return "", fmt.Errorf("approx: Code[%d] gives the constant %v, want a finite %s other than −0: %w", i, v, typ, ErrInput)
			}
			fmt.Fprintf(&b, "\tt%d := %s(%s)\n", i, typ, strconv.FormatFloat(v, 'g', -1, size))
			continue
		}
		fmt.Fprintf(&b, "\tt%d := %s(%s %s %s)\n", i, typ, show(c.A), c.Op, show(c.B))
	}
	fmt.Fprintf(&b, "\treturn t%d\n}\n", len(p.Code)-1)
	return b.String(), nil
}

func identifier(s string) bool {
	for i, r := range s {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != "" && s != "_" && !reserved[s]
}

// reserved words and names that the source itself uses.
var reserved = map[string]bool{
	"break": true, "case": true, "chan": true, "const": true, "continue": true, "default": true, "defer": true,
	"else": true, "fallthrough": true, "for": true, "func": true, "go": true, "goto": true, "if": true, "import": true,
	"interface": true, "map": true, "package": true, "range": true, "return": true, "select": true, "struct": true,
	"switch": true, "type": true, "var": true, "float64": true, "float32": true, "init": true, "main": true,
}
