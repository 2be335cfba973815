// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Command dcdm fits a small convolutional network that proposes directions for
// Poisson's equation, as the deep conjugate direction method does, and lets
// linsolve.ConjugateDirections solve systems with it that it has not seen: other
// right-hand sides, a finer grid, a rough material. It prints a table and draws how
// the residuals fall in examples/out.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"gonum.org/v1/plot"

	"github.com/relaxnum/relax/examples/internal/show"
	"github.com/relaxnum/relax/linsolve/sparse"
)

type options struct {
	n, steps, batch, channels, ritz int
	rate                            float64
	seed                            uint64
	out                             string
}

// depth is the number of resolutions of a network.
const depth = 5

func main() {
	var o options
	flag.IntVar(&o.n, "n", 64, "points of a side, a multiple of 16")
	flag.IntVar(&o.steps, "steps", 1000, "steps of training")
	flag.IntVar(&o.batch, "batch", 4, "residuals of a step")
	flag.IntVar(&o.channels, "channels", 3, "channels of the network")
	flag.IntVar(&o.ritz, "ritz", 150, "Ritz vectors that residuals are drawn from")
	flag.Float64Var(&o.rate, "rate", 0.01, "learning rate at the start")
	flag.Uint64Var(&o.seed, "seed", 1, "seed")
	flag.StringVar(&o.out, "out", "", "folder for the picture (default: examples/out of the module)")
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
	if err := o.check(); err != nil {
		fmt.Fprintln(os.Stderr, "dcdm:", err)
		os.Exit(2)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	if err := run(ctx, os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, "dcdm:", err)
		os.Exit(1)
	}
}

func (o *options) check() error {
	switch {
	case o.n < 16 || o.n%16 != 0 || o.n > 1024:
		return fmt.Errorf("-n is %d, want a multiple of 16 up to 1024", o.n)
	case o.steps < 1 || o.batch < 1 || o.channels < 1:
		return fmt.Errorf("-steps, -batch and -channels are %d, %d and %d, want ≥ 1", o.steps, o.batch, o.channels)
	case o.ritz < 2 || o.ritz > o.n*o.n/2:
		return fmt.Errorf("-ritz is %d, want 2 to %d", o.ritz, o.n*o.n/2)
	case !(o.rate > 0) || o.rate > 1:
		return fmt.Errorf("-rate is %v, want > 0 and ≤ 1", o.rate)
	}
	return nil
}

func run(ctx context.Context, w io.Writer, o options) error {
	if o.out == "" {
		root, err := show.ModuleRoot()
		if err != nil {
			return err
		}
		o.out = filepath.Join(root, "examples", "out")
	}
	if err := os.MkdirAll(o.out, 0o777); err != nil {
		return err
	}
	a, err := poisson(o.n)
	if err != nil {
		return err
	}
	untrained := newNetwork(o.n, depth, o.channels, rand.NewPCG(o.seed, 2))
	trained := newNetwork(o.n, depth, o.channels, rand.NewPCG(o.seed, 2))
	if err := fit(ctx, w, a, trained, o); err != nil {
		return err
	}
	problems, err := unseen(o.n, o.seed)
	if err != nil {
		return err
	}
	var panels []*plot.Plot
	for _, p := range problems {
		panel, err := p.solve(ctx, w, untrained.resized(p.n), trained.resized(p.n))
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		panels = append(panels, panel)
	}
	name := filepath.Join(o.out, "dcdm.png")
	if err := show.Save(name, panels); err != nil {
		return err
	}
	fmt.Fprintf(w, "wrote %s\n", show.Relative(name))
	return nil
}

// fit trains the network and says how that went.
func fit(ctx context.Context, w io.Writer, a *sparse.CSR, net *network, o options) error {
	line := show.NewProgress("training")
	r := rand.New(rand.NewPCG(o.seed, 1))
	began := time.Now()
	vectors, err := ritz(a, o.ritz, r)
	if err != nil {
		return err
	}
	t := newTrainer(a, net)
	losses, err := t.train(ctx, vectors, o.steps, o.batch, o.rate, r, func(step int, loss float64) {
		line.Update("step %d of %d, loss %.4f", step+1, o.steps, loss)
	})
	line.Done()
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "a linear network of %d weights, trained on Poisson %d² by %d steps in %s: loss ‖r − αAd‖/‖r‖ %.3f, at last %.3f\n",
		net.size(), o.n, o.steps, time.Since(began).Round(time.Millisecond), losses[0], losses[len(losses)-1])
	return nil
}
