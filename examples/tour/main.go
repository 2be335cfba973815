// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Command tour solves real problems with the packages of the module, prints
// tables, and draws pictures in examples/out. Each stop is a file of its own.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/relaxnum/relax/examples/internal/show"
)

// A stop is one problem of the tour. It prints to t and returns an error when
// it could not show what it came for.
type stop struct {
	name, title string
	run         func(ctx context.Context, t *tour) error
}

var stops = []stop{
	{"linsolve", "Linear systems: a dam and a power network", linearSystems},
	{"heat", "Sequences: heat in a material, step by step", heatStop},
	{"vmf", "Directions: kinds of handwritten digits, found without labels", digitKinds},
}

// A tour is what the stops share.
type tour struct {
	io.Writer
	data string // folder of the data
	out  string // folder of the pictures
}

// wrote says what file was written, as seen from the current folder.
func (t *tour) wrote(name string) {
	fmt.Fprintf(t, "wrote %s\n", show.Relative(filepath.Join(t.out, name)))
}

func main() {
	names := make([]string, len(stops))
	for i, s := range stops {
		names[i] = s.name
	}
	var (
		data = flag.String("data", "", "folder of the data (default: testdata of the module)")
		out  = flag.String("out", "", "folder for the pictures (default: examples/out of the module)")
		only = flag.String("only", "", "make this stop alone: "+strings.Join(names, ", "))
	)
	flag.Usage = func() {
		fmt.Fprintf(flag.CommandLine.Output(), "usage: go run ./examples/tour [flags]\n\nSolves real problems and draws what happened.\n\n")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "tour: unexpected argument %q\n", flag.Arg(0))
		flag.Usage()
		os.Exit(2)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	if err := run(ctx, *data, *out, *only); err != nil {
		fmt.Fprintln(os.Stderr, "tour:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, data, out, only string) error {
	root, err := show.ModuleRoot()
	if err != nil && (data == "" || out == "") {
		return err
	}
	t := &tour{os.Stdout, data, out}
	if t.data == "" {
		t.data = filepath.Join(root, "testdata")
	}
	if t.out == "" {
		t.out = filepath.Join(root, "examples", "out")
	}
	if err := os.MkdirAll(t.out, 0o777); err != nil {
		return err
	}
	made := 0
	for _, s := range stops {
		if only != "" && only != s.name {
			continue
		}
		if made++; made > 1 {
			fmt.Fprintln(t)
		}
		fmt.Fprintf(t, "== %s\n", s.title)
		if err := s.run(ctx, t); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	if made == 0 {
		return fmt.Errorf("there is no stop %q", only)
	}
	return nil
}
