// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestProgramForms(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 1))
	x := make([]float64, 600)
	x32 := make([]float32, len(x))
	for i := range x {
		x[i] = rng.NormFloat64()
		x32[i] = float32(x[i])
	}
	dst, dst32 := make([]float64, len(x)), make([]float32, len(x))
	for range 100 {
		g := randomGenome(rng, 1+rng.IntN(30))
		p := g.program(0)
		p.EvalTo(dst, x)
		p.Eval32To(dst32, x32)
		for i := range x {
			sameBits(t, p.Eval(x[i]), dst[i])
			sameBits(t, float64(p.Eval32(x32[i])), float64(dst32[i]))
		}
	}
	p := Program{Code: []Instr{{Mul, X, X}, {Add, CodeRef(0), ConstRef(0)}, {Div, CodeRef(1), CodeRef(0)}}, Const: []float64{0.1}}
	assert.Equal(t, 3, p.Ops())
	assert.Equal(t, (4+0.1)/4, p.Eval(2))
	assert.Equal(t, (float32(4)+0.1)/4, p.Eval32(2))
	assert.Equal(t, "t0 = x * x; (t0 + 0.1) / t0", p.String())
	p.EvalTo(x, x)
	assert.Equal(t, "x", (&Program{}).String())
	assert.Equal(t, "2.5", (&Program{Const: []float64{2.5}}).String())
	assert.Equal(t, 3.0, (&Program{}).Eval(3))
	assert.Equal(t, 2.5, (&Program{Const: []float64{2.5}}).Eval(3))
	assert.Panics(t, func() { p.EvalTo(dst[:1], x) })
	assert.Equal(t, "Op(9)", Op(9).String())
	assert.Equal(t, "/", Div.String())
	assert.Equal(t, "Status(77)", Status(77).String())
	assert.Equal(t, "Budget", Budget.String())
	assert.False(t, Stopped.Success())
}

func sameBits(t *testing.T, want, got float64) {
	t.Helper()
	if !(math.IsNaN(want) && math.IsNaN(got)) {
		assert.Equal(t, math.Float64bits(want), math.Float64bits(got), "%v, %v", want, got)
	}
}

func TestProgramRefuses(t *testing.T) {
	good := Program{Code: []Instr{{Add, X, ConstRef(0)}}, Const: []float64{1}}
	for _, p := range []Program{
		{Code: []Instr{{Op(4), X, X}}},
		{Code: []Instr{{Add, X, CodeRef(0)}}},
		{Code: []Instr{{Add, ConstRef(0), X}}},
		{Code: []Instr{{Add, X, ConstRef(1)}}, Const: []float64{1}},
	} {
		assert.ErrorIs(t, p.Check(), ErrInput)
		_, err := p.GoSource("f", "float64")
		assert.ErrorIs(t, err, ErrInput)
	}
	for _, c := range [][2]string{{"f", "int"}, {"f", ""}, {"", "float64"}, {"1f", "float64"}, {"a b", "float64"}, {"func", "float64"}, {"_", "float32"}, {"float64", "float64"}} {
		_, err := good.GoSource(c[0], c[1])
		assert.ErrorIs(t, err, ErrInput, "%v", c)
	}
	for _, v := range []float64{math.NaN(), math.Inf(-1), math.Copysign(0, -1)} {
		p := Program{Code: good.Code, Const: []float64{v}}
		_, err := p.GoSource("f", "float64")
		assert.ErrorIs(t, err, ErrInput)
	}
	p := Program{Code: good.Code, Const: []float64{1e200}}
	_, err := p.GoSource("f", "float32")
	assert.ErrorIs(t, err, ErrInput)
	p = Program{Code: []Instr{{Div, ConstRef(0), ConstRef(1)}}, Const: []float64{1, 0}}
	_, err = p.GoSource("f", "float64")
	assert.ErrorIs(t, err, ErrInput)
}

// sources returns a file of many programs as functions f0, f1, … and g0, g1, ….
func manySources(t *testing.T, n int) (string, []Program) {
	t.Helper()
	rng := rand.New(rand.NewPCG(2, 21))
	var b strings.Builder
	b.WriteString("package main\n")
	var all []Program
	for len(all) < n {
		g := randomGenome(rng, 1+rng.IntN(30))
		for i := range g.c {
			g.c[i] = randomConst(rng)
		}
		p := g.program(0)
		if len(all) == 0 { // dead code, and an operation on constants
			p = Program{Code: []Instr{{Mul, X, X}, {Add, ConstRef(0), ConstRef(1)}, {Div, X, CodeRef(1)}}, Const: []float64{0.1, 0.2}}
		}
		for name, typ := range map[string]string{"f": "float64", "g": "float32"} {
			src, err := p.GoSource(fmt.Sprint(name, len(all)), typ)
			require.NoError(t, err)
			b.WriteString("\n" + src)
		}
		all = append(all, p)
	}
	return b.String(), all
}

// The sources are formatted and have no type errors.
func TestGoSourceIsGo(t *testing.T) {
	src, _ := manySources(t, 60)
	formatted, err := format.Source([]byte(src))
	require.NoError(t, err)
	assert.Equal(t, string(formatted), src)
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "f.go", src, 0)
	require.NoError(t, err)
	conf := types.Config{Importer: importer.Default()}
	_, err = conf.Check("main", fset, []*ast.File{file}, nil)
	require.NoError(t, err)
}

// The sources, compiled, have the bits of Eval and Eval32.
func TestGoSourceComputesTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the compiler")
	}
	tool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command")
	}
	src, all := manySources(t, 60)
	x := []float64{-2.5, -1, -0.3, 0, 0.1, 0.7, 1, 3.3}
	var b strings.Builder
	b.WriteString(strings.Replace(src, "package main\n", "package main\n\nimport \"math\"\n", 1))
	b.WriteString("\nfunc main() {\n\tfor _, x := range []float64{-2.5, -1, -0.3, 0, 0.1, 0.7, 1, 3.3} {\n")
	for i := range all {
		fmt.Fprintf(&b, "\t\tprintln(math.Float64bits(f%d(x)), math.Float64bits(float64(g%d(float32(x)))))\n", i, i)
	}
	b.WriteString("\t}\n}\n")
	file := filepath.Join(t.TempDir(), "main.go")
	require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o600))
	cmd := exec.Command(tool, "run", file)
	var out strings.Builder
	cmd.Stderr = &out
	cmd.Env = append(os.Environ(), "GOOS=", "GOARCH=", "GOFLAGS=")
	require.NoError(t, cmd.Run(), out.String())
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Len(t, lines, len(all)*len(x))
	for i, line := range lines {
		var f, g uint64
		_, err := fmt.Sscan(line, &f, &g)
		require.NoError(t, err)
		p, v := &all[i%len(all)], x[i/len(all)]
		sameBits(t, p.Eval(v), math.Float64frombits(f))
		sameBits(t, float64(p.Eval32(float32(v))), math.Float64frombits(g))
	}
}
