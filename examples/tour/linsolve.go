// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"

	"github.com/relaxnum/relax/examples/internal/show"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// A contestant is a method with a preconditioner, and how its solve went.
type contestant struct {
	name   string
	method linsolve.Method
	prec   func(a *sparse.CSR) (linsolve.Preconditioner, error)
	res    *linsolve.Result
	took   time.Duration
}

func contestants() []contestant {
	jacobi := func(a *sparse.CSR) (linsolve.Preconditioner, error) { return precond.NewJacobi(a) }
	ssor := func(a *sparse.CSR) (linsolve.Preconditioner, error) { return precond.NewSSOR(a, 1.2) }
	none := func(*sparse.CSR) (linsolve.Preconditioner, error) { return nil, nil }
	return []contestant{
		{name: "CG", method: &linsolve.CG{}, prec: none},
		{name: "CG, Jacobi", method: &linsolve.CG{}, prec: jacobi},
		{name: "CG, SSOR(1.2)", method: &linsolve.CG{}, prec: ssor},
		{name: "GMRES(500), SSOR(1.2)", method: &linsolve.GMRES{Restart: 500}, prec: ssor},
	}
}

// linearSystems solves two symmetric positive definite systems from files with
// the same methods: the stiffness of a dam and the admittances of a power
// network. The right-hand side is A·1, so the solution is known.
func linearSystems(ctx context.Context, t *tour) error {
	var panels []*plot.Plot
	for _, file := range []string{"bcsstk16.mtx.gz", "1138_bus.mtx"} {
		a, err := readMatrix(filepath.Join(t.data, "matrices", file))
		if err != nil {
			return err
		}
		n, _ := a.Dims()
		fmt.Fprintf(t, "%s: %d unknowns, %d nonzeros, b = A·1, true residual ≤ 1e-8·‖b‖ wanted\n", file, n, a.NNZ())
		all, err := race(ctx, t, a)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		panel, err := histories(file, all)
		if err != nil {
			return err
		}
		panels = append(panels, panel)
	}
	const name = "linsolve.png"
	if err := show.Save(filepath.Join(t.out, name), panels); err != nil {
		return err
	}
	t.wrote(name)
	return nil
}

func readMatrix(name string) (*sparse.CSR, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	a, err := sparse.ReadMatrixMarket(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return a, nil
}

// race solves a·x = a·1 with every contestant and prints the table.
func race(ctx context.Context, t *tour, a *sparse.CSR) ([]contestant, error) {
	n, _ := a.Dims()
	exact, b := make([]float64, n), make([]float64, n)
	for i := range exact {
		exact[i] = 1
	}
	a.MulVec(b, exact)
	fmt.Fprintf(t, "  %-22s %-10s %10s %10s %14s %12s %10s\n", "method", "status", "iterations", "products", "true residual", "error in x", "time")
	all := contestants()
	for i := range all {
		c := &all[i]
		m, err := c.prec(a)
		if err != nil {
			return nil, err
		}
		line := show.NewProgress(c.name)
		began := time.Now()
		c.res, err = linsolve.Solve(ctx, a, b, c.method, &linsolve.Settings{
			Prec: m, History: true, MaxIter: 20 * n,
			Recorder: func(p linsolve.Progress) error {
				line.Update("iteration %d, residual %.2e", p.Iter, p.ResNorm)
				return nil
			},
		})
		c.took = time.Since(began)
		line.Done()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		worst := 0.0
		for _, x := range c.res.X {
			worst = max(worst, math.Abs(x-1))
		}
		fmt.Fprintf(t, "  %-22s %-10v %10d %10d %14.2e %12.1e %10s\n", c.name, c.res.Status, c.res.Iter, c.res.MatVecs,
			c.res.RelRes, worst, c.took.Round(100*time.Microsecond))
	}
	return all, nil
}

// histories draws the relative residual against the iteration.
func histories(title string, all []contestant) (*plot.Plot, error) {
	p := plot.New()
	p.Title.Text = title
	p.X.Label.Text = "iteration"
	p.Y.Label.Text = "‖b − A·x‖ / ‖b‖"
	p.Y.Scale = plot.LogScale{}
	p.Y.Tick.Marker = show.Decades{}
	p.Y.Max = 1
	p.Legend.Top = true
	p.Legend.Padding = vg.Points(2)
	p.Legend.TextStyle.Font.Size = vg.Points(9)
	p.Add(plotter.NewGrid())
	for i, c := range all {
		points := make(plotter.XYs, 0, len(c.res.History))
		for k, r := range c.res.History {
			if r > 0 {
				points = append(points, plotter.XY{X: float64(k), Y: r})
			}
		}
		line, err := plotter.NewLine(points)
		if err != nil {
			return nil, err
		}
		line.Color = plotutil.Color(i)
		line.Width = vg.Points(1)
		p.Add(line)
		p.Legend.Add(c.name, line)
	}
	return p, nil
}
