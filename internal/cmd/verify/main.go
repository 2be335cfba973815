// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Command verify runs the long accuracy and statistical studies and prints rows
// of reference | ours | ok. It exits with status 1 when a row is not ok.
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

// areas maps the name of each study to what runs it. The file of an area
// registers it.
var areas = map[string]func(v *measure.Verify){}

func main() {
	only := flag.String("only", "", "run the studies that match this regular expression alone")
	flag.Parse()
	match, err := regexp.Compile(*only)
	if err != nil {
		fmt.Fprintln(os.Stderr, "verify: -only:", err)
		os.Exit(2)
	}
	v := &measure.Verify{W: os.Stdout}
	v.Header()
	for _, name := range slices.Sorted(maps.Keys(areas)) {
		if match.MatchString(name) {
			areas[name](v)
		}
	}
	if v.Failed > 0 {
		fmt.Printf("%d rows not ok\n", v.Failed)
		os.Exit(1)
	}
}
