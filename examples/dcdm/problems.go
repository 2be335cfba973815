// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"

	"github.com/relaxnum/relax/examples/internal/show"
	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// A problem is a matrix on n×n points and right-hand sides that no training has seen.
type problem struct {
	name    string
	n       int
	a       *sparse.CSR
	names   []string
	sources [][]float64
}

func csr(m *testfunc.Matrix) (*sparse.CSR, error) {
	return sparse.NewCSR(m.Rows, m.Cols, m.Ptr, m.Ind, m.Val)
}

func poisson(n int) (*sparse.CSR, error) { return csr(testfunc.Poisson2D(n)) }

// unseen returns the problem of the training, the same on a finer grid, and a
// material whose conductivity varies.
func unseen(n int, seed uint64) ([]*problem, error) {
	same, err := poisson(n)
	if err != nil {
		return nil, err
	}
	finer, err := poisson(2 * n)
	if err != nil {
		return nil, err
	}
	a := testfunc.GaussianField(n, 3, 2, rand.NewPCG(seed, 4))
	lo, hi := math.Inf(1), 0.0
	for i, f := range a {
		a[i] = math.Exp(f)
		lo, hi = min(lo, a[i]), max(hi, a[i])
	}
	rough, err := csr(testfunc.DarcyField(n, a))
	if err != nil {
		return nil, err
	}
	all := []*problem{
		{name: fmt.Sprintf("Poisson %d²", n), n: n, a: same},
		{name: fmt.Sprintf("Poisson %d², weights of %d²", 2*n, n), n: 2 * n, a: finer},
		{name: fmt.Sprintf("material %d², conductivity varies by %.0f, weights of Poisson", n, hi/lo), n: n, a: rough},
	}
	for i, p := range all {
		p.draw(rand.New(rand.NewPCG(seed, 10+uint64(i))))
	}
	return all, nil
}

// draw makes the right-hand sides: rough ones and smooth ones.
func (p *problem) draw(r *rand.Rand) {
	p.names = []string{"noise", "even", "charges", "waves"}
	p.sources = make([][]float64, len(p.names))
	size := p.n * p.n
	for i := range p.sources {
		p.sources[i] = make([]float64, size)
	}
	for k := range size {
		x, y := float64(k%p.n)/float64(p.n), float64(k/p.n)/float64(p.n)
		p.sources[0][k], p.sources[1][k] = r.NormFloat64(), 1
		p.sources[3][k] = math.Sin(17*x*y+3*x) * math.Cos(9*y)
	}
	for range 8 {
		p.sources[2][r.IntN(size)] += r.NormFloat64()
	}
}

// solve solves for every source with every method, prints the table and draws the
// residuals. It fails when the trained network does not beat CG.
func (p *problem) solve(ctx context.Context, w io.Writer, untrained, trained *network) (*plot.Plot, error) {
	ic, err := precond.NewIC0(p.a)
	if err != nil {
		return nil, err
	}
	methods := []struct {
		name   string
		method linsolve.Method
		prec   linsolve.Preconditioner
	}{
		{"CG", &linsolve.CG{}, nil},
		{"CG, IC(0)", &linsolve.CG{}, ic},
		{"network, untrained", &linsolve.ConjugateDirections{Generator: untrained}, nil},
		{"network, trained", &linsolve.ConjugateDirections{Generator: trained}, nil},
	}
	panel := histories(p.name)
	fmt.Fprintf(w, "%s: iterations and time\n  %-8s", p.name, "source")
	for _, m := range methods {
		fmt.Fprintf(w, " %20s", m.name)
	}
	fmt.Fprintf(w, " %14s\n", "true residuals")
	for i, b := range p.sources {
		fmt.Fprintf(w, "  %-8s", p.names[i])
		var iters []int
		worst := 0.0
		for k, m := range methods {
			res, took, err := timed(ctx, p.a, b, m.method, m.prec)
			if err != nil {
				return nil, fmt.Errorf("%s, %s: %w", p.names[i], m.name, err)
			}
			fmt.Fprintf(w, " %10d %9s", res.Iter, took.Round(10*time.Microsecond))
			iters = append(iters, res.Iter)
			worst = max(worst, res.RelRes)
			name := ""
			if i == 0 {
				name = m.name
			}
			if err := curve(panel, res.History, k, name); err != nil {
				return nil, err
			}
		}
		fmt.Fprintf(w, "     ≤ %.2e\n", worst)
		if cg, own := iters[0], iters[len(iters)-1]; own >= cg {
			return nil, fmt.Errorf("%s: the network takes %d iterations, CG %d", p.names[i], own, cg)
		}
	}
	return panel, nil
}

// timed solves three times and returns the least time.
func timed(ctx context.Context, a *sparse.CSR, b []float64, method linsolve.Method, prec linsolve.Preconditioner) (res *linsolve.Result, took time.Duration, err error) {
	took = math.MaxInt64
	for range 3 {
		began := time.Now()
		res, err = linsolve.Solve(ctx, a, b, method, &linsolve.Settings{Prec: prec, History: true, Workers: 1})
		if err != nil {
			return nil, 0, err
		}
		took = min(took, time.Since(began))
	}
	return res, took, nil
}

func histories(title string) *plot.Plot {
	p := plot.New()
	p.Title.Text = title
	p.X.Label.Text, p.Y.Label.Text = "iteration", "‖b − A·x‖ / ‖b‖"
	p.Y.Scale = plot.LogScale{}
	p.Y.Tick.Marker = show.Decades{}
	p.Legend.Top = true
	p.Legend.Padding = vg.Points(2)
	p.Legend.TextStyle.Font.Size = vg.Points(9)
	p.Add(plotter.NewGrid())
	return p
}

// curve adds a history, and an entry of the legend if it has a name.
func curve(p *plot.Plot, history []float64, color int, name string) error {
	var points plotter.XYs
	for it, r := range history {
		if r > 0 {
			points = append(points, plotter.XY{X: float64(it), Y: r})
		}
	}
	line, err := plotter.NewLine(points)
	if err != nil {
		return err
	}
	line.Color = plotutil.Color(color)
	line.Width = vg.Points(1)
	p.Add(line)
	if name != "" {
		p.Legend.Add(name, line)
	}
	return nil
}
