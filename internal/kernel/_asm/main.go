// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Command _asm writes the assembly files of package kernel and their Go stubs.
// Each group of kernels has a file here and becomes GROUP_amd64.s and
// GROUP_stubs_amd64.go in the folder named by -dir.
package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/mmcloughlin/avo/build"
)

// groups maps the name of each pair of generated files to the function that
// emits its kernels into avo's context. The file of a group registers it.
var groups = map[string]func(){}

func main() {
	dir := flag.String("dir", ".", "folder that receives the files")
	only := flag.String("group", "", "write this group alone")
	flag.Parse()
	if *only != "" {
		emit, ok := groups[*only]
		if !ok {
			fmt.Fprintf(os.Stderr, "no group %q\n", *only)
			os.Exit(2)
		}
		generate(*dir, *only, emit)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		// avo has one context a process, so each group gets its own.
		cmd := exec.Command(os.Args[0], "-dir", *dir, "-group", name)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
			os.Exit(1)
		}
	}
}

func generate(dir, name string, emit func()) {
	for flagName, value := range map[string]string{
		"out":   filepath.Join(dir, name+"_amd64.s"),
		"stubs": filepath.Join(dir, name+"_stubs_amd64.go"),
		"pkg":   "kernel",
	} {
		if err := flag.Set(flagName, value); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Args = os.Args[:1] // the header names the command; the folder must not be part of it
	build.ConstraintExpr("amd64,gc,!noasm,!purego")
	emit()
	build.Generate()
}
