// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
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

// A march is a way to solve the systems of all time steps of a heat equation, and
// how that went.
type march struct {
	name   string
	method linsolve.Method
	tuner  linsolve.Tuner // of the factor of SSOR; nil means Jacobi

	iter, products plotter.XYs // totals after each step
	worst          float64     // the largest true residual of a step
	took           time.Duration
}

func (m *march) totals() (iter, products int) {
	last := len(m.iter) - 1
	return int(m.iter[last].Y), int(m.products[last].Y)
}

// heatSizes are cells of a side and numbers of steps.
type heatSizes struct{ shortCells, shortSteps, longCells, longSteps int }

func heatStop(ctx context.Context, t *tour) error {
	return heatSteps(ctx, t, heatSizes{50, 1000, 65, 40})
}

// heatSteps marches through a heat equation whose conductivity rises and falls with
// time. In short steps the factor of the preconditioner is what there is to learn,
// and the conductivity tells which is best; in long steps it is the space where GMRES
// is slow.
func heatSteps(ctx context.Context, t *tour, size heatSizes) error {
	short, err := shortSteps(ctx, t, size.shortCells, size.shortSteps)
	if err != nil {
		return err
	}
	long, err := longSteps(ctx, t, size.longCells, size.longSteps)
	if err != nil {
		return err
	}
	const name = "heat.png"
	if err := show.Save(filepath.Join(t.out, name), []*plot.Plot{short, long}); err != nil {
		return err
	}
	t.wrote(name)
	return nil
}

// shortSteps compares fixed factors of SSOR with learned ones.
func shortSteps(ctx context.Context, t *tour, cells, steps int) (*plot.Plot, error) {
	heat := testfunc.NewHeat(cells, 1e-3, nil)
	var all []*march
	for _, omega := range []float64{1, 1.3, 1.5, 1.7, 1.9} {
		tuner, err := linsolve.NewFixed(omega)
		if err != nil {
			return nil, err
		}
		all = append(all, &march{name: fmt.Sprintf("CG, SSOR(%v)", omega), method: &linsolve.CG{}, tuner: tuner})
	}
	fixed := len(all)
	tsallis, err := linsolve.NewTsallisINF(&linsolve.TunerSettings{Src: rand.NewPCG(1, 5)})
	if err != nil {
		return nil, err
	}
	cheb, err := linsolve.NewChebUCB(&linsolve.TunerSettings{Min: 0, Max: 10})
	if err != nil {
		return nil, err
	}
	all = append(all,
		&march{name: "CG, SSOR(TsallisINF)", method: &linsolve.CG{}, tuner: tsallis},
		&march{name: "CG, SSOR(ChebUCB given κ)", method: &linsolve.CG{}, tuner: cheb})
	fmt.Fprintf(t, "%d short steps of u' = κ(t)·Δu + f, %d unknowns, κ from 0 to 10, the last u as guess\n", steps, len(heat.RHS))
	if err := marchAll(ctx, t, heat, steps, all); err != nil {
		return nil, err
	}
	best := math.MaxInt
	for _, m := range all[:fixed] {
		iter, _ := m.totals()
		best = min(best, iter)
	}
	learned, _ := all[len(all)-1].totals()
	fmt.Fprintf(t, "  ChebUCB takes %.2f of the iterations of the best fixed factor\n", float64(learned)/float64(best))
	if learned >= best {
		return nil, fmt.Errorf("learned factors took %d iterations, the best fixed one %d", learned, best)
	}
	return growth("Short steps: factors of SSOR", "iterations so far", all, func(m *march) plotter.XYs { return m.iter })
}

// longSteps compares methods that forget with their like that recycle.
func longSteps(ctx context.Context, t *tour, cells, steps int) (*plot.Plot, error) {
	const roughness = 2 // of the logarithm of the conductivity
	a := testfunc.GaussianField(cells-1, 3, 2, rand.NewPCG(1, 7))
	for i, f := range a {
		a[i] = math.Exp(roughness * f)
	}
	heat := testfunc.NewHeat(cells, 0.1, a)
	all := []*march{
		{name: "GMRES(40)", method: &linsolve.GMRES{Restart: 40}},
		{name: "Recycler(40)", method: &linsolve.Recycler{M: 40}},
		{name: "CG", method: &linsolve.CG{}},
		{name: "DeflatedCG(10)", method: &linsolve.DeflatedCG{}},
	}
	fmt.Fprintf(t, "%d long steps in a rough material, u' = κ(t)·div(a ∇u) + f, %d unknowns, Jacobi\n", steps, len(heat.RHS))
	if err := marchAll(ctx, t, heat, steps, all); err != nil {
		return nil, err
	}
	for i := 0; i < len(all); i += 2 {
		_, fresh := all[i].totals()
		_, recycled := all[i+1].totals()
		fmt.Fprintf(t, "  %s takes %.2f of the products of %s\n", all[i+1].name, float64(recycled)/float64(fresh), all[i].name)
		if recycled >= fresh {
			return nil, fmt.Errorf("%s took %d products, %s %d", all[i+1].name, recycled, all[i].name, fresh)
		}
	}
	fmt.Fprintln(t, "  with five entries a row a product costs as little as a pass over two vectors, so that time does not fall with products")
	return growth("Long steps: what is carried over", "products so far", all, func(m *march) plotter.XYs { return m.products })
}

// marchAll makes every march and prints the table.
func marchAll(ctx context.Context, t *tour, heat *testfunc.Heat, steps int, all []*march) error {
	fmt.Fprintf(t, "  %-26s %10s %10s %14s %10s\n", "method", "iterations", "products", "true residual", "time")
	for _, m := range all {
		if err := m.run(ctx, heat, steps); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		iter, products := m.totals()
		fmt.Fprintf(t, "  %-26s %10d %10d %14.2e %10s\n", m.name, iter, products, m.worst, m.took.Round(100*time.Microsecond))
	}
	return nil
}

func (m *march) run(ctx context.Context, heat *testfunc.Heat, steps int) error {
	s := heat.Stiff
	pattern, err := sparse.NewCSR(s.Rows, s.Cols, s.Ptr, s.Ind, s.Val)
	if err != nil {
		return err
	}
	a := pattern.Clone() // heat keeps its own values
	u := make([]float64, s.Rows)
	heat.Start(u)
	line := show.NewProgress(m.name)
	defer line.Done()
	iter, products := 0, 0
	made := map[float64]*precond.SSOR{} // by factor
	for step := range steps {
		kappa := heat.Advance(step, u)
		if err := a.SetValues(heat.Val); err != nil {
			return err
		}
		began := time.Now()
		set := linsolve.Settings{X0: u, Dst: u, MaxIter: 20 * len(u)}
		if m.tuner == nil {
			set.Prec, err = precond.NewJacobi(a)
		} else {
			omega, _ := m.tuner.Suggest(kappa)
			ssor := made[omega]
			if ssor == nil {
				ssor, err = precond.NewSSOR(a, omega)
				made[omega] = ssor
			} else {
				err = ssor.Update(a)
			}
			set.Prec = ssor
		}
		if err != nil {
			return err
		}
		res, err := linsolve.Solve(ctx, a, heat.RHS, m.method, &set)
		if err != nil {
			return fmt.Errorf("step %d: %w", step, err)
		}
		if m.tuner != nil {
			m.tuner.Observe(float64(res.Iter))
		}
		m.took += time.Since(began)
		iter, products = iter+res.Iter, products+res.MatVecs
		m.iter = append(m.iter, plotter.XY{X: float64(step + 1), Y: float64(iter)})
		m.products = append(m.products, plotter.XY{X: float64(step + 1), Y: float64(products)})
		m.worst = max(m.worst, res.RelRes)
		line.Update("step %d of %d", step+1, steps)
	}
	return nil
}

// growth draws a total against the step.
func growth(title, what string, all []*march, total func(*march) plotter.XYs) (*plot.Plot, error) {
	p := plot.New()
	p.Title.Text = title
	p.X.Label.Text, p.Y.Label.Text = "step", what
	p.Legend.Top, p.Legend.Left = true, true
	p.Legend.Padding = vg.Points(2)
	p.Legend.TextStyle.Font.Size = vg.Points(9)
	p.Add(plotter.NewGrid())
	for i, m := range all {
		line, err := plotter.NewLine(total(m))
		if err != nil {
			return nil, err
		}
		line.Color = plotutil.Color(i)
		line.Dashes = plotutil.Dashes(i / 5) // the colours after five resemble the first
		line.Width = vg.Points(1)
		p.Add(line)
		p.Legend.Add(m.name, line)
	}
	return p, nil
}
