// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Command dcdm fits a small convolutional network that proposes directions for
// Poisson's equation, as the deep conjugate direction method does, and lets
// linsolve.ConjugateDirections solve systems with it that it has not seen. It prints a
// table and draws how the residuals fall in examples/out.
package main

import (
	"context"
	"flag"
	"fmt"
	"image/color"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"

	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/sparse"
)

type options struct {
	n, steps, batch, channels, ritz int
	rate                            float64
	seed                            uint64
	out                             string
}

func main() {
	var o options
	flag.IntVar(&o.n, "n", 64, "points of a side, a multiple of 16")
	flag.IntVar(&o.steps, "steps", 300, "steps of training")
	flag.IntVar(&o.batch, "batch", 4, "residuals of a step")
	flag.IntVar(&o.channels, "channels", 3, "channels of the network")
	flag.IntVar(&o.ritz, "ritz", 150, "Ritz vectors that residuals are drawn from")
	flag.Float64Var(&o.rate, "rate", 0.01, "learning rate at the start")
	flag.Uint64Var(&o.seed, "seed", 1, "seed")
	flag.StringVar(&o.out, "out", filepath.Join("examples", "out"), "folder for the picture")
	flag.Usage = func() {
		fmt.Fprintf(flag.CommandLine.Output(), "usage: go run ./examples/dcdm [flags]\n\nFits a network that proposes directions, and solves with it.\n\n")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "dcdm: unexpected argument %q\n", flag.Arg(0))
		flag.Usage()
		os.Exit(2)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	if err := run(ctx, os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, "dcdm:", err)
		os.Exit(1)
	}
}

func poisson(n int) (*sparse.CSR, error) {
	a := sparse.NewCOO(n*n, n*n)
	for i := range n {
		for j := range n {
			k := i*n + j
			a.Add(k, k, 4)
			for _, near := range [][3]int{{i, j - 1, k - 1}, {i, j + 1, k + 1}, {i - 1, j, k - n}, {i + 1, j, k + n}} {
				if near[0] >= 0 && near[0] < n && near[1] >= 0 && near[1] < n {
					a.Add(k, near[2], -1)
				}
			}
		}
	}
	return a.ToCSR()
}

// sources are right-hand sides that the training has not seen.
func sources(n int, r *rand.Rand) (names []string, all [][]float64) {
	names = []string{"noise", "even", "charges", "waves"}
	all = make([][]float64, len(names))
	for i := range all {
		all[i] = make([]float64, n*n)
	}
	for k := range n * n {
		x, y := float64(k%n)/float64(n), float64(k/n)/float64(n)
		all[0][k], all[1][k] = r.NormFloat64(), 1
		all[3][k] = math.Sin(17*x*y+3*x) * math.Cos(9*y)
	}
	for range 8 {
		all[2][r.IntN(n*n)] += r.NormFloat64()
	}
	return names, all
}

func run(ctx context.Context, w io.Writer, o options) error {
	switch {
	case o.n < 16 || o.n%16 != 0:
		return fmt.Errorf("-n is %d, want a multiple of 16", o.n)
	case o.steps < 1 || o.batch < 1 || o.channels < 1:
		return fmt.Errorf("-steps, -batch and -channels are %d, %d and %d, want ≥ 1", o.steps, o.batch, o.channels)
	case o.ritz < 2 || o.ritz > o.n*o.n/2:
		return fmt.Errorf("-ritz is %d, want 2 to %d", o.ritz, o.n*o.n/2)
	case !(o.rate > 0):
		return fmt.Errorf("-rate is %v, want > 0", o.rate)
	}
	a, err := poisson(o.n)
	if err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(o.seed, 1))
	began := time.Now()
	vectors, err := ritz(a, o.ritz, r)
	if err != nil {
		return err
	}
	const depth = 5 // resolutions
	first := newNetwork(o.n, depth, o.channels, rand.NewPCG(o.seed, 2))
	net := newNetwork(o.n, depth, o.channels, rand.NewPCG(o.seed, 2))
	info, err := os.Stderr.Stat()
	terminal := err == nil && info.Mode()&os.ModeCharDevice != 0
	losses, err := train(ctx, a, net, vectors, o.steps, o.batch, o.rate, r, func(step int, loss float64) {
		if terminal && step%10 == 0 {
			fmt.Fprintf(os.Stderr, "\r\x1b[Kstep %d of %d, loss %.4f", step, o.steps, loss)
		}
	})
	if terminal {
		fmt.Fprint(os.Stderr, "\r\x1b[K")
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "Poisson %d²; a linear U-net of %d weights, %d steps of training in %s: loss %.3f, at last %.3f\n",
		o.n, net.size(), o.steps, time.Since(began).Round(time.Millisecond), losses[0], losses[len(losses)-1])
	fmt.Fprintf(w, "  %-8s %-20s %10s %10s %14s %10s\n", "source", "method", "iterations", "fallbacks", "true residual", "time")

	methods := []struct {
		name   string
		method linsolve.Method
	}{
		{"CG", &linsolve.CG{}},
		{"network, untrained", &linsolve.ConjugateDirections{Generator: first}},
		{"network, trained", &linsolve.ConjugateDirections{Generator: net}},
	}
	names, all := sources(o.n, rand.New(rand.NewPCG(o.seed, 3)))
	p := plot.New()
	p.Title.Text = fmt.Sprintf("Poisson %d²: CG and learned directions", o.n)
	p.X.Label.Text, p.Y.Label.Text = "iteration", "log10 of ‖b − A·x‖ / ‖b‖"
	p.Legend.Top = true
	p.Add(plotter.NewGrid())
	for i, b := range all {
		var iters []int
		for k, m := range methods {
			start := time.Now()
			res, err := linsolve.Solve(ctx, a, b, m.method, &linsolve.Settings{History: true})
			if err != nil {
				return fmt.Errorf("%s, %s: %w", names[i], m.name, err)
			}
			fmt.Fprintf(w, "  %-8s %-20s %10d %10d %14.2e %10s\n", names[i], m.name, res.Iter, res.Fallbacks, res.RelRes, time.Since(start).Round(10*time.Microsecond))
			iters = append(iters, res.Iter)
			var points plotter.XYs
			for it, h := range res.History {
				if h > 0 {
					points = append(points, plotter.XY{X: float64(it), Y: math.Log10(h)})
				}
			}
			line, err := plotter.NewLine(points)
			if err != nil {
				return err
			}
			line.Color = color.Color(plotutil.Color(k))
			p.Add(line)
			if i == 0 {
				p.Legend.Add(m.name, line)
			}
		}
		if iters[2] >= iters[0] {
			return fmt.Errorf("%s: the network takes %d iterations, CG %d", names[i], iters[2], iters[0])
		}
	}
	if err := os.MkdirAll(o.out, 0o777); err != nil {
		return err
	}
	name := filepath.Join(o.out, "dcdm.png")
	if err := p.Save(16*vg.Centimeter, 11*vg.Centimeter, name); err != nil {
		return err
	}
	fmt.Fprintf(w, "wrote %s\n", name)
	return nil
}
