// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Command bench measures the module's speed targets, each beside its peer in
// the same run, and prints rows of target | ours | peer | ratio. A peer that is
// not installed shows as absent.
package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"

	"github.com/relaxnum/relax/internal/measure"
)

// areas maps the name of each group of targets to what measures it. The file
// of an area registers it.
var areas = map[string]func(b *measure.Bench){}

func main() {
	only := flag.String("only", "", "measure the areas that match this regular expression alone")
	rounds := flag.Int("rounds", 0, "timing windows a pair (0: 21)")
	flag.Parse()
	match, err := regexp.Compile(*only)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: -only:", err)
		os.Exit(2)
	}
	b := &measure.Bench{W: os.Stdout, Rounds: *rounds}
	b.Header()
	for _, name := range slices.Sorted(maps.Keys(areas)) {
		if match.MatchString(name) {
			areas[name](b)
		}
	}
	if b.Short > 0 {
		fmt.Printf("%d targets short\n", b.Short)
	}
}
